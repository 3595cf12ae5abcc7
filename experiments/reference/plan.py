"""The month's plan as data, read off the compiled phases' own code: nothing here repeats what the code says."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Iterator

from agents import luck
from model.month import MONTH, TRADE

PURPOSES = {name: number for name, number in vars(luck).items() if name.isupper() and isinstance(number, int)}
# Used everywhere and described once: random numbers, the diary, double entry.
COMMON = ("agents.luck", "model.events", "model.ledger")


def sentences(function) -> tuple[str, str]:
    """The first sentence of a docstring and the rest, each on one line."""
    text = inspect.cleandoc(function.__doc__ or "")
    first, _, rest = text.replace("``", "`").partition("\n\n")
    return " ".join(first.split()), " ".join(rest.split())


def globals_of(function) -> list:
    """What a compiled function refers to by name, in order: (name, object)."""
    source = function.py_func
    names = [step.argval for step in dis.get_instructions(source) if step.opname == "LOAD_GLOBAL"]
    return [(name, source.__globals__[name]) for name in dict.fromkeys(names) if name in source.__globals__]


def rules_of(function, seen: set | None = None) -> Iterator:
    """The rules that a phase calls, directly or through others, each once, in the order of the code."""
    seen = set() if seen is None else seen
    for _, found in globals_of(function):
        if hasattr(found, "py_func") and found not in seen:
            seen.add(found)
            yield found
            yield from rules_of(found, seen)


def luck_of(function) -> list[str]:
    """The purposes for which a phase draws random numbers."""
    used = {name for part in (function, *rules_of(function)) for name, _ in globals_of(part) if name in PURPOSES}
    return sorted(used, key=PURPOSES.__getitem__)


def described(function) -> dict:
    """Name, module and what its docstring says of a rule or a phase."""
    first, rest = sentences(function)
    return {"name": function.__name__, "module": function.py_func.__module__, "does": first, "more": rest}


def month_plan() -> list[dict]:
    """The phases of a month in order.

    A row a phase: ``step`` (from 1), ``phase``, ``module``, ``does`` and ``more`` (its docstring), ``prologue``
    (True when the three years before month 0 walk it too), ``rules`` (name, module, does, more of each rule that
    it uses) and ``luck`` (the purposes of its random numbers).
    """
    trading = set(TRADE)
    plan = []
    for step, phase in enumerate(MONTH, start=1):
        told = described(phase)
        rules = [described(rule) for rule in rules_of(phase) if rule.py_func.__module__ not in COMMON]
        plan.append(
            {
                "step": step,
                "phase": told["name"],
                "module": told["module"],
                "does": told["does"],
                "more": told["more"],
                "prologue": phase in trading,
                "rules": rules,
                "luck": luck_of(phase),
            }
        )
    return plan
