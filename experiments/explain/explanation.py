"""One partner explained: its life, why it closed, its twin, and until when it could have been saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

from experiments.explain.closing import Closing, why_closed
from experiments.explain.life import Life, lives, sources_and_uses, unknown
from experiments.explain.saving import RUNS, LastCall, by_rescue, last_switch, search
from experiments.explain.twin import Parting, parting
from experiments.running.size import common_months
from model import MODEL_VERSION
from model.simulation import MAX_MONTHS, whole
from scenarios import Scenario

MAX_PARTNER = 2**63 - 1  # the largest number that a table holds
ROUTINE = ("late_payment", "project_lost", "customer_default")  # told as counts


@dataclass(frozen=True)
class Explanation:
    """What is known of one partner.

    ``twin``, its closing and ``parting`` are None without another scenario or when the partner never traded there.
    ``rescue`` is the last call for a rescue agreement in the first scenario in which it closes, None when it lives in
    all. ``switch``, when it closes in exactly one of the two, is the last call for turning to the other.
    """

    scenarios: tuple[Scenario, ...]
    life: Life
    closing: Closing | None
    twin: Life | None = None
    twin_closing: Closing | None = None
    parting: Parting | None = None
    rescue: LastCall | None = None
    switch: LastCall | None = None

    @property
    def closes_in(self) -> Life | None:
        """The life that ends, of the one or two that are told."""
        ends = [life for life in (self.life, self.twin) if life is not None and life.closed is not None]
        return ends[0] if ends else None

    @property
    def window(self) -> int:
        """The month before which a year's cash is told in both lives: the closing, or the end of the run."""
        return self.life.end if self.closes_in is None else self.closes_in.end

    def table(self) -> dict:
        """Everything as plain values for ``--json``."""
        return {
            "partner": self.life.partner,
            "seed": self.life.seed,
            "months": self.life.horizon,
            "model_version": MODEL_VERSION,
            "lives": [
                _life(life, closing, scenario, self.window)
                for life, closing, scenario in zip(
                    (self.life, self.twin), (self.closing, self.twin_closing), self.scenarios, strict=False
                )
                if life is not None
            ],
            "parting": asdict(self.parting) if self.parting else None,
            "rescue": _call(self.rescue),
            "switch": _call(self.switch),
        }


def _life(life: Life, closing: Closing | None, scenario: Scenario, window: int) -> dict:
    traded = ((life.months["month"] < window) & (life.months["month"] >= window - 12)).any()
    return {
        "scenario": scenario.name,
        "scenario_hash": scenario.hash,
        **life.facts,
        "closing": asdict(closing) if closing else None,
        "last_year": sources_and_uses(life, window) if traded else None,
        "months": life.months.to_dict("records"),
        "accounts": life.accounts.to_dict("records"),
        "events": life.events.to_dict("records"),
    }


def _call(call: LastCall | None) -> dict | None:
    return None if call is None else {**asdict(call), "steady": call.steady, "saving": call.saving}


def explain(
    scenario: Scenario,
    seed: int,
    partner: int,
    other: Scenario | None = None,
    months: int | None = None,
    runs: int = RUNS,
    watch: Callable[[int, int], None] | None = None,
) -> Explanation:
    """Explain one partner of a run, and against ``other`` on the same luck.

    ``runs`` are tried at most for each last call (0: none is dated). Raises
    :class:`~experiments.explain.life.NoSuchPartner` when the partner never traded in ``scenario``.
    """
    months = common_months([s for s in (scenario, other) if s is not None], months)
    partner, runs = whole("partner", partner, 0, MAX_PARTNER), whole("runs", runs, 0, MAX_MONTHS)
    result, found = lives(scenario, seed, months, [partner])
    if partner not in found:
        raise unknown(partner, result)
    life = found[partner]
    twin = None if other is None else lives(other, seed, months, [partner])[1].get(partner)
    told = [(scenario, life)] if twin is None else [(scenario, life), (other, twin)]
    ended = [(where, own) for where, own in told if own.closed is not None]
    rescue = switch = None
    if ended and runs > 0 and len(ended[0][1].months):
        where, gone = ended[0]
        span = (gone.facts["entered"], gone.closed)
        rescue = search("rescue", by_rescue(where, seed, months, partner), *span, runs, watch)
        if len(told) == 2 and len(ended) == 1:
            keeps = other if where is scenario else scenario
            switch = last_switch(where, keeps, seed, months, partner, span, runs, watch)
    return Explanation(
        (scenario,) if other is None else (scenario, other), life, why_closed(life), twin,
        None if twin is None else why_closed(twin), None if twin is None else parting(life, twin), rescue, switch,
    )  # fmt: skip
