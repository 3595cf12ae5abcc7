"""Equal spend: how much of each scenario costs the focal distributor as much as every other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from experiments.refusal import UsageError
from experiments.running.runs import RunRecord, all_runs
from experiments.writing.plain import number
from model import PARAMETERS
from model.settings import distributor_names
from scenarios import Scenario
from scenarios.scenario import Change
from scenarios.some import side

PILOTS = 6  # replicates that a spend is measured on
EVALUATIONS = 12  # doses tried for one scenario at most
TOLERANCE = 0.02  # of the common spend
SMALLEST_STEP = 1e-4  # of a dose


Runs = Callable[..., Sequence[RunRecord]]


class PilotError(RuntimeError):
    """A pilot run failed: one line."""


@dataclass(frozen=True)
class Dose:
    """A scenario at the dose found, and its extra spend there; ``note`` says why the spend is not the common one."""

    scenario: Scenario
    dose: float
    extra_spend: float
    common_spend: float
    note: str = ""

    def row(self) -> dict:
        """What ``--json`` tells of it."""
        values = self.dose, self.extra_spend, self.common_spend, self.note or None
        return dict(zip(("dose", "extra_spend", "common_spend", "spend_note"), values, strict=True))


def dosed(base: Scenario, other: Scenario, dose: float) -> Scenario:
    """``other`` with each numeric lever at base + dose * (other - base), in every month.

    ``dose`` is from 0 to 1; at 1 the result is ``other`` itself. Levers that are words or whole numbers, and the
    world, stay as in ``other``, and so does the name.
    """
    if dose == 1.0:
        return other
    names = distributor_names(int(other.values["population.distributor"]))
    numeric = [key for key, p in PARAMETERS.items() if p.role == "lever" and not p.choices and not p.integer]
    keys = [key.replace("focal", name, 1) for name in names for key in numeric]
    changes = [*base.timeline, *other.timeline]
    for change in changes:
        if change.some and side(change.values) == "partners":
            raise PilotError(f"{change.name}: is for some partners only and has no dose; expected changes for all")
    dated = {key for change in changes for key in change.values} & set(keys)

    def mixed(left: Mapping, right: Mapping) -> dict[str, float]:
        pairs = {key: (left.get(key, PARAMETERS[key].default), right.get(key, PARAMETERS[key].default)) for key in keys}
        return {key: was + dose * (now - was) for key, (was, now) in pairs.items() if was != now or key in dated}

    # Either side may change a lever on a date, so each stretch between two dates gets levers of its own.
    months = {month for change in changes for month in (change.month, change.until) if month is not None}
    entries = []
    for month in sorted(months if dated else ()):
        if month < other.months:
            mix = mixed(base.at(month), other.at(month))
            entries.append(Change(month, None, f"dose {dose:.3g}", {key: mix[key] for key in sorted(dated)}))
    # A later entry of the same month wins, so these stand after the scenario's own.
    return other.with_values(mixed(base.values, other.values), "dose").with_timeline([*other.timeline, *entries])


def mean_spends(scenarios: Sequence[Scenario], *luck, run: Runs | None = None) -> list[float]:
    """The focal distributor's mean spend under each scenario; ``luck``: replicates, root seed, months, threads.

    ``run`` does the runs instead of :func:`experiments.running.runs.all_runs`, with the same arguments.
    """
    runs = (run or all_runs)(scenarios, *luck)
    for run in runs:
        if run.error:
            raise PilotError(f"pilot of {scenarios[run.scenario].name}, seed {run.seed}: {run.error}")
    return [fmean(r.summary["focal_spend"] for r in runs if r.scenario == n) for n in range(len(scenarios))]


def equal_spend(
    scenarios: Sequence[Scenario],
    seed: int,
    months: int,
    spend: float | None = None,
    pilots: int = PILOTS,
    threads: int | None = None,
    watch: Callable[[int, int], None] = lambda done, total: None,
    run: Runs | None = None,
) -> list[Dose]:
    """The dose of each scenario after the first (the base) at which all cost the same more than the base.

    The common spend is ``spend``, or the smallest extra spend above 0. A scenario that costs too little, or too
    much at no dose at all, keeps dose 1 and has a note; one whose spend jumps over it gets the nearest dose, and
    a note. Raises :class:`UsageError` when none costs more than the base. ``watch`` sees the
    scenarios done; ``run`` does the pilots' runs (see :func:`mean_spends`).
    """
    base, *others = scenarios

    def spends_of(chosen: Sequence[Scenario]) -> list[float]:
        how = {"run": run} if run else {}
        return mean_spends(chosen, pilots, seed, months, threads, **how)

    base_spend, *spends = spends_of(scenarios)
    full = [value - base_spend for value in spends]
    if max(full) <= 0.0:
        raise UsageError(f"--equal-spend: no scenario costs more than {base.name}; expected one that does")
    common = spend or min(value for value in full if value > 0.0)

    found = []
    for other, at_full in zip(others, full, strict=True):
        found.append(_found(base, other, base_spend, at_full, common, spends_of))
        watch(len(found), len(others))
    return found


def _found(base: Scenario, other: Scenario, base_spend: float, full: float, common: float, spends_of) -> Dose:
    from scipy.optimize import brentq

    measured = {1.0: full}

    def gap(dose: float) -> float:
        if dose not in measured:
            measured[dose] = spends_of([dosed(base, other, dose)])[0] - base_spend
        off = measured[dose] - common
        return 0.0 if abs(off) <= TOLERANCE * common else off  # the search ends at 0: near enough is found

    if gap(1.0) < 0.0:
        why = f"its extra spend is {number(full)} at dose 1"
    elif gap(1.0) > 0.0 and gap(0.0) > 0.0:
        why = f"its extra spend is {number(measured[0.0])} at dose 0 already"
    else:
        if gap(1.0) > 0.0:
            brentq(gap, 0.0, 1.0, xtol=SMALLEST_STEP, maxiter=EVALUATIONS - 2, disp=False)
        best = min(measured, key=lambda dose: abs(measured[dose] - common))
        if gap(best) == 0.0:
            return Dose(dosed(base, other, best), best, measured[best], common)
        # Spend can jump: a firm that closes takes its orders along. The nearest dose is fairer than a whole one.
        why = f"the nearest found is {number(measured[best])} at dose {best:.3f}"
        note = f"{other.name}: cannot be brought to a spend of {number(common)}: {why}; compared there"
        return Dose(dosed(base, other, best), best, measured[best], common, note)
    note = f"{other.name}: cannot be brought to a spend of {number(common)}: {why}; compared at dose 1"
    return Dose(other, 1.0, full, common, note)
