"""How long runs side by side are, and limits on the size of what one command may ask for."""

from __future__ import annotations

from collections.abc import Mapping

from agents.partner import KINDS
from experiments.refusal import UsageError
from scenarios import Scenario, load_scenario
from scenarios.scenario import Value


def common_months(chosen, months=None) -> int:
    """Months of runs that are compared: as many as asked for, else those of the shortest scenario."""
    from model.simulation import MAX_MONTHS, whole

    return min(s.months for s in chosen) if months is None else whole("months", months, 1, MAX_MONTHS)


def tiny_market() -> Scenario:
    """Three partners: a market that shows which outcomes and columns any run has."""
    return load_scenario("steady", dict.fromkeys(("population.integrator", "population.reseller",
                                                  "population.online_shop"), 1))  # fmt: skip


def partners_of(scenario: Scenario) -> int:
    """Partners of month 0, of all kinds."""
    return sum(int(scenario.values[f"population.{kind}"]) for kind in KINDS)


def usual_sales(values: Mapping[str, Value], kind: str) -> float:
    """Sales of a month of a partner of a kind as one usually starts (the model's money)."""
    return float(values[f"partners.{kind}.staff_at_start"] * values[f"partners.{kind}.sales_per_head"])


def ledger_money(scenario: Scenario) -> float:
    """The money of a partners' file for one unit of what a run tells."""
    return float(scenario.values["population.money_unit"]) / float(scenario.values["money_scale"])


def check_size(chosen, replicates: int, months: int) -> None:
    """Refuse a command that could not end on any machine at hand."""
    from model.simulation import MAX_PARTNER_MONTHS

    partners = sum(map(partners_of, chosen))
    if partners * replicates * months > MAX_PARTNER_MONTHS:
        raise UsageError(
            f"{partners * replicates * months:,} partner-months are more than {MAX_PARTNER_MONTHS:,}; "
            "expected fewer partners, months or replicates"
        )
