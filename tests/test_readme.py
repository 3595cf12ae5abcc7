"""Runs what README.md and every page of docs/ tell people to type.

Every ``bash`` and ``python`` block is a test. The blocks of one document run in order, in one folder with the Python
files that stand beside it, at small size: pairs of runs are cut down to two, comparisons to three years. A comment right
before a block changes that:

``<!-- test: skip REASON -->``  is not run, with a reason (a fresh clone, another machine, a server that stays)
``<!-- test: file NAME -->``    the block, of any language, is a file that the others find in their folder
``<!-- test: edit NAME -->``    the block is a diff of one edit, made to that file at this point
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.conftest import SMALL
from tests.garden_server import GardenServer

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
REPLICATES = 2
MONTHS = 36  # of comparisons: harder worlds begin in the third year
SHORT = 12  # months of figures, and of comparisons at equal spend, whose doses are searched for in a small market
FEW = "".join(f" --set {key}={count}" for key, count in SMALL.items())
CAPS = {"months": 6, "samples": 2, "replicates": 1}  # of batches
SECONDS = 240
COMMENT = re.compile(r"<!--\s*test:\s*(?P<verb>\w+)\s+(?P<text>.+?)\s*-->\s*\Z", re.DOTALL)
# These set up a machine or never end: run from inside the tests they would start the tests again, or stay.
OUTSIDE = re.compile(r"^\s*(make|git|sudo|apt(-get)?|python\S* -m (pip|venv)|pip)\s|\bgarden app\b", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: where it stands, its language and text, and what the comment before it asks."""

    document: str
    line: int
    language: str
    text: str
    verb: str = ""
    argument: str = ""


def blocks(markdown: str, document: str) -> list[Block]:
    """The fenced blocks of a document, each with the test comment right before it; a bad comment is an error."""
    found, comment = [], None
    for token in MarkdownIt("commonmark").parse(markdown):
        if token.type == "html_block" and "test:" in token.content:
            comment = COMMENT.search(token.content.strip())
            if comment is None or comment["verb"] not in ("skip", "file", "edit"):
                raise ValueError(
                    f"{document}:{token.map[0] + 1}: expected <!-- test: skip REASON -->, file or edit NAME"
                )
        elif token.type == "fence":
            language = (token.info.split() or [""])[0]
            asked = (comment["verb"], comment["text"]) if comment else ()
            found.append(Block(document, token.map[0] + 1, language, token.content, *asked))
            comment = None
        else:
            comment = None
    return found


def shrink(script: str) -> str:
    """The same commands with at most two pairs of runs, quick benches, and programs of this environment."""
    lines = script.replace("\\\n", " ").splitlines()
    small = []
    for line in lines:
        line = re.sub(r"(?<!\S)(\./)?\.venv/bin/", "", line)
        line = re.sub(r"--replicates[ =](\d+)", lambda m: f"--replicates {min(int(m[1]), REPLICATES)}", line)
        if re.search(r"\bgarden compare\b", line) and "--replicates" not in line and "--help" not in line:
            line = re.sub(r"(\bgarden compare\b)", rf"\1 --replicates {REPLICATES}", line)
        if re.search(r"\bgarden (compare|figure)\b", line) and "--help" not in line:
            asked = re.search(r"--months[ =](\d+)", line)
            line = re.sub(r" --months[ =]\d+", "", line)
            equal, figure = "--equal-spend" in line, "garden figure" in line
            most = SHORT if equal or figure else MONTHS
            months = min(int(asked[1]) if asked else most, most)
            line = re.sub(r"(\bgarden (compare|figure)\b)", rf"\1 --months {months}{FEW * equal}", line)
        if re.search(r"\bgarden bench\b", line) and "--quick" not in line:
            line = re.sub(r"(\bgarden bench\b)", r"\1 --quick", line)
        if re.search(r"\bgarden validate\b", line):
            line = re.sub(r"(\bgarden validate\b)", rf"\1 --seeds {REPLICATES}", re.sub(r" --seeds[ =]\d+", "", line))
        if re.search(r"\bgarden explain\b", line) and "--partner" in line and "--runs" not in line:
            line = re.sub(r"(\bgarden explain\b)", r"\1 --runs 2", line)
        if re.search(r"\bgarden experiment (plan|run)\b", line) and "--probe 0" not in line:  # which runs nothing
            line = re.sub(r"(\bgarden experiment run\b)(?!.*--(workers|scheduler))", r"\1 --workers 1", line)
            line = re.sub(
                r"--(months|samples|replicates)[ =](\d+)", lambda m: f"--{m[1]} {min(int(m[2]), CAPS[m[1]])}", line
            )
        small.append(line)
    return "\n".join(small)


BLOCKS = [
    block
    for path in DOCUMENTS
    if path.exists()
    for block in blocks(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
]


def edited(text: str, diff: str) -> str:
    """``text`` with one edit made: the lines that ``diff`` takes out must stand there once."""
    sides = {"-": [], "+": []}
    for line in diff.splitlines():
        for sign in line[0] if line[:1] in sides else "-+":
            sides[sign].append(line[1:])
    before, after = ("\n".join(sides[sign]) + "\n" for sign in "-+")
    if text.count(before) != 1:
        raise ValueError(f"the lines to replace stand there {text.count(before)} times:\n{before}")
    return text.replace(before, after)


def make_edit(block: Block, folder: Path) -> None:
    """Make the edit of a block to a copy of the file that it names."""
    path = folder / block.argument
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / block.argument, path)
    path.write_text(edited(path.read_text(encoding="utf-8"), block.text), encoding="utf-8")


def prepared(document: str, folder: Path) -> Path:
    """A document's working folder: the Python files beside it, and those that it tells people to write."""
    for path in (ROOT / document).parent.glob("*.py") if document != "README.md" else ():
        (folder / path.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder / path.relative_to(ROOT))
    for block in BLOCKS:
        if block.document == document and block.verb == "file":
            path = folder / block.argument
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A working folder for each document."""
    made: dict[str, Path] = {}

    def folder(document: str) -> Path:
        if document not in made:
            made[document] = prepared(document, tmp_path_factory.mktemp("document"))
        return made[document]

    return folder


@pytest.fixture(scope="module")
def commands():
    """A folder with a ``garden`` that starts at once (see :mod:`tests.garden_server`); empty where nothing forks."""
    if not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="garden-") as folder:
        server = GardenServer(Path(folder))
        yield str(server.bin)
        server.stop()


@pytest.fixture(scope="module")
def outcome(folders, commands):
    """Runs a block, once; what it printed. The README's first commands are started as anybody starts them."""
    found: dict[Block, str] = {}

    def of(block: Block) -> str:
        if block not in found:
            if block.verb == "edit":
                make_edit(block, folders(block.document))
            found[block] = (
                "" if block.verb == "edit" else run(block, folders(block.document), "" if block in FIRST else commands)
            )
        return found[block]

    return of


RUNNABLE = [
    block
    for block in BLOCKS
    if block.verb == "edit" or (block.language in ("bash", "sh", "console", "python") and block.verb != "file")
]
FIRST = [block for block in RUNNABLE if block.document == "README.md" and not block.verb][:2]


@pytest.mark.parametrize("block", RUNNABLE, ids=lambda block: f"{block.document}:{block.line}")
def test_a_documented_block_runs(block, outcome):
    if block.verb == "skip":
        pytest.skip(block.argument)
    outcome(block)


def run(block: Block, folder: Path, commands: str = "") -> str:
    """What a block prints; fails with its last words when it does not end well. ``commands``: a folder of programs."""
    where = f"{block.document}:{block.line}"
    assert block.language in ("bash", "python"), f"{where}: write {block.language} blocks as bash, so that they run"
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([*filter(None, [commands]), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }
    if block.language == "python":
        command = [f"{commands}/script"] if commands else [sys.executable, "-"]
        script = block.text
    else:
        assert not OUTSIDE.search(block.text), f"{where}: put <!-- test: skip REASON --> before commands of set-up"
        if shutil.which("bash") is None:
            pytest.skip("there is no bash on this machine")
        command = ["bash", "-euo", "pipefail", "-s"]
        script = shrink(block.text)
        if shutil.which("garden", path=environment["PATH"]) is None:  # an environment without the project
            script = f'garden() {{ python -m experiments "$@"; }}\n{script}'
    done = subprocess.run(
        command, input=script, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, f"{where} ended with {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def test_a_changed_rule_takes_three_commands_and_one_edit(outcome):
    steps = [block for block in BLOCKS if block.document == "docs/tutorial/change-a-rule.md"]
    first, before, edit, after = steps[:4]
    assert (first.verb, before.language, edit.verb, after.language) == ("skip", "bash", "edit", "bash")
    assert [len(block.text.splitlines()) for block in (first, before, edit, after)] == [1, 1, 2, 1]
    tables = []
    for block in (before, edit, after):
        text = outcome(block)
        if text:
            tables.append([line.split() for line in text.splitlines()[1:]])
    own = [[row[1] for row in table] for table in tables]
    changed = [[row[2] for row in table] for table in tables]
    assert own[0] == own[1], "the market's own rule must not move"
    assert changed[0] != changed[1] and changed[0] != own[0], "the rule must have an effect"


def anchor(heading: str) -> str:
    """The address of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_between_documents_leads_somewhere(path):
    text = path.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if "://" in link:
            continue
        name, _, place = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), f"{path.name}: {link}"
        if place:
            headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert place in {anchor(heading.replace("`", "")) for heading in headings}, f"{path.name}: {link}"


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.name)
def test_the_index_lists_every_page(path):
    index = ROOT / "docs" / "README.md"
    if path != index:
        assert f"]({path.relative_to(index.parent).as_posix()}" in index.read_text(encoding="utf-8")


def test_there_is_a_readme():
    assert (ROOT / "README.md").exists()


EXAMPLE = """
<!-- test: file my.toml -->
```toml
extends = "steady"
```

Text between drops nothing.

<!-- test: skip needs a fresh clone -->
```bash
make app
```

```bash
garden compare steady credit \\
  --replicates 64
```
"""


def test_comments_belong_to_the_block_right_after_them():
    file, skipped, plain = blocks(EXAMPLE, "example.md")
    assert (file.verb, file.argument, file.text) == ("file", "my.toml", 'extends = "steady"\n')
    assert (skipped.verb, skipped.argument) == ("skip", "needs a fresh clone")
    assert (plain.verb, plain.line) == ("", 14)


def test_a_comment_without_a_reason_is_an_error():
    with pytest.raises(ValueError, match="example.md:1"):
        blocks("<!-- test: skip -->\n```bash\nmake\n```\n", "example.md")


def test_documented_commands_run_at_small_size():
    (command,) = [shrink(block.text) for block in blocks(EXAMPLE, "example.md") if not block.verb]
    assert command.split() == ["garden", "compare", "--months", "36", "steady", "credit", "--replicates", "2"]
    assert shrink("garden compare a b") == "garden compare --months 36 --replicates 2 a b"
    assert shrink("garden compare a b --months 24 --replicates 9") == "garden compare --months 24 a b --replicates 2"
    assert shrink(".venv/bin/garden run steady") == "garden run steady"
    batch = "garden experiment run morris-survival --samples 8 --months=60 --replicates 4"
    assert shrink(batch) == "garden experiment run --workers 1 morris-survival --samples 2 --months 6 --replicates 1"
    assert shrink("garden experiment plan x --replicates 4 --probe 0").endswith("x --replicates 2 --probe 0")
    assert (
        shrink("garden validate --json")
        == "garden validate --seeds 2 --json"
        == shrink("garden validate --seeds 4 --json")
    )
    assert (
        OUTSIDE.search("make test") and OUTSIDE.search("cd x\ngit clone y") and not OUTSIDE.search("garden run steady")
    )
