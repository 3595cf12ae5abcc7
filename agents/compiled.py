"""Compilation: every rule and phase is decorated with ``rule`` or ``phase`` and compiled once, to disk.

Compiled code is kept by the hash of its sources (:mod:`agents.cache`), because numba does not notice an edit in another
file that a function calls. Whoever imports this file holds rules (:mod:`agents.sources`).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numba
from numba.core import types
from numba.core.caching import CacheImpl, _CacheLocator
from numba.core.registry import CPUDispatcher

from agents import cache
from agents.sources import compiled_hash, project_root

# Nothing here is called through C pointers of numba's making: that entry would be compiled beside each function.
OPTIONS = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
DISPATCHERS: list = []  # every rule and phase, in the order in which they are declared


class Place(_CacheLocator):
    """Where the code of a function is kept: below the folder of these sources, by the place of its file within the
    project, so that every copy of the same sources finds it; by its whole path where it is a file of somebody else's.
    """

    def __init__(self, function, file: str) -> None:
        self._py_file = file  # numba's warnings name it
        self.file, self.line = Path(file).resolve(), function.__code__.co_firstlineno
        self.ours = self.file.is_relative_to(project_root())
        self.folder = cache.cache_folder() / (
            self.file.parent.relative_to(project_root()) if self.ours else self.get_suitable_cache_subpath(file)
        )

    def get_cache_path(self) -> str:
        """The folder."""
        return str(self.folder)

    def get_source_stamp(self) -> str:
        """What the code was made of: of ours the folder's name says it, wherever a copy stands and whenever it was
        written."""
        return compiled_hash() if self.ours else hashlib.sha256(self.file.read_bytes()).hexdigest()

    def get_disambiguator(self) -> str:
        """What tells two functions of one name in a file apart."""
        return str(self.line)

    @classmethod
    def from_function(cls, function, file: str) -> Place | None:
        """The place, its folder made and tried; None when it cannot be written."""
        place = cls(function, file)
        try:
            place.ensure_cache_path()
        except OSError:
            return None
        return place


class Compiled(CPUDispatcher):
    """A rule or phase, compiled once for all numbers that are written out in calls of it: numba would compile a draw of
    luck anew for each purpose. What is built into its caller is folded there anyway."""

    def get_call_template(self, args, kws):
        """Called with plain types."""
        plain = [types.unliteral(one) for one in args]
        return super().get_call_template(plain, {name: types.unliteral(one) for name, one in kws.items()})


class Inner(Compiled):
    """A compiled rule that has no entry from Python: called from there, it runs uncompiled, where it would crash."""

    def __call__(self, *arguments):
        """The rule's value, by its source."""
        return self.py_func(*arguments)


def rule(function):
    """Compile a rule, to be built into whatever calls it: the market has many columns, and handing them
    over from function to function would cost more than most rules do.

    A rule makes no arrays, so it counts no references to any: each count is an atomic write, and in a rule as large
    as a tender they took nine tenths of the time. One that takes the whole market is called by other rules and phases
    alone: an entry from Python would be a second copy of its code, and on disk nobody would look for it.
    """
    code = function.__code__
    inner = "market" in code.co_varnames[: code.co_argcount]
    kept = cache.rules_too and not inner
    return _compiled(
        function, Inner if inner else Compiled, kept, forceinline=True, no_cpython_wrapper=inner, _nrt=False
    )


def phase(function):
    """Compile a phase of the month, or a part of one that needs arrays of its own: cached, without the interpreter's
    lock, without fast-math."""
    return _compiled(function)


def _compiled(function, kind=Compiled, kept=True, **options):
    """The function compiled; ``kept``: its code in the folder of these sources and in no other."""
    if kept and cache.cache_folder() is not None:
        # Other packages of this process keep the places that numba looks in.
        before, CacheImpl._locator_classes = CacheImpl._locator_classes, [Place]
        try:
            made = numba.njit(cache=True, **OPTIONS, **options)(function)
        except RuntimeError:  # no place: the folder may have become read-only since it was tried
            pass
        else:
            return _kept(made, kind)
        finally:
            CacheImpl._locator_classes = before
    return _kept(numba.njit(**OPTIONS, **options)(function), kind)


def _kept(made, kind):
    """The function as one of its kind; uncompiled (where numba is off) it stays what it is."""
    if isinstance(made, CPUDispatcher):
        made.__class__ = kind
    DISPATCHERS.append(made)
    return made
