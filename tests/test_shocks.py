"""Shocks hit whom they hit: importers together, and customers who trade down a ladder of vendors, by hand."""

import math
from functools import cache

import numpy as np
import pytest

from agents import vendor
from agents.vendor import ORIGINS
from model import vendors
from model.opening import opened_market
from scenarios import load_scenario
from tests.conftest import Values, small_of
from tests.test_rules import both


@cache
def opened():
    """A small market at the start of month 0."""
    return opened_market(small_of("steady", 12), 1, 12)


def priced(**values):
    """A copy of it with other numbers in month 1 after that month's prices.

    With what consumers buy of the first category: parts by origin, and how much of the usual is left.
    """
    market = opened()
    market = market._replace(**{field: getattr(market, field).copy() for field in market._fields if field != "seed"})
    for name, value in values.items():
        origin, _, field = name.partition("__")
        if field:
            market.origins[1, ORIGINS.index(origin)][field] = value
        else:
            market.settings[1][name] = value
    vendors.set_vendor_terms.py_func(market, 1)
    parts = np.bincount(market.vendors.origin, market.brands[:, 0].part[:, 2], len(ORIGINS))
    return market, parts, float(market.categories[0].supply[2])


def test_what_does_not_come_from_abroad_is_missing_to_all_importers():
    foreign, home = Values(volume=1.0, imported=1.0), Values(volume=1.0, imported=0.3)
    assert vendor.arriving.py_func(foreign, 0.3) == pytest.approx(0.3)
    assert vendor.arriving.py_func(home, 0.3) == pytest.approx(0.79)
    assert vendor.arriving.py_func(Values(volume=0.5, imported=1.0), 0.5) == 0.25


def test_dearer_goods_move_customers_down_the_ladder():
    assert both(vendor.traded_down, 1.15, 0.0, 1.0) == 1.0
    assert both(vendor.traded_down, 1.25, math.log(2.0), 1.0) == pytest.approx(1.25 ** -math.log(2.0))
    assert both(vendor.traded_down, 0.8, math.log(2.0), 1.0) > 1.0
    assert both(vendor.traded_down, 0.8, math.log(2.0), 0.0) == 1.0


def test_an_import_shock_takes_all_importers_alike_and_leaves_those_who_make_at_home():
    _, usual, _ = priced()
    _, parts, supply = priced(imports=0.3)
    abroad = [ORIGINS.index(name) for name in ("us", "asian", "european")]
    assert np.allclose(parts[abroad] / usual[abroad], (parts / usual)[0])
    home = ORIGINS.index("domestic")
    assert parts[home] > usual[home]
    arrived = 0.3 * usual[abroad].sum() + 0.79 * usual[home]
    assert parts[home] == pytest.approx(0.79 * usual[home] / arrived)
    assert 0.3**0.5 < supply < 0.79**0.5  # substitution 0.5: half of the missing is found with another vendor


def test_a_level_may_fall_and_a_share_rise():
    """Foreign money twice as dear: less of everything, and a larger part of it from the cheaper vendors."""
    _, usual, full = priced()
    _, parts, supply = priced(currency=2.0)
    us, asian, home = (ORIGINS.index(name) for name in ("us", "asian", "domestic"))
    assert parts[asian] / parts[us] > usual[asian] / usual[us] and parts[home] > usual[home]
    assert supply * parts[asian] < full * usual[asian]
    # Without a ladder importers keep their parts among themselves.
    _, level, _ = priced(currency=2.0, trading_down=0.0)
    assert level[asian] / level[us] == pytest.approx(usual[asian] / usual[us])


def test_who_trades_down_pays_less_for_as_many_pieces():
    market, _, supply = priced(currency=2.0, price_elasticity=0.0)
    assert supply < 1.0
    _, _, same = priced(currency=2.0, price_elasticity=0.0, trading_down=0.0)
    assert same == pytest.approx(1.0)
    for name in ORIGINS:
        assert market.origins[1, ORIGINS.index(name)].volume == 1.0


def test_a_market_at_rest_knows_no_ladder():
    one, parts, supply = priced()
    _, other, same = priced(trading_down=0.0)
    assert (parts == other).all() and supply == same == 1.0 and one.world[0].price_level == 1.0


def test_the_presets_of_the_import_shock_take_all_importers():
    for preset in ("import-shock", "import-shock-measured"):
        changed = {key for change in load_scenario(preset).timeline for key in change.values}
        assert changed == {"vendors.imports", "finance.currency"}
