"""``garden channel``: your own ledger in, who is at risk, what keeps whom, how good such forecasts were."""

from __future__ import annotations

import argparse
import textwrap
from dataclasses import asdict
from pathlib import Path

from agents.partner import KINDS
from experiments.channel.roles import ROLE_NAMES
from experiments.commands import channel_policy
from experiments.commands.channel_markets import channel_of, markets_of
from experiments.commands.console import print_json, print_table
from experiments.commands.flags import DONE, add_root_seed, add_threads, given_file, new_file, path, whole
from experiments.refusal import UsageError
from experiments.running.progress import ProgressBar
from experiments.writing.plain import number

HELP = "Your own ledger: import it in any dialect, see who is at risk, what keeps whom, how good such forecasts were."
# What chances stand by, as the back-test has it.
BY = {
    "both": "the mean of those lives and a plain scorecard, since neither alone was clearly better in the back-test",
    "futures": "those lives alone, clearly better in the back-test than their mean with a plain scorecard",
    "scorecard": "a plain scorecard alone, clearly better in the back-test than its mean with those lives",
}
MAPPING = """a mapping file says what the ledger does not; every line of it may be left out:
  currency = "RUB"
  unit = "thousand"          # or "one", "million"
  decimal = ","              # the sign before decimals
  dates = "day first"        # or "month first"
  as_of = 2025-12-31         # the day of the ledger
  terms = 30                 # days of deferment where no column tells them

  [columns]                  # headings as the file has them, and their roles
  "Customer" = "partner"
  "Invoice total" = "amount"

  [same]                     # one spelling = another
  "Alfa Ltd" = "Alfa Limited"
"""
FITS = 10  # names that a part of a name may mean, told
SORTS = ("expected_loss", "close_12", "close_6", "stop_12", "stop_6", "exposure", "overdue", "name")


def add_flags(flags) -> None:
    """Flags of the command's verbs."""
    verbs = flags.add_subparsers(dest="verb", required=True, parser_class=type(flags))
    add = verbs.add_parser(
        "import", help="read a ledger in any dialect and write a channel folder", epilog=mapping_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    add.add_argument(
        "files", nargs="+", metavar="FILE", type=given_file, help=".xlsx, .xls, .ods or CSV: partners, ageing, invoices"
    )
    add.add_argument(
        "--map", type=path, metavar="FILE", help="a mapping file: what columns mean, currency, order of dates"
    )
    add.add_argument("--out", type=path, metavar="DIR", help="the channel folder to write")
    add.set_defaults(call=import_)
    risk = verbs.add_parser("risk", help="chances to close and to stop buying, by name")
    risk.add_argument("folder", type=path, metavar="DIR", help="a channel folder")
    risk.add_argument("--partner", metavar="NAME", help="one partner: the simulated lives that stand for it")
    risk.add_argument("--sort", choices=SORTS, default="expected_loss", help="what stands first")
    risk.add_argument("--kind", choices=KINDS, help="partners of one kind")
    risk.add_argument("--top", type=whole(1, 1_000_000), default=30, help="rows to print (default 30)")
    risk.add_argument("--out", type=new_file, metavar="FILE", help="write all rows as .xlsx or .csv")
    risk.set_defaults(call=risk_)
    test = verbs.add_parser("backtest", help="scores beside plain baselines, on markets and on your own history")
    test.add_argument("folder", type=path, metavar="DIR", help="a channel folder")
    test.set_defaults(call=backtest_)
    cover = verbs.add_parser("coverage", help="how often the list's 90 %% intervals hold, on markets of known truth")
    cover.add_argument("--markets", type=whole(1, 1000), default=8, help="markets that are ledgers (default 8)")
    cover.add_argument("--futures", type=whole(2, 10_000), default=100, help="futures of each state (default 100)")
    cover.set_defaults(call=coverage_)
    policy = verbs.add_parser("policy", help="what keeps whom, and at what cost, on your own partners")
    channel_policy.add_flags(policy)
    for verb, markets in ((risk, 4), (policy, 4), (test, 4), (cover, 40)):
        verb.add_argument(
            "--scenario", default="baseline", help="the market that candidates come from (default: baseline)"
        )
        verb.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a value of it")
        verb.add_argument(
            "--replicates", type=whole(2, 1000), default=markets, help=f"simulated markets (default {markets})"
        )
        add_root_seed(verb)
        add_threads(verb)
    sample = verbs.add_parser("sample", help="sample ledgers drawn by the model: Excel, 1C, SAP, ageing")
    sample.add_argument("folder", type=path, metavar="DIR", help="where to write them")
    add_root_seed(sample)
    sample.set_defaults(call=sample_)
    for verb in (add, risk, policy, test, cover, sample):
        verb.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON alone on stdout")


def mapping_help() -> str:
    """How a mapping file looks, and the roles that it may give."""
    roles = textwrap.fill(", ".join(ROLE_NAMES), 96, initial_indent="  ", subsequent_indent="  ")
    return f"{MAPPING}\nroles:\n{roles}"


def execute(options, command: str) -> int:
    """The verb."""
    return options.call(options)


def import_(options) -> int:
    """Read, tell, write."""
    from experiments.channel.folder import claim_channel, told, write_channel
    from experiments.channel.importing import import_files
    from experiments.channel.mapping import LedgerMap, load_mapping

    given = load_mapping(Path(options.map)) if options.map else LedgerMap()
    files = [Path(name) for name in options.files]
    with ProgressBar("files") as bar:
        ledger = import_files(files, given, bar)
    if options.out:
        claim_channel(Path(options.out), files)
        partners, doubts = write_channel(ledger, Path(options.out))
    else:
        partners, doubts = told(ledger)
    if options.json:
        print_json({
            "partners": len(partners), "invoices": len(ledger.invoices), "total_in": ledger.total_in,
            "total_used": ledger.total_used, "currency": ledger.currency, "unit": ledger.unit,
            "as_of": ledger.as_of and ledger.as_of.isoformat(), "tables": ledger.tables,
            "columns": [{"source": source, **asdict(c)} for source, columns in ledger.columns.items() for c in columns],
            "doubts": [doubt.row | {"line": doubt.line()} for doubt in doubts],
        })  # fmt: skip
        return DONE
    show(ledger, partners, doubts)
    if options.out:
        print(f"  written: {options.out} (mapping.toml in it holds what was read as what, for next month)")
    return DONE


def show(ledger, partners, doubts) -> None:
    """An import for people: tables, columns with five cells, doubts, totals."""
    from experiments.channel.folder import meaning

    unit = " ".join(
        word for word in ("" if ledger.unit == "one" else ledger.unit, ledger.currency or "no currency") if word
    )
    for table in ledger.tables:
        rows = [
            (c.name[:40], meaning(c.role) if c.role else "not used", c.why, " | ".join(cell[:14] for cell in c.cells))
            for c in ledger.columns[table["source"]]
        ]
        months = [row for row in rows if row[1] == "month"]
        if len(months) > 3:
            rows = [row for row in rows if row[1] != "month"] + [
                months[0],
                (f"... {len(months) - 2} more months", "", "", ""),
                months[-1],
            ]
        print_table(f"{table['source']} ({table['how']}): {table['shape']}, {table['rows']:,} rows",
                    ("column", "is read as", "by", "five cells"), rows)  # fmt: skip
    for doubt in doubts:
        print(f"  ? {doubt.line()}")
    left = ledger.total_in - ledger.total_used
    print(
        f"\n  {len(partners):,} partners, {len(ledger.invoices):,} invoices, {unit}, on "
        f"{ledger.as_of or 'an unknown day'}"
    )
    print(
        f"  total in {ledger.total_in:,.2f}, used {ledger.total_used:,.2f}, left out {left:,.2f}"
        f"{' (see the lines above)' if abs(left) > 0.005 else ''}"
    )
    if len(ledger.tables) > 1:  # sums of unlike things, which nobody may read as what was bought
        sums = "; ".join(f"{table['source']} ({table['shape']}) {table['total_in']:,.2f}" for table in ledger.tables)
        print(f"  the total checks what was read; by table: {sums}")
    kinds = partners.groupby(["kind", "kind_from"]).size()
    print(
        "  kinds: "
        + ", ".join(
            f"{number(int(n))} {kind} ({'by ' if w in ('name', 'column') else ''}{w})" for (kind, w), n in kinds.items()
        )
    )


def risk_(options) -> int:
    """Chances by name, sorted; or one partner's futures."""
    from experiments.channel.backtest import METHODS, OUTCOMES, RANKING, on_history, on_markets, ranked_by
    from experiments.channel.candidates import together
    from experiments.channel.exports import write_table
    from experiments.channel.risk import COLUMNS, risk_table
    from experiments.channel.trust import trust_told

    channel, history = channel_of(options)
    scenario, parts = markets_of(options)
    skill = on_markets(parts, METHODS if options.json else RANKING)
    candidates = together(parts)
    table = risk_table(channel, history, candidates, float(scenario.values["finance.loss_given_default"]), skill)
    by = {name: ranked_by(skill, name) for name in OUTCOMES}
    if options.partner:
        return one_partner(options, history, table, candidates)
    notes = [
        *notes_on(by, options),
        *trust_told(channel, history, table, on_history(history, candidates), skill, "en"),
    ]
    if options.kind:
        table = table[table["kind"] == options.kind]
    table = table.sort_values(options.sort, ascending=options.sort == "name", kind="stable")
    if options.out:
        write_table(table, options.out, COLUMNS, notes)
    if options.json:
        print_json({"currency": channel.about["currency"], "unit": channel.about["unit"],
                    "as_of": str(channel.as_of or ""), "chances_by": by, "notes": notes, "skill": skill,
                    "columns": dict(COLUMNS), "partners": table.to_dict("records")})  # fmt: skip
        return DONE
    shown = [
        (r["name"], r["last_purchase"], number(round(r["exposure"], 0)), number(round(r["overdue"], 0)),
         percent(r["close_6"]),
         between(r, "close_12"), percent(r["stop_6"]),
         between(r, "stop_12"),
         number(round(r["expected_loss"], 0)), r["cause"].replace("_", " "), r["outlook"],
         f"{r['sure']:.0f}{'' if r['like'] == 'yes' else '?'}")
        for r in table.head(options.top).to_dict("records")
    ]  # fmt: skip
    columns = ("partner", "last bought", "owes", "overdue", "closes: 6 months", "12 months", "stops: 6 months",
               "12 months", "expected loss", "cause", "outlook", "sure")  # fmt: skip
    print_table(f"at risk, {len(table):,} partners, money in {channel.money()}", columns, shown)
    for note in notes:
        print(f"  {note}")
    if options.out:
        print(f"  written: {options.out}")
    return DONE


def notes_on(by, options) -> list[str]:
    """What a reader must know of any such table."""
    from experiments.validation.bearing import losses_missed

    notes = [
        f"chances come from partners of {options.replicates} simulated markets ({options.scenario}, seed "
        f"{options.seed}) that "
        "look alike in a ledger: conditional on that market, not predictions of a firm",
        "in brackets: 90 % interval of the share among partners that look alike, from so many firms (sure); how often "
        "it holds on markets of known truth: garden channel coverage; a partner's own state, which no ledger shows, "
        "decides far more, and the model's own error is not in it",
    ]
    notes += losses_missed("en")
    return notes + [
        f"{', '.join(name for name in by if by[name] == how)}: {text}" for how, text in BY.items() if how in by.values()
    ]


def percent(share: float) -> str:
    """A chance as a person reads it."""
    return "-" if share != share else f"{100 * share:.0f} %" if share >= 0.095 else f"{100 * share:.1f} %"


def between(row: dict, name: str) -> str:
    """A chance with its interval, in hundredths."""
    return f"{percent(row[name])} ({100 * row[f'{name}_low']:.0f}-{100 * row[f'{name}_high']:.0f})"


def named(table, wanted: str):
    """Rows of a name: as it is written, else but for its legal form, quotes and case, else those that hold it."""
    from experiments.channel.names import spelled

    bare = table["name"].map(lambda name: spelled(name)[0])
    part = table["name"].str.lower().str.contains(wanted.lower(), regex=False)
    for fits in (table["name"].str.lower() == wanted.lower(), bare == spelled(wanted)[0]):
        if fits.sum() == 1:
            return table[fits]
    return table[part]


def one_partner(options, history, table, candidates) -> int:
    """The lives that stand for one partner, each with the command that opens its books."""
    from experiments.channel.candidates import MONTHS
    from experiments.channel.risk import futures_of

    found = named(table, options.partner)
    if len(found) != 1:
        fits = ", ".join([*found["name"][:FITS], *(["..."] if len(found) > FITS else [])])
        raise UsageError(
            f"--partner {options.partner}: fits {len(found)} partners that trade{f' ({fits})' if fits else ''}; "
            "expected the name of one"
        )
    row = found.iloc[0]
    lives = futures_of(int(row["partner"]), history, candidates)
    if options.json:
        print_json({"partner": row.to_dict(), "lives": lives.to_dict("records")})
        return DONE
    print_table(row["name"], ("what", "value"), [(name, str(row[name])[:12]) for name in table if name != "name"])
    rows = [
        (f"{100 * r['weight']:.1f} %", r["month"], f"{r['cash_days']:.0f}", f"{r['ahead']:.2f}",
         r["cause"].replace("_", " ") or "lives on", f"{r['partner']}")
        for r in lives.to_dict("records")
    ]  # fmt: skip
    columns = ("weight", "looked at in month", "cash, days", "next 6 months over last", "within 12 months", "partner")
    print_table("simulated lives that stand for it", columns, rows)
    print("  their books:")
    rest = "".join([f"--months {MONTHS}", *(f" --set {value}" for value in options.set)])
    for r in lives.to_dict("records"):
        print(f"  garden explain {options.scenario} --seed {r['seed']} --partner {r['partner']} {rest}")
    return DONE


def sample_(options) -> int:
    """Draw ledgers to try the others on."""
    from experiments.channel.samples import FILES, write_samples

    invoices = write_samples(Path(options.folder), options.seed)
    told = {"files": list(FILES), "partners": int(invoices["name"].nunique()), "invoices": len(invoices),
            "total": float(invoices["amount"].sum())}  # fmt: skip
    if options.json:
        print_json(told)
        return DONE
    print(
        f"  {options.folder}: {', '.join(FILES)}: {told['partners']} made-up partners, "
        f"{told['invoices']:,} invoices, {told['total']:,.2f} RUB, drawn by the model"
    )
    return DONE


def backtest_(options) -> int:
    """Scores beside baselines."""
    from experiments.channel.backtest import on_history, on_markets, ranked_by
    from experiments.channel.candidates import together
    from experiments.channel.trust import own_told

    channel, history = channel_of(options)
    _, parts = markets_of(options)
    markets = on_markets(parts)
    own = on_history(history, together(parts))
    if options.json:
        print_json({"markets": markets, "own": own})
        return DONE
    for title, rows in (
        ("ledgers that the market wrote, one run held out", markets),
        (f"your own history ({channel.path.name})", own),
    ):
        shown = [
            (r["outcome"].replace("_", " in "), r["method"], number(r["cases"]), number(r["events"]),
             f"{r['brier']:.4f}", "-" if r["auc"] is None else f"{r['auc']:.3f}",
             f"{r['within']} of {len(r['calibration'])}",
             "; ".join(f"{percent(mean)}: {percent(share)}" for mean, share in r["calibration"][-2:]))
            for r in rows
        ]  # fmt: skip
        if shown:
            print_table(
                title,
                (
                    "outcome, months",
                    "by",
                    "cases",
                    "events",
                    "Brier",
                    "AUC",
                    "calibrated",
                    "forecast: seen, top groups",
                ),
                shown,
            )
    for text in own_told(own, markets, "en"):
        print(f"  {text}")
    for outcome in dict.fromkeys(r["outcome"] for r in markets):
        print(f"  {outcome.replace('_', ' in ')} months: garden channel risk ranks by {ranked_by(markets, outcome)}")
    print("  both: the mean of the futures' and the scorecard's chance; one alone ranks where its Brier score is")
    print("  better by two standard errors")
    print("  true state: boosted trees that also see cash, equity, skill and expected profit, which no ledger shows")
    print("  (the whole state tells far more: garden channel coverage)")
    return DONE


def coverage_(options) -> int:
    """How often intervals hold, by row."""
    from experiments.channel.coverage import FEWEST, coverage

    if options.replicates < FEWEST + options.markets:
        raise UsageError(f"--replicates {options.replicates}: expected {FEWEST} more than --markets and up")
    scenario, parts = markets_of(options)
    with ProgressBar("ledgers") as bar:
        rows = coverage(scenario, parts, options.seed, options.markets, options.futures, options.threads, bar)
    if options.json:
        print_json([asdict(row) for row in rows])
        return DONE
    shown = [
        (r.against, r.by, r.outcome.replace("_", " in "), number(r.cases), f"{100 * r.covered:.1f}",
         *("-" if value != value else f"{100 * value:.1f}" for value in (r.perfect, r.width)),
         "-" if r.auc != r.auc else f"{r.auc:.3f}")
        for r in rows
    ]  # fmt: skip
    columns = (
        "held against",
        "by",
        "outcome, months",
        "intervals",
        "held, %",
        "perfect ones",
        "width, points",
        "its AUC",
    )
    print_table(f"90 % intervals on {options.markets} blinded markets", columns, shown)
    print("  groups: how many of a group of a distributor's partners came true, in the interval of their summed chance")
    print("  alike: the share among the partners most alike in all other markets, in each partner's interval")
    print("  state: the share of futures that go on from the market's whole state with other luck; an interval does")
    print("  not claim to hold it, since no ledger shows that state")
    print("  settled: partners to whom that state leaves a chance below 1 % or above 99 %")
    return DONE
