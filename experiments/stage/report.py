"""``garden report``: results on disk become slides, a report or a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments.refusal import UsageError
from experiments.running.progress import ProgressBar
from experiments.stage.again import made_again
from experiments.stage.batch import batch_deck, holds_batch, read_report
from experiments.stage.deck import Deck, charts_in, make_deck
from experiments.stage.look import DARK, LIGHT, Look
from experiments.stage.results import read_results
from experiments.words.words import Words, words
from experiments.writing.outputs import OutputError, claim_file

SUFFIXES = (".pptx", ".pdf", ".html")


@dataclass(frozen=True)
class Written:
    """The file, the number of its slides (front page included), the titles of its charts, and pictures beside it."""

    path: Path
    slides: int
    findings: tuple[str, ...]
    pictures: tuple[str, ...] = ()


def claim_deck(to: str | Path, flag: str = "--to") -> Path:
    """The file to write, in a folder that is there; refuses anything but slides, a PDF or a page."""
    path = Path(to)
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{flag} {to}: expected a file that ends in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
    try:
        return claim_file(path)
    except OutputError as problem:
        raise UsageError(f"{flag} {problem}") from None


def write_report(
    folder: str | Path,
    to: str | Path,
    language: str = "en",
    dark: bool = False,
    pictures: str | Path | None = None,
    pair: Sequence[str] = (),
) -> Written:
    """Tell the results in ``folder`` as the file ``to``; raises one line where either cannot be used.

    ``pictures`` names a folder for a PNG of every chart, ``pair`` the two policies in
    which one partner's life is told (see :func:`~experiments.stage.again.made_again`).
    """
    path = claim_deck(to)
    say, look = words(language), DARK if dark else LIGHT
    deck = batch_deck(read_report(folder, say), say) if holds_batch(folder) else comparison_deck(folder, say, pair)
    drawn = write_pictures(deck, pictures, look) if pictures else []
    write_deck(deck, path, say, look)
    return Written(path, 1 + len(deck.slides), tuple(chart.title for chart in charts_in(deck.slides)), tuple(drawn))


def write_pictures(deck: Deck, folder: str | Path, look: Look = LIGHT) -> list[str]:
    """Write every chart of a deck as a PNG into ``folder``, made if needed; returns the files' names."""
    from experiments.stage.picture import save

    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise UsageError(f"--pictures {folder}: {problem.strerror or problem}; expected a folder") from None
    charts = charts_in(deck.slides)
    names = [chart.name if n == 1 else f"{chart.name}-{n}" for chart, n in zip(charts, _counted(charts), strict=True)]
    return [save(chart, place / f"{name}.png", look).name for chart, name in zip(charts, names, strict=True)]


def _counted(charts) -> list[int]:
    """For each chart how many of its name there are so far."""
    names = [chart.name for chart in charts]
    return [names[: n + 1].count(name) for n, name in enumerate(names)]


def comparison_deck(folder: str | Path, say: Words, pair: Sequence[str] = ()) -> Deck:
    """The deck of what ``garden compare --out`` wrote; the first pairs are run again for what a summary lacks."""
    results = read_results(folder)
    for name in pair:
        if name not in results.names:
            raise UsageError(f"--pair {name}: expected two of {', '.join(results.names)}")
    say = say.among(results.names, results.doses)
    with ProgressBar("runs made again") as bar:
        extra = made_again(results, say, bar, pair)
    return make_deck(results, say, extra)


def write_deck(deck: Deck, path: Path, say: Words, look: Look = LIGHT) -> None:
    """Write a deck as what the ending of ``path`` asks for."""
    if path.suffix.lower() == ".pptx":
        from experiments.stage.slides import write_slides

        write_slides(deck, path, say, look)
    else:
        from experiments.stage.paper import write_pdf
        from experiments.stage.web import write_html

        (write_pdf if path.suffix.lower() == ".pdf" else write_html)(deck, path, say, look)
