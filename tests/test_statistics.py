"""Statistics against values worked out by hand and against each other."""

import numpy as np
import pytest

from experiments.comparing import coverage
from experiments.comparing.hazards import cox, incidence
from experiments.comparing.statistics import (
    bootstrap_interval,
    holm,
    mean_interval,
    p_of_no_difference,
    paired_difference,
    variance_gain,
)
from experiments.comparing.survival import excess_closings, kaplan_meier, log_rank, restricted_mean
from experiments.running.runs import RunRecord


def test_paired_difference_by_hand():
    # Differences 1, 2, 3: mean 2, standard error 1 / sqrt 3, t(0.975, 2) = 4.3027.
    found = paired_difference([1.0, 1.0, 1.0], [2.0, 3.0, 4.0])
    assert (found.base, found.other, found.difference, found.pairs) == (1.0, 3.0, 2.0, 3)
    assert found.low == pytest.approx(2 - 4.3027 / 3**0.5, abs=1e-4)
    assert found.high == pytest.approx(2 + 4.3027 / 3**0.5, abs=1e-4)
    assert not found.clear


def test_pairs_that_agree_and_one_pair_give_no_interval():
    same = paired_difference([1.0, 2.0], [1.0, 2.0])
    assert (same.difference, same.differing, same.clear, same.told) == (0.0, 0, False, False)
    # No pair of 64 differs: 1 - 0.05 ** (1 / 64) = 0.0457, close to three in 64.
    assert paired_difference(np.zeros(64), np.zeros(64)).most_differing == pytest.approx(0.0457, abs=1e-4)
    assert np.isnan(paired_difference([1.0], [2.0]).low)
    with pytest.raises(ValueError, match="as many values"):
        paired_difference([1.0], [1.0, 2.0])


def test_an_interval_needs_six_pairs_that_differ_or_all_of_them_apart():
    # Five of sixteen differ, all alike: a t-interval would call it clear, but five signs agree once in 16 by chance.
    few = paired_difference(np.zeros(16), np.repeat([1.0, 0.0], [5, 11]))
    assert few.differing == 5 and not few.told and not few.clear
    assert paired_difference(np.zeros(16), np.repeat([1.0, 0.0], [6, 10])).clear
    assert paired_difference(np.zeros(4), [1.0, 1.1, 0.9, 1.2]).clear
    # Two of four differ by as much, as counts do: such intervals hold 88 to 93 of 100.
    assert not paired_difference(np.zeros(4), [1.0, 1.1, 0.9, 1.0]).told
    assert not paired_difference(np.zeros(4), [0.1 * 3, -0.3, 0.2, 0.1]).told, "0.3 and 0.1 * 3 are one number"


def test_p_values_by_hand():
    # Three pairs of five differ, all up: of 8 assignments of signs two are as far from zero.
    assert p_of_no_difference(np.array([0.0, 1.0, 2.0, 0.0, 3.0])) == pytest.approx(2 / 8)
    # 1, 2 and -3 sum to zero: every assignment is as far.
    assert p_of_no_difference(np.array([0.0, 1.0, 2.0, -3.0])) == 1.0
    assert p_of_no_difference(np.zeros(4)) == 1.0 and np.isnan(p_of_no_difference(np.array([1.0])))
    # All differ: Student's test; mean 2, standard error 1 / sqrt 3, t = 3.4641 with 2 degrees of freedom.
    assert p_of_no_difference(np.array([1.0, 2.0, 3.0])) == pytest.approx(0.0742, abs=1e-4)


def test_a_family_is_held_together():
    # Sorted 0.01, 0.02, 0.04 times 3, 2, 1, and never below the one before; nan is no part of it.
    assert holm(np.array([0.02, 0.01, np.nan, 0.04]))[[0, 1, 3]] == pytest.approx([0.04, 0.03, 0.04])
    assert np.isnan(holm(np.array([np.nan]))).all()


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
    # After two months nobody is gone: who closes in month 2 is there at its start, and gone after three months.
    assert table.loc[2, "survival"] == 1.0
    assert table.loc[3, "survival"] == pytest.approx(0.8)
    assert table.loc[5, "survival"] == pytest.approx(0.8 * 2 / 4)
    assert (table["survival"] == table["at_risk"] / 5).all()  # nobody is lost out of sight before the horizon
    assert table["at_risk"].tolist() == [5, 5, 5, 4, 4, 2, 2]
    assert table["closed"].tolist() == [0, 0, 0, 1, 1, 3, 3]
    assert table["censored"].iloc[-1] == 2
    assert (table["low"] <= table["survival"]).all() and (table["survival"] <= table["high"]).all()
    # Restricted mean: (2 + 4 + 4 + 6 + 6) / 5, and the area under the curve.
    assert restricted_mean(times, 6) == pytest.approx(4.4)
    assert table["survival"].iloc[1:].sum() == pytest.approx(4.4)


def test_nobody_closed_and_nobody_there():
    table = kaplan_meier(np.full(3, 6.0), np.zeros(3, bool), 6)
    assert (table["survival"] == 1.0).all() and (table["high"] <= 1.0).all()
    with pytest.raises(ValueError, match="no partners"):
        kaplan_meier(np.empty(0), np.empty(0, bool), 6)


def test_bands_count_runs_not_partners():
    # Two runs of ten: in one nobody closes, in the other all do at month 2. Survival 0.5, known from two runs only.
    times = np.repeat([6.0, 2.0], 10)
    closed = np.repeat([False, True], 10)
    alone = kaplan_meier(times, closed, 6).loc[6]
    clustered = kaplan_meier(times, closed, 6, np.repeat([0, 1], 10)).loc[6]
    assert clustered["survival"] == alone["survival"] == pytest.approx(0.5)
    assert clustered["high"] - clustered["low"] > 2 * (alone["high"] - alone["low"])
    # By hand: without one run survival is 0 or 1, jackknife error 0.5; on the scale of log(-log) it is
    # 0.5 / (0.5 log 2) = 1.4427, times t(0.975, 1) = 12.706.
    assert clustered["low"] == pytest.approx(0.5 ** np.exp(18.331), abs=1e-6)


def test_nobody_closed_yet_is_no_certainty():
    table = kaplan_meier(np.full(60, 6.0), np.zeros(60, bool), 6, np.repeat(np.arange(6), 10))
    assert table.loc[6, "low"] == pytest.approx(0.05 ** (1 / 60)) and table.loc[0, "low"] == 1.0


def run(times, closed, **more):
    return RunRecord(0, 0, 0, times=np.array(times, float), closed=np.array(closed, bool), **more)


def test_excess_closings_by_hand():
    # Two a side. Base closes at 1 (of four at risk, half of them other's): other should have 0.5 of it.
    # Other closes at 3 (of three left, two of them other's): 1 less 2/3. Together 1 - 0.5 - 2/3.
    base = (np.array([1.0, 6.0]), np.array([True, False]))
    other = (np.array([3.0, 6.0]), np.array([True, False]))
    assert excess_closings(base, other) == pytest.approx(1.0 - 0.5 - 2 / 3)
    assert excess_closings(base, base) == pytest.approx(0.0)


def test_log_rank_counts_pairs():
    bad = run(np.repeat([2.0, 10.0], 50), np.repeat([True, False], 50))
    good = run(np.full(100, 10.0), np.zeros(100, bool))
    assert log_rank([(bad, good)] * 8) < 0.05 and log_rank([(bad, bad)] * 8) == 1.0
    # One pair of markets tells nothing, however many partners are in it.
    assert np.isnan(log_rank([(bad, good)]))


def test_cox_finds_a_hazard_and_refuses_too_little():
    luck = np.random.default_rng(2)

    def drawn(replicate, side, hazard):
        size = luck.lognormal(1.0, 0.5, 80)
        lives = luck.exponential(1.0 / hazard, 80)
        groups = {"size": size, "cash_days": luck.uniform(5, 40, 80), "competence": luck.uniform(0.3, 0.8, 80),
                  "kind": luck.integers(0, 2, 80)}  # fmt: skip
        closed = lives < 60
        return RunRecord(side, replicate, 0, times=np.minimum(lives, 60.0), closed=closed, groups=groups,
                         causes=np.where(closed, 3, 0))  # fmt: skip

    pairs = [(drawn(r, 0, 0.02), drawn(r, 1, 0.01)) for r in range(8)]
    found = {row["covariate"]: row for row in cox(pairs)}
    assert found["other"]["low"] < 0.5 < found["other"]["high"] < 1.0
    shares = {row["cause"]: row["share"] for row in incidence([pair[0] for pair in pairs], 60)}
    assert shares["voluntary"] == pytest.approx(np.mean([p[0].closed.mean() for p in pairs])) and not shares["acquired"]
    with pytest.raises(ValueError, match="two pairs or more"):
        cox(pairs[:1])


def test_coverage_finds_an_interval_that_is_too_sure(monkeypatch):
    monkeypatch.setattr(coverage, "COX_SAMPLES", 20)
    luck = np.random.default_rng(4)
    runs = []
    for replicate in range(60):
        for side in range(2):
            times = np.minimum(luck.exponential(80.0, 20), 24.0)
            summary = dict.fromkeys(coverage.METRICS, luck.normal(side, 1.0))
            summary |= {"closings_illiquidity": 0.0, "closings": 2.0 + luck.integers(3)}
            groups = {"size": np.exp(luck.normal(size=20)), "cash_days": luck.exponential(30.0, 20),
                      "competence": luck.random(20), "kind": np.zeros(20, int)}  # fmt: skip
            runs.append(RunRecord(side, replicate, 0, summary, times, times < 24.0, groups, causes=np.zeros(20, int)))
    rows = {(row.kind, row.what): row for row in coverage.rows_of(runs, 24, (8,))}
    assert 0.92 < rows["difference", "focal_profit"].coverage < 0.98
    assert rows["difference", "closings_illiquidity"].printed == 0.0
    assert 0.92 < rows["level", "focal_profit"].coverage < 0.98 and abs(rows["level", "focal_profit"].skewness) < 1.0
    assert rows["ratio", "illiquid of all closings"].coverage == 1.0, "nobody is illiquid in any of them"
    assert 0.8 < rows["hazard", "other scenario"].coverage <= 1.0
    assert rows["log_rank", "no difference"].coverage > 0.92
    assert 0.88 < rows["survival", "month 24"].coverage < 1.0
    with pytest.raises(ValueError, match="10 or more"):
        coverage.rows_of(runs[:8], 24, (8,))
