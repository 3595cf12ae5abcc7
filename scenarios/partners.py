"""Your own channel: the partners of month 0 from a CSV file, every cell checked, every complaint in words."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from agents.partner import KINDS
from model.settings import distributor_names
from scenarios.check import DISTRIBUTOR, NO_DISTRIBUTOR, ScenarioError, meant, unsteered

LARGEST_LIST = 6_000_000  # bytes
MOST_PARTNERS = 100_000
MOST_COMPLAINTS = 1000


class Field(NamedTuple):
    """A column of the file: numbers lie within ``low`` to ``high``; ``unit`` is empty for words."""

    name: str
    unit: str
    needed: bool
    low: float
    high: float
    meaning: str


FIELDS = (
    Field("kind", "", True, 0.0, 0.0, f"one of {', '.join(KINDS)}"),
    Field("size", "money / month", True, 1e-9, 1e15, "goods that it buys in a usual month from all its distributors"),
    Field("cash_days", "days", False, 0.0, 3650.0, "days of its payments that it holds in cash"),
    Field("terms", "days", False, 0.0, 120.0, "days of deferment from its main distributor; 0: pays in advance"),
    Field("limit", "money", False, 0.0, 1e15, "its credit limit with its main distributor; 0: pays in advance"),
    Field("distributor", "", False, 0.0, 0.0, "its main distributor: focal, rival_1, ..."),
    Field("name", "", False, 0.0, 0.0, "for your own reading; the model does not look at it"),
)
NAMES = tuple(f.name for f in FIELDS)


class PartnersError(ScenarioError):
    """What is wrong with a file of partners: a line for the file, then one for every bad cell."""

    def __init__(self, headline: str, complaints: Sequence[str] = ()) -> None:
        shown = list(complaints[:MOST_COMPLAINTS])
        if len(complaints) > MOST_COMPLAINTS:
            shown.append(f"... and {len(complaints) - MOST_COMPLAINTS:,} more")
        self.lines = (headline, *shown)
        super().__init__("\n".join(self.lines))


class PartnersFileError(PartnersError):
    """The file itself cannot be read."""


@dataclass(frozen=True, eq=False)
class Partners:
    """The partners of month 0 as a file gives them: a tuple a column, in the file's order and money.

    A number that was left empty is NaN, an empty distributor ``""``. ``source`` is the file's name; two
    lists with the same cells have the same ``hash``, whatever they are called.
    """

    source: str
    kind: tuple[str, ...]
    size: tuple[float, ...]
    cash_days: tuple[float, ...]
    terms: tuple[float, ...]
    limit: tuple[float, ...]
    distributor: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def counts(self) -> dict[str, int]:
        """Number of partners by kind."""
        return {kind: self.kind.count(kind) for kind in KINDS}

    @cached_property
    def hash(self) -> str:
        """Twelve hexadecimal digits that name the cells, however the file wrote them."""
        return hashlib.sha256(self.to_csv().encode()).hexdigest()[:12]

    @property
    def about(self) -> dict[str, str | int]:
        """What provenance says of the list: file, number of partners, hash."""
        return {"file": self.source, "partners": len(self), "hash": self.hash}

    def to_csv(self) -> str:
        """The list as a file that reads back to the same cells."""
        columns = [getattr(self, name) for name in NAMES[:-1]]
        rows = [",".join(_cell(value) for value in row) for row in zip(*columns, strict=True)]
        return "\n".join([",".join(NAMES[:-1]), *rows]) + "\n"

    def check_market(self, values: Mapping[str, object]) -> None:
        """Raise :class:`PartnersError` where a scenario's values contradict the list."""
        for kind, count in self.counts.items():
            if values[f"population.{kind}"] != count:
                raise PartnersError(
                    f"population.{kind}: {values[f'population.{kind}']} is not what {self.source} lists; expected "
                    f"{count}, or no number: the file says how many partners of each kind there are"
                )
        known = distributor_names(int(values["population.distributor"]))
        for place, name in enumerate(self.distributor):
            try:
                _distributor(name or known[0], known)
            except ValueError as why:
                raise PartnersError(f"{self.source}: distributor of partner {place}: {why}") from None


def _cell(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return "" if math.isnan(value) else repr(value)


def _decoded(data: bytes, source: str) -> str:
    """The text of a file, or words about its encoding."""
    if len(data) > LARGEST_LIST:
        raise PartnersError(f"{source}: is larger than {LARGEST_LIST:,} bytes; expected a list of partners")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise PartnersError(f"{source}: is UTF-16 text; save it as CSV in UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise PartnersError(
            f"{source}:{line}: is not UTF-8 text (byte {problem.start}); save it as CSV in UTF-8"
        ) from None
    if "\0" in text:
        raise PartnersError(f"{source}: holds binary data; expected a CSV file with the columns {', '.join(NAMES)}")
    return text


def _header(cells: list[str], source: str, line: int) -> list[str]:
    """The columns that the file has, in its order."""
    names = [cell.strip() for cell in cells]
    where = f"{source}:{line}"
    for sign, word in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if len(names) == 1 and sign in names[0]:
            raise PartnersError(f"{where}: cells are separated by {word}; expected commas, and points in decimals")
    problems = [
        f"{where}: column {place}: has no name; expected one of {', '.join(NAMES)}"
        if not name
        else f"{where}: {name}: unknown column{meant(name, NAMES)}"
        for place, name in enumerate(names, start=1)
        if name not in NAMES
    ]
    problems += [f"{where}: {name}: stands twice" for name in sorted({n for n in names if n and names.count(n) > 1})]
    problems += [
        f"{where}: {f.name}: column is missing; {f.meaning}" for f in FIELDS if f.needed and f.name not in names
    ]
    if problems:
        raise PartnersError(f"{source}: the first line does not name the columns as expected", problems)
    return names


def _number(text: str, column: Field) -> float:
    """A cell's number; raises ValueError with what was expected."""
    expected = f"expected {column.unit}: {column.meaning}"
    try:
        value = float(text.replace("_", "?"))
    except ValueError:
        hint = "; decimals take a point" if "," in text else ""
        raise ValueError(f"{text!r} is not a number{hint}; {expected}") from None
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a finite number; {expected}")
    if column.name == "size" and value <= 0.0:
        raise ValueError(f"{text} is not above 0; {expected}")
    if not column.low <= value <= column.high:
        raise ValueError(f"{text} is out of range; expected {column.low:g} to {column.high:g} ({column.unit})")
    return value


def _distributor(text: str, known: Sequence[str]) -> str:
    """A distributor's name, of the ``known`` ones if there are any; raises ValueError."""
    if not DISTRIBUTOR.fullmatch(text):
        raise ValueError(f"{text!r} {NO_DISTRIBUTOR}")
    if known and text not in known:
        expected = known[0] if len(known) == 1 else f"{known[0]} to {known[-1]}"
        raise ValueError(f"{text!r} is not in this market; expected {expected}")
    return text


def _value(text: str, column: Field, known: Sequence[str]) -> float | str:
    """A checked cell; raises ValueError with what was expected."""
    text = text.strip()
    if not text:
        if column.needed:
            raise ValueError(f"is empty; expected {column.meaning}")
        return math.nan if column.unit else ""
    if column.unit:
        return _number(text, column)
    if column.name == "kind" and text not in KINDS:
        raise ValueError(f"{text!r} is none of {', '.join(KINDS)}{meant(text, KINDS)}")
    return _distributor(text, known) if column.name == "distributor" else text


def read_partners(data: bytes, source: str, distributors: Sequence[str] = ()) -> Partners:
    """Partners from the bytes of a CSV file (see :func:`read_named`), without their names."""
    return read_named(data, source, distributors)[0]


def read_named(data: bytes, source: str, distributors: Sequence[str] = ()) -> tuple[Partners, list[str]]:
    """Partners from the bytes of a CSV file called ``source``, and their names: a number where one has none.

    With ``distributors`` (names of the market's) these are checked too. Raises :class:`PartnersError`,
    whose ``lines`` tell every bad cell: file, line, column, what was expected.
    """
    text = _decoded(data, source)
    if not text.strip():
        raise PartnersError(f"{source}: is empty; expected a CSV file with the columns {', '.join(NAMES)}")
    columns: dict[str, list] = {f.name: [] for f in FIELDS}
    fields = {f.name: f for f in FIELDS}
    problems: list[str] = []
    names: list[str] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            where = f"{source}:{line}"
            line = reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = _header(cells, source, int(where.rpartition(":")[2]))
                continue
            if len(cells) != len(names):
                problems.append(f"{where}: has {len(cells)} cells; expected {len(names)}: {', '.join(names)}")
                continue
            row = dict(zip(names, cells, strict=True))
            for name, column in fields.items():
                try:
                    columns[name].append(_value(row.get(name, ""), column, distributors))
                except ValueError as why:
                    problems.append(f"{where}: {name}: {why}")
            if len(columns["kind"]) > MOST_PARTNERS:
                raise PartnersError(f"{source}: has more than {MOST_PARTNERS:,} partners; expected fewer")
    except csv.Error as problem:
        raise PartnersError(f"{source}:{line}: is not CSV: {problem}") from None
    if problems:
        what = "1 bad line or cell" if len(problems) == 1 else f"{len(problems):,} bad lines or cells"
        raise PartnersError(f"{source}: {what}", problems)
    if not columns["kind"]:
        raise PartnersError(f"{source}: has no partners; expected a line for each under {', '.join(NAMES)}")
    called = [unsteered(name).strip() or str(number) for number, name in enumerate(columns["name"])]
    return Partners(source, *(tuple(columns[name]) for name in NAMES[:-1])), called


def load_partners(path: Path, distributors: Sequence[str] = ()) -> Partners:
    """Partners from a CSV file (see :func:`read_partners`) or a channel folder, which holds one.

    Raises :class:`PartnersFileError` when it is unreadable.
    """
    if (path / "channel.toml").is_file():
        path = path / "partners.csv"
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_LIST + 1)
    except FileNotFoundError:
        raise PartnersFileError(f"{path.name}: no such file") from None
    except IsADirectoryError:
        raise PartnersFileError(f"{path.name}: is a folder; expected a CSV file") from None
    except (OSError, ValueError) as failure:
        why = getattr(failure, "strerror", None) or failure
        raise PartnersFileError(f"{path.name}: cannot be read ({why})") from None
    return read_partners(data, path.name, distributors)
