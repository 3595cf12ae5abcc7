"""Every text stands in both languages, in the same files and tables, with the same placeholders."""

import string
import tomllib

import pytest

from app_pages import PAGES
from experiments.words.words import FOLDER, LANGUAGES, amount, form_of, read_words, words

ONE = {"titles", "claims", "sources"}  # English ones are those of manifests, claims.toml and the parameter table
FILES = sorted({path.stem for language in LANGUAGES for path in (FOLDER / language).glob("*.toml")} - ONE)


def tables(language: str, file: str) -> dict[str, dict]:
    """The tables of a file by name; texts that stand in none are of the table ``""``."""
    read = tomllib.loads((FOLDER / language / f"{file}.toml").read_text(encoding="utf-8"))
    found = {name: table for name, table in read.items() if isinstance(table, dict)}
    loose = {key: text for key, text in read.items() if not isinstance(text, dict)}
    return found | ({"": loose} if loose else {})


ROOMS = [(file, table) for file in FILES for table in tables("en", file)]


def placeholders(text: str) -> list[str]:
    return sorted(field for _, field, _, _ in string.Formatter().parse(text) if field is not None)


def test_both_languages_have_the_same_rooms():
    assert len(ROOMS) > 40
    for file in FILES:
        assert tables("en", file).keys() == tables("ru", file).keys(), file


@pytest.mark.parametrize(("file", "table"), ROOMS)
def test_both_languages_with_the_same_placeholders(file, table):
    english, russian = (tables(language, file)[table] for language in LANGUAGES)
    assert list(english) == list(russian)
    for key in english:
        pairs = zip(*([text] if isinstance(text, str) else text for text in (english[key], russian[key])), strict=True)
        for one, other in pairs:
            assert one.strip() and other.strip(), key
            assert set(placeholders(one)) == set(placeholders(other)), key


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_a_name_in_the_menu(page):
    assert len({words(language, "app.pages")(page) for language in LANGUAGES}) == 2, "the name is not translated"


def test_what_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="expected one of en, ru"):
        words("de", "app.why")
    with pytest.raises(KeyError):
        words("en", "app.nothing")
    say = words("ru", "app.questions")
    with pytest.raises(KeyError):
        say("nothing")
    assert "nothing" not in say and say.named("nothing") == "nothing"


def test_a_text_without_values_is_told_as_it_stands():
    key, text = next((key, text) for key, text in read_words("ru", "app.compare").items() if "{" in text)
    assert words("ru", "app.compare")(key) == text


def test_an_amount_has_about_three_digits():
    told = [amount(value) for value in (1234.5, 99.96, 12.34, 1.0, 0.05, 0.001, -0.001, -3.25)]
    assert told == ["1,235", "100", "12.3", "1", "0.05", "0", "0", "\N{MINUS SIGN}3.25"]
    assert amount(1234.5, "ru") == "1\N{NO-BREAK SPACE}235" and amount(12.3, "ru") == "12,3"


@pytest.mark.parametrize(("number", "form"), [(1, "рынок"), (2, "рынка"), (5, "рынков"), (11, "рынков"), (12, "рынков"),
                                              (21, "рынок"), (24, "рынка"), (111, "рынков"), (0, "рынков"),
                                              ("1\N{NO-BREAK SPACE}002", "рынка"), ("27,6", "рынка")])  # fmt: skip
def test_a_number_and_its_noun_agree_in_russian(number, form):
    assert form_of(number, ["рынок", "рынка", "рынков"], "ru") == form
    two = form_of(number, ["рынка", "рынков"], "ru")
    assert two == ("рынка" if form == "рынок" else "рынков")


def test_a_number_and_its_noun_agree_in_english():
    assert [form_of(n, ["market", "markets"]) for n in (1, 2, 21, "1.5", "1,001")] == ["market"] + ["markets"] * 4


@pytest.mark.parametrize(("pairs", "told"), [(24, "24 рынка по 60"), (21, "21 рынок по 60"), (8, "8 рынков по 60")])
def test_the_front_of_a_deck_has_the_right_plural(pairs, told):
    assert told in words("ru")("deck.sub", names="a", base="b", pairs=pairs, months=60)
