"""Every word of the app has both languages, with the same placeholders."""

import pkgutil
import string
from importlib import import_module

import pytest

import app_pages.words
from app_pages import PAGES
from app_pages.words import LANGUAGES, words

MODULES = [module.name for module in pkgutil.iter_modules(app_pages.words.__path__)]


def dictionaries():
    """Every table of texts in two languages of every module of words."""
    for name in MODULES:
        module = import_module(f"app_pages.words.{name}")
        for constant, table in vars(module).items():
            if constant.isupper() and isinstance(table, dict):
                yield pytest.param(table, id=f"{name}.{constant}")


def placeholders(text: str) -> list[str]:
    return sorted(field for _, field, _, _ in string.Formatter().parse(text) if field is not None)


@pytest.mark.parametrize("table", dictionaries())
def test_both_languages_with_the_same_placeholders(table):
    for key, texts in table.items():
        english, russian = texts[0], texts[1]
        assert english.strip() and russian.strip(), key
        assert placeholders(english) == placeholders(russian), key


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_a_name_in_the_menu(page):
    table = import_module(f"app_pages.words.{page}").WORDS
    assert len({words(table, language)("page") for language in LANGUAGES}) == 2, "the name is not translated"


def test_what_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="expected one of en, ru"):
        words({}, "de")
    with pytest.raises(KeyError):
        words({}, "en")("nothing")
    assert words({"a": ("{n} runs", "{n} прогонов")}, "ru")("a", n=3) == "3 прогонов"
