"""What a comparison was asked for, as it stands beside its results: other commands on the same market need it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """``words``: for a scenario's name the word that loads it (preset, file or layers); ``values`` are ``--set``.

    Empty where it was not stored: then no command on the same market can be told.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    values: tuple[str, ...] = ()

    def knows(self, *names: str) -> bool:
        """Whether commands can be told that load all of these scenarios."""
        return all(name in self.words for name in names)

    def word(self, name: str) -> str:
        """The word of a scenario as a shell takes it."""
        return shlex.quote(self.words[name])

    def market(self, months: int) -> str:
        """The flags that hold another command to the same market and length."""
        # Without --months a command takes the shortest of its own scenarios, which may be other ones.
        return "".join(f" --set {shlex.quote(value)}" for value in self.values) + f" --months {months}"


def asked_of(names: Sequence[str], words: Sequence[str], values: Sequence[str] = ()) -> dict:
    """What was asked for, as it is stored: by scenario the word that loads it, and ``key=value`` set in all of them."""
    return {"words": dict(zip(names, words, strict=True)), "set": list(values)}


def asked_in(told: Mapping) -> Asked:
    """What a comparison's provenance says was asked for; nothing where it was written before that was stored."""
    stored = told.get("asked") or {}
    return Asked(dict(stored.get("words", {})), tuple(stored.get("set", ())))
