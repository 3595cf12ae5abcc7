"""Explore in Streamlit's own harness: its answer, and what it says where there is none."""

import tomllib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import answers
from experiments.comparing.finding import MIXED
from experiments.words.words import read_words
from model import PARAMETERS
from scenarios import load_scenario
from tests.app_server import SMALL_WORLD
from tests.visits import ROOT, text_of, visit

pytestmark = pytest.mark.usefixtures("opening_at_hand")


@pytest.fixture(scope="module")
def explore():
    """Explore after its first run."""
    return visit(unfolded=tuple(read_words("en", "app.levers.groups")), more="again")


def test_opens_on_a_finished_answer_with_its_tolerance(explore):
    assert not explore.exception
    sentence = next(box.value for box in [*explore.success, *explore.info, *explore.warning] if "**" in box.value)
    verdicts = [read_words("en")[f"verdict.{key}"] for key in ("gain", "loss", *MIXED, "partly", "none", "open")]
    assert sentence.startswith(tuple(f"**Credit. {told}" for told in verdicts))
    lines = (
        "Your partners: ",
        "Rivals' partners: ",
        "The whole channel: ",
        "Partners' gross profit: ",
        "Your profit: ",
    )
    assert all(line in sentence for line in lines)
    assert any("What counts: at least 1 of 100 partners, 1 %" in c.value for c in explore.caption)
    assert len(explore.metric) == 3
    assert any("root seed" in c.value and "model version" in c.value for c in explore.caption)
    assert explore.code[0].value.startswith("garden compare ")
    assert not explore.error


def test_every_lever_of_the_table_has_a_control_with_unit_and_help(explore):
    widgets = {w.key: w for w in [*explore.sidebar.slider, *explore.sidebar.selectbox]}
    for key, p in PARAMETERS.items():
        if p.role == "lever":
            name = f"lever_{key.replace('.', '_')}"
            helps = widgets[name].help if p.choices else "\n".join(m.help for m in explore.sidebar.markdown if m.help)
            assert p.tip in helps and p.source in helps
            label = widgets[name].label
            assert p.choices or ", " in label or label.startswith(("Weight of ", "Days to ")), f"{label}: no unit"
            assert "Weight" not in label or ", " not in label, "the unit twice"
            assert p.choices or f"typed_{name}_0" in {n.key for n in explore.sidebar.number_input}


def test_where_nothing_differs_nothing_is_computed(monkeypatch):
    monkeypatch.setattr(answers.engine, "ask", lambda *_, **__: pytest.fail("identical pairs were asked for"))
    page = visit(policy="steady")
    assert not page.exception and any("Nothing differs" in info.value for info in page.info)


def test_the_smallest_difference_that_matters_is_set_on_the_page():
    page = visit()
    page.number_input(key="matters_percent").set_value(50.0).run()
    assert page.query_params["page.matters"] in ("1-50", ["1-50"])
    # Of so few pairs too few differ in partners kept to tell that; in money every pair differs.
    assert "profit: no difference that matters" in text_of(page)


def test_money_carries_the_name_that_it_was_given():
    page = visit(**{"page.unit": "thousand roubles"})
    assert any("thousand roubles" in tile.label for tile in page.metric)
    assert "thousand roubles" in page.number_input(key="typed_lever_levers_focal_community_budget_0").label


def test_a_finished_answer_promises_no_more_futures():
    page = visit(policy="credit;credit.deferment_days=53")  # which nobody has run: it is drawn twice
    told = text_of(page)
    assert "4 simulated futures, each with both policies" in told and "on their way" not in told


def test_a_changed_policy_is_called_so_and_the_verdict_stays_bold():
    boxes = {}
    for language in ("en", "ru"):
        page = visit(policy="credit;credit.deferment_days=50", lang=language)
        boxes[language] = next(b.value for b in [*page.success, *page.info, *page.warning] if b.value.startswith("**"))
    assert boxes["en"].startswith("**Credit, changed. ")
    assert boxes["ru"].startswith("**Отсрочка, изменено. ")
    assert all(box.split("\n")[0].count("*") == 4 for box in boxes.values())
    page = visit(policy="credit~a*b_c", lang="en")
    assert "a\\*b\\_c" in text_of(page)


def test_the_whole_page_speaks_russian():
    page = visit(lang="ru", policy="community")
    assert not page.exception
    told = text_of(page)
    assert "Сообщество" in told and "Ваша прибыль" in told
    latin = [
        w.label
        for w in [*page.sidebar.slider, *page.sidebar.button]
        if not any("а" <= c <= "я" for c in w.label.lower())
    ]
    assert latin == []


def test_the_command_on_the_page_gives_the_scenario_on_the_page(tmp_path, monkeypatch):
    page = visit(more="again", policy="credit;credit.deferment_days=60")
    names = page.code[0].value.split(" --")[0].split()[2:]
    texts = [code.value for code in page.code if code.language == "toml"]
    monkeypatch.chdir(tmp_path)
    for name, text in zip(names, texts, strict=True):
        Path(name).write_text(text, encoding="utf-8")
    expected = load_scenario("credit", {"levers.focal.credit.deferment_days": 60.0, "months": 24,
                                        "population.integrator": 22, "population.online_shop": 4,
                                        "population.reseller": 34})  # fmt: skip
    assert load_scenario(names[1]).hash == expected.hash


def test_a_first_look_has_no_verdict():
    def drawn(early: int):
        from app_pages import verdict
        from experiments.comparing.finding import finding_of
        from experiments.comparing.statistics import Difference

        gain = Difference(0.5, 0.6, 0.1, 0.08, 0.12, 9, 9)
        verdict.box(finding_of({"survival_share_treated": gain}), "Credit", early)

    judged, first = (AppTest.from_function(drawn, args=(early,)).run() for early in (0, 2))
    assert judged.success and "▲" in judged.success[0].value
    assert not [*first.success, *first.warning, *first.info]
    assert "A first look, of 2 simulated futures; a verdict comes with 8." in first.markdown[0].value
    assert "10.0 more of 100 stay" in first.markdown[0].value and "▲" not in first.markdown[0].value


def test_who_has_counted_a_run_does_not_sleep_over_the_next():
    from time import perf_counter

    from app_pages.engine import Engine, Question

    question = Question((), 12, 4, Engine(workers=1))
    question.records = {(0, 0): None, (1, 0): None}
    start = perf_counter()
    question.wait(5.0, seen=1)
    assert perf_counter() - start < 1.0


def test_a_market_beyond_the_limit_is_refused_in_words():
    page = visit(world="steady;population.reseller=900000")
    assert not page.exception
    assert any("partner-months" in e.value for e in page.error)


def test_a_market_without_partners_is_told_in_words():
    nobody = SMALL_WORLD.replace("=22", "=0").replace("=4;", "=0;").replace("=34", "=0")
    for page in ("", "compare", "export"):
        told = visit(page, world=nobody)
        assert not told.exception and any("no partners in month 0" in e.value for e in told.error), page


@pytest.mark.parametrize("page", ["", "compare", "why"])
def test_a_length_below_a_year_is_drawn(page):
    told = visit(page, world=SMALL_WORLD.replace("months=24", "months=5"))
    assert not told.exception and not told.error


def test_nothing_is_written_on_a_page_that_no_page_wrote():
    settings = tomllib.loads((ROOT / "app_pages" / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["runner"]["magicEnabled"] is False, "a value that stands alone in a page would be printed there"
