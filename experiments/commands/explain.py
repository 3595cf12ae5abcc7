"""``garden explain``: one partner's life, why it closed, and its twin in another scenario."""

from __future__ import annotations

from experiments.commands.console import noted, print_json, print_lines, print_table
from experiments.commands.flags import DONE, add_months, add_set, assignments, whole
from experiments.refusal import UsageError
from experiments.running.progress import ProgressBar
from experiments.running.size import check_size, common_months
from scenarios import load_scenarios

HELP = "One partner's life, why it closed, and its twin in another scenario on the same luck."
SHOWN = ("cash", "own_stock", "receivables", "payables", "overdue_payables", "credit_limit", "headcount", "competence",
         "expected_profit", "equity")  # fmt: skip


def add_flags(flags) -> None:
    """Flags of the command."""
    flags.add_argument("scenario", help="preset, file or layers (baseline+credit)")
    flags.add_argument("--seed", type=whole(0, 2**64 - 1), default=1, help="seed of the run")
    flags.add_argument("--partner", type=whole(0, 2**63 - 1), metavar="ID", help="whose life (default: lists some)")
    flags.add_argument("--against", metavar="OTHER", help="another scenario, on the same luck")
    add_months(flags)
    add_set(flags, " (in both)")
    flags.add_argument("--rescued", action="store_true", help="whom the partners that OTHER rescues take sales from")
    flags.add_argument("--replicates", type=whole(1, 10_000), default=16, help="lucks of --rescued (default 16)")
    flags.add_argument("--runs", type=whole(0, 1200), default=18, help="runs to date each last call (default 18)")


def execute(options, command: str) -> int:
    """One partner, a list of telling ones, or whom the rescued take from."""
    from experiments.comparing.dated import replaced_told

    values = assignments(options.set)
    names = [options.scenario] + ([options.against] if options.against else [])
    chosen = load_scenarios(names, values)
    months = common_months(chosen, options.months)
    check_size(chosen, 1, months)
    if len(chosen) == 2 and chosen[0].hash == chosen[1].hash:
        raise UsageError(f"--against {options.against}: is the same as {options.scenario}; expected another scenario")
    notes = replaced_told(chosen, months, "en")
    if not options.json:
        print_lines(notes, "")
    if options.rescued:
        return rescued(chosen, options, months, notes)
    if options.partner is None:
        return suggest(chosen, options, months, notes)
    from experiments.explain import explain

    with ProgressBar("when it could be saved") as bar:
        found = explain(chosen[0], options.seed, options.partner, (*chosen, None)[1], months, options.runs, bar)
    if options.json:
        print_json({**found.table(), **noted(notes)})
        return DONE
    show(found, options.seed)
    return DONE


def rescued(chosen, options, months: int, notes) -> int:
    """Where the sales of those come from whom the other scenario keeps."""
    from dataclasses import asdict

    from experiments.explain.displacement import displacement, sources
    from experiments.explain.tell_displacement import of_hundred, row_name, shown, tell
    from experiments.words.words import amount
    from model import MODEL_VERSION

    if len(chosen) != 2:
        raise UsageError("--rescued: needs a policy to look at; expected --against OTHER")
    if options.partner is not None:
        raise UsageError("--rescued: is about all partners; expected no --partner")
    check_size([*chosen, chosen[1]], options.replicates, months)
    with ProgressBar("with and without the rescued") as bar:
        found = displacement(*chosen, options.replicates, options.seed, months, bar)
    rows = sources(found)
    names = [s.name for s in chosen]
    if options.json:
        print_json({"base": names[0], "other": names[1], "scenario_hash": [s.hash for s in chosen], "months": months,
                    "seed": options.seed, "replicates": options.replicates, "model_version": MODEL_VERSION,
                    "sources": rows, "runs": [asdict(run) for run in found], **noted(notes)})  # fmt: skip
        return DONE
    for sentence in tell(found, *names):
        print(f"  {sentence}")
    if rows:
        table = [
            (row_name(r), *(amount(r[name]) for name in ("base", "other", "without")),
             *(of_hundred(r[name]) for name in ("share", "low", "high")))
            for r in shown(rows)
        ]  # fmt: skip
        columns = ("sales a run", f"{names[0]}", f"{names[1]}", "without the rescued", "of 100", "low", "high")
        title = f"whom the rescued take from, {options.replicates} lucks, {months} months, seed {options.seed}"
        print_table(title, columns, table)
        print("  of 100 that the rescued sell: what others sell less because of them; the last two sell more")
    return DONE


def suggest(chosen, options, months: int, notes) -> int:
    """Partners whose lives tell most."""
    from experiments.explain import candidates
    from experiments.explain.words import word
    from experiments.words.words import amount
    from model import simulate

    with ProgressBar("runs") as bar:
        results = []
        for done, scenario in enumerate(chosen, start=1):
            results.append(simulate(scenario, options.seed, months))
            bar(done, len(chosen))
    rows = candidates(*results)
    if options.json:
        print_json([{**row, **noted(notes)} for row in rows])
        return DONE
    shown = [
        (word('causes', r["group"]), r["partner"], r["kind"], amount(r["people"]),
         r["distributor"], *(("-" if r.get(name) is None else r[name]) for name in ("closed", "closed_other")))
        for r in rows
    ]  # fmt: skip
    columns = ("", "partner", "kind", "people", "distributor", f"closes: {chosen[0].name}",
               f"closes: {chosen[1].name}" if len(chosen) == 2 else "")  # fmt: skip
    if len(chosen) == 1:
        shown, columns = [row[:-1] for row in shown], columns[:-1]
    if not shown:
        print(f"No partner closes in {months} months of {' or '.join(s.name for s in chosen)}.")
        return DONE
    print_table(f"telling partners, seed {options.seed}, {months} months", columns, shown)
    if len(chosen) == 2:
        print(f"  saved: closes under {chosen[0].name}, lives under {chosen[1].name}; lost: the reverse")
    print("  add --partner ID to see one of these lives")
    return DONE


def show(found, seed: int) -> None:
    """An explanation for people."""
    from experiments.explain.tell import line_name, tell
    from experiments.words.words import amount

    names = " against ".join(s.name for s in found.scenarios)
    print(f"partner {found.life.partner}, {names}, seed {seed}, {found.life.horizon} months\n")
    for sentence in tell(found):
        print(f"  {sentence}")
    print()
    for life in (found.life, found.twin):
        if life is None or life.months.empty:
            continue
        rows = [
            (int(row["month"]), *(amount(row[name]) for name in SHOWN))
            for _, row in told_months(life.months, found.window).iterrows()
        ]
        print_table(f"under {life.scenario}", ("month", *(line_name(name) for name in SHOWN)), rows)
        print_events(life)
    print_cash(found)


def told_months(months, window: int):
    """The rows that a reader needs: the last month of each year, and each month of the year before ``window``."""
    last = months["month"].iloc[-1]
    near = (months["month"] >= window - 12) & (months["month"] < window)
    return months[near | (months["month"] % 12 == 11) | (months["month"] == last)]


def print_events(life) -> None:
    """What happened to it: each turn, and the routine as counts."""
    from experiments.explain.explanation import ROUTINE
    from experiments.explain.words import word
    from experiments.words.words import amount

    turns = life.events[~life.events["event"].isin(ROUTINE)]
    rows = [
        (r["month"], word("events", r["event"]), r["distributor"], amount(r["amount"]), word("details", r["detail"]))
        for r in turns.to_dict("records")
    ]
    if rows:
        print_table("what happened", ("month", "event", "distributor", "amount", "why"), rows)
    counts = life.events["event"].value_counts()
    routine = [f"{word('events', name)}: {counts[name]} times" for name in ROUTINE if name in counts]
    print(f"  {'; '.join(routine) or 'nothing else on record'}\n")


def print_cash(found) -> None:
    """Sources and uses of cash in the year before the closing, both lives side by side."""
    from experiments.explain.life import sources_and_uses
    from experiments.explain.words import word
    from experiments.words.words import amount

    told = []
    for life in (found.life, found.twin):
        if life is not None and life.months["month"].between(found.window - 12, found.window - 1).any():
            told.append((life.scenario, sources_and_uses(life, found.window)))
    if not told:
        return
    rows = [("cash at the start", *(amount(year["opening"]) for _, year in told))]
    for line in told[0][1]["lines"]:
        if any(year["lines"][line] for _, year in told):
            rows.append((word("flows", line), *(amount(year["lines"][line]) for _, year in told)))
    rows.append(("cash at the end", *(amount(year["closing"]) for _, year in told)))
    rise = {
        "own_stock": "rise of own stock",
        "receivables": "rise of customers' debts",
        "payables": "rise of own debts",
    }
    rows += [(text, *(amount(year["tied"][name]) for _, year in told)) for name, text in rise.items()]
    first, last = told[0][1]["first"], told[0][1]["last"]
    print_table(f"cash, months {first} to {last}", ("", *(name for name, _ in told)), rows)
