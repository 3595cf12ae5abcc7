"""Every parameter has a name in both languages and help in Russian; nothing stands there for nothing."""

import re
import tomllib
from pathlib import Path

import pytest

from app_pages import names
from experiments.words.keys import key_told, level_told
from experiments.words.keys.parameters import MEMBERS, PARAMETER, pattern, rows
from experiments.words.keys.units import CHOICES, UNITS
from model import PARAMETERS

MANIFESTS = Path(__file__).resolve().parent.parent / "experiments" / "manifests"
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
ROWS = rows()


def test_no_parameter_is_unnamed_and_no_name_is_stale():
    assert not {pattern(key) for key in PARAMETERS} - ROWS.keys(), "parameters without a row in parameters.toml"
    assert not ROWS.keys() - {pattern(key) for key in PARAMETERS}, "rows of parameters that are gone"
    assert PARAMETER.keys() == PARAMETERS.keys()


@pytest.mark.parametrize("key", ROWS)
def test_a_row_is_three_texts_in_their_languages(key):
    english, russian, sentence = ROWS[key]
    assert english and not CYRILLIC.search(english) and len(english) <= 36
    assert CYRILLIC.search(russian) and len(russian) <= 44
    assert CYRILLIC.search(sentence) and sentence.endswith(".") and sentence[0].isupper()


def test_names_tell_parameters_apart():
    for column in (0, 1):
        seen = {}
        for key, texts in PARAMETER.items():
            group = ".".join(key.split(".")[:3]) if key.startswith("levers.") else key.split(".")[0]
            assert seen.setdefault((group, texts[column]), key) == key, (
                f"{key} is named like {seen[group, texts[column]]}"
            )


def test_a_rivals_lever_is_named_like_the_focal_one():
    key = "levers.rival_2.credit.deferment_days"
    for language in ("en", "ru"):
        assert names.name(key, language) == names.name("levers.focal.credit.deferment_days", language)
        assert names.tip(key, language) == names.tip("levers.focal.credit.deferment_days", language)
    assert CYRILLIC.search(names.tip(key, "ru")) and not CYRILLIC.search(names.tip(key, "en"))


def test_members_of_a_family_are_those_of_the_model():
    assert set(MEMBERS) <= {key.rpartition(".")[0] for key in PARAMETERS}
    starred = {row.partition(".")[0] for row in ROWS if "*" in row}
    assert starred == {whose.partition(".")[0] for whose in MEMBERS}


def test_the_shipped_manifests_speak_russian():
    for path in sorted(MANIFESTS.glob("*.toml")):
        factors = tomllib.loads(path.read_text(encoding="utf-8")).get("factors", {})
        for factor, levels in factors.items():
            assert CYRILLIC.search(key_told(factor, "ru")), (path.name, factor)
            for level in levels if isinstance(levels, list) else ():
                assert isinstance(level, float | int) or CYRILLIC.search(level_told(factor, level, "ru")), (
                    path.name,
                    level,
                )
    assert key_told("service_margin", "en") == "service margin" and level_told("credit", "half", "en") == "half"
    assert key_told("programme", "ru") == "программа"  # a word of somebody's own manifest, and a preset as its level
    assert level_told("programme", "credit-and-services", "ru") == "отсрочка + услуги"


def test_every_unit_and_choice_is_told_in_both_languages():
    assert {p.unit for p in PARAMETERS.values()} <= UNITS.keys()
    assert {word for p in PARAMETERS.values() for word in p.choices} <= CHOICES.keys()
