"""The Mesa shell: the same month, and one behaviour changed in plain Python."""

import gc
import weakref

import mesa
import pytest

from agents.handles import DECISIONS, Integrator, Partner, Reseller
from model import MONTH, ChannelModel, simulate
from tests.conftest import small_of


def walked(handles=None, months=18, seed=5):
    """A small market after so many months."""
    market = ChannelModel(small_of("steady"), seed=seed, months=months, handles=handles)
    for _ in range(months):
        market.step()
    return market


def test_the_shell_walks_the_same_months():
    assert walked().result().summary == simulate(small_of("steady"), 5, 18).summary


class Cautious(Integrator):
    """Takes the usual decision, by way of the interpreter."""

    def decide_markup(self):
        return super().decide_markup()

    def decide_closing(self):
        return super().decide_closing()


class Cheap(Reseller):
    """A reseller that always sells at six per cent on cost."""

    def decide_markup(self):
        return 0.06


def test_overriding_with_the_same_rule_changes_nothing():
    assert walked({"integrator": Cautious}).result().summary == simulate(small_of("steady"), 5, 18).summary


def test_one_overridden_method_changes_one_behaviour():
    market = walked({"reseller": Cheap})
    resellers = [agent for agent in market.agents if isinstance(agent, Cheap)]
    others = [agent for agent in market.agents if not isinstance(agent, Cheap)]
    assert resellers and all(agent.markup == 0.06 for agent in resellers)
    assert all(agent.markup != 0.06 for agent in others)
    assert market.result().summary["ledger_residual"] < 1e-9
    assert market.result().summary != simulate(small_of("steady"), 5, 18).summary


def test_mesa_users_find_what_they_expect():
    market = walked(months=6)
    assert isinstance(market, mesa.Model) and market.month == 6
    table = market.result().partners
    living = table[table["closed"].isna()]
    assert len(market.agents) == len(living)
    assert {a.unique_id for a in market.agents} == set(living["partner"])
    counts = {kind.__name__: len(agents) for kind, agents in market.agents_by_type.items()}
    assert counts["Integrator"] == (living["kind"] == "integrator").sum()
    cash = market.agents.agg("cash", sum)
    assert cash == pytest.approx(sum(agent.cash for agent in market.agents))
    collector = mesa.DataCollector(model_reporters={"cash": lambda m: m.agents.agg("cash", sum)})
    collector.collect(market)
    assert collector.get_model_vars_dataframe()["cash"].iloc[0] == pytest.approx(cash)


def test_every_decision_is_a_phase_and_a_method():
    phases = {phase.__name__ for phase in MONTH}
    for decision, (phase, column) in DECISIONS.items():
        assert phase in phases and callable(getattr(Partner, decision)) and hasattr(Partner, column)


def test_a_failed_month_stays_failed():
    class Broken(Integrator):
        def decide_markup(self):
            raise ArithmeticError("no idea")

    market = ChannelModel(small_of("steady"), months=3, handles={"integrator": Broken})
    for expected in (ArithmeticError, RuntimeError, RuntimeError):
        with pytest.raises(expected):
            market.step()


def test_steps_and_handles_have_limits():
    market = walked(months=2)
    with pytest.raises(IndexError, match="only 2 months"):
        market.step()
    with pytest.raises(ValueError, match="dealer"):
        ChannelModel(small_of("steady"), handles={"dealer": Cautious})
    with pytest.raises(ValueError, match="subclass"):
        ChannelModel(small_of("steady"), handles={"integrator": Cheap})


def test_a_market_that_is_no_longer_used_is_freed():
    market = walked(months=1)
    len(market.agents)
    gone = weakref.ref(market)
    market.forget()
    del market
    gc.collect()
    assert gone() is None
