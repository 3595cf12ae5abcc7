"""``garden report``: results on disk become slides, a report or a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments.comparing.results import read_results
from experiments.drawing.deck import Deck, charts_in
from experiments.drawing.files import claim_deck, write_deck, write_pictures
from experiments.drawing.look import DARK, LIGHT
from experiments.refusal import UsageError
from experiments.running.progress import ProgressBar
from experiments.stage.again import made_again
from experiments.stage.batch import batch_deck, holds_batch, read_report
from experiments.stage.deck import make_deck
from experiments.words.words import Words, words


@dataclass(frozen=True)
class Written:
    """The file, the number of its slides (front page included), the titles of its charts, and pictures beside it."""

    path: Path
    slides: int
    findings: tuple[str, ...]
    pictures: tuple[str, ...] = ()


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
