"""Compiling on a second processor: ``python -m model.ahead``, started by :mod:`agents.once` while it compiles.

Whoever compiles takes a month's phases from the first on, this process the two longest and then from the last on, and
what is on disk already is only read: they meet somewhere among short ones, with no word between them.
"""

from __future__ import annotations

from types import SimpleNamespace

from agents import cache


def compile_ahead() -> None:
    """Compile the phases of :data:`model.month.MONTH`, those first that the other process comes to last."""
    cache.rules_too = False  # before a rule is declared
    from model.month import MONTH, TRADE, enter, place_orders
    from model.opening import empty_market
    from model.parameters import PARAMETERS
    from model.walk import addresses_of, kind_of_market

    defaults = SimpleNamespace(values={key: one.default for key, one in PARAMETERS.items()}, timeline=())
    others = tuple(phase for phase in MONTH if phase not in TRADE)
    phases = place_orders, enter, *TRADE[::-1], *others[::-1]
    addresses_of(phases, kind_of_market(empty_market(defaults, 1, 1)))


if __name__ == "__main__":
    compile_ahead()
