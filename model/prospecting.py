"""Phase 8: sellers without enough to do go to firms with an offer; that is how newcomers are heard."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.customer import SHORTLIST
from agents.luck import PROSPECT, integer_below, uniform
from agents.partner_staff import idle_sellers, sales_capacity
from model.market import PARTNERS
from model.shortlists import credible, listed, usual_project, willing
from model.treatment import kind_of


@rule
def make_offer(month, firm, row, luck):
    """A firm keeps one offer until it buys: the newest, and of those of a month the one with the smallest luck."""
    rank = luck - month
    if firm.offer < 0 or rank < firm.offer_rank:
        firm.offer = row
        firm.offer_rank = rank


@rule
def take_place(market, month, number, firm):
    """Before it buys, a firm puts whose offer it has on its shortlist, in any place but its supplier's."""
    row = firm.offer
    if row < 0 or listed(firm, row) or market.desks[row].weight[firm.segment] <= 0.0:
        return
    place = integer_below(market.seed, PROSPECT, month, number, 0, SHORTLIST)
    if firm.incumbent >= 0 and firm.shortlist[place] == firm.incumbent:
        place = (place + 1) % SHORTLIST
    firm.shortlist[place] = row


@phase
def seek_customers(market, month):
    """Sales people whom present sales do not keep busy make offers to firms of a size that they can serve.

    Customers are won by selling effort (Gourio and Rudanko 2014; Foster, Haltiwanger and Syverson 2016): who has
    few customers has time for it, a firm with as many as it can serve has none.
    """
    firms = market.customers.shape[0]
    settings = market.settings[month]
    if firms == 0 or settings.offers <= 0.0:
        return
    usual = (usual_project(market, month, 0), usual_project(market, month, 1))
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        kind = kind_of(market, month, partner)
        left = settings.offers * idle_sellers(partner, kind)
        slot = 1
        while left > 0.0:
            u = uniform(market.seed, PROSPECT, month, partner.id, slot)
            number = integer_below(market.seed, PROSPECT, month, partner.id, slot + 1, firms)
            firm = market.customers[number]
            heard = willing(kind, firm.segment) * min(1.0, left)
            fit = credible(usual[firm.segment] * firm.weight, sales_capacity(partner, kind), settings)
            if u < heard and fit and row != firm.incumbent:
                make_offer(month, firm, row, uniform(market.seed, PROSPECT, month, partner.id, slot + 2))
            slot += 3
            left -= 1.0
