"""Phase 20, by domain of competence: what partners can do, written down on request."""

from __future__ import annotations

from agents.compiled import rule
from agents.state import Column
from model.market import SKILL_COUNT

SKILL_ROW = (
    Column("month", "i4", "month", "when"),
    Column("partner", "i8", "count", "id"),
    Column("domain", "i4", "row", "of competence"),
    Column("competence", "f8", "share", "skill in this domain at the month's end"),
)


@rule
def record_skills(market, month, row):
    """A partner's month by domain, one row each."""
    for field in range(market.skills.shape[1]):
        entry = market.skill_history[market.counters[SKILL_COUNT]]
        market.counters[SKILL_COUNT] += 1
        entry.month = month
        entry.partner = market.names[row]
        entry.domain = field
        entry.competence = market.skills[row, field].competence
