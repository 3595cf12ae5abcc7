"""The performance ratios, measured side by side in one process: medians over interleaved repeats."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from experiments.comparing.statistics import variance_gain
from experiments.running.runs import all_runs
from model import simulate
from scenarios import Change, Scenario, load_scenario

KINDS = ("integrator", "reseller", "online_shop")


def sized(partners: int, name: str = "steady") -> Scenario:
    """A scenario with so many partners, kinds in the usual proportion."""
    shares = (200 / 540, 300 / 540, 40 / 540)
    return load_scenario(name, {f"population.{k}": round(partners * s) for k, s in zip(KINDS, shares, strict=True)})


def seconds(work: Callable[[], object], cpu: bool = False) -> float:
    """Wall (or processor) time of one call."""
    clock = time.process_time if cpu else time.perf_counter
    start = clock()
    work()
    return clock() - start


def ratio(left: Callable, right: Callable, repeats: int) -> float:
    """Median of left's time over right's, the two in turn."""
    return statistics.median(seconds(left) / seconds(right) for _ in range(repeats))


def walk_time(scenario: Scenario, months: int) -> float:
    """Nanoseconds a partner-month of the walk alone, opening left out."""
    from model.opening import opened_market
    from model.simulation import walked

    market = opened_market(scenario, 1, months)
    taken = seconds(lambda: walked(market, 0, months))
    return taken / float(market.monthly.partners_alive.sum()) * 1e9


def agent_times(scenario: Scenario, months: int) -> tuple[float, float]:
    """Nanoseconds of the walk for each agent-month, customers counted as agents, and for each purchase of a firm."""
    from model.opening import opened_market
    from model.simulation import walked

    market = opened_market(scenario, 1, months)
    taken = seconds(lambda: walked(market, 0, months)) * 1e9
    line = market.monthly
    agents = float(line.partners_alive.sum()) + float(len(market.customers) + len(market.distributors)) * months
    return taken / agents, taken / float((line.projects_won + line.projects_lost).sum())


def sharing(scenarios: list[Scenario], months: int, repeats: int) -> float:
    """Time of runs on one luck each by itself, over that of the same runs as a family (processor time, median)."""
    from experiments.running.families import Family

    family = Family(scenarios, [months] * len(scenarios))

    def alone(seed: int) -> None:
        for scenario in scenarios:
            simulate(scenario, seed, months)

    def together(seed: int) -> None:
        luck = family.luck(seed)
        for number in range(len(scenarios)):
            luck.result(number)

    found = [seconds(lambda s=s: alone(s), cpu=True) / seconds(lambda s=s: together(s), cpu=True)
             for s in range(1, repeats + 1)]  # fmt: skip
    return statistics.median(found)


def claims_an_hour(quick: bool) -> float:
    """Claims that one processor would decide an hour at the first look: all points, as many pairs as it takes."""
    from experiments.evidence.claims import pair_effects, registry
    from experiments.evidence.sequential import LOOKS, POINTS
    from experiments.evidence.uncertain import latin_hypercube, place_values

    book = registry()
    claims = ["S49", "S55"] if quick else [name for name, claim in book.claims.items() if claim.tests]
    tests = list(dict.fromkeys(test for name in claims for test in book.tests_of(name)))
    point = place_values(book.uncertain, latin_hypercube(book.uncertain, POINTS, 1)[0])
    pair = seconds(lambda: pair_effects(book, tests, point, 1), cpu=True)
    return 3600.0 * len(claims) / (pair * POINTS * LOOKS[0])


def row(name: str, value: float, goal: str = "", met: bool | None = None) -> dict:
    """One line of the table; ``met`` is None where there is only something to tell."""
    return {"name": name, "value": value, "goal": goal, "met": met}


def overridden(months: int, partners: int) -> float:
    """A run with one overridden method over a compiled run of the same length."""
    from agents.handles import Integrator
    from model.channel import ChannelModel

    class Plain(Integrator):
        """Takes the usual decision in plain Python."""

        def decide_markup(self) -> float:
            """The usual mark-up, by way of the interpreter."""
            return super().decide_markup()

    scenario = sized(partners)

    def slow() -> None:
        market = ChannelModel(scenario, 1, months, handles={"integrator": Plain})
        for _ in range(months):
            market.step()

    return ratio(slow, lambda: simulate(scenario, 1, months), 3)


UNCOMPILED = """
import sys, time, warnings
warnings.filterwarnings("ignore")
from experiments.bench import sized
from model.opening import opened_market
from model.month import walk_month
market = opened_market(sized(20), 1, 4)
walk_month(market, 0)
start = time.perf_counter()
for month in range(1, 4):
    walk_month(market, month)
print((time.perf_counter() - start) / 3)
"""


def month_times() -> tuple[float, float]:
    """Seconds of one month of 20 partners, uncompiled (in a process of its own) and compiled."""
    import os

    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-c", UNCOMPILED], env=environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout), walk_time(sized(20), 60) * 20 / 1e9


def start_times(repeats: int) -> float:
    """Seconds that ``garden run steady --months 12`` takes beyond ``import numba``, whole processes."""
    command = [sys.executable, "-m", "experiments", "run", "steady", "--months", "12"]
    bare = [sys.executable, "-c", "import numba"]
    gaps = [
        seconds(lambda: subprocess.run(command, capture_output=True, check=True))
        - seconds(lambda: subprocess.run(bare, check=True))
        for _ in range(repeats)
    ]
    return statistics.median(gaps)


def stage_times(repeats: int) -> tuple[float, float, int]:
    """Seconds that a chart as a picture takes and that a deck takes, both warm, and the deck's number of slides."""
    from experiments.comparing.compare import compare
    from experiments.comparing.results import results_of
    from experiments.comparing.tables import comparison_provenance, comparison_tables
    from experiments.drawing.files import picture_file
    from experiments.drawing.slides import presentation
    from experiments.stage.charts import survival
    from experiments.stage.deck import make_deck
    from experiments.words.words import words

    chosen = [sized(100), sized(100, "credit"), sized(100, "community")]
    found = compare(chosen, 4, 1, 24)
    results = results_of(comparison_provenance(found, "garden bench"), comparison_tables(found))
    say = words("en")

    def draw() -> None:
        picture_file(survival(results, say), "png")

    def show():
        return presentation(make_deck(results, say), say)

    draw()
    slides = len(show().slides)
    charts = [seconds(draw) for _ in range(repeats)]
    decks = [seconds(show) for _ in range(repeats)]
    return statistics.median(charts), statistics.median(decks), slides


def benchmark(quick: bool = False, watch=None) -> list[dict]:
    """Every row of the table of speed goals."""
    repeats = 3 if quick else 7
    pairs = 8 if quick else 64
    rows: list[dict] = []
    steady, steps = load_scenario("steady"), 22

    def tell(*new: dict) -> None:
        rows.extend(new)
        if watch:
            watch(min(steps, len(rows)), steps)

    simulate(steady, 1, 2)
    slow, fast = month_times()
    tell(row("compiled month over the same month uncompiled, 20 partners", fast / slow))
    value = overridden(24 if quick else 60, 300)
    tell(row("one method overridden over compiled, 300 partners", value, "at most 10", value <= 10))
    for partners in (300, 1000, 5000):
        tell(row(f"nanoseconds per partner-month, {partners} partners", walk_time(sized(partners), 60)))
    large = 20_000 if quick else 100_000
    small = statistics.median(walk_time(sized(1000), 24) for _ in range(repeats))
    value = walk_time(sized(large), 12) / small
    tell(row(f"cost per partner-month, {large:,} partners over 1,000", value, "at most 2.0", value <= 2.0))

    agent, purchase = agent_times(steady, 60)
    tell(row("nanoseconds an agent-month, customers and distributors counted", agent),
         row("nanoseconds of the walk a purchase of a firm", purchase))  # fmt: skip
    policies = ("steady", "credit", "community", "services", "training", "price", "all-three")
    value = sharing([load_scenario(name) for name in policies], 60, min(3, repeats))
    tell(row("seven policies, five years: each alone over with one opening", value))
    later = steady.with_timeline([Change(30, None, "longer terms", {"levers.focal.credit.deferment_days": 60.0})])
    tell(row("a run and one that changes half-way: each alone over forked", sharing([steady, later], 60, repeats)))
    tell(row("claims an hour of one processor, 40 points at the first look", claims_an_hour(quick)))

    def batch(threads: int, count: int):
        return lambda: all_runs([steady, load_scenario("credit")], count, 1, 60, threads)

    count = 4 if quick else 16
    walls = [seconds(batch(1, count)) / seconds(batch(2, count)) for _ in range(3)]
    processor = [seconds(batch(2, count), cpu=True) / seconds(batch(1, count), cpu=True) for _ in range(3)]
    value, burden = statistics.median(walls), statistics.median(processor)
    tell(
        row("two threads over one: times as fast", value, "1.7", value >= 1.7),
        row("two threads over one: processor time", burden, "at most 1.15", burden <= 1.15),
    )
    single = statistics.median(seconds(lambda: simulate(steady, 1, 60)) for _ in range(repeats))
    value = seconds(batch(2, pairs)) / single
    goal = 50 * pairs / 64
    tell(
        row(
            f"{pairs} pairs of two scenarios, two threads, in single runs' time",
            value,
            f"at most {goal:.0f}",
            value <= goal,
        )
    )
    value = ratio(lambda: simulate(steady, 1, 60, panel=True), lambda: simulate(steady, 1, 60), repeats)
    tell(row("recording the full panel over a run", value, "at most 1.10", value <= 1.10))
    chosen = [steady, load_scenario("credit"), steady.with_values({"levers.focal.credit.deferment_days": 35.0})]
    runs = all_runs(chosen, max(8, pairs // 2), 1, 60)
    for number, name, goal in ((1, "broad lever (credit)", 3.0), (2, "local lever (5 days)", 10.0)):
        sides = [[r.summary["rmst_months"] for r in runs if r.scenario == n] for n in (0, number)]
        value = variance_gain(*sides)
        tell(row(f"variance of unpaired over paired differences, {name}", value, f"at least {goal:.0f}", value >= goal))
    value = start_times(3)
    tell(row("garden run steady --months 12 beyond import numba, seconds", value, "at most 1.5", value <= 1.5))
    chart, deck, slides = stage_times(3)
    each = 10.0 * slides / 12
    tell(
        row("a chart as a picture, warm, seconds", chart, "about 0.3", chart <= 0.35),
        row(f"a deck of {slides} slides, warm, seconds", deck, f"about {each:.0f}", deck <= 1.1 * each),
    )
    return rows
