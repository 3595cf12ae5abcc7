"""Changes for some: whom they may treat, how they are written, and that everybody else is left alone."""

import re

import pytest

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
