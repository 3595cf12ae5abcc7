"""A market of another size: partners of each kind and the money of the whole market in proportion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from agents.partner import KINDS
from experiments.running.size import partners_of
from scenarios import Scenario

# Money and counts that belong to the whole market: they shrink with it.
SIZED = ("budget", "critical_contributors")


def in_proportion(values: Mapping[str, object], size: float) -> dict[str, object]:
    """Those of some scenario values that belong to the whole market, in one ``size`` times as large."""
    return {key: value * size for key, value in values.items() if key.endswith(SIZED) and value}


def resized(scenario: Scenario, partners: int) -> Scenario:
    """The same scenario with so many partners of month 0; kinds keep their shares, as near as whole firms can.

    Raises ScenarioError where the parameters do not allow so many.
    """
    counts = {kind: int(scenario.values[f"population.{kind}"]) for kind in KINDS}
    size = partners / partners_of(scenario)
    whole = {kind: int(count * size) for kind, count in counts.items()}
    nearest = sorted(counts, key=lambda kind: whole[kind] - counts[kind] * size)
    for kind in nearest[: partners - sum(whole.values())]:
        whole[kind] += 1
    population = {f"population.{kind}": count for kind, count in whole.items()}
    timeline = [replace(c, values={**c.values, **in_proportion(c.values, size)}) for c in scenario.timeline]
    return scenario.with_values({**population, **in_proportion(scenario.values, size)}, "--partners").with_timeline(
        timeline
    )
