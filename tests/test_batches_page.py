"""Batches started from elsewhere, and the page of experiments in a real browser."""

import time

import pytest

from app_pages.uploads import manifest_from
from experiments.batch import launch
from experiments.batch.fence import BusyError
from experiments.batch.manifest import ManifestError
from experiments.batch.standing import standing
from tests.app_server import PATIENCE

TINY = """
title = "A tiny market"
kind = "factorial"
base = "steady"
replicates = {replicates}
months = 12
outputs = []

[factors]
"levers.focal.community.budget" = [0.0, 4.0]
"population.integrator" = [22]
"population.reseller" = [34]
"population.online_shop" = [4]
"""


def wait_for(condition, seconds: float = 300.0):
    """What a condition gives once it gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.2)
    raise AssertionError("it took too long")


def test_a_batch_is_started_apart_stopped_and_taken_up_again(tmp_path):
    root = tmp_path / "batches"
    manifest = tmp_path / "long.toml"
    manifest.write_text(TINY.format(replicates=50_000))
    folder = root / "long"
    assert launch.batches_in(root) == [] and launch.running_in(root) is None and not launch.stop(folder)
    launch.start(manifest, folder)
    with pytest.raises(BusyError, match="long runs; one batch at a time"):
        launch.start(manifest, root / "second")
    try:
        wait_for(lambda: launch.batches_in(root) and standing(folder)["stored"])
        assert standing(folder)["state"] == "running" and launch.running_in(root) == folder
    finally:
        assert launch.stop(folder)
    wait_for(lambda: launch.running_in(root) is None)
    told = standing(folder)
    assert told["state"] == "stopped" and 0 < told["stored"] < told["planned"]
    assert launch.last_words(folder).startswith("error: interrupted")
    launch.start(folder, folder, replicates=1)
    wait_for(lambda: launch.running_in(root) is None)
    told = standing(folder)
    assert told["state"] == "complete" and told["planned"] == 2 and not launch.last_words(folder)


def test_a_batch_that_cannot_start_says_why(tmp_path):
    manifest = tmp_path / "bad.toml"
    manifest.write_text('kind = "factorial"\n')
    launch.start(manifest, tmp_path / "root" / "bad")
    wait_for(lambda: launch.running_in(tmp_path / "root") is None)
    assert "factors: is missing" in launch.last_words(tmp_path / "root" / "bad")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("x.txt", "", "expected a .toml file"),
        ("headline-2x2x2.toml", "", "that no shipped manifest has"),
        ("x.toml", 'kind = "factorial"\nbase = "../secret.toml"', "expected a preset"),
        ("x.toml", 'kind = "compare"\nbase = "steady"\nscenarios = ["a/b.toml"]', "expected a preset"),
        ("x.toml", 'kind = "factorial"\n[bundles.a]\nlow = "steady+me.toml"', "expected a preset"),
        ("x.toml", "kind = ", "not TOML"),
        ("x.toml", b"\xff", "x.toml: is not UTF-8 text (byte 0)"),
        ("x.toml", 'kind = "factorial"\nbase = "steady"', "x.toml: factors: is missing"),
    ],
)
def test_uploads_name_presets_only_and_are_answered_in_one_line(name, text, told):
    with pytest.raises(ManifestError) as problem:
        manifest_from(text if isinstance(text, bytes) else text.encode(), name)
    assert told in str(problem.value) and "\n" not in str(problem.value)


def test_from_a_file_to_what_it_found(browser, server, tmp_path):
    from playwright.sync_api import expect

    (tmp_path / "tiny.toml").write_text(TINY.format(replicates=3))
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{server.address}/batches")
    page.wait_for_selector(".st-key-start button:enabled")
    page.set_input_files(".st-key-manifest_file input[type=file]", tmp_path / "tiny.toml")
    page.wait_for_selector("text=A tiny market")
    page.wait_for_selector("text=garden experiment run tiny.toml --replicates 3")
    page.click(".st-key-start button")
    page.wait_for_selector("text=complete: 6 of 6 runs")
    expect(page.get_by_role("heading", name="What each factor does, and what pairs add")).to_be_visible(
        timeout=PATIENCE
    )
    page.wait_for_selector(".st-key-zip button:enabled")
    page.wait_for_function("document.querySelectorAll('.stVegaLiteChart canvas, .stVegaLiteChart svg').length >= 2")
    with page.expect_download() as caught:
        page.click(".st-key-zip button")
    assert caught.value.suggested_filename == "tiny.zip"
    page.click("text=Русский")
    expect(page.get_by_role("heading", name="Что найдено")).to_be_visible(timeout=PATIENCE)
    page.wait_for_selector("text=Варианты против базового")
    page.goto(f"{server.address}/batches?page.batch=nowhere")
    expect(page.get_by_text("Not accepted: page.batch: “nowhere”")).to_be_visible(timeout=PATIENCE)
    page.close()
