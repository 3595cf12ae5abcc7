"""Futures, baselines and their scores on made-up candidates, whose truth is known; and the commands on a small market."""

import json
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from app_pages import findings, state, telling_signs
from experiments.channel import backtest
from experiments.channel import candidates as gathering
from experiments.channel import coverage as covering
from experiments.channel.backtest import OUTCOMES, RANKING, forecasts, on_history, on_markets, ranked_by, scores
from experiments.channel.candidates import Candidates, candidates_of, together
from experiments.channel.exports import write_table
from experiments.channel.files import load_sheets
from experiments.channel.folder import read_channel, write_channel
from experiments.channel.history import OPEN, History, history_of
from experiments.channel.importing import import_files
from experiments.channel.particles import NEAREST, particles_of
from experiments.channel.risk import COLUMNS, futures_of, interval, risk_table
from experiments.channel.samples import FILES, aged, write_samples
from experiments.channel.signs import SIGNS, closed_within, signs_at, stopped_within
from experiments.channel.telling import Rule, best_rule, shown_by, telling
from experiments.commands.cli import main
from experiments.comparing.finding import USUAL
from experiments.running.runs import run_seed
from experiments.words.words import LANGUAGES
from model import simulate
from tests.conftest import SMALL, small_of
from tests.test_channel_import import ledger

LATE = SIGNS.index("late")


def made_up(count: int = 4000, seed: int = 1, strange: bool = False) -> Candidates:
    """Candidates whose chance to close is half the share of months with overdue debts; ``strange``: highest in the middle."""
    luck = np.random.default_rng(seed)
    signs = luck.normal(size=(count, len(SIGNS)))
    signs[:, LATE] = luck.uniform(size=count)
    chance = signs[:, LATE] / 2 if not strange else 0.8 * (np.abs(signs[:, LATE] - 0.5) < 0.15)
    frame = pd.DataFrame({"seed": seed, "partner": np.arange(count), "line": np.arange(count), "month": 24})
    for name in OUTCOMES:
        frame[name] = luck.uniform(size=count) < chance
    frame["cause"] = np.where(frame["close_12"], np.where(signs[:, LATE] > 0.5, "illiquidity", "voluntary"), "")
    frame["ahead"], frame["competence"], frame["earns"] = 1.0, 0.5, (signs[:, LATE] > 0.5).astype(float)
    frame["cash_days"] = 60.0 - 50.0 * signs[:, LATE] + luck.normal(size=count)
    frame["equity_months"] = chance
    return Candidates(signs, luck.integers(0, 2, count), frame)


def history(purchases, overdue=None, closed=OPEN, terms=30.0) -> History:
    purchases = np.atleast_2d(np.asarray(purchases, float))
    overdue = np.zeros_like(purchases) if overdue is None else np.atleast_2d(np.asarray(overdue, float))
    count = len(purchases)
    return History(
        np.arange(count), purchases, overdue, overdue, np.full(count, terms), np.full(count, -1), np.full(count, closed)
    )


def test_signs_by_hand():
    bought = [[10.0] * 6 + [20.0] * 6, [15.0] * 12, [0.0] * 11 + [5.0], [30.0] * 9 + [0.0] * 3]
    overdue = np.zeros((4, 12))
    overdue[0, 9:] = 7.5
    signs, trades = signs_at(history(bought, overdue), 11)
    row = dict(zip(SIGNS, signs[0], strict=True))
    assert trades.all()
    assert row["size"] == pytest.approx(0.0) and row["regular"] == 1.0 and row["quiet"] == 0.0 and row["terms"] == 1.0
    assert row["trend"] == pytest.approx(np.log((120 + 9) / (60 + 9)))
    assert row["overdue"] == pytest.approx(np.log1p(0.5)) and row["late"] == 0.25
    assert np.isnan(signs[2][SIGNS.index("trend")])  # it began a month ago
    assert signs[3][SIGNS.index("quiet")] == pytest.approx(np.sqrt(3.0))


def test_signs_do_not_know_the_unit_of_money():
    luck = np.random.default_rng(0)
    bought, overdue = luck.uniform(1, 9, (5, 12)), luck.uniform(0, 3, (5, 12))
    one, other = signs_at(history(bought, overdue), 11)[0], signs_at(history(bought * 45e3, overdue * 45e3), 11)[0]
    np.testing.assert_allclose(one, other)


def test_outcomes_look_ahead_only():
    found = history([[5.0] * 12 + [5.0] * 9 + [0.0] * 3], closed=22)
    assert (
        not closed_within(found, 11, 6)[0] and closed_within(found, 11, 12)[0] and not closed_within(found, 22, 12)[0]
    )
    assert not stopped_within(found, 11, 6)[0] and stopped_within(found, 11, 12)[0]
    changed = history([[5.0] * 12 + [9.0] * 12], closed=22)
    np.testing.assert_array_equal(signs_at(found, 11)[0], signs_at(changed, 11)[0])


def test_particles_find_the_chance_and_say_how_sure():
    pool = made_up()
    asked = np.full((3, len(SIGNS)), np.nan)
    asked[:, LATE] = (0.1, 0.5, 0.9)
    particles = particles_of(asked, np.full(3, -1), pool)
    assert particles.place.shape == (3, NEAREST) and particles.weight.sum(axis=1) == pytest.approx(1.0)
    np.testing.assert_allclose(particles.mean(pool.signs[:, LATE]), (0.1, 0.5, 0.9), atol=0.01)
    true = np.array((0.05, 0.25, 0.45))
    error = np.sqrt(true * (1.0 - true) / particles.effective)
    assert (np.abs(particles.mean(pool.frame["close_12"].to_numpy(float)) - true) < 3.0 * error).all()
    np.testing.assert_allclose(particles.quantile(pool.frame["cash_days"].to_numpy(), 0.5), (55, 35, 15), atol=2.0)
    assert (particles.known == 1).all() and (particles.effective > 100).all()
    far = particles_of(np.full((1, len(SIGNS)), 9.0), np.array([-1]), pool)
    assert far.distance[0] > 1.0 > particles.distance.max()


def test_a_partner_without_signs_has_the_pool_s_chance():
    pool = made_up()
    particles = particles_of(np.full((1, len(SIGNS)), np.nan), np.array([-1]), pool)
    assert particles.mean(pool.frame["close_12"].to_numpy(float))[0] == pytest.approx(
        pool.frame["close_12"].mean(), abs=0.12
    )
    assert particles.known[0] == 0


def test_one_firm_seen_often_counts_once():
    pool = made_up(NEAREST)
    pool.frame["partner"] = 7
    assert particles_of(pool.signs[:1], pool.kind[:1], pool).effective[0] == pytest.approx(1.0)


def test_a_firm_is_shown_once_among_the_lives_that_stand_for_a_partner():
    pool = made_up()
    pool.frame["partner"] = np.arange(len(pool.frame)) // 2  # each buys from two distributors
    shown = futures_of(0, history([[10.0] * 12]), pool)
    assert len(shown) == 5 == shown["partner"].nunique() and shown["weight"].is_monotonic_decreasing


def test_purchases_ahead_say_nothing_where_nothing_was_bought_before():
    bought = history([[0.0] * 12 + [5.0] * 6, [10.0] * 18])
    np.testing.assert_array_equal(gathering._ahead(bought, 11), [np.nan, 1.0])


def test_the_kind_matters_where_it_is_known():
    pool = made_up()
    particles = particles_of(pool.signs[:5], np.ones(5, int), pool)
    assert pool.kind[particles.place].mean() > 0.9


def test_scores_by_hand():
    found = scores([1, 0, 1, 0], np.array([0.9, 0.1, 0.8, 0.3]))
    assert (
        found["auc"] == 1.0
        and found["brier"] == pytest.approx((0.01 + 0.01 + 0.04 + 0.09) / 4)
        and found["events"] == 2
    )
    assert scores([0, 0], np.array([0.1, 0.2]))["auc"] is None


def test_the_back_test_ranks_by_what_is_better():
    """A chance that rises evenly suits the scorecard; one that is highest in the middle only the futures can see."""
    straight = on_markets([made_up(seed=1), made_up(seed=2), made_up(seed=3)])
    bent = on_markets([made_up(seed=1, strange=True), made_up(seed=2, strange=True), made_up(seed=3, strange=True)])
    auc = {r["method"]: r["auc"] for r in straight if r["outcome"] == "close_12"}
    assert auc["scorecard"] > 0.6 and auc["scorecard"] >= auc["futures"] - 0.01 and abs(auc["ageing rule"] - 0.5) < 0.06
    assert auc["both"] >= auc["scorecard"] - 0.02 and ranked_by(straight, "close_12") != "futures"
    bent_auc = {r["method"]: r["auc"] for r in bent if r["outcome"] == "close_12"}
    assert bent_auc["futures"] > bent_auc["scorecard"] + 0.1 and bent_auc["true state"] > bent_auc["futures"]
    assert ranked_by(bent, "close_12") == "futures"


def test_the_list_stands_by_the_mean_of_both_ways_unless_one_alone_is_clearly_better():
    def rows(**gains):
        return [{"outcome": "stop_6", "method": name, "gain": gain, "gain_error": 0.01} for name, gain in gains.items()]

    assert ranked_by(rows(both=0.0, futures=0.019, scorecard=-0.3), "stop_6") == "both"
    assert ranked_by(rows(both=0.0, futures=0.021, scorecard=0.03), "stop_6") == "scorecard"
    pool = made_up()
    particles = particles_of(pool.signs[:50], pool.kind[:50], pool)
    found = forecasts(pool, "close_12", pool.signs[:50], pool.kind[:50], particles)
    np.testing.assert_allclose(found["both"], (found["futures"] + found["scorecard"]) / 2.0)


def test_forecasts_are_blind_to_hidden_state():
    pool = made_up()
    hidden = replace(pool, frame=pool.frame.assign(cash_days=0.0, equity_months=0.0, earns=0.0))
    particles = particles_of(pool.signs[:50], pool.kind[:50], pool)
    one, other = (forecasts(p, "close_12", pool.signs[:50], pool.kind[:50], particles) for p in (pool, hidden))
    for name in one:
        np.testing.assert_array_equal(one[name], other[name])


def test_your_own_history_is_cut_where_what_followed_is_known():
    luck = np.random.default_rng(0)
    rows = on_history(history(luck.uniform(1, 2, (30, 30))), made_up())
    assert {r["outcome"] for r in rows} == {"stop_6", "stop_12"} and all(
        r["events"] == 0 and r["auc"] is None for r in rows
    )
    assert on_history(history(luck.uniform(1, 2, (30, 12))), made_up()) == []


def test_intervals_begin_at_nothing_where_nothing_came_true():
    """They had begun above it, and missed the share of partners that look like nobody who closes."""
    low, high = interval(np.array([0.0, 0.004, 0.1]), np.full(3, 50.0))
    assert low[0] == low[1] == 0.0 < low[2] < 0.1 < high[2] < 0.2 and 0.0 < high[0] < 0.06


def test_a_list_does_not_wait_for_the_bound(monkeypatch):
    monkeypatch.setattr(backtest, "bound", None)
    rows = on_markets([made_up(400, 1), made_up(400, 2)], RANKING)
    assert {row["method"] for row in rows} == set(RANKING) and ranked_by(rows, "close_12") in RANKING


def test_coverage_on_small_markets(monkeypatch):
    monkeypatch.setattr(gathering, "MONTHS", 42)
    monkeypatch.setattr(covering, "MONTHS", 42)
    monkeypatch.setattr(covering, "CUT", gathering.FIRST)
    scenario = small_of("steady")
    rows = covering.coverage(scenario, gathering.gathered(scenario, 3, 6), 3, 1, 4)
    partners = {row.against: row for row in rows if row.outcome == "close_12" and row.by == "partner"}
    assert set(partners) == {"alike", "state", "settled"} and {row.by for row in rows} >= {"kinds", *covering.SHARES}
    assert all(0.0 <= row.covered <= 1.0 and row.cases > 20 for row in partners.values())
    # No ledger shows the state: its intervals hold less often, against what perfect ones would.
    short = {against: row.perfect - row.covered for against, row in partners.items()}
    assert short["state"] > short["alike"]


def channel_of(tmp_path, text: str, **said):
    write_channel(ledger(text, **said), tmp_path / "c")
    return read_channel(tmp_path / "c")


def test_debts_at_each_month_s_end_by_hand(tmp_path):
    channel = channel_of(tmp_path, "Customer;Invoice;Date;Due date;Paid date;Amount\nA1;1;10.01.2024;09.02.2024;15.03.2024;100\n"
                                   "A1;2;05.03.2024;04.04.2024;;50\nB2;3;20.04.2024;20.05.2024;30.04.2024;7\n", currency="EUR")  # fmt: skip
    found = history_of(channel)
    assert channel.as_of == date(2024, 4, 30) and found.months == 4
    np.testing.assert_array_equal(found.purchases[0], (100, 0, 50, 0))
    np.testing.assert_array_equal(found.owed[0], (100, 100, 50, 50))
    np.testing.assert_array_equal(found.overdue[0], (0, 100, 0, 50))
    assert (found.kind == -1).all() and (found.closed == OPEN).all()


def test_the_risk_table_is_told_by_name(tmp_path):
    channel = channel_of(
        tmp_path,
        "Контрагент;Не просрочено;1-30;31-60;61-90;90+\nТихий;100,5;0;0;0;0\nДолжник;0;50;50;0;900,25\n",
        currency="RUB",
    )
    found = history_of(channel)
    skill = [{"outcome": name, "method": "futures", "gain": 0.0, "gain_error": 1.0} for name in OUTCOMES]
    table = risk_table(channel, found, made_up(), 0.7, skill)
    assert list(table)[1:] == list(COLUMNS) and set(table["name"]) == {"Тихий", "Должник"}
    row = table.set_index("name").loc["Должник"]
    assert row["exposure"] == pytest.approx(1000.25) == row["overdue"]
    assert row["close_12_low"] < row["close_12"] < row["close_12_high"]
    assert 0.0 < row["expected_loss"] <= 0.7 * row["close_12"] * row["exposure"]
    calm = made_up()  # of whose lives none ended insolvent but for one far away
    calm.frame["cause"] = np.where(calm.frame["close_12"], "voluntary", "")
    calm.frame.loc[calm.signs[:, LATE].argmin(), ["cause", "close_12"]] = "illiquidity", True
    calmer = risk_table(channel, found, calm, 0.7, skill).set_index("name").loc["Должник"]
    assert 0.0 < calmer["expected_loss"] < row["expected_loss"]
    by_card = risk_table(channel, found, made_up(), 0.7, [{**r, "method": "scorecard", "gain": 3.0} for r in skill])
    assert set(by_card["name"]) == set(table["name"])
    ways = (table.set_index("name")["close_12"], by_card.set_index("name")["close_12"])
    assert abs(ways[0]["Должник"] - ways[1]["Должник"]) > 1e-6
    write_table(table, tmp_path / "r.xlsx", COLUMNS, ["a note"])
    back = load_sheets(tmp_path / "r.xlsx")
    assert back[0].rows[0][1] == "name" and back[0].rows[1][1] == table["name"][0] and len(back[1].rows) > len(COLUMNS)
    write_table(table, tmp_path / "r.csv", COLUMNS, [])
    assert pd.read_csv(tmp_path / "r.csv")["name"].tolist() == table["name"].tolist()


def test_a_ledger_of_debts_alone_has_signs_of_debts_alone(tmp_path):
    channel = channel_of(tmp_path, "Customer;Current;1-30;31-60\nA1;100;0;0\nB2;0;50;50\n", currency="EUR")
    signs, trades = signs_at(history_of(channel), 0)
    assert trades.all() and np.isnan(signs).all()  # debts without purchases have no measure


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    folder = tmp_path_factory.mktemp("samples")
    return folder, write_samples(folder, 1, 30, 26)


def test_samples_read_to_the_same_ledger(samples):
    folder, invoices = samples
    assert {path.name for path in folder.iterdir()} == set(FILES)
    total = invoices["amount"].sum()
    for name in ("1c.csv", "sap.txt"):
        found = import_files([folder / name])
        assert (found.total_in, found.total_used) == (pytest.approx(total), pytest.approx(total)), name
        assert len(found.facts) == invoices["name"].nunique() and len(found.invoices) == len(invoices)
        assert set(found.facts["name"]) == set(invoices["name"]) and found.currency == "RUB"
        assert found.invoices["paid"].isna().sum() == invoices["paid"].isna().sum()
        assert not {"total differs", "unreadable amounts", "unreadable dates"} & {d.what for d in found.doubts}
    ageing = import_files([folder / "ageing.csv"])
    day = ageing.as_of
    assert ageing.total_used == pytest.approx(aged(invoices, day).to_numpy().sum())
    book = import_files([folder / "ledger.xlsx"])
    assert [t["shape"] for t in book.tables] == ["invoices", "ageing", "partners"] and book.as_of == day


def test_commands_on_a_small_market(samples, tmp_path, capsys, monkeypatch):
    folder, _ = samples
    monkeypatch.setattr(gathering, "MONTHS", 42)
    assert main(["channel", "import", str(folder / "1c.csv"), "--out", str(tmp_path / "c")]) == 0
    few = [word for key, value in SMALL.items() for word in ("--set", f"{key}={value}")]
    capsys.readouterr()
    common = [str(tmp_path / "c"), "--scenario", "steady", "--replicates", "2", *few]
    assert main(["channel", "risk", *common, "--out", str(tmp_path / "risk.xlsx"), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    rows = data["partners"]
    assert rows and set(COLUMNS) <= set(rows[0]) and set(data["chances_by"]) == set(OUTCOMES)
    losses = [r["expected_loss"] for r in rows]
    assert losses == sorted(losses, reverse=True) and all(0.0 <= r["stop_12"] <= 1.0 for r in rows)
    assert (tmp_path / "risk.xlsx").exists() and any("not predictions" in note for note in data["notes"])
    assert main(["channel", "risk", *common, "--partner", rows[0]["name"]]) == 0
    opens = re.findall(r"garden explain steady --seed (\d+) --partner (\d+)", capsys.readouterr().out)
    assert opens and {int(seed) for seed, _ in opens} <= {run_seed(1, replicate) for replicate in range(2)}
    assert main(["channel", "risk", *common, "--partner", "nobody"]) == 2
    assert "fits 0 partners" in capsys.readouterr().err
    assert main(["channel", "backtest", *common]) == 0
    out = capsys.readouterr().out
    assert "true state" in out and "scorecard" in out and "last value" in out


def test_candidates_are_the_same_for_the_same_seed(small):
    run = simulate(small, 3, 48, panel=True, accounts=True)
    one, other = candidates_of(run), candidates_of(simulate(small, 3, 48, panel=True, accounts=True))
    np.testing.assert_array_equal(one.signs, other.signs)
    assert len(together([one, other]).signs) == 2 * len(one.signs) and one.frame["close_12"].dtype == bool


def test_risk_of_a_folder_that_is_none(tmp_path, capsys):
    assert main(["channel", "risk", str(tmp_path)]) == 2
    assert "is no channel folder" in capsys.readouterr().err


def test_one_rule_for_the_books_has_its_hits_and_its_misses():
    signs = np.zeros((8, len(SIGNS)))
    signs[:, SIGNS.index("overdue")] = np.log1p([0.5, 0.5, 0.5, 0.5, 0.5, 0.0, 0.0, 0.0])
    signs[4, SIGNS.index("trend")] = np.log(0.5)  # its purchases have fallen: the rule leaves it out
    frame = pd.DataFrame({"cash_days": [5.0] * 6 + [50.0] * 2, "close_12": [False] * 8,
                          "earns": [1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0]})  # fmt: skip
    part = Candidates(signs, np.zeros(8, int), frame)
    rule = best_rule([part, part])
    # of 4 marked 3 have little cash and earn enough; of 4 such 3 are marked; of 2 short and dead 1 is
    assert (rule.sign, rule.steady) == ("overdue", True)
    assert (rule.right[0], rule.found[0], rule.dead[0]) == (0.75, 0.75, 0.5)
    assert rule.viable[0] == 0.75 and rule.all_viable[0] == pytest.approx(4 / 6) and rule.usual[0] == 0.5
    frame.loc[4, "earns"] = 1.0  # now the sign by itself is right in as many and finds more
    rule = best_rule([Candidates(signs, np.zeros(8, int), frame)] * 2)
    assert (rule.sign, rule.steady, rule.found[0]) == ("overdue", False, 0.8)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_is_called_better_only_beyond_the_smallest_effect_that_matters(monkeypatch, language):
    monkeypatch.setattr(state, "language", lambda: language)
    monkeypatch.setattr(findings, "smallest", lambda: USUAL)
    some = (0.5, 0.4, 0.6)

    def told(low: float, high: float) -> str:
        apart = ((low + high) / 2, low, high)
        return telling_signs.rule_told(
            Rule("overdue", False, some, (0.2, 0.1, 0.3), some, some, some, some, apart, some)
        )

    sure, little, perhaps, none = (told(*ends) for ends in ((0.02, 0.2), (0.02, 0.05), (0.005, 0.1), (-0.01, 0.1)))
    assert ("more: +11.0 (+2.0 … +20.0)." if language == "en" else "больше: +11,0 (+2,0 … +20,0).") in sure
    assert ("hardly tells who will earn" if language == "en" else "почти не говорит") in little
    assert ("too little more to matter" if language == "en" else "слишком мала") in perhaps
    assert ("not surely better than taking all" if language == "en" else "не лучше наверняка") in none


def test_a_sign_in_the_books_is_told_by_how_often_it_is_right_and_what_it_finds():
    signs = np.zeros((8, len(SIGNS)))
    signs[:, SIGNS.index("overdue")] = np.log1p([0.5, 0.5, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0])
    signs[:, SIGNS.index("trend")] = np.log([1.0] * 7 + [0.5])
    signs[0] = np.nan
    signs[0, SIGNS.index("overdue")] = 1.0
    few = [5.0, 5.0, 5.0, 50.0, 5.0, 50.0, 50.0, 50.0]
    frame = pd.DataFrame({"cash_days": few, "close_12": [False] * 7 + [True], "earns": [1.0, 0.0, 1.0] + [1.0] * 5})
    part = Candidates(signs, np.zeros(8, int), frame)
    assert [name for name, seen in shown_by(signs).items() if seen[7]] == ["fallen", "halved"]
    found = {(one.sign, one.truth): one for one in telling([part, part])}
    overdue = found["overdue", "short"]
    # of 4 that show it 3 have little cash, of 4 with little cash 3 show it, 2 of these 3 earn; of all 4 of 8 have little
    assert (overdue.right[0], overdue.found[0], overdue.usual[0]) == (0.75, 0.75, 0.5) and overdue.tells
    assert overdue.viable[0] == pytest.approx(2 / 3)
    assert found["halved", "closes"].right[0] == 1.0 and not found["overdue", "closes"].tells
    assert np.isnan(found["silent", "short"].right[0]) and not found["silent", "short"].tells, "nobody shows it"
