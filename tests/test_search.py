"""Policy search: what is asked next, who is not beaten, who is cheapest, and three measures of robustness by hand."""

import numpy as np
import pandas as pd
import pytest

from experiments.batch.factors import Factor
from experiments.batch.manifest import read_manifest
from experiments.search.asking import Tried, next_trials
from experiments.search.frontier import cheapest, not_beaten, sure_of, surely_not_beaten
from experiments.search.robust import robustness
from experiments.search.searching import Search, Trial
from tests.batches import write_manifest

SPACE = (
    Factor("a", low=0.0, high=1.0),
    Factor("b", low=1, high=100, log=True),
    Factor("mode", levels=("standard", "framework")),
)


def search(rounds: int, seed: int = 3) -> list[Tried]:
    """Trials of a search whose best is a = 0.7, mode = framework."""
    tried = []
    for _ in range(rounds):
        for levers in next_trials(SPACE, [True], tried, 4, seed):
            value = -((levers["a"] - 0.7) ** 2) + (levers["mode"] == "framework")
            tried.append(Tried(levers, (value,)))
    return tried


def test_a_search_taken_up_again_asks_for_the_same():
    whole = search(8)
    assert next_trials(SPACE, [True], whole[:16], 4, 3) == [one.levers for one in whole[16:20]]
    assert next_trials(SPACE, [True], whole[:16], 4, 4) != [one.levers for one in whole[16:20]]
    assert len({tuple(one.levers.items()) for one in whole}) == 32


def test_a_search_finds_what_is_better_than_chance():
    tried = search(12)
    late = [one for one in tried if one is not None][-12:]
    assert np.mean([abs(one.levers["a"] - 0.7) for one in late]) < 0.15
    assert sum(one.levers["mode"] == "framework" for one in late) >= 10


def test_a_condition_is_kept_and_failed_trials_do_not_stop_a_search():
    tried = []
    for _ in range(12):
        for levers in next_trials(SPACE[:1], [False], tried, 4, 1):
            tried.append(Tried(levers, (levers["a"],), miss=0.4 - levers["a"]))  # cheapest that keeps a >= 0.4
        tried[-1] = Tried(tried[-1].levers, ())
    late = np.array([one.levers["a"] for one in tried[-12:]])
    assert abs(np.median(late) - 0.4) < 0.12


def test_programmes_that_nothing_beats_by_hand():
    goals = np.array([[1.0, 5.0], [2.0, 4.0], [1.0, 4.0], [3.0, 1.0], [np.nan, 9.0], [3.0, 1.0]])
    assert not_beaten(goals, [True, True]).tolist() == [True, True, False, True, False, True]
    assert not_beaten(goals[:4], [True, False]).tolist() == [False, False, False, True]


def test_programmes_that_surely_nothing_beats_by_hand():
    luck, step = np.array([0.0, 9.0, -9.0, 4.0, -4.0, 2.0, -2.0, 1.0]), np.array([1.0, -1.0] * 4)
    kept = np.column_stack([luck, luck + 3 + step / 9, luck + 3 - step])  # b and c level, a clearly less
    cost = np.column_stack([luck, luck + 5 + step / 9, luck + 5 + step / 9])
    assert surely_not_beaten([kept, cost], [True, False]).tolist() == [True, False, False]
    assert surely_not_beaten([kept], [True]).tolist() == [False, False, False]
    cost[:, 2] += 2 + step / 7
    assert surely_not_beaten([kept, cost], [True, False]).tolist() == [True, True, False]
    assert surely_not_beaten([kept[:1], cost[:1]], [True, False]).tolist() == [False] * 3, "one future tells nothing"


def test_finalists_keep_more_than_just_enough_too(tmp_path):
    text = """
kind = "search"
[search]
minimise = ["focal_spend"]
keep = { metric = "survival_share", at_least = 0.6, confidence = 0.9 }
finalists = 3
worlds = 0
[factors]
"levers.focal.community.budget" = { low = 0.0, high = 60.0 }
"""
    found = Search(read_manifest(write_manifest(tmp_path, text)))
    spent = {0: (5.0, 0.01), 1: (1.0, -0.001), 2: (1.1, -0.002), 3: (1.2, -0.003), 4: (2.0, -0.02), 5: (9.0, -0.05),
             6: (9.5, -0.04)}  # fmt: skip
    found.trials = [Trial(n, {}, {"focal_spend": np.array([cost])}, miss) for n, (cost, miss) in spent.items()]
    # Trial 0 is the base. 6 is beaten by 5, and of the others the ends and the middle of the frontier go on.
    assert found._chosen() == [0, 1, 3, 5]


def test_what_the_next_run_reaches():
    # Mean 10, deviation 1, four values: t(0.9, 3) = 1.6377, times sqrt(1 + 1/4).
    values = np.array([9.0, 9.0, 11.0, 11.0]) / (2 / 3**0.5) * 1.0
    expected = values.mean() - 1.6377 * values.std(ddof=1) * 1.25**0.5
    assert sure_of(values, 0.9) == pytest.approx(expected, abs=1e-3)
    assert sure_of(np.array([1.0]), 0.9) == -np.inf and sure_of(np.array([2.0, 2.0]), 0.99) == 2.0


def test_the_next_run_reaches_it_as_often_as_said():
    generator = np.random.default_rng(1)
    reached = [generator.normal() >= sure_of(generator.normal(size=8), 0.9) for _ in range(4000)]
    assert np.mean(reached) == pytest.approx(0.9, abs=0.015)


def test_the_cheapest_that_keeps_enough():
    table = pd.DataFrame({"spend": [5.0, 3.0, 9.0, 4.0], "sure": [0.8, 0.6, 0.9, 0.7]})
    assert cheapest(table, "spend", "sure", 0.7) == 3 and cheapest(table, "spend", "sure", 0.95) is None


def test_three_measures_by_hand_disagree():
    # A is good in two worlds and ruinous in the third; B is never good and never bad.
    kept = pd.DataFrame({"A": [0.9, 0.9, 0.1], "B": [0.5, 0.5, 0.5]})
    cost = pd.DataFrame({"A": [10.0, 10.0, 10.0], "B": [4.0, 12.0, 4.0]})
    found = robustness({"kept": kept, "cost": cost}, {"kept": True, "cost": False}, {"kept": 0.6})
    assert found["satisfied"].tolist() == [pytest.approx(2 / 3), 0.0]
    assert found["worst_kept"].tolist() == [0.1, 0.5] and found["worst_cost"].tolist() == [10.0, 12.0]
    # Regret of A: 0, 0, 0.4; its 90th percentile 0.8 of the way from 0 to 0.4. Of B: 0.4, 0.4, 0.
    assert found["regret_kept"].tolist() == pytest.approx([0.32, 0.4])
    assert found["rank_satisfied"].tolist() == [1, 2] and found["rank_worst_kept"].tolist() == [2, 1]
    assert found["rank_worst_cost"].tolist() == [1, 2] and found["worlds"].tolist() == [3, 3]


def test_worlds_that_are_not_whole_do_not_count():
    kept = pd.DataFrame({"A": [0.9, np.nan], "B": [0.5, 0.5]})
    assert robustness({"kept": kept}, {"kept": True}, {})["worlds"].tolist() == [1, 1]
    with pytest.raises(ValueError, match="no world"):
        robustness({"kept": kept.iloc[1:]}, {"kept": True}, {})
