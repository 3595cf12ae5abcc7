"""Commands on slides run as they are printed, and a comparison at equal spend tells its doses."""

import re
import shlex
from dataclasses import replace

import pytest

from experiments.commands.cli import build_parser, main
from experiments.comparing.asked import Asked, asked_in, asked_of
from experiments.comparing.compare import compare
from experiments.comparing.equal_spend import Dose, dosed
from experiments.comparing.results import read_results
from experiments.comparing.tables import write_comparison
from experiments.stage.again import life_again
from experiments.stage.deck import make_deck
from experiments.stage.levers import policies_told
from experiments.stage.report import comparison_deck
from experiments.stage.worlds import HARDER, harder, sizes_told, worlds
from experiments.words.words import LANGUAGES, capital, words
from scenarios import load_scenario
from tests.batches import SMALL

FLAGS_FIRST = "garden compare --replicates 2 --months 12 --set months=48 --seed 5"
NAMES = "small.toml small.toml+credit small.toml+price"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with a market of one's own in it."""
    (tmp_path / "small.toml").write_text(SMALL.format(base="steady"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def scaled(here):
    """Two policies on disk, of which one stands at half its dose, and the other could not be brought there."""
    base, credit, price = (load_scenario(name, {"months": 48}) for name in NAMES.split())
    half = dosed(base, credit, 0.5)
    rows = Dose(half, 0.5, 101.0, 100.0).row(), Dose(price, 1.0, 7.0, 100.0, "small+price: cannot").row()
    found = replace(compare([base, half, price], 2, 5, 12), spends=rows)
    (here / "out").mkdir()
    asked = asked_of(found.names, NAMES.split(), ["months=48"])
    write_comparison(here / "out", found, f"{FLAGS_FIRST} {NAMES} --equal-spend --out out", asked)
    return half


def test_what_was_asked_for_stands_beside_the_results(scaled):
    names = ["small", "small+credit", "small+price"]
    asked = read_results("out").asked
    assert [asked.word(name) for name in names] == NAMES.split() and asked.knows(*names)
    assert asked.market(12) == " --set months=48 --months 12"
    assert Asked({"my market": "my market.toml"}).word("my market") == "'my market.toml'"
    assert asked_in({}) == Asked() and not Asked().knows("small")


@pytest.mark.parametrize("language", LANGUAGES)
def test_doses_and_the_common_spend_are_told_with_the_comparison(scaled, language):
    say = words(language)
    dot = "," if language == "ru" else "."
    results = read_results("out")
    deck = comparison_deck(results, say)
    credit = say.among(results.names, results.doses).scenario("small+credit")
    assert f"0{dot}50" in credit and say("scenario.credit") in credit
    front, first, *_ = deck.slides
    assert capital(credit) in deck.subtitle
    told = front.notes.splitlines()
    common = next(line for line in told if f"0{dot}50, {say('scenario.price')} 1" in line)
    spent = say.number(results.effect("focal_spend", "small+price").difference, sign=True)
    assert " 100 " in common and any(capital(say("scenario.price")) in line and spent in line for line in told)
    charts = {slide.chart.name: slide.chart for slide in deck.slides if slide.chart}
    assert all(common in chart.footer for chart in charts.values())
    assert credit in charts["levels"].series and credit in charts["whom"].names


def test_what_is_advised_is_tried_in_harder_worlds(scaled):
    results, say = read_results("out"), words("en").among(["small", "small+credit", "small+price"])
    assert worlds(results, "small+price", say) is None  # in twelve months nobody copies, and no shock comes
    results = replace(results, months=13)
    chart = worlds(results, "small+price", say)
    assert HARDER[0] == "copied" and set(chart.series) == {
        "as compared",
        say.scenario("copied"),
    }  # the shocks: in month 24
    assert chart.band.endswith(f"come after the length: {', '.join(map(say.scenario, HARDER[1:]))}.")
    assert chart.title and harder(scaled, "rate-shock").timeline and harder(scaled, "copied").hash != scaled.hash
    deck = make_deck(results, say, (chart,))
    assert "worlds" in [slide.chart.name for slide in deck.story if slide.chart]
    assert "lower prices" in policies_told(results, say, 1, first="small+price")[0].lower()
    assert "fails" in [slide.chart.name for slide in deck.appendix if slide.chart]
    assert say("untried.copy") not in " ".join(card.text for slide in deck.story for card in slide.cards).lower()


def test_a_shock_is_told_with_its_size():
    assert sizes_told(HARDER, 36, words("en")) == [
        "Rate shock from month 24: funding rate at 20.5 instead of 14 % a year.",
        "Import shock from month 24: imports at 30 instead of 100 % until month 36; price of foreign money at 1.75 "
        "instead of 1.",
        "Imports at 30 instead of 100 % are the article's −70 %; customs counted −34 % in 2015.",
    ]
    assert sizes_told(HARDER, 24, words("ru")) == [], "which these runs do not meet"


def test_a_life_at_a_dose_has_no_command_but_values_that_give_it(scaled, here):
    results, say = read_results("out"), words("en")
    told = life_again(results, say, ("small", "small+credit"), 3, 9)
    assert "garden explain small" not in told and "with --seed 3 --partner 9 --set months=48 --months 12." in told
    values = re.findall(r"levers\.\S+ = [^\s,.]*(?:\.\d+)?", told)
    (here / "dose.toml").write_text("\n".join(values))
    assert load_scenario("small.toml+credit+dose.toml", {"months": 48}).hash == scaled.hash
    whole = life_again(results, say, ("small", "small+price"), 3, 9)
    assert whole == (
        "garden explain small.toml --seed 3 --partner 9 --against small.toml+price --set months=48 --months 12"
    )


def test_every_command_in_the_notes_is_one_that_runs(scaled):
    results = replace(read_results("out"), spends=())
    deck = make_deck(results, words("en").among(results.names))
    text = "\n".join(line for slide in deck.slides for line in (*slide.lines, slide.notes))
    commands = set(re.findall(r"garden (?:compare|explain|scenarios show) [^\n,]*[^\n,.]", text))
    sources = {command for command in commands if command.startswith("garden scenarios show")}
    commands -= sources
    assert len(sources) == 1 and {command.split()[1] for command in commands} == {"compare"} and len(commands) == 3
    for command in commands:
        options = build_parser().parse_args(shlex.split(command)[1:])
        for word in (options.base, *options.others):
            load_scenario(word)
    copied = next(command for command in commands if "+copied" in command)
    with_, without = (load_scenario(f"small.toml+credit{layer}").values for layer in ("+copied", ""))
    changed = {key for key in with_ if with_[key] != without[key]}
    assert changed and all(key.startswith("rivals.") for key in changed), "rivals copy the policy, which stays itself"
    assert main([*shlex.split(copied)[1:], "--json"]) == 0
