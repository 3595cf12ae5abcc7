"""Plans of batches: millions of runs at no cost, tables that fit, and what so many pairs can show."""

import math
import time
import tracemalloc

import numpy as np
import pytest

from experiments.batch.design import arms
from experiments.batch.factors import Factor
from experiments.batch.manifest import ManifestError, read_manifest
from experiments.batch.plan import Plan
from experiments.batch.planning import detectable, planned, spread_of
from experiments.batch.sizes import tables_that_fit
from tests.measure import planning
from tests.small_batches import write_manifest


def test_ten_million_runs_are_planned_in_little_memory(tmp_path):
    # Of two starts: one beside other tests may find its compiled code gone and compile, which takes memory of its own.
    rows = min((planning(tmp_path) for _ in range(2)), key=lambda rows: rows[1]["value"])
    assert "10,000,000 runs" in rows[0]["name"] and rows[1]["met"], rows
    plan = Plan(read_manifest(tmp_path / "ten-million.toml"))
    last = plan[plan.total - 1]
    assert (last.arm, last.replicate) == (len(plan.arms) - 1, 249_999) and next(iter(plan)).arm == 0


@pytest.mark.parametrize(("kind", "samples"), [("latin_hypercube", 10_000_000), ("sobol", 2_500_000)])
def test_ten_million_sampled_points_are_planned_as_lightly(tmp_path, kind, samples):
    def asked(number: int):
        path = tmp_path / f"{number}.toml"
        path.write_text(
            f'kind = "{kind}"\nsamples = {number}\nreplicates = 1\n[factors]\n'
            '"finance.funding_rate" = { low = 0.1, high = 0.2 }\n"labour.service_wage" = { low = 1.5, high = 3.0 }\n'
        )
        return read_manifest(path)

    list(Plan(asked(16)))  # what is imported for it is no part of what the points take
    tracemalloc.start()
    start = time.process_time()
    manifest = asked(samples)
    told = planned(manifest, None, 2)
    plan = Plan(manifest)
    assert told["runs"] == plan.total == 10_000_000 and plan[plan.total - 1].arm == 9_999_999
    assert next(iter(plan)).arm == 0
    spent, most = time.process_time() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert spent < 5.0 and most < 30e6, (spent, most)


def test_a_screening_of_millions_is_refused_before_it_takes_minutes(tmp_path):
    path = tmp_path / "many.toml"
    path.write_text(
        'kind = "morris"\nsamples = 10_001\n[factors]\n"finance.funding_rate" = { low = 0.1, high = 0.2 }\n'
    )
    with pytest.raises(ManifestError, match="samples: 10,001 trajectories; expected tens, at most 10,000"):
        read_manifest(path)


def test_designs_that_can_hold_a_market_twice_are_looked_through(tmp_path):
    path = tmp_path / "twice.toml"
    for factors, repeats in (
        ('"finance.funding_rate" = { low = 0.1, high = 0.2 }', True),
        ('"finance.funding_rate" = { low = 0.1, high = 0.2 }\n"partners.months_in_debt" = [2, 3]', True),
        ('"finance.funding_rate" = { low = 0.1, high = 0.2 }\n"labour.service_wage" = { low = 1, high = 3 }', False),
    ):
        path.write_text(f'kind = "sobol"\nsamples = 16\nreplicates = 1\n[factors]\n{factors}\n')
        plan = Plan(read_manifest(path))
        assert plan.repeated.any() == repeats
        assert len({run.run_id for run in plan}) == plan.total == plan.different


KINDS_OF_FACTOR = {
    "levels": '"partners.months_in_debt" = [2, 3]',
    "whole numbers": '"population.online_shop" = { low = 4, high = 7 }',
    "any number": '"finance.funding_rate" = { low = 0.1, high = 0.2 }',
    "by ratio": '"labour.service_wage" = { low = 1.0, high = 3.0, log = true }',
    "several whole ones": '"people" = { low = 0.5, high = 1.5, scale = ["population.reseller", "population.integrator"] }',
    "one value of whole ones": '"months_both" = { low = 2.0, high = 5.0, set = ["partners.months_in_debt"] }',
}


@pytest.mark.parametrize("design", ['"sobol"', '"sobol"\nsecond_order = true', '"latin_hypercube"', '"morris"'])
def test_markets_that_stand_twice_are_those_of_equal_names(tmp_path, design):
    path = tmp_path / "twice.toml"
    one = "one value of whole ones"
    for chosen in ([key for key in KINDS_OF_FACTOR if key != one], ["levels", "whole numbers"], ["any number"],
                   ["several whole ones", "levels"], [one, "whole numbers"]):  # fmt: skip
        factors = "\n".join(KINDS_OF_FACTOR[key] for key in chosen)
        path.write_text(f"kind = {design}\nsamples = 16\nreplicates = 1\n[factors]\n{factors}\n")
        plan = Plan(read_manifest(path))
        seen, again = set(), []
        for levels in plan.arms:
            name = plan.name(levels, 0)
            again.append(name in seen)
            seen.add(name)
        assert (plan.repeated.tolist() or [False] * len(again)) == again, (design, chosen)
        assert plan.total == len(seen)


def test_millions_of_points_with_whole_numbers_are_planned_at_once(tmp_path):
    path = tmp_path / "many.toml"
    path.write_text('kind = "sobol"\nsamples = 65536\nreplicates = 1\n[factors]\n' + "\n".join(
        KINDS_OF_FACTOR[key] for key in ("levels", "whole numbers", "any number", "by ratio")))  # fmt: skip
    start = time.process_time()
    plan = Plan(read_manifest(path))
    # One row of six meets A's by one half, one by a quarter.
    assert len(plan) == 6 * 65536 and plan.total / len(plan) == pytest.approx(7 / 8, abs=0.01)
    assert time.process_time() - start < 5.0


def test_tables_that_do_not_fit_are_left_out(tmp_path):
    text = write_manifest(tmp_path).read_text().replace('outputs = ["monthly", "partners"]\n', "")
    path = tmp_path / "batch.toml"
    for replicates, tables in ((2, ("monthly", "partners")), (500_000, ("monthly",)), (1_000_000, ())):
        path.write_text(text.replace("replicates = 2", f"replicates = {replicates}"))
        assert tables_that_fit(read_manifest(path)) == tables


def test_power_by_hand():
    from scipy.stats import ttest_1samp

    effect = detectable(2.0, 20)
    draws = np.random.default_rng(1).normal(effect, 2.0, (4000, 20))
    assert np.mean(ttest_1samp(draws, 0.0, axis=1).pvalue < 0.05) == pytest.approx(0.8, abs=0.02)
    assert detectable(2.0, 80) < effect < detectable(2.0, 5) and detectable(0.0, 5) == 0.0
    assert math.isinf(detectable(1.0, 1))
    spread, low, high = spread_of([1.0, 2.0, 3.0, 4.0])
    assert spread == pytest.approx(1.29, abs=0.01) and low < spread < high
    assert math.isnan(spread_of([1.0])[0])


def test_designs_by_hand(tmp_path):
    path = write_manifest(tmp_path)
    manifest = read_manifest(path)
    days, mode = "levers.focal.credit.deferment_days", "levers.focal.credit.mode"
    combinations = [(arm[days], arm[mode]) for arm in arms(manifest)]
    assert combinations == [(d, m) for d in (0.0, 13.0, 60.0) for m in ("prepayment", "framework")]
    path.write_text(path.read_text().replace("factorial", "sweep"))
    sweep = arms(read_manifest(path))
    base = read_manifest(path).base.values
    assert sweep[0] == {days: base[days], mode: base[mode]}
    assert all(sum(arm[k] != base[k] for k in (days, mode)) == 1 for arm in list(sweep)[1:])
    with pytest.raises(IndexError):
        sweep[len(sweep)]


def test_a_sampled_factor_covers_its_range():
    whole = Factor("population.reseller", low=3, high=5)
    assert [whole.at(u) for u in (0.0, 0.3, 0.4, 0.7, 1.0)] == [3, 3, 4, 5, 5]
    ratio = Factor("levers.focal.credit.limit_months", low=1.0, high=100.0, log=True)
    assert ratio.at(0.5) == pytest.approx(10.0) and ratio.at(1.0) == 100.0
    words = Factor("levers.focal.credit.mode", ("a", "b"))
    assert [words.at(u) for u in (0.0, 0.49, 0.5, 1.0)] == ["a", "a", "b", "b"]
