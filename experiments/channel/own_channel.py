"""The start of a scenario as a list of partners: a template for your own, and what a list holds in numbers."""

from __future__ import annotations

import numpy as np

from agents.distributor import PREPAYMENT
from agents.partner import KINDS
from experiments.running.size import ledger_money, partners_of, usual_sales
from scenarios.partners import Partners


def start_of(scenario, seed: int) -> Partners:
    """The partners of month 0 as a file would list them, in the file's money, four digits a number.

    The main distributor is the one with the largest share of a partner's purchases. A scenario that has a
    list gives it back, but for what the list leaves open.
    """
    from model.opening import opened_market
    from model.parameters import PARAMETERS
    from model.settings import distributor_names

    market = opened_market(scenario, seed, 1)
    count = partners_of(scenario)
    order = np.argsort(market.partners.id[:count], kind="stable")
    firms, accounts = market.partners[:count][order], market.accounts[:count][order]
    names = distributor_names(market.distributors.shape[0])
    main = accounts[np.arange(count), (accounts.distributor == firms.primary_at_start[:, None]).argmax(axis=1)]
    credit = main.mode != PREPAYMENT
    policy = float(PARAMETERS["levers.focal.credit.deferment_days"].default)  # the prologue's levers
    money = ledger_money(scenario)

    def digits(values: np.ndarray) -> tuple[float, ...]:
        return tuple(float(f"{value:.4g}") for value in values)

    return Partners(
        source=f"{scenario.name}, seed {seed}",
        kind=tuple(KINDS[number] for number in firms.kind),
        size=digits(np.maximum(firms.normal_sales * money, 1e-6)),
        cash_days=digits(firms.start_cash_days),
        terms=digits(np.where(credit, np.clip(policy + main.own_days, 0.0, 120.0), 0.0)),
        limit=digits(np.where(credit, main.limit * money, 0.0)),
        distributor=tuple(names[number] for number in firms.primary_at_start),
    )


def in_numbers(partners: Partners, scenario) -> list[dict]:
    """A row a kind and one for all: partners, sizes, medians of what is known, empty cells.

    ``usual_size`` is the mean size of drawn partners in the file's money: far from ``mean_size``, the money's
    unit is not what the scenario's ``population.money_unit`` says.
    """
    values = scenario.values
    money = float(values["population.money_unit"])
    kinds = np.array(partners.kind)
    columns = {name: np.array(getattr(partners, name), dtype=float) for name in ("size", "cash_days", "terms", "limit")}
    rows = []
    for kind in (*KINDS, "all"):
        chosen = kinds == kind if kind != "all" else np.ones(len(kinds), bool)
        if chosen.any():
            known = {name: column[chosen & ~np.isnan(column)] for name, column in columns.items()}
            of_kind = [partners.counts[k] * usual_sales(values, k) for k in (KINDS if kind == "all" else (kind,))]
            rows.append(
                {
                    "kind": kind,
                    "partners": int(chosen.sum()),
                    "size": float(known["size"].sum()),
                    "mean_size": float(known["size"].mean()),
                    "usual_size": money * sum(of_kind) / int(chosen.sum()),
                    **{f"median_{name}": float(np.median(v)) if len(v) else None for name, v in known.items()},
                    "empty": {name: int(chosen.sum()) - len(v) for name, v in known.items() if name != "size"}
                    | {"distributor": int(sum(not d for d, c in zip(partners.distributor, chosen, strict=True) if c))},
                }
            )
    return rows
