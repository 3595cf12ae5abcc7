"""How often the list's 90 % intervals hold, on ledgers that the market wrote, with everything blinded that none shows.

Each market in turn is a ledger, those after it are learnt from as for a list, all others are how things go at large.
A row says what the intervals were held against: ``groups``, how many came true among partners of one distributor's
ledger; ``alike``, the share among the partners most alike in all other markets; ``state``, the share of futures that go
on from the market's whole state with other luck. ``settled`` is the share of partners whom that state nearly decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from agents.partner import KINDS
from experiments.channel.backtest import OUTCOMES, RANKING, forecasts, scores
from experiments.channel.candidates import EVERY, FIRST, HORIZONS, MONTHS, Candidates, together
from experiments.channel.history import History, market_history
from experiments.channel.particles import Particles, particles_of
from experiments.channel.risk import interval
from experiments.channel.signs import SIGNS, closed_within, stopped_within
from experiments.running.runs import run_seed
from experiments.running.snapshots import Snapshot, revived, taken
from experiments.running.threads import in_order
from model.opening import empty_market, opened_market
from model.result import Result
from model.simulation import walked

LEARNT = 4  # markets that a list learns from
FEWEST = LEARNT + 1  # more markets than are ledgers: those learnt from, and others
CUT = FIRST + 2 * EVERY  # the month at whose end ledgers are looked at
ALIKE = 4  # partners alike for each that a list has: of many more markets these are nearer, and better known
SETTLED = 0.01  # a chance that is less, or that lacks less to certainty, is as good as decided
TABLES = {"panel": False, "accounts": True}
SHARES = {"tenths by chance": 10, "thirds by size": 3}


@dataclass(frozen=True)
class Row:
    """Of ``cases`` intervals the share that held (``covered``), that of perfect ones (``perfect``), the mean ``width``.

    A perfect interval of a count holds more than 90 %, since counts are whole; one that is held against a share that
    is itself not known exactly, less. ``auc`` tells how well that share ranks what came true (mean over markets).
    """

    against: str
    by: str
    outcome: str
    cases: int
    covered: float
    perfect: float
    width: float
    auc: float


def coverage(
    scenario, parts: Sequence[Candidates], root: int, markets: int, futures: int, threads: int | None = None, bar=None
) -> list[Row]:
    """Rows over the first ``markets`` of ``parts`` (candidates by replicate of ``root``), each with ``futures``."""
    found: dict[tuple[str, str, str], list[np.ndarray]] = {}
    for market in range(markets):
        learnt = {(market + step) % len(parts) for step in range(1, LEARNT + 1)}
        train = together([parts[place] for place in sorted(learnt)])
        others = together([part for place, part in enumerate(parts) if place not in learnt | {market}])
        test = parts[market].of(parts[market].frame["month"].to_numpy() == CUT)
        particles = particles_of(test.signs, test.kind, train)
        alike = particles_of(test.signs, test.kind, others, ALIKE * particles.place.shape[1])
        state = state_chances(scenario, run_seed(root, market), test, futures, threads)
        for place, outcome in enumerate(OUTCOMES):
            told = forecasts(train, outcome, test.signs, test.kind, particles)[RANKING[0]]
            low, high = interval(told, particles.effective)
            share = alike.mean(others.frame[outcome].to_numpy(float))
            for against, seen, perfect in (
                ("alike", share, _with_error(particles.effective, alike.effective)),
                ("state", state[place], 0.9),
            ):
                auc = scores(test.frame[outcome].to_numpy(bool), seen)["auc"]
                held = _columns((low <= seen) & (seen <= high), perfect, high - low, np.nan if auc is None else auc)
                found.setdefault((against, "partner", outcome), []).append(held)
            settled = np.abs(state[place] - 0.5) > 0.5 - SETTLED
            found.setdefault(("settled", "partner", outcome), []).append(_columns(settled))
            for by, held in _groups(test, told, particles, train, outcome):
                found.setdefault(("groups", by, outcome), []).append(held)
        if bar:
            bar(market + 1, markets)
    rows = {key: np.concatenate(held) for key, held in found.items()}
    return [Row(*key, len(held), *held.mean(axis=0).tolist()) for key, held in sorted(rows.items())]


def _columns(covered: np.ndarray, perfect=np.nan, width=np.nan, auc=np.nan) -> np.ndarray:
    """Intervals as rows of numbers, in the order of :class:`Row`."""
    return np.column_stack(np.broadcast_arrays(covered.astype(float), perfect, width, auc))


def _with_error(own: np.ndarray, other: np.ndarray) -> np.ndarray:
    """How often a perfect 90 % interval from ``own`` firms holds a share that is known from ``other`` firms."""
    from scipy.stats import norm

    return 2.0 * norm.cdf(norm.ppf(0.95) / np.sqrt(1.0 + own / other)) - 1.0


def _groups(
    test: Candidates, told: np.ndarray, particles: Particles, train: Candidates, outcome: str
) -> Iterator[tuple[str, np.ndarray]]:
    """By kind of group a row a group of every distributor's ledger: held, perfect, width of the share's interval.

    The count's interval is that of the summed chance: luck, and as many independent firms as stand behind the group.
    """
    from scipy.stats import betabinom

    came, firm = test.frame[outcome].to_numpy(bool), train.firm
    ledgers = test.frame["line"].to_numpy() % 1000
    size = test.signs[:, SIGNS.index("size")]
    for by in ("kinds", *SHARES):
        for ledger in np.unique(ledgers):
            own = np.flatnonzero(ledgers == ledger)
            if by == "kinds":
                groups = [own[test.kind[own] == kind] for kind in range(len(KINDS))]
            else:
                order = np.argsort(told[own] if by == "tenths by chance" else size[own], kind="stable")
                groups = np.array_split(own[order], SHARES[by])
            for group in groups:
                if not len(group):
                    continue
                weight = np.bincount(firm[particles.place[group]].ravel(), particles.weight[group].ravel())
                firms = weight.sum() ** 2 / (weight**2).sum()
                hits = float(told[group].mean()) * firms + 0.5
                count = betabinom(len(group), hits, firms + 1.0 - hits)
                low, high = count.ppf(0.05), count.ppf(0.95)
                perfect = count.cdf(high) - count.cdf(low - 1)
                held = np.array([low <= came[group].sum() <= high])
                yield by, _columns(held, perfect, (high - low) / len(group))


def state_chances(scenario, seed: int, test: Candidates, futures: int, threads: int | None = None) -> np.ndarray:
    """Chances (outcomes, rows of ``test``) that the whole state of a run at ``CUT`` gives: its share of so many futures
    that start from this state and meet other luck."""
    long = scenario.with_values({"months": MONTHS})
    begun = taken(walked(opened_market(long, seed, MONTHS, **TABLES), 0, CUT + 1), CUT + 1)
    lines = test.frame["line"].to_numpy()

    def one(future: int) -> np.ndarray:
        return _came_true(_future(long, begun, run_seed(seed, future)), lines)

    return sum(in_order(one, range(futures), threads)) / futures


def _future(scenario, begun: Snapshot, seed: int) -> History:
    """What the ledgers show of a market that goes on from ``begun`` for a year with the luck of ``seed``."""
    months = begun.month + max(HORIZONS)
    market = walked(revived(empty_market(scenario, seed, months, **TABLES), begun), begun.month, months)
    return market_history(Result(scenario=scenario, seed=seed, months=months, market=market))[0]


def _came_true(history: History, lines: np.ndarray) -> np.ndarray:
    """Whether each of :data:`OUTCOMES` came true on these lines of a ledger, as numbers."""
    ways: tuple[Callable, ...] = (closed_within, stopped_within)
    rows = np.searchsorted(history.line, lines)
    return np.stack([way(history, CUT, months)[rows].astype(float) for way in ways for months in HORIZONS])
