"""A deck says apart what is told from zero and what is large enough to matter, and claims no more than its intervals."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from agents.partner import CAUSES
from experiments.comparing.finding import best_of, best_told
from experiments.comparing.statistics import Difference
from experiments.stage import again, charts
from experiments.stage.advice import advice_of, cards_of, title_of
from experiments.stage.captions import spend_told
from experiments.stage.charts import turns
from experiments.stage.deck import monday, named, subtitle_of
from experiments.stage.levers import changes_told
from experiments.stage.limits import counter, limits
from experiments.stage.pilot import judged_by, moved, signs_of
from experiments.words.words import LANGUAGES, words
from model import PARAMETERS
from tests.test_stage_titles import LUCK, compared


def with_third(found):
    """The same with a third scenario, *c*, which does as *b* and earns more."""
    more = {"runs": 100.0, "monthly": 100.0 / 6}
    frames = {}
    for key, by in more.items():
        frame = getattr(found, key)
        third = frame[frame["scenario"] == "b"]
        frames[key] = pd.concat([frame, third.assign(scenario="c", focal_profit=third["focal_profit"] + by)])
    return replace(found, names=tuple("abc"), hashes=tuple("abc"), values=({},) * 3, **frames)


def test_what_costs_profit_is_not_advised_where_one_earns_that_keeps_as_many():
    found = with_third(compared())
    runs = found.runs.copy()
    b, c = (runs["scenario"] == name for name in "bc")
    runs.loc[b, "focal_profit"] -= 200.0
    assert advice_of(replace(found, runs=runs)).name == "c"
    alone = replace(found, runs=runs.assign(survival_share_treated=runs["survival_share_treated"].mask(c, 0.5)))
    assert (advice_of(alone).kind, advice_of(alone).name) == ("price", "b"), "which is surely ahead in partners"
    runs.loc[c, "survival_share_treated"] = 0.5 + np.array([0.3, -0.2, 0.3, -0.2, 0.3, -0.1])
    advice = advice_of(replace(found, runs=runs))
    assert (advice.kind, advice.name) == ("earn", "c"), "nobody knows that it keeps fewer"


def test_no_advice_at_equal_spend_rests_on_a_policy_that_is_not_at_it():
    found, say = with_third(compared()), words("en")
    assert advice_of(found).name == "c"
    at = {"dose": 1.0, "common_spend": 30.0, "extra_spend": 30.0, "spend_note": ""}
    found = replace(found, spends=(at, {**at, "extra_spend": 500.0, "spend_note": "costs too much"}))
    say, advice = say.among(found.names, found.doses, found.unequal), advice_of(found)
    assert advice.name == "b" and title_of(found, advice, say).startswith("At equal spend: try b")
    assert say.scenario("c") == "c (about 1.0 of the spend)" and say.scenario("b") == "b"
    assert "C cannot be brought to a spend of 30: at dose 1" in spend_told(found, say)[1]
    # Of one with another spend nothing is denied: it may well earn more.
    assert monday(found, replace(advice, kind="none"), say)[0] == say("monday.none.equal")
    assert advice_of(replace(found, spends=found.spends[::-1])).name == "c"
    # No title ranks the other one, which earns more; it stays in the pictures, and the title says of what it speaks.
    for chart in (charts.whom(found, say), charts.gap(found, say), charts.money(found, say), charts.cost(found, say)):
        assert chart.title.startswith(("Your partners: ", "B")) and "C" not in chart.title and "c (" not in chart.title
        assert chart.title.endswith("at equal spend") and "c (about" in " ".join(
            [*chart.series, *map(str, chart.names)]
        )
    assert charts.frontier(found, say).title == "More partners and more profit: b (+10.4 of 100, +30), at equal spend"
    none = replace(advice, kind="none")
    assert "at the common spend" in cards_of(found, none, say)[0].text
    assert not any("cannot be brought" in card.text for card in cards_of(found, none, say))
    # Where none is at it, the title does not say that one is.
    none = replace(found, spends=({**at, "spend_note": "x"},) * 2)
    assert title_of(none, advice_of(none), say).startswith("Try c")


def test_another_market_is_no_policy_to_rank_or_to_advise():
    found, days = with_third(compared()), "levers.focal.credit.deferment_days"
    values = {days: 30.0, "customers.growth": 0.0}
    market = replace(found, values=(values, {**values, days: 45.0}, {**values, "customers.growth": 0.1}))
    assert found.ranked == ["b", "c"] and market.ranked == ["b"] and advice_of(market).name == "b"
    assert "C" not in charts.money(market, words("en")).title and "c" in charts.money(market, words("en")).series
    dated = replace(found, values=(values,) * 3, timelines=((), ((6, None, "later", {days: 45.0}),),
                                                            ((6, None, "shock", {"customers.growth": 0.1}),)))  # fmt: skip
    assert dated.ranked == ["b"]
    assert replace(market, names=("a", "c"), values=market.values[::2]).ranked == ("c",), "of markets alone, all"


def test_what_is_clear_of_zero_is_told_as_that_though_it_may_be_too_small():
    some = Difference(0.83, 0.85, 0.02, 0.009, 0.03, 8, 8)
    less = Difference(0.83, 0.82, -0.01, -0.02, -0.001, 8, 8)
    open_ = Difference(0.83, 0.83, 0.0, -0.02, 0.02, 8, 8)
    same = [0.83, 0.84]
    say = words("en")

    def told(**effects):
        return best_told(best_of(effects, dict.fromkeys(effects, same), "own"), say, "a")

    assert told(x=some, y=open_) == "x: your partners: 2.0 more of 100 stay, perhaps too few to matter (+0.9 … +3.0)"
    assert told(x=less, y=open_).startswith("x: your partners: 1.0 fewer of 100 stay, perhaps")
    assert told(x=open_, y=open_) == say("best.open", who="Your partners", base="a")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_policy_for_profit_alone_is_judged_by_profit_on_all_slides(language):
    say, found = words(language), compared(kept=0.008, all_kept=0.0)  # of the own ones perhaps enough
    advice = advice_of(found)
    assert advice.kind == "earn"
    title = title_of(found, advice, say)
    assert say("line.kept.perhaps_more", who=say("who.own"), by=say.number(1.2, 1), range="|").split(" (")[0] in title
    assert cards_of(found, advice, say)[0].text == say("do.earn", name="b")
    assert monday(found, advice, say)[0] == say("monday.earn", name="b")


def test_a_sign_is_of_a_size_that_matters_and_has_it_on_the_slide():
    found = compared()
    on = found.monthly["scenario"].eq("b") * (1.0 + 0.01 * found.monthly["replicate"])

    def moved(by, column="channel_gross_profit"):
        monthly = found.monthly.assign(**{column: 100.0 + by * on})
        return replace(found, monthly=monthly, values=({"labour.sales_wage": 2.0}, {}))

    assert signs_of(moved(0.5), "b", 6) == []  # clear of zero in every month, half a per cent
    values = moved(20.0)
    cards = monday(values, advice_of(values), words("en"))[1]
    # The interval is in the unit of its amount, and both levels stand beside it.
    assert cards[2].text.startswith(
        "Partners' gross profit up by 123 (+121 … +125), 723 instead of 600, clear from month "
    )
    assert "on the same luck" in cards[1].text and cards[4].text.endswith("a salesperson costs 2.0 a month.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sales_alone_are_no_sign_that_partners_stay(language):
    found, say = compared(), words(language)
    on = found.monthly["scenario"].eq("b") * (1.0 + 0.01 * found.monthly["replicate"])
    more = replace(found, monthly=found.monthly.assign(focal_sales=100.0 + 20.0 * on))
    assert [sign.column for sign in moved(more, "b", 6, good=True)] == ["focal_sales"] and not signs_of(more, "b", 6)
    advice = replace(advice_of(more), pilot=replace(advice_of(more).pilot, needed=900, partners=100, months=6))
    title, cards = monday(more, advice, say)
    assert judged_by(more, advice.pilot) == "profit" and say("judge.profit") in title
    assert say("judge.profit") in cards_of(more, advice, say)[0].text
    assert say("monday.nosign.few") in cards[2].text and say("sign.focal_sales") in cards[2].text
    assert say("sign.focal_sales") not in cards_of(more, advice, say)[5].text, "not what would change our mind"
    both = replace(more, monthly=more.monthly.assign(competence=1.0 + 0.2 * on))
    assert {sign.column for sign in signs_of(both, "b", 6)} == {"focal_sales", "competence"}


def test_markets_of_own_partners_answer_a_claim_about_them():
    found, say = compared(all_kept=-0.004), words("en")
    told = counter(found, "b", say)
    assert told.title.startswith("B keeps as many of your partners or more in each of 6 markets: from +10.0 to +10.8")
    assert told.title.endswith("in the whole channel fewer in 3 of them, −0.4 of 100 at worst")
    assert "of your partners" in told.y_label


def test_a_time_that_may_turn_the_sign_is_told(monkeypatch):
    monkeypatch.setattr(charts, "YEAR", 3)
    say, calm = words("en"), LUCK / 100
    assert turns(compared(luck=calm), say) == []
    found = compared(first=-30.0, luck=calm)
    told = turns(found, say)
    assert told == ["Not paid back by month 6: b (last 3 months alone: +30, +30 … +30)."]
    assert told[0] in charts.money(found, say).band
    untried = next(card.text for card in limits(found, advice_of(found), say)[1] if card.heading == say("card.untried"))
    assert "More than 6 months" in untried and "Neighbouring doses of the levers" in untried
    # A gain of the first year alone is told as that, with the interval of what comes after it.
    gained = compared(first=30.0, luck=calm)
    after, on = gained.monthly["month"] >= 3, gained.monthly["scenario"].eq("b")
    little = 5.0 + 0.001 * on * (1 + gained.monthly["replicate"])
    profit = gained.monthly["focal_profit"].where(~after, little)
    title = charts.money(replace(gained, monthly=gained.monthly.assign(focal_profit=profit)), say).title
    assert ": +90 by month 3, and later months add nothing that matters (" in title
    # Nobody who is not paid back is left out: one that goes on losing is named as well.
    falling = found.monthly["focal_profit"].where(found.monthly["scenario"].eq("a"), -5.0 - found.monthly["replicate"])
    runs = found.runs.assign(focal_profit=50.0 - 60.0 * found.runs["scenario"].eq("b"))
    found = replace(found, runs=runs, monthly=found.monthly.assign(focal_profit=falling))
    assert turns(found, say) == ["Not paid back by month 6: b."]


@pytest.mark.parametrize("kept", [0.1, -0.04])
def test_beside_one_life_stands_how_all_fare_in_all_runs(monkeypatch, kept):
    row = {"group": "saved", "cause": "illiquidity", "closed": 3, "distributor": "focal", "people": 2, "partner": 7,
           "kind": "reseller"}  # fmt: skip
    months = pd.DataFrame({"month": [0, 1], "cash": [9.0, 4.0], "overdue_payables": [0.0, 30.0], "equity": [8.0, 7.0]})
    contract = pd.DataFrame({"distributor": "focal", "month": [0, 1], "limit": 9.0, "terms_days": 30.0})
    life = SimpleNamespace(months=months, accounts=contract, closed=None, end=6)
    monkeypatch.setattr(again, "candidates", lambda *pair, **all: [row])
    monkeypatch.setattr(again, "lives", lambda *of: (None, {7: life}))
    monkeypatch.setattr(again, "life_again", lambda *of: "again")
    monkeypatch.setattr(again, "why_closed", lambda life: SimpleNamespace(since=1, blow=None))
    found, say = compared(all_kept=kept), words("en")
    runs = found.runs.assign(**{f"closings_{cause}": 1.0 for cause in CAUSES[1:]})
    given = tuple(SimpleNamespace(name=name, values={"partners.illiquidity_days": 90.0}) for name in "ab")
    pair = [SimpleNamespace(survival=np.array([[True], [True]]))] * 2
    chart = again.life(replace(found, runs=runs, given=given), say, ("a", "b"), [pair])
    assert chart.title == "The same reseller on the same luck: closes in month 3 under a (out of cash), lives under b"
    net = found.partners * found.effect("survival_share", "b").difference
    assert f"Over all 6 markets {say.number(net, 1, sign=True)} of" in chart.band
    # Out of cash with money in the bank: what is overdue is more, and that is what the line and its label show.
    assert chart.rows("a")["y"].tolist() == [9.0, -26.0] and "less overdue debts" in chart.y_label
    assert "overdue for more than 90 days" in chart.band
    monkeypatch.setattr(again, "candidates", lambda *pair, **all: [{**row, "cause": "over_indebtedness"}])
    chart = again.life(replace(found, runs=runs, given=given), say, ("a", "b"), [pair])
    assert chart.rows("a")["y"].tolist() == [8.0, 7.0] and chart.y_label.startswith("Own capital")
    assert "not cash: at the end of month 2 that is 4 in the life that ends" in chart.remark
    # The story asked for is of cash: of firms that are else as telling the one that runs out of it is told.
    assert again._telling(row, 36) < again._telling({**row, "cause": "over_indebtedness"}, 36)
    elsewhere = {**row, "distributor": "rival_1"}
    assert again._telling({**row, "cause": "over_indebtedness"}, 36) < again._telling(elsewhere, 36)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_says_whose_partners_which_levers_and_which_scenario(language):
    found, say = compared(), words(language)
    assert subtitle_of(found, say).endswith(say("deck.terms"))
    names = ("baseline", "baseline+credit")
    say, found = say.among(names), replace(found, names=names, runs=found.runs.replace({"a": names[0], "b": names[1]}))
    assert say.scenario("baseline") + " (" in subtitle_of(found, say)
    assert words(language).scenario("baseline") in subtitle_of(found, say)
    assert named("baseline", say).endswith(" (baseline)") and named("own", say) == "Own"


def test_a_policy_on_a_slide_is_short_and_its_sentences_have_capitals():
    key, say = "levers.focal.credit.deferment_days", words("en")
    world = next(key for key, one in PARAMETERS.items() if not key.startswith("levers.") and not one.choices)
    base, values = {key: 30, world: 1}, {key: 45, world: 2}
    assert changes_told("b", base, values, compared(), say, 3) == "B: another world, 1 values outside your levers."
    whole = changes_told("b", base, values, compared(), say)
    assert whole.startswith("B is another world") and " B differs from a in: " in whole
    assert changes_told("b", base, {**base, key: 45}, compared(), say, 3).startswith("B: days to pay 45")
