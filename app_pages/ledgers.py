"""A visitor's own ledger: read, kept in this session's memory alone, and forgotten with it.

Nothing of it goes into a link, into the store that visitors share, or onto the disk, but for temporary folders in which
files that are handed out are written, for the moment that this takes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pandas as pd
import streamlit as st

from app_pages.answers import result_of
from app_pages.uploads import safe_name
from experiments.channel.doubts import Doubt, LedgerError
from experiments.channel.files import read_sheets
from experiments.channel.folder import Channel, read_channel, write_channel
from experiments.channel.history import History, history_of
from experiments.channel.importing import import_sheets
from experiments.channel.ledger import Ledger
from experiments.channel.mapping import LedgerMap
from experiments.channel.programmes import own_market
from experiments.channel.samples import FILES, write_samples
from scenarios import Scenario, ScenarioError, load_scenario

LARGEST = 20  # megabytes of a file
MARKET = "baseline"  # that candidates and futures come from
NAME = "my-channel"
SAMPLE = "1c.csv"

File = tuple[bytes, str]  # what it holds, and its name


@dataclass(frozen=True)
class Taken:
    """A ledger as read. ``own`` is the market that starts with its partners; None, and ``why``, where there is none.

    ``key`` names its files and what was said of them, ``known`` the files alone; ``packed`` is its channel folder as a
    zip file.
    """

    key: str
    known: str
    ledger: Ledger
    partners: pd.DataFrame
    doubts: list[Doubt]
    channel: Channel
    history: History
    own: Scenario | None
    why: LedgerError | None
    packed: bytes


def taken_in(key: str, known: str, files: Sequence[File], given: LedgerMap) -> Taken:
    """Read files as the command line does; raises :class:`LedgerError` in one line."""
    sheets = [sheet for data, name in files for sheet in read_sheets(data, safe_name(name))]
    ledger = import_sheets(sheets, given)
    own, why = None, None
    with TemporaryDirectory(prefix="garden-") as place:
        folder = Path(place) / NAME
        partners, doubts = write_channel(ledger, folder)
        channel = read_channel(folder)
        try:
            own = own_market(channel, load_scenario(MARKET))
        except LedgerError as problem:
            why = problem
        except ScenarioError as problem:
            why = LedgerError(str(problem).splitlines()[0])
        packed = _zipped(folder)
    return Taken(key, known, ledger, partners, doubts, channel, history_of(channel), own, why, packed)


def _zipped(folder: Path) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as files:
        for path in sorted(folder.iterdir()):
            files.write(path, f"{NAME}/{path.name}")
    return held.getvalue()


def samples() -> dict[str, bytes]:
    """The sample ledgers by name, drawn by the model."""
    with TemporaryDirectory(prefix="garden-") as place:
        write_samples(Path(place))
        return {name: (Path(place) / name).read_bytes() for name in FILES}


def key_of(files: Sequence[File], given: LedgerMap) -> str:
    """What a ledger is known by in its session: its bytes and what was said of them."""
    held = sha256(given.to_toml().encode())
    for data, name in files:
        held.update(name.encode() + b"\0" + sha256(data).digest())
    return held.hexdigest()


def mine(name: str, key: Hashable, function: Callable[[], object], text: str) -> object | None:
    """The result of work on this session's own data, made by the workers and kept here, not in their store.

    A :class:`LedgerError` is a result too, for the page to tell. None where the work was refused or failed, which is
    told.
    """
    held = st.session_state.get(f"mine_{name}")
    if held is not None and held[0] == key:
        return held[1]

    box: list[object] = []  # what the workers' store gets is that it is done

    def guarded() -> bool:
        try:
            box.append(function())
        except LedgerError as problem:
            box.append(problem)
        return True

    if not result_of(ticket(), guarded, text):
        return None
    st.session_state[f"mine_{name}"] = (key, box[0])
    return box[0]


def ticket() -> tuple[str, str]:
    """A name for work that nobody else may share."""
    return "mine", uuid4().hex


def forget() -> None:
    """Drop everything that this session holds of a ledger."""
    for name in [name for name in st.session_state if str(name).startswith(("mine_", "ledger"))]:
        del st.session_state[name]


def corrected(given: LedgerMap, columns: dict[str, str]) -> LedgerMap:
    """What was said of a ledger, and the columns that were corrected by hand."""
    return replace(given, columns={**given.columns, **columns})
