"""``garden claims``: the article's claims as experiments: supported, refuted, conditional or undecided."""

from __future__ import annotations

from pathlib import Path

from experiments.commands.console import noted, print_json, print_lines, print_table
from experiments.commands.flags import DONE, add_dark, add_kept_runs, add_stored, new_file, path, whole
from experiments.evidence.sequential import LOOKS, POINTS
from experiments.refusal import UsageError
from experiments.running.progress import ProgressBar
from experiments.writing.outputs import write_text
from experiments.writing.plain import number

HELP = "Runs the article's claims as experiments: supported, refuted, conditional or undecided, with effect and where."


def add_flags(flags) -> None:
    """Flags of the command."""
    flags.add_argument("words", nargs="*", metavar="S8 E1", help="claims (S1 to S55), experiments (E1 to E10) or tests")
    flags.add_argument(
        "--points", type=whole(2, 10_000), default=POINTS, help=f"points of the hypercube (default {POINTS})"
    )
    flags.add_argument(
        "--pairs", type=whole(LOOKS[0], LOOKS[-1]), default=32, help="pairs of runs at a point at most (default 32)"
    )
    add_kept_runs(flags)
    add_stored(flags)
    flags.add_argument("--to", type=path, metavar="FILE", help="write slides of all claims there (.pptx)")
    flags.add_argument("--language", choices=["en", "ru"], help="language of the slides (default en)")
    add_dark(flags)
    flags.add_argument("--page", type=new_file, metavar="FILE", help="write the page of all claims there (Markdown)")


def execute(options, command: str) -> int:
    """Verdicts as a table or JSON."""
    from experiments.evidence.claims import registry
    from experiments.evidence.claims_page import STORED, stored_effects, written_page
    from experiments.evidence.hypercube import claims_effects, doubts_of
    from experiments.evidence.telling import few_told
    from experiments.evidence.verdicts import WORDS, claim_rows, rows_of_tests, verdicts

    book = registry()
    try:
        claims, tests = book.chosen(options.words)
    except ValueError as problem:
        raise UsageError(str(problem)) from None
    for flag in ("page", "to"):
        if getattr(options, flag) and options.words:
            raise UsageError(f"--{flag}: tells all claims; expected no words beside it")
    if not options.to and (options.language or options.dark):
        raise UsageError(f"--{'language' if options.language else 'dark'}: is of slides; expected --to FILE.pptx")
    slides = claimed(options.to) if options.to else None
    if options.stored:
        effects = stored_effects(book)
    else:
        with ProgressBar("pairs of points") as bar:
            effects = claims_effects(
                book, tests, options.points, options.pairs, options.seed, options.keep, options.threads, bar,
                {"command": command},
            )  # fmt: skip
    found = verdicts(book, effects)
    if options.page:
        write_text(options.page, written_page(book, effects, found))
    if slides:
        pages = write_slides(slides, book, effects, found, options.language or "en", options.dark)
    asked = {test for claim in claims for test in book.tests_of(claim)}
    judged = claim_rows(book, found, claims)
    rows = judged + rows_of_tests(book, {name: found[name] for name in tests if name not in asked or not claims})
    few = few_told(effects.job, "en")
    if options.json:
        print_json([{**row, **noted(few)} for row in rows])
        return DONE
    shown = [
        (f"{r['claim']}  {r['says']}", r["verdict"], number(r["effect"]), between(r["low"], r["high"]),
         r["condition"] or "")
        for r in rows
    ]  # fmt: skip
    where = f"{effects.job['points']} points of the hypercube, {effects.job['pairs']} pairs each at most"
    if options.stored:
        where += f"; stored results ({STORED.name}), model version {effects.job['model_version']}"
    print_table(where, ("claim", "verdict", "effect", "95 % interval", "condition"), shown)
    counts = ", ".join(f"{sum(row['verdict'] == word for row in judged)} {word}" for word in WORDS)
    print(f"  of {len(judged)} claims {counts}" if judged else "")
    print_lines(few)
    if options.stored:
        print_lines(doubts_of(effects.job))
    if slides:
        print(f"wrote {pages} slides to {slides}")
    return DONE


def between(low: float | None, high: float | None) -> str:
    """An interval; a dash where there is none."""
    return number(None) if low is None or low != low else f"{number(low)} to {number(high)}"


def claimed(to: Path) -> Path:
    """The file that slides are written to, found writable before anything is run. What draws is loaded for it alone."""
    from experiments.drawing.files import claim_deck

    return claim_deck(to, suffixes=(".pptx",))


def write_slides(to: Path, book, effects, found, language: str, dark: bool) -> int:
    """The deck of all claims; returns its number of slides."""
    from experiments.drawing.files import write_deck
    from experiments.drawing.look import DARK, LIGHT
    from experiments.evidence.groups import evidence_of
    from experiments.stage.claims import claims_deck, command_of
    from experiments.words.words import words

    deck = claims_deck(evidence_of(book, effects, found), language, command_of(language, dark, to.name))
    write_deck(deck, to, words(language), DARK if dark else LIGHT)
    return deck.pages
