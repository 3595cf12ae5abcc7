"""``garden warm``: compile the market's rules now, so that no later command waits for them."""

from __future__ import annotations

import time

from experiments.commands.console import print_json
from experiments.commands.flags import DONE

HELP = "Compile the market's rules now, once for all commands of these sources."
SMALL = {"population.integrator": 4, "population.reseller": 4, "population.online_shop": 2}


def add_flags(flags) -> None:
    """No flags of its own."""


def execute(options, command: str) -> int:
    """A small market of two months with all tables, so that everything a run calls is compiled."""
    from agents.cache import cache_folder
    from agents.sources import compiled_hash
    from model import simulate
    from scenarios import load_scenario

    start = time.perf_counter()
    simulate(load_scenario("steady", SMALL), seed=1, months=2, panel=True, flows=True, accounts=True, lines=True)
    taken, folder = time.perf_counter() - start, cache_folder()
    if options.json:
        print_json({"compiled_sources": compiled_hash(), "folder": folder and str(folder), "seconds": taken})
    elif folder is None:
        print(f"compiled in {taken:.0f} s; it could be kept nowhere")
    else:
        print(f"ready in {taken:.0f} s: {folder}")
    return DONE
