"""The page My channel: a ledger is read as on the command line, kept for its session alone, and led to offers."""

import io
import os
import re
import zipfile
from types import SimpleNamespace

import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from app_pages import channel_keeping, channel_skill, ledgers
from app_pages.ledgers import corrected, key_of, samples, taken_in
from app_pages.uploads import mapping_from
from experiments.channel.backtest import METHODS, OUTCOMES
from experiments.channel.doubts import LedgerError
from experiments.channel.importing import import_files
from experiments.channel.mapping import LedgerMap
from experiments.words.words import words
from tests.app_server import PATIENCE, ROOT, link, settle, sideways
from tests.test_app_browser import WIDE

BROKEN = "Контрагент;Дата;Сумма\nАльфа;01.02.2024;1,234\nБета;03.02.2024;12,500\n".encode("cp1251")


@pytest.fixture(scope="module")
def drawn():
    """The sample ledgers by name."""
    return samples()


def test_a_ledger_is_read_as_on_the_command_line(drawn, tmp_path):
    (tmp_path / "1c.csv").write_bytes(drawn["1c.csv"])
    by_command = import_files([tmp_path / "1c.csv"])
    taken = taken_in("k", "f", [(drawn["1c.csv"], "1c.csv")], LedgerMap())
    assert (taken.ledger.total_in, taken.ledger.total_used) == (by_command.total_in, by_command.total_used)
    assert taken.partners["name"].tolist() == by_command.facts["name"].tolist()
    assert taken.own is not None and len(taken.own.partners) == taken.channel.partners["listed"].notna().sum()
    names = zipfile.ZipFile(io.BytesIO(taken.packed)).namelist()
    assert {"my-channel/channel.toml", "my-channel/partners.csv", "my-channel/mapping.toml"} <= set(names)


def test_nothing_of_a_ledger_stays_on_the_disk(drawn, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    taken = taken_in("k", "f", [(drawn["1c.csv"], "1c.csv")], LedgerMap())
    assert len(taken.channel.invoices) > 0 and list(tmp_path.iterdir()) == []
    with pytest.raises(LedgerError):
        taken_in("k", "f", [(BROKEN, "broken.csv")], LedgerMap())
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_of_debts_alone_has_no_market(drawn):
    taken = taken_in("k", "f", [(drawn["ageing.csv"], "ageing.csv")], LedgerMap())
    assert taken.own is None and "tells the purchases of 0 partners" in taken.why.told()


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (BROKEN, "../../etc/broken.csv", "broken.csv"),
        (b"%PDF-1.7 x", "book.pdf.csv", "is a PDF"),
        (b"", "empty.csv", "is empty"),
        (b"PK\x03\x04nonsense", "book.xlsx", "is not a workbook"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data, name, said):
    with pytest.raises(LedgerError) as told:
        taken_in("k", "f", [(data, name)], LedgerMap())
    assert said in str(told.value) and "\n" not in str(told.value) and "etc" not in str(told.value)


def test_a_mapping_says_what_columns_mean():
    said = mapping_from(b'version = 1\ncurrency = "EUR"\n[columns]\n"X" = "amount"\n', "map.toml")
    assert said.currency == "EUR" and corrected(said, {"X": "ignore", "Y": "due"}).columns == {
        "X": "ignore",
        "Y": "due",
    }
    with pytest.raises(LedgerError, match="map.toml: colums: unknown key"):
        mapping_from(b"[colums]\n", "map.toml")
    with pytest.raises(LedgerError, match="larger than"):
        mapping_from(b"#" * 300_000, "map.toml")


def test_a_ledger_is_known_by_its_bytes_and_what_was_said_of_it():
    one = key_of([(b"a", "x.csv")], LedgerMap())
    assert one == key_of([(b"a", "x.csv")], LedgerMap())
    others = [key_of([(b"b", "x.csv")], LedgerMap()), key_of([(b"a", "y.csv")], LedgerMap()),
              key_of([(b"a", "x.csv")], LedgerMap(currency="RUB"))]  # fmt: skip
    assert len({one, *others}) == 4


def test_the_store_that_visitors_share_holds_nothing_of_a_ledger(monkeypatch):
    kept = {}
    monkeypatch.setattr(ledgers.st, "session_state", kept)
    asked = []

    def result_of(key, function, text):
        asked.append(key)
        return function()

    monkeypatch.setattr(ledgers, "result_of", result_of)
    assert ledgers.mine("taken", "k", lambda: ["secret"], "") == ["secret"] == kept["mine_taken"][1]
    assert ledgers.mine("taken", "k", lambda: 1 / 0, "") == ["secret"] and len(asked) == 1  # held: not asked again
    assert ledgers.mine("other", "k", lambda: ["more"], "") == ["more"] and len(set(asked)) == 2

    def refused():
        raise LedgerError("x.csv: is empty")

    assert str(ledgers.mine("taken", "k2", refused, "")) == "x.csv: is empty"
    ledgers.forget()
    assert kept == {}


def test_a_correction_by_hand_is_kept_and_can_be_taken_back():
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE / 1000)
    app.switch_page("app_pages/channel.py").run()
    app.button(key="take_sample").click().run()
    tiles = [tile.value for tile in app.metric]
    assert tiles[0] == "40" and not app.exception and not app.error
    app.switch_page("app_pages/glossary.py").run()
    app.switch_page("app_pages/channel.py").run()
    assert [tile.value for tile in app.metric] == tiles  # the session holds what the widget forgets
    known = app.session_state["mine_taken"][1].known
    app.session_state["ledger_columns"] = {known: {"Контрагент": "ignore"}}
    app.run()
    assert "no column holds partners' names" in app.error[0].value and not app.metric
    app.button(key="columns_back").click().run()
    assert [tile.value for tile in app.metric] == tiles and not app.error
    app.button(key="forget_ledger").click().run()
    assert not app.metric and "mine_taken" not in app.session_state and "ledger_held" not in app.session_state


SCORES = [
    {"outcome": outcome, "method": method, "cases": 50, "events": 7, "brier": 0.1234, "within": 4,
     "auc": None if method == "last value" else 0.63, "auc_low": None, "auc_high": None, "calibration": [[0.1, 0.1]] * 5}
    for outcome in OUTCOMES for method in METHODS
]  # fmt: skip


def skill_page():
    """The back-test alone, on scores that are given."""
    from types import SimpleNamespace

    from app_pages import channel_skill, state
    from app_pages.channel_risk import AtRisk
    from experiments.words.words import words
    from tests.test_channel_trust import SKILL as RANKED

    say = words(state.language(), "app.channel")
    channel_skill.skill(SimpleNamespace(key="k", history=None), AtRisk(None, None, [], (), RANKED, [], None), say)


@pytest.mark.parametrize("own", [[row for row in SCORES if row["outcome"] == "stop_12"], []])
def test_the_back_test_is_told_before_the_list_is_trusted(monkeypatch, own):
    monkeypatch.setattr(channel_skill, "mine", lambda *_: own)
    monkeypatch.setattr(channel_skill, "result_of", lambda *_: SCORES)
    app = AppTest.from_function(skill_page, default_timeout=PATIENCE / 1000).run()
    assert (
        "0.63 by the lives" in app.caption[0].value and "0.63 if its cash" in app.caption[0].value and not app.dataframe
    )
    # The own history is told without being asked for.
    assert ("7 of 50 stopped buying within 12 months" if own else "18 months") in app.caption[1].value
    app.toggle(key="ledger_skill").set_value(True).run()
    assert not app.exception and [len(d.value) for d in app.dataframe] == [len(SCORES), *([len(own)] if own else [])]
    table = app.dataframe[0].value
    assert list(table.iloc[METHODS.index("last value")]) == [
        "Closes in 6 months",
        "last value",
        50,
        7,
        "\N{EN DASH}",
        "0.1234",
        "4 / 5",
    ]
    assert table.iloc[0].tolist()[4] == "0.63"


def opened(browser, server, **how):
    """The page, with what goes wrong in it collected."""
    page = browser.new_page(**{**WIDE, **how.pop("look", {})})
    page.set_default_timeout(PATIENCE)
    page.problems = []
    page.on("console", lambda m: page.problems.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.problems.append(str(e)))
    page.goto(link(server.address, "channel", **how))
    settle(page, ".st-key-take_sample")
    return page


def picture(page, name: str, folder) -> None:
    """Keep a screenshot of the whole page where somebody wants to look at it."""
    place = f"{os.environ.get('GARDEN_SCREENSHOTS', folder)}/{name}.png"
    page.locator("[data-testid=stMain]").evaluate("e => e.scrollTo(0, 0)")
    page.screenshot(path=place)


def test_four_steps_from_an_export_of_1c(browser, server, drawn, tmp_path):
    file = tmp_path / "1c.csv"
    file.write_bytes(drawn["1c.csv"])
    text = drawn["1c.csv"].decode("cp1251")
    assert text.count(";") > 4000 and "\u00a0" in text  # an export as 1C writes it: cp1251, semicolons, decimal commas
    # Higher than the page: a list that opens at the lower edge scrolls it, which closes the list.
    page = opened(browser, server, look={"viewport": {"width": 1400, "height": 4200}})
    page.locator(".st-key-ledger_files input[type=file]").set_input_files(file)
    settle(page, ".st-key-save_folder")
    settle(page, ".st-key-try_policy")
    totals = page.locator(".st-key-ledger_totals").inner_text()
    assert re.search(r"in ([\d,.]+) RUB, used \1, left out 0\.00\.", totals)  # all that is in is used, and legible
    picture(page, "channel-risk", tmp_path)
    with page.expect_download() as saved:
        page.locator(".st-key-save_risk_csv button").click()
    rows = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].startswith("partner,name,kind") and "«" in rows[1]
    assert re.search(r"0\.\d\d by the mean of both ways, 0\.\d\d by the lives .* alone, 0\.\d\d by a plain scorecard alone, 0\.\d\d if",
                     page.locator("[data-testid=stMain]").inner_text())  # fmt: skip
    page.locator(".st-key-ledger_partner input").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    life = page.locator("[class*=st-key-ledger_life] input")
    life.click()
    page.get_by_role("option").first.click()
    page.get_by_text(re.compile(r"garden explain baseline --seed \d+ --partner \d+ --months 60")).wait_for()
    page.locator(".st-key-ledger_futures button", has_text="8").first.click()
    page.locator(".st-key-ledger_months button", has_text="12").click()
    page.locator(".st-key-ledger_budget input").fill("2000000")
    page.locator(".st-key-ledger_budget input").press("Tab")
    page.locator(".st-key-try_policy button").click()
    settle(page, ".st-key-policy_final")
    page.get_by_text("Whom to offer what").wait_for()
    told = page.locator("[data-testid=stMain]").inner_text()
    assert "Higher limits" in told and "Cost a year, RUB" in told and "8 simulated futures" in told
    picture(page, "channel-policy", tmp_path)
    with page.expect_download() as saved:
        page.locator(".st-key-save_deck_pptx button").click()
    shown = Presentation(saved.value.path())
    text = "\n".join(shape.text_frame.text for slide in shown.slides for shape in slide.shapes if shape.has_text_frame)
    assert "Our partners at risk" in text and "ООО" not in text  # numbers in the place of names
    assert "1c" not in page.url and "ledger" not in page.url  # no link carries it
    assert page.problems == [] and sideways(page) <= 1
    page.close()


def test_a_file_that_cannot_be_read_is_refused_and_the_next_one_is_taken(browser, server, drawn, tmp_path):
    broken, ageing = tmp_path / "broken.csv", tmp_path / "ageing.csv"
    broken.write_bytes(BROKEN)
    ageing.write_bytes(drawn["ageing.csv"])
    page = opened(browser, server, lang="ru")
    assert page.inner_text("h1").startswith("Мой канал")
    page.locator(".st-key-ledger_files input[type=file]").set_input_files(broken)
    page.locator("[data-testid=stAlert]").first.wait_for()
    alert = page.locator("[data-testid=stAlert]").last.inner_text()
    assert "в файле разметки" in alert and "Traceback" not in alert and page.locator(".st-key-save_folder").count() == 0
    page.locator(".st-key-ledger_files [data-testid=stFileChipDeleteBtn] button").first.click()
    page.locator(".st-key-ledger_files input[type=file]").set_input_files(ageing)
    settle(page, ".st-key-save_folder")
    page.get_by_text("У всех партнёров одного вида один шанс").wait_for()
    page.get_by_text("По этой выгрузке не сказать").wait_for()  # debts alone: no sizes, so no market
    assert page.locator(".st-key-try_policy").count() == 0
    picture(page, "channel-refused-russian", tmp_path)
    assert page.problems == []
    page.close()


def test_slides_are_in_the_visitor_s_language(monkeypatch):
    """They are made when the button is pressed, outside of the session that knows the language."""
    asked, kept = [], SimpleNamespace()
    monkeypatch.setattr(channel_keeping, "channel_deck", lambda *given: asked.append(given[5]))
    monkeypatch.setattr(channel_keeping, "deck_file", lambda deck, suffix, say: say.language.encode())
    monkeypatch.setattr(channel_keeping.state, "language", lambda: "ru")
    monkeypatch.setattr(channel_keeping, "own_scores", lambda *_: [])
    monkeypatch.setattr(channel_keeping, "trust_told", lambda *given: [given[-1]])
    makers = []
    monkeypatch.setattr(channel_keeping.st, "download_button", lambda label, make, *_, **__: makers.append(make))
    wanted = channel_keeping.Asked(("limit",), 12, 8, 0.0)
    channel_keeping.slides(kept, None, wanted, SimpleNamespace(channel=None, history=None),
                           SimpleNamespace(table=None, ranking=[]), words("ru", "app.channel"))  # fmt: skip
    monkeypatch.setattr(channel_keeping.state, "language", lambda: "en")
    assert [make() for make in makers] == [b"ru"] * 3 and asked == ["ru"] * 3


def test_a_phone_and_a_sample(browser, server, tmp_path):
    page = opened(browser, server, lang="ru", look={"viewport": {"width": 375, "height": 812}, "color_scheme": "dark"})
    page.get_by_role("button", name="Взять образец").click()
    settle(page, ".st-key-try_policy")
    assert sideways(page) <= 1 and page.problems == []
    picture(page, "channel-phone", tmp_path)
    page.get_by_role("button", name="Забыть мою выгрузку").click()
    page.locator(".st-key-save_folder").wait_for(state="detached")
    page.close()
