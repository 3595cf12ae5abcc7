"""Amounts of money as people write them; what may mean two numbers is decided by the whole table or refused."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from experiments.channel.doubts import LedgerError, Said, said, some

SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "‑": "-", "’": "'", "`": "'", "\u00a0": " ", "\u202f": " ",
                       "\u2009": " ", "\u2007": " ", "\ufeff": None, "\u200b": None})  # fmt: skip
CURRENCIES = {
    "RUB": r"₽|\bруб(?:\.|л[а-яё]*)?|\brubles?\b|\b[kmt]?rub\b|\brur\b|(?<![а-я])р\.?(?=\s|$)",
    "USD": r"\$|\b[kmt]?usd\b|\bдолл[а-яё.]*",
    "EUR": r"€|\b[kmt]?eur\b|\bевро\b",
    "KZT": r"₸|\bkzt\b|\bтенге\b",
    "BYN": r"\bbyn\b|\bбел\.?\s*руб[а-яё.]*",
    "GBP": r"£|\bgbp\b",
    "CNY": r"¥|\bcny\b|\bюан[а-яё]*",
    "CHF": r"\bchf\b",
    "UAH": r"₴|\buah\b|\bгрн\.?",
    "PLN": r"\bpln\b|\bzł\b",
    "INR": r"₹|\binr\b",
}
CURRENCY = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in CURRENCIES.items()}
ANY_CURRENCY = re.compile("|".join(CURRENCIES.values()), re.IGNORECASE)
SIDE = re.compile(r"\s*(cr|кт|dr|дт)\.?$", re.IGNORECASE)  # credit and debit of an account
NOTHING = {"", "-", "--", "n/a", "na", "#n/a", "н/д", "нет", "null", "none", "nan", "x", "х", "#н/д"}
GROUPED = re.compile(r"\d{1,3}(?:([ ',._])\d{3})(?:\1\d{3})*\Z")
BODY = re.compile(r"[\d .,'_]*\d[\d .,'_]*\Z")
FEW = 10  # cells open to two readings for one that tells: more, and the one may be a slip
PLAIN = re.compile(r"-?\d[\d ,.\u00a0]*\Z")  # most cells: no brackets, no currency
# Nearly all cells of most ledgers, read at once: one or two decimals say which sign parts them. Whole, sign between
# thousands, sign before decimals, decimals, minus behind.
SURE = re.compile(r"(?!-.*-)(-?(?:\d{1,3}(?:([ \u00a0.,])\d{3})(?:\2\d{3})*|\d+))(?!\2)([.,])(\d\d?)(-?)\Z")
# As a spreadsheet shows a number in a narrow or general cell: 1.2E+05.
POWER = re.compile(r"([+-]?\d+(?:[.,]\d+)?)E([+-]\d{1,2})\Z", re.IGNORECASE)
NO_GROUPS = str.maketrans("", "", " \u00a0.,")


def currency_in(text: str) -> str:
    """The currency that a text names, or nothing."""
    for name in ("BYN", *CURRENCY):
        if CURRENCY[name].search(text):
            return name
    return ""


@dataclass
class Marks:
    """What cells of a table say of their signs: which mark certainly parts decimals, which certainly groups."""

    decimals: dict[str, list[str]] = field(default_factory=dict)  # mark to cells
    groups: dict[str, str] = field(default_factory=dict)  # mark to an example
    open: dict[str, list[str]] = field(default_factory=dict)  # mark to cells that may be read either way
    small: int = 0  # cells of up to three digits without any mark, zero apart
    large: str = ""  # an example of four digits and more without any mark

    def look(self, text: str) -> None:
        """Take in one cell."""
        if sure := SURE.match(text):
            self.decimals.setdefault(sure[3], []).append(text)
            if sure[2] and sure[2] in ".,":
                self.groups.setdefault(sure[2], text)
            return
        parts = _parts(text)
        if parts is None:
            return
        body = parts[1]
        found = set(body) & set(".,")
        if not found:
            if body.isdigit() and int(body):
                if len(body) <= 3:
                    self.small += 1
                else:
                    self.large = self.large or text
            return
        if not any(_digits(body, mark) for mark in ".,"):
            return  # no amount either way
        if len(found) == 2:
            last = max(".,", key=body.rfind)
            self.decimals.setdefault(last, []).append(text)
            self.groups.setdefault("," if last == "." else ".", text)
            return
        mark = found.pop()
        before, _, after = body.partition(mark)
        if mark in after:
            self.groups.setdefault(mark, text)
        elif len(after) != 3 or before in ("", "0") or not before.isdigit() or len(before) > 3:
            self.decimals.setdefault(mark, []).append(text)
        else:
            self.open.setdefault(mark, []).append(text)

    def decimal(self, where: str, given: str = "") -> tuple[str, Said | None]:
        """The sign before decimals (or nothing, where no cell needs one), and a doubt, if there is one.

        Raises :class:`LedgerError` where cells may mean two numbers and the others do not tell which.
        """
        if given:
            return given, None
        for mark in self.decimals:
            if self.open and mark in self.groups:
                raise LedgerError(where, "sign_for_both", mark=repr(mark), decimals=repr(self.decimals[mark][0]),
                                  thousands=repr(self.groups[mark]))  # fmt: skip
            if len(self.open.get(mark, ())) > FEW * len(self.decimals[mark]):
                raise LedgerError(where, "few_decimals", example=repr(self.decimals[mark][0]),
                                  count=len(self.open[mark]), cells=some(self.open[mark], 2))  # fmt: skip
        if len(self.decimals) == 2:
            few, many = sorted(self.decimals, key=lambda mark: len(self.decimals[mark]))
            examples = {"few": repr(few), "many": repr(many)}
            one, other = (repr(self.decimals[mark][0]) for mark in (few, many))
            if self.open:
                raise LedgerError(where, "two_decimals", one=one, other=other, **examples)
            return many, said("doubt.ambiguous_numbers.each", example=one, **examples)
        certain = next(iter(self.decimals), "")
        if not self.open:
            return certain, None
        if len(self.open) > 1:
            raise LedgerError(where, "two_signs", cells=some(cells[0] for cells in self.open.values()))
        mark = next(iter(self.open))
        other = "," if mark == "." else "."
        if certain:
            return certain, None
        if mark in self.groups:
            return other, None
        example = repr(self.open[mark][0])
        if self.large:
            return mark, said("doubt.ambiguous_numbers.decimals", example=example, other=repr(self.large), sign=other)
        if self.small:
            return other, said("doubt.ambiguous_numbers.thousands", example=example, sign=mark)
        raise LedgerError(where, "open_sign", cells=some(self.open[mark]))


def _parts(text: str) -> tuple[float, str] | None:
    """Sign and digits of a cell without currency and brackets; None for what is no amount."""
    if PLAIN.match(text):
        body = text.replace("\u00a0", " ").rstrip()
        return (-1.0, body[1:]) if body[0] == "-" else (1.0, body)
    body = text.translate(SIGNS).strip().removeprefix("'")  # a spreadsheet's mark of a text
    sign = 1.0
    if side := SIDE.search(body):
        sign = -1.0 if side[1].lower() in ("cr", "кт") else 1.0
        body = body[: side.start()]
    body = ANY_CURRENCY.sub("", body).strip()
    if body.startswith("(") and body.endswith(")"):
        sign, body = -sign, body[1:-1].strip()
    if body.startswith("-") or body.endswith("-"):
        sign, body = -sign, body.strip("- ") if body.count("-") == 1 else "?"
    body = body.lstrip("+").strip()
    return (sign, body) if BODY.match(body) else None


def is_nothing(cell) -> bool:
    """Whether a cell holds no amount: empty, a dash, "n/a"."""
    return cell is None or isinstance(cell, str) and cell.translate(SIGNS).strip().lower() in NOTHING


def amount(cell, decimal: str) -> float:
    """The number of a cell (NaN for an empty one); raises ValueError for what is no amount."""
    if isinstance(cell, bool):
        raise ValueError(cell)
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise ValueError(cell)
        return float(cell)
    if not isinstance(cell, str):
        if cell is None:
            return math.nan
        raise ValueError(cell)
    if sure := SURE.match(cell):
        value = float(f"{sure[1].translate(NO_GROUPS)}.{sure[4]}")
        return -value if sure[5] else value
    if not cell or not cell[0].isdigit() and is_nothing(cell):
        return math.nan
    if power := POWER.match(cell):
        return float(f"{power[1].replace(',', '.')}e{power[2]}")
    parts = _parts(cell)
    if parts is None:
        raise ValueError(cell)
    sign, body = parts
    if body.isdigit():
        return sign * float(body)
    digits = _digits(body, _decimal_mark(body, decimal))
    if not digits:
        raise ValueError(cell)
    return sign * float(digits)


def _digits(body: str, mark: str) -> str:
    """The amount in plain digits when ``mark`` stands before its decimals; empty where groups are no thousands."""
    whole, fraction = body, ""
    if mark:
        whole, _, fraction = body.rpartition(mark) if mark in body else (body, "", "")
    if fraction and not fraction.isdigit() or whole and not whole.isdigit() and not GROUPED.match(whole):
        return ""
    return f"{re.sub(r'[^0-9]', '', whole) or 0}.{fraction or 0}"


def _decimal_mark(body: str, decimal: str) -> str:
    """Which sign stands before the decimals of this one cell, or nothing."""
    found = set(body) & set(".,")
    if not found:
        return ""
    if len(found) == 2:
        return max(".,", key=body.rfind)
    mark = found.pop()
    before, _, after = body.partition(mark)
    if mark in after:
        return ""
    if len(after) != 3 or before in ("", "0") or not before.isdigit() or len(before) > 3:
        return mark
    return mark if mark == decimal else ""
