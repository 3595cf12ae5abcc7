"""The page Goal: its search by hand-made figures, and the page itself in a small market."""

from dataclasses import replace

import numpy as np
import pytest

from app_pages import goal
from app_pages import goal_telling as telling
from app_pages.figures import LIGHT, specification
from app_pages.goal_search import (
    EACH,
    LEVERS,
    NEVER_CUT,
    Goal,
    Programme,
    beside,
    finalists,
    frontier,
    left_out,
    only_part,
    outcome,
    parts_of,
    proposed,
    start,
)
from app_pages.recipe import Recipe
from app_pages.state import WHAT_IF_ALONE, View
from app_pages.timeline import staged
from experiments.comparing.finding import Smallest
from experiments.words.words import words
from scenarios import load_scenario
from scenarios.scenario import Change
from tests.visits import text_of, visit


def programme(kept, cost) -> Programme:
    kept, cost = np.array(kept, float), np.array(cost, float)
    return Programme({"levers.focal.price.discount": float(kept.mean())}, kept, np.full(len(kept), 0.5), cost, -cost)


CHEAP = programme([0.60, 0.62, 0.61, 0.63], [10, 11, 9, 10])
GOOD = programme([0.80, 0.81, 0.82, 0.811], [50, 51, 49, 50])
DEAR = programme([0.80, 0.81, 0.8105, 0.82], [90, 91.5, 88.7, 90.2])
RISKY = programme([0.40, 0.95, 0.90, 0.90], [40, 41, 39, 40])


def test_a_goal_is_met_with_certainty_or_not():
    keep = Goal("keep", 67.0)
    assert keep.miss(GOOD) < 0 < keep.miss(CHEAP)
    assert RISKY.kept.mean() > 0.67 and keep.miss(RISKY) > 0, "one bad future in four is no 90 %"
    assert keep.within(RISKY).tolist() == [False, True, True, True]
    budget = Goal("budget", 60.0)
    assert budget.miss(GOOD) < 0 < budget.miss(DEAR)
    # Student's bound by hand: mean 50, deviation 0.816, t(0.9; 3) = 1.638, times the root of 1 + 1/4
    assert budget.miss(GOOD) == pytest.approx(50 + 1.638 * 0.8165 * 1.25**0.5 - 60, abs=0.01)


def test_a_profit_that_may_be_none_is_not_told_as_a_change():
    one = Programme(GOOD.values, GOOD.kept, GOOD.base_kept, GOOD.cost, np.array([5.0, -5.2, 6.0, -5.8]))
    asked = Goal("budget", 60.0)
    found = outcome(asked, [CHEAP, one], 0.01)
    for language, open_ in (("en", "cannot be told (−"), ("ru", "сказать нельзя (−")):
        say = words(language, "app.goal")
        text, rest, _ = telling.told([CHEAP, one], ["Baseline", "Policy A"], found, 9, asked, say, Smallest(1.0, 1.0))
        text = " ".join([*text, *rest])
        assert open_ in text
        assert ("within the budget in 4 of 4" if language == "en" else "бюджет уложилось в 4 из 4") in text


def test_a_loss_of_profit_is_told_in_per_cent_of_todays_beside_the_money():
    # 1000 of the base's; -305, -315, -311, -309: mean -310, s = 4.16, t(0.975; 3) = 3.182: +/- 6.6
    one = replace(GOOD, profit=np.array([-305.0, -315.0, -311.0, -309.0]), base_profit=1000.0)
    asked = Goal("budget", 400.0)
    answer, rest, _ = telling.told([CHEAP, one], ["Baseline", "Policy A"], outcome(asked, [CHEAP, one], 0.01), 9, asked,
                              words("en", "app.goal"), Smallest(1.0, 1.0))  # fmt: skip
    assert answer[0].endswith("; your profit changes by −31.0 % (−31.7 … −30.3)."), (
        "what it takes of the profit is its price"
    )
    assert "changes by −310 units of money (−317 … −303), which is −31.0 % of the baseline's." in " ".join(rest)
    assert "The whole budget, 400 a year, is 40 % of what the baseline earns a year (1,000 units of money)." in answer
    open_ = telling.profit_told(replace(one, profit=np.array([5.0, -5.2, 6.0, -5.8])), words("en", "app.goal"))
    assert "−1.0 … +1.0 % of the baseline's)" in open_
    assert "%" not in telling.profit_told(GOOD, words("en", "app.goal")), "no share of a profit that is none"


def test_the_cheapest_that_does_it_wins_and_a_tie_is_told():
    found = outcome(Goal("keep", 67.0), [CHEAP, DEAR, GOOD], 1.0)
    assert (found.best, found.able, found.equals) == (2, True, ())
    tied = outcome(Goal("budget", 100.0), [CHEAP, GOOD, DEAR], 0.01)
    assert tied.able and {tied.best, *tied.equals} == {1, 2}
    assert tied.best == 1, "of two that cannot be told apart the cheaper one"
    none = outcome(Goal("keep", 99.0), [CHEAP, GOOD, RISKY], 1.0)
    assert not none.able and none.best == 1


def test_finalists_hold_the_base_and_the_best():
    tried = [CHEAP, DEAR, RISKY, GOOD]
    base = load_scenario("steady")
    assert finalists(base, Goal("keep", 67.0), tried) in ([0, 1, 3], [0, 3])
    assert frontier(tried).tolist() == [True, False, True, True]


def test_proposals_begin_with_the_base_differ_and_repeat():
    base = load_scenario("steady")
    first = proposed(base, Goal("keep", 67.0), ())
    assert first[0] == start(base) and len(first) == EACH
    assert len({tuple(one.values()) for one in first}) == len(first)
    assert first == proposed(base, Goal("keep", 67.0), ())
    for values in first[1:]:
        for lever in LEVERS:
            assert lever.levels or lever.low <= values[lever.name] <= lever.high
            base.with_values({lever.name: values[lever.name]}, "test")


def test_no_budget_is_made_by_cutting_the_terms_of_today():
    for given in ({}, {"levers.focal.credit.deferment_days": 60.0, "levers.focal.credit.cutoff": 0.9}):
        base = load_scenario("steady", given)
        for values in proposed(base, Goal("budget", 600.0), ())[1:]:
            for key in NEVER_CUT:
                top = next(lever.high for lever in LEVERS if lever.name == key)
                assert values[key] >= min(base.values[key], top), key


def test_values_are_proposed_in_steps_that_somebody_would_set():
    steps = {"community.budget": 1.0, "credit.limit_months": 0.5, "credit.cutoff": 0.05,
             "stock.fill_rate": 0.01, "stock.lead_days": 0.5, "price.discount": 0.005}  # fmt: skip
    for values in proposed(load_scenario("steady"), Goal("budget", 600.0), ())[1:]:
        for key, step in steps.items():
            value = values[f"levers.focal.{key}"] / step
            assert value == pytest.approx(round(value)), key


def test_the_parts_of_a_policy_are_its_groups_of_levers():
    base = load_scenario("steady")
    values = start(base) | {"levers.focal.community.budget": 30.0, "levers.focal.community.openness": 0.9,
                            "levers.focal.price.discount": 0.01}  # fmt: skip
    assert parts_of(base, values) == {
        "community": {"levers.focal.community.budget": 30.0, "levers.focal.community.openness": 0.9},
        "price": {"levers.focal.price.discount": 0.01},
    }
    assert parts_of(base, start(base)) == {}


BOTH = start(load_scenario("steady")) | {"levers.focal.community.budget": 30.0, "levers.focal.price.discount": 0.01}


def part(key: str, cost) -> Programme:
    return replace(programme([0.8, 0.81, 0.82, 0.81], cost), values=start(load_scenario("steady")) | {key: BOTH[key]})


def test_shares_are_told_only_where_the_parts_add_up_to_the_whole():
    base, say = load_scenario("steady"), words("en", "app.goal")
    parts = {"price": part("levers.focal.price.discount", [10, 11, 9, 10]),
             "community": part("levers.focal.community.budget", [50, 51, 49, 50])}  # fmt: skip
    whole = replace(programme([0.8] * 4, [60, 61, 62, 61]), values=BOTH)
    shares = "Community 50 (83\N{NO-BREAK SPACE}%); Price 10 (17\N{NO-BREAK SPACE}%)"
    assert telling.split_told(base, replace(whole, cost=whole.cost - 1.0), parts, say) == shares
    assert telling.split_told(base, replace(whole, cost=whole.cost + 2.0), parts, say) == (
        f"{shares} (each by itself, together 60; as one policy 63)"
    ), "why the parts do not add up stands beside them"
    cheaper = telling.split_told(base, replace(whole, cost=whole.cost / 2), parts, say)
    assert cheaper == "Community 50; Price 10 (each by itself; together 60, so that shares would mislead)"
    one = replace(whole, values=start(base) | {"levers.focal.community.budget": 30.0})
    assert telling.split_told(base, one, {}, say) == "Community 61 (100\N{NO-BREAK SPACE}%)"
    assert telling.split_told(base, whole, {}, say) == "", "not known yet"
    assert telling.sets_told(base, whole, say) == [
        "It sets, by part: Community (Community budget, units of money a month: 0 → 30); Price (Price cut: 0 → 1 %)."
    ]
    table = goal.parts_table(goal.Found([CHEAP, whole], outcome(Goal("keep", 67.0), [CHEAP, whole], 1.0), 9, parts),
                             whole, say)  # fmt: skip
    assert list(table.iloc[:, 0]) == ["Price", "Community", "all together"]


def test_what_the_money_beyond_the_part_that_keeps_partners_buys_follows_from_intervals():
    say, wobble = words("en", "app.goal"), np.array([0.01, -0.01] * 4)

    def one(kept, profit, cost) -> Programme:
        return Programme({}, 0.8 + kept + wobble, np.full(8, 0.8), np.full(8, cost), profit + 100.0 * wobble, 3.0)

    parts = {"community": one(0.05, -90.0, 60.0), "credit": one(0.0, 30.0, 40.0)}

    def told(kept, profit) -> str:
        return "".join(telling.beyond_told(one(kept - 2 * wobble, profit - 200.0 * wobble, 100.0), parts, say))

    assert told(0.05, 20.0).startswith(
        "The 40 a year beyond Community alone (60) buy profit, not surely partners: 0.0 of"
    )
    assert " buy partners: " in told(0.2, -90.0) and " buy partners and profit: " in told(0.2, 20.0)
    assert " surely buy neither partners nor profit: " in told(0.05, -90.0)
    both = parts | {"credit": parts["community"]}
    assert telling.beyond_told(parts["community"], both, say) == [], "which of two is beyond the other is no question"


def test_a_group_that_the_answer_leaves_alone_says_what_it_does_alone():
    base, say, goal_ = load_scenario("steady"), words("en", "app.goal"), Goal("budget", 60.0)
    price, dear = part("levers.focal.price.discount", [10.0] * 4), part("levers.focal.price.discount", [90.0] * 4)
    found = left_out(base, goal_, [dear, price, part("levers.focal.community.budget", [9.0] * 4)], ["community"])
    assert found == {"price": price}
    (line,) = telling.left_told(base, found, goal_, say)
    assert line.startswith("Left out: Price (Price cut: 0 → 1 %), which alone takes 10 a year and keeps +31.0 (")
    assert left_out(base, Goal("keep", 60.0), [price], []) == {}, "what is cheapest has no budget to be left out of"


def test_shares_add_up_to_a_hundred():
    shares = telling.whole_shares({"a": 1.0, "b": 1.0, "c": 1.0})
    assert sum(map(int, shares.values())) == 100


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_answer_is_the_cheapest_that_nothing_surely_beats_and_says_what_other_money_buys(monkeypatch, language):
    # kept: 0.81 on average; "alike" 0.2 of 100 more by turns, "sure" 2.0 more always, "less" 5 fewer always
    monkeypatch.setattr(telling.state, "language", lambda: language)
    levers, wobble = start(load_scenario("steady")), np.array([0.01, -0.01] * 4)

    def one(kept, cost, profit, key, value):
        return Programme(levers | {key: value}, 0.81 + np.array(kept), np.full(8, 0.5), np.full(8, cost) + 100 * wobble,
                         np.full(8, profit), 1.0, 1000.0)  # fmt: skip

    base = one([-0.31] * 8, 0.0, 0.0, LEVERS[0].name, levers[LEVERS[0].name])
    cheap = one([0.0] * 8, 10.0, -10.0, "levers.focal.community.budget", 9.0)
    alike = one(0.002 + wobble / 2, 90.0, 50.0, "levers.focal.price.discount", 0.01)
    sure = one([0.02] * 8, 95.0, -95.0, "levers.focal.training.budget", 9.0)
    less = one([-0.05] * 8, 5.0, 0.0, "levers.focal.services.package_depth", 0.5)
    asked, say, finals = Goal("budget", 100.0), words(language, "app.goal"), [base, alike, cheap, less]
    found = outcome(asked, finals, 0.01)
    assert (found.best, found.equals) == (2, (1,)), "though the other has the higher mean, and earns"
    assert outcome(asked, [*finals, sure], 0.01).best == 4, "a sure difference is no chance"
    assert outcome(Goal("budget", 20.0), finals, 0.01).best == 2
    assert beside(asked, finals, 2) == {"cheaper": 3, "profit": 1}
    assert beside(Goal("budget", 50.0), finals, 2) == {"cheaper": 3, "double": 1}
    answer, rest, ahead = telling.told(finals, ["-"] * 4, found, 9, asked, say, Smallest(1.0, 1.0), "COMMUNITY 10")
    text = "\n".join(answer)
    number = (lambda text: text) if language == "en" else (lambda text: text.replace(".", ","))
    assert ahead and ": COMMUNITY 10. " in answer[0] and number("31.0") in answer[0] and number("−1.0 %") in answer[0]
    assert answer[1].startswith("Less money: 5 on services surely keeps fewer, −5.0 of 100 against this" if language == "en"
                                else "Меньше денег: 5 («услуги») наверняка сохраняют меньше, −5,0 из 100")  # fmt: skip
    assert answer[2].startswith("More money that surely leaves more profit: 90 on price: your profit +60 units of money in 12 "
                                if language == "en" else "Больше денег, от которых наверняка больше прибыли: 90 («цена»)")  # fmt: skip
    assert ("what doubling it would buy cannot be told" if language == "en" else "удвоение, сказать нельзя") in text
    twice = "\n".join(telling.beside_told(finals, 2, Goal("budget", 50.0), say, Smallest(1.0, 1.0)))
    assert ("Doubling the budget to 100: 90 on price makes no difference that matters" if language == "en" else
            "Если удвоить бюджет до 100: 90 («цена») по сохранённым партнёрам важной разницы не дают") in twice  # fmt: skip


def test_every_budget_has_the_same_search():
    base = load_scenario("steady")
    tried = [replace(programme([0.5 + 0.01 * n, 0.52 + 0.01 * n], [10.0 * n, 10.0 * n + 1]), values=values)
             for n, values in enumerate(proposed(base, Goal("budget", 5000.0), ()))]  # fmt: skip
    small, large = (proposed(base, Goal("budget", amount), tried) for amount in (500.0, 50_000.0))
    assert small == large and len(small) == EACH
    kept = [finalists(base, Goal("budget", amount), tried) for amount in (1e5, 2e5)]
    assert kept[0] == kept[1], "what fits the smaller budget is judged for the larger one, too"


def test_a_part_that_pays_for_itself_is_named_and_the_one_that_takes_most():
    pays = replace(GOOD, profit=np.array([5.0, 6.0, 5.0, 6.0]))
    lines = telling.parts_told({"credit": pays, "stock": GOOD}, words("en", "app.goal"))
    assert lines[0].startswith("This part pays for itself: Credit keeps +31.0 (")
    assert lines[1].startswith("This part takes most of your profit by itself: Warehouse and delivery keeps ")
    open_ = replace(GOOD, profit=np.array([5.0, -6.0, 5.0, -6.0]))
    assert len(telling.parts_told({"credit": pays, "stock": open_}, words("en", "app.goal"))) == 1, (
        "which may take nothing"
    )


def test_a_cost_below_nothing_is_told_with_the_profit_that_is_lost():
    lost = Programme({}, np.array([0.8] * 4), np.array([0.5] * 4), np.array([-20.0, -21.0, -19.0, -20.0]),
                     np.array([-90.0, -91.0, -89.0, -90.0]), 3.0)  # fmt: skip
    assert telling.cost_told(lost, words("en", "app.goal")).endswith(
        "but your profit falls by more: 30 (30 … 30) a year"
    )
    assert "profit" not in telling.cost_told(GOOD, words("en", "app.goal"))
    assert frontier([programme([0.8] * 4, [0.0] * 4), lost]).tolist() == [True, False], (
        "less than nothing is no bargain"
    )
    chart = goal.front_chart([lost], ["A"], words("en", "app.goal"))
    assert chart.table["x"].tolist() == [30.0]


def test_a_policy_is_named_by_the_few_groups_that_it_moves():
    base = load_scenario("steady")
    one = start(base) | {"levers.focal.community.budget": 30.0}
    other = start(base) | {"levers.focal.community.budget": 10.0}
    many = {"training.budget": 30.0, "services.package_depth": 0.5, "stock.lead_days": 1.0}
    five = BOTH | {f"levers.focal.{key}": value for key, value in many.items()}
    finals = [replace(GOOD, values=start(base)), replace(GOOD, values=one), replace(CHEAP, values=other),
              *(replace(GOOD, values=values) for values in (BOTH, five))]  # fmt: skip
    assert telling.titled(base, finals, words("en", "app.goal")) == [
        "Baseline", "Community only (50)", "Community only (10)", "Community + price", "5 groups of levers"]  # fmt: skip


@pytest.mark.parametrize("text", ["", "keep", "keep-", "keep-0", "keep-101", "keep-nan", "spend-5", "budget--5"])
def test_what_is_no_goal_is_none(text):
    assert goal.understood(text) is None


def test_a_goal_of_a_link():
    assert goal.understood("keep-67") == Goal("keep", 67.0) and goal.understood("budget-5000") == Goal("budget", 5000.0)


def test_the_page_searches_and_answers():
    page = visit("goal", **{"page.goal": "keep-50", "page.asked": "split"})
    assert not page.exception and not page.error
    told = text_of(page)
    assert "fresh futures" in told and "of 20" in told
    finals = next(table.value for table in page.table if "Goal met" in table.value)
    assert finals.iloc[0, 0] == "Baseline" and len(finals) >= 2
    question, answer = (text.value for text in page.markdown[:2])
    assert question.endswith("three years?**") and answer.startswith("##### "), "the question has no answer"


def test_where_nothing_is_surely_better_the_nearest_is_told():
    # kept beyond the base: 1 and 3 of 100, four times each: +2.0, s = 1.069, t(0.975; 7) = 2.365: +/- 0.89
    finals = [programme([0.5] * 8, [0.0] * 8), programme([0.51, 0.53] * 4, [20.0, 22.0] * 4)]
    asked, say = Goal("budget", 60.0), words("en", "app.goal")
    found = outcome(asked, finals, 0.03)
    text, _, ahead = telling.told(finals, ["Baseline", "Policy A"], found, 9, asked, say, Smallest(3.0, 1.0))
    text = " ".join(text)
    assert not ahead and text.startswith("Within 60 units of money a year none of 9 tried surely keeps more")
    assert "“Policy A” keeps most by the mean: +2.0 of 100 against the baseline (+1.1 … +2.9). Its levers" in text


def test_what_a_policy_sets_is_told_with_its_units():
    base = start(load_scenario("steady"))
    moved = base | {"levers.focal.credit.deferment_days": 60.0, "levers.focal.price.discount": 0.01}
    finals = [Programme(values, CHEAP.kept, CHEAP.base_kept, CHEAP.cost, CHEAP.profit) for values in (base, moved)]
    table = goal.levers_table(finals, ["Baseline", "Policy A"], words("en", "app.goal"))
    assert table.to_numpy().tolist() == [["Policy A", "Days to pay: 30 → 60; Price cut: 0 → 1 %"]]


def test_the_page_divides_the_money_of_a_policy():
    page = visit("goal", lang="ru", **{"page.goal": "budget-1200", "page.asked": "split"})
    assert not page.exception and not page.error
    question, answer = (text.value for text in page.markdown[:2])
    assert question.endswith("партнёров?**") and "1\N{NO-BREAK SPACE}200 ден. ед. в год" in answer
    *parts, finals = (table.value for table in page.table)
    for table in parts:
        assert list(table.iloc[:, 0])[-1] == "всё вместе" and 2 <= len(table) <= 7
        assert table.iloc[-1, 1] in set(finals.iloc[1:, 3]), "the whole is one of the finalists"
    levers = next(html.body for html in page.html if "Что ставит каждая" in html.body)
    assert levers.count('role="rowheader"') == len(finals) - 1 and " → " in levers, "what each sets but the base"


def test_the_frontier_is_drawn_where_its_points_are():
    say = words("en", "app.goal")
    chart = goal.front_chart([CHEAP, GOOD], ["Baseline", "Policy A"], say)
    low, high = chart.y_limits
    assert low < 60.0 and high < 90.0 and len(chart.table) == 2
    domains = [
        layer["encoding"]["y"]["scale"]["domain"]
        for layer in specification(chart, LIGHT)["layer"]
        if "scale" in layer.get("encoding", {}).get("y", {})
    ]
    assert domains and all(domain == [low, high] for domain in domains)
    alone = [layer for layer in specification(chart, LIGHT)["layer"] if set(layer.get("encoding", {})) == {"y"}]
    assert not alone, "a line at zero, far below, takes the room of the plot and its label"


def test_what_the_answer_names_is_drawn_and_a_phone_has_room_for_it():
    names = ["Baseline", "Community + credit + training + warehouse and delivery", *(f"Policy {n}" for n in range(6))]
    worse = [
        replace(CHEAP, kept=CHEAP.kept - 0.01 * n, cost=CHEAP.cost + 10.0 * n) for n in range(8)
    ]  # beaten by the first
    say = words("en", "app.goal")
    assert goal.front_chart(worse, names, say, names[2:3]).series == ["Baseline", "Policy 0"]
    spec = specification(goal.front_chart(worse, names, say, names), LIGHT)
    *_, points = spec["layer"]
    assert isinstance(points["encoding"]["x"]["title"], list), "the axis has two lines"
    assert (
        '["Community + credit + training +", "warehouse and delivery"]'
        in points["encoding"]["color"]["legend"]["labelExpr"]
    )
    looks = list(zip(*(points["encoding"][part]["scale"]["range"] for part in ("color", "shape")), strict=True))
    assert len(set(looks)) == len(names), "two series look alike"


def test_a_goal_that_cannot_be_is_told():
    page = visit("goal", **{"page.goal": "keep-900"})
    assert any("page.goal" in warning.value for warning in page.warning) and not page.exception


def test_a_shift_in_stages_ends_at_its_target():
    key = "levers.focal.portfolio.agility"
    made = staged(key, 0.08, 0.2, 6, None, 3, 12, "shift")
    assert [(change.month, change.until) for change in made] == [(6, 18), (18, 30), (30, None)]
    assert [change.values[key] for change in made] == pytest.approx([0.12, 0.16, 0.2])
    assert staged(key, 0.08, 0.2, 6, 9, 1, 12, "shift")[0].until == 9


def test_a_shock_on_one_side_leaves_the_baseline_alone():
    shock = Change(3, None, "dear money", {"finance.funding_rate": 0.2})
    world = Recipe(changes=(shock,))
    both, one = View(world=world), View(world=world, notes=(("shocks", WHAT_IF_ALONE),))
    assert both.base_scenario().timeline and not one.base_scenario().timeline
    assert one.scenario().hash == both.scenario().hash


def test_nobody_is_pushed_out_of_what_is_saved(monkeypatch):
    held, lines, went = View(saved=tuple(Recipe("credit", title=str(n)) for n in range(5))), [], {}
    monkeypatch.setattr(goal.state, "view", lambda: held)
    monkeypatch.setattr(goal.state, "language", lambda: "en")
    monkeypatch.setattr(goal.state, "tell", lines.append)
    monkeypatch.setattr(goal.state, "change", lambda saved: went.update(saved=saved))
    monkeypatch.setattr(goal.st, "session_state", {})
    values = start(load_scenario("steady"))
    goal._save([Programme(values, *[CHEAP.kept] * 4)] * 3, ["one", "two", "three"])
    assert [recipe.title for recipe in went["saved"]] == ["0", "1", "2", "3", "4", "one"]
    assert lines == ["two, three: left out, since 6 policies are saved at most"]


def moved(values, cost, profit=None) -> Programme:
    """A programme of ``values`` that keeps what the base keeps."""
    cost = np.array(cost, float)
    return Programme(values, np.full(len(cost), 0.5), np.full(len(cost), 0.5), cost,
                     -cost if profit is None else np.array(profit, float))  # fmt: skip


def test_the_search_begins_with_all_on_one_scaled_to_the_budget():
    base, asked = load_scenario("steady"), Goal("budget", 600.0)
    first = proposed(base, asked, ())
    assert [only_part(base, values) for values in first[1:7]] == sorted({lever.name.split(".")[2] for lever in LEVERS})
    community = next(values for values in first if only_part(base, values) == "community")
    assert community["levers.focal.community.budget"] == 30.0, "half of the way to 60"
    tried = [moved(start(base), [0.0] * 3), moved(community, [300.0] * 3)] + [moved(start(base), [0.0] * 3)] * (
        EACH - 2
    )
    # 300 for half of the way; the first rung is 0.06 of it, 18: a budget of 1.8 a month
    second = proposed(base, asked, tried)
    assert second[0]["levers.focal.community.budget"] == 2.0 and only_part(base, second[0]) == "community"


def test_a_budget_is_not_kept_by_losing_profit():
    saved = moved({}, [-100.0] * 4, [-900.0, -901.0, -899.0, -900.0])
    assert Goal("budget", 600.0).miss(saved) > 0.0 and not Goal("budget", 600.0).within(saved).any()
    assert Goal("budget", 1000.0).within(saved).all()


def test_a_goal_that_nothing_comes_nearer_to_than_the_baseline_is_told_as_that():
    base = programme([0.5] * 8, [0.0] * 8)
    asked, say = Goal("keep", 95.0), words("en", "app.goal")
    found = outcome(asked, [base, programme([0.4, 0.5] * 4, [9.0] * 8)], 1.0)
    text, rest, ahead = telling.told([base, CHEAP], ["Baseline", "Policy A"], found, 9, asked, say, Smallest(1.0, 1.0))
    text = " ".join([*text, *rest])
    assert not ahead and "none comes nearer than the baseline: 50.0 of 100." in text and "profit" not in text
