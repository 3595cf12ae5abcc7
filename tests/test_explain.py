"""One partner's life: books that add up, causes by hand, twins on the same luck, the last month that saves."""

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.partner import LINES
from experiments.commands.cli import main
from experiments.explain import NoSuchPartner, candidates, explain, lives
from experiments.explain.closing import why_closed
from experiments.explain.explanation import Explanation
from experiments.explain.life import Life, sources_and_uses
from experiments.explain.saving import agreed, by_rescue, by_switch, copied, search, switched, trades
from experiments.explain.tell import both_values, tell
from experiments.explain.twin import parting
from experiments.running.walk import walk
from model import simulate
from model.simulation import walked
from scenarios import Change, ScenarioError
from tests.conftest import SMALL, small_of

MONTHS = 48
SETS = [word for key, value in SMALL.items() for word in ("--set", f"{key}={value}")]


def telling_seed(scenarios) -> int:
    """A seed of which somebody closes in one scenario only, and somebody is founded in the first only."""
    for seed in range(1, 40):
        here, there = (simulate(s, seed) for s in scenarios)
        if candidates(here, there) and set(here.partners["partner"]) - set(there.partners["partner"]):
            return seed
    raise AssertionError("no seed tells anything")


@pytest.fixture(scope="module")
def pair():
    """A market with trends, and with a framework agreement: scenarios, whole runs with panels, their seed."""
    scenarios = [small_of(name, MONTHS) for name in ("baseline", "baseline+credit")]
    seed = telling_seed(scenarios)
    return scenarios, [simulate(s, seed, panel=True, flows=True, accounts=True) for s in scenarios], seed


@pytest.fixture(scope="module")
def told(pair):
    """Somebody who closes in one and lives in the other, explained."""
    (base, other), results, seed = pair
    rows = candidates(*results)
    assert rows, "the seed must have one to tell"
    return explain(base, seed, rows[0]["partner"], other, runs=4), rows[0]


def test_a_walk_is_the_run_and_remembers_one_month(pair):
    (base, _), (result, _), seed = pair
    last, sizes = None, []
    for market in walk(base, seed, MONTHS, record=True):
        last, sizes = market, [*sizes, int(market.counters[2])]
    assert max(sizes) <= 1.5 * 60 and sum(sizes) == len(result.panel)
    assert last.partners[: len(result.partners)].tobytes() == result.market.partners[: len(result.partners)].tobytes()
    assert last.monthly.tobytes() == result.market.monthly.tobytes()


def test_a_life_is_what_the_tables_of_the_run_say(pair):
    (base, _), (result, _), seed = pair
    newcomer = int(result.partners.loc[result.partners["origin"] != "initial", "partner"].iloc[0])
    found = lives(base, seed, MONTHS, [3, newcomer])[1]
    for partner in (3, newcomer):
        life = found[partner]
        panel = result.panel[result.panel["partner"] == partner].drop(columns="partner").reset_index(drop=True)
        assert life.months[panel.columns].equals(panel)
        for line in ("collections", "suppliers", "owner"):
            rows = result.flows[(result.flows["partner"] == partner) & (result.flows["line"] == line)]
            assert life.months[f"flow_{line}"].tolist() == rows["amount"].tolist()
        accounts = result.accounts[result.accounts["partner"] == partner]
        assert life.accounts["limit"].tolist() == accounts["limit"].tolist()
        own = result.events[result.events["partner"] == partner]
        assert len(life.events) - (life.events["event"].eq("closing") & life.events["distributor"].ne("")).sum() == len(
            own
        )
    assert found[newcomer].opening_cash == pytest.approx(0.0, abs=1e-9)
    assert found[newcomer].months["month"].iloc[0] == found[newcomer].facts["entered"]


def test_sources_and_uses_add_up_and_are_the_trail_of_who_closed(pair):
    (base, _), (result, _), seed = pair
    gone = result.partners[result.partners["closed"].notna() & (result.partners["closed"] > 12)]
    partners = gone["partner"].astype(int).tolist()[:5]
    assert partners
    for partner, life in lives(base, seed, MONTHS, partners)[1].items():
        year = sources_and_uses(life)
        assert year["opening"] + sum(year["lines"].values()) == pytest.approx(year["closing"], abs=1e-9)
        trail = result.trail(partner)
        assert (year["first"], year["last"]) == (trail.index[0], trail.index[-1])
        for line in LINES:
            assert year["lines"][line] == pytest.approx(trail[line].sum(), abs=1e-9)


def life_of(months: list[dict], events: list[tuple] = (), accounts: list[tuple] = (), **facts) -> Life:
    """A life written by hand; what is not given is 0."""
    usual = {"oldest_overdue_days": 0.0, "months_in_debt": 0.0, "income_forgone": 0.0, "expected_profit": 0.0,
             "outside_option": 1.0, "outflows": 10.0, "cash": 0.0, "own_stock": 0.0, "receivables": 0.0,
             "payables": 0.0, **{f"flow_{line}": 0.0 for line in LINES}}  # fmt: skip
    for name in ("markup", "orders", "sales_product", "terms_granted_days", "purchases", "sales_service", "competence",
                 "training_time", "member", "contribution", "benefit", "payroll", "overdraft_used", "overdraft_limit",
                 "equity", "headcount", "bank_debt", "drawings", "revaluation"):  # fmt: skip
        usual.setdefault(name, 0.0)
    table = pd.DataFrame([{"month": number, **usual, **row} for number, row in enumerate(months)])
    diary = pd.DataFrame(list(events), columns=["month", "event", "distributor", "amount", "detail"])
    held = pd.DataFrame(
        list(accounts),
        columns=["month", "distributor", "mode", "limit", "terms_days", "purchases", "used", "overdue", "trust"],
    )
    known = {"partner": 1, "kind": "reseller", "entered": 0, "closed": None, "cause": "", "origin": "initial",
             "primary_distributor": "focal", "size_at_start": 2.0}  # fmt: skip
    return Life("steady", 1, 120, {**known, **facts}, table, held, diary)


def test_illiquidity_is_dated_by_the_debt_that_became_too_old():
    # Unpaid at the end of month 6, 105 days old at the end of month 9: closed in month 10.
    months = [{}] * 6 + [{"oldest_overdue_days": 15.0 + 30.0 * age} for age in range(4)]
    events = [
        (2, "customer_default", "", 5.0, ""),
        (4, "customer_default", "", 0.9, ""),
        (5, "credit_withdrawn", "rival_1", 0.5, "score"),
        (6, "late_payment", "rival_1", 2.0, "suppliers_unpaid"),
        (6, "late_payment", "focal", 3.0, "suppliers_unpaid"),
        (7, "late_payment", "focal", 9.0, "suppliers_unpaid"),
    ]
    closing = why_closed(life_of(months, events, closed=10, cause="illiquidity"))
    assert (closing.since, closing.months) == (6, 4)
    assert (closing.trigger["amount"], closing.trigger["distributor"]) == (3.0, "focal")
    # The loss of month 2 was larger, but more than three months before; that of month 4 is under a tenth.
    assert (closing.blow["event"], closing.blow["month"]) == ("credit_withdrawn", 5)


def test_wages_count_from_the_month_in_which_they_were_not_paid():
    months = [{}] * 6 + [{"oldest_overdue_days": 30.0 * age} for age in range(1, 5)]
    closing = why_closed(life_of(months, closed=10, cause="illiquidity"))
    assert closing.since == 6 and closing.trigger is None and closing.blow is None


def test_over_indebtedness_voluntary_and_sale_are_dated_by_their_own_counters():
    months = [{}] * 4 + [{"months_in_debt": float(n), "income_forgone": float(n)} for n in range(1, 7)]
    losses = [(4, "customer_default", "", 0.6, ""), (4, "customer_default", "", 0.6, "")]
    closing = why_closed(life_of(months, losses, closed=10, cause="over_indebtedness"))
    assert closing.since == 4 and closing.trigger["amount"] == pytest.approx(1.2)  # two small ones in one month weigh
    closing = why_closed(life_of(months, closed=10, cause="voluntary"))
    assert (closing.since, closing.months, closing.trigger) == (4, 6, None)
    assert why_closed(life_of(months, closed=10, cause="acquired")).since == 9
    assert why_closed(life_of(months)) is None
    unseen = why_closed(life_of([], closed=0, cause="voluntary"))
    assert unseen.months == 0 and math.isnan(unseen.income)


def test_twins_part_at_the_first_line_that_differs():
    account = (0, "focal", "standard", 5.0, 30.0, 1.0, 1.0, 0.0, 0.5)
    here = life_of([{"cash": 5.0}, {"cash": 5.0}, {"cash": 5.0}], accounts=[account])
    assert parting(here, here).month is None
    there = life_of([{"cash": 5.0}, {"cash": 6.0, "markup": 0.1}, {"cash": 9.0}], accounts=[account])
    found = parting(here, there)
    assert (found.month, found.line, found.here, found.there) == (1, "markup", 0.0, 0.1)
    assert found.lines == ("markup", "cash")
    assert found.visible == 2  # a week's outflows are 7/30 of 10; 1.0 is less, 4.0 is more
    framework = life_of([{"cash": 5.0}] * 3, accounts=[(0, "focal", "framework", *account[3:])])
    assert parting(here, framework).line == "focal: mode"
    rounded = life_of([{"cash": 5.0 + 1e-12}, {"cash": 5.0}, {"cash": 5.0}], accounts=[account])
    assert parting(here, rounded).month is None
    shorter = life_of([{"cash": 5.0}, {"cash": 5.0}], accounts=[account], closed=2)
    assert (parting(here, shorter).month, parting(here, shorter).line) == (2, "trade")


def test_twins_are_one_until_the_first_dated_change(pair):
    (base, _), _, seed = pair
    later = base.with_timeline(
        [*base.timeline, Change(20, None, "terms", {"levers.focal.credit.deferment_days": 60.0})]
    )
    for partner in (0, 3):
        one, two = (lives(s, seed, MONTHS, [partner])[1][partner] for s in (base, later))
        found = parting(one, two)
        assert found.month is None or found.month >= 20
    assert parting(one, one).month is None


@given(closed=st.integers(1, 90), runs=st.integers(4, 30), data=st.data())
def test_a_search_finds_the_cut_of_a_monotone_case(closed, runs, data):
    cut = data.draw(st.integers(0, closed))  # months before the cut save
    asked = []

    def tries(months):
        asked.extend(months)
        return [month < cut for month in months]

    call = search("switch", tries, 0, closed, runs)
    assert (call.month is None) == (cut == 0) and len(asked) == len(set(asked)) <= runs
    if cut and (runs >= 18 or call.exact):  # with so many, each month that matters can be tried
        assert call.month == cut - 1
    assert call.saving == sum(month < cut for month in asked)
    assert call.steady is None or all(saved for month, saved in call.tried if month <= call.steady)


def test_a_search_tells_a_case_that_is_not_monotone():
    call = search("rescue", lambda months: [m in (0, 3, 12) for m in months], 0, 15, runs=20)
    assert (call.month, call.steady, call.saving, call.exact) == (12, 0, 3, True)
    assert [m for m, saved in call.tried if not saved and m < 12] == [1, 2, 4, 5, 6, 7, 8, 9, 10, 11]
    coarse = search("rescue", lambda months: [m == 0 for m in months], 0, 60, runs=10)
    assert coarse.month == 0 and not coarse.exact  # months between the later points of the grid were not tried
    assert search("rescue", lambda months: [False] * len(months), 0, 5).month is None


def test_a_switch_at_the_start_is_the_other_scenario_and_one_at_the_end_changes_nothing(pair):
    (base, other), results, seed = pair
    for month, same in ((0, results[1]), (MONTHS - 1, results[0])):
        run = simulate(switched(base, other, month), seed)
        assert run.partners["closed"].equals(same.partners["closed"])
    assert simulate(switched(base, other, 0), seed).summary == results[1].summary


def test_a_switch_carries_both_timelines_from_its_month_on():
    key = "levers.focal.credit.deferment_days"
    base = small_of("steady").with_timeline(
        [Change(2, None, "a", {key: 40.0}), Change(4, 30, "b", {"customers.corporate.demand": 9.0})]
    )
    other = small_of("credit").with_timeline([Change(6, 20, "c", {key: 70.0}), Change(30, None, "d", {key: 80.0})])
    both = switched(base, other, 10)
    for month in (0, 2, 5, 9):
        assert both.at(month) == base.at(month)
    for month in (10, 19, 20, 29, 30, 47):
        assert both.at(month) == other.at(month)


def test_what_describes_the_start_cannot_be_switched(pair):
    (base, _), _, seed = pair
    with pytest.raises(ScenarioError, match="partners.entry_cash_days"):
        switched(base, base.with_values({"partners.entry_cash_days": 90.0}), 3)
    found = explain(base, seed, 3, base.with_values({"partners.entry_cash_days": 90.0}), runs=1)
    assert found.switch is None or "cannot change" in found.switch.refused


def test_a_fork_without_an_agreement_is_the_run_and_one_with_it_helps_this_account(pair):
    (base, _), (result, _), seed = pair
    market = next(m for n, m in enumerate(walk(base, seed, MONTHS)) if n == 9)
    assert walked(copied(market), 10, MONTHS).monthly.tobytes() == result.market.monthly.tobytes()
    row = int(np.flatnonzero(market.partners["alive"] == 1)[0])
    partner = int(market.partners["id"][row])
    own = max((a for a in market.accounts[row] if a.distributor >= 0), key=lambda a: a.trust)
    own.overdue[1] = 8.0
    own.used += 8.0
    before = own.used
    fork = agreed(copied(market), 9, partner)
    helped = max((a for a in fork.accounts[row] if a.distributor >= 0), key=lambda a: a.trust)
    assert helped.mode == 2 and helped.overdue.sum() == 0.0 and helped.due[1:5].sum() >= 8.0
    assert helped.used == before and helped.bridge > 0.0  # nothing is forgiven
    assert own.overdue[1] == 8.0  # the run it was taken from is as it was


def test_tries_agree_with_runs(pair, told):
    (base, other), results, seed = pair
    row = told[1]
    ends, keeps = (base, other) if row["closed"] is not None else (other, base)
    tries = by_switch(ends, keeps, seed, MONTHS, row["partner"])
    assert list(tries([0])) == [True]
    last = (row["closed"] if row["closed"] is not None else row["closed_other"]) - 1
    assert list(by_rescue(ends, seed, MONTHS, row["partner"])([last])) in ([True], [False])
    assert trades(results[0].market, row["partner"]) == (row["closed"] is None)


def test_an_explanation_tells_both_worlds(told):
    found, row = told
    assert (found.life.closed, found.twin.closed) == (row["closed"], row["closed_other"])
    assert found.parting.month is not None and found.rescue.tried and found.switch.tried
    table = json.loads(json.dumps(found.table(), default=float))
    assert [life["scenario"] for life in table["lives"]] == ["baseline", "baseline+credit"]
    assert table["switch"]["saving"] <= len(table["switch"]["tried"])
    for language, word in (("en", "Under “baseline” "), ("ru", "«baseline»")):
        text = " ".join(tell(found, language))
        assert word in text and "{" not in text
    with pytest.raises(ValueError, match="expected one of en, ru"):
        tell(found, "fr")


def test_a_partner_that_never_started_in_the_other_world_is_told(pair):
    scenarios, (here, there), seed = pair
    only = sorted(set(here.partners["partner"]) - set(there.partners["partner"]))
    assert only, "the seed must have one"
    found = explain(scenarios[0], seed, only[0], scenarios[1], runs=0)
    assert found.twin is None and any("never started" in line for line in tell(found))
    assert isinstance(found, Explanation) and len(found.table()["lives"]) == 1


def test_candidates_close_in_one_and_live_in_the_other(pair):
    _, (here, there), _ = pair
    closed = [result.partners.set_index("partner")["closed"] for result in (here, there)]
    for row in candidates(here, there):
        ends = [not pd.isna(c[row["partner"]]) for c in closed]
        assert ends == [row["group"] == "saved", row["group"] == "lost"]
    alone = candidates(here, number=2)
    assert alone and all(row["closed"] - row["entered"] >= 6 and row["group"] == row["cause"] for row in alone)
    assert candidates(simulate(small_of("steady", 1), 1)) == []


def test_values_that_differ_are_told_so_that_one_sees_it():
    assert both_values(0.605005, 0.60500511, "en") == ("0.605005", "0.6050051")
    assert both_values(1.0, 2.5, "ru") == ("1", "2,5")
    assert both_values("standard", "framework", "en") == ("standard credit", "framework agreement")
    assert both_values(None, 3.0, "en") == ("-", "3")


def test_the_command_explains_suggests_and_refuses(capsys, pair):
    line = ["explain", "baseline", "--seed", str(pair[2]), "--months", str(MONTHS), *SETS]
    assert main([*line, "--against", "baseline+credit", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert main([*line, "--against", "baseline+credit"]) == 0
    assert "--partner ID" in capsys.readouterr().out
    partner = str(rows[0]["partner"])
    assert main([*line, "--partner", partner, "--runs", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["partner"] == int(partner) and told["parting"] is None and len(told["lives"]) == 1
    assert main([*line, "--partner", partner, "--runs", "2", "--against", "baseline+credit"]) == 0
    out = capsys.readouterr().out
    assert "under baseline+credit" in out and "cash at the end" in out
    for bad, why in (
        (["--partner", "999999"], "expected 0 to 59"),
        (["--partner", "x"], "not a whole number"),
        (["--partner", "1", "--against", "baseline"], "is the same as"),
        (["--partner", "1", "--against", "nowhere"], "no such preset"),
    ):
        assert main([*line, *bad]) == 2
        captured = capsys.readouterr()
        assert captured.out == "" and captured.err.count("\n") == 1 and why in captured.err


def test_the_error_for_an_unknown_partner_is_one_line(pair):
    with pytest.raises(NoSuchPartner, match=f"never traded in 48 months of baseline with seed {pair[2]}"):
        explain(pair[0][0], pair[2], 10**15)
