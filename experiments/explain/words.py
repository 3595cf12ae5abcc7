"""What the parts of one partner's life are called: kinds, causes, events, lines of its books; and distributors."""

from __future__ import annotations

from experiments.words.words import words


def word(table: str, key: str, language: str = "en") -> str:
    """The word for a key of a table of ``life.toml``; a key that it does not know is told as it is."""
    return words(language, f"life.{table}").named(key)


def distributor(name: str, language: str = "en") -> str:
    """A distributor's name for people: its own in English, yours or a numbered rival in Russian."""
    if language == "en" or not name:
        return name
    return "ваш" if name == "focal" else name.replace("rival_", "конкурент ")
