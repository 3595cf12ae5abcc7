"""Nothing walked twice: runs that share an opening or months are the same as each alone, to the last bit."""

import pytest

from experiments.running import families, openings
from experiments.running.families import Family, months_in_common
from experiments.running.openings import Openings
from experiments.running.runs import one_run, run_pairs, shared_out
from experiments.running.snapshots import BY_MONTH, SPARE
from experiments.validation.table import Twins
from model import simulate
from model.market import PANEL_COUNT, RECORDS, Market
from scenarios import Change
from tests.conftest import small_of

MONTHS = 30
PRESETS = (
    "steady",
    "baseline",
    "imitators",
    "copied",
    "import-shock",
    "rate-shock",
    "all-three",
    "rescue",
    "paid-pond",
)
DAYS = {"levers.focal.credit.deferment_days": 60.0}
RECORD = dict.fromkeys(RECORDS, True)


def dated(month: int, name: str = "steady", **other):
    plain = small_of(name, MONTHS)
    return plain.with_timeline([*plain.timeline, Change(month, None, f"from {month}", {**DAYS, **other})])


def columns(table) -> dict[str, bytes]:
    """The bytes of every column; what fills the gaps between columns means nothing."""
    names = table.dtype.names or ("",)
    return {name: (table[name] if name else table).tobytes() for name in names}


def same(one, two) -> None:
    """Every table of two runs, rows in use, byte by byte."""
    assert one.summary == two.summary
    for table in (*RECORDS, "events", "partners", "monthly"):
        left, right = getattr(one, table), getattr(two, table)
        assert (left is None) == (right is None), table
        if left is not None:
            assert left.equals(right), table
    for name in ("monthly", "channel", "shelf_history", "world", "outside", "distributors", "communities", "roles"):
        assert columns(getattr(one.market, name)) == columns(getattr(two.market, name)), name
    used = int(one.market.counters[0])
    for name in ("partners", "accounts", "lines", "offers", "skills", "desks", "trail"):
        assert columns(getattr(one.market, name)[:used]) == columns(getattr(two.market, name)[:used]), name


def test_every_run_of_a_family_is_the_run_alone():
    until = small_of("steady", MONTHS).with_timeline([Change(12, 18, "for half a year", DAYS)])
    some = small_of("steady", MONTHS).with_timeline([Change(12, None, "pilot", DAYS, share=0.5)])
    crowd = small_of("steady", MONTHS).with_values({"customers.smb.firms": 30.0})
    scenarios = [small_of("steady", MONTHS), small_of("community", MONTHS), dated(12), dated(20), until, some, crowd,
                 small_of("steady", MONTHS), dated(0), small_of("imitators", MONTHS), small_of("baseline", MONTHS),
                 dated(24, "baseline")]  # fmt: skip
    months = [MONTHS, 24, MONTHS, 25, MONTHS, MONTHS, 12, MONTHS, 6, MONTHS, MONTHS, MONTHS]
    family = Family(scenarios, months, **RECORD)
    starts = [(start.parent, start.month) for start in family.starts]
    assert starts[2:5] == [(0, 12), (0, 20), (0, 12)] and starts[7] == (0, MONTHS) and starts[11] == (10, 24)
    assert starts[5] == starts[8] == (None, 0), "a change for some, or from month 0, leaves nothing in common"
    assert family.starts[1].world == family.starts[10].world == 0 != family.starts[6].world
    luck = family.luck(7)
    for number, scenario in enumerate(scenarios):
        same(luck.result(number), simulate(scenario, 7, months[number], **RECORD))
    assert not luck.openings.found, "a snapshot that nobody wants any more is still held"


@pytest.mark.parametrize("name", PRESETS)
def test_a_dated_change_goes_on_from_any_preset(name):
    plain = small_of(name, MONTHS)
    longer, other = plain.with_values({"months": MONTHS + 6}), dated(13, name)
    family = Family([plain, longer, other], [MONTHS, MONTHS + 6, MONTHS])
    assert [(start.parent, start.month) for start in family.starts] == [(None, 0), (0, MONTHS - 1), (0, 13)]
    luck = family.luck(11)
    for number, scenario in enumerate(family.scenarios):
        same(luck.result(number), simulate(scenario, 11, family.months[number]))


def test_a_change_of_wages_is_no_month_to_go_on_from():
    plain = small_of("steady", MONTHS)
    wages = plain.with_timeline([Change(12, None, "dear engineers", {"labour.service_wage": 9.0})])
    luck = Family([plain, wages], [MONTHS, MONTHS]).luck(2)
    same(luck.result(0), simulate(plain, 2, MONTHS))
    same(luck.result(1), simulate(wages, 2, MONTHS))


def test_what_cannot_be_held_is_made_anew(monkeypatch):
    scenarios = [small_of("steady", MONTHS), dated(12)]
    monkeypatch.setattr(families, "HELD", 1)
    luck = Family(scenarios, [MONTHS] * 2).luck(3)
    found = [luck.result(number) for number in (0, 1)]
    assert not luck.openings.found and found[1].summary == simulate(scenarios[1], 3, MONTHS).summary
    monkeypatch.setattr(openings, "MOST_PARTNERS", 10)
    assert Family(scenarios, [MONTHS] * 2).starts == [families.Start(), families.Start()]


def test_the_unit_of_money_does_not_count_as_partners():
    counted = small_of("steady", 6).with_values({"population.money_unit": 60_000.0})
    assert openings.shares(counted)
    shared = Openings()
    assert shared.simulate(counted, 4).summary == shared.simulate(counted, 4).summary == simulate(counted, 4).summary


def test_months_in_common_by_hand():
    early, late, pilot = Change(5, None, "a", DAYS), Change(9, 12, "b", DAYS), Change(7, None, "c", DAYS, share=0.5)
    assert months_in_common([], [], 30) == 30
    assert months_in_common([early], [early, late], 30) == 9 and months_in_common([late], [], 6) == 6
    assert months_in_common([early, late], [late, early], 30) == 0, "the later entry wins, so order counts"
    assert months_in_common([pilot], [pilot, late], 30) == 9 and months_in_common([pilot], [late], 30) == 0


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_pairs_are_the_same_for_any_number_of_threads(threads):
    scenarios = [small_of("steady", 24), small_of("credit", 24), small_of("community", 24)]
    last = list(run_pairs(scenarios, 3, 5, 24, threads))[-1]
    assert [(run.replicate, run.scenario) for run in last.runs] == [(r, s) for r in range(3) for s in range(3)]
    for run in last.runs:
        alone = one_run(scenarios[run.scenario], run.scenario, run.replicate, 5, 24)
        assert run.summary == alone.summary and (run.times == alone.times).all()


def test_work_is_shared_out_by_replicates_and_the_rest_by_scenarios():
    assert list(shared_out(3, 3, 2)) == [(0, [0, 1, 2]), (1, [0, 1, 2]), (2, [0, 1]), (2, [2])]
    assert list(shared_out(1, 1, 4)) == [(0, [0])]


def test_a_failing_run_spoils_no_other(monkeypatch):
    scenarios = [small_of("steady", 12), small_of("credit", 12)]
    whole = families.Luck.result
    monkeypatch.setattr(families.Luck, "result", lambda self, n: whole(self, n) if n else 1 / 0)
    runs = list(run_pairs(scenarios, 2, 1, 12, 2))[-1].runs
    assert [bool(run.error) for run in runs] == [True, False, True, False] and "ZeroDivisionError" in runs[0].error


def test_openings_run_what_simulate_runs():
    kept = Openings(kept=1)
    for name in ("steady", "credit"):
        scenario = small_of(name, 12)
        one, two = kept.simulate(scenario, 4, panel=True), simulate(scenario, 4, panel=True)
        assert one.panel.equals(two.panel) and one.summary == two.summary
        assert one.market.counters[PANEL_COUNT] == len(two.panel)
    assert len(kept.found) == 1
    with pytest.raises(ValueError, match="months"):
        kept.simulate(scenario, 4, 0)


def test_openings_hold_so_many_bytes_and_let_go_what_was_not_asked_for_longest():
    scenario, all_of_them = small_of("steady", 6), Openings()
    for seed in (1, 2, 3):
        all_of_them.opened(scenario, seed, 6)
    sizes = [snapshot.bytes for snapshot in all_of_them.found.values()]
    few = Openings(most=sum(sizes) - min(sizes) // 2)
    for seed in (1, 2, 1, 3):
        few.opened(scenario, seed, 6)
    assert [seed for seed, _ in few.found] == [1, 3]
    none = Openings(most=min(sizes) - 1)
    none.opened(scenario, 1, 6)
    assert not none.found


def test_an_opening_of_a_run_that_recorded_less_serves_one_that_records_all():
    kept, scenario = Openings(kept=1), small_of("steady", 6)
    kept.simulate(scenario, 4)
    same(kept.simulate(scenario, 4, **RECORD), simulate(scenario, 4, **RECORD))


def test_a_snapshot_holds_every_history():
    histories = {name for name in Market._fields if name.endswith("_history")} | {"events", "panel", "flows"}
    assert histories <= {*SPARE, *BY_MONTH}


def test_the_runs_behind_the_facts_share_their_opening(monkeypatch):
    values = {"population.integrator": 20, "population.reseller": 30, "population.online_shop": 4}
    made = []
    whole = openings.opened_market
    monkeypatch.setattr(openings, "opened_market", lambda *a, **k: made.append(1) or whole(*a, **k))
    twins = Twins(3, values, 26)
    runs = {name: getattr(twins, name) for name in ("steady", "community", "baseline", "shorter_terms", "long_terms")}
    assert len(made) == 1
    alone = simulate(runs["baseline"].scenario, 3, 26, panel=True)
    assert alone.panel.equals(runs["baseline"].panel) and alone.summary == runs["baseline"].summary
    assert runs["steady"].customers.equals(simulate(runs["steady"].scenario, 3, 26, customers=True).customers)
