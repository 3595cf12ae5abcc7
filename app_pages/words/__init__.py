"""The words of the app in English and Russian: one module a page, each with a dictionary ``WORDS``.

A value is a pair (english, russian); both hold the same ``{placeholders}``. ``tests/test_words.py`` holds every
dictionary to that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

LANGUAGES = ("en", "ru")
LANGUAGE_NAMES = {"en": "English", "ru": "Русский"}

Say = Callable[..., str]


def words(table: Mapping[str, tuple[str, str]], language: str) -> Say:
    """A function from a key of ``table`` and its values to text in ``language``.

    An unknown language is a ValueError, an unknown key a KeyError.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: expected one of {', '.join(LANGUAGES)}")
    column = LANGUAGES.index(language)

    def say(key: str, **values) -> str:
        text = table[key][column]
        return text.format(**values) if values else text

    return say
