"""The torture of readers, a little of it; and that it notices what it looks for."""

import pytest

from scenarios import ScenarioError
from tests import broken


def test_broken_texts_are_refused_in_one_line_or_can_be_used(tmp_path):
    told = broken.torture_readers(tmp_path, 450, seed=11, tell=lambda *_: None)
    assert told["failures"] == [] and told["read"] == 450
    assert all(
        told[f"{kind}s {end}"] > 5 for kind in ("manifest", "scenario", "link") for end in ("refused", "accepted")
    )


@pytest.mark.parametrize("said", ["two\nlines", ""])
def test_a_message_that_is_not_one_line_is_a_failure(tmp_path, monkeypatch, said):
    class Loose(ScenarioError):
        def __str__(self):
            return said

    def read_manifest(path):
        raise Loose()

    monkeypatch.setattr(broken, "read_manifest", read_manifest)
    assert broken.torture_readers(tmp_path, 3, seed=1, tell=lambda *_: None)["failed"] == 1


def test_a_traceback_is_a_failure(tmp_path, monkeypatch):
    def read_manifest(path):
        raise KeyError("months")

    monkeypatch.setattr(broken, "read_manifest", read_manifest)
    told = broken.torture_readers(tmp_path, 3, seed=1, tell=lambda *_: None)
    assert told["failed"] == 1 and told["failures"][0]["problem"] == "KeyError: 'months'"


def test_messages_of_scenarios_stay_on_one_line(tmp_path):
    from scenarios import load_scenario

    with pytest.raises(ScenarioError) as problem:
        load_scenario("a\nb")
    assert "\n" not in str(problem.value)
