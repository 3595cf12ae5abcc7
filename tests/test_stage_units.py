"""Decks by hand: numbers, sizes, months, words, colours and labels, without a comparison."""

import numpy as np
import pandas as pd
import pytest

from experiments.comparing.results import results_of
from experiments.drawing import fit, look
from experiments.drawing.chart import COLUMNS, Chart
from experiments.stage.charts import ahead_for_good, price
from experiments.stage.pilot import found_with, size_of, spread_of
from experiments.words.words import LANGUAGES, read_words, told, words


def test_the_size_of_a_pilot_by_hand():
    # Shares 0.5 and 0.6: (0.25 + 0.24) * (2.801585 / 0.1)^2 = 384.6 a side, 770 in all; a spread of 2 doubles it.
    assert size_of(0.5, 0.6, 1.0) == 770 and size_of(0.5, 0.6, 2.0) == 1540
    # 770 partners find 0.1 in four cases of five when both shares are near a half.
    assert found_with(0.5, 784.9, 1.0) == pytest.approx(0.1, abs=1e-4)
    # Ten runs of 100 partners, shares 0.4 or 0.6: variance 0.0111 over 0.0025 alone.
    assert spread_of(np.array([0.4, 0.6] * 5), 100) == pytest.approx(0.1 / 9 / 0.0025)
    assert spread_of(np.full(5, 0.5), 100) == 1.0


def test_numbers_are_rounded_as_an_office_rounds_them():
    assert told(174.5) == "175" and told(0.285, 2) == "0.29" and told(-2.5) == "\N{MINUS SIGN}3" and told(-0.4) == "0"


def test_the_price_of_a_partner_is_money_over_partners():
    runs = pd.DataFrame({"scenario": ["a"] * 4 + ["b"] * 4, "replicate": [*range(4)] * 2, "error": "", "seed": "1",
                         "survival_share": [0.5] * 4 + [0.6, 0.6, 0.7, 0.7], "focal_spend": [0.0] * 4 + [30.0] * 4})  # fmt: skip
    curves = pd.DataFrame(
        {"scenario": ["a", "b"], "month": 0, "survival": 1.0, "low": 1.0, "high": 1.0, "at_risk": 400}
    )
    told = {"scenarios": [{"name": n, "hash": n, "values": {}} for n in "ab"], "months": 12, "seed": 1, "pairs": 4,
            "comparison": [{"model_version": 1}], "command": "garden compare a b"}  # fmt: skip
    found = results_of(told, {"runs": runs, "monthly": runs, "survival": curves})
    ratio, low, high = price(found, "b", "focal_spend")
    assert ratio == pytest.approx(30.0 / (100 * 0.15)) and low < ratio < high
    assert (low, high) == (pytest.approx(1.5, abs=0.01), pytest.approx(3.0, abs=0.01))


def test_the_month_from_which_a_gain_stays():
    assert ahead_for_good(np.array([-1.0, -3.0, -1.0, 2.0, 4.0])) == 4
    assert ahead_for_good(np.array([1.0, -1.0, 2.0])) == 3
    assert ahead_for_good(np.array([1.0, 2.0])) == 1
    assert ahead_for_good(np.array([5.0, -1.0])) is None
    assert ahead_for_good(np.array([5.0, np.nan])) is None and ahead_for_good(np.array([np.nan, 1.0])) == 2


@pytest.mark.parametrize("ground", [look.LIGHT, look.DARK])
def test_every_colour_stands_out_three_to_one(ground):
    for colour in (*ground.colours, ground.baseline, ground.quiet, ground.ink):
        assert look.contrast(colour, ground.ground) >= 3.0
        assert look.contrast(look.inside(colour), colour) >= 4.5
        assert look.contrast(look.readable(colour, ground), ground.ground) >= look.TEXT_CONTRAST
    assert len(set(ground.colours)) == 6
    assert look.contrast("#FFFFFF", "#000000") == pytest.approx(21.0)


def test_both_languages_have_every_word_with_the_same_places():
    import string

    english, russian = (read_words(language) for language in LANGUAGES)
    assert list(english) == list(russian)
    for key in english:
        names = [{f for _, f, _, _ in string.Formatter().parse(text) if f} for text in (english[key], russian[key])]
        assert names[0] == names[1] and english[key].strip() and russian[key].strip(), key
    with pytest.raises(ValueError, match="expected one of en, ru"):
        words("de")


def test_numbers_are_written_as_the_language_writes_them():
    assert told(-1234.56, 1) == "\N{MINUS SIGN}1,234.6" and told(-0.001, 1) == "0.0"
    assert told(1234.5, 1, "ru", sign=True) == "+1\N{NO-BREAK SPACE}234,5"
    say = words("en").among(["steady", "steady+credit"])
    assert [say.scenario(name) for name in ("steady", "steady+credit")] == ["today's terms", "credit"]
    assert words("en").scenario("steady+portal-only") == "a steady market + portal only"
    assert say.several(["a", "b", "c"]) == "a, b and c" and say.several([]) == ""
    assert say.several(["a", "b + c"]) == "a and “b + c”" and say.several(["b + c"]) == "b + c"
    assert say.several(["a (1)", f"{say.apart('b + c')} (2)"]) == "a (1) and “b + c” (2)"


def test_labels_find_room_and_keep_their_order():
    places = fit.spread([5.0, 5.0, 9.9, 0.0], [1.0] * 4, 0.0, 10.0)
    assert places == pytest.approx([4.5, 5.5, 9.5, 0.5])
    lines = fit.lines_of("one two three " * 20, 200.0, 12)
    assert len(lines) > 3 and all(fit.width_of(line, 12) <= 200.0 for line in lines)
    assert " ".join(lines) == "one two three " * 20


def test_a_chart_refuses_what_it_cannot_tell():
    table = pd.DataFrame({"series": ["a"], "x": [1], "y": [1.0], "low": [np.nan], "high": [np.nan]})
    for how in ({"kind": "pie"}, {"table": table.drop(columns="low")}, {"table": table.iloc[:0]}):
        with pytest.raises(ValueError, match="expected|empty"):
            Chart(**{"name": "c", "kind": "lines", "title": "t", "x_label": "", "y_label": "", "table": table} | how)
    assert list(table.columns) == list(COLUMNS)
