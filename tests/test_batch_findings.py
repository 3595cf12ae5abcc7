"""Titles of findings say what their intervals allow, by one rule for all kinds of charts."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments.analysis import charts
from experiments.analysis.batch import read_batch
from experiments.analysis.lead import FIRST, NOTHING, OPEN, SEVERAL, SLIGHT, Lead, highest, leading
from experiments.analysis.readable import readable
from experiments.analysis.report import SECTIONS, make_report
from experiments.analysis.response import response_title
from experiments.batch.samples import SobolPoints
from experiments.commands.cli import main
from experiments.comparing.sensitivity import morris_effects, morris_points, pawn_effects, sobol_effects
from experiments.words.words import LANGUAGES, words
from tests.batches import stored

NAN = float("nan")
FACTORIAL = """
kind = "factorial"
replicates = 2
months = 12
outputs = []
[factors]
"levers.focal.credit.mode" = ["prepayment", "framework"]
"levers.focal.credit.deferment_days" = [0.0, 30.0, 60.0]
"""


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    return read_batch(stored(tmp_path_factory.mktemp("factorial"), FACTORIAL))


@pytest.mark.parametrize(
    ("rows", "kind", "places", "perhaps"),
    [
        ([(9, 8, 10), (3, 2, 4)], FIRST, (0,), ()),  # apart from the next
        ([(3, 2, 4), (-9, -10, -8)], FIRST, (1,), ()),  # either sign
        ([(9, 6, 12), (7, 4, 10), (2, 1.5, 2.5)], SEVERAL, (0, 1), ()),  # the next reaches it
        ([(9, 8, 10), (0, -9, 9)], SEVERAL, (0, 1), (1,)),  # so does one that is not known well
        ([(9, -1, 19), (3, 2, 4)], SEVERAL, (0, 1), (0,)),  # the largest need not be the one that is sure
        ([(0.2, 0.1, 0.3), (0.5, 0.2, 0.8)], NOTHING, (), ()),  # clear of zero, and too small to matter
        ([(9, -1, 19), (0.5, 0.2, 0.8)], SLIGHT, (1,), ()),
        ([(1.2, 0.3, 2.0), (1.6, 0.5, 2.6)], SLIGHT, (1, 0), ()),  # clear of zero, and perhaps too small to matter
        ([(9, NAN, NAN)], OPEN, (), ()),  # one pair
        ([(9, 9, 9)], OPEN, (), ()),  # pairs that are all alike
        ([(9, 8, 10), (3, NAN, NAN)], SEVERAL, (0, 1), (1,)),
    ],
)
def test_who_leads_by_the_intervals(rows, kind, places, perhaps):
    assert leading(*np.transpose(rows), smallest=1.0) == Lead(kind, places, perhaps)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_title_tells_apart_who_moves_it_and_who_may(language):
    say, names = words(language, "batch"), ["the wage", "the credit", "x" * 120, "y" * 120]
    told = Lead(SEVERAL, (0, 1), (1,)).title(say, "effects.title", names, "1", metric="profit")
    assert told == say("lead.perhaps", metric="profit", names="the wage", others="the credit")
    long = Lead(SEVERAL, (0, 1, 2, 3), (2, 3)).title(say, "effects.title", names, "1", metric="profit")
    assert "the wage" in long and "the credit" not in long, "too long to name them all"
    assert say("lead.more", count=1) in long and say("lead.rest", count=2) in long, "a number alone says of what"


def test_where_it_is_highest_by_paired_differences():
    luck = np.array([0.0, 5.0, -5.0, 9.0])
    assert highest(pd.DataFrame({"a": luck, "b": luck + 3}), 1.0) == Lead(OPEN)
    small = np.array([0.1, -0.1, 0.2, -0.2])
    clear = pd.DataFrame({"a": luck, "b": luck + 3 + small, "c": luck + 1 - small / 2})
    assert highest(clear, 1.0) == Lead(FIRST, (1,))
    assert highest(clear[["a", "c"]], 2.0) == Lead(NOTHING)
    assert highest(pd.DataFrame({"a": luck, "b": luck + 3 + small, "c": luck + 3 - small / 2}), 1.0) == Lead(
        SEVERAL, (1, 2)
    )
    assert highest(pd.DataFrame({"a": luck, "b": luck[::-1]}), 1.0).kind == OPEN
    assert highest(clear.head(1), 1.0).kind == OPEN and highest(clear[["a"]], 1.0).kind == OPEN
    assert highest(pd.DataFrame({"a": luck, "b": luck}), 1.0).kind == OPEN, "pairs that are all alike tell nothing"


def test_pairs_that_are_all_alike_are_told_alike_in_all_parts(batch):
    same = replace(batch, runs=batch.runs.assign(closings=1.0))
    say = words("en", "batch")
    found = [part for make in SECTIONS["factorial"][:4] for part in make(same, ["closings"], say)]
    titles = [chart.title for part in found for chart in part.charts]
    assert len(titles) == 4 and all(title.startswith("Too few runs to tell") for title in titles), titles


def test_few_trajectories_and_groups_have_no_interval():
    points = morris_points(2, 6, 4, 1)
    for trajectories, told in ((5, False), (6, True)):
        rows = points[: 3 * trajectories]
        table = morris_effects(rows, rows @ [9.0, 1.0] + rows.prod(axis=1), ["a", "b"], 4)
        lead = leading(table["mu_star"], table["mu_star_low"], table["mu_star_high"], 0.1)
        assert (lead.kind == OPEN) != told
    with pytest.raises(ValueError, match="Morris needs an outcome that varies"):
        morris_effects(points, np.zeros(len(points)), ["a", "b"], 4)
    with pytest.raises(ValueError, match="PAWN needs an outcome that varies"):
        pawn_effects(points, np.zeros(len(points)), ["a", "b"])
    for groups, told in ((4, False), (8, True)):
        rows = np.stack(list(SobolPoints(2, groups, 1)))
        table = sobol_effects(rows @ [9.0, 1.0], ["a", "b"])
        assert table["total_low"].notna().all() == told == table["first_high"].notna().all()


def test_a_table_for_people_has_names_and_units_and_a_file_has_keys(batch, tmp_path, capsys):
    assert main(["experiment", "report", str(batch.folder), "--metrics", "closings", "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert not re.search(r"levers|deferment_days|credit\.mode", shown) and "60 days" in shown
    assert "levers.focal.credit.deferment_days" in (tmp_path / "factors.csv").read_text()
    table = pd.DataFrame({"factor": ["trends.price_transparency"], "level": [0.05], "metric": ["focal_profit"],
                          "focal_profit_low": 1.0, "rank_regret_focal_profit": 2, "credit.deferment_days": 30.0,
                          "mu_star": 1.0})  # fmt: skip
    told = readable(batch, table, "en")
    assert told.iloc[0, :3].tolist() == ["price transparency", "5 % a year", "your profit"]
    assert list(told)[3:] == ["your profit low", "rank regret your profit", "days to pay", "mu star"]
    assert told["days to pay"].tolist() == ["30 days"]
    assert readable(batch, table, "ru")["metric"].iloc[0] == charts.metric_name("focal_profit", words("ru", "batch"))


def effects(*rows):
    """Rows of ``factor, value, low, high`` as every chart's table calls them."""
    frame = pd.DataFrame(rows, columns=["factor", "effect", "low", "high"])
    return frame.assign(
        difference=frame["effect"], mu_star=frame["effect"], mu_star_low=frame["low"], mu_star_high=frame["high"],
        sigma=1.0, side="high", level=1.0, metric="closings", total=frame["effect"] / 100, total_low=frame["low"] / 100,
        total_high=frame["high"] / 100, first=0.0, first_low=0.0, first_high=0.0, term=frame["factor"], levels="x",
        order=1, arm=range(1, 1 + len(frame)), p_fdr=0.001,
    )  # fmt: skip


CLEAR = effects(("one", 90.0, 80.0, 100.0), ("two", 40.0, 30.0, 50.0))
LEVEL = effects(("one", 90.0, 60.0, 120.0), ("two", 80.0, 50.0, 110.0))
SMALL = effects(("one", 1e-5, 0.5e-5, 2e-5), ("two", 1e-5, 0.0, 2e-5))
WIDE = effects(("one", 9.0, -65.0, 84.0), ("two", 8.0, -60.0, 80.0))


@pytest.mark.parametrize("draw", ["thirds", "morris", "sobol", "tornado", "factors", "effects"])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_title_says_more_than_its_intervals(batch, draw, language):
    say = words(language, "batch")
    titles = [getattr(charts, draw)(batch, table, "closings", say).title for table in (CLEAR, LEVEL, SMALL, WIDE)]
    assert len(set(titles)) == 4
    for title, kind in zip(titles[1:], (SEVERAL, NOTHING, OPEN), strict=True):
        shared = re.escape(say(f"lead.{kind}", names="@", smallest="@", metric="@")).replace("@", ".+")
        assert re.match(shared, title, re.IGNORECASE), title
    if draw != "effects":  # which names arms, not factors
        assert "one" in titles[0].lower() and "two" not in titles[0] and "two" in titles[1]
        assert not any("one" in title.lower().split() for title in titles[2:])


def test_pairs_are_told_by_the_same_rule(batch):
    say = words("en", "batch")
    pairs = [table.assign(order=2) for table in (CLEAR, LEVEL, SMALL, WIDE)]
    titles = [charts.factors_title(batch, CLEAR, table, "closings", 1, say) for table in pairs]
    smallest = charts.smallest_told(batch, "closings", say)
    ends = ("; of pairs one differs most from its sum: +90.0 (+80.0 … +100.0)", "which most cannot be told",
            f"no pair differs from its sum by {smallest} or more",
            f"; too few runs to tell whether a pair differs from its sum by {smallest} or more")  # fmt: skip
    for title, told in zip(titles, ends, strict=True):
        assert title.endswith(told), title


def test_one_pair_of_two_that_reach_it_is_told_alone():
    """A pair that may be too small to matter is not counted among those that surely differ from their sum."""
    say = words("en", "batch")
    batch = SimpleNamespace(smallest_of=lambda metric: 1.0)
    pairs = pd.DataFrame({"term": ["one", "two"], "levels": ["1", "2"], "order": 2, "effect": [30.0, 7.0],
                          "low": [10.0, 0.5], "high": [50.0, 13.5], "p_fdr": 0.03})  # fmt: skip
    title = charts.factors_title(batch, pairs.assign(order=1), pairs, "closings", 1, say)
    assert title.endswith("; one pair surely differs from its sum, one: +30.0 (+10.0 … +50.0)")


def test_what_is_good_for_both_follows_the_direction_of_each_and_names_the_level(batch):
    say = words("en", "batch")

    def told(x, y, *rows, p_fdr=0.001):
        frame = pd.DataFrame(rows, columns=["levels", "effect_x", "low_x", "high_x", "effect_y", "low_y", "high_y"])
        frame = frame.assign(term="lever", order=1, p_fdr=p_fdr)
        return charts.plane(batch, *(frame[["term", "levels", "order", "p_fdr", *names]].set_axis(
            ["term", "levels", "order", "p_fdr", "effect", "low", "high"], axis=1)
            for names in (["effect_x", "low_x", "high_x"], ["effect_y", "low_y", "high_y"])), x, y, say).title  # fmt: skip

    harm = ("logistics", 90.0, 80.0, 100.0, -9000.0, -9500.0, -8500.0)
    help_ = ("credit", 9.0, 7.0, 11.0, 900.0, 600.0, 1200.0)
    title = told("survival_share", "focal_profit", harm, help_)
    assert (
        title.startswith("Clearly good for both outcomes, on the average")
        and "credit" in title
        and "logistics" not in title
    )
    assert told("survival_share", "focal_profit", harm) == say("plane.none")
    assert told("survival_share", "focal_profit", harm, help_, p_fdr=0.2) == say("plane.none"), "one of many, by luck"
    assert told("closings", "focal_profit", help_) == say("plane.none"), "more closings are no good"
    fewer = ("credit", -9.0, -11.0, -7.0, 900.0, 600.0, 1200.0)
    assert "credit" in told("closings", "focal_profit", fewer)
    others = [(f"level {n}", 10.0 * n, -1.0, 20.0 * n, 1e5 * n, -1.0, 2e5 * n) for n in range(5, 15)]
    assert "credit" in told("survival_share", "focal_profit", help_, *others), "what is not drawn is told as well"
    neither = told("members", "focal_profit", help_)
    assert "good" not in neither.lower() and charts.metric_name("members", say) in neither


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_of_partners_has_a_name(language):
    say = words(language, "batch")
    names = {charts.metric_name(f"survival_share_{group}", say) for group in charts.GROUPED}
    assert len(names) == 9 and not any("_" in name for name in names)
    assert charts.metric_name("survival_share_of_mine", say) == "survival_share_of_mine"


def leads(*found, levels=(0.0, 30.0, 60.0)):
    return {f"world {number}": (lead, list(levels)) for number, lead in enumerate(found)}


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (leads(Lead(FIRST, (1,))), "highest at days to pay 30"),
        (leads(Lead(FIRST, (2,))), "at an end of the range, days to pay 60"),
        (leads(Lead(SEVERAL, (2, 1))), "highest at days to pay 60; not told apart from it: 30"),
        (leads(Lead(FIRST, (1,)), Lead(FIRST, (1,))), "highest at days to pay 30"),
        (leads(Lead(FIRST, (1,)), Lead(OPEN)), "highest: days to pay 30 with world 0; not known where with world 1"),
        (leads(Lead(NOTHING), Lead(NOTHING)), "does not move it by"),
        (leads(Lead(FIRST, (1,)), Lead(SEVERAL, (2, 0, 1))), "30 with world 0; not known where with world 1"),
        (leads(Lead(SEVERAL, (0, 1, 2))), "Too few runs to tell where over days to pay"),
        (leads(Lead(OPEN), Lead(NOTHING)), "Too few runs to tell where over days to pay"),
    ],
)
def test_where_an_outcome_is_highest_is_told_as_far_as_it_is_known(batch, found, told):
    title = response_title(batch, found, "levers.focal.credit.deferment_days", "closings", words("en", "batch"))
    assert told in title


def test_a_ranking_of_one_or_of_two_runs_is_none(batch):
    report = make_report(batch.folder, ["closings"])
    titles = {chart.name: chart.title for part in report.parts for chart in part.charts}
    assert all(title.startswith("Too few runs to tell") for title in titles.values()), titles


def test_the_smallest_effect_that_matters_is_the_readers(batch, capsys):
    assert batch.smallest_of("survival_share") == 1.0
    assert batch.smallest_of("closings") == pytest.approx(0.01 * batch.done["closings"].mean())
    assert replace(batch, smallest={"survival_share": 0.05}).smallest_of("survival_share") == 5.0, "of 100"
    command = ["experiment", "report", str(batch.folder), "--metrics", "closings", "--smallest"]
    assert main([*command, "closings=100000"]) == 0
    assert "by 100,000 or more" in capsys.readouterr().out
    for given, told in (
        ("closings=-1", "expected name=number"),
        ("closing=1", "did you mean closings?"),
        ("survival_share=5", "survival_share is a share; expected 0 to 1"),
    ):
        assert main([*command, given]) == 2
        assert told in capsys.readouterr().err
