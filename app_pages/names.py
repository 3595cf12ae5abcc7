"""What parameters, units and presets are called for people, in the chosen language."""

from __future__ import annotations

from app_pages import state
from app_pages.recipe import Recipe, plain_title, preset
from experiments.words.keys import common
from experiments.words.keys.parameters import PARAMETER
from experiments.words.keys.units import CHOICES, UNITS
from experiments.words.words import capital, told, words
from model import PARAMETERS


def _column(language: str) -> int:
    return ("en", "ru").index(language)


def name(key: str, language: str) -> str:
    """A parameter's name; a rival's lever is named like the focal one."""
    return PARAMETER.get(common(key), (key, key))[_column(language)]


def tip(key: str, language: str) -> str:
    """A sentence of help."""
    if language == "ru" and common(key) in PARAMETER:
        return PARAMETER[common(key)][2]
    return PARAMETERS[key].tip


def unit(key: str, language: str) -> str:
    """The unit in which the app shows a value: shares are shown in per cent, money as the visitor calls it."""
    declared = PARAMETERS[key].unit
    told = UNITS.get(declared, (declared, declared))[_column(language)]
    called = money()
    return told.replace(UNITS["money"][_column(language)], called) if called and declared.startswith("money") else told


def money() -> str:
    """What the visitor calls a unit of money; nothing when no name was given."""
    return plain_title(state.view().note("unit"))


def group(word: str, language: str) -> str:
    """The name of a group of levers."""
    return words(language, "app.levers.groups").named(word)


def choice(word: str, language: str) -> str:
    """The name of one of a parameter's words."""
    return CHOICES.get(word, (word, word))[_column(language)]


def policy(word: str, language: str) -> str:
    """A policy preset's name inside a sentence: the same as on slides."""
    return words(language)("as_today") if word == "steady" else world(word, language)


def world(word: str, language: str) -> str:
    """A world's name inside a sentence; a file that has no name in words is called by its title."""
    say = words(language)
    return say.scenario(word) if f"scenario.{word}" in say else preset(word).title


def policy_title(word: str, language: str) -> str:
    """A policy preset's name by itself."""
    return capital(policy(word, language))


def title_of(recipe: Recipe, language: str) -> str:
    """What a policy is called: its own title, or its preset's and, when levers differ, that it was changed."""
    title = policy_title(recipe.preset, language)
    return recipe.title or (words(language, "app.explore")("changed", name=title) if recipe.differs else title)


def world_title(word: str, language: str) -> str:
    """A world's name by itself."""
    return capital(world(word, language))


def world_of(view) -> str:
    """What a visitor's world is called: by its own title, else by its preset's."""
    return view.world_title or world_title(view.world.preset, view.language)


def number(value: float, language: str, digits: int = 0, sign: bool = False) -> str:
    """A number as people of the language write it (see :func:`experiments.words.words.told`)."""
    return told(value, digits, language, sign)
