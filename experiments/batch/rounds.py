"""What a batch runs, round after round: most kinds have one, those that decide on their way have more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from experiments.batch.adaptive import read_precision, wanted_replicates
from experiments.batch.chosen import Chosen
from experiments.batch.manifest import Manifest, ManifestError
from experiments.batch.plan import Plan
from experiments.batch.progress import Progress
from experiments.batch.reading import read_runs
from scenarios import ScenarioError
from scenarios.check import meant


def check_metrics(manifest: Manifest) -> None:
    """Raise :class:`ManifestError` for a metric that no run has, and for a bundle that is called like one.

    The same for a rule in Python that the market cannot use. Needs the compiled model, so it is asked last.
    """
    for rule in (rule for rules in manifest.rules.values() for rule in rules):
        try:
            rule.handle()
        except ScenarioError as why:
            raise ManifestError(f"rules: {why}") from None
    from experiments.batch.shards import columns_of

    asked, limits = asked_by(manifest)
    own = [factor.name for factor in manifest.factors if factor.own_name]
    known = columns_of(manifest) if asked or own else ()
    for name in own:
        if name in known:
            where = "bundles" if name in manifest.bundles else "factors"
            raise ManifestError(f"{where}.{name}: is a metric of a run's summary; expected another name")
    for where, name in asked:
        if name not in known:
            raise ManifestError(f"{where}: {name} is no metric of a run's summary{meant(name, known)}")
    check_shares(limits)


def asked_by(manifest: Manifest) -> tuple[list[tuple[str, str]], list[tuple[str, str, float]]]:
    """The metrics that a manifest decides by, each with its key; and those that it sets a number for, with this."""
    if manifest.kind == "search":
        from experiments.search.goals import read_goals

        goals = read_goals(manifest)
        limits = [(f"search.bars.{name}", name, bar) for name, bar in goals.bars.items()]
        if goals.keep:
            limits.append(("search.keep.at_least", goals.keep.metric, goals.keep.at_least))
        asked = [("search.maximise", name) for name in goals.maximise]
        asked += [("search.minimise", name) for name in goals.minimise]
        return asked + [(where.replace("at_least", "metric"), name) for where, name, _ in limits], limits
    precision = read_precision(manifest)
    if precision is None:
        return [], []
    limits = [("adaptive.half_width", precision.metric, precision.half_width)]
    return [("adaptive.metric", precision.metric)], limits


def check_shares(limits: list[tuple[str, str, float]]) -> None:
    """Raise :class:`ManifestError` for a share that is given as per cent: runs hold it as a part of one."""
    from model.measures import OUTCOMES, declared

    for where, name, value in limits:
        known = declared(name)
        if known and OUTCOMES[known].unit == "share" and not 0.0 <= value <= 1.0:
            raise ManifestError(f"{where}: {value:g} is out of range, {name} is a share; expected 0 to 1")


def deciding(manifest: Manifest):
    """What decides on the runs of a kind of batch that asks for them on its way; None for the other kinds.

    It has ``look`` (stored runs in, the next runs out), the ``metrics`` of runs that it looks at, ``outline``,
    ``most_runs`` and ``most_arms``.
    """
    if manifest.kind == "search":
        from experiments.search.searching import Search

        return Search(manifest)
    if manifest.kind == "calibrate":
        from experiments.calibration.stored import StoredCalibration

        return StoredCalibration(manifest)
    return None


def rounds(manifest: Manifest, folder: str | Path) -> Iterator[Plan | Chosen]:
    """The plans of a batch in their order; the next is asked for once the runs of the one before are stored.

    Each depends on the manifest and the stored runs alone, so that a batch goes on where it was cut short. The caller
    stops when it is told to.
    """
    if decider := deciding(manifest):
        while wanted := decider.look(read_runs(folder, metrics=decider.metrics)):
            yield wanted
        return
    precision = read_precision(manifest)
    plan = Plan(manifest)
    yield plan
    if precision is None:
        return
    done = manifest.replicates
    while True:
        runs = read_runs(folder, metrics=[precision.metric])
        wanted = wanted_replicates(precision, manifest.replicates, len(plan.arms), runs[runs["arm"] >= 0])
        if wanted <= done:
            return
        yield Plan(manifest.with_replicates(wanted))
        done = wanted


def outline(manifest: Manifest) -> Plan:
    """The arms that show what a batch is like: all of them, or those that the kind says."""
    decider = deciding(manifest)
    return decider.outline() if decider else Plan(manifest)


def most_runs(manifest: Manifest) -> int:
    """How many runs a batch has, at most where it decides on its way."""
    if decider := deciding(manifest):
        return decider.most_runs
    precision = read_precision(manifest)
    return Plan(manifest.with_replicates(precision.max_replicates) if precision else manifest).total


def asked_for(manifest: Manifest, folder: str | Path, stored: int) -> tuple[int, bool]:
    """How many runs a batch asks for, as far as what it holds says, and whether it holds all of them."""
    if not manifest.decides:
        total = Plan(manifest).total
        return total, stored >= total
    there, names = set(read_runs(folder, metrics=[])["run_id"]), set()
    for plan in rounds(manifest, folder):
        names |= {run.run_id for run in plan}
        if not names <= there:
            return len(names), False
    return len(names), True


def run_rounds(batch) -> Progress:
    """Make all rounds of an open batch; returns how far they came. A batch that is cancelled ends there.

    Its metrics are known to be there (:func:`check_metrics`).
    """
    last = None
    for plan in rounds(batch.manifest, batch.store.folder):
        last = batch.run(plan)
        if batch.cancel is not None and batch.cancel.is_set():
            break
    if last is None:
        last = batch.run(Chosen(outline(batch.manifest), ()))  # nothing is missing
    if not batch.manifest.decides:
        return last
    return replace(batch.progress, total=batch.progress.done)  # it was at most so many as were told beforehand
