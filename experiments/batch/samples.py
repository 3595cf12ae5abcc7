"""Points of the unit cube for designs that sample: Latin hypercube, Morris trajectories, Sobol's cross-samples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from experiments.comparing.sensitivity import morris_points

BLOCK = 4096  # points made at a time
ROUNDS = 4


def latin_hypercube(factors: int, points: int, seed: int) -> np.ndarray:
    """``points`` rows, of which each of as many strata of every factor holds one (McKay et al. 1979); in [0, 1)."""
    from scipy.stats import qmc

    return qmc.LatinHypercube(d=factors, rng=np.random.default_rng(seed)).random(points)


class LatinPoints(Sequence):
    """The same design made row by row, so that millions of points cost nothing before they are looked at.

    Each factor visits its strata in an order of its own: a keyed permutation of the rows' numbers (a Feistel network of
    four rounds over the next power of four, repeated until it lands inside; Black and Rogaway 2002).
    """

    def __init__(self, factors: int, points: int, seed: int) -> None:
        self.points = points
        self.keys = np.random.default_rng(seed).integers(0, 2**64, (ROUNDS + 1, factors), dtype=np.uint64)
        self.half = np.uint64(max(1, ((points - 1).bit_length() + 1) // 2))
        self._block, self._rows = -1, np.empty((0, factors))

    def __len__(self) -> int:
        return self.points

    def __getitem__(self, row: int) -> np.ndarray:
        if not 0 <= row < self.points:
            raise IndexError(f"row {row} of {self.points}")
        block, place = divmod(row, BLOCK)
        if block != self._block:
            self._block, self._rows = block, self._made(block)
        return self._rows[place].copy()

    def blocks(self) -> Iterator[np.ndarray]:
        """All rows in their order, a block at a time."""
        return map(self._made, range(-(-self.points // BLOCK)))

    def _made(self, block: int) -> np.ndarray:
        rows = np.arange(block * BLOCK, min(self.points, (block + 1) * BLOCK), dtype=np.uint64)[:, None]
        within = (mixed(rows ^ self.keys[ROUNDS]) >> np.uint64(11)) * 2.0**-53
        return np.minimum((self._strata(rows) + within) / self.points, np.nextafter(1.0, 0.0))

    def _strata(self, rows: np.ndarray) -> np.ndarray:
        """For each row and factor the number of its stratum."""
        found = np.broadcast_to(rows, (len(rows), self.keys.shape[1])).copy()
        low, outside = np.uint64((1 << int(self.half)) - 1), np.ones(found.shape, bool)
        while outside.any():
            left, right = found >> self.half, found & low
            for key in self.keys[:ROUNDS]:
                left, right = right, left ^ (mixed(right ^ key) & low)
            found = np.where(outside, (left << self.half) | right, found)
            outside = found >= self.points
        return found


def mixed(number: np.ndarray) -> np.ndarray:
    """Whole numbers of 64 bits, well mixed (the last steps of splitmix64)."""
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


class SobolPoints(Sequence):
    """Rows of Saltelli's (2002) cross-samples of a scrambled Sobol sequence, made when they are asked for.

    ``base`` points (best a power of two) give groups of ``factors + 2`` rows: A, then A with one column of B each,
    then B; with ``second_order`` ``2 * factors + 2`` rows, B with one column of A each before B. This is the order
    that SALib's analysis reads. One block of base points is held.
    """

    def __init__(self, factors: int, base: int, seed: int, second_order: bool = False) -> None:
        self.factors, self.base, self.seed = factors, base, seed
        self.group = sobol_group(factors, second_order)
        one = np.eye(factors, dtype=bool)
        # Which columns of a group's rows are B's.
        self._of_second = np.vstack([one[0] & False, one, *([~one] if second_order else []), one[0] | True])
        self._block, self._next = -1, 0
        self._sequence, self._points = self._start(), np.empty((0, 2 * factors))

    def _start(self):
        from scipy.stats import qmc

        return qmc.Sobol(d=2 * self.factors, scramble=True, rng=np.random.default_rng(self.seed))

    def _base_points(self, block: int) -> np.ndarray:
        """Base points; blocks are a power of two long, since scipy warns of any other beginning."""
        if block != self._block:
            if block < self._next:
                self._sequence, self._next = self._start(), 0
            if block > self._next:
                self._sequence.fast_forward((block - self._next) * BLOCK)
            self._points = self._sequence.random(BLOCK)
            self._block, self._next = block, block + 1
        return self._points

    def __len__(self) -> int:
        return self.base * self.group

    def __getitem__(self, row: int) -> np.ndarray:
        if not 0 <= row < len(self):
            raise IndexError(f"row {row} of {len(self)}")
        point, place = divmod(row, self.group)
        first, second = np.split(self._base_points(point // BLOCK)[point % BLOCK], 2)
        return np.where(self._of_second[place], second, first)

    def blocks(self) -> Iterator[np.ndarray]:
        """All rows in their order, those of a block of base points at a time."""
        for begin in range(0, self.base, BLOCK):
            points = self._base_points(begin // BLOCK)[: self.base - begin, None, :]
            first, second = np.split(points, 2, axis=2)
            yield np.where(self._of_second, second, first).reshape(-1, self.factors)


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
        return LatinPoints(factors, samples, seed)
    if manifest.kind == "morris":
        return morris_points(factors, samples, manifest.options["levels"], seed)
    return SobolPoints(factors, samples, seed, manifest.options["second_order"])


def blocks(manifest) -> Iterator[np.ndarray]:
    """The same rows in their order, many at a time."""
    points = unit_points(manifest)
    return iter([points]) if isinstance(points, np.ndarray) else points.blocks()
