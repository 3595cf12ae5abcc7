"""Scenarios: what is different from the steady market, as readable files."""

from scenarios.listing import list_scenarios
from scenarios.reader import load_scenario, load_scenarios
from scenarios.scenario import Change, Scenario, ScenarioError

__all__ = ["Change", "Scenario", "ScenarioError", "list_scenarios", "load_scenario", "load_scenarios"]
