"""What a board asks next, by comparisons made by hand: levels, bad debt, what a trial bears, who is really ahead."""

from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd
import pytest

from app_pages.link import from_query
from experiments.comparing.asked import Asked
from experiments.comparing.finding import Line, best_of, best_told
from experiments.comparing.statistics import Difference, paired_difference
from experiments.drawing.chart import Chart
from experiments.drawing.look import colours_of
from experiments.drawing.native import native_data
from experiments.explain.saving import LastCall
from experiments.stage import again, charts
from experiments.stage.advice import advice_of, cards_of, debt_gone, debt_of, debt_told, published_of, title_of
from experiments.stage.against import next_best, others_told
from experiments.stage.charts import ahead_told
from experiments.stage.deck import monday
from experiments.stage.live import live_link
from experiments.stage.neighbours import Neighbour, Neighbours
from experiments.stage.pilot import bearable
from experiments.stage.surprise import growth
from experiments.validation.bearing import as_published, at_times, losses_published
from experiments.words.words import LANGUAGES, words
from tests.test_stage_titles import LUCK, compared

EN = words("en")
DAYS = "levers.focal.credit.deferment_days"


def credit(**metrics):
    """A comparison whose policy moves credit, with metrics as (base, more with the policy)."""
    found = compared(first=1.0, luck=LUCK / 100)
    on = found.runs["scenario"].eq("b") * (1.0 + 0.01 * found.runs["replicate"])
    runs = found.runs.assign(**{name: base + more * on for name, (base, more) in metrics.items()})
    return replace(found, runs=runs, values=({DAYS: 30.0, "labour.sales_wage": 2.0}, {DAYS: 45.0}))


@pytest.mark.parametrize(("gain", "kept", "holds"), [((9.0, 11.0), (-0.01, 0.01), True),
                                                     ((-1.0, 11.0), (-0.01, 0.01), False),
                                                     ((9.0, 11.0), (-0.04, -0.02), False)])  # fmt: skip
def test_a_neighbour_is_advised_only_where_it_holds_in_fresh_markets(gain, kept, holds):
    own = Line("own", "more", Difference(0.5, 0.6, 0.1, 0.05, 0.15, 8, 8))
    profit = Line("profit", "more", Difference(50.0, 60.0, 10.0, 9.0, 11.0, 8, 8))
    pairs = (Difference(0.0, 0.0, sum(ends) / 2, *ends, 24, 24) for ends in (gain, kept))
    near = Neighbours((), 8, Neighbour(DAYS, 45.0, 36.0, own, profit, *pairs, 0), 24)
    told, whole = near.advised(EN)[0], near.advised(EN, whole=True)[0]
    next_one = "compare next, not advised: days to pay 36"
    assert near.holds == holds and told.startswith(next_one if holds else "no neighbour instead")
    assert "24 fresh markets" in told and Neighbours((), 8).advised(EN) == []
    assert ("Copying rivals and harder worlds: slide" in whole) == holds, "where else it was run is told in the notes"


def test_the_answer_tells_levels_and_at_how_much_bad_debt_the_gain_is_gone():
    found = credit(focal_sales=(10000.0, 480.0), focal_bad_debt=(2.0, 11.0))
    brings = cards_of(found, advice_of(found), EN)[1].text
    assert "60.4 of 100 in business after 6 months, 50.0 with a" in brings
    pair, extra = found.finding("b").line("profit").pair, found.effect("focal_bad_debt", "b").difference
    told, unsure = debt_gone(found, advice_of(found), EN)[-1], debt_of(found, advice_of(found), EN).unsure
    assert f"at {EN.number(1.0 + pair.difference / extra, 1)} times the write-offs told here" in told
    assert f"the gain is gone, from {EN.number(unsure, 1)} not sure" in told


def test_the_gain_is_told_at_the_write_offs_that_are_published_of_your_own_sales():
    found = credit(focal_sales=(100000.0, 0.0), focal_bad_debt=(20.0, 20.0))  # 0.02 %, with the policy 0.04 %
    debt, gain = found.effect("focal_bad_debt", "b"), found.finding("b").line("profit").pair.difference
    (told,) = debt_told(found, advice_of(found), EN)
    low, high = (end * 1e5 / debt.base for end in losses_published())  # of what the base writes off, not the policy
    left = [EN.number(gain - (times - 1.0) * debt.difference, sign=True) for times in (low, high)]
    assert f"At {EN.number(low, 1)} times your profit is {left[0]} (" in told and "0.02 % of sales" in told
    assert f"at {EN.number(high, 1)} times {left[1]} (" in told
    assert told in cards_of(found, advice_of(found), EN)[4].text
    assert debt_told(credit(focal_sales=(1000.0, 0.0), focal_bad_debt=(20.0, 20.0)), advice_of(found), EN) == []
    title = title_of(found, advice_of(found), EN)  # the same ends and the same limit as its cards have
    unsure = EN.number(published_of(found, "b").unsure, 1)
    usual = f"{EN.number(low, 1)} to {EN.number(high, 1)}"
    assert f"not sure once bad debt is {unsure} times that told here (usual: {usual})" in title
    assert f"the gain is gone, from {unsure} not sure" in cards_of(found, advice_of(found), EN)[5].text
    soon = credit(focal_sales=(100000.0, 0.0), focal_bad_debt=(20.0, 60.0))
    assert title_of(soon, advice_of(soon), EN).endswith("; not sure at the bad debt usual in the trade")
    small = credit(focal_sales=(100000.0, 0.0), focal_bad_debt=(20.0, 0.1))
    assert "usual in the trade" not in title_of(small, advice_of(small), EN)


def test_what_is_left_of_a_gain_has_an_interval_of_its_own_market_by_market():
    rng = np.random.default_rng(1)
    more = 10.0 + rng.normal(0.0, 4.0, 24)  # written off more, and as much more earned where more is written off
    losses = np.full(24, 25.0), 25.0 + more
    profits = np.zeros(24), 100.0 + 2.0 * more + rng.normal(0.0, 1.0, 24)
    found = as_published(profits, losses, (np.full(24, 1e5),) * 2)
    assert found.times == (2.0, 8.0) and found.here == 0.00025
    by_hand = paired_difference(np.zeros(24), profits[1] - 7.0 * more)
    assert found.left[1].low == pytest.approx(by_hand.low) and found.sure
    shifted = paired_difference(*profits).low - 7.0 * more.mean()
    assert abs(found.left[1].low - shifted) > 1.0, "it is not the old interval moved by the mean"
    assert at_times(profits, losses, found.unsure).low == pytest.approx(0.0, abs=1e-6) and found.unsure < found.gone


def test_the_advice_stands_beside_the_next_best_policy_and_says_who_loses_by_it():
    found = compared(luck=LUCK / 100)
    third = found.runs[found.runs["scenario"] == "b"].assign(scenario="c")
    third["focal_profit"] -= 1.0 + 0.1 * third["replicate"]
    third["survival_share"] += 0.05 + 0.001 * third["replicate"]
    found = replace(found, names=(*found.names, "c"), hashes=(*found.hashes, "c"), values=({}, {}, {}),
                    runs=pd.concat([found.runs, third]))  # fmt: skip
    assert next_best(found, "b") == "c" and advice_of(found).name == "b"
    pair = paired_difference(found.metric("survival_share", "c"), found.metric("survival_share", "b"))
    cards = cards_of(found, advice_of(found), EN)
    loss = f"Against c: the whole channel {EN.number(100 * pair.difference, 1, sign=True)} of 100 ("
    assert loss in cards[3].text and "Against c: your partners 0.0 of 100 (" in cards[1].text
    assert "your profit +1 (+1 … +1)" in cards[1].text
    assert any("against c:" in text and "the whole channel" in text for text in others_told(found, "b", EN))


def test_a_trial_is_stopped_by_the_write_offs_that_eat_its_gain():
    found = credit()
    on = found.monthly["scenario"].eq("b") * (1.0 + 0.01 * found.monthly["replicate"])
    found = replace(found, monthly=found.monthly.assign(focal_write_offs=2.0 + 3.0 * on))
    pilot = advice_of(found).pilot
    gain, extra = (found.gain_so_far("b", column)[end].iloc[-1]
                   for column, end in (("focal_profit", "low"), ("focal_write_offs", "y")))  # fmt: skip
    assert bearable(found, pilot) == pytest.approx((gain + extra) / 2.0) and bearable(credit(), pilot) is None
    assert gain == found.gain_so_far("b", "focal_profit")["low"].iloc[-1], "what is sure of the gain, not its mean"
    title, cards = monday(found, advice_of(found), EN)
    assert EN.number(bearable(found, pilot)) in cards[3].text and "cannot decide" in title


def test_a_gain_that_is_unclear_for_a_while_is_ahead_from_when_it_stays():
    assert ahead_told(np.array([1.0, 2.0]), EN) == EN("ahead.first")
    assert ahead_told(np.array([-1.0, 2.0]), EN) == "clearly ahead from month 2 to month 2"
    assert ahead_told(np.array([1.0, -1.0, 1.0, -1.0, 1.0]), EN).endswith("from month 5 to month 5")


def test_whom_the_pairs_tell_apart_is_no_tie():
    luck, some = 100.0 * np.arange(8), np.arange(8) / 10
    values = {"a": 1120.0 + luck + some, "b": 1112.0 + luck - some}
    best = best_of({name: paired_difference(1000.0 + luck, row) for name, row in values.items()}, values, "profit")
    assert best.key == "ahead" and "surely ahead of b" in best_told(best, EN, "today")


def test_a_line_far_below_is_told_and_the_others_keep_their_colours():
    found = compared(luck=LUCK / 100)
    third = found.runs[found.runs["scenario"] == "b"].assign(scenario="c", focal_profit=-9000.0)
    months = found.monthly[found.monthly["scenario"] == "b"].assign(scenario="c", focal_profit=-1500.0)
    months["focal_profit"] += months["replicate"]
    third["focal_profit"] += third["replicate"]
    found = replace(found, names=(*found.names, "c"), hashes=(*found.hashes, "c"), values=({}, {}, {}),
                    runs=pd.concat([found.runs, third]), monthly=pd.concat([found.monthly, months]))  # fmt: skip
    money, gap = charts.money(found, EN), charts.gap(found, EN)
    assert money.series == ["b"] and "Not drawn, far below: c −" in money.band
    colours = [colours_of(chart.coloured, chart.baseline) for chart in (money, gap)]
    assert colours[0]["b"] == colours[1]["b"]


def test_more_sales_than_profit_are_a_surprise_and_as_much_are_none():
    there = {"rivals_profit": (900.0, 0.0), "channel_gross_profit": (1000.0, -20.0)}
    chart = growth(credit(focal_sales=(10.0, 40.0), focal_profit=(100.0, 5.0), **there), "b", EN)
    assert "you sell 410 % more" in chart.title and "earn 5.1 % more" in chart.title and chart.name == "surprise"
    assert growth(credit(focal_sales=(10.0, 1.0), focal_profit=(100.0, 9.0), **there), "b", EN) is None


def test_a_life_is_told_in_its_order_and_never_as_a_cause(monkeypatch):
    monkeypatch.setattr(again, "why_closed", lambda life: SimpleNamespace(since=2))
    gone = pd.DataFrame({"event": "credit_withdrawn", "month": [0, 3, 3], "distributor": ["focal", "focal", "rival_1"]})

    def life(limit, days, owed):
        rows = pd.DataFrame({"distributor": "focal", "month": range(4), "limit": limit, "terms_days": days})
        months = pd.DataFrame({"month": range(4), "overdue_payables": owed})
        return SimpleNamespace(accounts=rows, months=months, events=gone, end=4, closed=4)

    dead, alive = life([33.0, 33.0, 33.0, 0.0], 30.0, [0.0, 0.0, 5.0, 9.0]), life(70.0, 45.0, [0.0, 0.0, 4.0, 0.0])
    told = again._order_told(dead, alive, EN)
    assert told.startswith(
        "Month 1, nothing overdue yet: your limit is 70 at 45 days to pay; in the life that ends 33 at 30 days. "
    )
    assert "Then both fall behind; there a debt stays unpaid from month 2, 2 withdraw credit in 3" in told
    assert "closes in 4." in told and again._order_told(dead, life(33.0, 30.0, 0.0), EN) == ""
    call = LastCall("switch", 33, ((0, True), (3, False), (33, True)))
    monkeypatch.setattr(again, "last_switch", lambda *of: call)
    firm = SimpleNamespace(horizon=60, partner=1, closed=38, facts={"entered": 0})
    assert "in 2 of 3 months tried: its life hangs on details" in again._turn_told(None, None, 1, firm, EN)
    monkeypatch.setattr(again, "last_switch", lambda *of: LastCall("switch", None, refused="no date"))
    assert again._turn_told(None, None, 1, firm, EN) == ""


def test_what_a_kept_partner_costs_stands_with_its_interval_and_months_for_each_policy():
    found = credit(focal_spend=(10.0, 30.0))
    chart = charts.cost(found, EN)
    assert chart.kind == "forest" and all(
        row.endswith(")") and "clearly ahead from month" in row for row in chart.names
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_link_of_a_deck_opens_live_with_its_market_months_and_policy(language):
    names = ("baseline", "baseline+credit")
    found = SimpleNamespace(base=names[0], doses={}, months=60,
                            asked=Asked(dict(zip(names, names, strict=True)), ("finance.funding_rate=0.15",)))  # fmt: skip
    view, refused = from_query(parse_qs(urlsplit(live_link(found, names[1], language)).query))
    assert not refused and view.language == language and view.policy.preset == "credit"
    assert view.world.preset == "baseline" and view.base_scenario().months == 60
    assert view.base_scenario().values["finance.funding_rate"] == 0.15
    assert live_link(SimpleNamespace(**{**vars(found), "asked": Asked()}), names[1], language) == ""


def test_an_editable_chart_tells_no_minus_zero():
    table = pd.DataFrame({"series": "a", "x": [0.0, 1.0], "y": [-0.04, -0.06], "low": np.nan, "high": np.nan})
    _, data = native_data(Chart("c", "lines", "t", "x", "y", table))
    assert [point.y for point in data[0]] == [0.0, -0.06]
