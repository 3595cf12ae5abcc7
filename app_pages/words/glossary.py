"""Words of the page Glossary, and its terms from ``glossary.toml`` and the table of outcomes."""

from __future__ import annotations

import tomllib
from pathlib import Path

from model import measures
from model.measure import LANGUAGES

FILE = Path(__file__).with_suffix(".toml")

WORDS = {
    "page": ("Glossary", "Словарь"),
    "title": ("Words, plainly", "Слова по-простому"),
    "search": ("Search", "Поиск"),
    "none": (
        "No such word here. Parameters are on the page Assumptions.",
        "Такого слова нет. Параметры — на странице «Допущения».",
    ),
    "shown": ("{number} words", "Слов: {number}"),
}


def tables() -> dict[str, dict[str, list[str]]]:
    """The headings under ``groups``, then a table a group: the file's, and the outcomes by their declaration."""
    outcomes = {
        key: [*(o.title(word) for word in LANGUAGES), *(o.explained(word) for word in LANGUAGES)]
        for key, o in measures.OUTCOMES.items()
    }
    return tomllib.loads(FILE.read_text(encoding="utf-8")) | {"outcomes": outcomes}


GROUPS = {name: tuple(texts) for name, texts in tables()["groups"].items()}
# "<group>.<word>" to the word and its explanation, English before Russian in each.
TERMS = {f"{group}.{name}": (texts[0], texts[1]) for group in GROUPS for name, texts in tables()[group].items()}
EXPLANATIONS = {f"{group}.{name}": (texts[2], texts[3]) for group in GROUPS for name, texts in tables()[group].items()}
