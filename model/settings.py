"""The scenario as the kernels read it: one row of numbers for every month."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import ndtri

from agents import domain, goods
from agents.customer import SEGMENTS
from agents.labour import ENGINEER, ROLES, SELLER
from agents.partner import KIND_COUNT, KINDS
from agents.vendor import ORIGINS
from model.parameters import PARAMETERS


def _place(key: str) -> tuple[str, str, str]:
    """Where a key lives: (table, row name, field)."""
    parts = key.split(".")
    if parts[0] == "customers" and parts[1] in SEGMENTS:
        return "segments", parts[1], parts[2]
    if parts[0] == "partners" and parts[1] in KINDS:
        return "kinds", parts[1], parts[2]
    if parts[0] == "vendors" and parts[1] in ORIGINS:
        return "origins", parts[1], parts[2]
    if parts[0] in ("goods", "domains"):
        return parts[0], parts[1], parts[2]
    if parts[0] == "levers":
        # Several levers are budgets: these are called by their group as well.
        return "levers", parts[1], "_".join(parts[2:]) if parts[-1] == "budget" else parts[-1]
    if key == "vendors.count":
        return "settings", "", "vendor_count"
    # A rule is called one, so that no settings.price can be read as an amount of money.
    return "settings", "", f"{parts[-1]}_rule" if parts[0] == "rules" and PARAMETERS[key].choices else parts[-1]


@cache
def table_types() -> dict[str, np.dtype]:
    """Record type of each table: one float field for every parameter, derived fields last."""
    fields: dict[str, list[str]] = {"settings": [], "segments": [], "kinds": [], "origins": [], "levers": []}
    fields |= {"goods": list(goods.TEMPLATE), "domains": list(domain.TEMPLATE)}
    for key in PARAMETERS:
        if PARAMETERS[key].unit == "names" or key.startswith(("goods.", "domains.")):
            continue
        table, row, field = _place(key)
        first = {"segments": SEGMENTS[0], "kinds": KINDS[0], "origins": ORIGINS[0], "levers": "focal"}.get(table, row)
        if row == first:
            if field in fields[table]:
                raise ValueError(f"two parameters would share the field {field} of {table}")
            fields[table].append(field)
    fields["levers"].append("safety_factor")
    fields["segments"].append("loyalty")
    types = {table: [(f, "f8") for f in names] for table, names in fields.items()}
    types["settings"] += [("usual_wage", "f8", ROLES)]
    types["goods"] += [("part", "f8", len(SEGMENTS)), ("ready", "f8", KIND_COUNT), ("favour", "f8", len(ORIGINS))]
    types["domains"] += [("part", "f8", len(SEGMENTS)), ("weight", "f8")]
    return {table: np.dtype(names) for table, names in types.items()}


def distributor_names(count: int) -> tuple[str, ...]:
    """Names of the distributors in the order of their rows: focal, rival_1, ..."""
    return ("focal", *(f"rival_{n}" for n in range(1, count)))


def blocks(timeline, side: str) -> list[tuple]:
    """The changes that hold for each block of columns: everybody's first, then every set of those for some.

    ``side`` is ``partners`` or ``customers``. With n changes for some of that side there are 2**n blocks; block b has
    those whose bit is set in b, so that a firm's treatment is the number of its block.
    """
    some = [change for change in timeline if change.some and side_of(change.values) == side]
    return [
        tuple(c for c in timeline if not c.some or (c in some and block >> some.index(c) & 1))
        for block in range(2 ** len(some))
    ]


def side_of(values) -> str:
    """Whom a change for some treats, by the first key that it sets: ``partners`` or ``customers``."""
    return "customers" if next(iter(values)).startswith("customers.") else "partners"


def category_names(values) -> tuple[str, ...]:
    """Names of the categories of goods in the order of their rows, from a scenario's values."""
    return tuple(name.strip() for name in str(values["categories"]).split(","))


def parts(weights: np.ndarray) -> np.ndarray:
    """Weights of the categories (months, categories) as parts of one; equal ones where all are 0."""
    total = weights.sum(axis=1, keepdims=True)
    return np.where(total > 0.0, weights / np.where(total > 0.0, total, 1.0), 1.0 / weights.shape[1])


def derive_goods(table: np.ndarray) -> None:
    """What the rules look up by number: a category's part by segment, sellers' readiness, makers' standing."""
    for number, segment in enumerate(SEGMENTS):
        table["part"][:, :, number] = parts(table[f"{segment}_part"])
    for number, kind in enumerate(KINDS):
        table["ready"][:, :, number] = table[kind]
    for number, origin in enumerate(ORIGINS):
        table["favour"][:, :, number] = table[origin]
    table["lines"] = parts(table["lines"])


def domain_names(values) -> tuple[str, ...]:
    """Names of the domains of competence in the order of their rows, from a scenario's values."""
    return tuple(name.strip() for name in str(values["skills"]).split(","))


def derive_domains(table: np.ndarray, segments: np.ndarray) -> None:
    """A domain's part of the work that each segment wants (``part``), and of all service work (``weight``)."""
    wanted = np.zeros(table.shape)
    for number, segment in enumerate(SEGMENTS):
        table["part"][:, :, number] = parts(table[f"{segment}_part"])
        work = segments["demand"][:, number] * segments["service_demand"][:, number]
        wanted += table["part"][:, :, number] * work[:, None]
    table["weight"] = parts(wanted)


def imitate(levers: np.ndarray, settings: np.ndarray) -> None:
    """Rivals' policies (months, distributors) move to what the focal distributor did so many months ago (S4).

    A rival's own policy counts for the part that it does not copy; a mode is copied whole or not at all.
    """
    own = levers.copy()
    for month in range(levers.shape[0]):
        lag, share = int(settings["imitation_lag"][month]), settings["imitation_share"][month]
        if lag < 1 or lag > month or share <= 0.0:
            continue
        for field in levers.dtype.names:
            seen = own[field][month - lag, 0]
            mine = own[field][month, 1:]
            if field == "mode":
                levers[field][month, 1:] = seen if share >= 0.5 else mine
            else:
                levers[field][month, 1:] = mine + share * (seen - mine)


def month_tables(values, timeline, months: int) -> dict[str, np.recarray]:
    """Tables of settings by month from a scenario's values and dated changes.

    Money is multiplied by ``money_scale``; a choice becomes its position among the words. Shapes:
    ``settings`` (months,), ``segments`` (months, 3), ``goods`` (months, categories), ``domains`` (months, domains),
    ``kinds`` and ``origins`` (months, 4), ``levers`` (months, distributors). Segments, kinds and levers have as many
    columns again for each block of changes that hold for some (see ``model.treatment``). Weights of categories and
    domains are made parts of one. Rivals' levers follow the focal one's after ``rivals.imitation_lag``.
    """
    scale = float(values["money_scale"])
    distributors = distributor_names(int(values["population.distributor"]))
    categories = category_names(values)
    rows = {"settings": ("",), "segments": SEGMENTS, "kinds": KINDS, "origins": ORIGINS, "levers": distributors}
    rows |= {"goods": categories, "domains": domain_names(values)}
    plans = dict.fromkeys(("settings", "origins", "goods", "domains"), blocks(timeline, "")[:1])
    plans |= {"segments": blocks(timeline, "customers")}
    plans |= {"kinds": blocks(timeline, "partners"), "levers": blocks(timeline, "partners")}
    tables = {
        name: np.zeros((months, len(plans[name]) * len(rows[name])), dtype=dtype)
        for name, dtype in table_types().items()
    }

    def write(key: str, value, start: int, stop: int, block: int) -> None:
        table, row, field = _place(key)
        declared = PARAMETERS[key]
        number = float(declared.choices.index(value)) if declared.choices else float(value)
        if declared.is_money:
            number *= scale
        tables[table][field][start:stop, block * len(rows[table]) + rows[table].index(row)] = number

    start = [
        (key, values[key])
        for key, declared in PARAMETERS.items()
        if declared.unit != "names" and key.split(".")[0] not in ("goods", "domains", "levers")
    ]
    for table, template in (("goods", goods.TEMPLATE), ("domains", domain.TEMPLATE)):
        keys = [f"{table}.{row}.{name}" for row in rows[table] for name in template]
        start += [(key, values.get(key, PARAMETERS[key].default)) for key in keys]
    for key in PARAMETERS:
        if key.startswith("levers.focal."):
            for name in distributors:
                own = key.replace("focal", name, 1)
                start.append((own, values.get(own, PARAMETERS[key].default)))
    for key, value in start:
        for block in range(len(plans[_place(key)[0]])):
            write(key, value, 0, months, block)
    for table, plan in plans.items():
        for block, changes in enumerate(plan):
            for change in changes:
                stop = months if change.until is None else min(change.until, months)
                for key, value in change.values.items():
                    if _place(key)[0] == table:
                        write(key, value, change.month, stop, block)
    derive_goods(tables["goods"])
    derive_domains(tables["domains"], tables["segments"])
    levers = tables["levers"]
    for block in range(len(plans["levers"])):
        own = levers[:, block * len(distributors) : (block + 1) * len(distributors)]
        imitate(own, tables["settings"][:, 0])
    levers["safety_factor"] = ndtri(np.clip(levers["fill_rate"], 1e-6, 0.999))
    tables["segments"]["loyalty"] = np.exp(tables["segments"]["state_dependence"])
    tables["settings"] = tables["settings"][:, 0]
    # The labour market moves wages month by month (see model.staffing), from what is declared.
    for role, wage in ((SELLER, "sales_wage"), (ENGINEER, "service_wage")):
        tables["settings"]["usual_wage"][:, role] = tables["settings"][wage]
    return {name: table.view(np.recarray) for name, table in tables.items()}
