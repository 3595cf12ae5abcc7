"""The data dictionary: every column of every table that is written, with its unit and what it means.

What the engine records is declared with it (``model/records.py``, ``agents/partner.py``); here stands how files call
it, and what is made of it. A column that nothing says a word about fails a test.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from agents.customer import SEGMENTS
from agents.labour import ROLE_NAMES
from agents.partner import CAUSES, KINDS, LINES
from agents.state import Column
from agents.vendor import ORIGINS
from model.category_records import LINE_ROW, SHELF_ROW
from model.domain_records import SKILL_ROW
from model.measures import OUTCOMES, TOLD_AT, told_within
from model.parameters import PARAMETERS
from model.records import ACCOUNT_ROW, CHANNEL, MONTHLY, PANEL

TABLES = {
    "runs": "one row a run of a batch, and a column a factor",
    "monthly": "one row a month of a run",
    "partners": "one row a partner that ever traded",
    "distributors": "one row a month and distributor",
    "shelves": "one row a month, distributor and category of goods",
    "events": "one row an event, in order",
    "panel": "one row a month and living partner; on request",
    "flows": "one row a month, partner and line of the cash flow statement; on request",
    "accounts": "one row a month, partner and account; on request",
    "lines": "one row a month, partner and category of goods; on request",
    "skills": "one row a month, partner and domain of competence; on request",
    "purchases": "one row a month, partner, distributor and category bought; on request",
}
# What tells rows of a batch apart; the tables beside runs carry the first four.
RUN = (
    Column("run_id", "U", "name", "of the run: hash of scenario, months, replicate, root seed and who made it"),
    Column("manifest", "U", "name", "of the manifest in which arm counts: hash of its arms and of who made them"),
    Column("arm", "i4", "count", "number of the arm in its manifest, from 0; the base where there is one"),
    Column("replicate", "i4", "count", "number of the luck, from 0; the same luck in all arms"),
    Column("seed", "u8", "count", "of the run: from root seed and replicate alone"),
    Column("root_seed", "i8", "count", "of the batch"),
    Column("months", "i4", "months", "length of the run"),
    Column("model_version", "i4", "count", "of the model that made it"),
    Column("scenario_hash", "U", "name", "of the effective scenario"),
    Column("status", "U", "word", "ok, failed or quarantined; only ok has results"),
    Column("error", "U", "text", "why it has none"),
    Column("scenario", "U", "name", "of the scenario compared"),
    Column("rule", "U", "name", "of the rules in Python that its partners follow; own: the market's"),
)
# What a run is measured by. Shares are from 0 to 1.
SUMMARY = tuple(Column(key, "f8", one.unit, one.meaning[0]) for key, one in OUTCOMES.items())
MONTH = Column("month", "i8", "month", "from 0")
MONTHS = (
    MONTH,
    Column("closings", "i8", "count", "partners that closed this month"),
    Column("channel_gross_profit", "f8", "money", "of partners, goods and services"),
    Column("spin_offs", "i8", "count", "firms that staff of closed ones founded this month"),
)
PARTNERS = (
    Column("partner", "i8", "count", "its id"),
    Column("kind", "U", "word", ", ".join(KINDS)),
    Column("entered", "i8", "month", "first month of trade; 0 for partners of the start"),
    Column("closed", "i8", "month", "of closing; empty: alive at the end"),
    Column("cause", "U", "word", f"of closing: {', '.join(CAUSES[1:])}; empty: alive"),
    Column("origin", "U", "word", "initial, spin_off, outsider or retail"),
    Column("parent", "i8", "count", "id of the firm that it was spun off from; empty: none"),
    Column("primary_distributor", "U", "name", "its first distributor when it entered"),
    Column("size_at_start", "f8", "money / month", "usual sales when it entered"),
    Column("cash_days_at_start", "f8", "days", "of outflows that it held in cash when it entered"),
    Column("competence_at_start", "f8", "share", "in services when it entered"),
    Column("age_at_start", "i8", "months", "since its founding when it entered"),
    Column("efficiency", "f8", "ratio", "sales a head over the usual; drawn once"),
    Column("distributors", "i8", "count", "that it has an account with at the end"),
    Column("treated", "U", "name", "changes for some (pilots) that treat it, whoever its distributor is; empty: none"),
)
EVENTS = (
    MONTH,
    Column("event", "U", "word", "what happened"),
    Column("partner", "i8", "count", "whom it concerns; empty: nobody"),
    Column("distributor", "U", "name", "that it concerns; empty: none"),
    Column("vendor", "U", "name", "that it concerns; empty: none"),
    Column("amount", "f8", "money", "that it is about"),
    Column("detail", "U", "word", "why, or of which sort"),
)
FLOWS = (
    MONTH,
    Column("partner", "i8", "count", "its id"),
    Column("line", "U", "word", ", ".join(LINES)),
    Column("amount", "f8", "money", "into its cash (above 0) or out of it"),
)
DISTRIBUTORS = (
    MONTH,
    Column("distributor", "U", "name", "focal, rival_1, ..."),
    Column("focal", "b1", "flag", "whose results are told first"),
)
CATEGORY = Column("category", "U", "name", "of the goods")
DOMAIN = Column("domain", "U", "name", "of competence")
SHELVES = (DISTRIBUTORS[0], DISTRIBUTORS[1], CATEGORY, *SHELF_ROW)
PURCHASES = (
    MONTH,
    Column("partner", "i8", "count", "its id"),
    DISTRIBUTORS[1],
    CATEGORY,
    Column("amount", "f8", "money", "bought this month"),
)


def numbers(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Those of the columns that are one number a row: the others are tables of their own."""
    return tuple(column for column in columns if not column.shape)


OWN = {"runs": (*RUN, *SUMMARY), "monthly": MONTHS, "partners": PARTNERS, "events": EVENTS, "flows": FLOWS,
       "distributors": (*DISTRIBUTORS, *numbers(CHANNEL)), "panel": PANEL, "accounts": ACCOUNT_ROW,
       "shelves": SHELVES, "lines": (CATEGORY, *numbers(LINE_ROW)), "purchases": PURCHASES,
       "skills": (DOMAIN, *SKILL_ROW)}  # fmt: skip
KEYS = 4  # columns of a run that all tables of a batch carry
NAMED = {  # as files call it: as the engine does
    "focal_spend": ("focal_", "lever_spend"),
    "mean_competence": ("", "competence"),
    "ledger_residual": ("", "residual"),
}


def declared(table: str, name: str) -> Column | None:
    """What is said of a column, None when nothing is."""
    found = {column.name: column for column in (*RUN[:KEYS], *OWN.get(table, ()))}
    return found.get(name) or (_of_month(name) if table == "monthly" else None) or _of_family(name)


def _of_month(name: str) -> Column | None:
    """A column of the market's month, or of the focal distributor's, under its own name in the files."""
    market, focal = ({column.name: column for column in columns} for columns in (MONTHLY, CHANNEL))
    owner, own = NAMED.get(name, ("", name))
    if not owner and own not in market:
        owner = next((prefix for prefix in ("focal_", "channel_") if name.startswith(prefix)), "")
        own = name.removeprefix(owner)
    found = (focal if owner == "focal_" else market).get(own)
    if found is None:
        return None
    whose = "focal distributor: " if owner == "focal_" else ""
    return found._replace(name=name, meaning=f"{whose}{found.meaning}")


def _of_family(name: str) -> Column | None:
    """One of several columns of a kind, a cause, an origin, a segment, a month or a fact."""
    families = [
        ("partners_alive_", KINDS, "count", "partners that trade: {}"),
        ("closings_", CAUSES[1:], "count", "partners that closed: {}"),
        ("share_", ORIGINS, "share", "of all goods, by origin of the vendor: {}"),
        ("unemployment_", ROLE_NAMES, "share", "without work, of the trade's people at the month's end: {}s"),
        ("asian_share_", SEGMENTS, "share", "of Asian vendors in the segment {}"),
        ("survivors_", ("own",), "count", "partners of month 0 that still trade, of the focal distributor: {}"),
        ("rescue_", ("asked", "given", "missed", "wasted"), "count",
         "partners and help: asked for, given, missed (viable ones refused), wasted (hopeless ones helped): {}"),
    ]  # fmt: skip
    for prefix, words, unit, meaning in families:
        word = name.removeprefix(prefix)
        if name.startswith(prefix) and word in words:
            return Column(name, "f8", unit, meaning.format(word))
    from experiments.validation.targets import targets

    if name in targets():
        return Column(name, "f8", "as the fact", targets()[name].fact)
    if name in PARAMETERS:
        return Column(name, "f8", PARAMETERS[name].unit, PARAMETERS[name].tip)
    return None


@lru_cache(maxsize=1)
def names() -> Mapping[str, Sequence[str]]:
    """Names of all columns by table, as a small market of the present engine writes them."""
    from experiments.comparing.tables import RUN as WRITTEN
    from experiments.running.size import tiny_market
    from model import simulate

    result = simulate(tiny_market(), 1, max(TOLD_AT), panel=True, flows=True, accounts=True, lines=True, skills=True)
    runs = [column.name for column in RUN if column.name not in ("scenario", "rule")]
    frames = {name: getattr(result, name) for name in WRITTEN.tables}
    tables = {name: list(frame) for name, frame in frames.items() if frame is not None}
    ordered = {name: tables[name] for name in (*TABLES, *tables) if tables.get(name)}
    return {"runs": [*runs, *told_within(max(TOLD_AT))], **ordered}


def dictionary(table: str | None = None) -> list[dict]:
    """Rows ``table, column, unit, meaning`` of one table or all."""
    rows = []
    for name, columns in names().items():
        if table in (None, name):
            for column in columns:
                found = declared(name, column)
                rows.append({"table": name, "column": column, "unit": found.unit if found else "",
                             "meaning": found.meaning if found else ""})  # fmt: skip
    return rows


def described(table: str, content, factors: Sequence[str] = ()):
    """An Arrow table with unit and meaning in the metadata of its fields; ``factors`` of a batch may have any name."""
    schema = content.schema
    for place, one in enumerate(schema):
        found = declared(table, one.name)
        if found is None and one.name in factors:
            found = Column(one.name, "f8", "level", "of the factor in the manifest")
        if found:
            schema = schema.set(place, one.with_metadata({"unit": found.unit, "meaning": found.meaning}))
    return content.cast(schema)
