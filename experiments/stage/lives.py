"""Charts of one partner's life: a line of its books in each scenario, as descriptions that any renderer draws."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.drawing.chart import Chart
from experiments.explain.explanation import Explanation
from experiments.explain.life import Life
from experiments.explain.words import word
from experiments.words.words import amount, capital

SHARES = ("competence", "markup", "training_time", "availability")


def life_chart(found: Explanation, column: str, language: str = "en", names: tuple[str, ...] = ()) -> Chart:
    """A column of the books month by month, in each life that is told.

    ``names`` are the scenarios as people should read them (default: their own). Shares are told in per cent. Raises
    ValueError when nothing is on record.
    """
    lives = [life for life in (found.life, found.twin) if life is not None]
    called = dict(zip((s.name for s in found.scenarios), names or [s.name for s in found.scenarios], strict=True))
    scale = 100.0 if column in SHARES else 1.0
    parts = [
        pd.DataFrame({"series": called[life.scenario], "x": life.months["month"], "y": scale * life.months[column]})
        for life in lives
        if len(life.months)
    ]
    if not parts:
        raise ValueError(f"partner {found.life.partner} closed before any month on record")
    table = pd.concat(parts, ignore_index=True).assign(low=np.nan, high=np.nan)
    label = word("lines", column, language) + (", %" if scale != 1.0 else "")
    text = "; ".join(_end(life, called[life.scenario], column, scale, language) for life in lives if len(life.months))
    return Chart(
        name=f"life-{column}", kind="lines", title=f"{capital(label)}: {text}",
        x_label=word("told", "month", language), y_label=label, table=table,
        baseline=called[lives[0].scenario] if len(lives) > 1 else "",
        digits=1 if table["y"].abs().max() < 100 else 0,
        order=tuple(called[life.scenario] for life in lives if len(life.months)), language=language,
        events=tuple((life.closed, word('modes', "closed", language)) for life in lives if life.closed),
    )  # fmt: skip


def _end(life: Life, name: str, column: str, scale: float, language: str) -> str:
    value = amount(scale * float(life.months[column].iloc[-1]), language)
    if life.closed is None:
        return f"{name} {value}"
    return f"{name} {value} ({word('modes', 'closed', language)} {life.closed})"
