"""Compilation: every rule and phase is decorated with ``rule`` or ``phase`` and compiled once, to disk.

Compiled code is kept by the hash of its sources (:mod:`agents.cache`), because numba does not notice an edit in another
file that a function calls. Whoever imports this file holds rules (:mod:`agents.sources`).
"""

from __future__ import annotations

from pathlib import Path

import numba
from numba.core.registry import CPUDispatcher

from agents.cache import cache_folder

OPTIONS = {"nogil": True, "error_model": "numpy"}
DISPATCHERS: list = []  # every rule and phase, in the order in which they are declared


class Inner(CPUDispatcher):
    """A compiled rule that has no entry from Python: called from there, it runs uncompiled, where it would crash."""

    def __call__(self, *arguments):
        """The rule's value, by its source."""
        return self.py_func(*arguments)


def rule(function):
    """Compile a rule, to be built into whatever calls it: the market has many columns, and handing them
    over from function to function would cost more than most rules do.

    A rule makes no arrays, so it counts no references to any: each count is an atomic write, and in a rule as large
    as a tender they took nine tenths of the time. One that takes the whole market is called by other rules and phases
    alone: to unpack forty tables for a call from Python would be most of its code.
    """
    code = function.__code__
    inner = "market" in code.co_varnames[: code.co_argcount]
    made = _compiled(function, forceinline=True, no_cpython_wrapper=inner, _nrt=False)
    if inner and made is not function:
        made.__class__ = Inner
    return made


def phase(function):
    """Compile a phase of the month, or a part of one that needs arrays of its own: cached, without the interpreter's
    lock, without fast-math."""
    return _compiled(function)


def _compiled(function, **options):
    """The function compiled, its code kept in the folder of these sources and in no other."""
    folder = cache_folder()
    if folder is not None:
        # Other packages of this process keep the folder that numba gives them.
        before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, str(folder)
        try:
            made = numba.njit(cache=True, **OPTIONS, **options)(function)
        finally:
            numba.config.CACHE_DIR = before
        # Uncompiled, it is the function itself. The folder may have become read-only since it was tried.
        if made is function or folder in Path(made.stats.cache_path).parents:
            DISPATCHERS.append(made)
            return made
    made = numba.njit(**OPTIONS, **options)(function)
    DISPATCHERS.append(made)
    return made
