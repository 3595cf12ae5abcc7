"""Facts against the model: every row of ``targets.csv``, and whether the market without trends is quiet.

A row's value is the mean over runs on fresh seeds, or a statistic of all runs together, with its 95 % interval;
the verdict is on that value. Calibration reads the rows marked ``calibrate`` and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agents.partner import KINDS
from experiments.comparing.statistics import mean_interval
from experiments.running.openings import HELD, Openings
from experiments.running.runs import run_seed
from experiments.running.threads import in_order
from experiments.validation import life, money, rest, twins
from experiments.validation.targets import targets
from scenarios import load_scenario

MONTHS = 120
LARGE = 10.0  # heads: above, an owner's unpaid work is little beside the others'


class Twins:
    """The runs that the rows read, all on the luck of one seed; each is made when it is first asked for.

    ``values`` are set in every scenario.
    """

    def __init__(self, seed: int, values: Mapping[str, object] | None = None, months: int = MONTHS) -> None:
        self.seed, self.values, self.months = seed, dict(values or {}), months
        self.openings = Openings(1, HELD)  # policies and trends begin with month 0

    def _run(self, scenario, months: int, customers: bool = False):
        months = min(months, self.months)
        return self.openings.simulate(scenario, self.seed, months, panel=True, customers=customers)

    @cached_property
    def steady(self):
        """The market without trends; shorter runs of its twins are compared with its first months."""
        return self._run(load_scenario("steady", self.values), self.months, customers=True)

    @cached_property
    def baseline(self):
        """The article's market."""
        return self._run(load_scenario("baseline", self.values), self.months)

    @cached_property
    def community(self):
        """The focal distributor leads a community."""
        return self._run(load_scenario("community", self.values), 25)

    @cached_property
    def trained(self):
        """The focal distributor pays for courses."""
        return self._run(load_scenario("training", self.values), 25)

    @cached_property
    def late_payers(self):
        """Customers pay late for a month."""
        return self._run(twins.late_payers(self.values), twins.CHANGED + 4)

    @cached_property
    def shorter_terms(self):
        """Distributors halve their terms."""
        return self._run(twins.shorter_terms(self.values), twins.CHANGED + 12)

    @cached_property
    def sooner_paid(self):
        """Small and medium firms pay sooner."""
        return self._run(twins.sooner_paid(self.values), twins.CHANGED + 24)

    @cached_property
    def prompt_customers(self):
        """Firms pay 30 days sooner, by law."""
        return self._run(twins.prompt_customers(self.values), twins.REFORM_MONTHS)

    @cached_property
    def long_terms(self):
        """The focal distributor gives 90 days."""
        return self._run(twins.long_terms(self.values), twins.SWING_MONTHS)


@dataclass(frozen=True)
class Measure:
    """What a row reads off one seed's runs, and how several seeds' values become one (None: their mean).

    ``together`` returns the value, or the value with its interval when a jackknife makes no sense of it.
    """

    rule: Callable[[Twins], object]
    together: Callable[[Sequence], float | tuple[float, float, float]] | None = None


MEASURES: dict[str, Measure] = {
    "C4a": Measure(lambda t: life.newcomers_alive(t.steady, 12)),
    "C4b": Measure(lambda t: life.newcomers_alive(t.steady, 60)),
    "C4c": Measure(lambda t: life.entry_rate(t.steady)),
    "B1a": Measure(lambda t: money.distributor_gross_margin(t.steady)),
    "B1b": Measure(lambda t: money.distributor_operating_margin(t.steady)),
    "B1c": Measure(lambda t: money.cash_cycle(t.steady)),
    "B2a": Measure(lambda t: money.product_margin(t.steady, "integrator")),
    "B2b": Measure(lambda t: money.product_margin(t.steady, "online_shop")),
    "B2c": Measure(lambda t: money.service_margin(t.steady)),
    "B2d": Measure(lambda t: money.service_share(t.steady)),
    "B2e": Measure(lambda t: money.operating_margin(t.steady, LARGE)),
    "C19": Measure(lambda t: money.suppliers(t.steady)),
    "C28": Measure(lambda t: money.overdue_share(t.steady)),
    "C22a": Measure(lambda t: twins.revenue_effect(t.steady, t.community)),
    "C11": Measure(lambda t: twins.passed_upstream(t.steady, t.late_payers)),
    "C1": Measure(lambda t: money.size_tail(t.steady)),
    "C6": Measure(lambda t: life.young_closings(t.steady)),
    "C7": Measure(lambda t: life.niche_correlation(t.steady)),
    "C10": Measure(lambda t: money.lossy_quarters(t.steady), money.distress_on_losses),
    "C18": Measure(lambda t: life.withdrawals(t.steady)),
    "C24": Measure(lambda t: twins.absorptive_slope(t.steady, t.trained)),
    "C26": Measure(lambda t: life.survivors_by_way_in(t.steady), life.survival_ratio),
    "C21": Measure(lambda t: twins.learning_gap(t.steady, t.community)),
    "C16": Measure(lambda t: twins.trade_lost(t.steady, t.shorter_terms)),
    "C29": Measure(lambda t: life.shake_out(t.baseline), life.shake_out_signs),
    "C4h": Measure(lambda t: life.weibull_shape(t.steady)),
    "C27": Measure(lambda t: money.cash_days_late(t.steady)),
    "C33": Measure(lambda t: life.links_kept(t.steady)),
    "C34": Measure(lambda t: life.cohort_growth(t.steady)),
    "C35": Measure(lambda t: life.growth_on_size(t.steady)),
    "C15": Measure(lambda t: twins.payroll_effects(t.steady, t.sooner_paid), twins.both_signs),
    "K1": Measure(lambda t: money.over_assets(t.steady, "equity")),
    "K2": Measure(lambda t: money.over_assets(t.steady, "bank_debt")),
    "B1d": Measure(lambda t: money.bad_debt(t.steady)),
    "C14s": Measure(lambda t: twins.insolvencies(t.steady, t.prompt_customers), twins.worst_change),
    "C36": Measure(lambda t: life.founders_and_staff(t.steady), life.founding_after_failure),
    "Q-kinds": Measure(lambda t: rest.counts_of_kinds(t.steady), rest.largest_change_of_a_kind),
    "Q-heads": Measure(lambda t: rest.median_heads_kept(t.steady)),
    "Q-swing": Measure(lambda t: twins.swing_ratio(t.steady, t.long_terms)),
}
CALIBRATED = tuple(name for name, target in targets().items() if target.use == "calibrate")


def measured(seed: int) -> dict[str, object]:
    """The values of all rows on the luck of one seed."""
    runs = Twins(seed)
    return {name: measure.rule(runs) for name, measure in ROWS.items()}


def moments(seed: int, values: Mapping[str, object] | None = None, months: int = MONTHS) -> dict[str, float]:
    """The calibrated rows on the luck of one seed, with other values of parameters, over so many months."""
    runs = Twins(seed, values, months)
    return {name: summed_up(MEASURES[name], [MEASURES[name].rule(runs)])[0] for name in CALIBRATED}


def jackknife_interval(values: Sequence, together: Callable[[Sequence], float]) -> tuple[float, float, float]:
    """A statistic of all values together, with the 95 % t-interval of its pseudo-values (Tukey 1958)."""
    whole = together(values)
    if isinstance(whole, tuple):
        return whole
    if len(values) < 2:
        return whole, float("nan"), float("nan")
    left = [together([v for m, v in enumerate(values) if m != n]) for n in range(len(values))]
    _, low, high = mean_interval(len(values) * whole - (len(values) - 1) * np.array(left))
    return whole, low, high


def summed_up(measure: Measure, values: Sequence) -> tuple[float, float, float]:
    """A row's value with its interval; runs in which the statistic does not exist are left out."""
    if measure.together is not None:
        return jackknife_interval(values, measure.together)
    values = np.asarray(values, float)
    return mean_interval(values[np.isfinite(values)])


def row(name: str, what: str, limits, found: tuple[float, float, float], use: str) -> dict:
    """One line of the table: value and interval, whether the value is in the range, and whether both ends agree."""
    value, low, high = found

    def inside(x: float) -> bool:
        return x == x and (limits[0] is None or x >= limits[0]) and (limits[1] is None or x <= limits[1])

    clear = inside(low) and inside(high) if inside(value) else not (inside(low) or inside(high))
    return {"id": name, "name": what, "expected": limits, "measured": value, "low": low, "high": high,
            "verdict": "inside" if inside(value) else "outside", "clear": clear, "use": use}  # fmt: skip


# Three signs, not a number: the table of targets gives no range for it.
SIGNS = {"C29": (3.0, 3.0)}


@dataclass(frozen=True)
class Quiet:
    """What a market without trends keeps, the range that counts as kept, and how it is measured."""

    what: str
    limits: tuple[float, float]
    measure: Measure


def _closing_rate(year: int) -> Quiet:
    measure = Measure(lambda t: rest.yearly_closing_rates(t.steady)[year])
    return Quiet(f"closing rate of year {year + 1}", (0.07, 0.12), measure)


def _kept_kind(kind: str) -> Quiet:
    measure = Measure(lambda t: rest.counts_of_kinds(t.steady), lambda runs: rest.kind_kept(runs, kind))
    return Quiet(f"partners of kind {kind} at the end over the start", (0.8, 1.2), measure)


# Retail chains come in during the run: there are none at the start to compare with.
QUIET: dict[str, Quiet] = {
    **{f"Q{year + 1}": _closing_rate(year) for year in range(MONTHS // 12)},
    "Q-ratio": Quiet(
        "highest over lowest yearly closing rate", (1.0, 1.5),
        Measure(lambda t: rest.yearly_closing_rates(t.steady), rest.spread_of_rates),
    ),
    "Q-alive": Quiet(
        "partners at the end over the start", (0.85, 1.15), Measure(lambda t: rest.partners_kept(t.steady))
    ),
    **{f"Q-{kind}": _kept_kind(kind) for kind in KINDS if kind != "retail_chain"},
    "Q-small": Quiet(
        "share of firms under 1.5 heads at the end less the start", (-0.08, 0.08),
        Measure(lambda t: rest.more_small_firms(t.steady)),
    ),
    "Q-cash": Quiet(
        "cash days at month 60 over month 0", (0.75, 1.25),
        Measure(lambda t: money.cash_days(t.steady, 60) / money.cash_days(t.steady, 0)),
    ),
}  # fmt: skip


ROWS = {**MEASURES, **{name: quiet.measure for name, quiet in QUIET.items()}}


def validation(seeds: int, root: int = 1, threads: int | None = None, watch=None) -> list[dict]:
    """Rows of the validation table over ``seeds`` runs; ``watch(done, total)`` sees the progress."""
    found = in_order(measured, [run_seed(root, n) for n in range(seeds)], threads, watch)

    def told(name: str, what: str, limits, measure: Measure, use: str) -> dict:
        return row(name, what, limits, summed_up(measure, [values[name] for values in found]), use)

    facts = [told(n, t.fact, SIGNS.get(n, t.limits), MEASURES[n], t.use) for n, t in targets().items()]
    return facts + [told(n, q.what, q.limits, q.measure, "quiet") for n, q in QUIET.items()]
