"""Guides that add something to the model: each is followed in a copy, and whatever it does not name fails a test."""

import json
import re
import shutil
import subprocess
import sys
import tomllib

import pytest

from app_pages import PAGES
from experiments.words.words import FOLDER, LANGUAGES, read_words
from model import PARAMETERS, simulate
from model.measures import OUTCOMES, at
from tests.conftest import small_of
from tests.test_market import GROUND, LEVERS
from tests.test_readme import BLOCKS, ROOT, make_edit, prepared


def changed(page: str, folder) -> list[str]:
    """Copies of the files that a guide edits, with every edit made; returns their names."""
    edits = [block for block in BLOCKS if block.document == page and block.verb == "edit"]
    for edit in edits:
        make_edit(edit, folder)
    return list(dict.fromkeys(edit.argument for edit in edits))


def told_by(code: str, folder, names) -> dict:
    """What a script prints where modules are those of copies in a folder: none of them holds compiled rules."""
    swap = "import importlib.util as util, sys\n"
    for name in names:
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
from app_pages.glossary import TERMS
from app_pages.findings import differences
from experiments.words.words import words
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
table = differences(comparison, words("ru", "app.findings"), "ru")
print(json.dumps({
    "members": [result.summary["focal_members"], float(result.distributors.query("focal")["members"].iloc[-1])],
    "stock": [result.summary["partners_stock"], float(last["own_stock"].sum())],
    "unrecorded": "partners_stock" in without.summary,
    "compared": {name: comparison.metrics(1)[name].pairs for name in ("focal_members", "partners_stock")},
    "batch": [name in metric_names(2) for name in ("focal_members", "partners_stock")],
    "read": Reading(result).value(metric("partners_stock@1:2")),
    "columns": [declared("runs", name).unit for name in ("focal_members", "partners_stock")],
    "table": list(table.iloc[:, 0]),
    "glossary": [[TERMS[word]["outcomes.partners_stock"][0] for word in ("en", "ru")], TERMS["ru"]["outcomes.partners_stock"][1]],
    "pages": [name for name in ("outcomes.md", "columns.md", "odd.md") if "`partners_stock`" in PAGES[name]()],
}))
"""


def test_an_outcome_takes_one_edit_and_is_everywhere(tmp_path):
    page = "docs/guides/add-an-outcome.md"
    edited = changed(page, tmp_path)
    assert edited == ["model/measures.py"]
    told = told_by(OUTCOME, tmp_path, edited)
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


def forgotten_of_levers(keys) -> dict[str, list[str]]:
    """By place that must know every lever, those of ``keys`` that it does not know."""
    from app_pages.goal_search import LEVERS as SEARCHED
    from app_pages.goal_search import NOT_SEARCHED
    from experiments.words.keys.parameters import rows

    table = (ROOT / "docs" / "levers.md").read_text(encoding="utf-8").split("| --- |\n")[1].split("\n\n")[0]
    told: set[str] = set()
    for row in table.splitlines():
        group = ""
        for name in re.findall(r"`([\w.]+)`", row.strip("| ").split(" | ")[0]):
            group = name.split(".")[0] or group
            told.add(f"{group}.{name.split('.')[-1]}")
    searched = {lever.name.removeprefix("levers.focal.") for lever in SEARCHED} | NOT_SEARCHED.keys()
    knows = {
        "experiments/words/en/app.toml: levers.groups": lambda key: (
            key.split(".")[0] in read_words("en", "app.levers.groups")
        ),
        "experiments/words/keys/parameters.toml": lambda key: f"levers.focal.{key}" in rows(),
        "docs/levers.md: a row of the table": lambda key: key in told,
        "app_pages/goal_search.py: LEVERS or NOT_SEARCHED": lambda key: key in searched,
        "tests/test_market.py: LEVERS": lambda key: f"levers.focal.{key}" in LEVERS,
    }
    missing = {place: [key for key in keys if not known(key)] for place, known in knows.items()}
    return {place: keys for place, keys in missing.items() if keys}


def test_a_rule_that_a_guide_shows_is_the_engines_own():
    guide = read(ROOT / "docs" / "guides" / "change-one-rule.md")
    (shown,) = re.findall(r"```text\n(@rule\n.+?)```", guide, re.DOTALL)
    assert shown in read(ROOT / "agents" / "partner_staff.py")


def test_every_place_knows_every_lever():
    keys = [key.removeprefix("levers.focal.") for key, p in PARAMETERS.items() if p.role == "lever"]
    assert not (missing := forgotten_of_levers(keys)), f"docs/guides/add-a-lever.md: {missing}"


def test_what_forgets_a_lever_is_named():
    guide = (ROOT / "docs" / "guides" / "add-a-lever.md").read_text(encoding="utf-8")
    missing = forgotten_of_levers(["loyalty.bonus"])
    assert all(keys == ["loyalty.bonus"] for keys in missing.values()) and len(missing) == 5
    assert all(f"`{place.split(':')[0]}`" in guide for place in missing)
    files = re.findall(r"^\| `([\w/.]+)`", guide, re.MULTILINE)  # one a row; the rule's own is any
    assert len(files) == 5 and "levers.focal." in read(ROOT / files[0])


@pytest.mark.parametrize("key", [key for key, p in PARAMETERS.items() if p.role == "lever"])
def test_a_lever_reaches_what_the_distributor_spends_and_earns(key):
    base = small_of("steady", 36).with_values(GROUND.get(key.rsplit(".", 1)[1], {}))
    other = base.with_values({key: LEVERS[key]})
    pairs = ([simulate(scenario, seed).summary for scenario in (base, other)] for seed in range(1, 21))
    moved = next(((one, two) for one, two in pairs if one["focal_profit"] != two["focal_profit"]), None)
    assert moved, f"{key}: the distributor's profit does not know it"
    if PARAMETERS[key].unit == "money / month":
        more = moved[1]["focal_spend"] - moved[0]["focal_spend"]
        assert more >= 0.5 * 36 * LEVERS[key], f"{key}: its cost is not in lever_spend (model/wholesale.py)"


CALLED = '\n\nif __name__ == "__main__":\n    show()\n'  # how a page ends: without it its screen stays empty


def forgotten_of_pages(names) -> dict[str, list[str]]:
    """By place that must know every page, those that it does not know."""
    folder = ROOT / "app_pages"
    knows = {
        "app_pages/<page>.py with show()": lambda name: (
            "def show() -> None:" in (text := read(folder / f"{name}.py")) and text.endswith(CALLED)
        )
    }
    for language in LANGUAGES:
        tables = tomllib.loads(read(FOLDER / language / "app.toml"))
        knows[f"experiments/words/{language}/app.toml"] = lambda name, tables=tables: (
            name in tables["pages"] and name in tables
        )
    missing = {place: [name for name in names if not known(name)] for place, known in knows.items()}
    return {place: names for place, names in missing.items() if names}


def read(path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_every_place_knows_every_page():
    listed = {name for language in LANGUAGES for name in read_words(language, "app.pages")}
    made = {path.stem for path in (ROOT / "app_pages").glob("*.py") if read(path).endswith(CALLED)}
    assert not (missing := forgotten_of_pages({*PAGES, *listed, *made})), f"docs/guides/add-a-page.md: {missing}"
    assert len(forgotten_of_pages(["notes"])) == 3


def test_a_page_takes_three_files(tmp_path):
    page = "docs/guides/add-a-page.md"
    for language in LANGUAGES:
        shutil.copytree(FOLDER / language, tmp_path / "experiments" / "words" / language)
    edited = changed(page, tmp_path)
    prepared(page, tmp_path)
    made = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.py"))
    assert edited == [f"experiments/words/{language}/app.toml" for language in LANGUAGES]
    assert made == ["app_pages/notes.py"]
    code = f"""
import json
from pathlib import Path
from experiments.words import words
words._tables.cache_clear()
words.FOLDER = Path({str(tmp_path / "experiments" / "words")!r})
from streamlit.testing.v1 import AppTest
app = AppTest.from_string("from app_pages.notes import show\\nshow()").run(timeout=120)
print(json.dumps([[t.value for t in app.title], [m.value for m in app.markdown], len(app.exception)]))
"""
    titles, texts, problems = told_by(code, tmp_path, ["app_pages/notes.py"])
    assert titles == ["Notes"] and any("months" in text for text in texts) and not problems


def test_every_place_knows_every_category():
    from agents.goods import CATEGORIES
    from experiments.words.keys.parameters import MEMBERS
    from experiments.words.keys.units import CHOICES

    knows = {
        "experiments/words/keys/units.py: CHOICES": CHOICES,
        "experiments/words/keys/parameters.py: MEMBERS": {name.removeprefix("goods.") for name in MEMBERS},
    }
    missing = {place: [name for name in CATEGORIES if name not in known] for place, known in knows.items()}
    missing = {place: names for place, names in missing.items() if names}
    assert not missing, f"docs/guides/add-a-category.md: {missing}"


def test_every_place_knows_every_kind_of_partner():
    from agents.partner import KINDS
    from experiments.words.keys.parameters import MEMBERS, rows
    from model.measures import _KIND_WORDS

    knows = {
        "model/measures.py: _KIND_WORDS": _KIND_WORDS,
        "experiments/words/keys/parameters.toml": {key.removeprefix("population.") for key in rows()},
        "experiments/words/keys/parameters.py: MEMBERS": {name.removeprefix("partners.") for name in MEMBERS},
    }
    for language in LANGUAGES:
        for place in ("app.figures", "comparison", "glossary.who", "life.kinds"):
            knows[f"experiments/words/{language}: {place}"] = read_words(language, place)
    missing = {place: [kind for kind in KINDS if kind not in known] for place, known in knows.items()}
    missing = {place: kinds for place, kinds in missing.items() if kinds}
    assert not missing, f"docs/guides/add-a-kind-of-agent.md: {missing}"


def test_the_rule_that_a_guide_shows_is_the_sources_own():
    text = (ROOT / "docs" / "guides" / "change-one-rule.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```text\n(@rule\ndef .*?)```", text, re.DOTALL)
    assert shown in (ROOT / "agents" / "partner_staff.py").read_text(encoding="utf-8")
