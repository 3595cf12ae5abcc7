"""Changes for some: whom they may treat, how they are written, and that everybody else is left alone."""

import re

import pytest

from model import simulate
from model.settings import blocks
from scenarios import Change, ScenarioError, load_scenario

HEAD = 'extends = "steady"\n[[timeline]]\nmonth = 12\nname = "pilot"\n'


def read(tmp_path, text):
    path = tmp_path / "pilot.toml"
    path.write_text(HEAD + text)
    return load_scenario(path)


def test_a_change_for_some_is_written_and_read_back(tmp_path):
    drawn = read(tmp_path, 'share = 0.3\nset = {"levers.focal.credit.deferment_days" = 60}\n')
    listed = read(
        tmp_path, 'only = {kind = "reseller", ids = [7, 3, 7]}\nset = {"levers.focal.credit.mode" = "framework"}\n'
    )
    assert drawn.timeline[0].share == 0.3 and listed.timeline[0].only["ids"] == (3, 7)
    for scenario in (drawn, listed):
        again = tmp_path / "again.toml"
        again.write_text(scenario.to_toml())
        assert load_scenario(again).hash == scenario.hash


def test_whom_it_treats_is_part_of_what_a_scenario_is(tmp_path):
    text = 'share = {}\nset = {{"levers.focal.credit.deferment_days" = 60}}\n'
    first, second = (read(tmp_path, text.format(share)) for share in (0.3, 0.4))
    everybody = read(tmp_path, text.format(0.3).replace("share = 0.3\n", ""))
    assert len({first.hash, second.hash, everybody.hash}) == 3
    renamed = first.with_timeline([Change(12, None, "other draw", first.timeline[0].values, 0.3)])
    assert renamed.hash != first.hash  # another name draws other partners
    # What holds for all is as it was: a share changes nothing that is in force for everybody.
    assert first.at(20)["levers.focal.credit.deferment_days"] == 30


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('share = 1.5\nset = {"levers.focal.credit.cutoff" = 0.3}', "share 1.5 is not a number from 0 to 1"),
        ('share = 0.5\nonly = {kind = "reseller"}\nset = {"levers.focal.credit.cutoff" = 0.3}', "has share and only"),
        ('share = 0.5\nset = {"levers.focal.stock.fill_rate" = 0.99}', "fill_rate is the same for all"),
        ('share = 0.5\nset = {"finance.funding_rate" = 0.1}', "funding_rate is the same for all"),
        ('only = {kin = "reseller"}\nset = {"levers.focal.credit.cutoff" = 0.3}', "did you mean kind?"),
        ('only = {kind = "reseler"}\nset = {"levers.focal.credit.cutoff" = 0.3}', "did you mean reseller?"),
        ('only = {ids = [-1]}\nset = {"levers.focal.credit.cutoff" = 0.3}', "not a list of partners' numbers"),
        ('only = {kind = "reseller"}\nset = {"customers.smb.payment_days" = 0}', "only chooses partners"),
        ('share = 0.5\nset = {"customers.smb.payment_days" = 0, "levers.focal.credit.cutoff" = 0.3}', "for each"),
    ],
)
def test_what_cannot_be_for_some_is_refused_in_one_line(tmp_path, text, words):
    with pytest.raises(ScenarioError, match=re.escape(words)) as told:
        read(tmp_path, text + "\n")
    assert "\n" not in str(told.value) and str(told.value).startswith("pilot.toml")


def test_more_changes_than_tables_can_be_made_for(tmp_path):
    steady = load_scenario("steady")
    changes = [Change(n, None, f"{n}", {"levers.focal.credit.cutoff": 0.3}, 0.5) for n in range(7)]
    with pytest.raises(ScenarioError, match="7 changes for some partners; expected 6 at most"):
        steady.with_timeline(changes)


SMALL = {"population.integrator": 8, "population.reseller": 12, "population.online_shop": 2}
TERMS = {"levers.focal.credit.deferment_days": 75.0}


def pilot(**whom):
    return load_scenario("steady", SMALL).with_timeline([Change(3, None, "pilot", TERMS, **whom)])


def lives(result):
    return result.panel.drop(columns="treated")


def test_everybody_treated_is_a_change_for_all():
    # A share of one is the change without a share, to the last bit, and a share of nothing is no change at all.
    months = 8
    plain = load_scenario("steady", SMALL)
    for_all = plain.with_timeline([Change(3, None, "pilot", TERMS)])
    one, none = simulate(pilot(share=1.0), 4, months, panel=True), simulate(pilot(share=0.0), 4, months, panel=True)
    assert lives(one).equals(lives(simulate(for_all, 4, months, panel=True)))
    assert lives(none).equals(lives(simulate(plain, 4, months, panel=True)))
    there = one.partners[one.partners["closed"].fillna(months) >= 3]  # who closed before the change had none
    assert len(there) and set(there["treated"]) == {"pilot"} and set(none.partners["treated"]) == {""}


def test_a_draw_is_the_firm_s_own():
    # The same partners in every scenario on the same luck; a larger share adds to a smaller one.
    half, more = simulate(pilot(share=0.4), 4, 5), simulate(pilot(share=0.7), 4, 5)
    chosen = [set(run.partners.loc[run.partners["treated"] == "pilot", "partner"]) for run in (half, more)]
    assert chosen[0] and chosen[0] < chosen[1]
    other = load_scenario("prepayment", SMALL).with_timeline([Change(3, None, "pilot", TERMS, share=0.4)])
    assert chosen[0] == set(simulate(other, 4, 5).partners.query("treated == 'pilot'")["partner"])


def test_terms_reach_the_treated_alone():
    result = simulate(pilot(only={"ids": (0, 9)}), 4, 6, accounts=True)
    rows = result.accounts.query("month == 5 and distributor == 'focal' and mode != 'prepayment'")
    days = rows.set_index("partner")["terms_days"]
    assert set(days.drop([0, 9], errors="ignore")) == {30.0}
    assert all(days.get(partner, 75.0) == 75.0 for partner in (0, 9))
    assert set(result.partners.query("treated != ''")["partner"]) == {0, 9}


def test_a_programme_for_few_costs_what_it_costs():
    def focal(line, **values):
        change = Change(3, None, "pilot", {f"levers.focal.{key.replace('__', '.')}": v for key, v in values.items()},
                        only={"ids": (0, 9)})  # fmt: skip
        table = simulate(load_scenario("steady", SMALL).with_timeline([change]), 4, 6).statements
        table = table.query("distributor == 'focal' and line == @line").set_index("month")["amount"]
        return table.loc[2], table.loc[5]

    assert focal("community", community__budget=7.0) == (0.0, -7.0)
    # Packages are kept ready for these two alone: for less than for all, and for more than for nobody.
    before, after = focal("package_upkeep", services__package_depth=0.5)
    change = Change(3, None, "all", {"levers.focal.services.package_depth": 0.5})
    for_all = simulate(load_scenario("steady", SMALL).with_timeline([change]), 4, 6).statements
    whole = for_all.query("distributor == 'focal' and line == 'package_upkeep' and month == 5")["amount"].iloc[0]
    assert before == 0.0 and whole < after <= 0.0


def test_conditions_are_read_in_the_month_of_the_change():
    plain = simulate(load_scenario("steady", SMALL), 4, 3, panel=True).panel.query("month == 2").set_index("partner")
    small = set(plain.index[plain["headcount"] < 2.0])
    result = simulate(pilot(only={"kind": "reseller", "size_below": 2.0}), 4, 5)
    treated = result.partners.query("treated != ''")
    assert set(treated["kind"]) == {"reseller"} and set(treated["partner"]) <= small


def test_a_number_is_no_distributor():
    with pytest.raises(ValueError, match="only.distributor '3' is not a distributor; expected focal, rival_1"):
        load_scenario("steady").with_timeline([Change(3, None, "pilot", {}, only={"distributor": "3"})])


def test_a_distributor_that_is_not_there():
    with pytest.raises(ValueError, match="rival_9 is not in the market of 5"):
        simulate(pilot(only={"distributor": "rival_9"}), 4, 4)


def test_blocks_by_hand():
    # Two changes for some make four sets: none, the first, the second, both; one for all stands in each.
    first, second = Change(1, None, "a", TERMS, 0.5), Change(2, None, "b", TERMS, 0.5)
    for_all = Change(0, None, "c", TERMS)
    found = blocks((first, for_all, second), "partners")
    assert [[c.name for c in block] for block in found] == [["c"], ["a", "c"], ["c", "b"], ["a", "c", "b"]]
    assert [[c.name for c in block] for block in blocks((first, for_all, second), "customers")] == [["c"]]
