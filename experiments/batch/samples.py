"""Points of the unit cube for designs that sample: Latin hypercube, Morris trajectories, Sobol's cross-samples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def latin_hypercube(factors: int, points: int, seed: int) -> np.ndarray:
    """``points`` rows, of which each of as many strata of every factor holds one (McKay et al. 1979); in [0, 1)."""
    from scipy.stats import qmc

    return qmc.LatinHypercube(d=factors, rng=np.random.default_rng(seed)).random(points)


def morris_points(factors: int, trajectories: int, levels: int, seed: int) -> np.ndarray:
    """Rows of Morris' (1991) trajectories, ``factors + 1`` each: between two rows one factor takes one step.

    ``levels`` is the even number of places of a factor, from 0 to 1.
    """
    from SALib.sample import morris

    return morris.sample(unit_problem(factors), trajectories, num_levels=levels, seed=int(seed))


class SobolPoints(Sequence):
    """Rows of Saltelli's (2002) cross-samples of a scrambled Sobol sequence, made when they are asked for.

    ``base`` points (best a power of two) give groups of ``factors + 2`` rows: A, then A with one column of B each,
    then B; with ``second_order`` ``2 * factors + 2`` rows, B with one column of A each before B. This is the order
    that SALib's analysis reads. Only the base points are held.
    """

    def __init__(self, factors: int, base: int, seed: int, second_order: bool = False) -> None:
        from scipy.stats import qmc

        self.factors = factors
        self.group = sobol_group(factors, second_order)
        sequence = qmc.Sobol(d=2 * factors, scramble=True, rng=np.random.default_rng(seed))
        # Drawn by the next power of two: scipy warns of any other number, as the balance is lost then.
        self.sequence = sequence.random_base2(max(0, base - 1).bit_length())[:base]

    def __len__(self) -> int:
        return len(self.sequence) * self.group

    def __getitem__(self, row: int) -> np.ndarray:
        if not 0 <= row < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        point, place = divmod(row, self.group)
        first, second = self.sequence[point, : self.factors], self.sequence[point, self.factors :]
        if place == 0:
            return first.copy()
        if place == self.group - 1:
            return second.copy()
        whole, part = (first, second) if place <= self.factors else (second, first)
        mixed, column = whole.copy(), (place - 1) % self.factors
        mixed[column] = part[column]
        return mixed


def unit_problem(factors: int) -> dict:
    """SALib's description of ``factors`` factors from 0 to 1, called by their numbers."""
    return {"num_vars": factors, "names": [str(n) for n in range(factors)], "bounds": [[0.0, 1.0]] * factors}


def sobol_group(factors: int, second_order: bool) -> int:
    """Rows of a group of Sobol's cross-samples."""
    return (2 if second_order else 1) * factors + 2


def point_count(manifest) -> int:
    """How many arms a sampled design has, without making them."""
    factors, samples = len(manifest.factors), manifest.options["samples"]
    if manifest.kind == "latin_hypercube":
        return samples
    if manifest.kind == "morris":
        return samples * (factors + 1)
    return samples * sobol_group(factors, manifest.options["second_order"])


def unit_points(manifest) -> Sequence[np.ndarray]:
    """The rows of a sampled design, one an arm, in the order of the manifest's factors.

    In: a manifest of kind latin_hypercube (``samples`` points), morris (``samples`` trajectories of as many ``levels``)
    or sobol (``samples`` base points). The root seed of the batch decides on them.
    """
    factors, samples, seed = len(manifest.factors), manifest.options["samples"], manifest.seed
    if manifest.kind == "latin_hypercube":
        return latin_hypercube(factors, samples, seed)
    if manifest.kind == "morris":
        return morris_points(factors, samples, manifest.options["levels"], seed)
    return SobolPoints(factors, samples, seed, manifest.options["second_order"])
