"""Documents as a ledger counts them: payments and cancelled ones left out, what looks wrong of the others told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.channel.columns import is_counting
from experiments.channel.doubts import Doubt, Some, doubt, quoted, rows_of, some
from experiments.channel.headings import Table, blank, heading, words
from experiments.channel.mapping import LedgerMap
from experiments.channel.payments import joined

FAR_DUE = np.timedelta64(730, "D")  # no terms are as long: a mistyped year
FEW_WORDS = 20  # different words that a column of statuses or kinds has at most
ROUNDED = 0.01  # share of an amount by which what is owed or paid of it may be above it
SHARED = 0.05  # share of numbers that stand on several documents: more, and they are no documents' own
REPEATED = 3  # rows at least that show that what is owed is not of their documents
CREDIT = re.compile(
    r"(?P<said>возврат|корректир|уменьш|сторно|\breturn|refund|credit (?:note|memo)|gutschrift|storno)|"
    r"(?P<named>кредит|credit|return)|(?P<coded>\b(?:rk|g2|re-|dg|kg)\b)",
    re.IGNORECASE,
)
# Whose word is taken: *credit* may be terms of payment in other columns, and *RE-1* is an invoice's number.
CREDIT_OF = {"type": {"said", "named", "coded"}, "invoice": {"said", "named"}}
PAYMENTS = re.compile(r"оплат|платеж|поступлен|payment|receipt|\b(?:dz|zp)\b", re.IGNORECASE)
CANCELLED = re.compile(
    r"(?:отмен[её]н|аннулирован|сторнирован|удал[её]н|помечен\w* (?:на|к) удалени|не провед[её]н|черновик|"
    r"cancel(?:l?ed)?\b|void(?:ed)?\b|annulled|deleted|reversed\b|marked for deletion|not posted|unposted|draft\b|"
    r"storniert)\w*",
    re.IGNORECASE,
)
STATUS = re.compile(r"статус|состояни|признак|status|state", re.IGNORECASE)
FLAG = re.compile(r"отмен|аннулир|сторнир|удален|cancel|\bvoid|delet|reversed", re.IGNORECASE)
POSTED = re.compile(r"(?:документ )?провед[её]н\w*\Z|posted\Z", re.IGNORECASE)
YES, NO = {"да", "yes", "true", "истина", "1", "x", "х", "+", "v", "y"}, {"нет", "no", "false", "ложь", "0", "-", "n"}
WORDY = ("type", "kind", "note")  # roles of columns whose words may tell what became of a document


class _Telling:
    """Doubts of one table's documents."""

    def __init__(self, table: Table, frame: pd.DataFrame, doubts: list[Doubt]) -> None:
        self.source, self.frame, self.doubts = table.source, frame, doubts

    def tell(self, what: str, chosen: np.ndarray | None = None, left_out: float = 0.0, **values) -> None:
        rows = {} if chosen is None else {"rows": rows_of(chosen.sum())}
        self.doubts.append(doubt(what, self.source, left_out, **rows, **values))

    def lines(self, chosen: np.ndarray) -> Some:
        return some(map(str, self.frame.loc[chosen, "line"]))

    def leave_out(self, what: str, chosen: np.ndarray, **values) -> None:
        """Take rows away and tell their lines and their sum."""
        lost = float(self.frame.loc[chosen, "amount"].sum())
        self.tell(what, chosen, lost, sum=lost, **values)
        self.frame.drop(self.frame.index[chosen], inplace=True)


def documents(
    table: Table, places: Mapping[str, int], given: LedgerMap, data: Sequence[int], frame: pd.DataFrame,
    doubts: list[Doubt],
) -> None:  # fmt: skip
    """Leave out payments, cancelled documents and rows without a day; tell what is odd of the others.

    ``data`` are the places in the table of the rows of ``frame``.
    """
    telling = _Telling(table, frame, doubts)
    tell, lines = telling.tell, telling.lines
    copies = _copies(table, places, data, frame["partner"])
    spoken = list(_spoken(table, places, given, data))
    returned = np.zeros(len(frame), bool)
    for name, cells in spoken:
        returned |= _matching(cells, _credits({"said"}))
        cancelled = _cancelled(name, cells)[frame.index]
        if cancelled.any():
            said = dict.fromkeys(cells[place] for place in frame.index[cancelled])
            telling.leave_out("cancelled", cancelled, column=repr(name), words=quoted(said), lines=lines(cancelled))
    if "type" in frame:
        payments = frame["type"].astype(str).str.contains(PAYMENTS).to_numpy()
        if payments.any():
            telling.leave_out("payments", payments)
    named = "type" if "type" in frame else "invoice"  # which says it less surely
    credit = returned[frame.index]
    if named in frame:
        credit |= _matching(frame[named].astype(str).tolist(), _credits(CREDIT_OF[named]))
    if (positive := credit & (frame["amount"] > 0).to_numpy()).any():
        tell("credit_notes.positive", positive)
    if "issued" not in frame:
        frame["issued"] = frame["due"]
        tell("no_day_of_issue")
    missing = frame["issued"].isna().to_numpy()
    if "due" in frame:
        instead = missing & frame["due"].notna().to_numpy()
        if instead.any():
            frame.loc[instead, "issued"] = frame.loc[instead, "due"]
            tell("no_day_of_issue.rows", instead)
            missing &= ~instead
    if missing.any():
        telling.leave_out("no_day", missing, lines=lines(missing))
    if (negative := (frame["amount"] < 0).to_numpy()).any():
        tell("credit_notes", negative, sum=float(frame.loc[negative, "amount"].sum()))
    if "paid" in frame and (early := frame["paid"] < frame["issued"]).any():
        tell("paid_before_issue", early)
    if "due" in frame and (early := frame["due"] < frame["issued"]).any():
        tell("due_before_issue", early)
    if "due" in frame and (far := frame["due"] - frame["issued"] > FAR_DUE).any():
        tell("far_due", far, lines=lines(far))
    joined(frame, table.source, doubts)
    same = [name for name in ("partner", "invoice", "issued", "amount") if name in frame]
    twice = frame.duplicated(same).to_numpy() if "invoice" in frame else np.zeros(len(frame), bool)
    if twice.any():
        tell("rows_twice", twice, lines=lines(twice))
    if (copied := copies[frame.index] & ~twice).any():
        tell("rows_copied", copied, lines=lines(copied))
    if "invoice" in frame and (shared := _shared_numbers(frame)).any():
        tell("shared_numbers", shared, lines=lines(shared))
    if "open" in frame and (why := _not_of_documents(frame)):
        tell(why, column=repr(table.names[places["open"]]))
        frame.drop(columns="open", inplace=True)
    for part in ("open", "paid_amount"):
        if part in frame and (above := _above(frame[part], frame["amount"])).any():
            tell(f"above_amount.{part}", above, lines=lines(above))


def _spoken(table: Table, places, given: LedgerMap, data: Sequence[int]) -> Iterator[tuple[str, list[str]]]:
    """Columns of few different words that may tell what became of a document: heading and cells."""
    ignored = {heading(name) for name, role in given.columns.items() if role == "ignore"}
    taken = {place for role, place in places.items() if role not in WORDY}
    for place, name in enumerate(table.names):
        if place in taken or heading(name) in ignored:
            continue
        cells = table.column(place)
        different = {cells[p] for p in data}
        if len(different) <= FEW_WORDS:
            said = {cell: words(cell) for cell in different}
            yield name, [said[cells[p]] for p in data]


def _credits(kinds: set[str]):
    """What tells whether a cell names a credit note, by a word of these kinds."""
    return lambda cell: any(found.lastgroup in kinds for found in CREDIT.finditer(cell))


def _matching(cells: list[str], match) -> np.ndarray:
    """Which cells match."""
    known = {cell: bool(match(cell)) for cell in set(cells)}
    return np.array([known[cell] for cell in cells], bool)


def _cancelled(name: str, cells: list[str]) -> np.ndarray:
    """Which cells of a column say that their document does not count."""
    if POSTED.match(name.strip()):
        return _matching(cells, lambda cell: cell.lower() in NO)
    if FLAG.search(name):
        return _matching(cells, lambda cell: cell.lower() in YES or CANCELLED.match(cell))
    return _matching(cells, CANCELLED.match if STATUS.search(name) else CANCELLED.fullmatch)


def _copies(table: Table, places, data: Sequence[int], partners: pd.Series) -> np.ndarray:
    """Which rows are another's exact copies, but for a column that counts them."""
    own = places.get("invoice")
    kept = [table.column(at) for at in range(len(table.names)) if at == own or not _counts_rows(table.column(at))]
    rows = list(zip(*kept, strict=True))
    seen: set[int] = set()
    found = np.zeros(len(data), bool)
    for row, (place, partner) in enumerate(zip(data, partners, strict=True)):
        key = hash((partner, rows[place]))
        found[row] = key in seen
        seen.add(key)
    return found


def _counts_rows(cells: list) -> bool:
    """Whether a column counts its rows from 1."""
    return is_counting(cells) and words(next(cell for cell in cells if not blank(cell))) == "1"


def _shared_numbers(frame: pd.DataFrame) -> np.ndarray:
    """Which documents bear the number of another of an other partner or day, where numbers are else documents' own."""
    numbers = frame["invoice"].astype(str)
    known = frame.loc[numbers.str.contains(r"\d"), ["invoice", "partner", "issued"]].drop_duplicates()
    counts = known["invoice"].value_counts()
    shared = set(counts.index[counts > 1])
    if len(shared) > max(1.0, SHARED * len(counts)):
        return np.zeros(len(frame), bool)
    return numbers.isin(shared).to_numpy()


def _not_of_documents(frame: pd.DataFrame) -> str:
    """Why a column of what is owed tells no document's debt, by the key of its sentence, or nothing."""
    if _is_partners_balance(frame):
        return "partners_balance"
    above = int((frame["open"].abs() > 2.0 * frame["amount"].abs()).sum())
    return "partners_balance.above" if above >= REPEATED and above > 0.5 * len(frame) else ""


def _is_partners_balance(frame: pd.DataFrame) -> bool:
    """Whether what is owed is one sum on all rows of a partner whose amounts differ."""
    by = frame.groupby("partner")
    several = by["amount"].nunique() > 1
    opened = by["open"].agg(["nunique", "count", "first"])[several]
    told = opened[opened["first"].abs() > 0.0]
    return bool(len(told)) and bool((opened["nunique"] <= 1).all()) and (told["count"] - 1).sum() >= REPEATED


def _above(part: pd.Series, amount: pd.Series) -> np.ndarray:
    return (part.abs() > (1.0 + ROUNDED) * amount.abs() + 0.5).to_numpy()
