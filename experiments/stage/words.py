"""Words for people, in English and Russian: one file a language, the same keys in each."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "ru")
FOLDER = Path(__file__).parent / "words"

Say = Callable[..., str]


@cache
def read_words(language: str, folder: Path = FOLDER) -> dict[str, str]:
    """Every text of a language: key to text with the names of its values in braces."""
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: expected one of {', '.join(LANGUAGES)}")
    return tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))


def words(language: str, folder: Path = FOLDER) -> Say:
    """A function from a key and its values to text in ``language``; ``folder`` holds one TOML file a language.

    An unknown language is a ValueError, an unknown key a KeyError.
    """
    texts = read_words(language, folder)

    def say(key: str, **values) -> str:
        return texts[key].format(**values)

    return say
