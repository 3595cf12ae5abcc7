"""From whom the rescued take: groups and shares by hand, forced closings that change nothing before, words."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.partner import ACQUIRED, INITIAL, KINDS, OUTSIDER, VOLUNTARY
from experiments.commands.cli import main
from experiments.comparing.statistics import ratio_of_means
from experiments.explain.displacement import GROUPS, KEPT, Displaced, Sold, by_group, displaced, rescued, sold, sources
from experiments.explain.tell_displacement import finding, of_hundred, rest, tell, wide
from experiments.running.runs import run_seed
from model import simulate
from tests.conftest import SMALL, small_of

MONTHS = 36
SETS = [word for key, value in SMALL.items() for word in ("--set", f"{key}={value}")]


def run_of(*rows, direct=0.0, focal=0.0):
    """A run by hand: (id, kind, origin, first distributor, closed, cause, sales) each."""
    partners = np.zeros(len(rows), dtype=[(name, "i8") for name in KEPT])
    for line, row in zip(partners, rows, strict=True):
        line["id"], line["kind"], line["origin"], line["primary_at_start"], line["closed"], line["cause"], _ = row
    return Sold(partners, np.array([row[-1] for row in rows], float), direct, focal)


SHOP = KINDS.index("online_shop")
BASE = run_of(
    (0, 0, INITIAL, 0, 5, VOLUNTARY, 10.0),  # closes here
    (1, 1, INITIAL, 0, -1, 0, 100.0),
    (2, 1, INITIAL, 0, 6, ACQUIRED, 20.0),  # is sold
    (3, 1, INITIAL, 1, 7, VOLUNTARY, 30.0),  # a rival's
    (4, SHOP, INITIAL, 2, -1, 0, 40.0),
    (9, 1, OUTSIDER, 0, -1, 0, 5.0),
)
OTHER = run_of(
    (0, 0, INITIAL, 0, -1, 0, 60.0),
    (1, 1, INITIAL, 0, 20, VOLUNTARY, 90.0),
    (2, 1, INITIAL, 0, -1, 0, 25.0),
    (3, 1, INITIAL, 1, -1, 0, 30.0),
    (4, SHOP, INITIAL, 2, -1, 0, 38.0),
    direct=7.0,
    focal=50.0,
)


def test_rescued_are_own_partners_of_month_0_that_live_only_in_the_other_world():
    assert rescued(BASE, OTHER) == {0: 5}
    assert rescued(OTHER, BASE) == {1: 20}
    assert rescued(BASE, BASE) == {}


def test_each_partner_stands_in_one_group():
    assert by_group(OTHER, [0]) == {
        "rescued": 60.0, "own": 115.0, "rivals": 30.0, "shops": 38.0, "newcomers": 0.0, "direct": 7.0, "focal": 50.0,
    }  # fmt: skip
    groups = by_group(BASE, [0])
    assert groups["newcomers"] == 5.0 and sum(groups[name] for name in GROUPS) == BASE.sales.sum()
    assert by_group(BASE, [3])["rescued"] == 0.0  # a rival's partner is nobody's rescue


def worlds(rescued, own, rivals=0.0, direct=0.0, focal=0.0):
    return {"rescued": rescued, "own": own, "rivals": rivals, "shops": 0.0, "newcomers": 0.0, "direct": direct,
            "focal": focal}  # fmt: skip


ONE = Displaced(1, 0, worlds(20, 100), worlds(100, 80, 200, 3, 70), worlds(20, 100, 240, 3, 50))


def test_shares_are_by_hand():
    rows = {row["source"]: row for row in sources([ONE])}
    # The rescued sell 80 more; own partners 20 less, rivals 40 less; so 20 are new, and the distributor sells 20 more.
    assert [rows[name]["share"] for name in ("own", "rivals", "direct", "new", "focal")] == [0.25, 0.5, 0, 0.25, 0.25]
    assert rows["own"]["other"] == 80 and rows["own"]["base"] == 100 and np.isnan(rows["own"]["low"])
    assert rows["new"]["other"] - rows["new"]["without"] == 20
    assert sum(row["share"] for name, row in rows.items() if name != "focal") == pytest.approx(1.0)


def test_one_luck_with_a_rescue_gives_no_interval_however_many_are_without():
    nobody = Displaced(0, 0, worlds(0, 50), worlds(0, 60), worlds(0, 60))
    assert sources([nobody, nobody]) == []
    rows = sources([nobody, ONE, nobody])
    assert rows[0]["share"] == 0.25 and np.isnan(rows[0]["low"])
    assert "not clear" in finding(rows)


def test_the_sentence_follows_the_interval():
    def own(gap):
        runs = [Displaced(1, 0, worlds(0, 0), worlds(100, 50 - gap - n), worlds(0, 50)) for n in (-1, 0, 1)]
        return finding(sources(runs))

    assert own(30).startswith(
        "Of 100 in sales that rescued partners make because they live on, 30.0 are taken from"
    ) and "(27.5 … 32.5)" in own(30)
    assert "not clear" in own(0)
    half = [{"source": "own", "share": 0.31, "low": 0.02, "high": 0.59}]
    assert "some of it, perhaps most" in wide(half) and not wide([{**half[0], "low": 0.1, "high": 0.44}])
    assert "take nothing" in own(-30) and "sell 30.0 more" in own(-30) and "(27.5 … 32.5)" in own(-30)


def test_words_are_those_of_the_language():
    runs = [ONE, ONE]
    assert "других ваших же партнёров" in finding(sources(runs), "ru") and "25,0" in finding(sources(runs), "ru")
    assert "vendors' direct sales 0.0" in rest(sources(runs))  # there are some, and they lose nothing
    assert len(tell(runs, "a", "b")) == 4
    nobody = [Displaced(0, 0, ONE.base, ONE.other, ONE.other)]
    assert tell(nobody, "a", "b") == ["Under “b” nobody lives who closes under “a”: no partner of yours is rescued."]
    assert of_hundred(-0.0001) == "0.0" and of_hundred(float("nan")) == "–" and of_hundred(-0.5, "ru") == "−50,0"


def test_a_ratio_of_means_is_by_hand():
    # Ratio 30/60; residuals -1, 1, 0 over a mean whole of 20: t(2) = 4.3027, spread 1 / sqrt(3) / 20.
    ratio, low, high = ratio_of_means([4, 11, 15], [10, 20, 30])
    assert ratio == 0.5
    assert high - ratio == pytest.approx(4.302653 / 3**0.5 / 20, rel=1e-6) and ratio - low == pytest.approx(
        high - ratio
    )
    assert ratio_of_means([4, 0, 11, 15, 0], [10, 0, 20, 30, 0]) == (ratio, low, high)  # empty pairs tell nothing
    for parts, wholes in (([], []), ([1.0], [0.0]), ([0.0], [0.0]), ([1.0, 2.0], [1.0])):
        with pytest.raises(ValueError, match="ratio needs"):
            ratio_of_means(parts, wholes)


@given(st.lists(st.floats(0.1, 100.0), min_size=2, max_size=8), st.floats(-3.0, 3.0))
def test_a_constant_ratio_has_no_width(wholes, share):
    ratio, low, high = ratio_of_means([share * whole for whole in wholes], wholes)
    assert ratio == pytest.approx(share, abs=1e-9)
    assert low == pytest.approx(share, abs=1e-9) and high == pytest.approx(share, abs=1e-9)


@pytest.fixture(scope="module")
def pair():
    """A small market with and without framework agreements, and a luck on which somebody is rescued."""
    base, other = small_of("steady", MONTHS), small_of("credit", MONTHS)
    for replicate in range(30):
        seed = run_seed(1, replicate)
        runs = sold(base, seed, MONTHS), sold(other, seed, MONTHS)
        if rescued(*runs):
            return base, other, seed, runs
    raise AssertionError("no luck rescues anybody")


def test_sales_are_those_of_the_run(pair):
    _, other, seed, (_, run) = pair
    result = simulate(other, seed, MONTHS)
    assert run.sales.sum() == pytest.approx(result.summary["channel_sales"], rel=1e-12)
    assert run.focal == pytest.approx(result.summary["focal_sales"], rel=1e-12)
    assert run.direct == pytest.approx(result.monthly["direct_sales"].sum(), rel=1e-12)
    assert (run.partners["closed"] >= 0).sum() == result.summary["closings"]


def test_those_wound_up_close_in_that_month_and_nothing_happens_before(pair):
    base, other, seed, runs = pair
    saved = rescued(*runs)
    bare = sold(other, seed, MONTHS, saved)
    for partner, month in saved.items():
        line = bare.partners[bare.partners["id"] == partner][0]
        assert 0 <= line["closed"] <= month  # a chain of closings may bring it down before
    first = min(saved.values())
    assert (
        bare.partners["closed"][np.isin(bare.partners["id"], [p for p, m in saved.items() if m == first])] == first
    ).all()
    before = sold(other, seed, first, saved)
    assert (before.sales == sold(other, seed, first).sales).all()  # to the last bit
    found = displaced(base, other, seed, MONTHS)
    assert found.rescued == len(saved) and found.other["rescued"] > found.without["rescued"]
    assert found.base == by_group(runs[0], list(saved)) and found.without == by_group(bare, list(saved))


def test_the_same_world_twice_rescues_nobody(pair):
    base, _, seed, _ = pair
    found = displaced(base, base, seed, 12)
    assert (found.rescued, found.lost) == (0, 0) and found.other == found.without and sources([found]) == []


def test_the_command_tells_and_refuses(capsys):
    asked = [
        "explain",
        "steady",
        "--against",
        "credit",
        "--rescued",
        "--replicates",
        "3",
        "--months",
        str(MONTHS),
        *SETS,
    ]
    assert main([*asked, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["runs"]) == 3 and found["replicates"] == 3 and set(found["runs"][0]["other"]) == {*GROUPS, "focal"}
    assert main(asked) == 0
    printed = capsys.readouterr().out
    assert ("of 100" in printed) == bool(found["sources"]) and "your" in printed
    for wrong, said in (
        (["explain", "steady", "--rescued"], "expected --against"),
        ([*asked, "--partner", "3"], "expected no --partner"),
    ):
        assert main(wrong) == 2
        assert said in capsys.readouterr().err
