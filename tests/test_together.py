"""Trade that a community makes possible: introductions beside others, joint projects, jobs handed on, learning that ends."""

from functools import cache

import numpy as np
import pytest

from agents import community
from model import community as meeting
from model import tenders
from model.market import PARTNERS
from model.opening import opened_market
from model.outcomes import DELIVERED, LOST
from model.shortlists import listed
from tests.conftest import Values, small_of

GIVING = Values(critical_contributors=10.0, peer_learning=0.04, absorption=0.3)


@cache
def opened():
    """A small market at the start of month 0."""
    return opened_market(small_of("community", 12), 1, 12)


def fresh():
    """A copy of it, to change by hand."""
    market = opened()
    return market._replace(**{field: getattr(market, field).copy() for field in market._fields if field != "seed"})


def members_of(market, number):
    """Two of a firm's bidders made members of one community that trust each other fully; their rows."""
    rows = [int(row) for row in market.customers[number].shortlist if row >= 0][:2]
    for row in rows:
        market.partners[row].member, market.partners[row].joint = 0, 1.0
    return rows


def crowded_firm(market):
    """The number of a firm that asks at least two partners."""
    return next(n for n in range(len(market.customers)) if (market.customers[n].shortlist >= 0).sum() >= 2)


def test_what_peers_teach_is_part_of_their_lead_and_runs_out():
    learned = community.peer_learning.py_func
    assert learned(0.5, 0.2, 1.0, GIVING) == pytest.approx(0.04 * 0.2 * 0.8)
    assert learned(0.5, 0.0, 1.0, GIVING) == learned(0.5, -0.1, 1.0, GIVING) == 0.0


def test_among_few_givers_little_is_seen():
    seen = community.seen_giving.py_func
    assert seen(10.0, 0.4, GIVING) == pytest.approx(0.4 * (1.0 - np.exp(-1.0)))
    assert seen(0.4, 0.4, GIVING) < 0.02 < 0.39 < seen(100.0, 0.4, GIVING)


def test_an_introduction_takes_nobodys_place():
    market = fresh()
    number = crowded_firm(market)
    firm = market.customers[number]
    row = next(r for r in range(int(market.counters[PARTNERS])) if not listed.py_func(firm, r))
    before = firm.shortlist.copy()
    firm.guest = -1
    market.introductions[number].row, market.introductions[number].luck = row, 0.5
    meeting.settle_introductions.py_func(market, 3)
    assert (firm.shortlist == before).all() and firm.guest == firm.offer == row
    assert tenders.bidder_at.py_func(firm, len(before)) == row


@pytest.mark.parametrize(("means", "ready", "outcome"), [(6.0, 1.0, DELIVERED), (4.0, 1.0, LOST), (6.0, 0.0, LOST)])
def test_two_members_serve_what_neither_can_alone(means, ready, outcome):
    market = fresh()
    number = crowded_firm(market)
    firm = market.customers[number]
    rows = members_of(market, number)
    market.settings.joint_bids = ready
    for row in rows:
        market.desks[row].room = 0.0
        offer = market.offers[row, 0]
        offer.landed, offer.own, offer.access, offer.weight[:] = 1.0, means, 0.0, 1.0
        offer.invoices[:] = 0.0
    told, lead = tenders.serve_together.py_func(
        market, 0, number, firm, market.segments[0, firm.segment], 0, 10.0, rows[0]
    )
    assert told == outcome
    billed = [market.offers[row, 0].invoices.sum() for row in rows]
    assert billed == ([pytest.approx(6.0), pytest.approx(4.0)] if outcome == DELIVERED else [0.0, 0.0])
    assert lead == (rows[0] if outcome == DELIVERED else -1)


def test_jobs_that_a_member_does_not_know_go_to_idle_peers_who_do():
    market = fresh()
    market.partners.member = -1
    for row in (0, 1):
        firm = market.partners[row]
        firm.alive, firm.member, firm.joint, firm.given_time = 1, 0, 1.0, 0.0
        market.skills[row].beyond = 0.0
        market.skills[row].backlog = 0.0
    market.partners[0].service_staff, market.partners[1].service_staff = 0.0, 10.0
    market.partners[1].utilisation = 0.0
    market.skills[1].competence = 1.0
    market.skills[0, 2].beyond[0] = 4.0
    meeting.hand_on_jobs.py_func(market, 0)
    handed = 4.0 * market.settings[0].joint_jobs
    assert market.skills[1, 2].backlog[0] == pytest.approx(handed)
    assert market.partners[1].community_jobs == pytest.approx(handed) and market.partners[0].community_jobs == 0.0


def test_effort_is_time_and_not_money():
    market = fresh()
    firm = market.partners[0]
    firm.member, firm.cooperation, firm.belief, firm.community_trust = 0, 0, 0.5, 0.5
    cash, equity = firm.cash, firm.equity
    meeting.give.py_func(market, 0, 0)
    assert firm.contribution > 0.0 and firm.given_time == firm.contribution * market.settings[0].effort_months
    assert (firm.cash, firm.equity) == (cash, equity)
