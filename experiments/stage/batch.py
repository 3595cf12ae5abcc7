"""The deck of a batch: the answer, what :mod:`experiments.analysis` found in its runs, where it fails, what next."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from experiments.analysis.batch import BASE, Batch, short_name, told_level
from experiments.analysis.charts import curves, curves_of, footer, metric_name, named, reference
from experiments.analysis.report import Report, make_report
from experiments.analysis.searched import programme
from experiments.batch.factors import Factor
from experiments.batch.identity import code_of
from experiments.batch.manifest import Manifest, ManifestError
from experiments.batch.store import Store
from experiments.batch.written import manifest_toml
from experiments.comparing.finding import range_told
from experiments.comparing.results import Results, ResultsError
from experiments.comparing.statistics import paired_difference
from experiments.drawing.chart import Chart
from experiments.drawing.deck import Card, Deck, Slide, chart_slide, notes_of, question_of
from experiments.running.runs import run_seed
from experiments.stage.advice import sentences
from experiments.stage.captions import flags_told, wage_told
from experiments.stage.changes import (
    FRONT,
    bent_of,
    best_of,
    best_told,
    doubts_of,
    gain_told,
    gains_of,
    harms_of,
    unbeaten,
)
from experiments.stage.limits import COPY, sources_told
from experiments.stage.neighbours import Neighbours, profit_told
from experiments.stage.sources import sources_slide
from experiments.stage.surprise import SHORT
from experiments.stage.worlds import profit_in
from experiments.validation.bearing import bearing_told, groups_of
from experiments.words.keys import FOCAL, about, level_told, lever_told, unit_told
from experiments.words.words import Words, capital, read_words, uncapital, words
from experiments.writing.outputs import OutputError
from experiments.writing.program import project_told
from model import MODEL_VERSION, PARAMETERS
from scenarios import load_scenario
from scenarios.listing import preset_names

CHARTS = 9  # of the story at most, the first of the report
TOLD = 3  # findings, failures and notes on a card
PROGRAMMES = 6  # of a search that have a card
LINES = 10  # of a manifest that a slide has room for
UNTOLD = ("run_limit_seconds", "outputs")  # what moves no number, and is filled in


def holds_batch(folder: str | Path) -> bool:
    """Whether ``garden experiment`` wrote this folder."""
    return Store(folder).exists


def read_report(folder: str | Path, say: Words, day: date | None = None) -> Report:
    """The report of a batch with at least one chart, of that ``day`` (default: the stored one); raises
    :class:`ResultsError`."""
    try:
        found = make_report(folder, language=say.language, day=day)
    except (OutputError, ManifestError, ValueError, OSError) as problem:
        text = " ".join(str(problem).split())
        raise ResultsError(f"{folder}: cannot be read ({text}); expected a batch of garden experiment run") from None
    if not any(part.charts for part in found.parts):
        raise ResultsError(f"{folder}: too few runs for a chart; garden experiment status {folder} tells how far it is")
    return found


def batch_deck(report: Report, say: Words, elsewhere: Chart | None = None, near: Neighbours | None = None) -> Deck:
    """The deck of a batch: the answer, charts, where it fails and what it stands on; then charts to edit.

    ``elsewhere`` is what becomes of the best variant in harder worlds, ``near`` what becomes of it a step aside.
    """
    batch, manifest = report.batch, report.batch.manifest
    its = words(say.language, "batch")
    drawn = [(part.name, chart) for part in report.parts for chart in part.charts]
    # For the appendix: levels of survival, whose differences are what is told, and arms one by one that tell again what
    # the levers of a design tell, or the response to its only lever.
    parts = [part.name for part in report.parts]
    aside = {"survival"} if parts[0] == "effects" else {"survival", "effects"}
    dose = "response" in parts and len(manifest.factors) == 1
    aside |= {"factors"} if dose else set()  # the arms of one lever are its levels: told once, as the response
    first = [chart for part, chart in drawn if part not in aside] or [chart for _, chart in drawn]
    command = batch.command or "garden experiment run manifest.toml"
    asked = manifest.options.get("search", {})
    cheapest = bool(asked.get("minimise") and asked.get("keep"))  # which the first note of the finalists names
    foot, kind = reference(batch, its), "dose" if dose else manifest.kind
    story = "free" if asked and not cheapest else kind
    none = ".none" if cheapest and not unbeaten(report) else ""  # where no finalist keeps what was asked for
    notes = tuple(dict.fromkeys((*report.notes, *(note for part in report.parts for note in part.notes))))
    finalists = report.parts[0].name == FRONT
    tried = best_of(report, its)
    best, said = best_told(report, its, say), told_first([chart.title for chart in first[:CHARTS]], say.language)
    # What a whole combination of levers brings leads: its evidence follows it.
    shown = {"effects"} if best and manifest.kind == "factorial" and not dose else set()
    hard = [replace(elsewhere, footer=footer(batch, its), reference=reference(batch, its))] if elsewhere else []
    charts = [*(chart for part, chart in drawn if part in shown), *first][: CHARTS - len(hard)] + hard
    if dose and tried is not None:  # of many levels' curves none can be read
        two = curves_of(batch, [BASE, tried])
        drawn = [(part, curves(batch, two, its, "left.advised") if part == "survival" and two else chart)
                 for part, chart in drawn]  # fmt: skip
    later = [
        chart
        for part, chart in drawn
        if not (dose and part in ("factors", "effects") or any(chart is one for one in charts))
    ]
    said = [best, *said] if best else said
    found, robust = said[1:] or said * (not none), [part.notes[0] for part in report.parts if part.name == "robust"]
    if finalists:
        gains = [gain_told(changes, its, say) for changes in gains_of(report, its).values()]
        found = [*report.parts[0].notes[:cheapest], *(gain for gain in gains if gain != best), *found]
    levers = groups_of(key for factor in manifest.factors for key in factor.keys)
    missed = partial(bearing_told, levers, say.language, own=own_losses(batch))
    copied = say.scenario(COPY)
    known = elsewhere is not None and copied in elsewhere.series
    profit = profit_told(profit_in(elsewhere, copied, near.pairs), say) if known else ""
    sure = [say("mind.copied", profit=profit, pairs=near.pairs)] if known else []
    untried = [say("mind.copy")] if tried is not None and not known else []
    answer = (
        Card(say("card.question"), " ".join([say(f"story.{story}"), *held_told(manifest, say)])),
        Card(say("card.found"), sentences([*found[:TOLD], wage_told(manifest.base.values, say)])),
        Card(say("card.sure"), sentences([say(f"sure.{kind}", runs=say.number(len(batch.done)), months=manifest.months,
                                              pairs=batch.done["replicate"].nunique()),
                                          *sure, *missed(SHORT, "short."), *robust,
                                          *report.notes])),
        Card(say("card.next"), sentences([*(dose and trial_told(report, its, say) or
                                            [say("next.compare" if shown else f"next.{story}{none}")]),
                                          *(near.advised(say) if near else ()),
                                          made_of(report, its) if finalists and not cheapest else ""])),
    )  # fmt: skip
    slides = [Slide(said[0], cards=answer, notes=command, aloud=question_of("answer", say), foot=foot)]
    slides += [chart_slide(chart, say) for chart in charts]
    if finalists:
        title, cards = programmes(report, its, say)
        slides.append(Slide(title, cards=cards, notes=command, foot=foot))
    harms, doubts, bent = harms_of(report, its), *((doubts_of(report, its), bent_of(report, its)) if dose else ([], []))
    said_of = [harm for harm in harms if any(doubt.endswith(harm.partition(": ")[2]) for doubt in doubts)]
    harms = [harm for harm in harms if harm not in said_of] or harms
    status = Counter(p.status for p in PARAMETERS.values())
    counts = {name: status[name] for name in ("verified", "recalled", "judgement")}
    varied = "; ".join(varied_told(factor, its) for factor in manifest.factors)
    aside = [f"{gains_of(report, its)[tried][0].name}: {uncapital(sentences(near.sentences(say)))}"] if near else []
    final, pairs = ".search" if finalists else "", ".two" if kind == "factorial" and len(manifest.factors) == 2 else ""
    money = wage_told(manifest.base.values, say) if harms else ""
    limits = (
        Card(say("card.harms"), sentences([*doubts, *(harms[:TOLD] or [say(f"fails.noharm{final}")]), *aside, money])),
        Card(say("card.untold"), sentences([say("batch.range"), say(f"limit.{kind}{pairs}"), *bent, *untried])),
        Card(say("card.varied"), capital(say("batch.varied", names=varied, base=say.scenario(manifest.base.name)))
             if varied else say("batch.nothing")),
        Card(say("card.generic"), sentences([*missed(), say("assumed.share", **counts), say("assumed.limits")])),
    )  # fmt: skip
    title = (
        say("limits.harm", what=uncapital(harms[0]).replace(": ", ", ", 1)) if harms else say(f"limits.range{final}")
    )
    title = say("limits.dose", what="; ".join(doubts)) if doubts else title
    slides.append(Slide(title, cards=limits, notes=notes_of(*notes, command), aloud=question_of("fails", say),
                        foot=foot))  # fmt: skip
    slides += [replace(chart_slide(chart, say, True), lines=numbered(batch, chart, its)) for chart in (*charts, *later)]
    slides.append(sources_slide(levers, say, notes_of(sources_told(say), command), foot))
    file, where = own_file(manifest), Path(batch.folder).name
    flags = flags_told(say, elsewhere is not None)
    seeds = ", ".join(str(run_seed(manifest.seed, int(n))) for n in sorted(batch.done["replicate"].unique()))
    harder = say("rerun.harder", pairs=near.pairs) if near else ""
    lines = (made_told(batch, say), say("rerun.get", project=project_told()),
             say("batch.rerun", command=command, folder=where),
             say("rerun.report", folder=where, flags=flags) + harder,
             *([say("batch.file", name=file_of(command)), *file] if file else ()))  # fmt: skip
    slides.append(Slide(say("rerun"), lines, foot=foot, appendix=True,
                        notes=notes_of(command, *charts[0].footer, say("rerun.seeds", seeds=seeds)),
                        aloud=question_of("rerun", say)))  # fmt: skip
    subtitle = say("batch.sub", runs=say.number(len(batch.done)), months=manifest.months)
    if manifest.kind == "factorial":  # whose base is its own first levels, not today's terms
        subtitle = f"{subtitle.removesuffix('.')}. {capital(batch.label(BASE, its))}"
    subtitle = f"{subtitle.removesuffix('.')}. {say('deck.terms')}"
    return Deck(title_told(batch, say.language), subtitle, tuple(slides), command, say.language, command, foot)


def advised(report: Report, its: Words) -> Results | None:
    """The batch's runs of its base and of the best variant, as a comparison: a policy that can be tried elsewhere.

    None where there is no best variant, or it differs in more than levers of your own, which is no policy. Of a search
    only the fresh luck counts, by which it was not chosen.
    """
    batch, best = report.batch, best_of(report, its)
    if best is None:
        return None
    manifest, names = batch.manifest, [its("base"), gains_of(report, its)[best][0].name.replace(" + ", "+")]
    scenarios = [manifest.scenario_of(batch.arms[arm]) for arm in (BASE, best)]
    base, policy = (scenario.values for scenario in scenarios)
    if any(base[key] != policy[key] for key in policy if not key.startswith(FOCAL)):
        return None
    called = {scenario.hash: name for scenario, name in zip(scenarios, names, strict=True)}
    runs = batch.done.assign(scenario=batch.done["scenario_hash"].map(called)).dropna(subset="scenario")
    runs = runs[runs["replicate"] >= manifest.replicates] if manifest.kind == "search" else runs
    runs = runs.drop_duplicates(["scenario", "replicate"])
    given = tuple(replace(s, name=name) for s, name in zip(scenarios, names, strict=True))
    empty = pd.DataFrame()
    return Results(tuple(names), tuple(called), (dict(base), dict(policy)), runs, empty, empty, manifest.months,
                   manifest.seed, runs["replicate"].nunique(), batch.version, batch.command,
                   given=given if batch.version == MODEL_VERSION else (), day=batch.day)  # fmt: skip


def made_told(batch: Batch, say: Words) -> str:
    """Which sources made the runs, and which this deck: one name of each, of the same kind."""
    now, told = code_of(batch.manifest.kind), {"made": batch.made_by, "project": project_told()}
    return say("batch.made" if batch.made_by == now else "batch.made.other", now=now, **told)


def own_losses(batch: Batch) -> float:
    """What your company writes off in the runs of the base, a share of its sales; 0 where none of them tells it."""
    runs = batch.done[batch.done["arm"] == BASE]
    if runs.empty or not {"focal_bad_debt", "focal_sales"} <= set(runs):
        return 0.0
    sold = float(runs["focal_sales"].sum())
    return float(runs["focal_bad_debt"].sum()) / sold if sold > 0.0 else 0.0


def title_told(batch: Batch, language: str) -> str:
    """The title of a batch in this language where the project knows it, else its own, else the folder's name."""
    return title_in(batch.manifest.title, language) or Path(batch.folder).resolve().name


def title_in(title: str, language: str) -> str:
    """The title of a manifest in this language where the project knows it, else its own."""
    return words(language, "titles").named(title) if language == "ru" else title


def held_told(manifest: Manifest, say: Words) -> list[str]:
    """What the base holds fixed of the words (as the kind of credit) in whose groups a factor stands."""
    varied = {key for factor in manifest.factors for key in factor.keys}
    groups = {key.rpartition(".")[0] for key in varied if key.startswith(FOCAL)}
    told = [lever_told(key, value, say.language) for key, value in manifest.base.values.items()
            if key not in varied and key.rpartition(".")[0] in groups and PARAMETERS[key].choices]  # fmt: skip
    standard = manifest.base.values.get(f"{FOCAL}credit.mode") == "standard" and f"{FOCAL}credit.mode" not in varied
    key = "batch.held.credit" if standard and any("credit.def" in name for name in varied) else "batch.held"
    return [say(key, names="; ".join(told))] if told else []


def trial_told(report: Report, its: Words, say: Words) -> list[str]:
    """The dose to try and what it costs, where one gains without a loss; else nothing."""
    batch, arm = report.batch, best_of(report, its)
    if arm is None:
        return []
    spends = batch.values("focal_spend")[[BASE, arm]].dropna()
    spend = paired_difference(spends[BASE].to_numpy(), spends[arm].to_numpy())
    open_ = [change.told(its) for change in gains_of(report, its)[arm] if not change.better()]
    doubt = [say("next.dose.doubt", what="; ".join(open_))] if open_ else []
    return [say("next.dose.best", name=batch.label(arm, its), spend=say.number(spend.difference, sign=True),
                range=range_told(spend, say), months=batch.manifest.months), *doubt]  # fmt: skip


def told_first(titles: list[str], language: str) -> list[str]:
    """Titles, each once: those that tell something before those that say that nothing can be told."""
    texts = read_words(language, "batch")
    empty = tuple(texts[f"lead.{kind}"].split("{")[0] for kind in ("open", "nothing"))
    return sorted(dict.fromkeys(titles), key=lambda title: title.startswith(empty))


def varied_told(factor: Factor, say: Words) -> str:
    """What a factor may be, with its name and unit."""
    ends = factor.levels if factor.levels else (factor.low, factor.high)
    told = [level_told(factor.name, end, say.language) for end in ends if end is not None]
    unit = f" {unit_told(factor.name, say.language)}"
    told = [*(one.removesuffix(unit) for one in told[:-1]), *told[-1:]]  # the last one's is that of all
    between = ", " if factor.levels else " \N{HORIZONTAL ELLIPSIS} "
    return f"{named(factor.name, say)} ({between.join(told)})" if told else named(factor.name, say)


def programmes(report: Report, its: Words, say: Words) -> tuple[str, tuple[Card, ...]]:
    """The finalists of a search, the unbeaten first: what each reaches and what it is made of."""
    table = report.parts[0].table.sort_values("front", ascending=False, kind="stable").head(PROGRAMMES)
    goals = [name.removesuffix("_low") for name in table if name.endswith("_low") and "_gain" not in name]
    cards = []
    for row in table.to_dict("records"):
        reached = [f"{metric_name(goal, its)}: {its.number(row[goal], 0 if abs(row[goal]) >= 100 else 1)}"
                   for goal in goals]  # fmt: skip
        cards.append(Card(capital(programme(int(row["trial"]), its)),
                          sentences(["; ".join(reached), levers_told(report.batch, row, its)])))  # fmt: skip
    names = say.several(programme(number, its) for number in unbeaten(report))
    return say("programmes.title", names=names) if names else say("programmes.title.none"), tuple(cards)


def numbered(batch: Batch, chart: Chart, its: Words) -> tuple[str, ...]:
    """What the arms are that a chart calls by their numbers, since their names have no room in it: one line, if any."""
    called = {its("arm", number=arm): arm for arm in range(len(batch.arms))} if chart.kind == "lines" else {}
    told = [f"{name}: {batch.label(called[name], its)}" for name in chart.series if name in called]
    return (f"{capital('; '.join(told))}.",) if told else ()


def levers_told(batch: Batch, row: dict, its: Words) -> str:
    """The levers of a programme, a row of the finalists' table, in words."""
    names = [factor.name for factor in batch.manifest.factors if short_name(factor.name) in row]
    return ", ".join(told_level(name, about(row[short_name(name)]), its) for name in names)


def made_of(report: Report, its: Words) -> str:
    """The best programme, else the first that no other beats, a clear one before others; and its levers."""
    table = report.parts[0].table
    rows = table[table["front"]].sort_values("clear", ascending=False, kind="stable").to_dict("records")
    best = best_of(report, its)
    row = next((row for row in rows if row["trial"] == best), rows[0] if rows else None)
    return f"{programme(int(row['trial']), its)}: {levers_told(report.batch, row, its)}" if row else ""


def own_file(manifest: Manifest) -> list[str]:
    """The lines of the manifest as a file that stands by itself, of which a slide has room; none where it is longer, or
    has files of its own."""
    base = manifest.base
    if manifest.scenarios or manifest.rules or base.name not in preset_names():
        return []
    if load_scenario(base.name, {"months": base.months}).hash != base.hash:
        return []
    text = manifest_toml(manifest, "scenarios").replace(f'"scenarios/{base.name}.toml"', f'"{base.name}"')
    lines = [line for line in text.splitlines() if line and not line.startswith(UNTOLD)]
    return lines if len(lines) <= LINES else []


def file_of(command: str) -> str:
    """The file that a command of ``garden experiment run`` names."""
    return next((word for word in command.split() if word.endswith(".toml")), "manifest.toml")
