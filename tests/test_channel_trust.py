"""What the list of who is at risk says of itself: signs of a list's sales, last purchases, who is like nobody, its own past."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments.channel import slides
from experiments.channel.backtest import OUTCOMES, auc_interval
from experiments.channel.exports import write_table
from experiments.channel.history import history_of
from experiments.channel.offers import Pilot
from experiments.channel.programmes import programme
from experiments.channel.risk import risk_table
from experiments.channel.signs import SIGNS, signs_at
from experiments.channel.trust import alike, last_told, left_open, own_told, since_told
from experiments.commands.channel import named, one_partner
from experiments.commands.channel_policy import print_pilot
from experiments.comparing.statistics import TWO_SIDED, paired_difference
from experiments.refusal import UsageError
from experiments.validation.bearing import losses_missed
from experiments.words.words import LANGUAGES, capital, words
from tests.test_channel_risk import channel_of, history, made_up

SKILL = [
    {"outcome": name, "method": method, "gain": 0.0, "gain_error": 1.0, "auc": 0.75}
    for name in OUTCOMES
    for method in ("both", "futures")
]
AGED = "Customer;Current;1-30;31-60{more}\nA1;100;0;0{a}\nB2;0;50;50{b}\nC3;900;5;0{c}\n"


def table_of(channel, pool=None):
    return risk_table(channel, history_of(channel), pool or made_up(), 0.7, SKILL)


def test_a_year_s_sales_give_debts_their_measure(tmp_path):
    text = AGED.format(more=";Annual sales", a=";1200", b=";1200", c=";12000")
    channel = channel_of(tmp_path, text, currency="EUR")
    signs, trades = signs_at(history_of(channel), 0)
    row = dict(zip(SIGNS, signs[1], strict=True))
    assert trades.all() and row["overdue"] == pytest.approx(np.log1p(1.0)) == row["owed"]
    assert signs[2][SIGNS.index("size")] == pytest.approx(np.log(10.0))
    assert np.isnan(row["trend"]) and np.isnan(row["quiet"])
    assert not alike(table_of(channel))


@pytest.mark.parametrize("language", LANGUAGES)
def test_debts_alone_are_told_as_an_order_of_debts(tmp_path, language):
    channel = channel_of(tmp_path, AGED.format(more="", a="", b="", c=""), currency="EUR")
    table, say = table_of(channel), words(language, "channel")
    told = left_open(channel, history_of(channel), table, language)
    assert alike(table) and say("trust.alike") in told and len(told) == 3
    assert since_told(channel, table, say) == ""


BOUGHT = (
    "Customer;Invoice;Date;Due date;Paid date;Amount\nA1;1;10.01.2024;09.02.2024;15.03.2024;100\n"
    "A1;2;05.03.2024;04.04.2024;;50\nB2;3;20.04.2025;20.05.2025;30.04.2025;7\nC3;4;02.02.2025;04.03.2025;;9\n"
)


def test_who_bought_when_and_who_is_not_judged(tmp_path):
    channel = channel_of(tmp_path, BOUGHT, currency="EUR")
    table, say = table_of(channel), words("en", "channel")
    assert dict(zip(table["name"], table["last_purchase"], strict=True)) == {"B2": "2025-04", "C3": "2025-02"}
    assert last_told(pd.Series(["2025-04", ""]), say) == ["04/2025", ""]
    assert since_told(channel, table, say) == say("since", count="2", month="02/2025")
    told = left_open(channel, history_of(channel), table, "en")
    assert told[0] == say("trust.absent", count="1", owed="50 EUR")


def test_cause_and_outlook_are_told_only_where_they_tell_something(tmp_path):
    """Every partner had the market's usual cause and *hopeless*, also beside a chance of a few per cent."""
    channel = channel_of(tmp_path, AGED.format(more="", a="", b="", c=""), currency="EUR")
    overdue = np.zeros((3, 12))
    overdue[1] = 5.0  # late all year, as those in the pool that close most often
    pool = made_up()
    closes = pool.frame["close_12"].to_numpy()

    def told(cause, earns) -> dict:
        frame = pool.frame.assign(cause=np.where(closes, cause, ""), earns=earns)
        rows = risk_table(channel, history(np.full((3, 12), 10.0), overdue), replace(pool, frame=frame), 0.7, SKILL)
        assert (rows["close_12"] >= closes.mean()).tolist() == (rows["name"] == "B2").tolist()
        return dict(zip(rows["name"], rows["cause"] + "/" + rows["outlook"], strict=True))

    assert told("voluntary", 0.0) == {"A1": "/", "B2": "voluntary/hopeless", "C3": "/"}
    half = np.arange(len(closes)) % 2  # no cause and no outlook has a clear majority
    assert told(np.where(half, "voluntary", "illiquidity"), half.astype(float))["B2"] == "/"


def test_an_area_under_the_curve_has_an_interval():
    told = np.array([True] * 5 + [False] * 5)
    chance = np.array([5.0, 7.0, 8.0, 9.0, 10.0, 1.0, 2.0, 3.0, 4.0, 6.0]) / 10.0
    low, high = auc_interval(told, chance)
    # By hand: 24 of 25 pairs are right; of hits (0.8, 1, 1, 1, 1), of the others (1, 1, 1, 1, 0.8)
    step = TWO_SIDED * np.sqrt(0.008 / 5 + 0.008 / 5) / (0.96 * 0.04)
    assert np.log(high / (1 - high)) - np.log(low / (1 - low)) == pytest.approx(2 * step) and low < 0.96 < high
    assert auc_interval(told[1:], chance[1:]) == (None, None), "four that came true are too few"
    assert auc_interval(told, told.astype(float)) == (None, None)


@pytest.mark.parametrize(("ends", "said"), [((0.3, 0.7), "open"), ((0.55, 0.9), "better"), ((0.1, 0.45), "worse")])
def test_the_own_history_is_told_also_where_it_is_no_better_than_a_coin(ends, said):
    own = [{"outcome": "stop_12", "method": method, "auc": sum(ends) / 2, "auc_low": ends[0], "auc_high": ends[1],
            "events": 7, "cases": 60} for method in ("both", "last value")]  # fmt: skip
    for language in LANGUAGES:
        say = words(language, "channel")
        title, beside = own_told(own, SKILL, language)
        assert title.startswith(say(f"trust.own.{said}", auc="", auc_low="", auc_high="", events="", cases="",
                                    months="")[:25]) and say.number(0.75, 2) in beside  # fmt: skip
        few = own_told([{**row, "auc_low": None, "auc_high": None} for row in own], SKILL, language)
        assert few == [say("trust.own.few", events="7", cases="60", months="12")]
        assert own_told([], SKILL, language) == [say("trust.own.none")]


def test_money_in_csv_keeps_its_kopecks(tmp_path):
    table = pd.DataFrame({"name": ["=x"], "exposure": [6924753.354], "close_12": [0.14804999], "overdue": [np.nan]})
    write_table(table, tmp_path / "r.csv", {}, [])
    assert (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()[1] == "'=x,6924753.35,0.148050,"


def test_a_part_of_a_name_lists_whom_it_fits():
    table = pd.DataFrame({"partner": [0, 1, 2], "name": ['ООО "Легион"', 'ООО "Легион-Плюс"', "ЗАО Легион Трейд"]})
    options = SimpleNamespace(partner="легио", json=True)
    with pytest.raises(UsageError, match=re.escape('fits 3 partners that trade (ООО "Легион", ООО "Легион-Плюс"')):
        one_partner(options, None, table, None)
    assert named(table, "Легион")["partner"].tolist() == [0] and named(table, "легион-плюс")["partner"].tolist() == [1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gain_by_credit_stands_beside_its_bad_debt_at_published_figures(language):
    more = np.linspace(-1.0, 1.0, 16)  # market by market, whose mean is zero
    values = {"focal_profit": (15e6 + 0 * more, 16e6 + 2e5 * more), "focal_sales": (630e6 + 0 * more, 680e6 + 0 * more),
              "focal_bad_debt": (82e3 + 0 * more, 123e3 + 4e4 * more)}  # fmt: skip
    say, stage = words(language, "channel"), slides.Rounded(language)
    trial = SimpleNamespace(base="base", measured=[*values], metric=lambda name, arm: values[name][arm != "base"])
    kept = SimpleNamespace(trial=trial, levers={name: programme(name, 1.0) for name in ("limit", "services")})
    assert slides._losses(kept, ["services"], say, stage) == []
    (told,) = slides._losses(kept, ["limit"], say, stage)
    left = 1e6 - (0.002 * 630e6 / 82e3 - 1.0) * 41e3  # at two thousandths of today's sales written off today
    assert stage.number(left) in told and told.startswith(capital(say("p.limit")))
    values["focal_bad_debt"] = (82e3 + 0 * more, 123e3 + 4e5 * more)  # not surely more
    assert slides._losses(kept, ["limit"], say, stage) == losses_missed(language, 82e3 / 630e6)


def test_a_pilot_that_cannot_be_sized_shows_no_gain(capsys):
    effect = paired_difference(np.zeros(8), np.zeros(8))
    print_pilot(Pilot("rescue", 24, 60, effect, 0.038, 0.006, 0.071, 0.05, None))
    told = capsys.readouterr().out
    assert "no pilot of rescue can be sized" in told and "3.8" not in told
