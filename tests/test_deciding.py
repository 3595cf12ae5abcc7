"""When a point is decided: p-values by hand, looks, levels, and what the rule errs."""

import math

import numpy as np
import pytest
from scipy import stats

from experiments.evidence.deciding import CONDITIONAL, REFUTED, SUPPORTED, fixed
from experiments.evidence.rule_errors import PAIRS, errors
from experiments.evidence.sequential import (
    AGAINST,
    FOR,
    LOOKS,
    OPEN,
    UNSURE,
    level_of,
    needed,
    p_values,
    pairs_wanted,
    sides,
)


def test_p_values_are_the_larger_of_students_and_the_least_favourably_unskewed():
    values = np.array([0.3, 0.5, 0.4, 0.7])
    plain = stats.ttest_1samp(values, 0.2, alternative="greater").pvalue
    size, skew = (values.mean() - 0.2) / values.std(ddof=1), stats.skew(values, bias=False)
    apart = UNSURE * math.sqrt(6 * 4 * 3 / (2 * 5 * 7))  # standard errors of the skewness of four values

    def bent(size: float) -> float:
        """The least of Hall's (1992) sizes over all skewnesses that may be, by trying many."""
        tried = np.linspace(-apart, apart, 20_001) + (skew if size > 0 else -skew)
        return float(np.min(size + tried * size**2 / 3 + tried**2 * size**3 / 27 + tried / 24))

    beyond, within = p_values(values, "+", 0.2)
    assert beyond == pytest.approx(max(plain, stats.t.sf(bent(size) * 2.0, 3)), rel=1e-4) and beyond > plain
    assert within == pytest.approx(max(1.0 - plain, stats.t.sf(min(-size, bent(-size)) * 2.0, 3)), rel=1e-4)
    assert p_values(-values, "-", 0.2) == (beyond, within)
    inside, outside = p_values(values, "0", 2.0)
    assert inside < 0.02 and outside == 1.0


def test_a_point_is_decided_by_the_first_whole_look_that_can():
    luck = np.random.default_rng(4)
    clear = 12.0 + luck.normal(size=(1, LOOKS[-1]))
    level = level_of(40)
    assert sides(clear[:, : LOOKS[0] - 1], "+", 0.0, level) == [OPEN], "a look is taken before its pairs are there"
    assert sides(clear[:, : LOOKS[0]], "+", 0.0, level) == [FOR]
    later = clear.copy()
    later[0, LOOKS[0] :] = -50.0
    assert sides(later, "+", 0.0, level) == [FOR], "what is decided is not taken back"
    holes = clear.copy()
    holes[0, [2, LOOKS[0] - 1]] = np.inf  # pairs that have no such effect are no pairs that were not run
    assert sides(holes[:, : LOOKS[0]], "+", 0.0, level) == [FOR]
    alike = np.full((1, LOOKS[-1]), 5.0)
    assert sides(alike[:, : LOOKS[1]], "+", 0.0, level) == [OPEN] and sides(alike, "+", 0.0, level) == [FOR]
    assert sides(-alike, "+", 0.0, level) == [AGAINST] and sides(alike, "0", 9.0, level) == [FOR]


def test_the_levels_by_hand():
    assert needed(40) == 32 and level_of(40) == pytest.approx(0.05 / 9)
    assert needed(20) == 16 and needed(2) == 2 and level_of(2) == pytest.approx(0.05)
    assert (
        fixed(np.array([FOR] * 32 + [AGAINST] * 8)) == SUPPORTED
        and fixed(np.array([AGAINST] * 32 + [FOR] * 8)) == REFUTED
    )
    assert fixed(np.array([FOR] * 9 + [AGAINST] * 9 + [OPEN] * 22)) == CONDITIONAL
    assert fixed(np.array([FOR] * 9 + [AGAINST] * 8 + [OPEN] * 23)) == ""


@pytest.mark.parametrize("pairs", PAIRS)
def test_the_rule_errs_no_more_than_it_says(pairs):
    found = errors(pairs, tests=1500, seed=9, bound=512)
    # 1,500 tests know a share of 5 % to 1.1 points; the rule must stay below it.
    assert 0.0 < max(found.support, found.refutation) <= 0.05
    assert found.called_for <= level_of(40) * 1.3 and found.called_against <= level_of(40) * 1.3


def test_pairs_wanted_grow_with_the_square_of_nearness():
    values = np.array([0.9, 1.0, 1.1, 1.0])
    far, near = (pairs_wanted(values, "+", bound, 0.01) for bound in (0.0, 0.5))
    assert near == pytest.approx(4.0 * far) and pairs_wanted(values, "+", 1.0, 0.01) == np.inf
    assert pairs_wanted(values, "0", 0.5, 0.01) == pytest.approx(near)
