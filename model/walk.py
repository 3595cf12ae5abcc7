"""Phases walked one after another, each compiled once.

Numba builds whatever a compiled function calls into that function's own code. A month that called its phases so would
compile the whole market again, and whoever called the month once more. So the phases of a walk are given by their
addresses in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numba
import numpy as np
from numba import _dispatcher
from numba.core import cgutils, types
from numba.extending import intrinsic

from agents.compiled import phase
from model.handing import Handed
from model.market import Market, has_room


@intrinsic
def call_phase(typing, address, market, month):
    """Call the compiled phase at an address; it takes the market and a month, and returns nothing."""
    taken = (market, types.int64)

    def lowered(context, builder, signature, arguments):
        made = context.call_conv.get_function_type(types.none, taken)
        function = builder.inttoptr(arguments[0], made.as_pointer())
        status, _ = context.call_conv.call_function(builder, function, types.none, taken, arguments[1:])
        with cgutils.if_unlikely(builder, status.is_error):
            context.call_conv.return_status_propagate(builder, status)
        return context.get_dummy_value()

    if isinstance(market, Handed):
        return types.none(address, market, types.int64), lowered
    return None


@phase
def walk(addresses, market, first, last, growing):
    """Months ``first`` to ``last`` - 1 by the phases at ``addresses``; where ``growing``, stops before a month that
    lacks room. Returns the month that it came to."""
    for month in range(first, last):
        if growing and not has_room(market):
            return month
        for address in addresses:
            call_phase(address, market, month)
    return last


def walk_phases(phases: Sequence, market: Market, first: int, last: int, growing: bool) -> int:
    """The walk of these phases; uncompiled where numba is off."""
    if not numba.config.DISABLE_JIT:
        return walk(addresses_of(tuple(phases), kind_of_market(market)), market, first, last, growing)
    for month in range(first, last):
        if growing and not has_room(market):
            return month
        for one in phases:
            one(market, month)
    return last


_kinds: dict[bytes, Handed] = {}


def kind_of_market(market: Market) -> Handed:
    """Type of a market, looked up: looking at all its columns takes longer than a small market's month."""
    fingerprint = _dispatcher.compute_fingerprint(market)
    if fingerprint not in _kinds:
        _kinds[fingerprint] = numba.typeof(market)
    return _kinds[fingerprint]


@cache
def addresses_of(phases: tuple, kind: Handed) -> np.ndarray:
    """(phases,) where each phase's code for such a market lies; compiled, or read from disk, if it is not there yet.

    The phases stay alive with this cache, and their code with them.
    """
    found = []
    for one in phases:
        one.compile((kind, types.int64))
        made = one.overloads[kind, types.int64]
        found.append(made.library.get_pointer_to_function(made.fndesc.llvm_func_name))
    return np.array(found, dtype=np.int64)
