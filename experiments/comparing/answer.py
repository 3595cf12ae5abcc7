"""What is said of scenarios on the same luck, wherever their runs are: in memory or in tables."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.comparing.finding import SUBJECTS, USUAL, Best, Finding, Smallest, best_of, finding_of
from experiments.comparing.statistics import Difference, gap_interval, mean_interval, paired_difference

if TYPE_CHECKING:
    import pandas as pd


class Answer:
    """Paired runs of several scenarios; the first is the base, and a replicate counts once all have finished it.

    A form that keeps runs says what it calls scenarios by (``base``, ``others``) and which metrics every run has
    (``measured``), and gives the values of a metric; where it keeps months, a series and the share of partners left.
    """

    base: Hashable
    others: Sequence
    measured: Sequence[str]

    def metric(self, name: str, scenario) -> np.ndarray:
        """A metric of one scenario, a value a replicate in their order."""
        raise NotImplementedError

    def series(self, scenario, column: str) -> np.ndarray:
        """A monthly series of one scenario: (replicates in their order, months)."""
        raise NotImplementedError

    def left(self, scenario) -> np.ndarray:
        """Share of partners of month 0 still there at each month's end (replicates, months): own ones where known."""
        raise NotImplementedError

    def effect(self, name: str, scenario) -> Difference:
        """The paired difference of a metric against the base."""
        return paired_difference(self.metric(name, self.base), self.metric(name, scenario))

    def metrics(self, scenario) -> dict[str, Difference]:
        """Every metric's paired difference against the base."""
        return {name: self.effect(name, scenario) for name in self.measured}

    def finding(self, scenario, smallest: Smallest = USUAL) -> Finding:
        """What a policy comes to against the base."""
        there = [metric for metric in SUBJECTS.values() if metric in self.measured]
        return finding_of({metric: self.effect(metric, scenario) for metric in there}, smallest)

    def best_among(
        self, scenarios: Iterable, subject: str, smallest: Smallest = USUAL, called: Callable[..., str] = str
    ) -> Best:
        """Which of some scenarios does most for a subject; ``called`` is what people call one."""
        metric = SUBJECTS[subject]
        effects = {called(scenario): self.effect(metric, scenario) for scenario in scenarios}
        values = {called(scenario): self.metric(metric, scenario) for scenario in scenarios}
        return best_of(effects, values, subject, smallest)

    def monthly_gaps(self, scenario, column: str) -> np.ndarray:
        """Difference of a monthly series against the base: (replicates, months)."""
        return self.series(scenario, column) - self.series(self.base, column)

    def kept_so_far(self, scenario) -> pd.DataFrame:
        """Points of 100 partners that stay more than under the base: month (0 to months), y, low, high."""
        gaps = 100.0 * (self.left(scenario) - self.left(self.base))
        return _by_month([(0.0, 0.0, 0.0), *map(gap_interval, gaps.T)], 0)

    def gain_so_far(self, scenario, column: str = "focal_profit") -> pd.DataFrame:
        """Cumulative difference of a monthly series against the base: month (1 to months), y, low, high."""
        return _by_month([*map(mean_interval, np.cumsum(self.monthly_gaps(scenario, column), axis=1).T)], 1)


def _by_month(rows: Sequence[tuple[float, float, float]], first: int) -> pd.DataFrame:
    import pandas as pd

    table = pd.DataFrame(rows, columns=["y", "low", "high"])
    table.insert(0, "x", np.arange(first, first + len(rows)))
    return table
