"""Robustness: worlds that differ, a break-even by hand, and the whole at reduced size."""

import json
from dataclasses import replace

import numpy as np
import pytest

from experiments.commands.cli import main
from experiments.evidence import robustness
from experiments.evidence.claims import registry
from experiments.evidence.fails_page import written_page
from experiments.evidence.robustness import (
    CHANNELS,
    STRENGTHS,
    break_even,
    community_strength,
    prior_of_effect,
    screened_parameters,
    worlds,
)
from model import PARAMETERS
from tests.conftest import SMALL


def test_every_world_is_a_valid_market_and_differs_from_the_default():
    book = registry()
    tests, groups = worlds()
    assert set(tests) <= set(book.tests)
    default = book.scenario("steady").hash
    for group in groups:
        for name, values in group.worlds.items():
            assert values and book.scenario("steady", values).hash != default, name
    rules = [key for group in groups if group.name == "rules" for values in group.worlds.values() for key in values]
    for key in ("rules.price", "rules.choice", "rules.exit"):
        assert rules.count(key) == len(PARAMETERS[key].choices) - 1 == 2


def test_a_communitys_strength_is_nothing_at_zero_and_the_default_at_one():
    assert set(community_strength(0.0).values()) == {0.0}
    assert community_strength(1.0) == {key: PARAMETERS[key].default for key in CHANNELS}
    for key, value in community_strength(max(STRENGTHS)).items():
        assert PARAMETERS[key].maximum is None or value <= PARAMETERS[key].maximum


def test_break_even_by_hand():
    assert break_even(np.array([0.0, 0.1]), np.array([-1.0, 3.0])) == pytest.approx(0.025)
    assert break_even(np.array([0.1, 0.0, 0.05]), np.array([3.0, -1.0, -1.0])) == pytest.approx(0.0625)
    assert np.isnan(break_even(np.array([0.0, 0.1]), np.array([-1.0, -0.5])))
    assert break_even(np.array([0.02, 0.1]), np.array([1.0, 2.0])) == pytest.approx(0.02)


def test_the_prior_is_told_with_its_interval():
    luck = np.random.default_rng(1)
    found = {}
    for strength in (0.0, 1.0, 2.0):
        effect = 0.05 * strength + 0.001 * luck.normal(size=8)
        found[str(strength)] = {"E2-effect": effect, "E3-payback": 2.0 * effect - 0.1, "E2-bundle-life": effect}
    told = prior_of_effect(found)
    even, low, high = told["break_even"]
    assert even == pytest.approx(0.05, abs=0.002) and low <= even <= high
    assert told["pays"] == pytest.approx((0.15 - even) / 0.15)


def test_screening_covers_every_uncertain_number_once():
    keys = screened_parameters()
    assert "learning.forgetting_rate" in keys and "levers.focal.credit.mode" not in keys
    assert len(keys) == len(set(keys)) > 100


@pytest.fixture
def small(monkeypatch):
    """Few worlds, tests and parameters, in a small market."""
    book = replace(registry(), market=SMALL, size=sum(SMALL.values()) / 540)
    monkeypatch.setattr(robustness, "registry", lambda: book)
    tests, groups = worlds()
    few = [robustness.Group(g.name, g.title, g.why, dict(list(g.worlds.items())[:1])) for g in groups]
    monkeypatch.setattr(robustness, "worlds", lambda: (["E4-wallet"], few))
    monkeypatch.setattr("experiments.evidence.fails_page.worlds", lambda: (["E4-wallet"], few))
    monkeypatch.setattr(robustness, "screened_parameters", lambda: screened_parameters()[:3])
    monkeypatch.setattr(robustness, "STRENGTHS", (0.0, 1.0))
    monkeypatch.setattr(robustness, "SCREEN_MONTHS", 12)


def test_the_command_at_small_size(small, tmp_path, capsys):
    out, keep = tmp_path / "found.json", tmp_path / "kept.jsonl"
    words = ["robustness", "--pairs", "8", "--trajectories", "2", "--keep", str(keep), "--out", str(out), "--json"]
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == json.loads(out.read_text(encoding="utf-8"))
    assert len(found["worlds"]) == 4 and len(found["screening"]) == 3 and len(found["community"]["rows"]) == 2
    page = written_page(registry(), found, {})
    assert page.startswith("# Where this fails") and "rules" in page
    kept = keep.read_text(encoding="utf-8")
    assert main(words) == 0 and keep.read_text(encoding="utf-8") == kept  # nothing runs twice


def test_the_page_is_written_from_the_stored_results(stored_verdicts):
    from experiments.evidence.fails_page import stored

    page = robustness.FILE.parents[2] / "docs" / "where-this-fails.md"
    assert page.read_text(encoding="utf-8") == written_page(registry(), stored(), stored_verdicts[1])


def test_bad_input_is_one_line(capsys):
    assert main(["robustness", "--stored", "--out", "x.json"]) == 2
    assert capsys.readouterr().err.startswith("error: --stored")
