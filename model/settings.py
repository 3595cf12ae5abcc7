"""The scenario as the kernels read it: one row of numbers for every month."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import ndtri

from agents.customer import SEGMENTS
from agents.domain import DOMAINS, TEMPLATE
from agents.partner import KINDS
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
    if parts[0] == "domains":
        return "domains", parts[1], parts[2]
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
    fields["domains"] = list(TEMPLATE)
    for key in PARAMETERS:
        if key.startswith("domains."):
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
    types["domains"] += [("part", "f8", len(SEGMENTS)), ("weight", "f8")]
    return {table: np.dtype(names) for table, names in types.items()}


def distributor_names(count: int) -> tuple[str, ...]:
    """Names of the distributors in the order of their rows: focal, rival_1, ..."""
    return ("focal", *(f"rival_{n}" for n in range(1, count)))


def domain_names(values) -> tuple[str, ...]:
    """Names of the domains of competence in the order of their rows, from a scenario's values."""
    return tuple(name.strip() for name in str(values.get("skills", ", ".join(DOMAINS))).split(","))


def derive_domains(table: np.ndarray, segments: np.ndarray) -> None:
    """A domain's part of the work that each segment wants (``part``), and of all service work (``weight``)."""
    wanted = np.zeros(table.shape)
    for number, segment in enumerate(SEGMENTS):
        weights = table[f"{segment}_part"]
        total = weights.sum(axis=1, keepdims=True)
        equal = 1.0 / table.shape[1]
        table["part"][:, :, number] = np.where(total > 0.0, weights / np.where(total > 0.0, total, 1.0), equal)
        work = segments["demand"][:, number] * segments["service_demand"][:, number]
        wanted += table["part"][:, :, number] * work[:, None]
    total = wanted.sum(axis=1, keepdims=True)
    table["weight"] = np.where(total > 0.0, wanted / np.where(total > 0.0, total, 1.0), 1.0 / table.shape[1])


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
    ``settings`` (months,), ``segments`` (months, 3), ``kinds`` and ``origins`` (months, 4), ``domains``
    (months, domains), ``levers`` (months, distributors). Weights of domains are made parts of one. Rivals' levers follow the focal one's after ``rivals.imitation_lag``.
    """
    scale = float(values["money_scale"])
    distributors = distributor_names(int(values["population.distributor"]))
    rows = {"settings": ("",), "segments": SEGMENTS, "kinds": KINDS, "origins": ORIGINS, "levers": distributors}
    rows["domains"] = domain_names(values)
    tables = {name: np.zeros((months, len(rows[name])), dtype=dtype) for name, dtype in table_types().items()}

    def write(key: str, value, start: int, stop: int) -> None:
        table, row, field = _place(key)
        declared = PARAMETERS[key]
        number = float(declared.choices.index(value)) if declared.choices else float(value)
        if declared.is_money:
            number *= scale
        tables[table][field][start:stop, rows[table].index(row)] = number

    for domain in rows["domains"]:
        for name in TEMPLATE:
            key = f"domains.{domain}.{name}"
            write(key, values.get(key, PARAMETERS[key].default), 0, months)
    for key, declared in PARAMETERS.items():
        if key.startswith("domains."):
            continue
        if key.startswith("levers.focal."):
            for name in distributors:
                own = key.replace("focal", name, 1)
                write(own, values.get(own, declared.default), 0, months)
        else:
            write(key, values[key], 0, months)
    for change in timeline:
        stop = months if change.until is None else min(change.until, months)
        for key, value in change.values.items():
            write(key, value, change.month, stop)
    derive_domains(tables["domains"], tables["segments"])
    levers = tables["levers"]
    imitate(levers, tables["settings"][:, 0])
    levers["safety_factor"] = ndtri(np.clip(levers["fill_rate"], 1e-6, 0.999))
    tables["segments"]["loyalty"] = np.exp(tables["segments"]["state_dependence"])
    tables["settings"] = tables["settings"][:, 0]
    return {name: table.view(np.recarray) for name, table in tables.items()}
