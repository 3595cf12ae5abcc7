"""The deck of a batch: the answer, what :mod:`experiments.analysis` found in its runs, where it fails, what next."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

from experiments.analysis.batch import BASE, Batch, told_level
from experiments.analysis.charts import levels_told as pair_told
from experiments.analysis.charts import metric_name, named, reference, term_name
from experiments.analysis.report import FOLDER, Report, make_report
from experiments.batch.factors import Factor
from experiments.batch.manifest import ManifestError
from experiments.batch.store import Store
from experiments.comparing.results import ResultsError
from experiments.drawing.deck import Card, Deck, Slide, chart_slide, notes_of
from experiments.stage.advice import sentences
from experiments.words.keys import level_told
from experiments.words.words import Words, capital, read_words, words
from experiments.writing.outputs import OutputError
from model import PARAMETERS

CHARTS = 9  # of the story at most, the first of the report
TOLD = 3  # findings, failures and notes on a card
# Columns of a part's table that say what changed, by how much, and of which sign.
EFFECTS = {"factors": "effect", "tornado": "difference", "thirds": "effect", "effects": "difference"}


def holds_batch(folder: str | Path) -> bool:
    """Whether ``garden experiment`` wrote this folder."""
    return Store(folder).exists


def read_report(folder: str | Path, say: Words) -> Report:
    """The report of a batch with at least one chart; raises :class:`ResultsError`."""
    try:
        found = make_report(folder, language=say.language)
    except (OutputError, ManifestError, ValueError, OSError) as problem:
        text = " ".join(str(problem).split())
        raise ResultsError(f"{folder}: cannot be read ({text}); expected a batch of garden experiment run") from None
    if not any(part.charts for part in found.parts):
        raise ResultsError(f"{folder}: too few runs for a chart; garden experiment status {folder} tells how far it is")
    return found


def batch_deck(report: Report, say: Words) -> Deck:
    """The deck of a batch: the answer, charts, where it fails and what it stands on; then charts to edit."""
    batch, manifest = report.batch, report.batch.manifest
    its = words(say.language, FOLDER)
    drawn = [(part.name, chart) for part in report.parts for chart in part.charts]
    # Arms one by one tell again what the levers of a design tell: they are for the appendix.
    # So do levels of survival, whose differences are what is told.
    aside = {"survival"} if report.parts[0].name == "effects" else {"survival", "effects"}
    first = [chart for part, chart in drawn if part not in aside] or [chart for _, chart in drawn]
    charts, later = first[:CHARTS], [chart for _, chart in drawn if not any(chart is one for one in first[:CHARTS])]
    command = batch.command or "garden experiment run manifest.toml"
    foot, kind = reference(batch, its), manifest.kind
    notes = tuple(dict.fromkeys((*report.notes, *(note for part in report.parts for note in part.notes))))
    said = told_first([chart.title for chart in charts], say.language)
    # A search's answer is a programme, which its chart shows among others: the first note names it.
    found = said[1 : TOLD + 1] or said if kind != "search" else report.parts[0].notes[:1]
    answer = (
        Card(say("card.question"), say(f"story.{kind}")),
        Card(say("card.found"), sentences(found)),
        Card(say("card.sure"), sentences([say(f"sure.{kind}", runs=say.number(len(batch.done)), months=manifest.months),
                                          *report.notes])),
        Card(say("card.next"), say(f"next.{kind}")),
    )  # fmt: skip
    slides = [Slide(said[0], cards=answer, notes=notes_of("answer", command, say=say), foot=foot)]
    slides += [chart_slide(chart, say) for chart in charts]
    harms = harms_of(report, its)
    status = Counter(p.status for p in PARAMETERS.values())
    counts = {name: status[name] for name in ("verified", "recalled", "judgement")}
    varied = "; ".join(varied_told(factor, its) for factor in manifest.factors)
    limits = (
        Card(say("card.losers"), sentences(harms[:TOLD]) or say("fails.noharm")),
        Card(say("card.untold"), sentences([say("batch.range"), say(f"limit.{kind}")])),
        Card(say("card.varied"), say("batch.varied", names=varied, base=say.scenario(manifest.base.name)) if varied
             else say("batch.nothing")),
        Card(say("card.data"), say("assumed.share", **counts) + " " + say("assumed.limits")),
    )  # fmt: skip
    title = say("limits.harm", what=harms[0]) if harms else say("limits.range")
    slides.append(Slide(title, cards=limits, notes=notes_of("fails", *notes, command, say=say), foot=foot))
    slides += [chart_slide(chart, say, True) for chart in (*charts, *later)]
    slides.append(Slide(say("rerun"), (say("batch.rerun"), foot), notes=notes_of("rerun", command,
                        *charts[0].footer, say=say), foot=foot, appendix=True))  # fmt: skip
    subtitle = say("batch.sub", name=title_told(batch, say.language), runs=len(batch.done),
                   months=manifest.months)  # fmt: skip
    return Deck(say("batch.title"), subtitle, tuple(slides), command, say.language, command, foot)


def title_told(batch: Batch, language: str) -> str:
    """The title of a batch in this language where the project knows it, else its own, else the folder's name."""
    title = batch.manifest.title
    shipped = tomllib.loads((FOLDER / "titles.toml").read_text(encoding="utf-8"))
    return shipped.get(language, {}).get(title, title) or Path(batch.folder).resolve().name


def told_first(titles: list[str], language: str) -> list[str]:
    """Titles, each once: those that tell something before those that say that nothing can be told."""
    texts = read_words(language, FOLDER)
    empty = tuple(texts[f"lead.{kind}"].split("{")[0] for kind in ("open", "nothing"))
    return sorted(dict.fromkeys(titles), key=lambda title: title.startswith(empty))


def varied_told(factor: Factor, say: Words) -> str:
    """What a factor may be, with its name and unit."""
    ends = factor.levels if factor.levels else (factor.low, factor.high)
    told = [level_told(factor.name, end, say.language) for end in ends if end is not None]
    dash = "\N{EN DASH}" if not factor.levels else ", "
    return f"{named(factor.name, say)} ({dash.join(told)})" if told else named(factor.name, say)


def harms_of(report: Report, say: Words) -> list[str]:
    """What clearly makes an outcome worse by more than matters, the largest first, in words with intervals."""
    found = []
    for part in report.parts:
        column = EFFECTS.get(part.name)
        if column is None or part.table.empty or "metric" not in part.table:
            continue
        for row in part.table.to_dict("records"):
            smallest = report.batch.smallest_of(row["metric"])
            if row["high"] < -smallest:
                size = abs(row[column]) / (smallest or 1.0)
                digits = 0 if abs(row[column]) >= 100 else 1
                ends = (say.number(row[name], digits, sign=True) for name in (column, "low", "high"))
                value, low, high = ends
                text = f"{_what(report, part.name, row, say)}: {metric_name(row['metric'], say)} {value}"
                found.append((-size, f"{text} ({low} \N{HORIZONTAL ELLIPSIS} {high})"))
        if found:
            break  # the parts after it tell the same runs again
    return [capital(text) for _, text in sorted(found)]


def _what(report: Report, part: str, row: dict, say: Words) -> str:
    """What a row of a table changes."""
    if part == "effects":
        return report.batch.label(row["arm"], say) if row["arm"] != BASE else say("base")
    if part == "factors":
        return f"{term_name(row['term'], say)} ({pair_told(row['term'], row['levels'], say)})"
    return told_level(row["factor"], row["level"], say) if "level" in row else named(row["factor"], say)
