"""Reading scenarios: what is accepted, and one clear line for what is not."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import PARAMETERS
from model.settings import month_tables
from scenarios import Change, ScenarioError, list_scenarios, load_scenario, load_scenarios
from scenarios.check import unsteered
from scenarios.places import key_lines
from scenarios.scenario import never_met

CREDIT = "levers.focal.credit."


def refused(tmp_path, text, name="mine.toml"):
    """The complaint about a file with this text."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(str(tmp_path / name))
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('extends = "steady"\n[levers.focal.credit]\ndeferment_dayz = 3', f"mine.toml:3: {CREDIT}deferment_dayz: unknown key; did you mean {CREDIT}deferment_days?"),
        ("", "mine.toml: is empty"),
        ("   \n", "mine.toml: is empty"),
        ('extends = "baselin"', "mine.toml:1: extends: baselin: no such preset; did you mean baseline?"),
        ('extends = "mine.toml"', "extends itself: mine.toml -> mine.toml"),
        ("months = true", "mine.toml:1: months: True is not a number"),
        ("months = 12.5", "months: 12.5 is not a whole number"),
        ("months = 0", "months: 0 is out of range; expected 1 to 1200"),
        ('months = "ten"', "months: 'ten' is not a number"),
        ("[customers.smb]\nlate_share = 2", "mine.toml:2: customers.smb.late_share: 2 is out of range; expected 0.0 to 1.0 (share)"),
        ("[customers.smb]\nlate_share = nan", "not a finite number"),
        ("[levers.focal.credit.deferment_days]\nx = 3", "a table stands where one value was expected"),
        ("[levers.focal]\ncredit = 3", "levers.focal.credit: unknown key"),
        ("[levers.focal.credit]\ndeferment_days = [3]", "a list stands where one value was expected"),
        ('[levers.focal.credit]\nmode = "framwork"', "did you mean framework?"),
        ("[levers.focal.credit]\nmode = 3", "3 is not one of prepayment, standard, framework"),
        ("[levers.rivals.credit]\ndeferment_days = 3", "'rivals' is not a distributor; expected focal, rival_1"),
        ("[levers.rival_7.credit]\ndeferment_days = 3", "the market has 5 distributors; expected focal to rival_4"),
        ('finance.funding_rate = 0.1\n"finance.funding_rate" = 0.2', "mine.toml:1: finance.funding_rate: is given twice; expected one value"),
        ('[[timeline]]\nmonth = 5\n[timeline.set]\nfinance.funding_rate = 0.1\n"finance.funding_rate" = 0.2', "finance.funding_rate: is given twice"),
        ('categories = ["a"]\n[goods.a]\nsmb_part = 0', "goods.a.smb_part: smb_part is 0 in all of goods; expected one above 0"),
        ("a = = 3", "mine.toml: is not TOML"),
        ("months = 3\nmonths = 4", "is not TOML"),
        ("extends = 3", "extends: 3 is not the name of a scenario"),
        ("title = 3", "title: 3 is not a text"),
        ("timeline = 3", "expected [[timeline]] entries"),
        ('[[timeline]]\nmonth = 500\n[timeline.set]\n"levers.focal.credit.deferment_days" = 3', "mine.toml:1: timeline entry 'change 1': month 500 is out of range; expected 0 to 119"),
        ('[[timeline]]\nmonth = 5\nuntil = 5\n[timeline.set]\n"levers.focal.credit.deferment_days" = 3', "until 5 is not after month 5"),
        ('[[timeline]]\nmonth = 5\n[timeline.set]\n"levers.focal.credit.deferment_dys" = 3', "mine.toml:4: levers.focal.credit.deferment_dys: unknown key"),
        ("[[timeline]]\nmonth = 5\n[timeline.set]\nmonths = 60", "mine.toml:4: months: cannot change during a run"),
        ("[[timeline]]\nmonth = 5", "timeline entry 1: set is missing"),
        ('[[timeline]]\nmonht = 5\n[timeline.set]\n"levers.focal.credit.cutoff" = 0.1', "timeline.monht: unknown key; did you mean month?"),
        ('[[timeline]]\nmonth = "5"\n[timeline.set]\n"levers.focal.credit.cutoff" = 0.1', "timeline.month: '5' is not a whole number"),
    ],
)  # fmt: skip
def test_one_clear_line(tmp_path, text, said):
    assert said in refused(tmp_path, text)


def test_values_that_are_no_mapping_or_belong_in_files():
    with pytest.raises(ScenarioError, match=r"steady: values \['a'\] is not a mapping; expected {key: value}"):
        load_scenario("steady", ["a"])
    for key in ("population.file", "population.partners"):
        with pytest.raises(ScenarioError, match=f"{key}: is a key of files alone"):
            load_scenario("steady", {key: "x.csv"})


def test_files_that_cannot_be_read(tmp_path):
    for name, said in (("nowhere.toml", "no such file"), (str(tmp_path), "no such")):
        with pytest.raises(ScenarioError, match=said):
            load_scenario(str(tmp_path / name) if name.endswith(".toml") else "nowhere")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(ScenarioError, match="is a folder"):
        load_scenario(str(tmp_path / "folder.toml"))
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioError, match="not UTF-8"):
        load_scenario(str(tmp_path / "bytes.toml"))
    (tmp_path / "large.toml").write_text("# " + "x" * 7_100_000)
    with pytest.raises(ScenarioError, match="larger than"):
        load_scenario(str(tmp_path / "large.toml"))
    (tmp_path / "one.toml").write_text('extends = "two.toml"')
    (tmp_path / "two.toml").write_text('extends = "one.toml"')
    with pytest.raises(ScenarioError, match="one.toml -> two.toml -> one.toml"):
        load_scenario(str(tmp_path / "one.toml"))


def test_presets_load_and_name_their_origins():
    names = [row["name"] for row in list_scenarios()]
    assert {"steady", "baseline", "prepayment", "credit", "services", "credit-and-services"} <= set(names)
    assert names[0] == "steady"
    for row in list_scenarios():
        scenario = load_scenario(row["name"])
        assert row["title"] and row["description"] and set(scenario.values) >= set(PARAMETERS)
    assert load_scenario("credit").origins[CREDIT + "mode"] == "credit"
    assert load_scenario("credit").origins["months"] == "default"


def test_layers_and_values():
    both = load_scenario("baseline+credit", {"months": "48", CREDIT + "mode": "standard"})
    assert both.values["trends.shop_reach"] == load_scenario("baseline").values["trends.shop_reach"]
    assert both.values[CREDIT + "deferment_days"] == 45.0 and both.months == 48
    assert both.origins["months"] == "--set"
    assert load_scenario("credit-and-services").hash == load_scenario("credit+services").hash


def test_rivals_are_still_in_steady_answer_in_baseline_and_copy_in_copied():
    answers = [load_scenario(name).values["rivals.price_response"] for name in ("steady", "baseline")]
    assert answers[0] == 0.0 and answers[1] > 0.0
    assert [load_scenario(name).values["rivals.imitation_lag"] for name in ("steady", "baseline")] == [0, 0]
    copied = load_scenario("credit+copied")
    levers = month_tables(copied.values, copied.timeline, 24)["levers"]
    focal, rival = levers["deferment_days"][:, 0], levers["deferment_days"][:, 1]
    assert focal[0] != load_scenario("steady").values[CREDIT + "deferment_days"]
    assert (rival[:12] != focal[:12]).all() and (rival[12:] == focal[:-12]).all()


DATED = '[[timeline]]\nmonth = 30\nset = {"levers.focal.credit.cutoff" = 0.1}\n'


def test_fewer_months_leave_out_the_dated_changes_of_others(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = {"short": "months = 24\n", "mine": 'extends = "baseline"\nmonths = 24\n', "dated": DATED,
             "longer": 'extends = "mine.toml"\nmonths = 60\n', "both": 'extends = ["short.toml", "dated.toml"]\n'}  # fmt: skip
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text)
    assert [c.month for c in load_scenario("baseline").timeline] == [12, 24, 36]
    shortened = load_scenario("baseline", {"months": 24})
    assert [c.month for c in shortened.timeline] == [12] and shortened.months == 24
    for name in ("mine.toml", "baseline+short.toml", "short.toml+baseline"):
        assert load_scenario(name).hash == shortened.hash, name
    # What one layer leaves out is there again when a later one has the months for it.
    assert load_scenario("longer.toml").hash == load_scenario("baseline", {"months": 60}).hash
    assert load_scenario("mine.toml", {"months": "120"}).hash == load_scenario("baseline").hash
    for name in ("dated.toml+short.toml", "short.toml+dated.toml", "both.toml"):
        assert load_scenario(name).hash == load_scenario("short.toml").hash, name
    assert load_scenario("baseline").with_values({"months": 24}).hash == shortened.hash


def test_a_file_keeps_its_own_changes_within_its_own_months(tmp_path):
    late = "dated.toml:2: timeline entry 'change 1': month 30 is out of range; expected 0 to 23"
    assert late in refused(tmp_path, "months = 24\n" + DATED, "dated.toml")
    (tmp_path / "short.toml").write_text("months = 24\n")
    assert late in refused(tmp_path, 'extends = "short.toml"\n' + DATED, "dated.toml")
    (tmp_path / "dated.toml").write_text(DATED)
    assert [c.month for c in load_scenario(str(tmp_path / "dated.toml"), {"months": 31}).timeline] == [30]
    assert load_scenario(str(tmp_path / "dated.toml"), {"months": 30}).timeline == ()


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    (tmp_path / "plain.toml").write_text('extends = "credit"\nmonths = 24\n', encoding="utf-8")
    (tmp_path / "marked.toml").write_text('extends = "credit"\nmonths = 24\n', encoding="utf-8-sig")
    assert load_scenario(str(tmp_path / "marked.toml")).hash == load_scenario(str(tmp_path / "plain.toml")).hash
    assert refused(tmp_path, "\ufeff[customers.smb]\nlate_share = 2").startswith(
        "mine.toml:2: customers.smb.late_share"
    )
    assert "is empty" in refused(tmp_path, "\ufeff\n")


def test_names_tell_scenarios_apart(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder, days in (("a", 40), ("b", 50)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "p.toml").write_text(f"{CREDIT}deferment_days = {days}\n")
    with pytest.raises(ScenarioError, match="^b/p.toml: is called p, as a/p.toml is; expected another name"):
        load_scenarios(["steady", "a/p.toml", "b/p.toml"])
    names = ["steady", "a/p.toml", "steady", "baseline+b/p.toml", "b/p.toml+credit", "steady"]
    found = [scenario.name for scenario in load_scenarios(names)]
    assert found == ["steady", "p", "steady (2)", "baseline+p", "p+credit", "steady (3)"]


def test_rivals_have_the_same_levers():
    scenario = load_scenario("steady", {"levers.rival_2.credit.deferment_days": 60})
    assert scenario.values["levers.rival_2.credit.deferment_days"] == 60.0
    with pytest.raises(ScenarioError, match="did you mean levers.rival_2.credit.mode"):
        load_scenario("steady", {"levers.rival_2.credit.mod": 1})


def test_scenarios_do_not_change():
    scenario = load_scenario("steady")
    with pytest.raises(TypeError):
        scenario.values["months"] = 3
    assert pickle.loads(pickle.dumps(scenario)) == scenario


@given(
    st.dictionaries(st.sampled_from(sorted(PARAMETERS)), st.floats(0.0, 1.0), max_size=10),
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(0, 50), st.one_of(st.none(), st.integers(1, 60))), max_size=3),
)
def test_a_written_scenario_reads_back_the_same(tmp_path_factory, places, title, dates):
    from dataclasses import replace

    values = {}
    for key, place in places.items():
        p = PARAMETERS[key]
        if p.choices:
            values[key] = p.choices[int(place * (len(p.choices) - 1))]
        elif key not in ("months", "population.distributor", "categories"):
            number = p.low + place * (p.high - p.low)
            values[key] = round(number) if p.integer else number
    scenario = replace(load_scenario("steady", values), title=title.replace("\r", ""))
    changes = [
        Change(month, None if until is None else month + until, "x", {CREDIT + "cutoff": 0.1}) for month, until in dates
    ]
    scenario = scenario.with_timeline(changes)
    path = tmp_path_factory.mktemp("scenarios") / "again.toml"
    for differences in (False, True):
        path.write_text(scenario.to_toml(differences), encoding="utf-8")
        again = load_scenario(str(path))
        assert again.hash == scenario.hash and again.title == unsteered(scenario.title)


@given(st.text(max_size=200))
def test_random_text_is_refused_in_one_line_or_read(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("scenarios") / "random.toml"
    path.write_text(text, encoding="utf-8", errors="replace")
    try:
        load_scenario(str(path))
    except ScenarioError as why:
        assert "\n" not in str(why) and len(str(why)) < 1000


def test_lines_of_keys():
    lines = key_lines(
        'a = 1\n[b]\n"c.d" = 2\ne.f = 3\n[[timeline]]\nmonth = 1\n[timeline.set]\n"x.y" = 1\n[[timeline]]\nmonth = 2\n'
    )
    assert lines["a"] == 1 and lines["b.c.d"] == 3 and lines["b.e.f"] == 4
    assert lines["timeline[0].month"] == 6 and lines["timeline[0].set.x.y"] == 8 and lines["timeline[1].month"] == 10


def test_a_world_that_begins_after_the_last_month_is_never_met():
    steady = load_scenario("steady")
    for name, first in {"import-shock": 24, "copied": 12, "baseline": 0, "prepayment": 0}.items():
        assert [never_met(load_scenario(name), steady, months) for months in (first, first + 1)] == [first > 0, False]
