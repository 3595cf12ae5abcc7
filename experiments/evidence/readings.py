"""What a claim's test reads off a run: series by month and windows of them, in one short language.

A metric is ``[log ]name[@a:b[-c:d]]``. A name is a series, a ratio of two, or a number of the run's summary;
``@a:b`` sums a series over months a to b - 1 (a ratio divides the two sums) and ``-c:d`` subtracts what it was in
another window; ``log`` takes the logarithm first. ``life`` is special: mean months survived within ``0:b``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agents.partner import ACQUIRED, KINDS, ORIGINS
from agents.vendor import ORIGINS as VENDOR_ORIGINS
from model.market import LINE_COUNT, PANEL_COUNT, PARTNERS
from model.measures import OUTCOMES

_METRIC = re.compile(r"(?P<log>log )?(?P<name>\w+)(@(?P<a>\d+):(?P<b>\d+)(-(?P<c>\d+):(?P<d>\d+))?)?\Z")

# Ratios of two series: what is divided by what.
RATIOS = {
    "product_margin": ("product_profit", "product_sales"),
    "service_share_of_profit": ("service_profit", "gross_profit"),
    "service_share_of_sales": ("service_sales", "sales"),
    "gross_margin": ("gross_profit", "sales"),
    "integrator_share": ("alive_integrator", "alive"),
    "integrator_part_of_products": ("product_sales_integrator", "product_sales"),
    "integrator_part_of_services": ("service_sales_integrator", "service_sales"),
    "reseller_over_integrator": ("product_sales_reseller", "product_sales_integrator"),
    "focal_wallet": ("focal_sales", "distributor_sales"),
    "focal_margin": ("focal_gross_profit", "focal_sales"),
    "active_of_accounts": ("focal_active", "focal_accounts"),
    "treated_stock_days": ("treated_stock_30", "treated_cost"),
    "volume": ("sales", "price_level_sum"),
    "mean_competence": ("competence", "ones"),
    "mean_concentration": ("concentration", "ones"),
    "mean_alive": ("alive", "ones"),
    "mean_markup": ("markup_weighted", "product_sales"),
    "large_over_small": ("large_sales", "small_sales"),
    "asian_share": ("asian", "ones"),
    "treated_competence": ("treated_skill", "treated_alive"),
    "member_return": ("member_benefit", "member_effort"),
    "outsiders_among_entries": ("entries_outside", "entries"),
    "mean_contribution": ("focal_contribution", "ones"),
    "replacement_number": ("spin_offs", "employers_closed"),
    "replacement_of_large": ("spin_offs_of_large", "large_closed"),
    "retail_among_entries": ("entries_retail", "entries"),
    "integrator_part_of_volume": ("volume_goods_integrator", "volume_goods"),
    "integrator_part_of_other_goods": ("other_goods_integrator", "other_goods"),
    "competence_by_sales": ("skill_sold", "sold"),
    "focal_operating_margin": ("focal_operating_profit", "focal_sales"),
}


@dataclass(frozen=True)
class Metric:
    """A metric as read from its text."""

    text: str
    name: str
    logarithm: bool
    window: tuple[int, int] | None
    less: tuple[int, int] | None

    @property
    def months(self) -> int:
        """Months that a run must have for it (0: any)."""
        return max([end for pair in (self.window, self.less) if pair for end in pair], default=0)


def metric(text: str) -> Metric:
    """Read a metric's text; raises ValueError with what was expected."""
    match = _METRIC.match(text)
    if not match:
        raise ValueError(f"{text!r} is not a metric; expected [log ]name[@a:b[-c:d]]")
    ends = {key: None if match[key] is None else int(match[key]) for key in "abcd"}
    window = None if ends["a"] is None else (ends["a"], ends["b"])
    less = None if ends["c"] is None else (ends["c"], ends["d"])
    for pair in (window, less):
        if pair and pair[0] >= pair[1]:
            raise ValueError(f"{text!r}: the window {pair[0]}:{pair[1]} has no months")
    return Metric(text, match["name"], bool(match["log"]), window, less)


class Reading:
    """One run as the tests read it. ``result`` must have its panel and lines; series are arrays (months,)."""

    def __init__(self, result) -> None:
        self.result = result
        self.months = result.months

    @cached_property
    def firms(self) -> np.recarray:
        """Rows of all partners that ever traded, by id."""
        rows = self.result.market.partners[: int(self.result.market.counters[PARTNERS])]
        return rows[np.argsort(rows.id, kind="stable")]

    @cached_property
    def panel(self) -> np.recarray:
        """Rows of the panel, as recorded."""
        return self.result.market.panel[: int(self.result.market.counters[PANEL_COUNT])]

    @cached_property
    def place(self) -> np.ndarray:
        """For each row of the panel, the place of its partner among ``firms``."""
        return np.searchsorted(self.firms.id, self.panel.partner)

    @cached_property
    def lines(self) -> np.recarray:
        """Rows of goods sold by month, partner and category, as recorded."""
        return self.result.market.line_history[: int(self.result.market.counters[LINE_COUNT])]

    def goods(self, volume: bool, kind: str = "") -> np.ndarray:
        """Goods sold by month: of the first category (standard trade, ``volume``) or of all others; of one kind."""
        chosen = (self.lines.category == 0) == volume
        if kind:
            place = np.searchsorted(self.firms.id, self.lines.partner)
            chosen &= (self.firms.kind == KINDS.index(kind))[place]
        return np.bincount(self.lines.month, self.lines.sales * chosen, minlength=self.months)[: self.months]

    @cached_property
    def treated(self) -> np.ndarray:
        """Which firms are partners of month 0 whose first distributor is the focal one."""
        return (self.firms.origin == 0) & (self.firms.primary_at_start == 0)

    def by_month(self, values: np.ndarray, chosen: np.ndarray | None = None) -> np.ndarray:
        """Sums by month of values of panel rows, of chosen firms only when given."""
        weights = values if chosen is None else values * chosen[self.place]
        return np.bincount(self.panel.month, weights=weights, minlength=self.months)[: self.months]

    @cached_property
    def large(self) -> np.ndarray:
        """Which firms of month 0 are among the largest tenth by headcount then."""
        first = self.firms.origin == 0
        if not first.any():
            return first
        return first & (self.firms.start_size >= np.quantile(self.firms.start_size[first], 0.9))

    def series(self, name: str) -> np.ndarray:
        """A series by name; raises KeyError when there is none."""
        if name not in self._made:
            self._made[name] = np.asarray(_SERIES[name](self), float)
        return self._made[name]

    @cached_property
    def _made(self) -> dict[str, np.ndarray]:
        return {}

    def value(self, wanted: Metric) -> float:
        """A metric of this run; not a number where it does not exist."""
        found = self._windowed(wanted, wanted.window)
        return found if wanted.less is None else found - self._windowed(wanted, wanted.less)

    def _windowed(self, wanted: Metric, window: tuple[int, int] | None) -> float:
        value = self._plain(wanted.name, window)
        if not wanted.logarithm:
            return value
        return math.log(value) if value > 0.0 else float("nan")

    def _plain(self, name: str, window: tuple[int, int] | None) -> float:
        if name in LIVES:
            times, end = self.result.survival[0], window[1] if window else self.months
            first = self.firms[self.firms.origin == 0]
            chosen = LIVES[name](first)
            return float(np.minimum(times[chosen], end).mean()) if chosen.any() else float("nan")
        span = slice(*window) if window else slice(None)
        if name in RATIOS:
            over, under = (float(self.series(part)[span].sum()) for part in RATIOS[name])
            return over / under if under else float("nan")
        if name in _SERIES:
            return float(self.series(name)[span].sum())
        months = OUTCOMES[name].months(self.result) if window else None
        return float(self.result.summary[name] if months is None else months[span].sum())


# Mean months survived by partners of month 0: all, the focal distributor's, and the others.
LIVES = {
    "life": lambda first: np.ones(len(first), bool),
    "treated_life": lambda first: first.primary_at_start == 0,
    "untreated_life": lambda first: first.primary_at_start != 0,
}


def _line(name: str):
    return lambda r: r.result.market.monthly[name][: r.months]


def _focal(name: str):
    return lambda r: r.result.market.channel[name][: r.months, 0]


def _panel(name: str, chosen: str | None = None):
    return lambda r: r.by_month(r.panel[name], getattr(r, chosen) if chosen else None)


def _living(kind: str):
    number = KINDS.index(kind)
    return lambda r: r.result.market.monthly.alive_by_kind[: r.months, number]


def _kind(name: str, kind: str):
    number = KINDS.index(kind)
    return lambda r: r.by_month(r.panel[name], r.firms.kind == number)


def _employers_closed(r: Reading) -> np.ndarray:
    """Closings of firms that lately employed two people or more besides the owner; those taken over are none."""
    gone = (r.firms.closed >= 0) & (r.firms.staff_of_late >= 3.0) & (r.firms.cause != ACQUIRED)
    return np.bincount(r.firms.closed[gone].astype(int), minlength=r.months)[: r.months]


LARGE = 5.0  # heads, the owner's included, of a firm on whose site others may grow


def _large_closed(r: Reading) -> np.ndarray:
    """Closings of firms that lately had five heads or more; those taken over are none."""
    gone = (r.firms.closed >= 0) & (r.firms.staff_of_late >= LARGE) & (r.firms.cause != ACQUIRED)
    return np.bincount(r.firms.closed[gone].astype(int), minlength=r.months)[: r.months]


def _spin_offs_of_large(r: Reading) -> np.ndarray:
    """Firms founded by people of a firm that had five heads or more when it closed, by the month of its closing.

    Founders of the last months' closings are still to come, in every arm alike.
    """
    founded = r.firms[r.firms.origin == ORIGINS.index("spin_off")]
    place = np.searchsorted(r.firms.id, founded.parent)
    known = (founded.parent >= 0) & (place < len(r.firms))
    parents = r.firms[place[known]]
    parents = parents[(parents.closed >= 0) & (parents.staff_of_late >= LARGE) & (parents.cause != ACQUIRED)]
    return np.bincount(parents.closed.astype(int), minlength=r.months)[: r.months]


def _entries(ways: tuple[str, ...]):
    codes = [ORIGINS.index(way) for way in ways]
    return lambda r: np.bincount(
        r.firms.entered[np.isin(r.firms.origin, codes)].astype(int), minlength=r.months
    )[: r.months]  # fmt: skip


_SERIES = {
    "alive": _line("partners_alive"),
    **{f"alive_{kind}": _living(kind) for kind in KINDS},
    "sales": _line("sales"),
    "product_profit": _line("product_gross_profit"),
    "service_profit": _line("service_gross_profit"),
    "gross_profit": lambda r: r.series("product_profit") + r.series("service_profit"),
    "bad_debt": _line("bad_debt"),
    "competence": _line("competence"),
    "concentration": _line("concentration"),
    "price_level_sum": _line("price_level"),
    "ones": lambda r: np.ones(r.months),
    "asian": lambda r: r.result.market.monthly.origin_part[: r.months, VENDOR_ORIGINS.index("asian")],
    "focal_profit": _focal("profit"),
    "focal_sales": _focal("sales"),
    "focal_gross_profit": _focal("gross_profit"),
    "focal_spend": _focal("lever_spend"),
    "focal_write_offs": _focal("write_offs"),
    "focal_members": _focal("members"),
    "focal_contribution": _focal("contribution"),
    "focal_active": _focal("active_accounts"),
    "focal_accounts": _focal("accounts"),
    "distributor_sales": lambda r: r.result.market.channel.sales[: r.months].sum(axis=1),
    "rivals_profit": lambda r: r.result.market.channel.profit[: r.months, 1:].sum(axis=1),
    "product_sales": _panel("sales_product"),
    "service_sales": _panel("sales_service"),
    "purchases": _panel("purchases"),
    "headcount": _panel("headcount"),
    "payroll": _panel("payroll"),
    "payables": _panel("payables"),
    "markup_weighted": lambda r: r.by_month(r.panel.markup * r.panel.sales_product),
    **{f"product_sales_{kind}": _kind("sales_product", kind) for kind in KINDS},
    **{f"service_sales_{kind}": _kind("sales_service", kind) for kind in KINDS},
    "large_sales": lambda r: r.by_month(r.panel.sales_product, r.large),
    "small_sales": lambda r: r.by_month(r.panel.sales_product, (r.firms.origin == 0) & ~r.large),
    "treated_sales": lambda r: r.by_month(r.panel.sales_product + r.panel.sales_service, r.treated),
    "treated_profit": _panel("gross_profit", "treated"),
    "treated_stock_30": lambda r: 30.0 * r.by_month(r.panel.own_stock, r.treated),
    "treated_cost": lambda r: r.by_month(r.panel.sales_product / (1.0 + r.panel.markup), r.treated),
    "treated_skill": _panel("competence", "treated"),
    "treated_alive": lambda r: r.by_month(np.ones(len(r.panel)), r.treated),
    "member_benefit": lambda r: r.by_month(r.panel.benefit * (r.panel.member > 0.0)),
    "member_effort": lambda r: r.by_month(r.panel.contribution * (r.panel.member > 0.0)),
    "entries": _entries(ORIGINS[1:]),
    "entries_outside": _entries(("outsider", "retail")),
    "spin_offs": _entries(("spin_off",)),
    "employers_closed": _employers_closed,
    "large_closed": _large_closed,
    "spin_offs_of_large": _spin_offs_of_large,
    "entries_retail": _entries(("retail",)),
    "volume_goods": lambda r: r.goods(True),
    "other_goods": lambda r: r.goods(False),
    "volume_goods_integrator": lambda r: r.goods(True, "integrator"),
    "other_goods_integrator": lambda r: r.goods(False, "integrator"),
    "sold": lambda r: r.by_month(r.panel.sales_product + r.panel.sales_service),
    "skill_sold": lambda r: r.by_month(r.panel.competence * (r.panel.sales_product + r.panel.sales_service)),
    "focal_operating_profit": _focal("operating_profit"),
}  # fmt: skip
