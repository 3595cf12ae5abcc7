"""Explore and Compare in Streamlit's own harness."""

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import PAGES, answers, questions, worlds
from app_pages.link import from_query, to_query
from app_pages.recipe import Recipe, scenario_of
from experiments.words.words import read_words
from model import PARAMETERS
from scenarios import load_scenario
from tests.app_server import PAIRS, SMALL_WORLD

ROOT = Path(__file__).resolve().parent.parent
DAYS = "lever_levers_focal_credit_deferment_days"


@pytest.fixture(scope="module", autouse=True)
def opening_at_hand():
    """Runs of the full-size market that an earlier start kept are there at once."""
    from app_pages import engine, opening

    assert str(engine.FULL) == PAIRS
    opening.restored()


def visit(page: str = "", unfolded: tuple[str, ...] = ("credit",), more: str = "", **query) -> AppTest:
    """The app after its first run, in a small market unless the link says otherwise.

    ``unfolded`` are groups of levers that are open, ``more`` is the open section below.
    """
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    for name, value in {"world": SMALL_WORLD, **({"page.more": more} if more else {}), **query}.items():
        test.query_params[name] = value
    for group in unfolded:
        test.session_state[f"group_{group}"] = True
    if page:
        test.run()
        test.switch_page(f"app_pages/{page}.py")
    return test.run()


def text_of(test: AppTest) -> str:
    """All that the page says."""
    parts = [*test.markdown, *test.caption, *test.info, *test.success, *test.warning, *test.error, *test.title]
    return "\n".join(part.value for part in parts)


@pytest.fixture(scope="module")
def explore():
    """Explore after its first run."""
    return visit(unfolded=tuple(read_words("en", "app.levers.groups")), more="again")


def test_opens_on_a_finished_answer_with_its_tolerance(explore):
    assert not explore.exception
    sentence = next(box.value for box in [*explore.success, *explore.info, *explore.warning] if "**" in box.value)
    verdicts = [read_words("en")[f"verdict.{key}"] for key in ("gain", "loss", "mixed", "partly", "none", "open")]
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
            assert p.choices or ", " in label or label.startswith("Weight of "), f"{label}: no unit"
            assert "Weight" not in label or ", " not in label, "the unit twice"
            assert p.choices or f"typed_{name}_0" in {n.key for n in explore.sidebar.number_input}


def test_a_moved_lever_moves_the_link_and_undo_takes_it_back():
    page = visit()
    page.slider(key=DAYS).set_value(60.0).run()
    assert page.query_params["policy"] == "credit;credit.deferment_days=60.0"
    page.button(key="undo").click().run()
    assert page.query_params["policy"] == "credit" and page.slider(key=DAYS).value == 45.0
    page.button(key="redo").click().run()
    assert page.slider(key=DAYS).value == 60.0
    page.selectbox(key="preset").set_value("steady").run()
    assert any("Nothing differs" in info.value for info in page.info)
    assert not page.exception


def test_the_same_preset_again_takes_back_what_was_moved():
    page = visit()
    page.slider(key=DAYS).set_value(60.0).run()
    page.selectbox(key="preset").set_value("credit").run()
    assert page.slider(key=DAYS).value == 45.0 and page.query_params["policy"] in ("credit", ["credit"])


def test_a_lever_is_typed_and_goes_back_alone_to_the_baseline():
    page = visit()
    back = f"back_{DAYS}"
    page.number_input(key=f"typed_{DAYS}_0").set_value(52.5).run()
    page.slider(key="lever_levers_focal_credit_limit_months").set_value(3.0).run()
    assert page.slider(key=DAYS).value == 52.5
    page.button(key=back).click().run()
    assert page.slider(key=DAYS).value == 30.0
    assert [n.value for n in page.number_input if n.key.startswith(f"typed_{DAYS}")] == [30.0]
    assert page.slider(key="lever_levers_focal_credit_limit_months").value == 3.0
    assert back not in {button.key for button in page.button}


def test_where_nothing_differs_nothing_is_computed(monkeypatch):
    monkeypatch.setattr(answers.engine, "ask", lambda *_, **__: pytest.fail("identical pairs were asked for"))
    page = visit(policy="steady")
    assert not page.exception and any("Nothing differs" in info.value for info in page.info)


def compared(page) -> list[str]:
    """The policies in the table of Compare."""
    return re.findall('role="rowheader">(.*?)</th>', " ".join(box.proto.body for box in page.get("html")))


def test_what_is_saved_can_be_named_and_named_anew():
    page = visit()
    page.text_input(key="save_name").set_value("Ours <b>").run()
    page.button(key="save").click().run()
    assert page.query_params["saved"] in ("credit~Ours b", ["credit~Ours b"])
    page.switch_page("app_pages/compare.py").run()
    page.text_input(key="name_0").set_value("Theirs").run()
    assert compared(page) == ["Theirs"] and not page.exception


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


@pytest.mark.parametrize("name", questions.QUESTIONS)
def test_a_question_is_a_link_that_holds_and_moves_something(name):
    asked = questions.QUESTIONS[name]
    parts = {key: [value] if isinstance(value, str) else list(value) for key, value in asked.parts.items()}
    view, refused = from_query(parts)
    assert not refused and asked.page in PAGES
    assert (
        view.saved or view.policy.differs or view.policy.preset != "steady" or view.note("goal") or view.note("shocks")
    )
    for recipe in (view.policy, *view.saved):
        scenario_of(view.world, recipe)
    assert len({scenario_of(view.world, recipe).hash for recipe in view.saved}) == len(view.saved)
    told = asked.view("ru")
    names = [recipe.title for recipe in told.saved] + [c.name for r in (told.world, *told.saved) for c in r.changes]
    assert not any("a" <= sign <= "z" for name in names for sign in name.lower()), names


def asked_in_a_small_market(name: str, language: str = "en") -> AppTest:
    """The page that a question opens, in a small market of four years."""
    asked = questions.QUESTIONS[name]
    view = asked.view(language)
    world = view.world.with_value("months", 48)
    for kind, count in (("integrator", 22), ("online_shop", 4), ("reseller", 34)):
        world = world.with_value(f"population.{kind}", count)
    notes = tuple(sorted({**dict(view.notes), "asked": name}.items()))
    query = to_query(replace(view, world=world, notes=notes, language=language))
    return visit("" if asked.page == "explore" else asked.page, unfolded=(), **query)


@pytest.mark.parametrize("name", [name for name in questions.QUESTIONS if name != "split"])  # Goal's own tests search
def test_each_question_is_answered_in_a_sentence(name):
    page = asked_in_a_small_market(name)
    assert not page.exception and not page.error
    page_of = questions.QUESTIONS[name].page
    question, told, figures = (text.value for text in page.markdown[:3])
    first, *_, over = [*told.split("\n\n"), ""] if name == "taken" else told.split("\n\n")
    assert question.endswith("?**") and first.startswith("##### ") and "\n" not in first, first
    assert len(first) < 330 and len(told) < 1400, "one line, and below it as much as fits on a screen"
    assert "#" not in told[5:] and "**" not in told.replace(first, ""), "only one line is large"
    answer = f"{told}\n{figures}"
    wanted = {
        "payback": "imit",  # whom it pays back with and the limit, both at once
        "debt": "he bad year itself adds to the policy's bad debt",
        "community": "\n- Whether it pays, over 48 months: your profit: ",
        "parts": "\n- **No training, money saved**: your partners: ",
        "copied": "\n- What copying alone does to the advantage: your partners: ",
        "viable": "\n- A rule for your books, of little cash (under 20 days of payments, in need or not): ",
        "taken": "",
        "direct": " under the same shock: your partners: ",
        "asian": "\n- **After three years**: your partners: ",
    }
    assert wanted[name] in answer, answer
    captions = [text.value for text in page.caption]
    world = "the article's market" if name == "asian" else "a steady market"
    assert (f"World: {world}, 48 months." in " ".join(captions[:3]).lower().replace("world", "World")) == (
        page_of != "worlds"
    )
    assert ("Your policy in this answer: " in " ".join(captions[:3])) == (page_of != "compare" and name != "direct")
    assert ("simulated futures" in over) == (page_of != "why"), "the same policy has other numbers on other pages"
    judged = any("What counts: at least 1 of 100 partners" in caption for caption in captions[:3])
    assert judged == (page_of != "why"), "a verdict has its smallest difference"
    assert "So far, " not in text_of(page), "the last answer is no first look"
    if name in ("parts", "asian", "direct", "community"):
        assert answer.count("your profit: ") >= 1, "a cost belongs to it"


def test_what_a_question_set_is_said_on_other_pages_and_undone_with_it():
    asked = questions.QUESTIONS["asian"].view("en")
    query = to_query(replace(asked, notes=(("asked", "asian"),))) | {"world": "baseline;months=24"}
    page = visit(**query)
    told = " ".join(text.value for text in page.caption)
    assert "Still set for the question “Shall I follow the market" in told and "World: The article's market" in told
    page = visit()
    page.selectbox(key="question").set_value("payback").run()
    assert (
        page.query_params["page.asked"] in ("payback", ["payback"])
        and page.selectbox(key="question").value == "payback"
    )
    page.button(key="undo").click().run()
    assert "page.asked" not in page.query_params and page.selectbox(key="question").value is None
    page.selectbox(key="question").set_value("payback").run()
    page.selectbox(key="question").set_value(None).run()
    assert "page.asked" not in page.query_params and not page.exception


def test_a_typed_value_that_cannot_be_is_told_and_one_beyond_the_usual_is_marked():
    page, typed = visit(), "typed_lever_levers_focal_community_budget_0"
    page.number_input(key=typed).set_value(-5.0).run()
    assert any("Community budget" in w.value and "Allowed: 0 or more" in w.value for w in page.warning)
    field = next(one for one in page.number_input if one.key.startswith(typed[:-2]))
    assert field.value == 0.0 and not page.exception
    field.set_value(9999.0).run()
    assert any("Outside what is usual, 0 to 60" in text.value for text in page.caption)


def test_nothing_is_written_on_a_page_that_no_page_wrote():
    settings = tomllib.loads((ROOT / "app_pages" / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["runner"]["magicEnabled"] is False, "a value that stands alone in a page would be printed there"


@pytest.mark.parametrize("section", ["limits", "numbers", "map"])  # the last is none
def test_the_answer_about_limits_stands_whatever_is_open(section):
    view = questions.QUESTIONS["payback"].view("ru")
    notes = (("asked", "payback"), ("more", section))
    page = visit(unfolded=(), **(to_query(replace(view, language="ru", notes=notes)) | {"world": SMALL_WORLD}))
    answer = page.markdown[1].value
    assert not page.exception and answer.startswith("##### ") and "ден. ед." in answer
    assert any(text in answer.split("\n")[0] for text in ("мес. закупок", "Ни один лимит")), (
        "the limit is in the headline"
    )
    assert any("page.more" in warning.value for warning in page.warning) == (section == "map")


def test_a_question_about_an_offer_that_was_taken_back_is_answered_with_that():
    page = visit(unfolded=(), world=SMALL_WORLD, policy="price", **{"page.asked": "payback"})
    answer = page.markdown[1].value
    assert answer.startswith("##### The what-if offers no partner anything different in person.")
    assert "The what-if has no framework agreements" in answer and "being computed" not in answer


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


def test_a_bad_year_has_less_demand_and_dear_money_and_the_own_length():
    mine = Recipe("baseline", (("months", 36), ("population.reseller", 34)))
    found = scenario_of(worlds.world("bad", mine), Recipe())
    change = next(c for c in found.timeline if c.name == "bad year")
    usual = load_scenario("steady").values["customers.smb.demand"]
    assert change.values["customers.smb.demand"] == pytest.approx(0.6 * usual)
    assert change.values["finance.funding_rate"] == 0.17 and (change.month, change.until) == (12, 24)
    assert found.months == 36 and found.values["population.reseller"] == 34


def test_an_address_that_lags_behind_is_no_new_link():
    page = visit()
    first = dict(page.query_params)
    page.slider(key=DAYS).set_value(60.0).run()
    for name, value in first.items():  # the browser still has the address of before
        page.query_params[name] = value
    page.slider(key=DAYS).set_value(75.0).run()
    assert page.slider(key=DAYS).value == 75.0
    assert page.query_params["policy"] in ("credit;credit.deferment_days=75.0", ["credit;credit.deferment_days=75.0"])


def test_a_locked_baseline_stays_while_the_policy_goes_on():
    page = visit()
    page.button(key="lock").click().run()
    assert page.query_params["baseline"] == "credit"
    assert any("Nothing differs" in info.value for info in page.info)
    page.selectbox(key="preset").set_value("price").run()
    assert page.query_params["baseline"] == "credit" and page.query_params["policy"] == "price"
    page.button(key="unlock").click().run()
    assert "baseline" not in page.query_params and not page.exception


def test_reset_comes_back_and_keeps_the_language():
    page = visit(lang="ru", policy="price")
    assert "что если?" in text_of(page)
    page.button(key="reset").click().run()
    assert page.query_params["policy"] == "credit" and page.query_params["lang"] == "ru"


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


def test_what_a_link_cannot_have_is_told_on_the_page():
    page = visit(policy="credit;credit.deferment_days=900;nonsense=1", colour="red")
    told = [w.value for w in page.warning]
    assert any("credit.deferment_days: 900 is out of range" in line for line in told)
    assert any("nonsense" in line for line in told) and any("colour" in line for line in told)
    assert not page.exception and page.slider(key=DAYS).value == 45.0
    page.slider(key=DAYS).set_value(30.0).run()
    assert not page.warning, "told again"


@pytest.mark.parametrize(
    ("page", "part", "bad"),
    [
        ("compare", "equal", "yes"),
        ("assumptions", "key", "levers.nothing"),
    ],
)
def test_what_a_page_cannot_have_of_a_link_is_told_on_it(page, part, bad):
    told = visit(page, lang="en", **{f"page.{part}": bad})
    assert not told.exception
    assert [w.value for w in told.warning if w.value.startswith("Not accepted")] == [
        f"Not accepted: page.{part}: “{bad}”; the page shows its own choice instead."
    ]


def test_a_change_on_a_date_is_added_told_and_removed():
    page = visit(more="dates")
    page.selectbox(key="dated_key").set_value("levers.focal.credit.deferment_days").run()
    page.number_input(key="dated_value_levers.focal.credit.deferment_days").set_value(60.0)
    page.number_input(key="dated_month").set_value(6)
    page.number_input(key="dated_until").set_value(18)
    page.button(key="dated_add").click().run()
    assert "6-18:" in page.query_params["policy"] and not page.exception
    assert "months 6 to 18" in text_of(page)
    page.button(key="remove_0").click().run()
    assert page.query_params["policy"] == "credit"
    page.number_input(key="dated_until").set_value(3)
    page.button(key="dated_add").click().run()
    assert any("until 3 is not after month 6" in w.value for w in page.warning)
    assert page.query_params["policy"] == "credit"


def test_a_shock_strikes_both_sides():
    page = visit(
        world="steady;months=36;population.integrator=22;population.online_shop=4;population.reseller=34", more="dates"
    )
    page.selectbox(key="dated_shock").set_value("rate-shock").run()
    page.button(key="shock_add").click().run()
    assert "finance.funding_rate=0.205" in page.query_params["world"]
    assert "rates jump" in text_of(page) and not page.exception


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


def test_another_world_keeps_length_population_and_shocks():
    page = visit(world=f"{SMALL_WORLD};6-12:dear money:finance.funding_rate=0.2")
    page.selectbox(key="world").set_value("baseline").run()
    assert not page.exception and not page.warning
    told = page.query_params["world"]
    assert told[0].startswith("baseline;") if isinstance(told, list) else told.startswith("baseline;")
    assert all(part in str(told) for part in ("months=24", "population.reseller=34", "dear money"))
    page.slider(key="months").set_value(12).run()  # the trends' own later dates go with the months
    assert not page.exception and not page.warning and "months=12" in str(page.query_params["world"])


def test_a_value_without_a_range_has_its_field():
    page = visit("assumptions", **{"page.key": "customers.consumer.firms"})
    assert not page.exception and page.number_input(key="exact_customers_consumer_firms").value == 0.0


def test_saved_policies_of_one_preset_are_told_apart():
    page = visit("compare", saved="credit;credit.deferment_days=90")
    page.selectbox(key="add_preset").set_value("credit").run()
    page.button(key="add").click().run()
    assert not page.exception and "Days to pay 90" in text_of(page)
    names = compared(page)
    assert len(set(names)) == 2
    page = visit(policy="credit~mine", lang="en")
    page.slider(key=DAYS).set_value(60.0).run()
    assert "**mine, changed. " in text_of(page)  # no longer what was called so
    page.slider(key=DAYS).set_value(61.0).run()
    assert "mine, changed, changed" not in text_of(page)
    page.button(key="save").click().run()
    assert "".join(page.query_params["saved"]).startswith("credit~mine;"), "saved under the name of before"


def test_compare_shows_presets_first_and_takes_policies_in_and_out():
    page = visit("compare")
    assert not page.exception and "four presets" in text_of(page)
    assert len(compared(page)) == 4
    assert "Your partners against the baseline" in text_of(page), "differences: levels of several look alike"
    page.selectbox(key="add_preset").set_value("price").run()
    page.button(key="add").click().run()
    page.selectbox(key="add_preset").set_value("training").run()
    page.button(key="add").click().run()
    assert page.query_params["saved"] == ["price", "training"] or page.query_params.get_all("saved")
    assert len(compared(page)) == 2
    page.button(key="drop_0").click().run()
    assert len(compared(page)) == 1 and not page.exception
    page.button(key="open_0").click().run()
    assert page.query_params["policy"] == "training"


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


def test_a_first_look_has_no_verdict_on_worlds_either():
    def drawn(final: bool):
        from types import SimpleNamespace
        from unittest.mock import patch

        from app_pages import worlds
        from experiments.comparing.finding import finding_of
        from experiments.comparing.statistics import Difference
        from experiments.words.words import words

        gain = Difference(0.5, 0.6, 0.1, 0.08, 0.12, 9, 9)
        both = finding_of({"survival_share_treated": gain, "focal_profit": gain})
        found = SimpleNamespace(finding=lambda other, least: both, effect=lambda name, other: gain)
        row = SimpleNamespace(name="steady", title="A steady market")
        stubs = {"parted": lambda *_: found, "growing": lambda *_: "", "sentences": SimpleNamespace(of_worlds=print)}
        with patch.multiple(worlds, **stubs):
            worlds.draw(SimpleNamespace(pairs=2), [row], words("en", "app.worlds"), final)

    first, judged = (AppTest.from_function(drawn, args=(final,)).run() for final in (False, True))
    assert not first.exception and not judged.exception
    assert "A first look, of 2 simulated futures" in first.markdown[0].value
    assert "in 1 of 1 markets" in judged.markdown[0].value


def test_who_has_counted_a_run_does_not_sleep_over_the_next():
    from time import perf_counter

    from app_pages.engine import Engine, Question

    question = Question((), 12, 4, Engine(workers=1))
    question.records = {(0, 0): None, (1, 0): None}
    start = perf_counter()
    question.wait(5.0, seen=1)
    assert perf_counter() - start < 1.0
