"""What a deck says, slide by slide, before anybody draws it: the answer, the evidence, its limits, what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import ceil

from experiments.comparing.finding import amount_told, range_told
from experiments.comparing.results import Results
from experiments.comparing.statistics import DETECTED
from experiments.drawing.chart import Chart
from experiments.drawing.deck import Card, Deck, Slide, chart_slide, notes_of, question_of
from experiments.running.runs import run_seed
from experiments.stage.advice import Advice, advice_of, cards_of, sentences, title_of
from experiments.stage.again import TIED, tied_told
from experiments.stage.against import others_told
from experiments.stage.captions import flags_told, footer, reference_told, spend_told, wage_told
from experiments.stage.charts import cost, frontier, gap, levels, money, whom
from experiments.stage.earnings import EARNED, earned_in, told_of
from experiments.stage.levers import missed_told, policies_told, undone_in
from experiments.stage.limits import COPY, copied, counter, failures, limits, sources_told
from experiments.stage.live import FUTURES, live_link
from experiments.stage.neighbours import Neighbours
from experiments.stage.pilot import MONEY, Sign, bearable, judged_by, moved, pays_by, signs_of
from experiments.stage.sources import quoted_told, read_told, sources_slide
from experiments.stage.stacks import causes, kinds
from experiments.stage.surprise import growth, surprise_of
from experiments.stage.worlds import HARDER, pairs_of, profit_in
from experiments.validation.bearing import lost_share, moved_groups
from experiments.words.words import Words, capital
from experiments.writing.program import program_told, project_told

STORY = 12  # slides at most, the front page with them; what does not belong there stands in the appendix
STORIED = ("life", "worlds")  # of the charts from runs made again; the others are for the appendix
FOUND = 3  # signs that are told


def findings(results: Results, say: Words) -> list[str]:
    """One sentence a policy that may be said aloud: partners kept and what it does to profit, with intervals."""
    others = [name for name in results.policies if name not in results.ranked]
    return [spoken(results, name, say) for name in (*results.ranked, *others)]


def spoken(results: Results, name: str, say: Words) -> str:
    """A policy in one sentence: how many more of your own partners stay (else of all), and what you earn."""
    finding = results.finding(name)
    kept, profit = finding.line("own") or finding.line("channel"), finding.line("profit")
    whose = say("counter.own" if kept.subject == "own" else "counter.channel.whose")
    state = kept.state if kept.pair.told else "few"
    text = say(f"spoken.{state}", name=say.scenario(name), by=amount_told(kept, say), whose=whose,
               range=range_told(kept.pair, say, 100.0, 1))  # fmt: skip
    if profit and profit.pair.told:
        money, ends = amount_told(profit, say), range_told(profit.pair, say)
        text += say(f"spoken.profit.{profit.state}", money=money, range=ends)
    return f"{capital(text)}."


def monday(results: Results, advice: Advice, say: Words) -> tuple[str, tuple[Card, ...]]:
    """The last slide of the story: whom, how long, what to watch, when to stop, from the spread of the runs.

    Where nothing is advised there is no trial, and it says why.
    """
    pilot, name = advice.pilot, say.scenario(advice.name)
    told = {"name": name, "months": pilot.months, "own": say.number(pilot.partners),
            "smallest": say.number(100 * pilot.smallest, 1), "design": say.number(pilot.design, 1),
            "effect": say.number(100 * pilot.effect.difference, 1, sign=True),
            "low": say.number(100 * pilot.effect.low, 1, sign=True),
            "high": say.number(100 * pilot.effect.high, 1, sign=True)}  # fmt: skip
    needed, half = (say.number(pilot.needed // n) if pilot.needed else "" for n in (1, 2))
    signs = [sign_told(sign, say) for sign in signs_of(results, advice.name, pilot.months)[:FOUND]]
    sales = [] if signs else [say("monday.sales", text=sign_told(sign, say))
                              for sign in moved(results, advice.name, pilot.months, good=True)]  # fmt: skip
    told["by"] = say(f"judge.{judged_by(results, pilot, advice.hidden)}")
    # What moves the wrong way is a price of the policy: to wait for it as a sign would be to wait for the harm.
    harms = signs_of(results, advice.name, pilot.months, good=False)
    prices = [say("monday.price", text=sign_told(sign, say)) for sign in harms]
    spend = results.effect("focal_spend", advice.name).difference / max(1, pilot.partners) / results.months
    each = say.number(spend, 1 if abs(spend) < 10 else 0)
    total = say.number(spend * pilot.months * pilot.partners / 2.0)  # of those who have it, half of all
    if advice.kind == "none":
        cards = (Card(say("card.untaken"), say("monday.none.why", spend=each, **told)),
                 Card(say("card.next"), say("monday.none.next", pairs=results.pairs)))  # fmt: skip
        return say("monday.none.equal" if advice.name in results.level else "monday.none"), cards
    bears = bearable(results, pilot)
    if bears is not None:
        gain, extra = (results.gain_so_far(advice.name, column).iloc[pilot.months - 1]
                       for column in ("focal_profit", "focal_write_offs"))  # fmt: skip
        usual = float(results.series(results.base, "focal_write_offs")[:, : pilot.months].sum(axis=1).mean())
        told |= {"sure": say.number(gain["low"] / 2.0), "usual": say.number(extra["y"] / 2.0), "all": say.number(usual),
                 "base": say.scenario(results.base)}  # fmt: skip
    told |= {"firms": say.number(ceil((pilot.needed or 0) / max(1, pilot.partners))), "bears": say.number(bears or 0.0)}
    paired = [say("monday.paired", pairs=results.pairs)] if signs or sales or prices else []
    # Results keep no profit by partner: how small a difference a trial finds in it only runs made again can tell.
    if advice.earned:
        told |= told_of(advice.earned, say)
        paired.insert(0, say("monday.power.hidden" if advice.hidden else "monday.power.found", **told))
    elif pays_by(results, advice.name, pilot.months):
        paired.append(say("monday.power"))
    untried = say("untried.interference")
    watch = signs or [say("monday.nosign" if pilot.enough else "monday.nosign.few")]
    size = "enough" if pilot.enough else "short" if pilot.needed else "unknown"
    cards = (
        Card(say("card.size"), sentences([say(f"monday.size.{size}", needed=needed, half=half, **told), untried])),
        Card(
            say("card.long"),
            sentences([say("monday.long" if pilot.effect.told else "monday.long.unknown", **told), *paired]),
        ),
        Card(say("card.watch"), sentences([*watch, *prices, *sales])),
        Card(say("card.stop"), sentences(_stops(results, advice, bool(signs), bears is not None, say, **told))),
        Card(
            say("card.money"),
            sentences([say("monday.money", spend=each, total=total, **told), wage_told(results.values[0], say)]),
        ),
        Card(say("card.why"), say("monday.why", **told)),
    )
    short = "monday.short.debt" if bears is not None and not signs else "monday.short"
    key = "monday.title" if pilot.enough else short if pilot.needed else "monday.unknown"
    if advice.kind == "earn" and pays_by(results, advice.name, pilot.months) and not advice.hidden:
        key = "monday.earn"
    return say(key, needed=needed, **told), cards


def sign_told(sign: Sign, say: Words) -> str:
    """A sign as a clause: which way, by how much and from how much over the trial, what is no amount in per cent, since
    when; its interval is in the unit of what it is of."""
    pair, scale = sign.pair, 100.0 / (abs(sign.pair.base) or 1.0)
    share, money = scale * pair.difference, sign.column in MONEY
    by = say("monday.sign.money" if money else "monday.sign.share",
             amount=say.number(abs(pair.difference)), base=say.number(pair.base), other=say.number(pair.other),
             share=say.number(abs(share), 1), signed=say.number(share, 1, sign=True),
             range=range_told(pair, say) if money else range_told(pair, say, scale, 1))  # fmt: skip
    return say("monday.sign", what=say(f"sign.{sign.column}"), month=sign.month, by=by,
               way=say("sign.more" if pair.difference > 0 else "sign.less"))  # fmt: skip


def _stops(results: Results, advice: Advice, signs: bool, risky: bool, say: Words, **told: object) -> list[str]:
    """When to stop: only by what the trial can show, which are closings of enough partners, profit, and signs."""
    pilot = advice.pilot
    shown = {"closings": pilot.enough, "profit": pays_by(results, advice.name, pilot.months), "signs": signs}
    whys = [say("monday.stop.profit.least" if key == "profit" and advice.hidden else f"monday.stop.{key}", **told)
            for key, there in shown.items() if there]  # fmt: skip
    debt = [say("monday.stop.debt", **told)] if risky else []
    # Of a trial that is judged by profit it is told where its length stands that closings decide nothing.
    short = [] if shown["profit"] or pilot.enough else [say("monday.stop.short", **told)]
    stops = [say("monday.stop", whys=say("or").join(whys), **told) if whys else say("monday.stop.none", **told)]
    return [*debt, *stops, *short]


def surprising(slides: list[Slide], results: Results, say: Words) -> list[Slide]:
    """The same slides; the one that holds the number that goes against expectation says so, on it and in its notes."""
    found = surprise_of(results, say)
    if found is None or found.chart not in [slide.chart.name for slide in slides]:
        return slides
    return [
        replace(slide, chart=replace(slide.chart, remark=found.text),
                notes=notes_of(found.text, slide.notes), aloud=notes_of(question_of("surprise", say), slide.aloud))
        if slide.chart.name == found.chart else slide
        for slide in slides
    ]  # fmt: skip


def make_deck(results: Results, say: Words, extra: tuple[Chart, ...] = (), near: Neighbours | None = None) -> Deck:
    """The deck of a comparison: the answer, the evidence as it will be asked for, limits, a pilot; then the appendix.

    ``extra`` are charts from runs made again: one partner's life and harder worlds for the story, margins and
    money in trade for the appendix. ``near`` is what becomes of what is advised a step aside.
    """
    command, foot = results.command, reference_told(results, say)
    advice = replace(advice_of(results), near=near)

    def text(name: str, title: str, cards: tuple[Card, ...], *more: str, aloud: Sequence[str] = ()) -> Slide:
        return Slide(title, cards=cards, notes=notes_of(*more, command), foot=foot,
                     aloud=notes_of(question_of(name, say), *aloud))  # fmt: skip

    more = {chart.name: chart for chart in extra}
    tried = [world for world in HARDER if "worlds" in more and say.scenario(world) in more["worlds"].series]
    if COPY in tried:
        advice = replace(advice, copied=profit_in(more["worlds"], say.scenario(COPY), pairs_of(results)))
    if advice.name != results.base and TIED in more and say.scenario(advice.name) in more[TIED].series:
        advice = replace(advice, tied=tied_told(more[TIED], results.pairs, say))
    if advice.kind != "none":
        advice = replace(advice, earned=earned_in(more.get(EARNED), say.scenario(advice.name)))
    spends = spend_told(results, say)
    certainty = say("finding.certainty", pairs=results.pairs, months=results.months)
    aside = [sentences(near.sentences(say, None))] if near else []
    slides = [text("answer", title_of(results, advice, say), cards_of(results, advice, say), *findings(results, say),
                   *others_told(results, advice.name, say), certainty, *aside, *spends)]  # fmt: skip
    grown, both = growth(results, advice.name, say), frontier(results, say)
    made = (whom(results, say), gap(results, say), money(results, say), cost(results, say), grown or both,
            causes(results, say, advice.name), more.get("life"))  # fmt: skip
    told = [chart_slide(chart, say) for chart in made if chart is not None]
    slides += told if grown else surprising(told, results, say)
    # Harder worlds say more of where a policy fails than the unluckiest of the usual ones.
    markets = counter(results, advice.name, say)
    slides.append(chart_slide(more.get("worlds", markets), say))
    policies = tuple(map(capital, [*policies_told(results, say), *undone_in(results, say)]))
    groups = moved_groups(results.values[0], (results.values[results.names.index(name)] for name in results.policies))
    title, cards = limits(results, advice, say, tried)
    again, address = copied(results, advice.name), live_link(results, advice.name, say.language)
    live = say("live.address", address=address) if address else say("live.length", months=results.months)
    grows = say("live.grows" if results.pairs != FUTURES else "live.whole", all=FUTURES, pairs=results.pairs)
    slides.append(text("limits", title, cards, say("fails.copy", name=say.scenario(advice.name), command=again) if again
                       else "", sentences(failures(results, advice.name, say)), *aside,
                       *missed_told(results, results.policies, say), say("sources.article"),
                       *quoted_told(groups, say, lost_share(results)), read_told(say),
                       sources_told(say), *policies,
                       aloud=(question_of("live", say), say("live.app"), live, say("live.link"), grows)))  # fmt: skip
    title, cards = monday(results, advice, say)
    slides.append(
        text("monday", title, cards, say("monday.method", power=say.number(80), sure=say.number(DETECTED, 2)))
    )
    shown = [slide.chart for slide in slides if slide.chart]
    others = [levels(results, say, advice.name), kinds(results, say), *([both] if grown else []),
              *(c for n, c in more.items() if n not in STORIED)]  # fmt: skip
    others += [markets] if "worlds" in more else []
    slides += [chart_slide(chart, say, True) for chart in (*others, *shown)]
    if policies:
        slides.append(Slide(say("policies.title"), policies, notes=command, foot=foot, appendix=True))
    slides.append(sources_slide(groups, say, notes_of(sources_told(say), command), foot, lost_share(results)))
    hashes = tuple(say("rerun.hash", name=named(name, say), hash=key)
                   for name, key in zip(results.names, results.hashes, strict=True))  # fmt: skip
    report = say("rerun.report", folder="results", flags=flags_told(say, "worlds" in more))
    if "worlds" in more:
        report += say("rerun.harder", pairs=pairs_of(results))
    if near and near.again:
        report += say("rerun.fresh", seed=near.seed, pairs=near.fresh)
    made = say("rerun.made" if results.program else "rerun.program", program=results.program or program_told())
    get = say("rerun.get", project=project_told())
    rerun = (say("rerun.text", reference=results.reference, seed=results.seed, pairs=results.pairs), made,
             get, say("rerun.command", command=command), report)  # fmt: skip
    seeds = [say("rerun.seeds", seeds=seeds_told(results.seed, sorted(results.complete["replicate"].unique())))]
    if near and near.again:
        seeds.append(say("rerun.seeds.fresh", seed=near.seed, seeds=seeds_told(near.seed, range(near.fresh))))
    slides.append(Slide(say("rerun"), (*rerun, say("rerun.hashes", hashes="; ".join(hashes)), *spends),
                        notes=notes_of(command, footer(results, say)[0], *seeds),
                        aloud=question_of("rerun", say), foot=foot, appendix=True))  # fmt: skip
    return Deck(say("deck.title"), subtitle_of(results, say), tuple(slides), command, say.language, command, foot)


def seeds_told(root: int, replicates: Iterable[int]) -> str:
    """The seeds of these pairs of runs, by their places below a root seed."""
    return ", ".join(str(run_seed(root, int(replicate))) for replicate in replicates)


def named(name: str, say: Words) -> str:
    """What people call a scenario, with the word that commands know it by where that is another."""
    told = say.scenario(name)
    return capital(told if told == name else f"{told} ({name})")


def subtitle_of(results: Results, say: Words) -> str:
    """What is compared, over how many markets and months, and at equal spend who could not be brought to it."""
    base = say.scenario(results.base)
    if results.base == say.stem:  # one scenario has one name on all slides; here it is said which that is
        base = say("as_today_in", name=base, world=replace(say, stem="").scenario(results.base))
    subtitle = say("deck.sub", names=say.several(map(say.scenario, results.others)), base=base,
                   pairs=results.pairs, months=results.months)  # fmt: skip
    if results.spends:
        common = say.number(results.spends[0]["common_spend"])
        equal = say("deck.equal", common=common, base=say.scenario(results.base))
        subtitle = " ".join((f"{subtitle.removesuffix('.')}. {equal}.", *spend_told(results, say)[1:]))
    return f"{capital(subtitle).removesuffix('.')}. {say('deck.terms')}"
