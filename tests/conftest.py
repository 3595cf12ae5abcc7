"""What several tests share: a fixed profile for Hypothesis, small markets, rows to compute by hand."""

import os

import numpy as np
import pytest
from hypothesis import settings

from agents import distributor, partner
from agents.state import empty_rows
from experiments.validation import bearing
from scenarios import load_scenario
from tests.app_server import PAIRS, Server
from tests.browser import browser_or_skip, launch

# Before any test's module imports the app, which reads it once: whoever came first would decide for all of them.
os.environ["GARDEN_APP_PAIRS"] = PAIRS

settings.register_profile("suite", derandomize=True, deadline=None, max_examples=25)
settings.load_profile("suite")


def pytest_addoption(parser):
    parser.addoption("--partners", type=int, default=6_000, help="size at which every preset's books are checked")


# The files that take longest start first, so that two processes end at about the same time.
# Those that take runs from each other (test_garden and test_evidence) or verdicts (test_claims and test_robustness)
# stand one after the other: they mostly meet in one process.
LONG = ("test_readme", "test_garden", "test_evidence", "test_market", "test_batch_engines", "test_app_browser",
        "test_accessible_browser", "test_why_browser", "test_batches_page", "test_goal_browser", "test_stage_batch",
        "test_claims", "test_robustness", "test_wild_cache", "test_why_pages", "test_docs", "test_questions",
        "test_calibrate_batch", "test_calibration", "test_channel_page", "test_stage", "test_wild", "test_batch_report",
        "test_goal_page", "test_levers_page", "test_live_page", "test_batch_identity", "test_batch_repair",
        "test_equal_spend", "test_batch", "test_compare_page", "test_explore_page", "test_books")  # fmt: skip


def pytest_collection_modifyitems(config, items):
    """Sort the tests when this is one of several processes."""
    if hasattr(config, "workerinput"):  # one of several processes
        items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


SMALL = {"population.integrator": 22, "population.reseller": 34, "population.online_shop": 4}


@pytest.fixture(scope="session")
def small():
    """A steady market of 60 partners over 48 months."""
    return load_scenario("steady", {**SMALL, "months": 48})


def small_of(name: str, months: int = 48, **values):
    """A small market of another preset."""
    return load_scenario(name, {**SMALL, "months": months, **{k.replace("__", "."): v for k, v in values.items()}})


@pytest.fixture(scope="session")
def stored_verdicts():
    """The claims' stored effects, and the verdicts on them."""
    from experiments.evidence.claims import registry
    from experiments.evidence.claims_page import stored_effects
    from experiments.evidence.verdicts import verdicts

    effects = stored_effects(registry())
    return effects, verdicts(registry(), effects)


@pytest.fixture(scope="session")
def opening_at_hand():
    """Runs of the app's full-size market that an earlier start kept are there at once."""
    from app_pages import engine, opening

    assert str(engine.FULL) == PAIRS
    opening.restored()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The app on this machine, for all tests: it is also reached by the name ``garden.example``, and has no batches."""
    browser_or_skip()
    folder = tmp_path_factory.mktemp("server")
    server = Server(folder / "log.txt", flags=("--host", "garden.example"), batches=folder / "batches")
    server.wait()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def browser():
    """A headless browser that reaches only this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


@pytest.fixture
def firm():
    """One empty partner, to set up by hand: of no community, and not sold."""
    row = empty_rows(partner.STATE, 1)[0]
    row.buyer = -1
    row.member = -1
    return row


@pytest.fixture
def account():
    """One empty account with the first distributor."""
    row = empty_rows(distributor.ACCOUNT, 1)[0]
    row.distributor = 0
    return row


@pytest.fixture
def wholesaler():
    """One empty distributor."""
    row = empty_rows(distributor.STATE, 1)[0]
    row.alive = 1
    return row


class Values:
    """Stand-in for a row of settings: only what a rule reads."""

    def __init__(self, **values):
        self.__dict__.update(values)


@pytest.fixture
def outside():
    """The accounts of the outside world."""
    return np.zeros(8)


def numbers(**values):
    """A row of numbers as compiled rules read it: what ``Values`` is for rules that call no other."""
    return np.rec.array([tuple(values.values())], dtype=[(name, "f8") for name in values])[0]


@pytest.fixture
def missed(monkeypatch):
    """Sets what stored rows measured; without any, so that a fact on debts, one on capital and one on training is
    missed: what is told beside a number is tried, whatever the market misses today."""

    def measured(**values):
        rows = {name: dict(row) for name, row in bearing._stored().items()}
        for name, value in (values or dict(B1d=0.000154, K1=0.429, C22a=0.0194)).items():
            rows[name]["measured"] = value
        monkeypatch.setattr(bearing, "_stored", lambda: rows)

    return measured
