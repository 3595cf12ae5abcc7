"""Every parameter by its name, with its unit and sign, in English and Russian: for whoever tells of one."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.words.keys.bundles import FACTORS, LEVELS
from experiments.words.keys.parameters import PARAMETER
from experiments.words.keys.units import CHOICES, UNITS
from experiments.words.words import LANGUAGES, QUOTES, told, words
from model import PARAMETERS

FOCAL = "levers.focal."
SHARES = ("share", "share / year", "share / month")  # told as per cent


def common(key: str) -> str:
    """The key under which a lever is named: the focal distributor's."""
    parts = key.split(".")
    return FOCAL + ".".join(parts[2:]) if parts[0] == "levers" else key


def key_told(key: str, language: str) -> str:
    """The name of a parameter, small letters inside a sentence; anything else as it stands, its underscores as spaces.

    A rival's lever has its number with it; factors of the shipped manifests have a Russian name as well.
    """
    found = PARAMETER.get(common(key))
    if found is None:
        return FACTORS[key] if language == "ru" and key in FACTORS else key.replace("_", " ")
    name = found[LANGUAGES.index(language)]
    word = name.split()[0]
    name = name if word.isupper() or not word[1:].islower() else name[0].lower() + name[1:]
    owner = key.split(".")[1] if key.startswith("levers.") else "focal"
    if owner == "focal":
        return name
    rival = words(language, "life.distributors")("rival", number=owner.rpartition("_")[2])
    return f"{name} ({rival})"


def unit_told(key: str, language: str) -> str:
    """The unit in which a parameter's values are told; empty for words and plain numbers."""
    unit = PARAMETERS[key].unit if key in PARAMETERS else PARAMETERS[common(key)].unit if is_key(key) else ""
    if unit in ("", "choice", "names", "ratio", "count"):
        return ""
    return UNITS.get(unit, (unit, unit))[LANGUAGES.index(language)]


def is_key(key: str) -> bool:
    """Whether a parameter goes by that key, a rival's lever included."""
    return common(key) in PARAMETERS


def scale_of_key(key: str) -> float:
    """What a parameter's value is multiplied by when it is told: 100 for a share."""
    return 100.0 if is_key(key) and PARAMETERS[common(key)].unit in SHARES else 1.0


def about(level: float | int | str) -> float | int | str:
    """A level as near as a slide needs it: three digits of a number."""
    return float(f"{level:.3g}") if isinstance(level, float) else level


def lever_told(key: str, value: float | int | str, language: str) -> str:
    """A parameter with its value, a word in brackets; a unit that the name has in it, as *days to pay*, is not said
    again."""
    return levers_told(key, [value], language)


def levers_told(key: str, values: Sequence[float | int | str], language: str) -> str:
    """The same of several values in a row: name and unit stand once."""
    name, levels = key_told(key, language), [level_told(key, value, language) for value in values]
    if any(isinstance(value, str) for value in values):
        return f"{name} ({', '.join(levels)})"
    unit = unit_told(key, language)
    row = words(language).several([level.removesuffix(unit).strip() if unit else level for level in levels])
    return f"{name} {row}" if unit in name.split() else f"{name} {row} {unit}".strip()


def instead_of(key: str, value: float | int | str, was: float | int | str, language: str) -> tuple[str, str]:
    """A parameter with its value, and what it was: the unit stands once, at the end, and a name that has it in it has
    it for both."""
    unit, old = unit_told(key, language), level_told(key, was, language)
    if isinstance(was, str):
        old = QUOTES[language].replace("|", old)
    if unit and unit in key_told(key, language).split():
        return lever_told(key, value, language), old.removesuffix(unit).strip()
    return lever_told(key, value, language).removesuffix(unit).strip(), old


def level_told(key: str, value: float | int | str, language: str, sign: bool = False) -> str:
    """A value of a parameter with its unit, shares in per cent; a word by its name."""
    if isinstance(value, str):
        if language == "ru" and value in LEVELS:
            return LEVELS[value]
        if value in CHOICES:
            return CHOICES[value][LANGUAGES.index(language)]
        name = words(language).scenario(value) if language == "ru" else value
        return name.replace("_", " ")
    scaled = scale_of_key(key) * value
    digits = min(3, len(f"{scaled:.6g}".partition(".")[2])) if "e" not in f"{scaled:.6g}" else 0
    unit = unit_told(key, language) if is_key(key) else ""
    return f"{told(scaled, digits, language, sign)} {unit}".strip()
