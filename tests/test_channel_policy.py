"""What keeps whom: estimates on made-up pairs, whose truth is known, offers by hand, and the command on a small channel."""

import json
import re
from dataclasses import replace
from itertools import product
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from pptx import Presentation

from agents.partner import KINDS
from experiments.channel import candidates as gathering
from experiments.channel import slides
from experiments.channel.backtest import OUTCOMES
from experiments.channel.folder import read_channel, write_channel
from experiments.channel.history import history_of
from experiments.channel.importing import import_files
from experiments.channel.keeping import columns, keeping
from experiments.channel.offers import best_offers, pilot_of, until_spent
from experiments.channel.policy import Trial, by_partner, costs, for_whom, groups_of, joined, trial
from experiments.channel.programmes import BUDGET, PARTS, TO_SOME, own_market, programme, starts, to_all, to_some
from experiments.channel.risk import risk_table
from experiments.channel.samples import write_samples
from experiments.channel.shrinkage import shrunk
from experiments.channel.slides import channel_deck
from experiments.commands.channel_policy import PROGRAMMES
from experiments.commands.cli import main
from experiments.comparing.finding import LESS, MORE
from experiments.comparing.statistics import paired_difference
from experiments.drawing.files import deck_file
from experiments.drawing.paper import paper_of
from experiments.words.words import read_words, words
from scenarios import ScenarioError, load_scenario
from tests.conftest import SMALL
from tests.test_channel_risk import made_up


def pairs(effects, base: float, replicates: int, seed: int) -> np.ndarray:
    """Differences in buying (replicates, partners): each partner kept with its effect where it would have been lost."""
    luck = np.random.default_rng(seed)
    kept = luck.uniform(size=(replicates, len(effects)))
    return (kept < base + effects).astype(float) - (kept < base)


def test_an_effect_on_one_partner_is_drawn_towards_its_group():
    gaps = np.zeros((12, 4))
    gaps[:, 0] = [1, 0] * 6  # half of its pairs; the others of its group a sixth
    gaps[:2, 1:] = 1
    found = shrunk(gaps, np.zeros(4, int))
    plain = gaps.mean(axis=0)
    assert found.mean.mean() == pytest.approx(plain.mean())
    assert plain[1] < found.mean[1] < plain.mean() < found.mean[0] < plain[0]
    luck = gaps.var(axis=0, ddof=1).mean() / 12
    own = 1.0 - luck / plain.var(ddof=1) * (4 - 3) / (4 - 1)  # James and Stein about the mean, four partners
    assert found.own == pytest.approx(own) and found.mean[0] == pytest.approx(
        plain.mean() + own * (plain[0] - plain.mean())
    )


def test_partners_that_differ_by_luck_alone_are_told_their_group_s_effect():
    found = shrunk(pairs(np.full(60, 0.1), 0.8, 24, 1), np.zeros(60, int))
    assert np.ptp(found.mean) < 0.05
    assert (found.low < 0.1).all() and (found.high > 0.1).all()


def test_intervals_of_single_partners_cover_the_truth():
    luck = np.random.default_rng(5)
    covered, errors, plain_errors = [], [], []
    for seed in range(40):
        true = np.clip(luck.normal(0.08, 0.05, 40), 0.0, 0.2)
        gaps = pairs(true, 0.8, 24, seed)
        found = shrunk(gaps, np.zeros(40, int))
        covered.append((found.low <= true) & (true <= found.high))
        errors.append((found.mean - true) ** 2)
        plain_errors.append((gaps.mean(axis=0) - true) ** 2)
    assert 0.90 < np.mean(covered) < 0.99
    assert np.mean(errors) < 0.8 * np.mean(plain_errors)


def test_no_interval_where_too_few_pairs_differ():
    gaps = np.zeros((16, 6))
    gaps[3, 2] = 1.0
    found = shrunk(gaps, np.array([0, 0, 0, 0, 1, 1]))
    assert (
        np.isnan(found.low).all()
        and found.mean[:4] == pytest.approx(1 / 64, abs=1 / 32)
        and (found.mean[4:] == 0).all()
    )


def every_list(gains, prices, worth, budget):
    """The best list by trying all."""
    best, names = 0.0, [None, *gains]
    for choice in product(names, repeat=len(worth)):
        offers = [(name, p) for p, name in enumerate(choice) if name]
        if sum(prices[name][p] for name, p in offers) <= budget:
            best = max(best, sum(gains[name][p] * worth[p] for name, p in offers))
    return best


@pytest.mark.parametrize("seed", range(6))
def test_the_list_is_the_best_that_the_budget_pays_for(seed):
    luck = np.random.default_rng(seed)
    gains = {name: luck.normal(0.05, 0.1, 5) for name in ("terms", "limit")}
    prices = {name: luck.uniform(0.0, 10.0, 5) for name in gains}
    worth = luck.uniform(0.0, 5.0, 5)
    offers = best_offers(gains, prices, worth, 12.0)
    assert all(gains[name][p] > 0.0 for p, name in offers.items())
    assert sum(prices[name][p] for p, name in offers.items()) <= 12.0 + 1e-6
    value = sum(gains[name][p] * worth[p] for p, name in offers.items())
    assert value == pytest.approx(every_list(gains, prices, worth, 12.0), rel=1e-3)


def test_no_offer_where_none_keeps_anybody():
    assert best_offers({"terms": np.array([-0.1, 0.0])}, {"terms": np.zeros(2)}, np.ones(2), 10.0) == {}
    assert best_offers({"terms": np.array([0.1, 0.1])}, {"terms": np.full(2, 11.0)}, np.ones(2), 10.0) == {}


def test_rules_end_where_the_budget_is_spent():
    price = np.array([4.0, 3.0, 5.0, 1.0])
    assert until_spent([2, 0, 1, 3], price, 9.0) == [2, 0]
    assert until_spent([2, 0, 1, 3], price, 4.0) == []


def test_programmes_are_what_presets_do():
    assert set(PARTS) == set(PROGRAMMES)
    assert programme("terms", 1.0) == {"levers.focal.credit.deferment_days": 45.0}
    assert programme("limit", 1.0) == {"levers.focal.credit.limit_months": 3.0}
    rescue = programme("rescue", 1.0)
    assert rescue["levers.focal.credit.rescue"] == load_scenario("rescue").values["levers.focal.credit.rescue"] == 1.0
    assert set(programme("services", 1.0)) == {
        f"levers.focal.services.{n}" for n in ("package_depth", "partner_margin_share")
    }
    one, other = programme("community", 1000.0), programme("community", 3000.0)
    assert other[BUDGET] == pytest.approx(3 * one[BUDGET], abs=0.002) and {k for k in one if one[k] != other[k]} == {
        BUDGET
    }
    for name in TO_SOME:  # what is offered to some must be what a scenario takes for some
        load_scenario("steady", SMALL).with_timeline([to_some(name, programme(name, 1.0), [2, 0])])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A channel folder of thirty made-up partners."""
    place = tmp_path_factory.mktemp("policy")
    write_samples(place / "ledgers", 1, 30, 26)
    write_channel(import_files([place / "ledgers" / "1c.csv"]), place / "c")
    return place / "c"


@pytest.fixture(scope="module")
def base(folder):
    return own_market(read_channel(folder), load_scenario("steady", {"months": 12}))


def test_the_market_starts_with_the_ledger_s_partners(folder, base):
    listed = pd.read_csv(folder / "partners.csv")
    assert base.months == 12 and tuple(listed["kind"]) == base.partners.kind
    assert base.values["population.money_unit"] > 1000.0  # roubles, not the example's money
    assert sum(base.values[f"population.{kind}"] for kind in KINDS) == len(listed)


def test_cash_is_that_of_the_lives_that_stand_for_a_partner(folder, base):
    channel = read_channel(folder)
    pool = made_up()
    history = history_of(channel)
    one, other = starts(base, channel, history, pool, 1, 2), starts(base, channel, history, pool, 1, 2)
    assert [s.hash for s in one] == [s.hash for s in other] and one[0].hash != one[1].hash
    days = np.array([s.partners.cash_days for s in starts(base, channel, history, pool, 1, 40)])
    known = ~np.isnan(days).any(axis=0)
    assert known.sum() > 0.8 * known.size
    pool_days = np.clip(pool.frame["cash_days"], 0.0, None).map(lambda value: float(f"{value:.4g}"))
    assert np.isin(days[:, known], pool_days).all()
    said = base.with_partners(replace(base.partners, cash_days=(7.0,) * len(base.partners)))
    assert all(s.hash == said.hash for s in starts(said, channel, history, pool, 1, 3))  # what a list says stays


@pytest.fixture(scope="module")
def found(base):
    """Two programmes and an arm that does nothing, tried in a handful of futures."""
    levers = {name: programme(name, 500.0) for name in ("limit", "insurance")}
    arms = {"idle": lambda _: ()} | {name: lambda _, name=name: (to_all(name, levers[name]),) for name in levers}
    arms["pilot"] = lambda _: (to_some("limit", levers["limit"], range(0, len(base.partners), 2)),)
    return trial([base] * 7, arms, 1)


def test_pairs_meet_the_same_luck(found):
    idle = found.metrics("idle")
    assert all(pair.difference == 0.0 and pair.differing == 0 for pair in idle.values())
    assert found.finding("idle").verdict == "open"  # no pair differs: no interval, so nothing is told
    assert np.isnan(found.finding("idle").line("buying").pair.low)
    assert found.effect("focal_profit", "insurance").high < 0.0 and found.finding("insurance").verdict in (
        "loss",
        "mixed",
    )


def test_money_is_the_ledger_s(base, found):
    """A list in thousands is the same market: shares do not move, money is a thousandth."""
    scaled = base.with_values({"population.money_unit": base.values["population.money_unit"] / 1000.0})
    thin = {name: tuple(v / 1000.0 for v in getattr(base.partners, name)) for name in ("size", "limit")}
    scaled = scaled.with_partners(replace(base.partners, **thin))
    arm = {"insurance": lambda _: (to_all("insurance", programme("insurance", 1.0)),)}
    again = trial([scaled] * 2, arm, 1)
    np.testing.assert_array_equal(again.buys[0], found.buys[0][:2])
    for metric in ("focal_profit", "focal_spend", "bought_at_end"):
        np.testing.assert_allclose(
            1000.0 * again.metric(metric, "insurance"), found.metric(metric, "insurance")[:2], rtol=1e-6
        )


def test_costs_are_shared_and_add_up(found):
    purchases = np.arange(1.0, found.buys.shape[2] + 1)
    shares = costs(found, purchases)
    assert shares["idle"].sum() == 0.0
    assert shares["insurance"].sum() == pytest.approx(found.yearly("insurance", "focal_spend").difference)
    np.testing.assert_allclose(shares["insurance"] / shares["insurance"][0], purchases)


def hand_made(buys_with, buys_without, treated=None) -> Trial:
    buys = np.array([buys_without, buys_with])
    none = np.zeros_like(buys)
    rows = [[{"buying_share": float(r.mean())} for r in side] for side in buys]
    return Trial(("nothing", "terms"), 12, rows, buys, buys.astype(float), buys, none if treated is None else treated)


def test_for_whom_by_hand():
    without = np.zeros((8, 4), bool)
    saves = without.copy()
    saves[:, :2] = [[True, True]] * 7 + [[True, False]]  # both of the first group but once
    partners = pd.DataFrame({"kind": ["reseller"] * 2 + ["integrator"] * 2, "size": [4.0, 3.0, 2.0, 1.0]})
    groups = groups_of(partners, np.array([0.1, 0.2, np.nan, 0.9]))
    assert groups["risk"][0] == "low" and groups["risk"][3] == "high"
    assert groups["risk"][2] == groups["risk"][1]  # of whom nothing is told: as the partner in the middle
    rows = {r["group"]: r for r in for_whom(hand_made(saves, without), groups)}
    assert [group for group in rows if group.startswith("size")] == ["size: low", "size: middle", "size: high"]
    assert rows["kind: reseller"]["difference"] == pytest.approx(15 / 16) and rows["kind: reseller"]["verdict"] == MORE
    assert (
        rows["kind: integrator"]["low"] != rows["kind: integrator"]["low"]
        and rows["kind: integrator"]["verdict"] == "open"
    )
    lost = {r["group"]: r for r in for_whom(hand_made(without, saves), groups)}
    assert lost["kind: reseller"]["verdict"] == LESS
    effects = by_partner(hand_made(saves, without), groups["kind"])["terms"]
    assert effects.mean[0] > 0.9 and (effects.mean[2:] == 0.0).all()


def test_a_pilot_needs_the_more_partners_the_smaller_its_effect():
    luck = np.random.default_rng(0)
    treated = np.zeros((2, 200, 50), bool)
    treated[1, :, ::2] = True
    base_luck = luck.uniform(size=(200, 50))
    buys = np.where(treated[1], base_luck < 0.9, base_luck < 0.7)
    found = hand_made(buys, base_luck < 0.7, treated)
    pilot = pilot_of("terms", found, "terms", paired_difference(np.full(20, 0.7), 0.9 + luck.normal(0, 0.01, 20)), 0.01)
    assert pilot.seen == pytest.approx(0.2, abs=0.03) and pilot.low < 0.2 < pilot.high
    # By the textbook: n of both arms = 2 (z)^2 (p q + p' q') / d^2 = 2 * 7.85 * 0.3 / 0.04 = 118
    assert pilot.needed == pytest.approx(118, rel=0.2)
    smaller = pilot_of(
        "terms", found, "terms", paired_difference(np.full(20, 0.7), 0.8 + luck.normal(0, 0.01, 20)), 0.01
    )
    assert smaller.needed > 3 * pilot.needed
    assert pilot_of("terms", found, "terms", paired_difference(np.full(20, 0.7), np.full(20, 0.7)), 0.01).needed is None


FEW = [word for key, value in SMALL.items() for word in ("--set", f"{key}={value}")]
SHORT = ["--scenario", "steady", "--replicates", "2", "--months", "12", "--futures", "6", *FEW]


def test_the_command_tells_what_keeps_whom_at_what_cost(folder, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(gathering, "MONTHS", 42)
    out = tmp_path / "kept.csv"
    line = ["channel", "policy", str(folder), *SHORT, "--programmes", "limit,insurance", "--budget", "1000000"]
    assert main([*line, "--out", str(out), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [r["programme"] for r in data["programmes"]] == ["limit", "insurance"] and data["pairs"] == 6
    assert data["currency"] == "RUB" and any("no forecast" in note for note in data["notes"])
    assert set(data["partners"][0]) == set(columns(("limit", "insurance"), 12))
    table = pd.read_csv(out)
    assert table["name"].tolist() == [r["name"] for r in data["partners"]]
    for row in data["programmes"]:
        buying = row["still_buying"]
        assert (buying["low"] is None) == (buying["differing"] < 6) and row["finding"].startswith(row["programme"])
    if data["plan"]:
        price = sum(table.set_index("name")[f"cost_{o['programme']}"][o["partner"]] for o in data["plan"]["offers"])
        assert price == pytest.approx(data["plan"]["expected_cost"]) and price <= 1e6 * 1.001
    deck = tmp_path / "at-risk.pptx"
    assert main([*line, "--deck", str(deck), "--date", "2025-07-01", "--language", "ru"]) == 0
    front = [shape.text_frame.text for shape in Presentation(deck).slides[0].shapes if shape.has_text_frame]
    assert any(text.endswith("01.07.2025") for text in front)
    told = capsys.readouterr().out
    assert "cost a year" in told and "for whom" in told and ("pilot" in told or "no offer within" in told)


def test_slides_hold_numbers_unless_names_are_asked_for(folder, base, found):
    channel = read_channel(folder)
    history = history_of(channel)
    skill = [{"outcome": name, "method": "futures", "gain": 0.0, "gain_error": 1.0} for name in OUTCOMES]
    risk = risk_table(channel, history, made_up(), 0.7, skill)

    def run(scenarios, arms, seed, first):
        return found

    kept = keeping(channel, history, made_up(), risk, base, ("limit", "insurance"), 12, 7, 1, run)
    kept = replace(kept, trial=Trial(("nothing", "limit", "insurance"), 12, [found.summaries[n] for n in (0, 2, 3)],
                                     *(getattr(found, name)[[0, 2, 3]] for name in ("buys", "bought", "alive", "treated"))))  # fmt: skip
    longer, say = replace(kept.trial, months=24), words("en", "channel")
    spend = longer.effect("focal_spend", "limit").difference  # over the run, as the profit beside it
    told = slides._cost(channel, longer, "limit", say, slides.Rounded("en"))
    assert told.startswith(f"{slides.Rounded('en').number(spend)} ") and "24 months" in told
    assert (
        slides.Rounded("en").number(5572881.0) == "5,573,000"
        and slides.Rounded("en").between(-219198.0, 5656895.0) == "−219,200 … 5,657,000"
        and slides.Rounded("ru").number(30.4, 1) == "30,4"
    )
    for language in ("en", "ru"):
        hidden, open_ = (
            channel_deck(channel, risk, kept, None, 5.0, language, "garden x", names, ("of a coin", "33 of 60"))
            for names in (False, True)
        )
        drawn = hidden.slides[1].chart.table["y"].tolist()  # the title counts the likeliest, which the chart then shows
        assert drawn == sorted(100 * risk["close_12"], reverse=True)[: len(drawn)]
        told = [
            " ".join([slide.title, slide.notes, *slide.lines, *(slide.chart.table["x"] if slide.chart else [])])
            for slide in hidden.slides
        ]
        assert not any(name in text for text in told for name in channel.partners["name"])
        marked = [re.fullmatch(r"(.+), \d\d[/.]\d{4}( \?)?", name) for name in open_.slides[1].chart.table["x"]]
        assert {found[1] for found in marked} <= set(channel.partners["name"])  # each with its last purchase
        far = risk.set_index("name")["like"]
        assert all((far[found[1]] == "no") == bool(found[2]) for found in marked)
        carries = words(language, "channel")(
            "card.scale"
        )  # size and length, or a small channel contradicts a large one
        assert any(card.heading == carries and "12" in card.text for card in hidden.story[-1].cards)
        for slide in hidden.story:  # why the loss is small, and what a zero without an interval is, stand on the slides
            band = slide.chart.band if slide.chart else ""
            if slide.chart and slide.chart.name == "loss":
                debts = risk["exposure"].clip(lower=0.0)
                assert words(language).number(100 * (debts * risk["close_12"]).sum() / debts.sum(), 1) in band
            if slide.chart and slide.chart.name == "keeping":
                assert all(re.search(rf"\d \w+ {found.replicates}\b", name) for name in slide.chart.names), (
                    slide.chart.names
                )
                assert slide.chart.hollow
        assert all(slide.title[0] == slide.title[0].upper() for slide in hidden.story if slide.chart)
        likely = risk[risk["close_12"] >= slides.BAR]
        unlike = words(language, "channel")("risk.far", count=(likely["like"] == "no").sum())
        assert (unlike in hidden.slides[1].title) == (likely["like"] == "no").any(), "whose chances say little"
        headings = [t.get_text() for page in paper_of(hidden, words(language)).pages for t in page.texts]
        assert words(language)("notes") not in headings, "nothing stands below it"
        answer = " ".join([hidden.slides[0].title, *(card.text for card in hidden.slides[0].cards)])
        offers = [words(language, "channel")(f"p.{name}") for name in ("limit", "insurance")]
        assert re.search("|".join(offers) if kept.best.names else ".", answer, re.I), "by the names that people know"
        assert language == "en" or not re.search("limit|insurance", answer)
        assert [slide.lines for slide in hidden.story if slide.title == "of a coin"] == [("33 of 60",)]
        assert len(hidden.story) in (7, 8) and "garden x" in hidden.story[-1].notes
        assert deck_file(hidden, ".pptx", words(language))[:2] == b"PK"
        assert hidden.day == channel.as_of and words(language).day(channel.as_of) in hidden.subtitle


def test_a_list_that_costs_more_than_its_budget_on_other_futures_says_so_in_its_title(monkeypatch):
    monkeypatch.setattr(slides, "best_told", lambda *told: "none")
    say, stage = words("en", "channel"), slides.Rounded("en")
    pilot = SimpleNamespace(needed=None, programme="limit")
    offers = SimpleNamespace(trial=SimpleNamespace(replicates=8), best=None, pilot=pilot, offers={1: "limit"},
                             price=99.0, clear=0, budget=100.0)  # fmt: skip
    for low, over in ((150.0, True), (90.0, False)):
        spent = {"difference": 180.0, "low": low, "high": 210.0}
        monkeypatch.setattr(slides, "rows_of", lambda *told, s=spent: [{"finding": "Some stay.", "cost_a_year": s}])
        title, cards = slides._plan(SimpleNamespace(money=lambda language: "RUB"), offers, "100 RUB", say, stage)
        assert ("they cost 180 RUB and not 99 RUB" in title) == over
        assert "some stay. It costs 180 RUB a year there" in cards[0].text, "what it cost stands beside what it brought"


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--names"], "--names: expected --deck FILE with it"),
        (["--dark"], "--dark: expected --deck FILE with it"),
        (["--date", "2025-07-01"], "--date: expected --deck FILE with it"),
        (["--deck", "x.doc"], "--deck x.doc: expected a file that ends in .pptx, .pdf or .html"),
        (["--programmes", "terms,gifts"], "--programmes gifts: expected some of terms, limit"),
        (["--programmes", ","], "--programmes: is empty"),
        (["--budget", "0"], "'0' is not an amount above 0"),
        (["--months", "6"], "'6' is not a whole number from 12 to 60"),
        (["--futures", "1"], "'1' is not a whole number from 2"),
        (["--scenario", "stedy"], "did you mean steady?"),
    ],
)
def test_bad_input_is_one_line(folder, capsys, flags, said):
    assert main(["channel", "policy", str(folder), *flags]) == 2
    err = capsys.readouterr().err
    assert said in err and err.startswith("error: ") and err.count("\n") == 1


def test_a_ledger_without_sizes_is_refused_in_words(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(gathering, "MONTHS", 42)
    ledger = tmp_path / "a.csv"
    ledger.write_text("Customer;Current;1-30;31-60\nA1;100;0;0\nB2;0;50;50\n")
    assert main(["channel", "import", str(ledger), "--out", str(tmp_path / "c")]) == 0
    capsys.readouterr()
    assert main(["channel", "policy", str(tmp_path / "c"), *SHORT]) == 2
    err = capsys.readouterr().err
    assert "tells the purchases of 0 partners; expected 2 and more" in err and err.count("\n") == 1


def test_a_list_that_a_market_cannot_start_with_is_told_by_line(folder, tmp_path):
    broken = tmp_path / "c"
    broken.mkdir()
    for name in ("channel.toml", "scenario.toml", "ledger.csv"):
        (broken / name).write_text((folder / name).read_text(encoding="utf-8"), encoding="utf-8")
    (broken / "partners.csv").write_text("kind,size\nreseler,1\nreseller,2\n")
    with pytest.raises(ScenarioError, match="did you mean reseller"):
        own_market(read_channel(broken), load_scenario("steady"))


def test_an_arm_on_other_luck_is_another_run(base, found):
    parts = [trial([base] * 2, {}, 1, first) for first in (2, 4)]
    np.testing.assert_array_equal(joined(parts).buys[0], found.buys[0][2:6])
    assert joined(parts).replicates == 4 and len(joined(parts).summaries[0]) == 4


def test_slides_have_the_same_words_in_both_languages():
    english, russian = (read_words(language, "channel") for language in ("en", "ru"))
    names = {key: sorted(re.findall(r"{(\w+)}", text)) for key, text in english.items()}
    assert names == {key: sorted(re.findall(r"{(\w+)}", text)) for key, text in russian.items()}
