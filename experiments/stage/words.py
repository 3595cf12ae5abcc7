"""Words and numbers for people, in English and Russian: one file of texts a language, the same keys in each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "ru")
FOLDER = Path(__file__).parent / "texts"
MARKS = {"en": (",", "."), "ru": ("\N{NO-BREAK SPACE}", ",")}  # between thousands, before decimals


def told(value: float, digits: int = 0, language: str = "en", sign: bool = False) -> str:
    """A number as people of that language write it, with a true minus and never a minus zero."""
    value = round(value, digits) + 0.0
    thousands, decimals = MARKS[language]
    text = f"{value:{'+' if sign and value else ''},.{digits}f}"
    return text.translate(str.maketrans({",": thousands, ".": decimals, "-": "\N{MINUS SIGN}"}))


@cache
def read_words(language: str, folder: Path = FOLDER) -> dict[str, str]:
    """Every text of a language: key to text with the names of its values in braces."""
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: expected one of {', '.join(LANGUAGES)}")
    return tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Words:
    """Texts of one language: called with a key and the values of its names, gives the text.

    ``stem`` is left out of the names of scenarios (see :meth:`among`).
    """

    language: str
    folder: Path = FOLDER
    stem: str = ""

    def among(self, names) -> Words:
        """These words where all scenarios build on one: its name is then left out of theirs (``a+b`` is *b*)."""
        names = list(names)
        first = {name.split("+")[0] for name in names}
        return replace(self, stem=first.pop() if len(first) == 1 and len(names) > 1 else "")

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key."""
        return read_words(self.language, self.folder)[key].format(**values)

    def number(self, value: float, digits: int = 0, sign: bool = False) -> str:
        """A number in this language (see :func:`told`)."""
        return told(value, digits, self.language, sign)

    def scenario(self, name: str) -> str:
        """What people call a preset, or presets put together with ``+``; the stem alone is *as today*."""
        texts = read_words(self.language, self.folder)
        if self.stem and name == self.stem:
            return texts["as_today"]
        name = name.removeprefix(f"{self.stem}+") if self.stem else name
        return " + ".join(texts.get(f"scenario.{part}", part) for part in name.split("+"))

    def several(self, names) -> str:
        """Names in a row: with commas, and the word *and* before the last."""
        names = list(names)
        return self("and").join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def words(language: str, folder: Path = FOLDER) -> Words:
    """The texts of a language; ``folder`` holds one TOML file a language. An unknown language is a ValueError."""
    read_words(language, folder)
    return Words(language, folder)
