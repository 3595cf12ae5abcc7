"""Calibration: the surrogate and its posterior on cases with a known answer, recovery, and a run at small size."""

import json
from collections import defaultdict
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from experiments.calibration import carried, fit, stages
from experiments.calibration import page as pages
from experiments.calibration.page import written_page
from experiments.calibration.stages import Size, candidates, distance, goals, straightened, yardstick
from experiments.calibration.surrogate import fitted, posterior, quadratic
from experiments.commands.cli import main
from experiments.evidence.claims import registry
from experiments.evidence.uncertain import place_values
from experiments.validation.table import CALIBRATED, moments
from experiments.validation.targets import targets
from tests.conftest import SMALL

LOW, HIGH = np.array([0.0, 10.0]), np.array([1.0, 20.0])


def cloud(points=60, seed=1):
    return np.random.default_rng(seed).uniform(LOW, HIGH, (points, 2))


def answers(places):
    """Two moments: one follows the first parameter exactly, the other neither."""
    noise = 0.3 * np.random.default_rng(2).normal(size=len(places))
    return np.column_stack([3.0 * places[:, 0] ** 2 + places[:, 0], noise])


def test_features_are_constant_linear_and_products():
    assert quadratic(np.array([[0.5, -1.0]]))[0].tolist() == [1.0, 0.5, -1.0, 0.25, -0.5, 1.0]


def test_a_quadratic_is_fitted_and_its_error_is_that_of_unseen_points():
    places = cloud()
    surrogate = fitted(places, answers(places), LOW, HIGH)
    assert surrogate.moments(places)[:, 0] == pytest.approx(answers(places)[:, 0], abs=0.05)
    assert surrogate.error[0, 0] < 1e-2 and 0.2 < surrogate.error[1, 1] ** 0.5 < 0.5


def test_the_posterior_holds_what_the_moments_hold_and_leaves_open_what_they_do_not():
    places = cloud(100)
    surrogate = fitted(places, answers(places), LOW, HIGH)
    found = posterior(surrogate, np.array([3.0 * 0.36 + 0.6, 0.0]), 1e-3 * np.eye(2), 1)
    (first, second) = found.interval(0.90)
    assert first[0] < 0.6 < first[1] and first[1] - first[0] < 0.15
    assert second[1] - second[0] > 6.0  # nine tenths of a flat prior of width 10 would be 9
    assert found.best[0] == pytest.approx(0.6, abs=0.05)
    assert (found.draws >= LOW).all() and (found.draws <= HIGH).all()


def test_the_same_seed_draws_the_same():
    places = cloud()
    surrogate = fitted(places, answers(places), LOW, HIGH)
    one, two = (posterior(surrogate, np.array([1.0, 0.0]), 1e-2 * np.eye(2), 7).draws for _ in range(2))
    assert (one == two).all()


def test_distance_is_one_at_the_edges_of_all_ranges():
    middle, half = goals()
    assert distance(middle, half) == 0.0 and distance(middle + half, half) == pytest.approx(1.0)
    # Luck that scatters a run by twice the half width makes the unit the root of five half widths.
    lucky = np.array([middle - 2.0 * half, middle, middle + 2.0 * half])
    assert yardstick(lucky) == pytest.approx(5.0**0.5 * half)
    assert len(middle) == sum(target.use == "calibrate" for target in targets().values())


def test_only_moments_that_are_never_negative_are_told_in_logarithms():
    values = np.full(len(CALIBRATED), -0.5)
    place = CALIBRATED.index("C11")
    assert straightened(values)[place] == -0.5
    assert np.exp(straightened(np.full(len(CALIBRATED), 0.2)))[place - 1] == pytest.approx(0.2)


def test_candidates_start_inside_their_ranges_and_never_from_a_target():
    for row in candidates():
        assert row.low <= row.default <= row.high, row.name
        assert row.why
    assert place_values(candidates()[:1], [0.5]) == {"partners.outside_option": 0.5}


@pytest.fixture
def toy(monkeypatch):
    """The model replaced by a formula: every moment follows one candidate, with luck of a known size.

    The default (half of its range) lies beyond the middle of the facts, so that a search has something to find.
    """
    calls = defaultdict(int)

    def of_a_formula(seed, values):
        calls[seed] += 1
        luck = np.random.default_rng(seed % 2**32).normal(size=len(CALIBRATED))
        found = {}
        for number, name in enumerate(CALIBRATED):
            row = candidates()[number % len(candidates())]
            key = (*row.set, *row.scale)[0]
            place = values.get(key)
            scale = 1.0 if row.set else row.values(1.0)[key]
            share = 0.5 if place is None else (place / scale - row.low) / (row.high - row.low)
            target = targets()[name]
            found[name] = target.low + (target.high - target.low) * (0.3 + 0.6 * share + 0.02 * luck[number])
        return found

    monkeypatch.setattr(stages, "moments", of_a_formula)
    monkeypatch.setattr(carried, "worlds_effects", lambda book, tests, worlds, pairs, *rest, **how: (
        {test: np.ones((len(worlds), pairs)) for test in tests}, {}
    ))  # fmt: skip
    monkeypatch.setattr(carried, "forecast_facts", dict)
    return calls


def test_parameters_are_recovered_where_moments_hold_them(toy, tmp_path):
    found = fit.calibrated(Size(trajectories=3, points=90, seeds=2, trials=4), keep=tmp_path / "runs.jsonl", threads=1)
    recovery = found["recovery"]
    chosen = found["screening"]["chosen"]
    assert len(chosen) == 8 and set(recovery["identified"]) == set(chosen)
    # Nine of ten are expected; of eight parameters one may well be found less often by chance.
    covered = np.array(list(recovery["covered"].values()))
    assert covered.mean() >= fit.COVERED and covered.min() >= 6
    assert found["search"]["best"] <= found["search"]["default"]
    again = sum(toy.values())
    assert fit.calibrated(Size(3, 90, 2, 4), keep=tmp_path / "runs.jsonl", threads=1) == found
    assert sum(toy.values()) == again  # everything was kept
    page = written_page(json.loads(json.dumps(found)))
    assert all(name in page for name in chosen)


def test_a_fact_that_is_the_same_in_every_market_is_moved_by_nothing():
    """In a small market a fact may stay the same wherever the screening looks (nobody ever founds, say)."""

    class Told:
        dimensions = candidates()[:3]

        def moments(self, stage, worlds, seeds):
            first = self.dimensions[0].name
            return {name: np.array([[place[first], 0.25]]) for name, place in worlds.items()}

    chosen, moved = stages.screened(Told(), np.ones(2), Size(trajectories=3, parameters=1), 1)
    assert chosen == Told.dimensions[:1]
    assert moved[0, 0] > 0.0 and not moved[:, 1].any()


def test_a_longer_search_in_the_same_file_is_told_on_its_own_runs(toy, tmp_path):
    sizes = [Size(trajectories=2, points=30, seeds=1, trials=trials, parameters=2, truths=1) for trials in (1, 12)]
    first, longer = (fit.calibrated(size, keep=tmp_path / "runs.jsonl", threads=1) for size in sizes)
    best = [[row["best"] for row in found["parameters"]] for found in (first, longer)]
    assert best[0] != best[1]
    assert longer["moments"] == fit.calibrated(sizes[1], keep=None, threads=1)["moments"]


def test_the_command_at_small_size(tmp_path, capsys, monkeypatch):
    few, market = candidates()[:4], replace(registry(), market=SMALL)
    monkeypatch.setattr(stages, "candidates", lambda: few)
    monkeypatch.setattr(stages, "registry", lambda: market)
    monkeypatch.setattr(stages, "moments", partial(moments, months=72))
    monkeypatch.setattr(stages, "Size", partial(Size, luck=3, fresh=2, truths=3, parameters=3))
    few_facts = {"C1": targets()["C1"]}
    small = (("DRAWS", 3), ("PAIRS", 2), ("DEFAULT_PAIRS", 2), ("HEADLINES", ("E9-price-fast",)))
    for name, size in (*small, ("forecast_facts", lambda: few_facts)):
        monkeypatch.setattr(carried, name, size)
    monkeypatch.setattr(pages, "HEADLINES", ("E9-price-fast",))
    out, page = tmp_path / "found.json", tmp_path / "page.md"
    sizes = ["--points", "18", "--seeds", "1", "--trials", "2", "--trajectories", "2"]
    assert main(["calibrate", *sizes, "--out", str(out), "--page", str(page), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == json.loads(out.read_text(encoding="utf-8"))
    assert {"screening", "parameters", "moments", "recovery", "carried"} <= set(found)
    chosen = found["screening"]["chosen"]
    assert len(chosen) == 3 and [row["name"] for row in found["parameters"]] == chosen
    assert list(found["carried"]["headlines"]) == ["E9-price-fast"]
    assert [row["id"] for row in found["carried"]["forecasts"]] == ["C1"]
    assert page.read_text(encoding="utf-8").startswith("# Calibration")


def test_an_effect_under_draws_tells_parameters_from_luck():
    test = replace(next(iter(registry().tests.values())), sign="+", smallest=0.5)
    # Three draws of two pairs: means 1, 2, 3 (variance 1); within a draw the variance is 0.02, of a mean 0.01.
    found = carried.open_effect(np.array([[0.9, 1.1], [1.9, 2.1], [2.9, 3.1]]), test)
    assert found["spread"] == pytest.approx(0.99**0.5)
    quantile = 4.302653  # Student's, two degrees of freedom
    assert found["mean"] == pytest.approx([2.0, 2.0 - quantile / 3**0.5, 2.0 + quantile / 3**0.5])
    assert found["high"] - 2.0 == pytest.approx(quantile * (1.0 / 3.0 + 0.99) ** 0.5)
    assert not found["holds"] and found["draws"] == 3
    # The same draws ten times as far from nothing hold, and draws that luck alone tells apart have no spread.
    assert carried.open_effect(np.array([[0.9, 1.1], [1.9, 2.1], [2.9, 3.1]]) + 20.0, test)["holds"]
    alike = carried.open_effect(np.array([[1.0, 3.0], [2.0, 2.2], [3.0, 1.0]]), test)
    assert alike["spread"] == 0.0 and [alike["low"], alike["high"]] == pytest.approx(alike["mean"][1:])
    # A draw in which the effect does not exist is left out; a single one tells nothing.
    assert carried.open_effect(np.array([[0.9, np.inf], [1.9, 2.1], [2.9, 3.1]]), test)["draws"] == 2
    assert not carried.open_effect(np.array([[0.9, 1.1]]), test)["holds"]


def test_a_forecast_is_scored_in_half_widths_of_the_range():
    # Fact 2, half width 1. A forecast of 1 and 3: |x - fact| is 1 on average, |x - x'| is 1 on average: CRPS 1 - 1/2.
    found = carried.forecast([1.0, 3.0], (1.0, 3.0))
    assert found["crps"] == pytest.approx(0.5) and found["covers"]
    assert found["interval_score"] == pytest.approx(0.9 * 2.0)
    # A forecast of 4 alone misses by 2: twenty times that, for a tenth may be missed.
    missed = carried.forecast([4.0, 4.0, None], (1.0, 3.0))
    assert not missed["covers"] and missed["interval_score"] == pytest.approx(40.0) and missed["crps"] == 2.0
    assert np.isnan(carried.forecast([1.0], (1.0, 3.0))["median"])


@pytest.mark.parametrize("words", [["--points", "3"], ["--seeds", "0"], ["--trials", "x"]])
def test_bad_input_is_one_line(words, capsys):
    assert main(["calibrate", *words]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_the_page_is_written_from_the_stored_results():
    from experiments.writing.kept import RESULTS

    found = json.loads((RESULTS / "calibration.json").read_text(encoding="utf-8"))
    page = RESULTS.parent.parent / "docs" / "calibration.md"
    assert page.read_text(encoding="utf-8") == written_page(found)
