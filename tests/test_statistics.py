"""Statistics against values worked out by hand and against each other."""

import numpy as np
import pytest

from experiments.statistics import bootstrap_interval, mean_interval, paired_difference, variance_gain
from experiments.survival import kaplan_meier, log_rank, restricted_mean


def test_paired_difference_by_hand():
    # Differences 1, 2, 3: mean 2, standard error 1 / sqrt 3, t(0.975, 2) = 4.3027.
    found = paired_difference([1.0, 1.0, 1.0], [2.0, 3.0, 4.0])
    assert (found.base, found.other, found.difference, found.pairs) == (1.0, 3.0, 2.0, 3)
    assert found.low == pytest.approx(2 - 4.3027 / 3**0.5, abs=1e-4)
    assert found.high == pytest.approx(2 + 4.3027 / 3**0.5, abs=1e-4)
    assert not found.clear


def test_no_difference_has_no_width_and_one_pair_no_interval():
    same = paired_difference([1.0, 2.0], [1.0, 2.0])
    assert (same.difference, same.low, same.high, same.clear) == (0.0, 0.0, 0.0, False)
    assert np.isnan(paired_difference([1.0], [2.0]).low)
    with pytest.raises(ValueError, match="as many values"):
        paired_difference([1.0], [1.0, 2.0])


def test_bootstrap_agrees_with_the_t_interval():
    values = np.random.default_rng(3).normal(2.0, 1.0, 200)
    low, high = bootstrap_interval(values)
    _, left, right = mean_interval(values)
    assert low == pytest.approx(left, abs=0.03) and high == pytest.approx(right, abs=0.03)
    assert bootstrap_interval(np.ones(5)) == (1.0, 1.0)


def test_variance_gain_by_hand():
    # Variances 1 and 1; the differences 0, 0, 1.5 have variance 0.75.
    assert variance_gain([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]) == float("inf")
    assert variance_gain([1.0, 2.0, 3.0], [1.0, 2.0, 4.5]) == pytest.approx((1.0 + 3.25) / 0.75)


def test_kaplan_meier_by_hand():
    # Five partners: closed at 2, 4, 4; two alive at the horizon of 6.
    times = np.array([2.0, 4.0, 4.0, 6.0, 6.0])
    closed = np.array([True, True, True, False, False])
    table = kaplan_meier(times, closed, 6).set_index("month")
    assert table.loc[1, "survival"] == 1.0
    assert table.loc[2, "survival"] == pytest.approx(0.8)
    assert table.loc[4, "survival"] == pytest.approx(0.8 * 2 / 4)
    assert table["at_risk"].tolist() == [5, 5, 5, 4, 4, 2, 2]
    assert table["closed"].tolist() == [0, 0, 1, 1, 3, 3, 3]
    assert table["censored"].iloc[-1] == 2
    assert (table["low"] <= table["survival"]).all() and (table["survival"] <= table["high"]).all()
    # Restricted mean: (2 + 4 + 4 + 6 + 6) / 5, and the area under the curve.
    assert restricted_mean(times, 6) == pytest.approx(4.4)
    assert table["survival"].iloc[:-1].sum() == pytest.approx(4.4)


def test_nobody_closed_and_nobody_there():
    table = kaplan_meier(np.full(3, 6.0), np.zeros(3, bool), 6)
    assert (table["survival"] == 1.0).all() and (table["high"] <= 1.0).all()
    with pytest.raises(ValueError, match="no partners"):
        kaplan_meier(np.empty(0), np.empty(0, bool), 6)


def test_log_rank_sees_a_difference():
    one = (np.repeat([2.0, 10.0], 50), np.repeat([True, False], 50))
    two = (np.full(100, 10.0), np.zeros(100, bool))
    assert log_rank(one, two) < 1e-6 and log_rank(one, one) == pytest.approx(1.0)
