"""Who is who over all tables: one number for every partner, however its name is spelled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from agents.partner import INTEGRATOR, KINDS, ONLINE_SHOP, RESELLER, RETAIL_CHAIN
from experiments.channel.doubts import Doubt, doubt, quoted, some
from experiments.channel.names import near_names, spelled

# Words in a column of kinds or in a name that tell the kind; the first that fits.
KIND_WORDS = (
    (RETAIL_CHAIN, r"retail|розни|сеть|сети|гипер|chain|маркет\b"),
    (ONLINE_SHOP, r"online|онлайн|shop|магазин|store|интернет|\.ru\b|\.com\b|e-?com|маркетплейс"),
    (INTEGRATOR, r"интегр|integrat|систем|system|solution|решени|проект|project|инжинир|engineer"),
    (RESELLER, r"реселл|resell|дилер|dealer|торг|trade|опт\b|sb\b|смб"),
)


class Registry:
    """Numbers of partners by tax number and name; ``names`` holds the first spelling of each."""

    def __init__(self, same: Mapping[str, str]) -> None:
        self.names: list[str] = []
        self.tax: list[str] = []
        self._same = {spelled(one): other for one, other in same.items()}
        self._by_tax: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = {}  # bare name to partners
        self._forms: list[str] = []
        self._spellings: list[dict[str, None]] = []

    def number(self, name: str, tax: str = "") -> int:
        """The number of a partner, a new one where it was not seen before."""
        name = self._same.get(spelled(name), name)
        bare, form = spelled(name)
        digits = re.sub(r"\D.*", "", tax.strip())
        digits = digits if len(digits) >= 8 else ""
        place = self._by_tax.get(digits) if digits else None
        if place is None:
            place = self._named(bare, form, digits)
        if place is None:
            place = len(self.names)
            self.names.append(name)
            self.tax.append("")
            self._forms.append("")
            self._spellings.append({})
        if place not in self._by_name.setdefault(bare, []):
            self._by_name[bare].append(place)
        self.tax[place] = self.tax[place] or digits
        self._forms[place] = self._forms[place] or form
        self._spellings[place][name] = None
        if digits:
            self._by_tax[digits] = place
        return place

    def _named(self, bare: str, form: str, digits: str) -> int | None:
        """The partner of this name whose legal form and tax number do not say otherwise."""
        for place in self._by_name.get(bare, []):
            other_form = form and self._forms[place] and form != self._forms[place]
            other_tax = digits and self.tax[place] and digits != self.tax[place]
            if not other_form and not other_tax:
                return place
        return None

    def doubts(self, where: str) -> list[Doubt]:
        """Spellings that were taken for one partner, and names that perhaps are one."""
        found = []
        if lost := [name for name in self.names if "?" in name or "\ufffd" in name]:
            found.append(doubt("lost_letters", where, count=len(lost), names=quoted(lost)))
        joined = [list(spellings) for spellings in self._spellings if len(spellings) > 1]
        if joined:
            shown = some((quoted(spellings, 3, " = ") for spellings in joined), 4)
            found.append(doubt("spellings", where, count=len(joined), names=shown))
        shared = [places for places in self._by_name.values() if len(places) > 1]
        if shared:
            shown = some((quoted([self.names[p] for p in places], len(places), " / ") for places in shared), 4)
            found.append(doubt("one_name", where, count=len(shared), names=shown))
        keys = [spelled(name)[0] for name in self.names]
        near = [(a, b) for a, b in near_names(keys) if not (self.tax[a] and self.tax[b]) and keys[a] != keys[b]]
        if near:
            shown = some((quoted([self.names[a], self.names[b]], 2, " / ") for a, b in near), 4)
            found.append(doubt("near_names", where, count=len(near), names=shown))
        return found


def kind_of(word: str) -> str:
    """The kind that a cell or a name tells, or nothing."""
    text = word.strip().lower().replace("ё", "е")
    if text.replace(" ", "_") in KINDS:
        return text.replace(" ", "_")
    return next((KINDS[kind] for kind, pattern in KIND_WORDS if re.search(pattern, text)), "")


def kinds_of(names: Iterable[str], cells: Mapping[int, str], given: Mapping[str, str]) -> list[tuple[str, str]]:
    """Kind of each partner and where it is from: ``given``, ``column``, ``name`` or ``assumed`` (a reseller)."""
    told = {spelled(name): kind for name, kind in given.items()}
    kinds = []
    for place, name in enumerate(names):
        if kind := told.get(spelled(name)):
            kinds.append((kind, "given"))
        elif kind := kind_of(cells.get(place, "")):
            kinds.append((kind, "column"))
        elif kind := kind_of(name):
            kinds.append((kind, "name"))
        else:
            kinds.append((KINDS[RESELLER], "assumed"))
    return kinds
