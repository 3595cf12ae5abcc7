"""What a rule in plain Python may be: the decisions that the market asks for, and the values that mean something."""

from __future__ import annotations

import math
from difflib import get_close_matches

from agents.partner import CAUSES

# decision -> the smallest and the largest value with a meaning
MEANS = {
    "decide_markup": (-1.0, math.inf),
    "decide_sales_staff": (0.0, math.inf),
    "decide_service_staff": (0.0, math.inf),
    "decide_training": (0.0, 1.0),
    "decide_withdrawal": (0.0, math.inf),
    "decide_closing": (0, len(CAUSES) - 1),
}


class RuleError(ValueError):
    """A rule that the market cannot use, or a value of it without a meaning: one line."""


def check_handle(handle: type, base: type, decisions) -> None:
    """Raise :class:`RuleError` for a method that looks like a decision and that the market never asks for.

    ``base`` is the market's own class of the kind. Own names of a handle are free, as long as they neither begin with
    ``decide`` nor take the place of something of the base: that would change nothing, in silence.
    """
    own = handle.__mro__[: handle.__mro__.index(base)]
    # What every class of the base's gets (Mesa 3.5 sets _datasets): its names alone, which go with the class.
    given = {*vars(type("Nothing", (base,), {}))}
    for name in dict.fromkeys(name for part in own for name in vars(part) if name not in given):
        taken = hasattr(base, name) and not name.startswith("__")
        if name not in decisions and (taken or name.lower().startswith("decide")):
            near = get_close_matches(name, decisions, n=1)
            hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(decisions)}"
            raise RuleError(f"{handle.__name__}.{name}: the market never asks for it; {hint}")
        if name in decisions and not callable(getattr(handle, name)):
            raise RuleError(f"{handle.__name__}.{name}: is no method; expected def {name}(self)")


def meant(decision: str, value) -> float:
    """The value of a decision as a number; raises :class:`RuleError`, without who or when, when it means nothing."""
    low, high = MEANS.get(decision, (-math.inf, math.inf))
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    whole = isinstance(high, int)  # a code
    if not (math.isfinite(number) and low <= number <= high) or (whole and number != int(number)):
        span = f"at least {low:g}" if high == math.inf else f"from {low:g} to {high:g}"
        kind = "whole number" if whole else "number"
        raise RuleError(f"gave {value!r}; expected a {kind} {span}")
    return number
