"""``garden report``: results on disk become slides, a report or a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from experiments.analysis.report import Report
from experiments.comparing.results import Results, read_results
from experiments.drawing.chart import Chart
from experiments.drawing.deck import Deck, charts_in
from experiments.drawing.files import claim_deck, write_deck, write_pictures
from experiments.drawing.look import DARK, LIGHT
from experiments.refusal import UsageError
from experiments.running.progress import ProgressBar
from experiments.stage.advice import advice_of
from experiments.stage.again import made_again
from experiments.stage.batch import advised, batch_deck, holds_batch, read_report
from experiments.stage.deck import make_deck
from experiments.stage.neighbours import Neighbours, neighbours
from experiments.stage.worlds import met_worlds, pairs_of, worlds
from experiments.words.words import Words, capital, words


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
    day: date | None = None,
    harder: bool = False,
) -> Written:
    """Tell the results in ``folder`` as the file ``to``; raises one line where either cannot be used.

    ``pictures`` names a folder for a PNG of every chart, ``pair`` the two policies in
    which one partner's life is told (see :func:`~experiments.stage.again.made_again`),
    ``day`` the date of the deck (default: the day that is stored with the results),
    ``harder`` asks for a slide of what is advised in harder worlds and a step aside.
    """
    path = claim_deck(to)
    say, look = words(language), DARK if dark else LIGHT
    if holds_batch(folder):
        report = read_report(folder, say, day)
        deck, day = batch_deck(report, say, *(batch_elsewhere(report, say) if harder else ())), report.batch.day
    else:
        results = read_results(folder)
        day = day or results.day
        deck = comparison_deck(replace(results, day=day), say, pair, harder)
    deck = dated(deck, day, say)
    drawn = write_pictures(deck, pictures, look) if pictures else []
    write_deck(deck, path, say, look)
    return Written(path, deck.pages, tuple(chart.title for chart in charts_in(deck.slides)), tuple(drawn))


def dated(deck: Deck, day: date | None, say: Words) -> Deck:
    """The deck with its date below the title, and on the last slide, from which it is made again.

    A day that was not stored is told as that: the file system's own changes with every copy.
    """
    slides = deck.slides
    if slides and slides[-1].lines:
        made = say("rerun.day", day=say.day(day)) if day else say("rerun.undated")
        slides = (*slides[:-1], replace(slides[-1], lines=(made, *slides[-1].lines)))
    told = capital(say.day(day))
    return replace(deck, day=day, slides=slides, subtitle=f"{deck.subtitle.removesuffix('.')}. {told}")


def comparison_deck(results: Results, say: Words, pair: Sequence[str] = (), harder: bool = False) -> Deck:
    """The deck of what ``garden compare --out`` wrote; the first pairs are run again for what a summary lacks."""
    for name in pair:
        if name not in results.names:
            raise UsageError(f"--pair {name}: expected two of {', '.join(results.names)}")
    say = say.among(results.names, results.doses, results.unequal, results.elsewhere)
    with ProgressBar("runs made again") as bar:
        extra = made_again(results, say, bar, pair, turned=harder)
    near = None
    if harder:
        chart, near = elsewhere(results, advice_of(results).name, say)
        extra += (chart,)
    return make_deck(results, say, extra, near)


def elsewhere(results: Results, name: str, say: Words) -> tuple[Chart, Neighbours]:
    """What becomes of a policy in harder worlds and a step aside; refuses runs that cannot be tried there."""
    if not met_worlds(results, name):
        raise UsageError("--harder: these runs cannot be tried in harder worlds: none begins within "
                         f"{results.months} months, nobody is yours, or another version made them")  # fmt: skip
    with ProgressBar("a step less and a step more") as bar:
        near = neighbours(results, name, pairs_of(results), lambda progress: bar(progress.done, progress.total))
    with ProgressBar("harder worlds") as bar:
        return worlds(results, name, say, bar, near), near


def batch_elsewhere(report: Report, say: Words) -> tuple[Chart, Neighbours]:
    """The same of a batch's best variant; refuses a batch that has none, or none that is a policy."""
    results = advised(report, words(say.language, "batch"))
    if results is None:
        raise UsageError("--harder: nothing to try: no variant of this batch that changes your levers alone clearly "
                         "gains in one outcome and loses in none")  # fmt: skip
    return elsewhere(results, results.others[0], say)
