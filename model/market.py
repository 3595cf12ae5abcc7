"""The market's state: columns for every kind of agent, and room to append."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from agents import community, customer, distributor, domain, goods, labour, partner, vendor
from agents.compiled import phase, rule
from agents.partner import ACCOUNTS, FOUNDERS, KIND_COUNT
from agents.state import Column, empty_rows
from model.handing import block_of, hand_over

WORLD = (
    Column("demand_index", "f8", "ratio", "demand over that of month 0, by segment", (3,)),
    Column("season", "f8", "ratio", "demand of this calendar month over the year's mean"),
    Column("next_season", "f8", "ratio", "the same for next month"),
    Column("service_index", "f8", "ratio", "service work wanted for the same goods, over that of month 0", (3,)),
    Column("packages", "u1", "flag", "somebody offers service packages"),
    Column("transparency", "f8", "ratio", "customers' price sensitivity over that of month 0"),
    Column("shop_reach", "f8", "ratio", "readiness to buy online over that of month 0"),
    Column("income", "f8", "ratio", "usual income of owners of small firms over their outside option", (KIND_COUNT,)),
    Column("chain_output", "f8", "money / month", "goods that retail chains have sold a head; 0 before the first"),
    Column("initial", "i8", "count", "partners of each kind at the start", (KIND_COUNT,)),
    Column("price_level", "f8", "ratio", "vendors' prices over those of month 0, weighted by what is bought"),
    Column("revaluation", "f8", "ratio", "price level over last month's"),
    Column("currency", "f8", "ratio", "price of foreign money over that of month 0"),
    Column("foreign", "f8", "share", "of vendors' prices that follows foreign money"),
    Column("origin_part", "f8", "share", "of all goods by origin of the vendors", (4,)),
    Column("supply", "f8", "ratio", "goods that customers still order at this supply and price, by segment", (3,)),
    Column("consumer_markup", "f8", "share", "smoothed mean mark-up on consumers' purchases"),
    Column("channel_margin", "f8", "share", "of distributors and partners together, over vendors' price"),
    Column("direct_sales", "f8", "money", "of vendors to customers, this month"),
    Column("direct_projects", "i8", "count", "projects that vendors served themselves, this month"),
    Column("communities", "u1", "flag", "somebody runs or belongs to a community"),
    Column("pools", "u1", "flag", "somebody recruits"),
    Column("taught", "u1", "flag", "somebody offers training"),
    Column("rescue_asked", "i8", "count", "partners that asked for help, this month"),
    Column("rescue_given", "i8", "count", "of these helped"),
    Column("rescue_missed", "i8", "count", "viable ones among those refused"),
    Column("rescue_wasted", "i8", "count", "hopeless ones among those helped"),
    Column("acquired", "i8", "count", "firms taken over this month"),
    Column("corporates", "i8", "count", "corporate accounts: the first rows of the customers"),
    Column("opening_cash", "f8", "money", "all cash in the market and outside, at the start"),
    Column("residual", "f8", "ratio", "largest relative gap in the books this month"),
    Column("projects_won", "i8", "count", "this month"),
    Column("projects_lost", "i8", "count", "this month"),
    Column("entries", "i8", "count", "this month"),
)

# What stands outside the market: every rouble that leaves a firm arrives in one of these.
CUSTOMER_EVENTS, PARTNER_EVENTS = 3, 16  # rows of the diary that one can fill in a month at most

OUTSIDE = ("customers", "vendors", "staff", "landlords", "state", "banks", "owners", "estates")
FROM_CUSTOMERS, TO_VENDORS, TO_STAFF, TO_LANDLORDS, TO_STATE, BANKS, OWNERS, ESTATES = range(8)

EVENT = (
    Column("month", "i4", "month", "when"),
    Column("event", "i4", "code", "what"),
    Column("partner", "i8", "count", "id of the partner, -1 for none"),
    Column("distributor", "i4", "row", "the distributor, -1 for none"),
    Column("vendor", "i4", "row", "the vendor, -1 for none"),
    Column("amount", "f8", "money", "how much"),
    Column("detail", "i4", "code", "why"),
)
EVENTS = ("entry", "closing", "credit_granted", "credit_refused", "credit_withdrawn", "rescue_asked",
          "rescue_given", "customer_default", "default", "write_off", "late_payment", "project_lost", "joined",
          "left", "excluded", "loan_called")  # fmt: skip
(ENTRY, CLOSING, CREDIT_GRANTED, CREDIT_REFUSED, CREDIT_WITHDRAWN, RESCUE_ASKED, RESCUE_GIVEN, CUSTOMER_DEFAULT,
 DEFAULT, WRITE_OFF, LATE_PAYMENT, PROJECT_LOST, JOINED, LEFT, EXCLUDED, LOAN_CALLED) = range(len(EVENTS))  # fmt: skip
DETAILS = ("", "illiquidity", "over_indebtedness", "voluntary", "acquired", "no_cash_or_credit", "policy", "score",
           "distributor_closed", "wages_unpaid", "suppliers_unpaid", "spin_off", "outsider", "retail", "viable",
           "hopeless", "vendor_direct", "unserved", "free_riding", "portal", "line_full",
           "customer_failed", "supplier_failed")  # fmt: skip
(NOTHING, _I, _O, _V, _A, NO_MONEY, POLICY, SCORE, DISTRIBUTOR_CLOSED, WAGES_UNPAID, SUPPLIERS_UNPAID, BY_STAFF,
 FROM_OUTSIDE, FROM_RETAIL, VIABLE, HOPELESS, VENDOR_DIRECT, UNSERVED, FREE_RIDING, BY_INVITATION, LINE_FULL,
 CUSTOMER_FAILED, SUPPLIER_FAILED) = range(
    len(DETAILS)
)  # fmt: skip

# Whole numbers of the run: rows in use, what is recorded, and how many rows a month can need at most.
(PARTNERS, EVENT_COUNT, PANEL_COUNT, FLOW_COUNT, ACCOUNT_COUNT, RECORD_PANEL, RECORD_FLOWS, RECORD_ACCOUNTS,
 NOTICES, OUTSIDERS, LINE_COUNT, RECORD_LINES, CUSTOMER_COUNT, RECORD_CUSTOMERS, SKILL_COUNT, RECORD_SKILLS,
 COUNTERS) = range(17)  # fmt: skip
# Tables that are recorded on request, by the names that whoever asks gives them.
RECORDS = {"panel": RECORD_PANEL, "flows": RECORD_FLOWS, "accounts": RECORD_ACCOUNTS, "lines": RECORD_LINES,
           "skills": RECORD_SKILLS, "customers": RECORD_CUSTOMERS}  # fmt: skip


class Tables(NamedTuple):
    """All state of one run. Rows of ``partners`` are appended, never reused.

    By month: ``settings`` (months,), ``segments`` (months, 3), ``goods`` (months, categories), ``domains`` (months,
    domains), ``kinds`` and ``origins`` (months, 4), ``levers`` (months, distributors). By partner, with spare rows at
    the end: ``partners``, ``desks``, ``names`` (the partners' ids once more), ``accounts`` (rows, 3), ``lines`` and
    ``offers`` (rows, categories), ``skills`` (rows, domains), ``trail`` (rows, 12, lines of the cash flow statement).
    Others: ``customers`` and ``introductions`` (firms,), ``changes`` and ``listed`` (what treats some firms, see
    ``model.treatment``), ``distributors``, ``shelves`` (distributors, categories), ``communities`` (one a
    distributor, the last the vendors'), ``commons`` (communities, domains), ``vendors``, ``brands`` (vendors,
    categories), ``categories``, ``niches`` (kinds of partners, categories), ``roles`` (2,), ``world`` (1,),
    ``outside`` (8,), ``counters`` (16,). Histories: ``monthly`` (months,), ``channel`` (months, distributors),
    ``shelf_history`` (months, distributors, categories), and ``events``, ``panel``, ``flows``, ``account_history``,
    ``line_history``, ``skill_history`` and ``customer_history``, whose rows in use are in ``counters``. How many
    categories and domains there are is the length of these arrays.
    """

    seed: np.uint64
    settings: np.recarray
    segments: np.recarray
    goods: np.recarray
    domains: np.recarray
    kinds: np.recarray
    origins: np.recarray
    levers: np.recarray
    partners: np.recarray
    accounts: np.recarray
    desks: np.recarray
    lines: np.recarray
    offers: np.recarray
    skills: np.recarray
    names: np.ndarray
    trail: np.ndarray
    customers: np.recarray
    introductions: np.recarray
    changes: np.recarray
    listed: np.recarray
    distributors: np.recarray
    shelves: np.recarray
    communities: np.recarray
    commons: np.recarray
    vendors: np.recarray
    brands: np.recarray
    categories: np.recarray
    niches: np.recarray
    roles: np.recarray
    world: np.recarray
    outside: np.ndarray
    counters: np.ndarray
    monthly: np.recarray
    channel: np.recarray
    events: np.recarray
    panel: np.recarray
    flows: np.recarray
    account_history: np.recarray
    line_history: np.recarray
    skill_history: np.recarray
    customer_history: np.recarray
    shelf_history: np.recarray


class Market(Tables):
    """The tables of one run, which compiled code takes as one."""

    @cached_property
    def block(self) -> np.ndarray:
        """Where the tables lie (see :mod:`model.handing`)."""
        return block_of(self)

    def __getstate__(self) -> None:
        """Nothing goes with a copy but the tables: its own lie elsewhere."""


hand_over(Market)


@rule
def initial_partners(world):
    """Partners of all kinds that the market starts with (count)."""
    total = 0
    for kind in range(KIND_COUNT):
        total += world.initial[kind]
    return total


def partner_rows(capacity: int, categories: int, domains: int) -> dict[str, np.ndarray]:
    """Empty rows for ``capacity`` partners: the tables that grow together."""
    accounts = empty_rows(distributor.ACCOUNT, capacity * ACCOUNTS)
    return {
        "partners": empty_rows(partner.STATE, capacity),
        "accounts": accounts.reshape(capacity, ACCOUNTS),
        "desks": empty_rows(partner.DESK, capacity),
        "skills": empty_rows(domain.SKILL, capacity * domains).reshape(capacity, domains),
        "lines": empty_rows(goods.LINE, capacity * categories).reshape(capacity, categories),
        "offers": empty_rows(goods.OFFER, capacity * categories).reshape(capacity, categories),
        "names": np.zeros(capacity, dtype=np.int64),
        "trail": np.zeros((capacity, 12, len(partner.LINES))),
    }


def grown(market: Market, name: str, rows: int) -> np.ndarray:
    """``market.<name>`` with room for ``rows`` rows, what it held kept in place."""
    old = getattr(market, name)
    new = np.zeros((rows, *old.shape[1:]), dtype=old.dtype)
    new[: old.shape[0]] = old
    return new.view(np.recarray) if isinstance(old, np.recarray) else new


@phase
def rows_needed(market):
    """Rows that the next month can need at most: (partners, events, panel, flows, and accounts', lines',
    skills' and customers' history)."""
    counters = market.counters
    partners = counters[PARTNERS] + counters[OUTSIDERS] + FOUNDERS * counters[NOTICES]
    events = counters[EVENT_COUNT] + CUSTOMER_EVENTS * market.customers.shape[0] + PARTNER_EVENTS * partners
    panel = counters[PANEL_COUNT] + partners if counters[RECORD_PANEL] else 0
    flows = counters[FLOW_COUNT] + partners if counters[RECORD_FLOWS] else 0
    accounts = counters[ACCOUNT_COUNT] + ACCOUNTS * partners if counters[RECORD_ACCOUNTS] else 0
    lines = counters[LINE_COUNT] + market.categories.shape[0] * partners if counters[RECORD_LINES] else 0
    skills = counters[SKILL_COUNT] + market.skills.shape[1] * partners if counters[RECORD_SKILLS] else 0
    customers = counters[CUSTOMER_COUNT] + market.customers.shape[0] if counters[RECORD_CUSTOMERS] else 0
    return partners, events, panel, flows, accounts, lines, skills, customers


@phase
def has_room(market):
    """True when every table has room for one more month."""
    partners, events, panel, flows, accounts, lines, skills, customers = rows_needed(market)
    return (
        partners <= market.partners.shape[0]
        and events <= market.events.shape[0]
        and panel <= market.panel.shape[0]
        and flows <= market.flows.shape[0]
        and accounts <= market.account_history.shape[0]
        and lines <= market.line_history.shape[0]
        and skills <= market.skill_history.shape[0]
        and customers <= market.customer_history.shape[0]
    )


def with_room(market: Market) -> Market:
    """The market with room for at least one more month in every table; what they held is kept."""
    partners, events, panel, flows, accounts, lines, skills, customers = rows_needed(market)
    tables = ("partners", "accounts", "desks", "lines", "offers", "skills", "names", "trail")
    needs = dict.fromkeys(tables, partners)
    needs |= {"events": events, "panel": panel, "flows": flows, "account_history": accounts, "line_history": lines}
    needs |= {"skill_history": skills, "customer_history": customers}
    change = {
        name: grown(market, name, int(rows * 1.5))
        for name, rows in needs.items()
        if getattr(market, name).shape[0] < rows
    }
    return market._replace(**change)


def firm_columns() -> dict[str, tuple[Column, ...]]:
    """Every declared table of state by name: what the documentation and the tests read."""
    return {
        "partner": partner.STATE,
        "desk": partner.DESK,
        "account": distributor.ACCOUNT,
        "skill": domain.SKILL,
        "line": goods.LINE,
        "offer": goods.OFFER,
        "distributor": distributor.STATE,
        "shelf": goods.SHELF,
        "vendor": vendor.STATE,
        "brand": goods.BRAND,
        "category": goods.CATEGORY,
        "niche": goods.NICHE,
        "role": labour.ROLE,
        "customer": customer.STATE,
        "introduction": customer.INTRODUCTION,
        "community": community.STATE,
        "commons": domain.COMMONS,
        "world": WORLD,
        "event": EVENT,
    }
