"""Partners' gross profit by group: hand-made groups, and the run's own books."""

import numpy as np
import pytest

from experiments.comparing.earned import Earned, by_group, earned_of
from model import simulate
from tests.conftest import small_of

MONTHS = 12


def made(profits) -> Earned:
    """Three partners: an integrator of yours, a small and a large reseller of rivals."""
    return Earned(
        np.array(profits, float), np.array([0, 1, 1]), np.array([5.0, 1.0, 9.0]), np.array([True, False, False])
    )


def test_groups_are_summed_and_paired_by_hand():
    found = by_group([(made([10, 20, 30]), made([12, 19, 30])), (made([10, 20, 30]), made([14, 19, 30]))])
    assert found["yours"].difference == pytest.approx(3.0) and found["yours"].base == pytest.approx(10.0)
    assert found["rivals"].difference == pytest.approx(-1.0) and found["rivals"].base == pytest.approx(50.0)
    assert found["size.low"].difference == pytest.approx(-1.0) and found["size.high"].difference == 0.0
    kinds = [name for name in found if "." not in name and name not in ("yours", "rivals")]
    assert sum(found[kind].base for kind in kinds) == pytest.approx(60.0), "every partner is of one kind"


def test_what_partners_earned_is_in_the_books_of_the_run():
    scenario = small_of("steady", MONTHS)
    run, result = earned_of(scenario, 3, MONTHS), simulate(scenario, 3, MONTHS, panel=True)
    panel, first = result.panel, set(result.first.id.tolist())
    own = panel[panel["partner"].isin(first)]
    assert run.gross_profit.sum() == pytest.approx(own["gross_profit"].sum(), rel=1e-12)
    assert len(run.kind) == len(first) and run.gross_profit.any()
