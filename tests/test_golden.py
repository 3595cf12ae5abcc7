"""Golden results: numbers that change only when the dynamics do. Refresh with ``python -m tests.test_golden``.

A change of these numbers raises ``MODEL_VERSION`` and stands in the changelog.
"""

import json
from pathlib import Path

import pytest

from model import MODEL_VERSION, simulate
from scenarios import list_scenarios, load_scenario
from tests.conftest import SMALL

FILE = Path(__file__).parent / "golden.json"
COUNTS = ("partners_alive", "closings", "closings_illiquidity", "entries", "projects_lost", "survival_share")
MONEY = ("focal_profit", "focal_spend", "channel_gross_profit", "bad_debt", "mean_competence")


def measured() -> dict:
    """Results of every preset at a small size."""
    found = {}
    for row in list_scenarios():
        summary = simulate(load_scenario(row["name"], SMALL), 7, 60).summary
        found[row["name"]] = {name: summary[name] for name in (*COUNTS, *MONEY)}
    return {"model_version": MODEL_VERSION, "presets": found}


def test_results_are_those_of_this_model_version():
    golden, now = json.loads(FILE.read_text()), measured()
    assert golden["model_version"] == now["model_version"]
    assert golden["presets"].keys() == now["presets"].keys()
    for name, expected in golden["presets"].items():
        for metric in COUNTS:
            assert now["presets"][name][metric] == expected[metric], (name, metric)
        for metric in MONEY:  # to the rounding of the mathematical library
            assert now["presets"][name][metric] == pytest.approx(expected[metric], rel=1e-6), (name, metric)


if __name__ == "__main__":
    FILE.write_text(json.dumps(measured(), indent=1) + "\n")
