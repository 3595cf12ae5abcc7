"""What a command of ``garden compare`` asked for, read by its own flags: other commands on the same market need it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """``words``: for a scenario's name the word that loads it (preset, file or layers); ``values`` are ``--set``."""

    words: Mapping[str, str]
    values: tuple[str, ...] = ()

    def word(self, name: str) -> str:
        """The word of a scenario as a shell takes it; its name where no command tells it."""
        return shlex.quote(self.words.get(name, name))

    def market(self, months: int) -> str:
        """The flags that hold another command to the same market and length."""
        # Without --months a command takes the shortest of its own scenarios, which may be other ones.
        return "".join(f" --set {shlex.quote(value)}" for value in self.values) + f" --months {months}"


def asked_of(command: str, names: Sequence[str]) -> Asked:
    """What ``command`` asked for; ``names`` are those of its scenarios, the base first.

    A command that is not ``garden compare`` of as many scenarios tells nothing of them.
    """
    from experiments.commands.cli import build_parser
    from experiments.refusal import UsageError

    words = shlex.split(command)
    if words[:2] != ["garden", "compare"]:
        return Asked({})
    try:
        options = build_parser().parse_args(words[1:])
    except UsageError:
        return Asked({})
    given = (options.base, *options.others)
    return Asked(dict(zip(names, given, strict=True)) if len(given) == len(names) else {}, tuple(options.set))
