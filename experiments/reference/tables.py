"""Tables of the code's declarations, as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import import_module

from agents.partner import CAUSES, KINDS
from agents.state import Column
from experiments.reference.plan import PURPOSES, month_plan
from experiments.writing.columns import TABLES, dictionary
from model.market import DETAILS, EVENTS, firm_columns
from model.measure import BETTER, PLACES
from model.measures import OUTCOMES, at
from model.parameters import PARAMETERS
from model.prologue import PROLOGUE_MONTHS

WHAT = {
    "partner": "one row a firm that ever traded; closed ones keep their row",
    "desk": "what a tender looks at, kept apart from the rest for speed; one row a partner",
    "skill": "a partner's people in a domain of competence; one row a partner and domain",
    "commons": "what a community shares in a domain; one row a community and domain",
    "line": "a partner's goods of a category: stock, expectations, mark-up; one row a partner and category",
    "offer": "what a purchase looks at, for a category; one row a partner and category",
    "account": "a contract between a partner and a distributor; up to three a partner",
    "distributor": "one row a distributor; the focal one is row 0",
    "shelf": "a distributor's goods of a category; one row a distributor and category",
    "vendor": "one row a vendor",
    "brand": "a vendor's place in a category; one row a vendor and category",
    "category": "one row a category of goods",
    "niche": "one row a kind of partner and category of goods",
    "customer": "one row a corporate account or a small or medium firm; consumers are pooled",
    "introduction": "what peers bring about this month; one row a customer",
    "role": "sellers and engineers, one row each",
    "community": "one row a distributor and one for the vendors",
    "world": "one row: what nobody owns, and the month's sums",
    "event": "the diary",
}


def cell(text: object) -> str:
    """A text that can stand in a table."""
    return str(text).replace("|", "\\|").replace("\n", " ")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell(value) for value in row) + " |" for row in lines)


def first_line(module: str) -> str:
    """What a module says of itself in its first line."""
    return (import_module(module).__doc__ or "").strip().splitlines()[0]


def amount(value: object) -> str:
    """A number or a word of the parameter table."""
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else str(value)


def span(low: object, high: object) -> str:
    """A range; empty without limits."""
    if low is None and high is None:
        return ""
    return f"{amount(low)} to {amount(high)}" if high is not None else f"{amount(low)} or more"


def columns(declared: Sequence[Column]) -> str:
    """A table of columns."""
    rows = [
        (f"`{c.name}`" + (f" ({' x '.join(map(str, c.shape))})" if c.shape else ""), c.unit, c.meaning)
        for c in declared
    ]
    return table(("variable", "unit", "meaning"), rows)


def states() -> str:
    """Every table of state."""
    parts = []
    for name, declared in firm_columns().items():
        parts.append(f"#### `{name}`: {WHAT[name]}\n\n{columns(declared)}")
    return "\n\n".join(parts)


def kinds() -> str:
    """Kinds of partners and how many a market starts with."""
    rows = [(f"`{kind}`", PARAMETERS[f"population.{kind}"].default, first_line(f"agents.{kind}")) for kind in KINDS]
    return table(("kind", "at the start", "what it is"), rows)


def month() -> str:
    """The schedule."""
    rows = [(row["step"], f"`{row['phase']}`", row["does"], "" if row["prologue"] else "no") for row in month_plan()]
    return table(("step", "phase", "what it does", "in the prologue"), rows)


def decisions() -> str:
    """What partners decide, by the rules that are named so."""
    rows = []
    for phase in month_plan():
        for rule in phase["rules"]:
            if rule["name"].startswith("decide_"):
                rows.append((f"`{rule['name']}`", phase["step"], f"{rule['does']} {rule['more']}".strip()))
    return table(("decision", "step", "how"), rows)


def submodels() -> str:
    """Every phase with the rules that it uses; a rule is described where it is first used."""
    told: dict[str, int] = {}
    parts = []
    for phase in month_plan():
        lines = [f"#### {phase['step']}. `{phase['phase']}` (`{phase['module']}`)", ""]
        lines += [f"{phase['does']} {phase['more']}".strip(), ""]
        for rule in phase["rules"]:
            name = f"{rule['module']}.{rule['name']}"
            if name in told:
                continue
            told[name] = phase["step"]
            lines.append(f"- `{rule['name']}` (`{rule['module']}`): {rule['does']} {rule['more']}".rstrip())
        again = [f"`{r['name']}` ({told[n]})" for r in phase["rules"]
                 if told[n := f"{r['module']}.{r['name']}"] < phase["step"]]  # fmt: skip
        if again:
            lines += ["", f"Also used, described at an earlier step: {', '.join(again)}."]
        parts.append("\n".join(lines).replace("\n\n\n", "\n\n").rstrip())
    return "\n\n".join(parts)


def luck() -> str:
    """Which steps draw which random numbers."""
    steps: dict[str, list[int]] = {name: [] for name in PURPOSES}
    for phase in month_plan():
        for name in phase["luck"]:
            steps[name].append(phase["step"])
    rows = [(f"`{name}`", ", ".join(map(str, used)) or "the opening") for name, used in steps.items()]
    return table(("purpose", "steps"), rows)


def events() -> str:
    """Words of the diary."""
    return (
        f"Events: {', '.join(f'`{e}`' for e in EVENTS)}. Details: {', '.join(f'`{d}`' for d in DETAILS if d)}. "
        f"Causes of closing: {', '.join(f'`{c}`' for c in CAUSES if c)}."
    )


def records() -> str:
    """Tables that a run writes, under the names that the files have."""
    return written(tuple(name for name in TABLES if name != "runs"), "####")


def dictionary_of_all() -> str:
    """Every table that is written."""
    return written(tuple(TABLES), "##")


def written(names: Sequence[str], heading: str) -> str:
    """Tables as files have them."""
    parts = []
    for name in names:
        rows = [(f"`{row['column']}`", row["unit"], row["meaning"]) for row in dictionary(name)]
        parts.append(f"{heading} `{name}`: {TABLES[name]}\n\n{table(('column', 'unit', 'meaning'), rows)}")
    return "\n\n".join(parts)


def levers() -> str:
    """What a distributor can do."""
    rows = [
        (f"`{key.removeprefix('levers.focal.')}`", p.unit, amount(p.default), span(p.low, p.high), p.tip)
        for key, p in PARAMETERS.items()
        if p.role == "lever"
    ]
    return table(("lever", "unit", "default", "range", "what it is"), rows)


def outcomes() -> str:
    """What a run is measured by."""
    rows = [
        (f"`{key}`", one.unit, one.label[0], one.label[1], one.explained("en"), one.how, BETTER[one.better], one.source)
        for key, one in OUTCOMES.items()
    ]
    head = ("outcome", "unit", "called", "in Russian", "what it is", "how it is read", "good direction", "source")
    return table(head, rows)


def outcome_places() -> str:
    """Where an outcome stands by itself."""
    rows = [(f"`{place}`", what, ", ".join(f"`{key}`" for key in at(place))) for place, what in PLACES.items()]
    return table(("place", "what it is", "outcomes there"), rows)


def outcomes_briefly() -> str:
    """The same for the ODD description: what is observed and how."""
    return table(("outcome", "unit", "how it is read"), [(f"`{k}`", one.unit, one.how) for k, one in OUTCOMES.items()])


def statuses() -> str:
    """How many numbers have a source, in a sentence."""
    count = Counter(p.status for p in PARAMETERS.values())
    none = sum("no source" in p.source for p in PARAMETERS.values() if p.status == "judgement")
    return (
        f"Of {len(PARAMETERS)} values {count['verified']} were verified in the source named, {count['recalled']} are "
        f"recalled from the literature and unchecked, and {count['judgement']} are the authors' judgement; "
        f'{none} of the last say "no source".'
    )


def prologue() -> str:
    """Length of the prologue."""
    return f"{PROLOGUE_MONTHS} months"


def horizon() -> str:
    """Default length of a run."""
    return f"{PARAMETERS['months'].default} months"


def parameters() -> str:
    """The parameter table, a section for each first word of the keys."""
    groups: dict[str, list] = {}
    for key, declared in PARAMETERS.items():
        parts = key.split(".")
        deep = parts[0] in ("customers", "domains", "goods", "partners", "vendors", "levers") and len(parts) > 2
        groups.setdefault(".".join(parts[:2]) if deep else parts[0] if len(parts) > 1 else "run", []).append(declared)
    parts = []
    for name, rows in groups.items():
        body = [
            (
                f"`{p.key}`", p.unit, amount(p.default), " / ".join(p.choices) or span(p.low, p.high),
                p.role, p.status, p.source, p.tip,
            )
            for p in rows
        ]  # fmt: skip
        head = ("key", "unit", "default", "range", "role", "status", "source", "what it is")
        parts.append(f"## {name}\n\n{table(head, body)}")
    return "\n\n".join(parts)
