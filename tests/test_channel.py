"""The Mesa shell: the same month, and one behaviour changed in plain Python."""

import gc
import weakref

import mesa
import pytest

from agents.handles import DECISIONS, Integrator, Partner, Reseller
from agents.meaning import RuleError, check_handle
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
    told = "month 0, partner 0 .integrator.: Broken.decide_markup failed: ArithmeticError: no idea"
    with pytest.raises(RuleError, match=told) as failed:
        market.step()
    assert isinstance(failed.value.__cause__, ArithmeticError)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            market.step()


def test_steps_and_handles_have_limits():
    market = walked(months=2)
    with pytest.raises(IndexError, match="only 2 months"):
        market.step()
    with pytest.raises(ValueError, match="dealer"):
        ChannelModel(small_of("steady"), handles={"dealer": Cautious})
    with pytest.raises(ValueError, match="subclass"):
        ChannelModel(small_of("steady"), handles={"integrator": Cheap})


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ({"decide_markups": lambda self: 0.1}, "Own.decide_markups: the market never asks for it; did you mean decide_markup?"),
        ({"decide_prices": lambda self: 0.1}, "Own.decide_prices: the market never asks for it; "),
        ({"cash": 5.0}, "Own.cash: the market never asks for it; expected one of decide_markup"),
        ({"step": lambda self: None}, "Own.step: the market never asks for it; expected one of decide_markup"),
        ({"decide_markup": 0.1}, "Own.decide_markup: is no method"),
    ],
)  # fmt: skip
def test_what_the_market_never_asks_for_is_told_before_it_starts(names, told):
    with pytest.raises(ValueError) as problem:
        ChannelModel(small_of("steady"), months=3, handles={"reseller": type("Own", (Reseller,), names)})
    assert str(problem.value).startswith(told) and "\n" not in str(problem.value)


def test_names_of_ones_own_are_free():
    own = type(
        "Own", (Reseller,), {"reserve": 2.0, "wish": lambda self: 0.1, "decide_markup": lambda self: self.wish()}
    )
    deeper = type("Deeper", (own,), {"decide_training": lambda self: 0.0})
    assert walked({"reseller": deeper}, months=2).month == 2


@pytest.mark.parametrize(
    ("decision", "value", "expected"),
    [
        ("decide_markup", float("nan"), "gave nan; expected a number at least -1"),
        ("decide_markup", None, "gave None; expected a number at least -1"),
        ("decide_sales_staff", -1.0, "gave -1.0; expected a number at least 0"),
        ("decide_service_staff", float("inf"), "gave inf; expected a number at least 0"),
        ("decide_training", 1.5, "gave 1.5; expected a number from 0 to 1"),
        ("decide_withdrawal", -0.01, "gave -0.01; expected a number at least 0"),
        ("decide_closing", 0.5, "gave 0.5; expected a whole number from 0 to 4"),
        ("decide_closing", 9, "gave 9; expected a whole number from 0 to 4"),
    ],
)
def test_a_decision_without_a_meaning_stops_the_month_and_says_whose(decision, value, expected):
    seen = []

    def decide(self):
        seen.append(self.unique_id)
        return value if self.model.month == 1 else getattr(Reseller, decision)(self)

    market = ChannelModel(
        small_of("steady"), months=3, handles={"reseller": type("Own", (Reseller,), {decision: decide})}
    )
    market.step()
    with pytest.raises(ValueError) as problem:
        market.step()
    assert str(problem.value) == f"month 1, partner {seen[-1]} (reseller): Own.{decision} {expected}"
    with pytest.raises(RuntimeError, match="stopped in the middle of a month"):
        market.step()


def test_a_market_that_is_no_longer_used_is_freed():
    market = walked(months=1)
    len(market.agents)
    gone = weakref.ref(market)
    market.forget()
    del market
    gc.collect()
    assert gone() is None


def test_what_every_class_of_the_base_gets_is_no_rule():
    """Mesa 3.5 gives each class of agents a set of its own; on Python 3.12 and later all rules were refused for it."""

    class Base:
        _datasets: set = set()

        def __init_subclass__(cls, **given):
            super().__init_subclass__(**given)
            cls._datasets = set()

        def decide_markup(self):
            return 0.1

    class Own(Base):
        def decide_markup(self):
            return 0.2

    class Lost(Base):
        def decide_markups(self):
            return 0.2

    check_handle(Own, Base, ("decide_markup",))
    with pytest.raises(RuleError, match="did you mean decide_markup"):
        check_handle(Lost, Base, ("decide_markup",))
