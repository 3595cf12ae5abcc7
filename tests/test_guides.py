"""Guides that add something to the model: each is followed in a copy, and whatever it does not name fails a test."""

import json
import subprocess
import sys

import pytest

from model.measures import OUTCOMES, at
from tests.test_readme import BLOCKS, ROOT, make_edit


def changed(page: str, folder) -> list[str]:
    """Copies of the files that a guide edits, with every edit made; returns their names."""
    edits = [block for block in BLOCKS if block.document == page and block.verb == "edit"]
    for edit in edits:
        make_edit(edit, folder)
    return list(dict.fromkeys(edit.argument for edit in edits))


def told_by(code: str, page: str, folder) -> dict:
    """What a script prints where the files that a guide edits are as it leaves them: they hold no compiled rules."""
    swap = "import importlib.util as util, sys\n"
    for name in changed(page, folder):
        module = name.removesuffix(".py").replace("/", ".")
        swap += (
            f"spec = util.spec_from_file_location({module!r}, {str(folder / name)!r})\n"
            f"sys.modules[{module!r}] = made = util.module_from_spec(spec)\nspec.loader.exec_module(made)\n"
        )
    done = subprocess.run(
        [sys.executable, "-c", swap + code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


OUTCOME = """
import json
from app_pages.words.glossary import EXPLANATIONS, TERMS
from app_pages.findings import differences
from app_pages.words import words
from app_pages.words.findings import WORDS
from experiments.batch.shards import metric_names
from experiments.comparing.compare import compare
from experiments.evidence.readings import Reading, metric
from experiments.reference.pages import PAGES
from experiments.writing.columns import declared
from model import simulate
from model.measures import OUTCOMES
from scenarios import load_scenario
few = {"population.integrator": 2, "population.reseller": 3, "population.online_shop": 1,
       "population.distributor": 2, "months": 2}
base, other = load_scenario("steady", few), load_scenario("steady", few | {"levers.focal.price.discount": 0.02})
result, without = simulate(other, 1, panel=True), simulate(base, 1)
last = result.panel[result.panel["month"] == 1]
comparison = compare([base, other], 2, threads=1)
table = differences(comparison, words(WORDS, "ru"), "ru")
print(json.dumps({
    "members": [result.summary["focal_members"], float(result.distributors.query("focal")["members"].iloc[-1])],
    "stock": [result.summary["partners_stock"], float(last["own_stock"].sum())],
    "unrecorded": "partners_stock" in without.summary,
    "compared": {name: comparison.metrics(1)[name].pairs for name in ("focal_members", "partners_stock")},
    "batch": [name in metric_names(2) for name in ("focal_members", "partners_stock")],
    "read": Reading(result).value(metric("partners_stock@1:2")),
    "columns": [declared("runs", name).unit for name in ("focal_members", "partners_stock")],
    "table": list(table.iloc[:, 0]),
    "glossary": [TERMS["outcomes.partners_stock"], EXPLANATIONS["outcomes.partners_stock"][1]],
    "pages": [name for name in ("outcomes.md", "columns.md", "odd.md") if "`partners_stock`" in PAGES[name]()],
}))
"""


def test_an_outcome_takes_one_edit_and_is_everywhere(tmp_path):
    page = "docs/guides/add-an-outcome.md"
    told = told_by(OUTCOME, page, tmp_path)
    assert changed(page, tmp_path / "again") == ["model/measures.py"]
    assert told["members"][0] == told["members"][1] and told["stock"][0] == pytest.approx(told["stock"][1])
    assert told["stock"][0] > 0.0 and told["read"] == pytest.approx(told["stock"][0]) and not told["unrecorded"]
    assert told["compared"] == {"focal_members": 2, "partners_stock": 2} and told["batch"] == [True, True]
    assert told["columns"] == ["count", "money"]
    assert {"Участники вашего сообщества", "Склад партнёров в конце"} <= set(told["table"])
    assert told["glossary"][0] == ["Partners' stock at the end", "Склад партнёров в конце"]
    assert told["glossary"][1] == "Товары у всех партнёров в конце, по себестоимости."
    assert told["pages"] == ["outcomes.md", "columns.md", "odd.md"]


def test_outcomes_that_are_named_elsewhere_are_declared():
    from app_pages.findings import SIGNS
    from experiments.analysis.report import METRICS
    from experiments.batch.planning import PROBED
    from experiments.comparing import compare, coverage
    from experiments.comparing.finding import KEPT, SUBJECTS
    from experiments.evidence.robustness import SCREENED

    named = {*METRICS, *PROBED, *compare.HEADLINE, *coverage.METRICS, *SCREENED, *SUBJECTS.values()}
    assert named - {"buying_share"} <= set(OUTCOMES)  # that one is of a distributor's own list
    assert {OUTCOMES[SUBJECTS[name]].unit for name in KEPT if SUBJECTS[name] in OUTCOMES} == {"share"}
    assert SIGNS and all(at(place) for place in ("family", "policies", "power", "report", "table"))


@pytest.mark.parametrize("key", OUTCOMES)
def test_an_outcome_says_in_both_languages_what_it_is(key):
    one = OUTCOMES[key]
    texts = (*one.label, *one.meaning, *(one.short or one.label))
    assert all(text and text == text.strip() and not text.endswith(".") for text in texts)
    assert one.label[0].isascii() and one.meaning[0].isascii() and len(one.how) > 8 and one.source
    assert any("а" <= letter <= "я" for letter in one.label[1]) and any(
        "а" <= letter <= "я" for letter in one.meaning[1]
    )
    assert len({(o.label, o.meaning) for o in OUTCOMES.values()}) == len(OUTCOMES)
    per_cent = ("%", "of 100")
    assert one.label[0].endswith(per_cent) == (one.scale == 100.0), "its unit is told with its name"
