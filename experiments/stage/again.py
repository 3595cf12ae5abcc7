"""Charts that a summary cannot give: the first pairs of runs are made again, on the same luck, and looked into."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from agents.partner import CAUSES
from experiments.comparing.finding import SAME, USUAL, range_told, state_of
from experiments.comparing.margin import PARTS, run_and_margin
from experiments.comparing.results import Results
from experiments.comparing.statistics import mean_interval, paired_difference
from experiments.drawing.chart import Chart
from experiments.explain import candidates, lives
from experiments.explain.closing import why_closed
from experiments.explain.life import Life
from experiments.explain.saving import last_switch
from experiments.running.runs import run_seed
from experiments.stage.advice import advice_of, sentences
from experiments.stage.captions import YEAR, charted
from experiments.stage.charts import NAN
from experiments.stage.earnings import Brought, earned_chart, trial_months
from experiments.words.words import Words
from model.result import Result
from scenarios import Scenario

TIED = "tied"  # the chart of money in trade
PAIRS = 4  # made again at most
ALL = 10**6  # candidates a pair: more than there are firms
TOLD = 6  # levers in a footer at most
FOCAL = "focal"  # your company among distributors
OVERDUE = "partners.illiquidity_days"
# What a closing's cause looks at: a firm may be out of cash with money in the bank, if more than that is overdue.
RULED_BY = {"illiquidity": "free", "over_indebtedness": "equity"}


def made_again(
    results: Results,
    say: Words,
    watch: Callable[[int, int], None] | None = None,
    pair: Sequence[str] = (),
    turned: bool = False,
) -> tuple[Chart, ...]:
    """One partner's life with its twin, where the margin goes, money tied up, what partners bring: two policies.

    In: ``pair`` names them (default: the base and the one that the answer speaks of); ``watch`` sees the progress,
    ``turned`` asks in which months turning to the other policy saves that partner, a run a month.
    Empty where the runs cannot be made again (another model version); a chart without a case is left out.
    """
    if not results.scenarios:
        return ()
    pair = tuple(pair) or (results.base, advice_of(results).name)
    scenarios = _scenarios(results, pair)
    pairs = min(PAIRS, results.pairs)
    runs, parts, brought = [], [], []
    for replicate in range(pairs):
        books = [Brought(trial_months(results, pair[1])) for _ in scenarios]
        told = [run_and_margin(s, run_seed(results.seed, replicate), results.months, book)
                for s, book in zip(scenarios, books, strict=True)]  # fmt: skip
        runs.append([run for run, _ in told])
        parts.append([part for _, part in told])
        brought.append(tuple(book.of(run) for book, (run, _) in zip(books, told, strict=True)))
        if watch:
            watch(replicate + 1, pairs)
    charts = (life(results, say, pair, runs, turned), margin(results, say, pair, parts), tied(results, say, pair, runs),
              earned_chart(results, say, pair[1], brought))  # fmt: skip
    return tuple(chart for chart in charts if chart is not None)


def _scenarios(results: Results, names: Sequence[str]) -> list[Scenario]:
    return [results.scenarios[results.names.index(name)] for name in names]


def life(
    results: Results, say: Words, names: Sequence[str], runs: list[list[Result]], turned: bool = False
) -> Chart | None:
    """Cash of one firm under both policies, less what is overdue, and its limit with you; None where no fate differs in
    these pairs. Of a firm that its own capital closes that is drawn, and its cash is told.

    Chosen are, in this order: a firm that closes under the first and lives under the second (else the reverse), one
    whose cash or capital closes it, one that closes a year or more after the start and before the end, one of the focal
    distributor, one that runs out of cash; of these the one with a blow to tell whose two lines lie furthest apart in
    the year before.
    """
    scenarios = _scenarios(results, names)
    found = [(replicate, row) for replicate, pair in enumerate(runs) for row in candidates(*pair, number=ALL)]
    if not found:
        return None
    replicate, row, both, count = _widest(results, scenarios, found)
    seed = run_seed(results.seed, replicate)
    told = dict(zip((say.scenario(s.name) for s in scenarios), both, strict=True))
    base, other = told
    closed = row["closed"] if row["group"] == "saved" else row["closed_other"]
    ended, lived = (base, other) if row["group"] == "saved" else (other, base)
    cause, shown = _ruled(row)
    table = pd.concat([_line(life, shown).assign(series=name) for name, life in told.items()], ignore_index=True)
    limits = pd.concat([_limit(life).assign(series=say("life.limit", name=name)) for name, life in told.items()],
                       ignore_index=True)  # fmt: skip
    dead, alive = (
        life for life, _ in sorted(((life, life.closed is None) for life in told.values()), key=lambda p: p[1])
    )
    order = _order_told(dead, alive, say) if shown == "free" else ""
    table = pd.concat([table, limits], ignore_index=True) if order else table
    order = sentences([_blow_told(dead, alive, shown, say), order, _cash_told(dead, alive, shown, say)])
    if turned:
        ways = scenarios if row["group"] == "saved" else scenarios[::-1]
        order = sentences([order, _turn_told(*ways, seed, dead, say)])
    title = say("life.title", kind=say(f"one.{row['kind']}"), month=closed, ended=ended, lived=lived, cause=say(cause))
    # One firm proves nothing of all: below it stands how all fare, in all runs.
    everybody = paired_difference(*(results.metric("survival_share", name) for name in names))
    why = say("life.overdue", days=say.number(scenarios[0].values[OVERDUE])) if shown == "free" else ""
    # The cause that makes a life worth telling is not the usual one: how rare it is stands beside it.
    dies, goes_on = names if row["group"] == "saved" else names[::-1]
    closings = {one: paired_difference(*(results.metric(f"closings_{one}", name) for name in (dies, goes_on)))
                for one in CAUSES[1:]}  # fmt: skip
    rare = say("life.rare", few=say.number(closings[cause].base, 1), cause=say(cause), ended=ended, lived=lived,
               all=say.number(sum(one.base for one in closings.values())),
               by=say.number(closings[cause].difference, 1, sign=True),
               range=range_told(closings[cause], say, 1.0, 1))  # fmt: skip
    fates = [_fates(here, there) for here, there in runs]
    saved, lost = (sum(fate[n] for fate in fates) / len(fates) for n in range(2))
    band = say("life.band", count=count, saved=say.number(saved, 1), lost=say.number(lost, 1), base=base, best=other,
               runs=len(runs), partners=say.number(results.partners), pairs=results.pairs,
               by=say.number(results.partners * everybody.difference, 1, sign=True),
               range=range_told(everybody, say, results.partners, 1))  # fmt: skip
    band = " ".join(part for part in (band, why, rare) if part)
    limited = say("life.y.limit") if len(table["series"].unique()) > len(told) else ""
    chart = charted(results, say, title, table, 1, name="life", kind="lines", x_label=say("months"), digits=1,
                    y_label=say(f"life.y.{shown}", partner=row["partner"], people=say.number(row["people"])) + limited,
                    baseline=base, order=tuple(dict.fromkeys(table["series"])), band=band, remark=order,
                    events=((float(closed), say("life.closed", cause=say(cause))),))  # fmt: skip
    return replace(chart, footer=(*chart.footer[:-1], life_again(results, say, names, seed, row["partner"])))


def life_again(results: Results, say: Words, names: Sequence[str], seed: int, partner: int) -> str:
    """The command that tells this life again, or in words why no command does."""
    scaled, firm = [name for name in names if name in results.doses], f"--seed {seed} --partner {partner}"
    market = results.asked.market(results.months)
    if scaled:
        # A flag that sets values sets them on both sides, and the files hold the whole dose.
        told = {"policies": say.several(map(say.scenario, scaled)), "flags": f"{firm}{market}"}
        levers = [_levers(results, name) for name in scaled]
        return say("life.dosed", levers="; ".join(levers), **told) if all(levers) else say("life.dosed.many", **told)
    if not results.asked.knows(*names):
        return say("life.unknown", seed=seed, partner=partner)
    base, other = map(results.asked.word, names)
    return f"garden explain {base} {firm} --against {other}{market}"


def _levers(results: Results, name: str) -> str:
    """What a scenario sets otherwise than the base, as lines of a file; empty where it is much, or dated."""
    place = results.names.index(name)
    base, values = results.values[0], results.values[place]
    changed = [f"{key} = {json.dumps(value)}" for key, value in values.items() if base.get(key) != value]
    dated = place < len(results.timelines) and len(results.timelines[place])
    return "" if dated or len(changed) > TOLD else ", ".join(changed)


def _telling(row: dict, months: int) -> tuple:
    """What makes a life worth telling, the most telling first."""
    saved = row["group"] == "saved"
    closed = row["closed"] if saved else row["closed_other"]
    # A closing that leaves less than a year of life before or after it tells little.
    late = not YEAR <= closed <= months - YEAR
    cause = _ruled(row)[0]
    return not saved, cause not in RULED_BY, late, row["distributor"] != FOCAL, cause != "illiquidity"


def _ruled(row: dict) -> tuple[str, str]:
    """Why the life that ends does, and which line of the books decides on that."""
    cause = row["cause"] if row["group"] == "saved" else row["cause_other"]
    return cause, RULED_BY.get(cause, "cash")


def _widest(
    results: Results, scenarios: Sequence[Scenario], found: Sequence[tuple[int, dict]]
) -> tuple[int, dict, tuple[Life, Life], int]:
    """Of the most telling firms the one with a blow to tell whose two lines lie furthest apart, for the height of its
    picture, in the year before one of them ends: its pair of runs and row, both lives, and out of how many it is."""
    first = min(_telling(row, results.months) for _, row in found)
    alike = [(replicate, row) for replicate, row in found if _telling(row, results.months) == first]
    told = []
    for replicate in sorted({replicate for replicate, _ in alike}):
        rows = [row for one, row in alike if one == replicate]
        firms, seed = [row["partner"] for row in rows], run_seed(results.seed, replicate)
        both = [lives(s, seed, results.months, firms)[1] for s in scenarios]
        told += [(replicate, row, tuple(side[row["partner"]] for side in both)) for row in rows]

    def plain(one: tuple[int, dict, tuple[Life, Life]]) -> tuple[bool, float]:
        _, row, both = one
        shown, dead = _ruled(row)[1], min(both, key=lambda life: life.closed is None)
        return _blow(dead, shown) is not None, _apart(both, shown)

    return *max(told, key=plain), len(told)


def _apart(both: Sequence[Life], shown: str) -> float:
    """How far the line of the life that goes on lies above the other in the year before that one ends, on the average;
    1 is the height of both."""
    dead, alive = sorted(both, key=lambda life: life.closed is None)
    ends, goes_on = (_line(life, shown).set_index("x")["y"] for life in (dead, alive))
    high = max(ends.max(), goes_on.max()) - min(ends.min(), goes_on.min())
    return float((goes_on - ends).dropna().tail(YEAR).mean() / high) if high > 0.0 else 0.0


def _line(life: Life, shown: str) -> pd.DataFrame:
    """What decides on a closing of that kind, at the end of each month."""
    months = life.months
    values = {"cash": months["cash"], "free": months["cash"] - months["overdue_payables"], "equity": months["equity"]}
    return pd.DataFrame({"x": months["month"] + 1, "y": values[shown], "low": NAN, "high": NAN})


def _limit(life: Life) -> pd.DataFrame:
    """The credit limit that it has with your company, at the end of each month."""
    own = life.accounts[life.accounts["distributor"] == FOCAL]
    return pd.DataFrame({"x": own["month"] + 1, "y": own["limit"], "low": NAN, "high": NAN})


def _order_told(dead: Life, alive: Life, say: Words) -> str:
    """What came after what where a firm runs out of cash: what you granted it in both lives in the last month in which
    neither owes anything overdue, since when a debt stays unpaid, when credit is withdrawn, when it closes.

    Empty where no such month is, or the life that goes on was not granted more by then: an order, no cause.
    """
    since, there = why_closed(dead).since, [one.months.set_index("month")["overdue_payables"] for one in (dead, alive)]
    owed = pd.concat(there, axis=1, join="inner").max(axis=1)
    calm = owed.index[(owed == 0.0) & (owed.index < (since or 0))]
    last = [one.accounts[(one.accounts["distributor"] == FOCAL) & (one.accounts["month"] == max(calm, default=-1))]
            for one in (dead, alive)]  # fmt: skip
    if any(rows.empty for rows in last):
        return ""
    here, granted = (rows.iloc[0] for rows in last)
    if not (granted["limit"] > here["limit"] and granted["terms_days"] > here["terms_days"]):
        return ""
    days = say("life.days" if here["terms_days"] > 0 else "life.prepaid", days=say.number(here["terms_days"]))
    gone = dead.events[(dead.events["event"] == "credit_withdrawn") & (dead.events["month"] >= since)]
    when = say.several(map(str, sorted(set(gone["month"]))))
    withdrawn = say("life.withdrawn", count=gone["distributor"].nunique(), month=when) if when else ""
    both = there[1][(there[1].index > max(calm)) & (there[1].index < dead.end)].max() > 0.0
    return sentences([
        say("life.before", month=max(calm), limit=say.number(granted["limit"]), days=say.number(granted["terms_days"]),
            other=say.number(here["limit"]), other_days=days),
        say("life.both" if both else "life.alone", since=since, withdrawn=withdrawn, closed=dead.closed),
    ])  # fmt: skip


def _blow(dead: Life, shown: str) -> dict | None:
    """The gravest event before the trouble began; of own capital only what takes of it: a customer who never pays."""
    blow = why_closed(dead).blow
    return None if blow and shown == "equity" and blow["event"] != "customer_default" else blow


def _blow_told(dead: Life, alive: Life, shown: str, say: Words) -> str:
    """The blow: in which life, what and by whom, and what became of own capital in its month where that is drawn;
    empty without one."""
    blow = _blow(dead, shown)
    if blow is None:
        return ""
    after = blow["month"] + 1  # the end of that month
    lines = [_line(life, shown).set_index("x")["y"] for life in (dead, alive)]
    if any(month not in line.index for line in lines for month in (after - 1, after)):
        return ""
    there = alive.events
    met = (there["month"] == blow["month"]) & (there["event"] == blow["event"])
    met &= there["distributor"] == blow["distributor"]
    told = say("life.blow", month=blow["month"], lives=say("life.blow.both" if met.any() else "life.blow.alone"),
               what=say(f"life.blow.{blow['event']}", amount=say.number(blow["amount"]),
                        by=say("life.by.you" if blow["distributor"] == FOCAL else "life.by.rival")))  # fmt: skip
    if shown != "equity":
        return told
    here, there = (say("life.fell", low=say.number(line[after]), high=say.number(line[after - 1])) for line in lines)
    return told + say("life.blow.equity", here=here, there=there)


def _cash_told(dead: Life, alive: Life, shown: str, say: Words) -> str:
    """That another line than cash is drawn, and the cash of both lives when one ends; empty where cash is drawn."""
    if shown != "equity":
        return ""
    cash = [life.months.set_index("month")["cash"] for life in (dead, alive)]
    month = int(cash[0].index.max())
    if month not in cash[1].index:
        return ""
    here, there = (say.number(one[month]) for one in cash)
    return say("life.cash", month=month + 1, here=here, there=there)


def _turn_told(where: Scenario, keeps: Scenario, seed: int, dead: Life, say: Words) -> str:
    """In how many of the months tried turning to the other policy saves a firm; empty where none could be tried."""
    call = last_switch(where, keeps, seed, dead.horizon, dead.partner, (dead.facts["entered"], dead.closed))
    if not call.tried:
        return ""
    key = "life.turn" if call.steady == call.month else "life.turn.unsteady"
    return say(key, saving=call.saving, tried=len(call.tried))


def _fates(here: Result, there: Result) -> tuple[int, int]:
    """Partners of month 0 that close only in ``here``, and only in ``there``."""
    one, two = here.survival[1], there.survival[1]
    return int((one & ~two).sum()), int((two & ~one).sum())


def margin(results: Results, say: Words, names: Sequence[str], runs: list[list[dict[str, float]]]) -> Chart:
    """Of 100 that customers pay: what stays with vendors, distributors, partners and engineers.

    ``runs`` has the parts of both policies, a pair a replicate (see :func:`~experiments.comparing.margin.margin_of`).
    """
    base, best = names
    rows = [(say(f"margin.{part}"), say.scenario(name), 100 * float(np.mean([run[n][part] for run in runs])), NAN, NAN)
            for n, name in enumerate(names) for part in PARTS]  # fmt: skip
    own = [part for part in PARTS if part.startswith("partners")]
    left = [[sum(run[n][part] for part in own) for run in runs] for n in range(2)]
    pair = paired_difference(*left)
    state = state_of(pair, USUAL.points / 100.0)
    key = "margin.title" if pair.clear else "margin.same" if state == SAME else "margin.open"
    title = say(key, by=say.number(100 * pair.difference, 1, sign=True), best=say.scenario(best),
                partners=say.number(100 * pair.base, 1), other=say.number(100 * pair.other, 1),
                base=say.scenario(base), range=range_told(pair, say, 100.0, 1))  # fmt: skip
    return charted(results, say, title, rows, len(runs), name="margin", kind="stack", x_label="",
                   y_label=say("margin.y"), band=say("margin.band", runs=len(runs)))  # fmt: skip


def tied(results: Results, say: Words, names: Sequence[str], runs: list[list[Result]]) -> Chart | None:
    """How much more of its money the focal distributor has in trade, month by month: what partners owe it and its stock
    less what it owes vendors; None in one pair, which gives no interval."""
    if len(runs) < 2:
        return None
    held = [[_in_trade(run) for run in pair] for pair in runs]
    rows = [mean_interval(month) for month in np.array([other - here for here, other in held]).T]
    table = pd.DataFrame(rows, columns=["y", "low", "high"]).assign(series=say.scenario(names[1]))
    table.insert(0, "x", np.arange(1, len(rows) + 1))
    most = table.loc[table["y"].idxmax()]
    told = {"name": say.scenario(names[1]), "base": say.scenario(names[0]), "month": int(most["x"]),
            "by": say.number(most["y"]), "range": say.between(most["low"], most["high"], sign=True)}  # fmt: skip
    title = say("tied.title" if most["low"] > 0.0 else "tied.open", **told)
    return charted(results, say, title, table, len(runs), name=TIED, kind="lines", x_label=say("months"), digits=0,
                   y_label=say("tied.y", **told), band=say("tied.band", runs=len(runs)))  # fmt: skip


def _in_trade(run: Result) -> np.ndarray:
    """Money of the focal distributor in trade, at each month's end."""
    own = run.distributors
    own = own[own["focal"]]
    return (own["receivables"] + own["stock"] - own["payables"]).to_numpy(float)


def tied_told(chart: Chart | None, pairs: int, say: Words) -> str:
    """The most that a policy ties up, as a clause of its costs, of how many of the ``pairs``; empty where it clearly
    ties up nothing more."""
    most = None if chart is None else chart.table.loc[chart.table["y"].idxmax()]
    if most is None or not most["low"] > 0.0:
        return ""
    return say("costs.tied", by=say.number(most["y"]), month=int(most["x"]), runs=min(PAIRS, pairs), pairs=pairs,
               range=say.between(most["low"], most["high"], sign=True))  # fmt: skip
