"""What a board reads of a slide without a presenter: whose seeds, which unit, whose chance events, free of lines."""

from dataclasses import replace
from types import SimpleNamespace

import matplotlib
import numpy as np
import pandas as pd
import pytest

matplotlib.use("Agg")
from matplotlib.figure import Figure  # noqa: E402

from experiments.comparing.statistics import Difference  # noqa: E402
from experiments.drawing import marks  # noqa: E402
from experiments.drawing.chart import Chart  # noqa: E402
from experiments.drawing.look import LIGHT  # noqa: E402
from experiments.drawing.native import native_data  # noqa: E402
from experiments.running.runs import run_seed  # noqa: E402
from experiments.stage.advice import advice_of  # noqa: E402
from experiments.stage.charts import whom  # noqa: E402
from experiments.stage.deck import monday, seeds_told, sign_told  # noqa: E402
from experiments.stage.neighbours import ALIVE, Neighbour, Neighbours  # noqa: E402
from experiments.stage.pilot import Sign  # noqa: E402
from experiments.stage.worlds import base_closings_told, sizes_told  # noqa: E402
from experiments.words.words import LANGUAGES, words  # noqa: E402
from tests.test_stage_titles import compared  # noqa: E402

DAYS = "levers.focal.credit.deferment_days"
EN = words("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_amount_has_its_interval_in_its_own_unit(language):
    say = words(language)
    pair = Difference(118.0, 257.0, 139.0, 57.0, 222.0, 24, 24)
    told = sign_told(Sign("focal_write_offs", 9, pair), say)
    assert f"139 ({say.between(57, 222, sign=True)})" in told and "%" not in told
    assert "%" in sign_told(Sign("competence", 9, replace(pair, base=1.0, other=1.2, difference=0.2)), say)


def test_the_cost_of_a_trial_is_told_as_a_sum_of_those_who_have_it():
    found = compared()
    advice = advice_of(found)
    (card,) = (card for card in monday(found, advice, EN)[1] if card.heading == EN("card.money"))
    spend = found.effect("focal_spend", advice.name).difference / advice.pilot.partners / found.months
    total = EN.number(spend * advice.pilot.months * advice.pilot.partners / 2)
    assert f": {total} over {advice.pilot.months} months for half of your {advice.pilot.partners};" in card.text


def test_fresh_markets_are_told_with_their_root_seed_and_each_by_its_own():
    line = SimpleNamespace(state="more")
    gain = Difference(0.0, 0.0, 9.0, 3.0, 15.0, 24, 24)
    again = Neighbour(DAYS, 45.0, 36.0, line, line, gain, replace(gain, low=-1.0), 0)
    near = Neighbours((), 8, again, 24, 2)
    say = SimpleNamespace(language="en", number=EN.number)
    told = {}
    fake = lambda key, **values: told.setdefault(key, values) and key  # noqa: E731
    fake.language, fake.number, fake.between = say.language, EN.number, EN.between
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.stage.neighbours.line_told", lambda line, say: "line")
        patch.setattr("experiments.stage.neighbours.range_told", lambda *of, **how: "range")
        near.advised(fake)
    assert told["near.next"]["seed"] == 2 and told["near.next"]["fresh"] == 24
    assert seeds_told(2, range(2)) == f"{run_seed(2, 0)}, {run_seed(2, 1)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_slide_that_compares_side_by_side_says_that_all_met_the_same_chance_events(language):
    assert {"en": "the same chance events", "ru": "одни и те же случайные события"}[language] in whom(
        compared(), words(language)
    ).band


def test_what_the_base_itself_closes_is_told_beside_what_the_policy_closes():
    alive = {"copied": np.ones(8), "rate-shock": np.array([0.0] * 2 + [1.0] * 6)}
    found = {world: SimpleNamespace(metric=lambda name, arm, world=world: alive[world]) for world in alive}
    results = SimpleNamespace(measured=(ALIVE,), base="a", metric=lambda name, arm: np.array([0.0] + [1.0] * 23))
    told = base_closings_told(found, results, EN)
    assert told == "With a it closes in 2 of 8 markets (rate shock); 1 of 24 markets (as compared)."
    results.metric = lambda name, arm: np.ones(24)
    assert base_closings_told({"copied": found["copied"]}, results, EN).endswith("With a it closes in none.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_size_of_the_import_shock_is_told_as_the_articles(language):
    told = " ".join(sizes_told(["import-shock"], 60, words(language)))
    assert "70 %" in told and "34 %" in told and {"en": "article", "ru": "статьи"}[language] in told
    assert len(sizes_told(["rate-shock"], 60, words(language))) == 1


def points(*rows) -> Chart:
    table = pd.DataFrame(rows, columns=["series", "x", "y", "low", "high"])
    return Chart(name="fails", kind="points", title="t", x_label="x", y_label="y", table=table)


def test_a_chart_of_points_to_edit_has_each_point_once():
    nan = float("nan")
    chart = points(("more", 1.0, 5.0, nan, nan), ("more", 2.0, 3.0, nan, nan), ("fewer", 3.0, -1.0, nan, nan))
    _, data = native_data(chart)
    assert [len(list(series)) for series in data] == [2, 1]


@pytest.mark.parametrize(("before", "after", "side", "up"), [(0.0, 100.0, "left", "top"), (100.0, 0.0, "right", "top"),
                                                             (100.0, 100.0, "right", "bottom")])  # fmt: skip
def test_the_word_at_a_moment_stands_where_no_line_runs(before, after, side, up):
    x = np.linspace(1.0, 60.0, 591)
    table = pd.DataFrame({"series": "a", "x": x, "y": np.where(x > 26, after, before), "low": np.nan, "high": np.nan})
    chart = Chart(name="life", kind="lines", title="t", x_label="x", y_label="y", table=table,
                  events=((26.0, "closes: out of cash"),))  # fmt: skip
    axes = Figure(figsize=(13.3, 4.0)).add_axes((0.1, 0.1, 0.8, 0.8))
    axes.set_xlim(1, 60), axes.set_ylim(-10, 110)
    marks.label_events(axes, chart, LIGHT)
    (text,) = axes.texts
    where = {"left": "right", "right": "left"}[side]
    assert text.get_ha() == where and text.get_va() == up
