"""``garden channel policy``: what keeps whom, and at what cost, on your own partners."""

from __future__ import annotations

from pathlib import Path

from experiments.commands.channel_markets import channel_of, markets_of
from experiments.commands.console import print_json, print_table
from experiments.commands.flags import DONE, add_dark, amount, day, new_file, path, whole
from experiments.refusal import UsageError
from experiments.running.progress import ProgressBar
from experiments.writing.plain import number

PROGRAMMES = ("terms", "limit", "rescue", "insurance", "services", "community")


def add_flags(flags) -> None:
    """Flags of the verb, but for those that it shares with the others."""
    flags.add_argument("folder", type=path, metavar="DIR", help="a channel folder")
    flags.add_argument("--programmes", default=",".join(PROGRAMMES), metavar="P,P", help="what is tried (default: all)")
    flags.add_argument("--months", type=whole(12, 60), default=24, help="how far ahead (12 to 60, default 24)")
    flags.add_argument("--futures", type=whole(2, 1000), default=32, help="pairs of runs a programme (default 32)")
    flags.add_argument("--budget", type=amount, metavar="AMOUNT", help="spend so much a year, in the ledger's money")
    flags.add_argument("--top", type=whole(1, 1_000_000), default=15, help="partners to print (default 15)")
    flags.add_argument("--out", type=new_file, metavar="FILE", help="write a row a partner as .xlsx or .csv")
    flags.add_argument("--deck", type=new_file, metavar="FILE", help="write slides: .pptx, .pdf or .html")
    flags.add_argument("--language", choices=["en", "ru"], default="en", help="language of the slides (default en)")
    add_dark(flags)
    flags.add_argument("--names", action="store_true", help="partners by name on the slides, not by number")
    flags.add_argument("--date", type=day, metavar="YYYY-MM-DD", help="day of the slides, told on the front page "
                       "(default: the ledger's day alone)")  # fmt: skip
    flags.set_defaults(call=execute)


def asked(text: str) -> tuple[str, ...]:
    """The programmes of ``--programmes``, in the table's order."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in PROGRAMMES:
            raise UsageError(f"--programmes {name}: expected some of {', '.join(PROGRAMMES)}")
    if not names:
        raise UsageError(f"--programmes: is empty; expected some of {', '.join(PROGRAMMES)}")
    return tuple(name for name in PROGRAMMES if name in names)


def execute(options) -> int:
    """Try the programmes, spend the budget, tell both."""
    from experiments.channel.backtest import RANKING, on_history, on_markets
    from experiments.channel.candidates import together
    from experiments.channel.exports import write_table
    from experiments.channel.keeping import columns, keeping, plan
    from experiments.channel.policy import trial
    from experiments.channel.programmes import own_market
    from experiments.channel.risk import risk_table
    from experiments.channel.slides import channel_deck
    from experiments.channel.trust import trust_told
    from experiments.drawing.files import claim_deck, write_deck
    from experiments.drawing.look import DARK, LIGHT
    from experiments.stage.report import dated
    from experiments.words.words import words

    names = asked(options.programmes)
    if options.deck:
        claim_deck(options.deck, "--deck")
    elif flag := next((flag for flag in ("dark", "names", "date") if getattr(options, flag)), ""):
        raise UsageError(f"--{flag}: expected --deck FILE with it")
    channel, history = channel_of(options)
    market, parts = markets_of(options)
    own = own_market(channel, market)
    candidates, skill = together(parts), on_markets(parts, RANKING)
    risk = risk_table(channel, history, candidates, float(market.values["finance.loss_given_default"]), skill)

    def run(*asked):
        with ProgressBar("futures of your partners") as bar:
            return trial(*asked, options.threads, bar)

    kept = keeping(channel, history, candidates, risk, own, names, options.months, options.futures, options.seed, run)
    offers = None if options.budget is None else plan(kept, options.budget, run)
    notes = notes_on(kept, options)
    if options.out:
        write_table(kept.table, options.out, columns(names, options.months), notes)
    if options.deck:
        language = options.language
        trust = trust_told(channel, history, risk, on_history(history, candidates), skill, language)
        deck = channel_deck(
            channel, risk, kept, offers, options.budget, language, command_of(options), options.names, trust
        )
        say = words(options.language)
        write_deck(dated(deck, options.date, say) if options.date else deck, options.deck, say,
                   DARK if options.dark else LIGHT)  # fmt: skip
    if options.json:
        print_json(told(channel, kept, offers, notes, options))
        return DONE
    show(channel, kept, options)
    if options.budget is not None:
        show_plan(channel, kept, offers, options)
    for note in notes:
        print(f"  {note}")
    for written in filter(None, (options.out, options.deck)):
        print(f"  written: {written}")
    return DONE


def command_of(options) -> str:
    """The command that gives the same numbers again, with no more of the files than the folder's name."""
    from experiments.channel.keeping import command_for

    values = "".join(f" --set {value}" for value in options.set)
    command = command_for(Path(options.folder).name, asked(options.programmes), options.months, options.futures,
                          options.seed, options.budget or 0.0)  # fmt: skip
    return f"{command} --scenario {options.scenario} --replicates {options.replicates}{values}"


def told(channel, kept, offers, notes, options) -> dict:
    """Everything as plain rows for ``--json``."""
    from experiments.channel.keeping import RULES, rows_of
    from experiments.comparing.finding import best_told
    from experiments.words.words import words

    say, unit = words("en"), channel.money()
    found = {
        "currency": channel.about["currency"], "unit": channel.about["unit"], "as_of": str(channel.as_of or ""),
        "months": options.months, "pairs": kept.trial.replicates, "seed": options.seed, "levers": kept.levers,
        "programmes": rows_of(kept.trial, kept.trial.arms[1:], say, unit), "for_whom": kept.for_whom,
        "best": best_told(kept.best, say, "nothing"), "partners": kept.table.to_dict("records"),
        "notes": notes, "plan": None,
    }  # fmt: skip
    if offers is not None:
        names = kept.partners["name"]
        found["plan"] = {
            "budget": offers.budget, "expected_cost": offers.price, "clear": offers.clear,
            "programme_of_the_rules": offers.lead,
            "offers": [{"partner": names[place], "programme": name} for place, name in sorted(offers.offers.items())],
            "rules": rows_of(offers.trial, RULES, say, unit), "best": best_told(offers.best, say, "nothing"),
            "pilot": offers.pilot.__dict__ | {"effect": offers.pilot.effect.__dict__},
        }  # fmt: skip
    return found


def notes_on(kept, options) -> list[str]:
    """What a reader must know of the numbers."""
    from experiments.validation.bearing import lost_share, missed_facts

    trial = kept.trial
    closed, stopped = 1.0 - trial.alive[0].mean(), 1.0 - trial.buys[0].mean()
    unknown = int(kept.partners["risk"].isna().sum())
    notes = [
        f"a simulated market ({options.scenario}, seed {options.seed}) that starts with your partners, as large and on "
        "such terms as your ledger says; conditional on that market, no forecast",
        f"with nothing done {100 * closed:.0f} of 100 partners close within {options.months} months and "
        f"{100 * stopped:.0f} buy no more; garden channel risk expects {100 * kept.partners['risk'].mean():.0f} of 100 "
        "to stop within 12",
        "debts that are overdue today are in the chances of garden channel risk, and here only in the cash that they "
        "speak for",
    ]
    if unknown:
        notes.append(f"{unknown:,} partners bought nothing for a year: nothing is told of their risk or cash")
    if {"services", "community"} & set(kept.levers):
        notes.append("services and a community are for all or nobody: their cost does not follow single partners")
    return notes + missed_facts({}, kept.levers.values(), "en", own=lost_share(trial))


def points(pair: dict) -> str:
    """A difference of shares in partners of 100, with its interval or why there is none."""
    if pair["low"] == pair["low"]:
        return f"{hundredths(pair['difference'])} ({hundredths(pair['low'])} to {hundredths(pair['high'])})"
    return f"{hundredths(pair['difference'])} ({pair['differing']} of {pair['pairs']} differ)"


def hundredths(share: float) -> str:
    """A difference of shares in hundredths, never a minus zero."""
    return f"{round(100 * share, 1) + 0.0:+.1f}"


def money_told(pair: dict) -> str:
    """A difference of money with its interval."""
    bounds = f" ({number(round(pair['low']))} to {number(round(pair['high']))})" if pair["low"] == pair["low"] else ""
    return f"{number(round(pair['difference']))}{bounds}"


def print_arms(title: str, rows: list[dict]) -> None:
    """A line an arm, then each finding in words."""
    from experiments.words.words import words

    say = words("en")
    shown = [
        (r["programme"], points(r["still_there"]), points(r["still_buying"]), money_told(r["cost_a_year"]),
         money_told(r["profit_a_year"]), say(f"verdict.{r['verdict']}"))
        for r in rows
    ]  # fmt: skip
    print_table(title, ("offer", "still there, of 100", "still buying, of 100", "cost a year", "your profit a year",
                        "verdict"), shown)  # fmt: skip
    print("  over all the months:")
    for row in rows:
        print(f"  {row['finding']}")


def show(channel, kept, options) -> None:
    """Programmes, groups, partners."""
    from experiments.channel.keeping import rows_of
    from experiments.comparing.finding import best_told
    from experiments.words.words import words

    trial = kept.trial
    title = f"against nothing, {len(kept.partners):,} partners, {trial.replicates} pairs of runs on the same luck"
    rows = rows_of(trial, trial.arms[1:], words("en"), channel.money())
    print_arms(f"{title}, {options.months} months, money in {channel.money()}", rows)
    print(f"  {best_told(kept.best, words('en'), 'nothing')}\n")
    groups = list(dict.fromkeys((r["group"], r["partners"]) for r in kept.for_whom))
    cells = {(r["programme"], r["group"]): r for r in kept.for_whom}
    rows = [(f"{group} ({count})", *(points(cells[name, group]) for name in trial.arms[1:])) for group, count in groups]
    print_table("for whom: still buying, of 100", ("group", *trial.arms[1:]), rows)
    table = kept.table.sort_values("chance_now", kind="stable")
    rows = [
        (r["name"], f"{100 * r['chance_now']:.0f}", *(one(r, name) for name in trial.arms[1:]))
        for r in table.head(options.top).to_dict("records")
    ]
    title = (
        f"partners that stop most often with nothing done: still buying after {options.months} months, of 100 futures"
    )
    print_table(f"{title}; what an offer adds", ("partner", "nothing", *trial.arms[1:]), rows)


def one(row: dict, name: str) -> str:
    """What an offer adds for one partner."""
    low, high = row[f"chance_{name}_low"], row[f"chance_{name}_high"]
    bounds = f" ({hundredths(low)} to {hundredths(high)})" if low == low else ""
    return f"{hundredths(row[f'chance_{name}'])}{bounds}"


def show_plan(channel, kept, offers, options) -> None:
    """The list, what it did on new luck beside simpler rules, and a pilot."""
    from experiments.channel.keeping import RULES, rows_of
    from experiments.comparing.finding import best_told
    from experiments.words.words import words

    if offers is None:
        print(f"  no offer within {number(options.budget)} a year is expected to keep anybody buying\n")
        return
    table = kept.table
    rows = [(table["name"][place], name, hundredths(table[f"chance_{name}"][place]),
             number(round(table[f"cost_{name}"][place]))) for place, name in offers.offers.items()]  # fmt: skip
    rows.sort(key=lambda row: row[0])
    title = f"the list: {len(rows)} offers for {number(round(offers.price))} of {number(options.budget)}"
    columns = ("partner", "offer", "adds, of 100", "cost a year")
    print_table(f"{title} {channel.money()} a year", columns, rows[: options.top])
    if len(rows) > options.top:
        print(f"  ... and {len(rows) - options.top} more (--top)")
    print(f"  {offers.clear} of these {len(rows)} gains are told apart from nothing; the others may be luck")
    title = f"the list on {offers.trial.replicates} futures that had no say in it; the others offer {offers.lead}"
    print_arms(title, rows_of(offers.trial, RULES, words("en"), channel.money()))
    print(f"  within the budget: {best_told(offers.best, words('en'), 'nothing')}")
    print_pilot(offers.pilot)


def print_pilot(pilot) -> None:
    """A pilot that can be sized in two lines; of one that cannot, no numbers that would seem to speak for it."""
    if pilot.needed is None:
        print(
            f"  no pilot of {pilot.programme} can be sized: what it does for all of them, "
            f"{points(pilot.effect.__dict__)} of 100, cannot be told from nothing\n"
        )
        return
    seen = hundredths(pilot.seen)
    if pilot.low == pilot.low:
        seen += f" ({hundredths(pilot.low)} to {hundredths(pilot.high)})"
    print(
        f"  a pilot of {pilot.programme} for half of {pilot.partners} partners, drawn by lot, {pilot.months} months: "
        f"those with it against those without it {seen} of 100, single pilots {100 * pilot.spread:.0f} around that; "
        f"for all of them it does {points(pilot.effect.__dict__)}"
    )
    print(f"  to find that in four pilots of five takes {number(pilot.needed)} partners\n")
