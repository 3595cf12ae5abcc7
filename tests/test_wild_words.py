"""In the wild: other people's words are letters wherever they are shown, never markup, signs that steer, or formulas."""

import io
import json

from experiments.commands.cli import main
from experiments.commands.console import print_table
from experiments.running.progress import ProgressBar
from experiments.writing.markup import literal
from scenarios import load_scenario
from scenarios.check import unsteered
from scenarios.partners import read_named
from tests.conftest import SMALL
from tests.test_wild import SIZES

WORDS = "50 [bold]%[/] of [x] $\\frac$ {0} *a* <b> | #"


def test_words_of_users_are_no_markup_of_the_terminal(capsys):
    print_table(WORDS, (WORDS, "n"), [(WORDS, "1"), ("[/]", "2")])
    assert capsys.readouterr().out.count(WORDS) == 3
    with ProgressBar(WORDS) as bar:
        bar.start -= 10
        bar(1, 2, "[/]")


def test_words_of_users_are_no_formula(tmp_path):
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from experiments.drawing.look import LIGHT
    from experiments.drawing.picture import STYLE, Sheet

    with matplotlib.rc_context(STYLE):
        sheet = Sheet(LIGHT, 5.0)
        sheet.text(10, 10, "$5 and $\\frac of [x]")
        for kind in ("png", "svg", "pdf"):
            sheet.figure.savefig(file := io.BytesIO(), format=kind)
        sheet.figure.savefig(file := io.BytesIO(), format="svg")
    assert isinstance(sheet.figure.canvas, FigureCanvasAgg) and b"$5 and $\\frac of [x]" in file.getvalue()


def test_words_of_users_are_no_markdown():
    from markdown_it import MarkdownIt

    said = MarkdownIt().enable("strikethrough").render(f"**{literal(WORDS)}** {literal('# a  b')}")
    import html

    assert html.unescape(said) == f"<p><strong>{WORDS}</strong> # a b</p>\n"


STEERING = "\x1b[31m\u202eA\x07\u2066B\x9b"  # colours a terminal, turns letters round, rings


def test_words_of_users_steer_nothing(tmp_path, capsys):
    from experiments.channel.files import read_sheets

    clean = unsteered(STEERING)
    assert clean.split() == ["[31m", "A", "B"] and unsteered({STEERING: [STEERING, 1]}) == {clean: [clean, 1]}
    given = tmp_path / f"{STEERING}.toml"
    given.write_text(f'extends = "steady"\ntitle = {json.dumps(STEERING)}\n')
    scenario = load_scenario(given, SMALL)
    assert (scenario.name, scenario.title) == (clean, clean)
    for encoding in ("utf-8", "utf-16"):
        sheet = read_sheets("name,amount\n\x1b[31m\u202eA,1\nB,2\n".encode(encoding), "x.csv")[0]
        assert sheet.rows[1][0] == "[31m A"
    assert read_named(b"kind,size,name\nreseller,1,\x1b[1mA\n", "list.csv")[1] == ["[1mA"]
    assert main(["run", str(given), "--months", "1", *SIZES, "--out", str(tmp_path / "out")]) == 0
    written = capsys.readouterr().out + (tmp_path / "out" / "provenance.json").read_text()
    assert not any(sign in written.lower() for sign in ("\x1b", "\u202e", "\\u001b"))


def test_words_of_users_are_no_formula_of_a_spreadsheet(tmp_path):
    import pandas as pd

    from experiments.channel.exports import write_table

    table = pd.DataFrame({"name": ["=HYPERLINK(A1)", "@x", "-", "Plain"], "owes": [-1.5, 2, 3, 4]})
    write_table(table, tmp_path / "t.csv", {}, [])
    assert pd.read_csv(tmp_path / "t.csv")["name"].tolist() == ["'=HYPERLINK(A1)", "'@x", "-", "Plain"]
    assert pd.read_csv(tmp_path / "t.csv")["owes"].tolist() == [-1.5, 2, 3, 4]


def test_a_title_in_brackets_is_planned_and_run(tmp_path, capsys):
    (tmp_path / "m.toml").write_text(
        'kind = "factorial"\nbase = "steady"\nmonths = 1\nreplicates = 1\ntitle = "50 [x] of [/] all"\n'
        '[factors]\n"finance.funding_rate" = [0.1, 0.2]\n'
    )
    assert main(["experiment", "plan", str(tmp_path / "m.toml"), "--probe", "0"]) == 0
    assert "50 [x] of [/] all" in capsys.readouterr().out
