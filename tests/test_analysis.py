"""What a report computes, against values worked out by hand and functions whose answer is known."""

import itertools

import numpy as np
import pandas as pd
import pytest

from experiments.analysis.effects import by_replicate, false_discovery, paired_effects
from experiments.analysis.factorial import cells, factor_effects
from experiments.batch.samples import LatinPoints, SobolPoints, latin_hypercube
from experiments.comparing.sensitivity import (
    arm_means,
    morris_effects,
    morris_points,
    pawn_effects,
    sobol_effects,
    thirds,
    whole_groups,
)


def runs_table(values: dict[int, list[float]], **columns) -> pd.DataFrame:
    """A table of runs: values by arm, one a replicate; None is a run that failed."""
    rows = [
        {"arm": arm, "replicate": r, "error": "" if y is not None else "ValueError: x", "y": np.nan if y is None else y}
        for arm, row in values.items()
        for r, y in enumerate(row)
    ]
    return pd.DataFrame(rows).assign(**columns)


def test_paired_effects_by_hand():
    # Differences 1, 2, 3: mean 2, standard error 1 / sqrt 3, t = 3.4641 with 2 degrees of freedom, p = 0.0742.
    runs = runs_table({0: [1.0, 5.0, 9.0], 1: [2.0, 7.0, 12.0], 2: [1.0, 5.0, 9.0]})
    found = paired_effects(runs, ["y"]).set_index("arm")
    assert found.loc[1, ["base", "other", "difference", "pairs"]].tolist() == [5.0, 7.0, 2.0, 3]
    assert found.loc[1, "high"] - 2.0 == pytest.approx(4.3027 / 3**0.5, abs=1e-4)
    assert found.loc[1, "p"] == pytest.approx(0.0742, abs=1e-4)
    assert found.loc[1, "p_fdr"] == pytest.approx(2 * found.loc[1, "p"])  # the smaller of two
    # Pairs that agree have no interval and no evidence of a difference.
    assert found.loc[2, ["difference", "p"]].tolist() == [0.0, 1.0]
    assert found.loc[2, ["low", "high", "bca_low", "bca_high"]].isna().all()


def test_a_failed_run_costs_its_own_pair_only():
    found = paired_effects(runs_table({0: [1.0, 1.0, 1.0], 1: [2.0, None, 4.0]}), ["y"]).iloc[0]
    assert (found["pairs"], found["difference"]) == (2, 2.0)


def test_a_report_without_its_base_arm_has_no_effects():
    assert paired_effects(runs_table({1: [1.0, 2.0]}), ["y"]).empty
    one = paired_effects(runs_table({0: [1.0], 1: [2.0]}), ["y"]).iloc[0]
    assert one["difference"] == 1.0 and np.isnan(one["low"]) and np.isnan(one["p_fdr"])


def test_false_discoveries_by_hand():
    # Benjamini and Hochberg: sorted p times m / rank, then the running minimum from the top; nan is no test.
    found = false_discovery(pd.Series([0.01, np.nan, 0.04, 0.03]))
    assert found.tolist()[0] == pytest.approx(0.03) and found.tolist()[2:] == pytest.approx([0.04, 0.04])
    assert np.isnan(found[1])


def test_many_true_nulls_are_rarely_found():
    batches = [pd.Series(row) for row in np.random.default_rng(5).uniform(size=(40, 100))]
    assert sum((p < 0.05).any() for p in batches) >= 38  # nearly all, by luck alone
    assert sum((false_discovery(p) < 0.05).any() for p in batches) <= 6  # 5 % of 40, and luck


ARMS = [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_effects_of_a_two_by_two_by_hand():
    # Cells 1, 3, 2, 8 in both replicates, the second shifted by luck: a adds (2-1 + 8-3)/2 = 3, b adds 4, together 4 more.
    # Shared luck cancels: no spread between replicates is left, which is no certainty of two.
    runs = runs_table({0: [1.0, 11.0], 1: [3.0, 13.0], 2: [2.0, 12.0], 3: [8.0, 18.0]})
    found = cells(by_replicate(runs, "y"), ["a", "b"], [["off", "on"], ["0", "1"]], ARMS)
    rows = factor_effects(found).set_index("term")
    assert rows["effect"].to_dict() == {"a": 3.0, "b": 4.0, "a × b": 4.0}
    assert rows["low"].isna().all() and rows["replicates"].tolist() == [2, 2, 2]


def test_a_sum_has_no_interaction_and_intervals_come_from_replicates():
    generator = np.random.default_rng(2)
    luck = generator.normal(size=(40, 1))
    noise = generator.normal(scale=0.1, size=(40, 4))
    y = luck + np.array([0.0, 2.0, 1.0, 3.0]) + noise
    runs = runs_table({arm: y[:, arm].tolist() for arm in range(4)})
    rows = factor_effects(cells(by_replicate(runs, "y"), ["a", "b"], [[0, 1], [0, 1]], ARMS)).set_index("term")
    assert rows.loc["a", "effect"] == pytest.approx(1.0, abs=0.1)
    assert rows.loc["a × b", "low"] < 0.0 < rows.loc["a × b", "high"]
    # Standard error of the main effect: half of four independent 0.1, over 40 replicates; luck is not in it.
    assert rows.loc["a", "high"] - rows.loc["a", "low"] == pytest.approx(2 * 2.02 * 0.1 / 40**0.5, rel=0.35)


def test_effects_agree_with_a_regression_on_effect_codes():
    generator = np.random.default_rng(8)
    arms = list(itertools.product((0, 1), repeat=3))
    y = generator.normal(size=(5, 8))
    runs = runs_table({arm: y[:, arm].tolist() for arm in range(8)})
    rows = factor_effects(cells(by_replicate(runs, "y"), "abc", [[0, 1]] * 3, arms), (1, 2, 3)).set_index("term")
    code = 2.0 * np.array(arms) - 1.0
    columns = [code[:, 0], code[:, 0] * code[:, 1], code.prod(axis=1), *code[:, 1:].T, code[:, 0] * code[:, 2],
               code[:, 1] * code[:, 2], np.ones(8)]  # fmt: skip
    fit = np.linalg.lstsq(np.tile(np.column_stack(columns), (5, 1)), y.ravel(), rcond=None)[0]
    assert rows.loc["a", "effect"] == pytest.approx(2 * fit[0])
    assert rows.loc["a × b", "effect"] == pytest.approx(4 * fit[1])
    assert rows.loc["a × b × c", "effect"] == pytest.approx(8 * fit[2])


def test_three_levels_and_replicates_that_are_not_whole():
    runs = runs_table({0: [0.0, 0.0], 1: [1.0, 1.0], 2: [4.0, None]})
    found = cells(by_replicate(runs, "y"), ["a"], [["0", "30", "60"]], [(0,), (1,), (2,)])
    assert found.left_out == 1
    assert factor_effects(found)[["levels", "effect", "replicates"]].values.tolist() == [["30", 1.0, 1], ["60", 4.0, 1]]


@pytest.mark.parametrize("points", [1, 2, 3, 12, 64, 5000])
def test_a_latin_hypercube_made_row_by_row_has_one_point_in_each_stratum(points):
    rows = np.stack(list(LatinPoints(3, points, seed=4)))
    assert rows.shape == (points, 3) and rows.min() >= 0.0 and rows.max() < 1.0
    assert (np.sort((rows * points).astype(int), axis=0) == np.arange(points)[:, None]).all()
    again, other = LatinPoints(3, points, seed=4), LatinPoints(3, points, seed=5)
    for row in (points - 1, 0, points // 2):  # in any order
        assert (again[row] == rows[row]).all() and (other[row] != rows[row]).any()
    if points == 5000:  # strata of two factors do not go together
        assert np.abs(np.corrcoef(rows.T) - np.eye(3)).max() < 0.06
        assert np.abs((rows * points) % 1.0 - 0.5).mean() == pytest.approx(0.25, abs=0.01)
    with pytest.raises(IndexError):
        again[points]


def test_sobol_points_are_the_same_in_any_order():
    from scipy.stats import qmc

    rows = SobolPoints(2, 9000, seed=3)
    points = qmc.Sobol(d=4, scramble=True, rng=np.random.default_rng(3)).random_base2(14)
    for point in (8999, 0, 5000, 4095, 4096):
        assert rows[4 * point] == pytest.approx(points[point, :2]) and rows[4 * point + 3] == pytest.approx(
            points[point, 2:]
        )


def test_a_latin_hypercube_has_one_point_in_each_stratum():
    points = latin_hypercube(3, 50, seed=4)
    assert (np.sort((points * 50).astype(int), axis=0) == np.arange(50)[:, None]).all()
    assert (points == latin_hypercube(3, 50, seed=4)).all() and (points != latin_hypercube(3, 50, seed=5)).any()


def test_morris_moves_one_factor_a_step():
    points = morris_points(4, 6, 4, seed=3)
    assert points.shape == (30, 4) and set(np.round(np.unique(points * 3), 9)) <= {0.0, 1.0, 2.0, 3.0}
    steps = np.abs(np.diff(points.reshape(6, 5, 4), axis=1))
    assert (np.round(np.sort(steps.reshape(-1, 4), axis=1), 9) == [0.0, 0.0, 0.0, round(2 / 3, 9)]).all()


@pytest.mark.parametrize("second_order", [False, True])
def test_sobol_rows_are_those_of_salib(second_order):
    from SALib.sample import sobol

    rows = SobolPoints(3, 8, seed=11, second_order=second_order)
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0.0, 1.0]] * 3}
    theirs = sobol.sample(problem, 8, calc_second_order=second_order, seed=np.random.default_rng(11))
    assert np.array([rows[n] for n in range(len(rows))]) == pytest.approx(theirs)
    with pytest.raises(IndexError):
        rows[len(rows)]


def test_morris_of_a_linear_function_is_its_slopes():
    points = morris_points(3, 8, 4, seed=1)
    found = morris_effects(points, points @ [3.0, -5.0, 0.0], "abc", 4).set_index("factor")
    assert found.index.tolist() == ["b", "a", "c"]
    assert found.loc["b", ["mu", "mu_star", "sigma"]].tolist() == pytest.approx([-5.0, 5.0, 0.0], abs=1e-9)
    product = morris_effects(points, points[:, 0] * points[:, 1], "abc", 4).set_index("factor")
    assert product.loc["a", "sigma"] > 0.05 and product.loc["c", "mu_star"] == 0.0


def test_trajectories_that_are_not_whole_are_left_out():
    points, values = morris_points(3, 8, 4, seed=1), np.arange(32.0)
    values[5] = np.nan
    assert morris_effects(points, values, "abc", 4)["trajectories"].eq(7).all()
    assert whole_groups(np.array([1.0, np.nan, 2.0, 3.0, 4.0]), 2).tolist() == [False, False, True, True, False]
    with pytest.raises(ValueError, match="two whole trajectories"):
        morris_effects(points[:4], values[:4], "abc", 4)


def test_sobol_of_the_ishigami_function():
    # Ishigami and Homma 1990 with a = 7, b = 0.1: first 0.314, 0.442, 0; total 0.558, 0.442, 0.244.
    rows = SobolPoints(3, 1024, seed=7)
    x = np.pi * (2.0 * np.array([rows[n] for n in range(len(rows))]) - 1.0)
    y = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = sobol_effects(y, "abc").set_index("factor")
    assert found["first"].loc[list("abc")].tolist() == pytest.approx([0.314, 0.442, 0.0], abs=0.04)
    assert found["total"].loc[list("abc")].tolist() == pytest.approx([0.558, 0.442, 0.244], abs=0.04)
    assert (found["total_low"] < found["total"]).all() and (found["groups"] == 1024).all()
    y[3] = np.nan
    assert (sobol_effects(y, "abc")["groups"] == 1023).all()
    with pytest.raises(ValueError, match="varies"):
        sobol_effects(np.ones(100), "abc")


def test_pawn_and_thirds_find_the_factor_that_counts():
    points = latin_hypercube(3, 120, seed=2)
    y = 6.0 * points[:, 1]
    found = pawn_effects(points, y, "abc")
    assert found["factor"].iloc[0] == "b" and found["median"].iloc[0] > 2 * found["noise"].iloc[0]
    tornado = thirds(points, y, "abc").set_index("factor")
    # Means of the thirds of a uniform on 0 to 6: 1 and 5.
    assert tornado.loc["b", ["lowest", "highest", "effect"]].tolist() == pytest.approx([1.0, 5.0, 4.0], abs=0.05)
    assert tornado.loc["a", "low"] < 0.0 < tornado.loc["a", "high"]


def test_means_of_arms_are_over_the_same_replicates():
    table = pd.DataFrame({0: [1.0, 100.0], 1: [2.0, np.nan]})
    assert arm_means(table, 2).tolist() == [1.0, 2.0]
    # No replicate is whole: the arms with the most runs count, the others say nothing.
    table = pd.DataFrame({0: [1.0, 3.0], 1: [np.nan, 2.0]})
    assert arm_means(table, 3)[:2].tolist() == [2.0, pytest.approx(np.nan, nan_ok=True)]
