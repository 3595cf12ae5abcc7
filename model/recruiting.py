"""Phase 6: ponds: winning partners in the open market, and through a network that somebody else has (S33, S41)."""

from __future__ import annotations

from agents.compiled import phase, rule
from agents.distributor import UNAWARE, open_with
from agents.luck import POND, RECRUITING, uniform
from agents.partner import ACCOUNTS
from model.market import PARTNERS

POND_SPEED = 0.1  # part of a paid network that is introduced in a month


@rule
def account_with(accounts, distributor):
    """Place of the account with a distributor, -1 for none."""
    found = -1
    for place in range(ACCOUNTS):
        if accounts[place].distributor == distributor:
            found = place
    return found


@rule
def free_place(accounts, settings):
    """A place for a new account: an empty one, or that of the least trusted supplier owed nothing; or -1."""
    weakest = -1
    for place in range(ACCOUNTS):
        account = accounts[place]
        if account.distributor < 0:
            return place
        settled = account.used == 0.0 and account.advance == 0.0 and account.trust < settings.replaceable_trust
        if settled and (weakest < 0 or account.trust < accounts[weakest].trust):
            weakest = place
    return weakest


@rule
def open_account(market, partner, account, distributor, paid, settings):
    """A fresh account with a distributor: nothing known of its instruments, little trust."""
    open_with(account, market.seed, partner, distributor)
    account.mode = 0
    account.limit = 0.0
    account.average_purchases = 0.0
    account.stopped = 0
    account.trust = settings.new_trust
    account.loyalty = 0.0
    account.bridge = 0.0
    account.share = 0.0
    account.own_days = 0.0
    account.own_limit = 0.0
    account.paid_pond = 1 if paid else 0
    for instrument in range(3):
        account.stage[instrument] = UNAWARE


@phase
def recruit(market, month):
    """Each distributor approaches partners in the open market, and those of a network that it pays for.

    A contact is spent on whoever it meets: the fewer partners are still free, the fewer it wins. When
    access to a paid network ends, its partners' trust goes fast.
    """
    world = market.world[0]
    settings = market.settings[month]
    searching = False
    for row in range(market.distributors.shape[0]):
        lever = market.levers[month, row]
        if market.distributors[row].alive and (lever.recruiting_budget > 0.0 or lever.paid_share > 0.0):
            searching = True
    if not searching and not world.pools:
        return
    world.pools = 1
    living = 0
    for row in range(market.counters[PARTNERS]):
        living += market.partners[row].alive
    if living == 0:
        return
    for row in range(market.counters[PARTNERS]):
        partner = market.partners[row]
        if not partner.alive:
            continue
        accounts = market.accounts[row]
        for distributor in range(market.distributors.shape[0]):
            lever = market.levers[month, distributor]
            if not market.distributors[distributor].alive:
                continue
            held = account_with(accounts, distributor)
            if held >= 0:
                if accounts[held].paid_pond and lever.paid_share <= 0.0:
                    accounts[held].trust *= settings.pond_trust_kept
                continue
            contacts = lever.recruiting_budget / settings.contact_cost if settings.contact_cost > 0.0 else 0.0
            chance = settings.win_chance * min(1.0, contacts / living)
            won = uniform(market.seed, RECRUITING, month, partner.id, distributor) < chance
            paid = False
            if not won and lever.paid_share > 0.0:
                inside = uniform(market.seed, POND, 0, partner.id, 0) < settings.pond_size
                met = uniform(market.seed, POND, month, partner.id, 1 + distributor) < POND_SPEED * lever.paid_share
                paid = inside and met
            if won or paid:
                place = free_place(accounts, settings)
                if place >= 0:
                    open_account(market, partner, accounts[place], distributor, paid, settings)
