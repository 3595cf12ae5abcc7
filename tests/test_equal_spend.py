"""Comparison at equal spend: doses of scenarios, their search, and what the command tells of it."""

import json

import pytest

from experiments.commands.cli import main
from experiments.comparing.compare import compare
from experiments.comparing.equal_spend import EVALUATIONS, TOLERANCE, dosed, equal_spend
from experiments.refusal import UsageError
from scenarios import load_scenario
from scenarios.scenario import Change
from tests.conftest import SMALL

MONTHS = 24
DEPTH, LEAD, MODE = "levers.focal.services.package_depth", "levers.focal.stock.lead_days", "levers.focal.credit.mode"
LINE = ["--months", str(MONTHS), "--replicates", "2", *(w for k, v in SMALL.items() for w in ("--set", f"{k}={v}"))]


@pytest.fixture(scope="module")
def market():
    """The base, services and fast delivery, in a small market."""
    values = {**SMALL, "months": MONTHS}
    steady, services = load_scenario("steady", values), load_scenario("services", values)
    return steady, services, steady.with_values({LEAD: 1.5})


@pytest.fixture
def fast_file(tmp_path):
    """Fast delivery as a file to compare with."""
    (tmp_path / "fast.toml").write_text(f'extends = "steady"\n{LEAD} = 1.5\n')
    return str(tmp_path / "fast.toml")


def said(capsys, *arguments):
    """Exit code, stdout and stderr of a command."""
    code = main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


def test_a_dose_moves_numeric_levers_alone(market):
    steady, services, _ = market
    other = services.with_values(
        {MODE: "framework", "levers.rival_1.stock.fill_rate": 0.99, "customers.smb.late_share": 0.9}
    )
    half = dosed(steady, other, 0.5)
    moved = {DEPTH: 0.25, "levers.focal.services.partner_margin_share": 0.65, "levers.rival_1.stock.fill_rate": 0.97}
    assert half.name == other.name and half.timeline == ()
    assert {**other.values, **moved} == pytest.approx(dict(half.values))
    none = dosed(steady, other, 0.0)
    assert (
        none.values[DEPTH] == 0.0
        and none.values[MODE] == "framework"
        and none.values["customers.smb.late_share"] == 0.9
    )
    assert dosed(steady, other, 1.0) == other
    assert dosed(steady, steady, 0.3).hash == steady.hash


def test_a_dose_moves_the_levers_of_every_month(market):
    steady, services, fast = market
    base = fast.with_timeline([Change(6, 12, "slow for a while", {LEAD: 5.0})])
    other = services.with_timeline(
        [
            Change(3, 9, "deep", {DEPTH: 0.8, MODE: "prepayment"}),
            Change(8, None, "late", {"customers.smb.late_share": 0.9}),
        ]
    )
    for dose in (0.0, 0.25, 0.9):
        mixed = dosed(base, other, dose)
        for month in range(MONTHS):
            was, now, found = base.at(month), other.at(month), mixed.at(month)
            for key in now:
                numeric = key.startswith("levers.") and key != MODE
                wanted = was[key] + dose * (now[key] - was[key]) if numeric else now[key]
                assert found[key] == (pytest.approx(wanted) if numeric else wanted), (dose, month, key)
    assert dosed(base, other, 1.0).hash == other.hash


def test_a_timeline_of_the_world_alone_stays_as_it_is(market):
    steady, services, _ = market
    other = services.with_timeline([Change(3, 9, "late payers", {"customers.smb.late_share": 0.9})])
    assert dosed(steady, other, 0.5).timeline == other.timeline


def test_spend_is_equal_on_the_luck_of_the_comparison(market):
    found = equal_spend(market, seed=5, months=MONTHS)
    assert [d.note for d in found] == ["", ""] and min(d.dose for d in found) < 1.0 == max(d.dose for d in found)
    common = found[0].common_spend
    assert common == min(
        d.extra_spend for d in equal_spend(market[:2], 5, MONTHS) + equal_spend(market[::2], 5, MONTHS)
    )
    compared = compare([market[0], *(d.scenario for d in found)], replicates=6, seed=5, months=MONTHS)
    for other, dose in enumerate(found, 1):
        assert abs(dose.extra_spend - common) <= TOLERANCE * common
        assert compared.metrics(other)["focal_spend"].difference == pytest.approx(common, rel=0.05)


def test_the_same_seed_finds_the_same_doses(market):
    chosen = [[d.dose for d in equal_spend(market, 5, MONTHS, threads=threads)] for threads in (1, 2)]
    assert chosen[0] == chosen[1] != [d.dose for d in equal_spend(market, 6, MONTHS)]


def test_a_spend_between_is_met_and_one_out_of_reach_is_told(market):
    steady, services, fast = market
    met, short = equal_spend([steady, fast, services], 5, MONTHS, spend=100.0, pilots=2)
    assert met.extra_spend == pytest.approx(100.0, rel=TOLERANCE) and 0.0 < met.dose < 1.0 and met.note == ""
    assert short.dose == 1.0 and short.scenario == services and "cannot be brought to a spend of 100" in short.note


def test_a_choice_that_costs_more_or_a_saving_is_told_and_kept_whole(market):
    steady, services, fast = market
    dear = services.with_values({MODE: "framework"})
    cheap = steady.with_values({LEAD: 6.0})
    found = equal_spend([steady, fast, dear, cheap, steady], 5, MONTHS, spend=10.0, pilots=2)
    assert [d.note == "" for d in found] == [True, False, False, False]
    assert [d.dose for d in found[1:]] == [1.0] * 3 and found[1].scenario == dear
    assert "at dose 0 already" in found[1].note and "extra spend is -" in found[2].note


def test_a_jump_in_spend_ends_the_search(market, monkeypatch):
    from experiments.comparing import equal_spend as module

    tried = []

    def jumping(scenarios, *luck):
        tried.append(len(scenarios))
        return [0.0 if s.values[LEAD] > 2.0 else 50.0 for s in scenarios]

    monkeypatch.setattr(module, "mean_spends", jumping)
    (found,) = equal_spend([market[0], market[2]], 5, MONTHS, spend=20.0)
    assert found.extra_spend == 0.0 and "the nearest found is" in found.note and "compared there" in found.note
    assert len(tried) <= EVALUATIONS


def test_nothing_that_costs_is_an_error(market):
    with pytest.raises(UsageError, match="no scenario costs more than steady"):
        equal_spend([market[0], market[0]], 5, MONTHS, pilots=2)


def test_the_command_tells_doses(capsys, fast_file):
    line = ["compare", "steady", "services", fast_file, "prepayment", "--equal-spend", *LINE]
    code, out, err = said(capsys, *line, "--json")
    rows = json.loads(out)
    assert code == 0 and err == "" and [row["other"] for row in rows] == ["services", "fast", "prepayment"]
    assert len({row["common_spend"] for row in rows}) == 1
    for row in rows[:2]:
        assert 0.0 < row["dose"] <= 1.0 and row["spend_note"] is None
        assert row["extra_spend"] == pytest.approx(row["common_spend"], rel=TOLERANCE)
    assert rows[2]["dose"] == 1.0 and rows[2]["extra_spend"] < 0.0 and "prepayment" in rows[2]["spend_note"]
    code, out, _ = said(capsys, *line)
    assert code == 0 and out.index("extra spend") < out.index("prepayment: cannot be brought") < out.index(
        "Base steady"
    )
    assert out.count("cannot be brought") == 1 and "1.000 *" in out
    code, out, _ = said(capsys, "compare", "steady", "services", *LINE, "--json")
    assert code == 0 and "dose" not in json.loads(out)[0]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (["steady", "services", "--equal-spend", "--spend", "-3"], "'-3' is not an amount above 0"),
        (["steady", "services", "--equal-spend", "--spend", "nan"], "'nan' is not an amount above 0"),
        (["steady", "services", "--equal-spend", "--spend", "much"], "'much' is not an amount above 0"),
        (["steady", "services", "--spend", "3"], "--spend: expected --equal-spend"),
        (["steady", "steady", "--equal-spend"], "steady (2): is the same market as steady"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(capsys, flags, expected):
    code, out, err = said(capsys, "compare", *flags, *LINE)
    assert code == 2 and out == "" and err.startswith("error: ") and err.count("\n") == 1 and expected in err


def test_a_failed_pilot_is_told_and_the_exit_code_is_3(capsys, monkeypatch):
    import experiments.running.families

    def failing(luck, number):
        raise ArithmeticError("out of luck")

    monkeypatch.setattr(experiments.running.families.Luck, "result", failing)
    code, out, err = said(capsys, "compare", "steady", "services", "--equal-spend", *LINE)
    assert code == 3 and out == "" and err.count("\n") == 1 and "out of luck" in err
