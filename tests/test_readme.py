"""Runs what README.md and docs/*.md tell people to type.

Every ``bash`` and ``python`` block is a test. The blocks of one document run in order, in one empty folder, at
small size: pairs of runs are cut down to two. A comment right before a block changes that:

``<!-- test: skip REASON -->``  is not run, with a reason (a fresh clone, another machine, a server that stays)
``<!-- test: file NAME -->``    the block, of any language, is a file that the others find in their folder
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
REPLICATES = 2
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
            if comment is None or comment["verb"] not in ("skip", "file"):
                raise ValueError(f"{document}:{token.map[0] + 1}: expected <!-- test: skip REASON --> or file NAME")
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
        if re.search(r"\bgarden bench\b", line) and "--quick" not in line:
            line = re.sub(r"(\bgarden bench\b)", r"\1 --quick", line)
        if re.search(r"\bgarden validate\b", line) and "--seeds" not in line:
            line = re.sub(r"(\bgarden validate\b)", rf"\1 --seeds {REPLICATES}", line)
        if re.search(r"\bgarden explain\b", line) and "--partner" in line and "--runs" not in line:
            line = re.sub(r"(\bgarden explain\b)", r"\1 --runs 2", line)
        small.append(line)
    return "\n".join(small)


BLOCKS = [
    block
    for path in DOCUMENTS
    if path.exists()
    for block in blocks(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A working folder for each document, with the files that it tells people to write."""
    made: dict[str, Path] = {}

    def folder(document: str) -> Path:
        if document not in made:
            made[document] = tmp_path_factory.mktemp("document")
            for block in BLOCKS:
                if block.document == document and block.verb == "file":
                    path = made[document] / block.argument
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(block.text, encoding="utf-8")
        return made[document]

    return folder


@pytest.mark.parametrize(
    "block",
    [block for block in BLOCKS if block.language in ("bash", "sh", "console", "python") and block.verb != "file"],
    ids=lambda block: f"{block.document}:{block.line}",
)
def test_a_documented_block_runs(block, folders):
    where = f"{block.document}:{block.line}"
    if block.verb == "skip":
        pytest.skip(block.argument)
    assert block.language in ("bash", "python"), f"{where}: write {block.language} blocks as bash, so that they run"
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
    }
    if block.language == "python":
        command = [sys.executable, "-"]
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
        command,
        input=script,
        cwd=folders(block.document),
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{where} ended with {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


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
    assert command.split() == ["garden", "compare", "steady", "credit", "--replicates", "2"]
    assert shrink("garden compare a b") == "garden compare --replicates 2 a b"
    assert shrink(".venv/bin/garden run steady") == "garden run steady"
    assert shrink("garden validate --json") == "garden validate --seeds 2 --json"
    assert (
        OUTSIDE.search("make test") and OUTSIDE.search("cd x\ngit clone y") and not OUTSIDE.search("garden run steady")
    )
