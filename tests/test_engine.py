"""The app's workers: first come, first served; the same numbers as a run in one go; bounded, and giving up early."""

import threading

import pytest

from app_pages import engine as module
from app_pages.engine import Engine, Refused, affordable_pairs
from experiments.comparing.compare import compare
from experiments.running.openings import Openings
from experiments.running.pieces import run_in_pieces
from experiments.running.runs import RunRecord, one_run
from scenarios import load_scenario
from tests.conftest import small_of


def finished(asked) -> None:
    """Wait for a question or a piece of work, two minutes at most."""
    for _ in range(1200):
        if asked.finished if hasattr(asked, "finished") else asked.share >= 1.0:
            return
        asked.wait(0.1)
    raise AssertionError("not finished")


@pytest.fixture
def instant(monkeypatch):
    """Runs that take no time and tell in which order they were begun; ``gate`` holds them back."""
    begun, gate = [], threading.Event()
    gate.set()

    def run(scenario, number, replicate, root, months, wanted, opened):
        begun.append((scenario.name, replicate))
        gate.wait(10)
        return RunRecord(number, replicate, replicate) if wanted() else None

    monkeypatch.setattr(module, "run_in_pieces", run)
    return begun, gate


def named(name: str, **values):
    """A scenario that differs from all others by name and by one value."""
    from dataclasses import replace

    return replace(load_scenario("steady", values or None), name=name)


def test_pieces_make_the_same_run(small):
    whole = one_run(small, 0, 3, 1, 48)
    pieces = run_in_pieces(small, 0, 3, 1, 48, lambda: True)
    assert pieces.summary == whole.summary and pieces.seed == whole.seed
    assert (pieces.times == whole.times).all()
    for name, series in whole.monthly.items():
        assert (series == pieces.monthly[name]).all(), name


def test_a_run_nobody_wants_is_given_up(small):
    asked = []
    assert run_in_pieces(small, 0, 0, 1, 48, lambda: bool(asked.append(1)) or len(asked) < 2) is None
    assert len(asked) == 2


def test_an_answer_is_the_comparison_of_the_command(small):
    engine, other = Engine(workers=2), small_of("credit")
    question = engine.ask([small, other], 48, 3)
    finished(question)
    mine, theirs = question.answer(), compare([small, other], 3, seed=1, months=48)
    assert mine.sentence(1) == theirs.sentence(1)
    assert {k: v.difference for k, v in mine.metrics(1).items()} == {
        k: v.difference for k, v in theirs.metrics(1).items()
    }


def test_a_failed_run_is_no_answer_for_the_next_one(monkeypatch):
    begun = []

    def run(scenario, number, replicate, root, months, wanted, opened):
        begun.append(replicate)
        return RunRecord(number, replicate, replicate, error="MemoryError: of this moment" if len(begun) <= 2 else "")

    monkeypatch.setattr(module, "run_in_pieces", run)
    engine = Engine(workers=1)
    first = engine.ask([named("a")], 12, 2)
    finished(first)
    assert len(first.answer().failed) == 2
    second = engine.ask([named("a")], 12, 2)
    finished(second)
    assert not second.answer().failed and len(begun) == 4


def test_stored_runs_are_shared_and_the_store_is_bounded(instant):
    begun, _ = instant
    engine = Engine(workers=1, store=4)
    for pairs in (2, 2, 8):
        finished(engine.ask([named("a"), named("b", months=60)], 12, pairs))
    assert len(begun) == 2 * 8, "a run was done twice"
    assert len(engine.store) == 4
    assert all(key.version == module.MODEL_VERSION for key in engine.store)


def test_looks_go_first_and_each_line_is_served_in_order_of_arrival(instant):
    begun, gate = instant
    gate.clear()
    engine = Engine(workers=1)
    questions = [engine.ask([named(name, months=60 + n)], 12, 4) for n, name in enumerate("abc")]
    gate.set()
    for question in questions:
        finished(question)
    looks = [name for name, replicate in begun if replicate < module.FIRST_LOOK]
    rest = [name for name, replicate in begun if replicate >= module.FIRST_LOOK]
    assert looks == list("aabbcc") and rest == list("aabbcc")
    assert begun.index(("c", 1)) < begun.index(("a", 3))


def test_a_longer_look_waits_for_no_older_refinement(instant):
    begun, gate = instant
    gate.clear()
    engine = Engine(workers=1)
    questions = [engine.ask([named("old")], 12, 4), engine.ask([named("round", months=60)], 12, 3, look=3)]
    gate.set()
    for question in questions:
        finished(question)
    assert begun.index(("round", 2)) < begun.index(("old", 2))


def test_a_held_question_gets_its_first_look_alone_until_it_goes_on(instant):
    begun, _ = instant
    engine = Engine(workers=1)
    question = engine.ask([named("held")], 12, 6, held=True)
    other = engine.ask([named("other", months=60)], 12, 4)
    finished(other)
    assert {replicate for name, replicate in begun if name == "held"} == set(range(module.FIRST_LOOK))
    question.go_on()
    finished(question)
    assert question.done == 6 and engine.line == []


def test_an_opening_is_shared_by_policies_and_changes_no_run(small):
    openings = Openings(kept=2)
    for scenario in (small, small_of("credit"), small_of("community"), small):
        for replicate in (0, 1):
            run = run_in_pieces(scenario, 0, replicate, 1, 24, lambda: True, openings.opened)
            whole = one_run(scenario, 0, replicate, 1, 24)
            assert run.summary == whole.summary and not run.error
            assert all((run.monthly[name] == series).all() for name, series in whole.monthly.items())
    assert len(openings.found) == 2, "policies of one world do not share"
    other = small.with_values({"population.reseller": 20}) if hasattr(small, "with_values") else None
    assert other is None or openings.opened(other, 5, 12).counters[0] != openings.opened(small, 5, 12).counters[0]
    assert len(openings.found) == 2, "more kept than asked"


def test_who_leaves_is_served_no_more_and_what_others_want_goes_on(instant):
    begun, gate = instant
    gate.clear()
    engine = Engine(workers=1)
    first = engine.ask([named("a")], 12, 8)
    second = engine.ask([named("a")], 12, 4)
    first.leave()
    gate.set()
    finished(second)
    assert {replicate for _, replicate in begun} == {0, 1, 2, 3}  # the first was given up and begun again
    assert engine.line == [] and len(begun) <= 5, "runs that nobody wanted"
    assert first.share < 1.0


def test_the_queue_is_bounded(instant):
    _, gate = instant
    gate.clear()
    engine = Engine(workers=1, queue=2)
    kept = [engine.ask([named("q", months=60 + n)], 12, 8) for n in range(2)]
    with pytest.raises(Refused) as why:
        engine.ask([named("q", months=99)], 12, 8)
    assert why.value.key == "busy"
    for question in kept:
        question.leave()
    gate.set()
    finished(engine.ask([named("q", months=99)], 12, 2))


def test_a_large_market_gets_fewer_pairs_or_is_refused():
    usual = load_scenario("steady")
    assert affordable_pairs([usual, usual], 120, 64) == 64
    larger = load_scenario("steady", {"population.reseller": 6000})
    assert affordable_pairs([larger, larger], 120, 64) == 16
    with pytest.raises(Refused) as why:
        affordable_pairs([load_scenario("steady", {"population.reseller": 500_000})], 120, 64)
    assert why.value.key == "too_large"


def test_a_failing_run_is_told_and_harms_no_other(monkeypatch, small):
    def broken(*_args, **_more):
        raise ZeroDivisionError("by hand")

    monkeypatch.setattr("experiments.running.pieces.walked", broken)
    question = Engine(workers=1).ask([small, small_of("credit")], 12, 2)
    finished(question)
    assert question.answer().failed[0].error == "ZeroDivisionError: by hand"
    assert question.answer().complete == []


def test_other_work_is_done_once_and_its_errors_do_not_kill_a_worker():
    engine, calls = Engine(workers=1), []

    def work():
        calls.append(1)
        return 42

    for _ in range(2):
        job = engine.do("key", work)
        finished(job)
        assert job.result == 42
    assert calls == [1]
    bad = engine.do("bad", lambda: 1 / 0)
    finished(bad)
    assert isinstance(bad.error, ZeroDivisionError)
    finished(engine.do("after", work))
    for number in range(module.RESULTS + 5):
        finished(engine.do(number, work))
    assert len(engine.results) == module.RESULTS


def test_a_question_is_not_kept_by_the_engine(instant):
    import gc
    import weakref

    engine = Engine(workers=1)
    question = engine.ask([named("a")], 12, 2)
    finished(question)
    question.leave()
    gone = weakref.ref(question)
    del question
    gc.collect()
    finished(engine.ask([named("b", months=60)], 12, 1))  # the worker has let go of its last task
    gc.collect()
    assert gone() is None
