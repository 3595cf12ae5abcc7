"""Titles and cards of a deck by comparisons made by hand: what an interval does not allow is not said."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from agents.partner import CAUSES, KINDS
from experiments.comparing.results import results_of
from experiments.drawing import fit, picture
from experiments.drawing.deck import Slide
from experiments.drawing.native import _written, number_format
from experiments.drawing.paper import paper_of, write_pdf
from experiments.drawing.slides import presentation
from experiments.drawing.web import write_html
from experiments.stage.advice import advice_of, cards_of
from experiments.stage.charts import cost, levels, money, price
from experiments.stage.deck import Deck, chart_slide, monday
from experiments.stage.limits import counter
from experiments.stage.report import dated
from experiments.stage.stacks import causes, kinds
from experiments.stage.surprise import surprise_of
from experiments.words.words import LANGUAGES, capital, words


def diary(*rows):
    return pd.DataFrame(rows, columns=["month", "event", "partner", "distributor"])


LUCK = np.array([1.0, -1.0, 1.2, -0.8, 0.1, 0.1])  # of a mean that is nothing: 0.1 with an interval of 0.9 each side


def compared(first=0.0, luck=LUCK, kept=0.1, rivals=0.0, all_kept=0.1):
    """A comparison by hand: three months that gain ``first`` each and the luck, and three that gain 10.

    ``kept`` of the own 100 partners and ``all_kept`` of all 400 stay more, a little otherwise in each pair; ``rivals``
    is the difference of rivals' profit.
    """
    pairs, months = len(luck), 6
    gains = np.array([[first + one] * 3 + [10.0] * 3 for one in luck])
    some = 0.01 * np.arange(pairs) / pairs
    each = {"error": "", "seed": "1", "replicate": range(pairs)}
    runs, monthly = [], []
    for name, on in (("a", 0.0), ("b", 1.0)):
        own = 0.5 + on * (kept + some)
        runs.append(pd.DataFrame({"scenario": name, **each, "survival_share_treated": own,
                                  "survival_share": 0.6 + on * (all_kept + some), "rivals_profit": 900.0 + on * (rivals + some),
                                  "focal_spend": on * 30.0, "focal_profit": 50.0 + on * gains.sum(axis=1)}))  # fmt: skip
        monthly += [pd.DataFrame({"scenario": name, "replicate": n, "month": range(months), "survivors_own": 100 * own[n],
                                  "focal_profit": 5.0 + on * gains[n]}) for n in range(pairs)]  # fmt: skip
    curves = pd.DataFrame(
        {"scenario": ["a", "b"], "month": 0, "survival": 1.0, "low": 1.0, "high": 1.0, "at_risk": 400 * pairs}
    )
    told = {"scenarios": [{"name": n, "hash": n, "values": {}} for n in "ab"], "months": months, "seed": 1,
            "pairs": pairs, "comparison": [{"model_version": 1}], "command": "garden compare a b"}  # fmt: skip
    return results_of(told, {"runs": pd.concat(runs), "monthly": pd.concat(monthly), "survival": curves})


@pytest.mark.parametrize("language", LANGUAGES)
def test_ahead_is_said_from_the_month_in_which_the_interval_is(language):
    say = words(language)

    def title(**how):
        return money(compared(**how), say).title

    told, since = {"best": "b", "base": "a"}, {"ahead": say("ahead", month=4, months=6)}

    # Means alone are above zero from the first month on; by their intervals nobody knows before 10 a month came in.
    def ends(**how):
        last = compared(**how).gain_so_far("b").iloc[-1]
        return {"range": say.between(last["low"], last["high"], sign=True)}

    assert title() == capital(say("money.from", gain=say.number(30.3, sign=True), **since, **ends(), **told))
    calm = {"luck": LUCK / 100}
    gain = say.number(33, sign=True)
    paid = capital(say("money.pays", gain=gain, **ends(first=1.0, **calm), **told))
    assert title(first=1.0, **calm) == paid + say("money.first")
    low, gain, back = say.number(-6, sign=True), say.number(24, sign=True), ends(first=-2.0, **calm)
    assert title(first=-2.0, **calm) == capital(say("money.back", gain=gain, month=4, low=low, when=3, **back, **told))
    # A loss that is none by its interval is not told as one.
    gain = say.number(29.7, sign=True)
    assert title(first=-0.2) == capital(say("money.from", gain=gain, **since, **ends(first=-0.2), **told))


def test_the_price_is_told_of_whom_is_clearly_kept():
    say = words("en")
    assert cost(compared(), say).y_label == capital(say("cost.y.channel", months=6))
    own = compared(all_kept=-0.005)
    ratio, low, high = price(own, "b", "focal_spend", whose="own")
    assert ratio == pytest.approx(30.0 / (100 * (0.1 + 0.01 * 2.5 / 6))) and low <= ratio <= high
    assert cost(own, say).title.startswith(
        "B: for each partner of yours kept you spend 3 on levers (3 … 3) and, with these paid, earn 3 more ("
    )
    assert round(cost(own, say).rows("profit brought")["y"].iloc[0]) == 3, "the chart has the title's number and sign"
    assert cost(compared(kept=0.0, all_kept=0.0), say) is None
    answer = cards_of(own, advice_of(own), say)[2].text
    assert "artner kept" not in answer, "told once, on its own slide"
    none = compared(kept=0.0, all_kept=0.0)
    assert "No price of a partner kept" in cards_of(none, advice_of(none), say)[2].text
    # The gain of 3.3 has an interval wide enough for a loss: then none is told.
    unclear = cost(compared(first=-10.0, luck=30 * LUCK), say).title
    assert "cannot be told" in unclear and "paid back" not in unclear


def test_those_who_pay_are_told_though_they_are_no_partners():
    say = words("en")

    def expense(**how):
        found = compared(**how)
        return cards_of(found, advice_of(found), say)[3].text

    assert expense() == "In these runs nobody else clearly loses."
    assert expense(rivals=-90.0).startswith("Rival distributors' profit: 90 (10 %) less (")


def test_a_trial_too_small_for_closings_is_not_judged_by_them():
    say, found = words("en"), compared()
    pilot = advice_of(found).pilot
    assert not pilot.enough and pilot.needed
    assert "A pilot that shows less" not in cards_of(found, advice_of(found), say)[5].text
    size, _, _, stop, *_ = (card.text for card in monday(found, advice_of(found), say)[1])
    assert "That cannot decide" in size and f"a difference of {say.number(100 * pilot.smallest, 1)} of 100" in size
    assert "close more often" not in stop
    big = replace(pilot, needed=pilot.partners)
    assert "A pilot that shows less" in cards_of(found, replace(advice_of(found), pilot=big), say)[5].text


def test_what_did_not_happen_has_no_title_that_tells_of_it():
    found, say = compared(), words("en")
    runs = found.runs.assign(**{f"closings_{cause}": 0.0 for cause in CAUSES[1:]})
    nothing = replace(found, runs=runs.assign(survival_share=0.6, survival_share_treated=0.5))
    assert causes(nothing, say).title == "Nobody closes within 6 months under a"
    assert counter(nothing, "b", say).title == "In none of 6 markets does b change how many of your partners stay"
    slight = runs.assign(survival_share_treated=0.5 - 0.005 * (runs["scenario"] == "b") * (runs["replicate"] == 1))
    told = counter(replace(found, runs=slight), "b", say).title
    assert told.startswith("In 1 of 6 markets b keeps fewer of your partners than a, in none by more than 1 of 100")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_part_that_differs_a_little_is_told_as_a_range_and_levels_say_whose(language):
    found, say = compared(), words(language)
    counts = {f"partners_alive_{kind}": 100.0 for kind in KINDS}
    counts["partners_alive_integrator"] = 100.0 + found.runs["scenario"].eq("b") * (2.0 + found.runs["replicate"] / 9)
    share = [100.0 * n / (n + 100.0 * (len(KINDS) - 1)) for n in (100.0, 102.0 + 2.5 / 9)]
    title = kinds(replace(found, runs=found.runs.assign(**counts)), say).title
    assert say.between(*share, 1) in title and share[0] < share[1]
    assert {"en": "of your partners", "ru": "ваших партнёров"}[language] in levels(found, say, "b").title


def test_a_native_axis_writes_the_decimals_of_its_steps():
    class Axis:
        class tick_labels:
            pass

    for step, wanted in ((5.0, "#,##0"), (1.0, "#,##0"), (0.5, "#,##0.0"), (2.5, "#,##0.0"), (0.02, "#,##0.00")):
        _written(Axis, step)
        assert Axis.tick_labels.number_format == f'{wanted};"\N{MINUS SIGN}"{wanted}'  # as the picture writes it


def test_a_figure_of_the_paper_says_once_what_its_bands_are(monkeypatch, tmp_path):
    usual, bands = picture.render, []

    def render(chart, *where, **how):
        bands.append(chart.band)
        return usual(chart, *where, **how)

    monkeypatch.setattr(picture, "render", render)
    say, found = words("en"), compared()
    chart = money(found, say)
    write_pdf(Deck("t", "s", (chart_slide(chart, say),), "garden compare a b", "en"), tmp_path / "x.pdf", say)
    assert bands == [""] and chart.band


def test_the_number_that_surprises_stands_against_an_interval():
    say, found = words("en"), compared()
    closings = dict.fromkeys((f"closings_{cause}" for cause in CAUSES[1:]), 0.0)

    def told(**counts):
        return surprise_of(replace(found, runs=found.runs.assign(**closings | counts)), say)

    # Seven of eight closings are the owner's choice in every market: cash closes 12.5, nowhere near half.
    text = told(closings_illiquidity=1.0, closings_voluntary=7.0).text
    assert text == say("surprise.cash", share=13, range=say.between(12.5, 12.5), base="a")
    assert told(closings_illiquidity=5.0, closings_voluntary=5.0) is None and told() is None
    dear = compared(first=-30.0, luck=LUCK / 100)
    runs = dear.runs.assign(**closings)
    loyal = surprise_of(replace(dear, runs=runs), say)
    assert loyal.chart == "money" and "more of 100 of your partners" in loyal.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deck_says_its_day_or_that_none_was_stored(language):
    say, day = words(language), date(2025, 3, 9)
    deck = dated(Deck("t", "s", (), "garden compare a b", language), day, say)
    assert deck.subtitle == {"en": "s. 9 March 2025", "ru": "s. 09.03.2025"}[language]
    assert presentation(deck, say).core_properties.created.date() == day
    old = dated(replace(deck, slides=(Slide("again", ("seed 1",)),)), None, say)
    assert old.slides[-1].lines[0] == say("rerun.undated") and old.subtitle.endswith(capital(say("day.unknown")))


def test_lines_are_as_wide_as_the_room_and_no_wider():
    text = "Partners of one market share its luck: runs spread 1.3 times as much, and that is counted, word for word."
    for size in (14, 24):
        for room in (200.0, 330.0):
            lines = fit.lines_of(text, room, size)
            assert " ".join(lines) == text and all(fit.width_of(line, size) <= room for line in lines)
            firsts = [line.split(" ")[0] for line in lines[1:]]
            joined = zip(lines, firsts, strict=False)
            assert all(fit.width_of(f"{line} {word}", size) > room for line, word in joined)


def test_paper_and_page_have_the_notes_that_slides_point_to(tmp_path):
    say = words("en")
    chart = money(compared(), say)
    again = Slide(say("rerun"), ("a hash: 123",), notes="Seeds of the pairs: 4, 5.", aloud="Wave here.",
                  appendix=True)  # fmt: skip
    deck = Deck("t", "s", (chart_slide(chart, say), again), "garden compare a b", "en")
    page = write_html(deck, tmp_path / "a.html", say).read_text()
    paper = " ".join(text.get_text() for page in paper_of(deck, say).pages for text in page.texts)
    for told in (page, paper):
        assert all(text in told for text in (say("notes"), "Seeds of the pairs: 4, 5.", "a hash: 123"))
        assert not any(text in told for text in ("Wave here.", say("question.10"))), "readers are not in the room"
    speaker = [slide.notes_slide.notes_text_frame.text for slide in presentation(deck, say).slides]
    assert any("Wave here.\nSeeds" in text for text in speaker)


def test_a_name_in_the_table_of_a_paper_is_whole():
    name = "community led + credit framework agreements + service margin package, and more of all of these"
    chart = replace(money(compared(), words("en")), kind="forest", table=pd.DataFrame(
        {"series": "your profit", "x": [name], "y": 1.0, "low": 0.5, "high": 1.5}))  # fmt: skip
    deck = Deck("t", "s", (chart_slide(chart, words("en")),), "garden", "en")
    paper = " ".join(text.get_text() for page in paper_of(deck, words("en")).pages for text in page.texts)
    assert name in paper and f"{name}, your profit" not in paper


def test_an_editable_chart_in_russian_has_a_decimal_comma():
    assert number_format(1, "ru") == '[$-419]#,##0.0;[$-419]"\N{MINUS SIGN}"#,##0.0'
