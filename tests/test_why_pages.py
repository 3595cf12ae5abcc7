"""Why, Assumptions and Glossary: their scripts in Streamlit's own harness, on a small market."""

import re
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from app_pages import why_rescued
from app_pages.engine import ROOT_SEED
from app_pages.recipe import Recipe
from app_pages.state import History, View
from app_pages.why import SECTIONS
from app_pages.why_rescued import LUCKS
from app_pages.why_short import judges_wrong, over_futures, surely_less, told, verdict, viable_kinds
from experiments.comparing.margin import PARTS
from experiments.explain.displacement import displacement, sources
from experiments.explain.tell_displacement import finding, rest
from experiments.words.words import words
from experiments.writing.markup import literal
from model import PARAMETERS
from tests.conftest import SMALL

WORLD = Recipe("baseline", tuple(sorted({**SMALL, "months": 72}.items())))
CYRILLIC = re.compile(r"[А-Яа-яЁё]")


def opened(page: str, language: str = "en", notes: dict | None = None, **view) -> AppTest:
    """A page after its first run, with a view of a small market."""
    test = AppTest.from_string(f"from app_pages.{page} import show\nshow()", default_timeout=300)
    wanted = {"world": WORLD, **view}
    made = View(language=language, notes=tuple(sorted((notes or {}).items())), **wanted)
    test.session_state["history"] = History(present=made)
    return test.run()


def view_of(test: AppTest) -> View:
    return test.session_state["history"].present


def words_of(test: AppTest) -> str:
    return "\n".join(
        e.value for kind in ("title", "markdown", "caption", "info", "warning") for e in getattr(test, kind)
    )


@pytest.fixture(autouse=True)
def few_pairs(monkeypatch):
    monkeypatch.setattr("app_pages.engine.FULL", 2)
    monkeypatch.setattr("app_pages.answers.follow.__defaults__", (2, "answer"))


def test_causes_are_counted_with_paired_differences():
    test = opened("why")
    assert not test.exception
    table = test.table[-1].value
    assert len(table) == 5 and list(table.columns)[0] == "Cause" and "95 % interval" in table
    assert "closings under" in words_of(test)


def test_whom_the_rescued_take_from_is_what_the_command_tells():
    test = opened("why", notes={"why": "rescued"})
    assert not test.exception
    view = view_of(test)
    found = displacement(view.base_scenario(), view.scenario(), LUCKS, ROOT_SEED)
    assert any(run.rescued for run in found), "the market must rescue somebody"
    rows, text = sources(found), words_of(test)
    assert f"**{literal(finding(rows))}**" in text and rest(rows) in text
    same = opened("why", policy=Recipe(), notes={"why": "rescued"})
    assert [info.value for info in same.info] == [
        "The what-if is the baseline: move a lever on the page Explore to compare."
    ]


def test_the_margin_table_sums_to_a_hundred():
    test = opened("why", notes={"why": "margin"})
    assert not test.exception
    table = test.table[-1].value
    assert len(table) == len(PARTS)
    for column in table.columns[1:3]:
        assert table[column].astype(float).sum() == pytest.approx(100.0, abs=0.26)  # five parts, one digit each
    assert "Of 100 that customers pay" in words_of(test)


def test_who_is_short_of_cash_is_told_for_the_chosen_month():
    test = opened("why", notes={"why": "short", "today": "30"})
    assert not test.exception and test.slider(key="short_month").value == 30
    text = words_of(test)
    assert "of yours in need, viable" in text or "Nobody is in need" in text
    test.slider(key="short_month").set_value(40).run()
    assert view_of(test).note("today") == "40"


def test_a_partner_is_followed_in_two_worlds_and_its_last_call_dated():
    for seed in range(1, 8):
        test = opened("why", notes={"why": "partner", "seed": str(seed)})
        assert not test.exception
        if len(test.selectbox(key="telling").options) > 1:
            break
    assert "Under “Today's terms”" in words_of(test) and "books differ from month" in words_of(test)
    assert any("garden explain" in code.value for code in test.code)
    before = words_of(test)
    test.button(key="last_call").click().run()
    assert not test.exception and "rescue agreement" in words_of(test) and "rescue agreement" not in before
    test.number_input(key="partner_id").set_value(5).run()
    assert view_of(test).note("partner") == "5" and "Partner 5:" in words_of(test)
    assert "rescue agreement" not in words_of(test)  # asked for anew with each partner


def test_a_partner_that_is_not_there_is_one_line():
    test = opened("why", notes={"why": "partner", "partner": "123456789"})
    assert not test.exception
    assert [w.value for w in test.warning] == [
        "Partner 123456789 never trades in this future under “Today's terms”; partners of month 0 are 0 to 59."
    ]
    strange = opened("why", notes={"why": "partner", "partner": "x", "seed": "-3"})
    assert not strange.exception and strange.number_input(key="seed_of_run").value == 1
    assert [w.value for w in strange.warning] == [
        "Not accepted: page.seed: “-3”; the page shows its own choice instead.",
        "Not accepted: page.partner: “x”; the page shows its own choice instead.",
    ]
    nowhere = opened("why", "ru", notes={"why": "nothing"})
    assert ["page.why" in w.value for w in nowhere.warning] == [True] and nowhere.table


def test_nothing_differs_is_told_and_one_world_is_shown():
    test = opened("why", policy=Recipe())
    assert any("The what-if is the baseline" in info.value for info in test.info)
    assert not opened("why", policy=Recipe(), notes={"why": "partner"}).exception


def test_the_agreement_tells_all_of_the_focal_partners():
    test = opened("why", notes={"why": "agreement"})
    assert not test.exception
    text = words_of(test)
    counts = re.search(
        r"Of the (\d+) partners .*?, (\d+) close only .*?, (\d+) only with it, (\d+) in both cases, (\d+)", text, re.S
    )
    if counts:
        whole, *parts = map(int, counts.groups())
        assert whole == sum(parts) and "“prepayment”" in text
    else:
        assert "choose another future" in text


def test_a_market_too_large_for_one_piece_is_refused_in_words():
    large = Recipe("steady", (("months", 240), ("population.integrator", 5000)))
    test = opened("why", notes={"why": "short", "today": "240"}, world=large)
    assert not test.exception and any("partner-months" in error.value for error in test.error)


@pytest.mark.parametrize("section", SECTIONS)
def test_why_speaks_russian(section):
    test = opened("why", "ru", notes={"why": section})
    assert not test.exception and test.title[0].value == "Почему партнёры закрываются"
    for text in (e.value for e in [*test.markdown, *test.caption, *test.info]):
        assert CYRILLIC.search(text), text
    for table in [*test.dataframe, *test.table]:
        assert all(
            CYRILLIC.search(str(name)) for name in table.value.columns if str(name).strip() and "95 %" not in str(name)
        )


def test_assumptions_list_every_number_with_its_source():
    test = opened("assumptions")
    assert not test.exception
    table = test.dataframe[0].value
    assert table["Key"].tolist() == list(PARAMETERS)
    assert all(
        table[name].str.strip().ne("").all()
        for name in ("Name", "Value", "Range", "Status", "Role", "Source", "What it is")
    )
    assert test.info[0].value.startswith("**What this is not.**")
    for status in ("verified", "recalled", "judgement"):
        assert str(sum(p.status == status for p in PARAMETERS.values())) in words_of(test)


def test_assumptions_are_searched_and_filtered():
    test = opened("assumptions", "ru", notes={"find": "отсрочка клиенту"})
    assert test.dataframe[0].value["Ключ"].tolist() == [
        f"customers.{n}.payment_days" for n in ("corporate", "smb", "consumer")
    ]
    test.text_input(key="find").set_value("ъъъ").run()
    assert not test.dataframe and any("Ничего не найдено" in info.value for info in test.info)
    test = opened("assumptions")
    test.toggle(key="only_changed").set_value(True).run()
    changed = set(test.dataframe[0].value["Key"])
    values = view_of(test).scenario().values
    assert changed == {key for key, p in PARAMETERS.items() if values[key] != p.default} and changed


def test_a_value_is_changed_in_the_world_or_in_the_what_if_and_put_back():
    key = "finance.tax_rate"
    test = opened("assumptions", notes={"key": key})
    test.slider(key="assume_finance_tax_rate").set_value(25.0).run()
    assert view_of(test).world.value(key) == 0.25 and view_of(test).base_scenario().values[key] == 0.25
    test.number_input(key="exact_finance_tax_rate").set_value(60.0).run()  # outside the slider, inside meaning
    assert not test.exception and view_of(test).scenario().values[key] == 0.6
    test.button(key="edit_back").click().run()
    assert view_of(test).world.value(key) == PARAMETERS[key].default
    key = "levers.focal.credit.deferment_days"
    test = opened("assumptions", notes={"key": key})
    test.number_input(key="exact_levers_focal_credit_deferment_days").set_value(52.5).run()
    assert view_of(test).policy.value(key) == 52.5 and view_of(test).base_scenario().values[key] != 52.5


@pytest.mark.parametrize("key", ["rules.price", "months", "partners.stock_unit", "levers.focal.credit.mode"])
def test_every_sort_of_parameter_has_its_control(key):
    test = opened("assumptions", "ru", notes={"key": key})
    assert not test.exception and test.selectbox(key="edit_key").value == key


def test_the_glossary_is_searched_in_either_language():
    test = opened("glossary", "ru")
    assert not test.exception and test.subheader[0].value == "Кто на рынке"
    test.text_input(key="word").set_value("spin-off").run()
    assert "Отпочковавшаяся фирма" in test.markdown[0].value
    test.text_input(key="word").set_value("qqq").run()
    assert any("Такого слова нет" in info.value for info in test.info)


def need(partner: int, distributor: str = "focal", viable: bool = True, error: str = "", shows=(), margin: float = 0.1):
    """A partner in need, as ``short_of_cash`` lists it."""
    return {"partner": partner, "kind": "reseller", "people": 4.0, "distributor": distributor, "cash": 1.0, "owed_overdue": 2.0,
            "potential_margin": margin, "estimate": margin, "viable": viable, "error": error, "shows": shows}  # fmt: skip


def test_partners_in_need_are_counted_over_futures_yours_first():
    futures = [[need(4, "rival_1"), need(5, viable=False)], [need(3, margin=0.3, shows=("overdue",)), need(4, "rival_1")],
               [need(3, viable=False, margin=0.1), need(4, "rival_1")]]  # fmt: skip
    found = over_futures(futures)
    assert [row["partner"] for row in found] == [3, 5, 4], "yours, the most often in need first, then others'"
    assert (found[0]["needs"], found[0]["viable_in"], found[0]["shown_in"]) == (2, 1, 1)
    assert found[0]["potential_margin"] == pytest.approx(0.2)
    moved = over_futures([[need(7)], [need(7, "rival_1")]])
    assert [(row["distributor"], row["needs"]) for row in moved] == [("focal", 1), ("rival_1", 1)], "yours add up"


def test_need_and_viability_have_one_meaning_and_one_count():
    class Asked:
        say, language = staticmethod(words("en", "app.why")), "en"

    # Of eight cases two are dead: taking all for viable is wrong in 25 of 100; the sign marks one of the dead and one of
    # the viable (25, too); a look takes both dead ones for what they are.
    futures = [[need(3), need(4, "rival_1", shows=("overdue",)), need(5, "rival_1"), need(6, viable=False)],
               [need(3), need(4, "rival_1"), need(5, "rival_1"), need(6, viable=False, shows=("overdue",))]]  # fmt: skip
    asked = ([50, 52], 12, ("WORTH", "RULE"), ["HELP"], Asked)
    title, look, worth, count, helping, dead, everybody, rule = told(futures, *asked)
    assert title == (
        "Of 100 of yours in need, viable: 50 (50 … 50). They would earn if they could deliver every order. By kind, "
        "rivals' too: resellers 75 (75 … 75). Your books alone cannot pick out the dead: no sign tried errs surely less "
        "than taking all for viable."
    )
    assert (
        "in the mean of 2 futures, 2.0 (2.0 … 2.0) of your 51 partners of month 0 that still trade are in need" in count
    )
    assert "shows 25 (0 … 100) of 100 of them" in count and (worth, helping, rule) == ("WORTH", "HELP", "RULE")
    assert dead == "Not viable, of all in need, rivals' too: resellers 2 of 8; firms below 10 people 2 of 8."
    # Of yours every second one is dead, which a look sees; two futures that differ by as much are no certainty yet.
    assert look.startswith("So take all in need for viable: that is wrong about 50 (50 … 50) of 100 of yours and 25")
    # Six are: help and picture are then of a look.
    assert told(futures * 3, [50, 52] * 3, *asked[1:])[1].startswith(
        "A closer look at each is better: taking all for viable is wrong about 50 (50 … 50) of 100 of yours and 25"
    )
    assert surely_less(futures * 3, "look") and not surely_less(futures * 3, "overdue")
    assert "8 cases over 2 futures" in everybody and "a debt a month overdue: 25 (0 … 100)" in everybody
    assert judges_wrong(futures[0][1], "overdue") and not judges_wrong(futures[1][3], "overdue")
    blind = [[row | {"error": "wasted" if not row["viable"] else ""} for row in rows] for rows in futures]
    assert told(blind, [50, 52], 12, ("", ""), [], Asked)[1].startswith(
        "So take all in need for viable: that is wrong about 50 ("
    )


def test_the_picture_is_of_the_judgement_that_is_advised():
    row = need(3, viable=True, error="missed")
    assert verdict(row, screened=False) == "viable" and verdict(row, screened=True) == "missed"
    dead = need(4, viable=False)
    assert verdict(dead, screened=False) == "wasted" and verdict(dead, screened=True) == "hopeless"


def test_a_kind_of_which_all_or_none_are_viable_has_a_count_and_no_interval():
    asked = SimpleNamespace(say=words("en", "app.why"), language="en")
    assert viable_kinds([[need(1), need(2)], [need(3)]], asked) == "resellers all 3 seen"
    assert viable_kinds([[need(1, viable=False)], [need(3, viable=False)]], asked) == "resellers none of 2 seen"
    assert viable_kinds([[need(1), need(2, viable=False)], [need(3)]], asked).startswith("resellers 67 (")


def test_a_market_that_sells_less_with_the_rescued_is_told_in_words():
    question = SimpleNamespace(say=words("en", "app.why"), language="en")
    less = why_rescued.market_told([{"source": "new", "share": -0.076, "low": -0.115, "high": -0.038}], question)
    assert less == ["With them the whole market sells less, by 7.6 for every 100 that they sell (3.8 … 11.5): what others "
                    "lose is more than they sell."]  # fmt: skip
    assert why_rescued.market_told([{"source": "new", "share": 0.01, "low": -0.1, "high": 0.1}], question) == []
