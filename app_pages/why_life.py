"""One partner's life in one world or two, drawn: sentences, charts, months, events, cash of its last year."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app_pages import figures, state
from experiments.explain import Explanation
from experiments.explain.explanation import ROUTINE
from experiments.explain.life import Life, sources_and_uses
from experiments.explain.tell import line_name, tell
from experiments.explain.words import distributor, word
from experiments.stage.lives import life_chart
from experiments.words.words import Words, amount

CHARTS = ("cash", "own_stock", "payables", "credit_limit", "headcount", "competence")
TABLE = ("cash", "own_stock", "receivables", "payables", "overdue_payables", "credit_limit", "sales_product",
         "sales_service", "headcount", "competence", "expected_profit", "equity")  # fmt: skip


def draw(found: Explanation, say: Words, shown: tuple[str, ...] = CHARTS, extra: tuple[str, ...] = ()) -> None:
    """All of an explanation; ``extra`` are more sentences."""
    language = state.language()
    st.markdown("\n".join(f"- {sentence}" for sentence in (*tell(found, language), *extra)))
    if all(life is None or life.months.empty for life in (found.life, found.twin)):
        return
    for start in range(0, len(shown), 2):
        for column, name in zip(st.columns(2), shown[start : start + 2], strict=False):
            with column:
                figures.drawn(life_chart(found, name, language), 220)
    left, right = st.columns([2, 3])
    with left:
        cash_of_the_year(found, say)
    with right:
        events(found, say)
    with st.expander(say("months"), icon=":material/table:"):
        st.dataframe(months(found, say), hide_index=True, width="stretch", height=420)


def told(found: Explanation) -> list[Life]:
    """The lives with months on record."""
    return [life for life in (found.life, found.twin) if life is not None and len(life.months)]


def cash_of_the_year(found: Explanation, say: Words) -> None:
    """Sources and uses of cash in the year before the closing, or the last year, in each world."""
    language, last = state.language(), found.window
    years = {
        life.scenario: sources_and_uses(life, last)
        for life in told(found)
        if life.months["month"].between(last - 12, last - 1).any()
    }
    if not years:
        return
    one = next(iter(years.values()))
    rows = [(say("cash.start"), [year["opening"] for year in years.values()])]
    for line in one["lines"]:
        values = [year["lines"][line] for year in years.values()]
        if any(values):
            rows.append((word("flows", line, language), values))
    rows.append((say("cash.end"), [year["closing"] for year in years.values()]))
    rows += [(say(f"rise.{name}"), [year["tied"][name] for year in years.values()]) for name in one["tied"]]
    table = pd.DataFrame(
        {say("cashflow.line"): name} | {s: amount(v, language) for s, v in zip(years, values, strict=True)}
        for name, values in rows
    )
    title = say("cashflow", first=one["first"], last=one["last"])
    st.markdown(f"**{title}**")
    st.table(table, hide_index=True, alt=title)


def events(found: Explanation, say: Words) -> None:
    """What happened to it in each world; the routine as counts."""
    language = state.language()
    rows, counts = [], []
    for life in told(found):
        seen = life.events
        for event in seen[~seen["event"].isin(ROUTINE)].to_dict("records"):
            rows.append(
                {
                    say("month"): event["month"],
                    say("where"): life.scenario,
                    say("event"): word("events", event["event"], language),
                    say("distributor"): distributor(event["distributor"], language),
                    say("amount"): amount(event["amount"], language),
                    say("detail"): word("details", event["detail"], language),
                }
            )
        numbers = seen["event"].value_counts()
        routine = [f"{word('events', name, language)} {numbers[name]}" for name in ROUTINE if name in numbers]
        if routine:
            counts.append(f"{life.scenario}: {', '.join(routine)}")
    st.markdown(f"**{say('events')}**")
    if rows:
        table = pd.DataFrame(rows).sort_values(say("month"), kind="stable")
        st.table(table, hide_index=True, height=480 if len(rows) > 12 else "content", alt=say("events"))
    if counts:
        st.caption(say("routine", counts="; ".join(counts)))


def months(found: Explanation, say: Words) -> pd.DataFrame:
    """Every month of both worlds, side by side in time."""
    language = state.language()
    parts = []
    for life in told(found):
        part = life.months[["month", *TABLE]].copy()
        part[list(TABLE)] = part[list(TABLE)].round(2)
        part.insert(1, "where", life.scenario)
        parts.append(part)
    table = pd.concat(parts).sort_values(["month", "where"], kind="stable")
    return table.rename(
        columns={"month": say("month"), "where": say("where")} | {name: line_name(name, language) for name in TABLE}
    )
