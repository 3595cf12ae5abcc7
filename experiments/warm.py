"""Compile everything once, to disk: ``python -m experiments.warm``, called when the environment is made."""

from __future__ import annotations

import time


def main() -> None:
    """Run a small market for two months, with all tables, so that the next start finds compiled code."""
    from model import simulate
    from scenarios import load_scenario

    start = time.perf_counter()
    small = {"population.integrator": 4, "population.reseller": 4, "population.online_shop": 2}
    simulate(load_scenario("steady", small), seed=1, months=2, panel=True, flows=True, accounts=True, lines=True)
    print(f"compiled in {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
