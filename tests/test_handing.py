"""How the market is handed to compiled code, and walked: by address, with the same bytes."""

import copy
import pickle
import sys
from typing import NamedTuple

import numpy as np
import pytest

from agents import partner
from agents.compiled import phase, rule
from agents.state import empty_rows
from model.handing import Handed, block_of, hand_over
from model.market import Market, has_room
from model.month import MONTH, walk_months
from model.opening import opened_market
from model.walk import addresses_of, call_phase, kind_of_market, walk_phases
from scenarios import load_scenario

SMALL = {"population.integrator": 4, "population.reseller": 4, "population.online_shop": 2}


class Pair(NamedTuple):
    seed: np.uint64
    firms: np.recarray
    cube: np.ndarray


class Small(Pair):
    @property
    def block(self):
        return block_of(self)


class Broken(Pair):
    @property
    def block(self):
        raise ValueError("no block")


hand_over(Small)
hand_over(Broken)


@rule
def earn(market, row, amount):
    """A firm's cash after it has earned so much."""
    market.firms[row].cash += amount
    return market.firms[row].cash


@phase
def everybody_earns(market, month):
    """Each firm earns its row's number."""
    for row in range(market.firms.shape[0]):
        earn(market, row, 1.0 * row)


@phase
def read(market):
    """What stands in each part."""
    return market.seed, market.firms[1].cash, market.cube[1, 2, 3], market.cube.shape[1], market.cube[0].sum()


@phase
def walk_two(addresses, market, month):
    """Two phases by their addresses."""
    for one in addresses:
        call_phase(one, market, month)


def tables():
    return np.uint64(2**63 + 5), empty_rows(partner.STATE, 3), np.arange(24.0).reshape(2, 3, 4)


def test_each_part_is_read_from_the_block_and_written_to_its_table():
    market = Small(*tables())
    everybody_earns(market, 0)
    assert market.firms.cash.tolist() == [0.0, 1.0, 2.0]
    assert read(market) == (2**63 + 5, 1.0, 23.0, 3, 66.0)  # 0 + ... + 11
    # A table's address, its shape and its strides in bytes; the seed as it is.
    assert market.block.tolist()[:4] == [2**63 + 5 - 2**64, market.firms.ctypes.data, 3, market.firms.strides[0]]
    assert market.block.tolist()[5:] == [2, 3, 4, 96, 32, 8]


def test_what_fails_on_the_way_is_the_callers_error():
    with pytest.raises(ValueError, match="no block"):
        read(Broken(*tables()))


def test_a_call_keeps_nothing_of_the_block(opened):
    """Each call kept a hold on it once: four kB a run, 180 MB of a worker that made 45,000."""
    has_room(opened)
    before = sys.getrefcount(opened.block)
    for _ in range(3):
        has_room(opened)
    after = sys.getrefcount(opened.block)
    assert after == before


def test_types_are_told_apart_by_their_parts():
    from numba import typeof

    one, two = Small(*tables()), Small(np.uint64(1), empty_rows(partner.STATE, 9), np.zeros((1, 1, 1)))
    other = Small(np.uint64(1), empty_rows(partner.DESK, 9), np.zeros((1, 1, 1)))
    assert typeof(one) == typeof(two) != typeof(other)
    assert isinstance(typeof(one), Handed) and typeof(one).place("cube") == 4


def test_phases_by_their_addresses_do_what_a_call_does():
    market = Small(*tables())
    two = addresses_of((everybody_earns, everybody_earns), kind_of_market(market))
    assert len(two) == 2 and two[0] == two[1]
    walk_two(two, market, 0)
    assert market.firms.cash.tolist() == [0.0, 2.0, 4.0]


@pytest.fixture(scope="module")
def opened():
    return opened_market(load_scenario("steady", SMALL), 1, 3)


def copied(market):
    return market._replace(**{name: getattr(market, name).copy() for name in market._fields if name != "seed"})


def test_a_copy_of_a_market_is_handed_over_by_its_own_tables(opened):
    walk_months(opened, 0, 1)  # its block is made
    for other in (copy.deepcopy(opened), pickle.loads(pickle.dumps(opened)), copied(opened)):
        assert isinstance(other, Market) and "block" not in vars(other)
        before = opened.partners.copy()
        walk_months(other, 1, 2)
        assert (opened.partners == before).all()
        assert (other.partners.cash != before.cash).any()


def test_a_walk_is_its_phases_one_by_one(opened):
    one, two = copied(opened), copied(opened)
    assert walk_months(one, 0, 2) == 2
    for month in range(2):
        for step in MONTH:
            step(two, month)
    assert all(np.array_equal(getattr(one, name), getattr(two, name)) for name in Market._fields)


def test_a_walk_stops_before_a_month_without_room(opened):
    market = copied(opened)
    full = market._replace(events=market.events[:0].copy().view(np.recarray))
    assert walk_phases(MONTH, full, 0, 2, growing=True) == 0
    assert walk_phases((), full, 0, 2, growing=False) == 2
