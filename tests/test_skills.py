"""Domains of competence: what a firm knows in each, how it learns there, and scenarios that declare their own."""

import numpy as np
import pytest

from agents import domain
from agents.domain import SKILL
from agents.state import empty_rows
from model import PARAMETERS, simulate, training
from model.market import PARTNERS
from model.opening import opened_market
from model.settings import month_tables
from scenarios import load_scenario
from scenarios.check import ScenarioError
from tests.conftest import SMALL, Values, numbers, small_of
from tests.test_rules import both


@pytest.fixture(scope="module")
def run():
    """A small steady market, six years on."""
    return simulate(small_of("steady", 72), 5)


def test_jobs_are_known_by_competence_over_complexity():
    settings = numbers(sharpness=8.0)
    assert both(domain.able_share, 0.4, 0.4, settings) == 0.5
    assert both(domain.able_share, 0.0, 0.6, settings) < 0.01
    assert both(domain.able_share, 0.9, 0.4, settings) > 0.98


def test_learning_and_forgetting():
    settings = Values(by_doing=0.1, forgetting_rate=0.0)
    assert domain.learned.py_func(0.5, 1.0, 1.0, settings) == pytest.approx(0.55)
    assert domain.learned.py_func(0.5, 1.0, 2.0, settings) == pytest.approx(0.6)  # one that learns twice as fast
    assert domain.learned.py_func(0.5, 0.0, 2.0, settings) == 0.5  # without practice nobody learns
    settings = Values(by_doing=0.0, forgetting_rate=0.3)
    skill = 0.5
    for _ in range(12):
        skill = domain.learned.py_func(skill, 1.0, 1.0, settings)
    assert skill == pytest.approx(0.35)


def test_a_firms_competence_is_the_mean_over_domains_by_what_the_market_wants():
    skills = empty_rows(SKILL, 3)
    skills.competence = (0.9, 0.3, 0.0)
    weights = np.array([(0.5,), (0.25,), (0.25,)], dtype=[("weight", "f8")]).view(np.recarray)
    assert domain.mean_competence.py_func(skills, weights) == pytest.approx(0.525)


def test_practice_goes_where_the_work_was():
    market = opened_market(small_of("steady", 12), 1, 12)
    firm = market.partners[0]
    firm.service_staff, firm.learning = 2.0, 1.0
    market.skills[0].competence = 0.5
    market.skills[0].in_training = 0.0
    market.skills[0].done = (2.0 * market.settings[0].utilisation_ceiling, 0.0, 0.0)
    training.learn_by_doing.py_func(market, 0, 0)
    known = market.skills[0].competence
    assert known[0] > 0.5 > known[1] == known[2]


def test_courses_go_where_own_people_lacked_most():
    skill = empty_rows(SKILL, 1)[0]
    skill.beyond[:] = (3.0, 0.0, 0.0)
    assert training.wanted_in.py_func(skill, 0.2, 4.0) == pytest.approx(0.75)
    assert training.wanted_in.py_func(skill, 0.2, 0.0) == pytest.approx(0.2)  # nothing lacked: as the market wants


def test_parts_of_domains_are_parts_of_one():
    tables = month_tables(load_scenario("steady").values, (), 2)
    assert np.allclose(tables["domains"]["part"].sum(axis=1), 1.0)
    assert np.allclose(tables["domains"]["weight"].sum(axis=1), 1.0)


def test_learning_ability_lasts_and_differs(run):
    firms = run.market.partners[: int(run.market.counters[PARTNERS])]
    skills = run.market.skills[: len(firms)]
    assert 0.3 < np.log(firms.learning).std() < 0.7
    alive = (firms.alive == 1) & (firms.service_staff > 0.2)
    assert np.corrcoef(np.log(firms.learning[alive]), firms.competence[alive])[0, 1] > 0.3
    mean = (skills["competence"] * run.market.domains["weight"][-1]).sum(axis=1)
    assert np.allclose(mean[firms.alive == 1], firms.competence[firms.alive == 1])
    assert ((skills["competence"] >= 0.0) & (skills["competence"] <= 1.0)).all()


def test_a_scenario_declares_its_own_domains(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(
        'extends = "steady"\nskills = ["cloud", "security"]\n[domains.cloud]\ncorporate_part = 3.0\ncomplexity = 1.1\n'
    )
    scenario = load_scenario(path, {**SMALL, "months": 12})
    assert scenario.values["domains.cloud.complexity"] == 1.1
    assert "domains.infrastructure.complexity" not in scenario.values
    assert PARAMETERS["domains.cloud.complexity"].unit == "ratio"
    result = simulate(scenario, 1)
    assert result.market.skills.shape[1] == result.market.commons.shape[1] == 2
    assert result.summary["ledger_residual"] < 1e-9
    again = tmp_path / "again.toml"
    again.write_text(scenario.to_toml())
    assert load_scenario(again).values == scenario.values


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('skills = ["cloud"]\n[domains.security]\ncomplexity = 1.0', "no such domains"),
        ('skills = ["Cloud"]', "is not a name"),
        ("[domains.security]\ncomplexty = 1.0", "unknown key"),
    ],
)
def test_what_is_wrong_with_domains_is_one_line(tmp_path, text, said):
    path = tmp_path / "wrong.toml"
    path.write_text(text + "\n")
    with pytest.raises(ScenarioError, match=said):
        load_scenario(path)
