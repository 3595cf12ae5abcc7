"""Lists of partners that visitors handed in: kept by the server, a bounded number of them, under their hash.

A short list travels inside a link; a longer one is named there, and must be handed in again where it is not known.
"""

from __future__ import annotations

import base64
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from statistics import median

import streamlit as st

from scenarios import ScenarioError
from scenarios.partners import Partners, read_named, read_partners

LARGEST = 200_000  # bytes of a file: some thousand partners
KEPT = 32  # lists
IN_LINK = 4000  # characters of a list that a link carries
NAMES = "partner_names"  # of the session
MARK = "z."  # before such a list

_lists: OrderedDict[str, Partners] = OrderedDict()
_lock = threading.Lock()


def keep(partners: Partners) -> str:
    """Keep a list; returns its hash."""
    with _lock:
        _lists[partners.hash] = partners
        _lists.move_to_end(partners.hash)
        while len(_lists) > KEPT:
            _lists.popitem(last=False)
    return partners.hash


def known(name: str) -> Partners:
    """The list of that hash; raises :class:`ScenarioError` in words when this server does not have it."""
    with _lock:
        if name not in _lists:
            raise ScenarioError(f"partners {name}: this server does not have that list; open its file again")
        _lists.move_to_end(name)
        return _lists[name]


def from_file(data: bytes, name: str) -> tuple[Partners, list[str]]:
    """The list in an uploaded file and its names; raises :class:`ScenarioError`, whose first line is the headline."""
    if len(data) > LARGEST:
        raise ScenarioError(f"{name}: is larger than {LARGEST:,} bytes; expected a list of partners")
    return read_named(data, name)


def remember_names(name: str, names: list[str]) -> None:
    """Keep the names of a list's partners for this session alone: they are the visitor's own and go into no link."""
    st.session_state[NAMES] = (name, names)


def names_here(name: str) -> list[str]:
    """Names of the partners of the list of that hash, in its order; none where this session did not open its file."""
    held, names = st.session_state.get(NAMES, ("", []))
    return names if name and held == name else []


def scale(partners: Partners, values: Mapping[str, float]) -> float:
    """How many times the usual purchases of the market's own partners those of a list are: 1 in the same money.

    In: the values of a scenario. The median over the list, each firm beside the usual one of its kind at the start.
    """

    def usual(kind: str) -> float:
        head, staff = (values[f"partners.{kind}.{name}"] for name in ("sales_per_head", "staff_at_start"))
        return float(values["money_scale"]) * float(head) * float(staff)

    return median(size / usual(kind) for kind, size in zip(partners.kind, partners.size, strict=True))


def to_link(name: str) -> str:
    """A list for a link: itself when it is short, else its hash."""
    packed = base64.urlsafe_b64encode(zlib.compress(known(name).to_csv().encode(), 9)).decode()
    return MARK + packed if len(packed) <= IN_LINK else name


def from_link(text: str) -> str:
    """The hash of the list in a link, kept from now on; raises :class:`ScenarioError` in words."""
    if not text.startswith(MARK):
        return known(text[:40]).hash
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(base64.urlsafe_b64decode(text[len(MARK) :].encode()), LARGEST)
    except (ValueError, zlib.error):
        raise ScenarioError("partners: the list in this link is damaged; open its file again") from None
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise ScenarioError("partners: the list in this link is damaged or too long; open its file again")
    return keep(read_partners(data, "partners of the link"))
