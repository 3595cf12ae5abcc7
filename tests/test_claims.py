"""Claims as experiments: how they are read, run and judged; and that a broken mechanism turns the verdict."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from experiments.commands.claims import between
from experiments.commands.cli import main
from experiments.evidence import claims, hypercube
from experiments.evidence.claims import Contrast, pair_effects, registry
from experiments.evidence.deciding import CONDITIONAL, REFUTED, SUPPORTED, cell_sides, pairs_taken, wanting
from experiments.evidence.hypercube import Effects
from experiments.evidence.readings import Reading, metric
from experiments.evidence.sequential import (
    AGAINST,
    FOR,
    KNOWN,
    LOOKS,
    LOST,
    OPEN,
    level_of,
)
from experiments.evidence.uncertain import FIRST, Uncertain, filled_hypercube, latin_hypercube, place_values
from experiments.evidence.verdicts import UNDECIDED, UNTESTABLE, WORDS, claim_rows, verdicts
from model import PARAMETERS, simulate
from tests.conftest import small_of

BOOK = registry()


# The registry


def test_every_claim_has_a_test_or_says_why_not():
    assert list(BOOK.claims) == [f"S{n}" for n in range(1, 56)]
    for claim in BOOK.claims.values():
        assert claim.says and (claim.tests or claim.why)
    assert {test.experiment for test in BOOK.tests.values()} == {*(f"E{n}" for n in range(1, 11)), "P"}
    used = {name for row in BOOK.claims for name in (*BOOK.tests_of(row), *BOOK.claims[row].before)}
    assert used == set(BOOK.tests)


def test_every_arm_is_a_valid_market_at_both_corners_of_the_hypercube():
    for corner in ("low", "high"):
        point = place_values(BOOK.uncertain, [getattr(u, corner) for u in BOOK.uncertain])
        for arm in BOOK.arms:
            scenario = BOOK.scenario(arm, point)
            assert scenario.months == BOOK.arms[arm].months


def test_budgets_and_critical_mass_shrink_with_the_market():
    scenario = BOOK.scenario("community")
    assert scenario.values["levers.focal.community.budget"] == pytest.approx(30.0 * BOOK.size)
    assert scenario.values["community.critical_contributors"] == pytest.approx(
        PARAMETERS["community.critical_contributors"].default * BOOK.size
    )
    late = BOOK.scenario("community-late").at(40)
    assert late["levers.focal.community.budget"] == pytest.approx(30.0 * BOOK.size)


def test_what_an_arm_sets_wins_over_the_point():
    assert BOOK.scenario("rrc-both", {"partners.entry_cash_days": 60.0}).values["partners.entry_cash_days"] == 10.0


def test_words_choose_claims_and_experiments():
    assert BOOK.chosen(["S50"]) == (["S50"], ["E1-multiply", "E1-multiply-short", "E1-purchases"])
    assert BOOK.chosen(["E10"])[1] == ["E10-life", "E10-screening", "E10-openness", "E10-faith"]
    assert len(BOOK.chosen([])[1]) == len(BOOK.tests)
    with pytest.raises(ValueError, match="S99: no such claim"):
        BOOK.chosen(["S99"])


@pytest.mark.parametrize("text", ["sales@", "sales@5:5", "two words", "sales@1:2-3"])
def test_bad_metrics_are_refused(text):
    with pytest.raises(ValueError):
        metric(text)


def test_a_metric_past_an_arms_end_is_refused():
    row = {"metric": "sales@0:61", "arms": {"credit": 1}, "smallest": 1, "sign": "+"}
    with pytest.raises(ValueError, match="reads month 61"):
        claims._contrast("x", row, BOOK.arms)


def test_a_dimension_sets_scales_and_gives_the_rest():
    row = Uncertain(
        "x", 0.0, 1.0, "", ("learning.forgetting_rate",), ("partners.months_in_debt",), (("finance.tax_rate", 0.5),)
    )
    months = PARAMETERS["partners.months_in_debt"].default
    assert row.values(0.2) == {"learning.forgetting_rate": 0.2, "partners.months_in_debt": round(0.2 * months),
                               "finance.tax_rate": pytest.approx(0.3)}  # fmt: skip


def test_a_latin_hypercube_has_one_point_a_stratum():
    places = latin_hypercube(BOOK.uncertain, 10, 1)
    for column, row in zip(places.T, BOOK.uncertain, strict=True):
        assert sorted(((column - row.low) / (row.high - row.low) * 10).astype(int)) == list(range(10))
    assert (places == latin_hypercube(BOOK.uncertain, 10, 1)).all()


def test_more_points_fill_the_strata_that_the_first_leave_empty():
    first, grown = filled_hypercube(BOOK.uncertain, FIRST, 1), filled_hypercube(BOOK.uncertain, 40, 1)
    assert (grown[:FIRST] == first).all() and (first == latin_hypercube(BOOK.uncertain, FIRST, 1)).all()
    for column, row in zip(grown.T, BOOK.uncertain, strict=True):
        strata = ((column - row.low) / (row.high - row.low) * 40).astype(int)
        first_ones, more = set(strata[:FIRST]), strata[FIRST:]
        assert len(set(more)) == 40 - FIRST and not first_ones & set(more) and 0 <= min(strata) <= max(strata) < 40


# Readings


@pytest.fixture(scope="module")
def run():
    return simulate(small_of("community", months=36), 3, panel=True, lines=True)


def test_readings_agree_with_the_tables(run):
    reading = Reading(run)
    table, panel = run.monthly, run.panel
    assert reading.value(metric("sales@0:12")) == pytest.approx(table["channel_sales"].iloc[:12].sum())
    assert reading.value(metric("focal_profit@12:24-0:12")) == pytest.approx(
        table["focal_profit"].iloc[12:24].sum() - table["focal_profit"].iloc[:12].sum()
    )
    goods = table["channel_product_gross_profit"].sum() / panel["sales_product"].sum()
    assert reading.value(metric("product_margin@0:36")) == pytest.approx(goods)
    assert reading.value(metric("log product_margin@0:36")) == pytest.approx(np.log(goods))
    kinds = run.partners.set_index("partner")["kind"]
    sold = panel[(panel["partner"].map(kinds) == "reseller") & (panel["month"] == 7)]["sales_product"].sum()
    assert reading.value(metric("product_sales_reseller@7:8")) == pytest.approx(sold)
    assert reading.value(metric("life@0:12")) == pytest.approx(np.minimum(run.survival[0], 12).mean())
    entered = run.partners[run.partners["origin"] == "spin_off"]["entered"]
    assert reading.value(metric("spin_offs@0:36")) == len(entered)


def test_treated_are_the_focal_distributors_partners_of_month_0(run):
    table = run.partners
    ours = table[(table["origin"] == "initial") & (table["primary_distributor"] == "focal")]
    services = run.panel[run.panel["partner"].isin(ours["partner"])]
    total = services["sales_product"].sum() + services["sales_service"].sum()
    assert Reading(run).value(metric("treated_sales@0:36")) == pytest.approx(total)


def test_every_metric_of_the_registry_can_be_read(run):
    reading = Reading(run)
    for test in BOOK.tests.values():
        for contrast in (test.contrast, test.placebo):
            for _, wanted in contrast.levels if contrast else ():
                short = metric(wanted.name)  # the run is shorter than the tests' windows
                assert isinstance(reading.value(short), float)


# Contrasts and verdicts by hand


def test_a_contrast_by_hand():
    wanted = metric("sales@0:12")
    contrast = Contrast({"a": 1.0, "b": -1.0}, wanted, None, "b")
    found = {("a", wanted): 12.0, ("b", wanted): 10.0, ("b", contrast.base): 10.0}
    assert contrast.value(found) == pytest.approx(0.2)
    pattern = Contrast(pattern="exit_mix", runs=("a",), less=("b",))
    assert pattern.value({("exit_mix", ("a",)): 0.5, ("exit_mix", ("b",)): 0.2}) == pytest.approx(0.3)


def effects_of(values: np.ndarray, places=None, placebo=None, test="E4-wallet") -> Effects:
    points = len(values)
    places = np.random.default_rng(1).uniform(size=(points, 2)) if places is None else places
    none, ranges = np.full_like(values, np.nan), np.array([[0.0, 1.0]] * 2)
    placebos = {test: none if placebo is None else placebo}
    return Effects(("left", "right"), ranges, places, {test: values}, placebos, {}, 0.0)


def around(level, points=40, pairs=16, spread=0.001, seed=1):
    return level + spread * np.random.default_rng(seed).normal(size=(points, pairs))


def verdict_of(values, **other):
    return next(iter(verdicts(BOOK, effects_of(values, **other)).values()))


def test_verdicts_by_hand():
    size = BOOK.tests["E4-wallet"].smallest
    assert verdict_of(around(3 * size)).verdict == SUPPORTED
    assert verdict_of(around(0.0)).verdict == REFUTED
    assert verdict_of(around(-3 * size)).verdict == REFUTED
    # Four fifths of the points are enough, fewer are not.
    mixed = around(3 * size)
    mixed[:8] -= 4 * size
    assert verdict_of(mixed).verdict == SUPPORTED
    mixed[:9] = around(-size, 9)
    found = verdict_of(mixed)
    assert found.verdict == CONDITIONAL and found.counts == (31, 9, 0)


def test_a_mean_over_few_points_has_no_interval():
    few, six = (verdict_of(around(1.0, points)) for points in (5, 6))
    assert few.low != few.low and few.effect == pytest.approx(1.0, abs=0.01) and six.low < six.effect < six.high
    assert between(few.low, few.high) == "-" and between(1.0, 2.0) == "1 to 2"


def test_what_cannot_be_told_apart_is_undecided_and_tells_what_it_would_take():
    size = BOOK.tests["E4-wallet"].smallest
    found = verdict_of(np.tile(size * np.array([1.5, -0.5]), (40, 8)))  # mean 0.5, spread 4 / sqrt(15), in sizes
    assert found.verdict == UNDECIDED and found.runs > 0 and "more runs" in found.condition
    # Each open point takes (bar * spread / 0.5)^2 pairs of two arms, less the 16 that it has, up to the 32nd of 40.
    bar = -stats.t.ppf(level_of(40) / len(LOOKS), LOOKS[-1] - 1)
    assert found.runs == pytest.approx(2 * 32 * ((bar / 0.5) ** 2 * 16 / 15 - 16))


def test_pairs_go_where_the_verdict_hangs_on_them():
    test = BOOK.tests["E4-wallet"]
    size, none, swing = test.smallest, np.full((40, KNOWN), np.nan), np.tile([1.0, -1.0], KNOWN // 2)
    values = around(3 * size, pairs=KNOWN)
    assert not wanting(test, values, none, 256).any(), "a verdict that stands needs no more pairs"
    values[:10] = size * (1.3 + swing)
    values[[3, 7]] += 0.05 * size  # farther beyond: decided sooner
    assert np.flatnonzero(wanting(test, values, none, 256)).tolist() == [3, 7], "thirty hold, two more are lacking"
    assert wanting(test, values[:, :8], none[:, :8], 256)[:10].all(), "of eight pairs none knows which is soonest"
    apart = around(3 * size, pairs=KNOWN)
    apart[:20] *= -1.0
    apart[:12] = size * (0.7 + swing)
    apart[4] -= 0.05 * size
    assert np.flatnonzero(wanting(test, apart, none, 256)).tolist() == [4], "twenty for and eight against: one more"
    with_placebo = BOOK.tests["E5-training"]
    held = around(3 * with_placebo.smallest, pairs=KNOWN, spread=with_placebo.smallest / 10)
    unknown = np.tile(with_placebo.smallest * (1.3 + swing), (40, 1))
    assert wanting(with_placebo, held, unknown, 256).any(), "support hangs on a placebo that is open"
    assert not wanting(with_placebo, -held, unknown, 256).any()


def test_a_lost_cause_gets_no_more_pairs():
    test = BOOK.tests["E4-wallet"]
    size, none, swing = test.smallest, np.full((40, KNOWN), np.nan), np.tile([1.0, -1.0], KNOWN // 2)
    values = np.tile(3 * size + 0.1 * size * swing, (40, 1))
    values[:8] = 1.1 * size + size * swing  # a tenth of a standard deviation beyond: some thousand pairs
    values[8:11] = 1.3 * size + size * swing
    bar = -stats.t.ppf(level_of(40) / len(LOOKS), LOOKS[-1] - 1)
    assert (bar / 0.3) ** 2 * KNOWN / (KNOWN - 1) < LOST * 256 < (bar / 0.1) ** 2
    assert (pairs_taken(test, values) <= LOST * 256).tolist() == [False] * 8 + [True] * 32
    assert wanting(test, values, none, 256)[8:11].all() and wanting(test, values, none, 256).sum() == 3
    values[11] = values[0]
    assert not wanting(test, values, none, 256).any(), "with nine of forty open for good nothing more can be said"
    assert wanting(test, values[:, :8], none[:, :8], 256)[:12].all(), "eight pairs are too few to give up on"


def test_a_conditional_verdict_names_on_what_it_depends():
    size = BOOK.tests["E4-wallet"].smallest
    places = np.random.default_rng(2).uniform(size=(40, 2))
    found = verdict_of(around(0.0) + 6 * size * (places[:, [1]] - 0.5), places=places)
    assert found.verdict == CONDITIONAL and found.surface.predicts and found.surface.skill > 0.9
    assert found.condition.startswith("holds most where right above 0.")
    assert found.surface.axes[0] == "right" and found.surface.part[0] > 0.9
    assert all(line == line[::-1] or line.index("#") > line.index(".") for line in found.surface.map)
    assert all(line[0] == "." and line[-1] == "#" for line in found.surface.map)
    sides_by_chance = np.random.default_rng(3).permutation([3 * size] * 20 + [-3 * size] * 20)[:, None]
    lost = verdict_of(around(0.0) + sides_by_chance, places=places)
    assert lost.verdict == CONDITIONAL and not lost.surface.predicts and "no surface" in lost.condition


def test_a_placebo_that_shows_the_same_spoils_support():
    size = BOOK.tests["E5-training"].smallest
    values = around(3 * size, spread=size / 10)
    quiet = effects_of(values, placebo=around(0.0, spread=size / 10), test="E5-training")
    stirred = effects_of(values, placebo=values.copy(), test="E5-training")
    assert verdicts(BOOK, quiet)["E5-training"].verdict == SUPPORTED
    found = verdicts(BOOK, stirred)["E5-training"]
    assert found.verdict == CONDITIONAL and "placebo" in found.condition


def test_the_part_that_speaks_most_against_a_claim_decides():
    good = around(0.2, seed=2)
    bad = around(0.0, seed=3)
    effects = effects_of(good)
    values = {"E8-price": -good, "E8-community": bad}
    none = {k: np.full_like(v, np.nan) for k, v in values.items()}
    both = Effects(effects.names, effects.ranges, effects.places, values, none, {}, 0.0)
    (row,) = claim_rows(BOOK, verdicts(BOOK, both), ["S4"])
    assert row["verdict"] == REFUTED and row["test"] == "E8-community" and "E8-price supported" in row["condition"]
    (row,) = claim_rows(BOOK, {}, ["S4"])
    assert row["verdict"] == UNTESTABLE


def test_an_earlier_reading_is_told_beside_and_decides_nothing():
    values = {"P-retail": around(0.2, seed=2), "P-outsiders": around(-0.2, seed=3)}
    effects = effects_of(values["P-retail"])
    none = {k: np.full_like(v, np.nan) for k, v in values.items()}
    both = Effects(effects.names, effects.ranges, effects.places, values, none, {}, 0.0)
    (row,) = claim_rows(BOOK, verdicts(BOOK, both), ["S16"])
    assert row["verdict"] == SUPPORTED and row["test"] == "P-retail"
    assert row["condition"] == "as read before: `P-outsiders` refuted"
    assert BOOK.chosen(["S16"])[1] == ["P-outsiders", "P-retail"] and BOOK.tests_of("S16") == ["P-retail"]


# The command


def test_the_command_tells_rows_for_programs(capsys):
    assert main(["claims", "S52", "S45", "E9-price-fast", "--points", "2", "--pairs", "8", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["claim"] for row in rows] == ["S52", "S45", "E9-price-fast"]
    assert {"claim", "verdict", "effect", "low", "high", "condition"} <= set(rows[0])
    assert {row["verdict"] for row in rows} <= set(WORDS)


@pytest.mark.parametrize(
    ("words", "message"),
    [(["S99"], "no such claim"), (["S1", "--page", "x.md"], "--page"), (["--points", "1"], "whole number")],
)
def test_bad_input_is_one_line(words, message, capsys):
    assert main(["claims", *words]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ") and message in error and error.count("\n") == 1


BROKEN = {
    # An agreement without days, limit or warehouse is a piece of paper.
    "E4-wallet": {
        "levers.focal.credit.mode": "standard",
        "levers.focal.credit.deferment_days": 30.0,
        "levers.focal.credit.limit_months": 2.0,
        "levers.focal.credit.cutoff": 0.2,
        "levers.focal.stock.warehouse_access": 0.8,
    },
    # Courses that teach nothing.
    "E5-competence": {"learning.training_effect": 0.0},
}


@pytest.fixture(scope="module")
def side():
    """Which way the tests go over three looks, as told and with each mechanism broken: what a look decides stands."""
    found = {}
    for name, broken in BROKEN.items():
        for world, values in (("told", {}), ("broken", broken)):
            pairs: list[float] = []
            for look in LOOKS[:4]:
                seeds = [hypercube.run_seed(11, n) for n in range(len(pairs), look)]
                pairs += [pair_effects(BOOK, [name], values, seed)[name][0] for seed in seeds]
                found[name, world] = cell_sides(BOOK.tests[name], np.array([pairs]))[0]
                if found[name, world] != OPEN:
                    break
    return found


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_mechanism_turns_the_verdict(side, name):
    assert side[name, "told"] == FOR
    assert side[name, "broken"] == AGAINST


# What comes with the project


def test_the_page_is_written_from_the_stored_results(stored_verdicts):
    from experiments.evidence.claims_page import written_page

    page = Path(claims.FILE).parents[2] / "docs" / "claims.md"
    assert page.read_text(encoding="utf-8") == written_page(BOOK, *stored_verdicts)
