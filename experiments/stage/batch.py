"""The deck of a batch: what :mod:`experiments.analysis` found in its runs, slide by slide."""

from __future__ import annotations

from pathlib import Path

from experiments.analysis.batch import short_name
from experiments.analysis.report import Report, make_report
from experiments.batch.manifest import ManifestError
from experiments.batch.store import Store
from experiments.stage.deck import LINES, Deck, Slide, chart_slide, notes_of, parameters_told
from experiments.stage.results import ResultsError
from experiments.words.words import Words
from experiments.writing.outputs import OutputError
from scenarios import Scenario, ScenarioError, load_scenario

CHARTS = 10  # at most, the first of the report


def _sources(base: Scenario, say: Words) -> str:
    """Where every parameter is told: by a command where the base goes by a name that anybody has."""
    try:
        shipped = load_scenario(base.name).hash == base.hash
    except ScenarioError:
        shipped = False
    return say("assumed.sources", base=base.name) if shipped else say("batch.sources")


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
    """The deck of a batch: findings, charts, what to know about them, what is assumed, how to rerun it."""
    batch, manifest = report.batch, report.batch.manifest
    charts = [chart for part in report.parts for chart in part.charts][:CHARTS]
    command = batch.command or "garden experiment run manifest.toml"

    def text(name: str, lines) -> Slide:
        return Slide(say(name), tuple(lines), notes=notes_of(name, command, say=say), foot=charts[0].footer[0])

    slides = [text("findings", dict.fromkeys(chart.title for chart in charts[: LINES - 1]))]
    slides += [chart_slide(chart, say) for chart in charts]
    known = dict.fromkeys((*report.notes, *(note for part in report.parts for note in part.notes), say("batch.range")))
    slides.append(text("fails", list(known)[-LINES:]))
    names = "; ".join(short_name(factor.name) for factor in manifest.factors)
    varied = [say("batch.varied", names=names, base=manifest.base.name)] if names else []
    sources = _sources(manifest.base, say)
    slides.append(text("assumed", [*parameters_told(say), *varied, sources]))
    slides.append(text("rerun", [say("batch.rerun"), command]))
    subtitle = say("batch.sub", name=manifest.title or Path(batch.folder).resolve().name, runs=len(batch.done),
                   months=manifest.months)  # fmt: skip
    return Deck(say("batch.title"), subtitle, tuple(slides), command, say.language, command)
