"""What the parts of one partner's life are called: kinds, causes, events, lines of its books; and distributors."""

from __future__ import annotations

from experiments.words.words import words

FLOW = "flow_"  # before a line of the cash flow statement, as a column of the books


def word(table: str, key: str, language: str = "en") -> str:
    """The word for a key of a table of ``life.toml``; a key that it does not know is told as it is.

    A cash flow is called alike among the lines of the books (``flow_tax``), a cause alike among details of events.
    """
    if table == "lines" and key.startswith(FLOW):
        table, key = "flows", key.removeprefix(FLOW)
    if table == "details" and key in words(language, "life.causes"):
        table = "causes"
    return words(language, f"life.{table}").named(key)


def distributor(name: str, language: str = "en") -> str:
    """A distributor's name for people: yours, or a numbered rival."""
    yours, rival = ("yours", "rival ") if language == "en" else ("ваш", "конкурент ")
    return yours if name == "focal" else name.replace("rival_", rival)
