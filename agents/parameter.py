"""The declaration of one number of the model: its meaning, unit, limits and source."""

from __future__ import annotations

from dataclasses import dataclass, replace

ROLES = ("lever", "uncertainty", "constant")
STATUSES = ("verified", "recalled", "judgement")


@dataclass(frozen=True)
class Parameter:
    """One row of the parameter table.

    ``unit`` is ``money``, ``money / month``, ``days``, ``months``, ``share``, ``share / year``,
    ``count``, ``ratio``, ``choice``, ``names`` (a list of them) and the like; a unit that starts with
    ``money`` is multiplied by ``money_scale``, and none is one over money. ``low`` and ``high`` are the range for
    widgets and sampling. ``minimum`` and ``maximum`` are the limits of meaning: only a value beyond
    them is an error. A ``choice`` has its words in ``choices`` and no range. ``status`` says how far
    the source was checked: ``verified``, ``recalled`` or ``judgement``.
    """

    key: str
    unit: str
    default: float | int | str
    low: float | int | None
    high: float | int | None
    minimum: float | int | None
    maximum: float | int | None
    role: str
    source: str
    status: str
    tip: str
    choices: tuple[str, ...] = ()
    integer: bool = False

    def __post_init__(self) -> None:
        if self.role not in ROLES or self.status not in STATUSES:
            raise ValueError(f"{self.key}: role {self.role!r} or status {self.status!r} is unknown")
        if self.choices and self.default not in self.choices:
            raise ValueError(f"{self.key}: default {self.default!r} is none of {self.choices}")

    @property
    def is_money(self) -> bool:
        """True when ``money_scale`` multiplies this parameter."""
        return self.unit.startswith("money")

    def renamed(self, key: str, default: float | int | str | None = None) -> Parameter:
        """The same declaration under another key, with another default if one is given."""
        return replace(self, key=key, default=self.default if default is None else default)
