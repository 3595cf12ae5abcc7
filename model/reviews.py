"""When a firm reviews its supplier: now and then, and the sooner the more reason it has."""

from __future__ import annotations

import math

from agents.choosing import ELIMINATION, dearest_kept
from agents.compiled import rule
from agents.customer import review_hazard
from agents.guards import ENDLESS
from agents.partner import late_service
from model.market import PARTNERS
from model.shortlists import willing
from model.treatment import kind_of


@rule
def usual_price(market, row):
    """A partner's price for a usual basket of goods, over usual list prices of month 0."""
    return market.desks[row].landed * (1.0 + market.partners[row].markup)


@rule
def set_review_chances(market, month):
    """Each partner's chance that a customer of a segment reviews it this month, against what is usual there.

    Usual is the mean utility of all who serve the segment, by their usual sales. Where customers eliminate
    by price, whoever is dearer than the mean by more than they tolerate is reviewed for certain.
    """
    settings = market.settings[month]
    for segment in range(2):
        total = 0.0
        level = 0.0
        price = 0.0
        for row in range(market.counters[PARTNERS]):
            desk = market.desks[row]
            if desk.weight[segment] > 0.0:
                partner = market.partners[row]
                share = partner.normal_sales * willing(kind_of(market, month, partner), segment)
                level += share * math.log(desk.weight[segment])
                price += share * usual_price(market, row)
                total += share
        usual = math.exp(level / total) if total > 0.0 else 0.0
        dearest = ENDLESS
        if settings.choice_rule == ELIMINATION and total > 0.0:
            dearest = dearest_kept(price / total, settings.price_tolerance)
        for row in range(market.counters[PARTNERS]):
            desk = market.desks[row]
            if desk.weight[segment] > 0.0:
                late = late_service(market.partners[row])
                desk.review[segment] = review_hazard(usual, desk.weight[segment], late, settings)
                if usual_price(market, row) > dearest:
                    desk.review[segment] = 1.0


@rule
def review_chance(market, month, firm, purchase_chance):
    """Chance (share) that a firm reviews its supplier at this purchase: a month's chance, met when it buys.

    A firm without a supplier that trades always chooses; one whose last order failed has a reason more.
    """
    if firm.incumbent < 0:
        return 1.0
    desk = market.desks[firm.incumbent]
    if desk.weight[firm.segment] <= 0.0:
        return 1.0
    chance = desk.review[firm.segment] / purchase_chance
    if firm.failed:
        chance += market.settings[month].failure_review
    return min(1.0, chance)
