"""The workers behind all pages: first come, first served, in short pieces, with a bounded queue and store.

Threads of their own compute, never a page's; a run releases the interpreter's lock, so pages stay responsive. A
question's *first look* (a few pairs) goes before every refinement, and among looks, as among refinements, the
older question goes first. Finished runs are stored by scenario, seed, months and model version, so that a look
and its refinement, or two visitors with the same question, share them; failed ones are not.
"""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from app_pages.turns import given_away
from experiments.comparing.compare import Comparison
from experiments.running.openings import Openings
from experiments.running.pieces import run_in_pieces
from experiments.running.runs import RunRecord
from experiments.running.size import partners_of
from experiments.stage.live import FUTURES
from model import MODEL_VERSION
from scenarios import Scenario

ROOT_SEED = 1
FIRST_LOOK = 2  # pairs of the first answer: the fewest that have an interval
FULL = int(os.environ.get("GARDEN_APP_PAIRS", FUTURES))  # pairs of a full answer; tests take fewer
FEWEST = 4  # pairs below which an answer is not worth waiting for
STORE = 2500  # runs kept, about 40 kB each
RESULTS = 48  # results of other work kept, a partner's life the largest with some hundred kB
QUEUE = 60  # questions under way or waiting
LIMIT = 40_000_000  # partner-months of one question: about five times the example market's


class Refused(Exception):
    """Why a question is not taken: a key of the words for people, and the values that go into it."""

    def __init__(self, key: str, **values) -> None:
        super().__init__(f"{key}: {values}")
        self.key, self.values = key, values


class RunKey(NamedTuple):
    """What makes a run what it is."""

    scenario: str
    version: int
    months: int
    root: int
    replicate: int


def affordable_pairs(scenarios: Sequence[Scenario], months: int, pairs: int) -> int:
    """The most pairs of runs, ``pairs`` halved and halved again, within the limit; raises :class:`Refused`."""
    if not all(partners_of(scenario) for scenario in scenarios):
        raise Refused("nobody")
    one = months * sum(partners_of(scenario) for scenario in scenarios)
    found = pairs
    while found * one > LIMIT and found > 1:
        found //= 2
    if found < min(FEWEST, pairs):
        raise Refused("too_large", size=f"{one:,}", limit=f"{LIMIT // FEWEST:,}")
    return found


@dataclass(eq=False)
class Question:
    """Scenarios to run on the same luck, ``pairs`` times; the first is the base.

    Ask with :meth:`Engine.ask`; wait with :meth:`wait`; give up with :meth:`leave`. While ``held`` only the first look
    is computed: on a small machine the page that draws it needs the workers' time. Not for two threads at once.
    """

    scenarios: tuple[Scenario, ...]
    months: int
    pairs: int
    engine: Engine
    look: int = FIRST_LOOK  # replicates that go before every refinement
    todo: deque[tuple[int, int]] = field(default_factory=deque)  # (replicate, scenario)
    records: dict[tuple[int, int], RunRecord] = field(default_factory=dict)
    held: bool = False
    left: bool = False

    def key(self, replicate: int, number: int) -> RunKey:
        """The key of one of its runs."""
        return RunKey(self.scenarios[number].hash, MODEL_VERSION, self.months, ROOT_SEED, replicate)

    @property
    def done(self) -> int:
        """Replicates of which every scenario's run is there."""
        counts: dict[int, int] = {}
        for replicate, _ in list(self.records):
            counts[replicate] = counts.get(replicate, 0) + 1
        return sum(count == len(self.scenarios) for count in counts.values())

    @property
    def share(self) -> float:
        """Part of all runs that is finished."""
        return len(self.records) / (self.pairs * len(self.scenarios))

    @property
    def looking(self) -> bool:
        """Whether the next run belongs to the first look."""
        return bool(self.todo) and self.todo[0][0] < self.look

    def wait(self, seconds: float, seen: int | None = None) -> None:
        """Sleep until more runs of this question are finished than ``seen`` (than now), at most so long.

        Two runs of a first look end at nearly the same time: who has counted one must not sleep over the other.
        """
        with given_away(), self.engine.changed:
            before = len(self.records) if seen is None else seen
            self.engine.changed.wait_for(lambda: len(self.records) > before, seconds)

    def answer(self) -> Comparison:
        """The comparison of what is finished by now."""
        finished = sorted(self.records)
        runs = [replace(self.records[at], replicate=at[0], scenario=at[1]) for at in finished]
        return Comparison(self.scenarios, runs, self.months, ROOT_SEED)

    def go_on(self) -> None:
        """The first look is drawn: refine."""
        with self.engine.changed:
            self.held = False
            self.engine.changed.notify_all()

    def leave(self) -> None:
        """Nobody waits for the answer any more: what only this question wanted stops within a piece."""
        self.engine.forget(self)


@dataclass(eq=False)
class Work:
    """Any other work of the workers' threads, such as one partner's life; goes like a first look."""

    key: object
    function: Callable[[], object]
    engine: Engine
    result: object = None
    error: Exception | None = None
    finished: bool = False
    left: bool = False

    def wait(self, seconds: float) -> bool:
        """Sleep until it is finished, at most so long; whether it is."""
        with given_away(), self.engine.changed:
            self.engine.changed.wait_for(lambda: self.finished, seconds)
        return self.finished

    def leave(self) -> None:
        """Nobody waits for it any more: it is not begun."""
        self.engine.forget(self)


class Engine:
    """Workers, their queue, and what they finished."""

    def __init__(self, workers: int | None = None, store: int = STORE, queue: int = QUEUE) -> None:
        self.workers = workers or os.cpu_count() or 1
        self.store_limit, self.queue_limit = store, queue
        self.changed = threading.Condition()
        self.line: list[Question | Work] = []  # in the order of arrival
        self.flying: dict[RunKey, list[tuple[Question, tuple[int, int]]]] = {}
        self.store: OrderedDict[RunKey, RunRecord] = OrderedDict()
        self.openings = Openings()
        self.results: OrderedDict[object, object] = OrderedDict()
        self.threads: list[threading.Thread] = []
        self.longest_piece = 0.0

    def start(self) -> None:
        """Start the workers, once."""
        with self.changed:
            while len(self.threads) < self.workers:
                thread = threading.Thread(target=self._work, name=f"market-{len(self.threads)}", daemon=True)
                self.threads.append(thread)
                thread.start()

    def ask(
        self, scenarios: Sequence[Scenario], months: int, pairs: int = FULL, held: bool = False, look: int = FIRST_LOOK
    ) -> Question:
        """Put a question; what is stored is answered at once. Raises :class:`Refused`.

        One that is ``held`` is refined from :meth:`Question.go_on` on; ``look`` pairs go before every refinement.
        """
        self.start()
        pairs = affordable_pairs(scenarios, months, pairs)
        question = Question(tuple(scenarios), months, pairs, self, look, held=held)
        with self.changed:
            for at in ((r, n) for r in range(pairs) for n in range(len(scenarios))):
                record = self._stored(question.key(*at))
                if record is None:
                    question.todo.append(at)
                else:
                    question.records[at] = record
            if question.todo:
                self._line_up(question)
        return question

    def do(self, key: object, function: Callable[[], object]) -> Work:
        """Have ``function`` called by a worker; ``key`` (hashable) names its result in the store."""
        self.start()
        work = Work(key, function, self)
        with self.changed:
            if key in self.results:
                self.results.move_to_end(key)
                work.result, work.finished = self.results[key], True
            else:
                self._line_up(work)
        return work

    def _line_up(self, asked: Question | Work) -> None:
        if len(self.line) >= self.queue_limit:
            raise Refused("busy", waiting=len(self.line))
        self.line.append(asked)
        self.changed.notify_all()

    def forget(self, asked: Question | Work) -> None:
        """Take a question or a piece of work out of the line."""
        with self.changed:
            asked.left = True
            if asked in self.line:
                self.line.remove(asked)

    def waiting_before(self, asked: Question | Work) -> int:
        """How many stand in the line before this one."""
        with self.changed:
            return self.line.index(asked) if asked in self.line else 0

    def _stored(self, key: RunKey) -> RunRecord | None:
        if key in self.store:
            self.store.move_to_end(key)
        return self.store.get(key)

    def _next(self) -> Callable[[], None] | None:
        """What a free worker does now: looks and short work first, then refinements, each in order of arrival."""
        for asked in sorted(self.line, key=lambda a: isinstance(a, Question) and not a.looking):
            if isinstance(asked, Work):
                self.line.remove(asked)
                return lambda work=asked: self._do(work)
            while asked.todo and (asked.looking or not asked.held):
                at = asked.todo.popleft()
                key = asked.key(*at)
                record = self._stored(key)
                if record is not None:
                    self._deliver(asked, at, record)
                elif key in self.flying:
                    self.flying[key].append((asked, at))
                else:
                    self.flying[key] = [(asked, at)]
                    return lambda key=key, scenario=asked.scenarios[at[1]]: self._run(key, scenario)
            if asked in self.line and not asked.todo:
                self.line.remove(asked)
        return None

    def _deliver(self, question: Question, at: tuple[int, int], record: RunRecord) -> None:
        question.records[at] = record
        self.changed.notify_all()

    def _work(self) -> None:
        while True:
            with self.changed:
                task = self._next()
                while task is None:
                    self.changed.wait()
                    task = self._next()
            task()

    def _run(self, key: RunKey, scenario: Scenario) -> None:
        clock = [time.perf_counter()]

        def wanted() -> bool:
            now = time.perf_counter()
            with self.changed:
                self.longest_piece = max(self.longest_piece, now - clock[0])
                clock[0] = now
                return any(not question.left for question, _ in self.flying[key])

        record = run_in_pieces(scenario, 0, key.replicate, key.root, key.months, wanted, self.openings.opened)
        prepared.set()
        with self.changed:
            waiting = self.flying.pop(key)
            if record is None:
                # Somebody may have come in the moment it was given up.
                for question, at in waiting:
                    if not question.left:
                        question.todo.appendleft(at)
                        if question not in self.line:
                            self.line.append(question)
                self.changed.notify_all()
                return
            if not record.error:  # a failure may have been this moment's (memory, say): the next one asks again
                self.store[key] = record
            while len(self.store) > self.store_limit:
                self.store.popitem(last=False)
            for question, at in waiting:
                self._deliver(question, at, record)
            self.changed.notify_all()

    def _do(self, work: Work) -> None:
        if work.left:
            return
        try:
            work.result = work.function()
        except Exception as problem:  # told by the page; a worker never dies of it
            work.error = problem
        with self.changed:
            work.finished = True
            if work.error is None:
                self.results[work.key] = work.result
                while len(self.results) > RESULTS:
                    self.results.popitem(last=False)
            self.changed.notify_all()


engine = Engine()
prepared = threading.Event()  # a run has come, so that the rules are compiled
