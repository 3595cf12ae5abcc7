"""Your own channel: what a file tells holds at month 0, its partners start without a shake-out, bad cells are told."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.distributor import PREPAYMENT
from agents.partner import KINDS
from experiments.batch.plan import content
from experiments.channel.own_channel import in_numbers, start_of
from experiments.commands.cli import main
from model import simulate
from model.opening import opened_market
from model.settings import distributor_names
from scenarios import ScenarioError, load_scenario
from scenarios.partners import Partners, PartnersError, read_named, read_partners
from tests.conftest import SMALL, small_of

HEADER = "kind,size,cash_days,terms,limit,distributor,name\n"


def complaints(data: bytes | str) -> tuple[str, ...]:
    with pytest.raises(PartnersError) as caught:
        read_partners(data.encode() if isinstance(data, str) else data, "p.csv", distributor_names(3))
    return caught.value.lines


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("reseler,1,,,,,", "p.csv:2: kind: 'reseler' is none of integrator, reseller, online_shop, retail_chain; did you mean reseller?"),
        (",1,,,,,", "p.csv:2: kind: is empty; expected one of"),
        ("reseller,,,,,,", "p.csv:2: size: is empty; expected goods that it buys in a usual month"),
        ("reseller,0,,,,,", "p.csv:2: size: 0 is not above 0; expected money / month"),
        ("reseller,1e400,,,,,", "size: '1e400' is not a finite number"),
        ("reseller,nan,,,,,", "size: 'nan' is not a finite number"),
        ("reseller,1_0,,,,,", "size: '1_0' is not a number"),
        ('reseller,"1,5",,,,,', "size: '1,5' is not a number; decimals take a point; expected money / month"),
        ("reseller,1,-1,,,,", "p.csv:2: cash_days: -1 is out of range; expected 0 to 3650 (days)"),
        ("reseller,1,,121,,,", "p.csv:2: terms: 121 is out of range; expected 0 to 120 (days)"),
        ("reseller,1,,,-5,,", "p.csv:2: limit: -5 is out of range"),
        ("reseller,1,,,,rival_3,", "p.csv:2: distributor: 'rival_3' is not in this market; expected focal to rival_2"),
        ("reseller,1,,,,rival_0,", "'rival_0' is not a distributor; expected focal, rival_1, rival_2, ..."),
        ("reseller,1,,,,Focal,", "'Focal' is not a distributor"),
        ("reseller,1", "p.csv:2: has 2 cells; expected 7: kind, size, cash_days, terms, limit, distributor, name"),
    ],
)  # fmt: skip
def test_a_bad_cell_has_its_own_line(row, said):
    headline, *cells = complaints(HEADER + row + "\nreseller,3,,,,,\n")
    assert headline == "p.csv: 1 bad line or cell"
    assert len(cells) == 1 and said in cells[0]


def test_every_bad_cell_is_listed_with_its_line():
    lines = complaints(HEADER + 'reseler,x,,,,,"two\nlines"\n\nreseller,1,,,,,fine\nreseller,1,9999,x,,,\n')
    assert [line.split(": ")[:2] for line in lines[1:]] == [
        ["p.csv:2", "kind"], ["p.csv:2", "size"], ["p.csv:6", "cash_days"], ["p.csv:6", "terms"],
    ]  # fmt: skip
    many = complaints(HEADER + "x,1,,,,,\n" * 1500)
    assert len(many) == 1002 and many[0] == "p.csv: 1,500 bad lines or cells" and many[-1] == "... and 500 more"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "p.csv: is empty"),
        (b"\n , \n", "p.csv: is empty" and "p.csv: has no partners"),
        (HEADER.encode(), "p.csv: has no partners"),
        (b"kind;size\nreseller;3", "p.csv:1: cells are separated by semicolons; expected commas"),
        (b"kind\tsize\nreseller\t3", "cells are separated by tabs"),
        ("kind,size\n\u043c,3".encode("cp1251"), "p.csv:2: is not UTF-8 text (byte 10); save it as CSV in UTF-8"),
        ("kind,size\nreseller,3".encode("utf-16"), "p.csv: is UTF-16 text"),
        (b"kind,size\nreseller,\x00", "p.csv: holds binary data"),
        (b'kind,size\n"reseller,3', "p.csv:2: is not CSV"),
        (b"kind,size\n" + b"reseller,3\n" * 100_001, "p.csv: has more than 100,000 partners"),
        (b"#" * 6_000_001, "p.csv: is larger than 6,000,000 bytes"),
    ],
)
def test_what_is_wrong_with_a_whole_file_is_said_in_words(data, said):
    assert said in "\n".join(complaints(data))


def test_columns_are_checked_by_name():
    lines = complaints("knd,size,size,\nreseller,1,1,\n")
    assert "knd: unknown column; did you mean kind?" in lines[1]
    assert (
        "column 4: has no name" in lines[2]
        and "size: stands twice" in lines[3]
        and "kind: column is missing" in lines[4]
    )


def test_how_a_file_is_written_does_not_matter():
    plain = read_partners(b"kind,size,terms\nreseller,3,\nintegrator,40,30\n", "a.csv")
    other = read_partners(
        b"\xef\xbb\xbfname,terms,kind,size\r\nx,,reseller,3.0\r\n\r\n,30.0, integrator ,4e1\r\n", "b.csv"
    )
    assert plain.hash == other.hash and plain.kind == ("reseller", "integrator") and math.isnan(plain.terms[0])
    assert read_partners(plain.to_csv().encode(), "c.csv").hash == plain.hash
    assert read_partners(b"kind,size,terms\nreseller,3,\nintegrator,40,31\n", "a.csv").hash != plain.hash


cells = st.tuples(
    st.sampled_from(KINDS),
    st.floats(1e-6, 1e6),
    *(st.one_of(st.just(math.nan), st.floats(0.0, 120.0)) for _ in range(3)),
    st.sampled_from(("", "focal", "rival_1")),
)


@given(st.lists(cells, min_size=1, max_size=8))
def test_a_written_list_reads_back_the_same(rows):
    partners = Partners("x", *zip(*rows, strict=True))
    assert read_partners(partners.to_csv().encode(), "x").to_csv() == partners.to_csv()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(data):
    try:
        read_partners(data, "p.csv")
    except PartnersError as why:
        assert all(line and "\n" not in line for line in why.lines[:1])


@pytest.fixture(scope="module")
def exported():
    """The synthetic start of a small market as a list."""
    return start_of(load_scenario("steady", SMALL), 3)


@pytest.fixture
def own(exported):
    return load_scenario("steady", {"months": 36}).with_partners(exported)


def test_a_scenario_with_a_file_says_so_and_reads_back(tmp_path, exported, own, capsys):
    (tmp_path / "p.csv").write_text(exported.to_csv())
    path = tmp_path / "mine.toml"
    path.write_text('extends = "steady"\nmonths = 36\n[population]\nfile = "p.csv"\n')
    mine = load_scenario(str(path))
    assert mine.hash == own.hash != load_scenario("steady", {"months": 36, **SMALL}).hash
    assert mine.values["population.reseller"] == 34 and mine.origins["population.reseller"] == "p.csv"
    for differences in (False, True):
        again = tmp_path / "elsewhere.toml"
        again.write_text(mine.to_toml(differences))
        assert load_scenario(str(again)).hash == mine.hash
    assert pickle.loads(pickle.dumps(mine)).hash == mine.hash
    assert main(["scenarios", "show", str(path)]) == 0
    assert f"60 partners of month 0 from p.csv, hash {exported.hash}" in capsys.readouterr().out
    (tmp_path / "p.csv").write_text(exported.to_csv().replace(",30.0,", ",31.0,", 1))
    assert load_scenario(str(path)).hash != mine.hash


def test_a_batch_tells_two_lists_apart(exported, own):
    other = Partners("y", *(getattr(exported, name) for name in ("kind", "size")), (1.0,) * 60, *(
        getattr(exported, name) for name in ("terms", "limit", "distributor")
    ))  # fmt: skip
    assert content(own) != content(own.with_partners(other)) != content(load_scenario("steady", SMALL))
    assert content(own) == content(own.with_partners(exported))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[population]\nfile = "none.csv"', "mine.toml:2: population.file: none.csv: no such file; looked for beside"),
        ("[population]\nfile = 3", "mine.toml:2: population.file: 3 is not a text"),
        ('[population]\nfile = "."', "is a folder; expected a CSV file"),
        ('[population]\nfile = "a.csv"\npartners = "x"', "mine.toml:2: population.file: the list stands in population.partners already"),
        ('[population]\nfile = "a.csv"\nreseller = 4', "population.reseller: 4 is not what a.csv lists; expected 1, or no number"),
        ('[population]\nfile = "a.csv"\ndistributor = 1', "a.csv:2: distributor: 'rival_1' is not in this market; expected focal"),
        ('[population]\npartners = "kind"', "mine.toml: population.partners:1: size: column is missing"),
    ],
)  # fmt: skip
def test_a_scenario_that_names_its_file_badly(tmp_path, text, said):
    (tmp_path / "a.csv").write_text("kind,size,distributor\nreseller,50,rival_1\n")
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(str(tmp_path / "mine.toml"))
    assert said in str(caught.value)


def test_numbers_that_contradict_the_list_are_refused(own):
    with pytest.raises(ScenarioError, match="expected 34, or no number"):
        own.with_values({"population.reseller": 3})
    with pytest.raises(ScenarioError, match="is not in this market"):
        own.with_values({"population.distributor": 1})
    assert own.with_values({"population.distributor": 9}).hash != own.hash


def test_what_the_file_tells_holds_at_month_0(own, exported):
    again = start_of(own, 11)
    assert again.kind == exported.kind and again.distributor == exported.distributor
    assert again.size == pytest.approx(exported.size, rel=1e-3)
    assert again.cash_days == pytest.approx(exported.cash_days, rel=1e-3)
    assert again.terms == exported.terms
    told = np.array(exported.limit)
    assert again.limit == pytest.approx(told, rel=1e-3)


def test_terms_and_limits_stay_beside_the_distributors_policy():
    rows = [
        "reseller,100,,50,400,focal",
        "reseller,100,,10,20,focal",
        "reseller,100,,0,,focal",
        "reseller,100,,,,focal",
    ]
    partners = read_partners(
        ("kind,size,cash_days,terms,limit,distributor\n" + "\n".join(rows * 8) + "\n").encode(), "x"
    )
    scenario = load_scenario("steady").with_partners(partners)
    accounts = simulate(scenario, 5, 7, accounts=True).accounts
    main = accounts[(accounts.distributor == "focal") & (accounts["mode"] != "prepayment")]
    days = main.groupby(main.partner % 4).terms_days
    assert days.unique()[0].tolist() == [50.0] and days.unique()[1].tolist() == [10.0]
    assert days.unique()[3].tolist() == [30.0]
    reviewed = main[main.month == 6].groupby(main.partner % 4).limit.mean()  # every contract was reviewed twice
    assert reviewed[0] > 5 * reviewed[1]
    longer = scenario.with_values({"levers.focal.credit.deferment_days": 45})
    accounts = simulate(longer, 5, 2, accounts=True).accounts
    main = accounts[(accounts.distributor == "focal") & (accounts["mode"] != "prepayment")]
    assert sorted(main[main.partner % 4 == 0].terms_days.unique()) == [65.0]


def test_partners_without_credit_start_without_it():
    partners = read_partners(b"kind,size,terms,limit\n" + b"integrator,90,0,\n" * 9 + b"reseller,40,,0\n" * 9, "x")
    market = opened_market(load_scenario("steady").with_partners(partners), 2, 1)
    assert (market.accounts["mode"][:18, 0] == PREPAYMENT).all() and (market.accounts["limit"][:18, 0] == 0.0).all()


def test_an_open_cell_is_drawn_and_the_seed_draws_it():
    partners = read_partners(b"kind,size\n" + b"reseller,80\n" * 30, "x")
    scenario = load_scenario("steady").with_partners(partners)
    one, same, other = (start_of(scenario, seed) for seed in (1, 1, 2))
    assert one.to_csv() == same.to_csv() != other.to_csv()
    assert len(set(one.cash_days)) > 20 and len(set(one.distributor)) == 5


def test_books_balance_and_money_has_no_unit_of_its_own(own, exported):
    result = simulate(own, 4, 36)
    assert result.summary["ledger_residual"] < 1e-9
    scaled = simulate(own.with_values({"money_scale": 1024.0}), 4, 36).summary
    counts = [name for name in scaled if name.startswith(("partners", "closings", "survival", "entries"))]
    assert [scaled[name] for name in counts] == [result.summary[name] for name in counts]
    roubles = Partners(
        "x", exported.kind, tuple(64.0 * x for x in exported.size), exported.cash_days, exported.terms,
        tuple(64.0 * x for x in exported.limit), exported.distributor,
    )  # fmt: skip
    other = load_scenario("steady", {"months": 36, "population.money_unit": 64.0}).with_partners(roubles)
    assert simulate(other, 4, 36).summary == result.summary


def test_storage_order_of_kinds_does_not_matter_to_ids():
    partners = read_partners(b"kind,size\nreseller,10\nintegrator,200\nreseller,30\nonline_shop,400\n", "x")
    result = simulate(load_scenario("steady").with_partners(partners), 1, 1)
    first = result.partners[result.partners.origin == "initial"]
    assert first.partner.tolist() == [0, 1, 2, 3]
    assert first.kind.tolist() == list(partners.kind)


def yearly_closings(scenario, seeds) -> np.ndarray:
    """Closings over partners at the year's start, by year, over all seeds."""
    closed, alive = np.zeros(3), np.zeros(3)
    for seed in seeds:
        monthly = simulate(scenario, seed, 36).monthly
        closed += monthly.closings.to_numpy().reshape(3, 12).sum(axis=1)
        alive += monthly.partners_alive.to_numpy()[[0, 11, 23]]
    return closed / alive


def test_no_shake_out_at_the_opening():
    scenario = load_scenario("steady", {k: 3 * v for k, v in SMALL.items()} | {"months": 36})
    own = scenario.with_partners(start_of(scenario, 100))
    ours, drawn = yearly_closings(own, range(8)), yearly_closings(scenario, range(8))
    assert ours[0] <= 1.5 * ours[1:].mean()
    assert ours.mean() == pytest.approx(drawn.mean(), rel=0.35)


def test_the_levers_find_a_given_market(exported):
    credit = small_of("prepayment", 36).with_values({}).with_partners(exported)
    steady = small_of("steady", 36).with_partners(exported)
    assert simulate(credit, 1, 36).summary != simulate(steady, 1, 36).summary


def test_the_command_writes_and_checks(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    flags = [part for key, value in SMALL.items() for part in ("--set", f"{key}={value}")]
    assert main(["population", "template", "p.csv", *flags]) == 0
    assert "kind: one of" in capsys.readouterr().out
    assert main(["population", "template", "p.csv", *flags]) == 2
    assert "p.csv: is there already" in capsys.readouterr().err
    assert main(["population", "check", "p.csv"]) == 0
    (tmp_path / "p.csv").write_text("kind,size\nshop,x\nreseller,\n")
    assert main(["population", "check", "p.csv"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "error: p.csv: 3 bad lines or cells" and len(said) == 4
    assert all(line.startswith("  p.csv:") for line in said[1:])
    assert main(["population", "check", "nowhere.csv"]) == 2
    assert capsys.readouterr().err == "error: nowhere.csv: no such file\n"


def test_a_list_in_numbers():
    rows = in_numbers(
        read_partners(b"kind,size,terms\nreseller,10,\nreseller,30,30\nintegrator,5,0\n", "x"), load_scenario("steady")
    )
    assert [(r["kind"], r["partners"], r["size"]) for r in rows] == [
        ("integrator", 1, 5.0),
        ("reseller", 2, 40.0),
        ("all", 3, 45.0),
    ]
    assert rows[1]["mean_size"] == 20.0 and rows[1]["usual_size"] == 4.0 * 23.0
    assert rows[1]["median_terms"] == 30.0 and rows[1]["empty"] == {
        "cash_days": 2,
        "terms": 1,
        "limit": 2,
        "distributor": 2,
    }


def test_names_of_a_file_are_read_in_its_order_and_a_partner_without_one_has_its_number():
    assert read_named("\ufeffname,kind,size\nAlpha,reseller,8\n\n,reseller,9\n".encode(), "x")[1] == ["Alpha", "1"]
    assert read_named(b"kind,size\nreseller,8\n", "x")[1] == ["0"]
