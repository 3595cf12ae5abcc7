"""What a run brought: a summary, and tables that are built when they are asked for."""

from __future__ import annotations

from functools import cached_property
from importlib.metadata import PackageNotFoundError, version

import numpy as np

from agents.customer import SEGMENTS
from agents.distributor import MODES
from agents.labour import ROLE_NAMES
from agents.partner import CAUSES, INITIAL, KINDS, LINES
from agents.partner import ORIGINS as WAYS_IN
from agents.statement import DISTRIBUTOR_STATEMENT
from agents.vendor import ORIGINS
from model import MODEL_VERSION
from model.market import (
    ACCOUNT_COUNT,
    CUSTOMER_COUNT,
    DETAILS,
    EVENT_COUNT,
    EVENTS,
    FLOW_COUNT,
    LINE_COUNT,
    PANEL_COUNT,
    PARTNERS,
    RECORD_ACCOUNTS,
    RECORD_CUSTOMERS,
    RECORD_FLOWS,
    RECORD_LINES,
    RECORD_PANEL,
    RECORD_SKILLS,
    SKILL_COUNT,
    Market,
)
from model.measures import OUTCOMES
from model.settings import category_names, distributor_names, domain_names, side_of

PACKAGES = ("numpy", "numba", "scipy", "pandas")


def package_versions() -> dict[str, str]:
    """Versions of the packages that a run's numbers can depend on."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found


class Result:
    """One run's results. Tables are pandas data frames (see ``docs``); months count from 0."""

    def __init__(self, scenario, seed: int, months: int, market: Market) -> None:
        self.scenario = scenario
        self.seed = seed
        self.months = months
        self.market = market

    @cached_property
    def living(self) -> np.recarray:
        """Rows of all partners that ever traded, in the order of their ids."""
        rows = self.market.partners[: int(self.market.counters[PARTNERS])]
        return rows[np.argsort(rows.id, kind="stable")]

    @property
    def first(self) -> np.recarray:
        """Of these, the partners of month 0."""
        return self.living[self.living.origin == INITIAL]

    @property
    def gone(self) -> np.ndarray:
        """Which of all partners that ever traded have closed."""
        return self.living.closed >= 0

    @cached_property
    def survival(self) -> tuple[np.ndarray, np.ndarray]:
        """For partners of month 0: months survived (to the horizon) and whether they closed."""
        closed = self.first.closed >= 0
        return np.where(closed, self.first.closed, self.months).astype(float), closed

    @cached_property
    def summary(self) -> dict[str, float]:
        """One number an outcome of ``model.measures``; those that the market has none of are left out."""
        found = {key: outcome.value(self) for key, outcome in OUTCOMES.items()}
        return {key: value for key, value in found.items() if value is not None}

    @property
    def discount(self) -> np.ndarray:
        """Present value at month 0 of one unit of money in each month, at the funding rate of that month."""
        rate = self.market.settings.funding_rate[: self.months] / 12.0
        return np.cumprod(1.0 / (1.0 + rate))

    def treated_by(self, treatment: np.ndarray, side: str) -> list[str]:
        """Names of the changes for some that treat each firm, joined by ``; ``; empty for none."""
        some = [c.name for c in self.scenario.timeline if c.some and side_of(c.values) == side]
        codes = treatment.tolist()
        told = {code: "; ".join(name for bit, name in enumerate(some) if code >> bit & 1) for code in set(codes)}
        return [told[code] for code in codes]

    @cached_property
    def partners(self):
        """One row a partner that ever traded, with its covariates at entry."""
        import pandas as pd

        rows = self.living
        names = np.array(distributor_names(self.market.distributors.shape[0]) + ("",))
        closed = pd.array(rows.closed, dtype="Int64")
        closed[rows.closed < 0] = pd.NA
        parent = pd.array(rows.parent, dtype="Int64")
        parent[rows.parent < 0] = pd.NA
        return pd.DataFrame(
            {
                "partner": rows.id.astype(np.int64),
                "kind": np.array(KINDS)[rows.kind],
                "entered": rows.entered.astype(np.int64),
                "closed": closed,
                "cause": np.array(CAUSES)[rows.cause],
                "origin": np.array(WAYS_IN)[rows.origin],
                "parent": parent,
                "primary_distributor": names[rows.primary_at_start],
                "size_at_start": rows.start_size.astype(float),
                "cash_days_at_start": rows.start_cash_days.astype(float),
                "competence_at_start": rows.start_competence.astype(float),
                "age_at_start": rows.start_age.astype(np.int64),
                "efficiency": rows.efficiency.astype(float),
                "distributors": (self._accounts_by_id.distributor >= 0).sum(axis=1),
                "treated": self.treated_by(rows.treatment, "partners"),
            }
        )

    @property
    def _accounts_by_id(self) -> np.recarray:
        count = int(self.market.counters[PARTNERS])
        order = np.argsort(self.market.partners.id[:count], kind="stable")
        return self.market.accounts[:count][order]

    @cached_property
    def monthly(self):
        """One row a month: the whole market and the focal distributor."""
        import pandas as pd

        line, focal = self.market.monthly, self.market.channel[:, 0]
        partners = self.partners
        table = {"month": np.arange(self.months), "partners_alive": line.partners_alive}
        for number, kind in enumerate(KINDS):
            table[f"partners_alive_{kind}"] = line.alive_by_kind[:, number]
        closed = partners["closed"].dropna().astype(int)
        table["closings"] = np.bincount(closed, minlength=self.months)[: self.months]
        for cause in CAUSES[1:]:
            when = partners.loc[partners["cause"] == cause, "closed"].astype(int)
            table[f"closings_{cause}"] = np.bincount(when, minlength=self.months)[: self.months]
        table["entries"] = line.entries
        born = partners.loc[partners["origin"] == "spin_off", "entered"]
        table["spin_offs"] = np.bincount(born, minlength=self.months)[: self.months]
        table["survivors"] = line.survivors
        table["focal_profit"] = focal.profit
        table["focal_spend"] = focal.lever_spend
        table["focal_sales"] = focal.sales
        table["channel_sales"] = line.sales
        table["channel_gross_profit"] = line.product_gross_profit + line.service_gross_profit
        table["channel_product_gross_profit"] = line.product_gross_profit
        table["channel_service_gross_profit"] = line.service_gross_profit
        table["bad_debt"] = line.bad_debt
        table["mean_competence"] = line.competence
        table["members"] = line.members
        table["focal_members"] = focal.members
        table["focal_contribution"] = focal.contribution
        table["focal_knowledge"] = focal.knowledge
        for name in ("asked", "given", "missed", "wasted"):
            table[f"rescue_{name}"] = line[f"rescue_{name}"]
        table["direct_sales"] = line.direct_sales
        table["price_level"] = line.price_level
        table["consumer_markup"] = line.consumer_markup
        table["concentration"] = line.concentration
        for number, origin in enumerate(ORIGINS):
            table[f"share_{origin}"] = line.origin_part[:, number]
        for number, segment in enumerate(SEGMENTS):
            table[f"asian_share_{segment}"] = line.vendor_parts[:, number]
        for number, role in enumerate(ROLE_NAMES):
            table[f"unemployment_{role}"] = line.unemployment[:, number]
        table["projects_won"] = line.projects_won
        table["projects_lost"] = line.projects_lost
        table["ledger_residual"] = line.residual
        return pd.DataFrame(table)

    @cached_property
    def distributors(self):
        """One row a month and distributor."""
        import pandas as pd

        channel = self.market.channel
        names = distributor_names(channel.shape[1])
        frame = pd.DataFrame({name: channel[name].ravel() for name in channel.dtype.names if name != "statement"})
        frame.insert(0, "month", np.repeat(np.arange(self.months), len(names)))
        frame.insert(1, "distributor", np.tile(names, self.months))
        frame.insert(2, "focal", frame["distributor"] == "focal")
        return frame

    @cached_property
    def statements(self):
        """Distributors' profit and loss: month, distributor, line, amount (money; costs are negative).

        The amounts of a month are the change of the distributor's own capital.
        """
        import pandas as pd

        channel = self.market.channel
        names, lines = distributor_names(channel.shape[1]), len(DISTRIBUTOR_STATEMENT)
        return pd.DataFrame(
            {
                "month": np.repeat(np.arange(self.months), len(names) * lines),
                "distributor": np.tile(np.repeat(names, lines), self.months),
                "line": np.tile(DISTRIBUTOR_STATEMENT, self.months * len(names)),
                "amount": channel.statement.ravel(),
            }
        )

    @cached_property
    def events(self):
        """One row an event, in the order of month, event, partner and distributor."""
        import pandas as pd

        rows = self.market.events[: int(self.market.counters[EVENT_COUNT])]
        rows = rows[np.lexsort((rows.amount, rows.distributor, rows.partner, rows.event, rows.month))]
        names = np.array(distributor_names(self.market.distributors.shape[0]) + ("",))
        partner = pd.array(rows.partner, dtype="Int64")
        partner[rows.partner < 0] = pd.NA
        return pd.DataFrame(
            {
                "month": rows.month.astype(np.int64),
                "event": np.array(EVENTS)[rows.event],
                "partner": partner,
                "distributor": names[rows.distributor],
                "vendor": self._vendor_names[rows.vendor],
                "amount": rows.amount.astype(float),
                "detail": np.array(DETAILS)[rows.detail],
            }
        )

    @property
    def _vendor_names(self) -> np.ndarray:
        """Names of the vendors by rank (``us_1``, ``asian_2``, ...); the last, for -1, is empty."""
        return np.array([f"{ORIGINS[o]}_{n + 1}" for n, o in enumerate(self.market.vendors.origin)] + [""])

    def _table(self, name: str, recorded: int, used: int) -> np.recarray | None:
        if not self.market.counters[recorded]:
            return None
        rows = getattr(self.market, name)[: int(self.market.counters[used])]
        return rows[np.lexsort((rows.partner, rows.month))]

    @cached_property
    def panel(self):
        """One row a month and living partner, or None when it was not asked for."""
        import pandas as pd

        rows = self._table("panel", RECORD_PANEL, PANEL_COUNT)
        return None if rows is None else pd.DataFrame({name: rows[name] for name in rows.dtype.names})

    @cached_property
    def flows(self):
        """The cash flow statement: month, partner, line, amount; None when it was not asked for."""
        import pandas as pd

        rows = self._table("flows", RECORD_FLOWS, FLOW_COUNT)
        if rows is None:
            return None
        return pd.DataFrame(
            {
                "month": np.repeat(rows.month, len(LINES)),
                "partner": np.repeat(rows.partner, len(LINES)),
                "line": np.tile(LINES, len(rows)),
                "amount": rows.amount.ravel(),
            }
        )

    @cached_property
    def accounts(self):
        """One row a month, partner and distributor account; None when it was not asked for."""
        import pandas as pd

        rows = self._table("account_history", RECORD_ACCOUNTS, ACCOUNT_COUNT)
        if rows is None:
            return None
        frame = pd.DataFrame({name: rows[name] for name in rows.dtype.names})
        names = np.array(distributor_names(self.market.distributors.shape[0]))
        frame["distributor"] = names[frame["distributor"]]
        frame["mode"] = np.array(MODES)[frame["mode"]]
        return frame

    @cached_property
    def customers(self):
        """One row a month and customer firm; None when it was not asked for. ``supplier`` is missing for none."""
        import pandas as pd

        if not self.market.counters[RECORD_CUSTOMERS]:
            return None
        rows = self.market.customer_history[: int(self.market.counters[CUSTOMER_COUNT])]
        supplier = pd.array(rows.supplier, dtype="Int64")
        supplier[rows.supplier < 0] = pd.NA
        return pd.DataFrame(
            {
                "month": rows.month.astype(np.int64),
                "customer": rows.customer.astype(np.int64),
                "segment": np.array(SEGMENTS)[rows.segment],
                "supplier": supplier,
                "reviewed": rows.reviewed.astype(bool),
                "treated": self.treated_by(rows.treatment, "customers"),
            }
        )

    @property
    def categories(self) -> tuple[str, ...]:
        """Names of the categories of goods, in the order of the engine's rows."""
        return category_names(self.scenario.values)

    @cached_property
    def lines(self):
        """One row a month, living partner and category of goods; None when it was not asked for."""
        import pandas as pd

        rows = self._table("line_history", RECORD_LINES, LINE_COUNT)
        if rows is None:
            return None
        frame = pd.DataFrame({name: rows[name] for name in rows.dtype.names if rows[name].ndim == 1})
        frame["category"] = np.array(self.categories)[frame["category"]]
        return frame

    @cached_property
    def skills(self):
        """One row a month, living partner and domain of competence; None when it was not asked for."""
        import pandas as pd

        rows = self._table("skill_history", RECORD_SKILLS, SKILL_COUNT)
        if rows is None:
            return None
        frame = pd.DataFrame({name: rows[name] for name in rows.dtype.names})
        frame["domain"] = np.array(domain_names(self.scenario.values))[frame["domain"]]
        return frame

    @cached_property
    def purchases(self):
        """One row a month, partner, distributor and category bought; None when ``lines`` were not asked for."""
        import pandas as pd

        rows = self._table("line_history", RECORD_LINES, LINE_COUNT)
        if rows is None:
            return None
        places = rows.distributor.shape[1]
        names = np.array(distributor_names(self.market.distributors.shape[0]) + ("",))
        frame = pd.DataFrame(
            {
                "month": np.repeat(rows.month, places),
                "partner": np.repeat(rows.partner, places),
                "distributor": names[rows.distributor.ravel()],
                "category": np.array(self.categories)[np.repeat(rows.category, places)],
                "amount": rows.bought.ravel(),
            }
        )
        return frame[frame["amount"] > 0.0].reset_index(drop=True)

    @cached_property
    def shelves(self):
        """One row a month, distributor and category of goods."""
        import pandas as pd

        rows = self.market.shelf_history
        _, distributors, categories = rows.shape
        frame = pd.DataFrame({name: rows[name].ravel() for name in rows.dtype.names})
        names = np.repeat(distributor_names(distributors), categories)
        frame.insert(0, "month", np.repeat(np.arange(self.months), distributors * categories))
        frame.insert(1, "distributor", np.tile(names, self.months))
        frame.insert(2, "category", np.tile(self.categories, self.months * distributors))
        return frame

    def trail(self, partner: int):
        """The last twelve months of a partner's cash flow: a frame with a row a month, a column a line."""
        import pandas as pd

        rows = self.market.partners[: int(self.market.counters[PARTNERS])]
        found = np.flatnonzero(rows.id == partner)
        if not len(found):
            raise KeyError(f"partner {partner} never traded in this run")
        row = int(found[0])
        end = int(rows[row].closed) if rows[row].closed >= 0 else self.months
        months = range(max(int(rows[row].entered), end - 12), end)
        lines = [self.market.trail[row, month % 12] for month in months]
        return pd.DataFrame(lines, columns=list(LINES), index=pd.Index(months, name="month"))

    @cached_property
    def provenance(self) -> dict:
        """What is needed to run this again."""
        given = getattr(self.scenario, "partners", None)
        listed = {} if given is None else {"partners": given.about}
        return {
            "scenario": self.scenario.name,
            "scenario_hash": self.scenario.hash,
            **listed,
            "seed": self.seed,
            "months": self.months,
            "model_version": MODEL_VERSION,
            "packages": package_versions(),
        }
