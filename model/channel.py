"""The market for Mesa users: the same compiled month, with handles on the partners."""

from __future__ import annotations

import copy
from collections.abc import Mapping

import mesa
import numpy as np

from agents.handles import DECISIONS, HANDLES, Partner
from agents.meaning import RuleError, check_handle, meant
from agents.once import compiled_once
from agents.partner import KINDS
from model.market import PARTNERS, with_room
from model.month import MONTH, walk_months
from model.opening import opened_market
from model.result import Result
from model.simulation import MAX_MONTHS, MAX_SEED, whole


class ChannelModel(mesa.Model):
    """A market that walks month by month.

    ``handles`` maps a kind (``integrator``, ``reseller``, ``online_shop``) to a subclass of its handle;
    the decisions that the subclass overrides are then taken by its methods, all else stays compiled.
    Raises ValueError for an unknown kind, for a method that the market never asks for and for a decision
    without a meaning, IndexError for a step past the last month, RuntimeError for a step after one that failed.

    ``month`` is the number of the next month, ``market`` the state (:class:`model.market.Market`).
    """

    def __init__(
        self,
        scenario,
        seed: int = 1,
        months: int | None = None,
        handles: Mapping[str, type[Partner]] | None = None,
        panel: bool = False,
    ) -> None:
        super().__init__()
        # Methods of this model, no closures: a copy must step itself.
        self._by_mesa = self.step
        self.step = self._step
        self.source = scenario
        self.luck = whole("seed", seed, 0, MAX_SEED)
        self.months = whole("months", scenario.months if months is None else months, 1, MAX_MONTHS)
        self.month = 0
        self.failure: BaseException | None = None
        self.classes = dict(HANDLES)
        for kind, handle in (handles or {}).items():
            if kind not in HANDLES or not issubclass(handle, HANDLES[kind]):
                raise ValueError(f"handles: {kind!r} needs a subclass of one of {', '.join(KINDS)}'s handles")
            check_handle(handle, HANDLES[kind], DECISIONS)
            self.classes[kind] = handle
        self.overridden = {
            phase: [
                (KINDS.index(kind), decision, column)
                for kind, handle in self.classes.items()
                if getattr(handle, decision) is not getattr(Partner, decision)
            ]
            for decision, (phase, column) in DECISIONS.items()
        }
        self._handles: dict[int, Partner] = {}
        self._place(opened_market(scenario, self.luck, self.months, panel=panel))

    def _place(self, market) -> None:
        self.market = market
        self.columns = {name: market.partners[name] for name in market.partners.dtype.names}

    def __copy__(self) -> ChannelModel:
        """The same as a deep copy: one that shared the market would step it for the original too."""
        return copy.deepcopy(self)

    def __getstate__(self) -> dict:
        """State without the views of columns: a copy of each would be no view of the copied market."""
        state = self.__dict__.copy()
        state.pop("columns", None)
        return state

    def __setstate__(self, state: dict) -> None:
        self.__dict__.update(state)
        self._place(self.market)

    def _step(self) -> None:
        # Mesa wraps step() and, from 3.5, does nothing after one that failed: say so instead.
        if self.failure is not None:
            raise RuntimeError("this market stopped in the middle of a month") from self.failure
        self._by_mesa()

    def step(self) -> None:
        """One month: compiled as a whole, or phase by phase where a decision is overridden."""
        if self.month >= self.months:
            raise IndexError(f"the run has only {self.months} months")
        try:
            self._place(with_room(self.market))
            if any(self.overridden.values()):
                for phase in MONTH:
                    taken = [self._decide(*own) for own in self.overridden.get(phase.__name__, ())]
                    phase(self.market, self.month)
                    for column, rows, values in taken:
                        self.columns[column][rows] = values
            else:
                with compiled_once("months"):
                    walk_months(self.market, self.month, self.month + 1)
        except BaseException as problem:
            self.failure = problem
            raise
        self.month += 1

    def _decide(self, kind: int, decision: str, column: str):
        """One kind's decisions on the phase's opening state: (column, rows, values)."""
        count = int(self.market.counters[PARTNERS])
        partners = self.market.partners[:count]
        rows = np.flatnonzero((partners.alive == 1) & (partners.kind == kind))
        return column, rows, [self._asked(row, decision) for row in rows.tolist()]

    def _asked(self, row: int, decision: str) -> float:
        """What a partner decides; what a rule cannot do or mean stops the month and says whose, when, by which rule."""
        handle = self.handle(row)
        try:
            return meant(decision, getattr(handle, decision)())
        except Exception as why:
            kind = KINDS[int(self.columns["kind"][row])]
            where = f"month {self.month}, partner {handle.unique_id} ({kind})"
            told = why if isinstance(why, RuleError) else f"failed: {type(why).__name__}: {why}"
            problem = RuleError(f"{where}: {type(handle).__name__}.{decision} {told}")
            raise problem from (None if isinstance(why, RuleError) else why)

    def handle(self, row: int) -> Partner:
        """The handle on a row, made when it is first asked for."""
        found = self._handles.get(row)
        if found is None:
            found = self.classes[KINDS[int(self.columns["kind"][row])]](self, row)
            self._handles[row] = found
        return found

    def _sync(self) -> None:
        """Handles for all living partners and none for closed ones."""
        count = int(self.market.counters[PARTNERS])
        alive = self.columns["alive"][:count]
        for row in [row for row in self._handles if not alive[row]]:
            self._handles.pop(row).remove()
        for row in np.flatnonzero(alive).tolist():
            self.handle(row)

    @property
    def agents(self):
        """All living partners, as Mesa's AgentSet."""
        if getattr(self, "market", None) is not None:
            self._sync()
        return super().agents

    @property
    def agents_by_type(self):
        """Living partners by class of handle."""
        if getattr(self, "market", None) is not None:
            self._sync()
        return super().agents_by_type

    def result(self) -> Result:
        """What happened up to now, as ``simulate`` would return it for as many months."""
        if self.month == 0:
            raise IndexError("no month has been walked yet")
        market = self.market._replace(
            monthly=self.market.monthly[: self.month],
            channel=self.market.channel[: self.month],
            shelf_history=self.market.shelf_history[: self.month],
        )
        return Result(scenario=self.source, seed=self.luck, months=self.month, market=market)

    def forget(self) -> None:
        """Let go of all handles, so that a market no longer used can be freed (Mesa 3.3 keeps a table of models)."""
        for handle in self._handles.values():
            handle.remove()
        self._handles.clear()
        ids = getattr(mesa.Agent, "_ids", None)
        if ids is not None:
            ids.pop(self, None)
