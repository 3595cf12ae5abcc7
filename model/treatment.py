"""Some, not all: whom a dated change treats, and the settings as they hold for one partner or customer.

The tables of settings hold a block of columns for everybody and one more for each set of changes that somebody may
be treated with; a firm's ``treatment`` says which block is its own (a bit for each change, in the timeline's order).
A share is a keyed draw that belongs to the firm and the change's name, conditions are read in the month of the change.
"""

from __future__ import annotations

import hashlib

import numpy as np

from agents.compiled import phase, rule
from agents.luck import TREATMENT, fraction, hashed
from agents.partner import KIND_COUNT, KINDS
from agents.state import Column, empty_rows
from model.market import PARTNERS

BY_PARTNERS, BY_CUSTOMERS = 0, 1
ANY = -1

CHANGE = (
    Column("side", "i4", "code", "partners or customers"),
    Column("month", "i4", "month", "when it begins"),
    Column("drawn_by", "i8", "count", "number that its name stands for; the draw's own"),
    Column("share", "f8", "share", "of firms that it treats, -1 where conditions choose"),
    Column("kind", "i4", "code", "of the partners that it treats, -1 for any"),
    Column("distributor", "i4", "row", "whose partners it treats, by largest part of purchases; -1 for any"),
    Column("size_below", "f8", "people", "headcount below which it treats"),
    Column("size_above", "f8", "people", "headcount from which it treats"),
    Column("listed", "u1", "flag", "only partners on its list"),
)
LISTED = (
    Column("change", "i4", "row", "the change"),
    Column("partner", "i8", "count", "id of a partner on its list"),
)


def changes_of(timeline, distributors: tuple[str, ...], side_of) -> tuple[np.recarray, np.recarray]:
    """The changes for some of a timeline as rows (changes,), and the partners listed by name (listed,).

    ``side_of`` tells from a change's values whom it treats. Raises ValueError for a distributor that is not there.
    """
    chosen = [change for change in timeline if change.some]
    rows = empty_rows(CHANGE, len(chosen))
    listed = []
    for number, change in enumerate(chosen):
        row = rows[number]
        only = dict(change.only or {})
        row["side"] = BY_PARTNERS if side_of(change.values) == "partners" else BY_CUSTOMERS
        row["month"] = change.month
        row["drawn_by"] = int.from_bytes(hashlib.sha256(change.name.encode()).digest()[:6], "big")
        row["share"] = ANY if change.share is None else change.share
        row["kind"] = KINDS.index(only["kind"]) if "kind" in only else ANY
        name = only.get("distributor")
        if name is not None and name not in distributors:
            raise ValueError(f"{change.name}: only.distributor {name} is not in the market of {len(distributors)}")
        row["distributor"] = ANY if name is None else distributors.index(name)
        row["size_below"] = only.get("size_below", np.inf)
        row["size_above"] = only.get("size_above", 0.0)
        row["listed"] = "ids" in only
        listed += [(number, partner) for partner in only.get("ids", ())]
    partners = empty_rows(LISTED, len(listed))
    for place, (number, partner) in enumerate(listed):
        partners[place]["change"], partners[place]["partner"] = number, partner
    return rows, partners


@rule
def drawn(market, change, name):
    """True when the draw of a change takes the firm of this name (a whole number)."""
    return fraction(hashed(market.seed, TREATMENT, 0, name, change.drawn_by)) < change.share


@rule
def meets(market, number, row):
    """True when a partner meets all conditions of a change for those it names, on its books of now."""
    change = market.changes[number]
    partner = market.partners[row]
    people = partner.sales_staff + partner.service_staff
    if change.kind != ANY and partner.kind != change.kind:
        return False
    if people < change.size_above or people >= change.size_below:
        return False
    if change.distributor != ANY:
        main = 0
        for place in range(1, market.accounts.shape[1]):
            if market.accounts[row, place].share > market.accounts[row, main].share:
                main = place
        if market.accounts[row, main].distributor != change.distributor:
            return False
    if change.listed == 0:
        return True
    for place in range(market.listed.shape[0]):
        if market.listed[place].change == number and market.listed[place].partner == partner.id:
            return True
    return False


@phase
def treat(market, month):
    """Who is treated: by a keyed draw for good, newcomers as they enter; by conditions in the month of the change."""
    bits = np.zeros(2, dtype=np.int64)
    for number in range(market.changes.shape[0]):
        change = market.changes[number]
        bit = 1 << bits[change.side]
        bits[change.side] += 1
        if change.side == BY_CUSTOMERS:
            if month == 0:
                for firm in range(market.customers.shape[0]):
                    if drawn(market, change, firm):
                        market.customers[firm].treatment |= bit
            continue
        for row in range(market.counters[PARTNERS]):
            partner = market.partners[row]
            if not partner.alive:
                continue
            if change.share >= 0.0:
                chosen = (month == 0 or partner.entered == month) and drawn(market, change, partner.id)
            else:
                chosen = month == change.month and meets(market, number, row)
            if chosen:
                partner.treatment |= bit


@rule
def levers_for(market, month, partner, distributor):
    """The levers of a distributor as they hold for a partner."""
    return market.levers[month, partner.treatment * market.distributors.shape[0] + distributor]


@rule
def programme(market, month, distributor):
    """The levers of a distributor as whom they treat with everything meets them: what its programmes spend."""
    return market.levers[month, market.levers.shape[1] - market.distributors.shape[0] + distributor]


@rule
def kind_of(market, month, partner):
    """The numbers of a partner's kind as they hold for it."""
    return market.kinds[month, partner.treatment * KIND_COUNT + partner.kind]


@rule
def segment_of(market, month, firm):
    """The numbers of a customer's segment as they hold for it."""
    return market.segments[month, firm.treatment * 3 + firm.segment]
