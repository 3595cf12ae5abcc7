"""Pictures of what the model says, each drawn from runs of its own and never from numbers typed in."""

from __future__ import annotations

import csv
import shlex
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from experiments.comparing.compare import Comparison, compare, untold
from experiments.comparing.statistics import Difference, mean_interval, paired_difference
from experiments.drawing.fit import spread
from experiments.refusal import UsageError
from experiments.running.runs import Progress
from experiments.words.words import told
from experiments.writing.outputs import OutputError, claim_file, write_files
from model import MODEL_VERSION
from scenarios import Scenario, load_scenario

SUFFIXES = (".png", ".svg", ".pdf")
SEGMENTS = ("corporate", "smb", "consumer")
COLUMNS = ("ratio", "share", "competence", "survival_percent", "survival_low", "survival_high",
           "profit", "profit_low", "profit_high", "service_wage", "learning_by_doing", "mean_competence",
           "replicates")  # fmt: skip
# Blue, black and vermilion of Okabe and Ito: apart for every kind of colour vision, and dark enough for text.
# Markers differ too, so that a print without colour still tells the lines apart.
LOOKS = (("#0072B2", "o"), ("#000000", "s"), ("#D55E00", "^"))
TEXT, SMALL_TEXT, TITLE_TEXT = 14, 11, 19


@dataclass(frozen=True)
class Grid:
    """What the picture of the service margin varies: at least two wages, two or three shares, two speeds of learning.

    ``wages`` are wages of a service engineer, ``shares`` the partners' share of the margin on packaged work, and
    ``learning`` labels with factors on the speed of learning by doing, lowest first. Competence itself cannot be set:
    the years before month 0 replace the starting value by what partners learn in them.
    """

    wages: Sequence[float] = (1.5, 2.0, 2.5, 3.0, 3.5, 4.0)
    shares: Sequence[float] = (0.2, 0.5, 0.8)
    learning: Mapping[str, float] = field(default_factory=lambda: {"low": 0.6, "high": 1.4})

    def __post_init__(self) -> None:
        if len(set(self.wages)) < 2 or not 2 <= len(set(self.shares)) <= len(LOOKS) or not self.learning:
            raise ValueError(f"a grid needs two wages, two to {len(LOOKS)} shares and a speed of learning at least")


@dataclass(frozen=True)
class Cell:
    """One scenario of the grid; ``number`` is its place in the comparison."""

    number: int
    ratio: float
    share: float
    competence: str
    wage: float
    by_doing: float


def price_over_cost(values: Mapping[str, float]) -> float:
    """What customers pay for a month of service work over what a billed month of a distributor's engineer costs.

    In: a scenario's values. Out: the ratio. The price is the mean over the work that the segments want, and the cost
    holds paid time that is not billed, as ``model.services.engineer_cost`` has it.
    """
    money = work = 0.0
    for name in SEGMENTS:
        ordered = values[f"customers.{name}.demand"] * values[f"customers.{name}.service_demand"]
        price = values[f"customers.{name}.service_price"]
        if price > 0.0:
            money += ordered
            work += ordered / price
    paid = values["labour.service_wage"] + values["distributors.engineer_overhead"]
    cost = paid * (1.0 + values["labour.staffing_slack"])
    cost /= values["labour.utilisation_ceiling"]
    return money / work / cost if work > 0.0 and cost > 0.0 else float("nan")


@dataclass(frozen=True)
class ServiceMargin:
    """All runs of the grid on the same luck: ``base`` is the market that every cell changes."""

    grid: Grid
    base: Scenario
    cells: tuple[Cell, ...]
    runs: Comparison

    def values(self, cell: Cell, metric: str) -> np.ndarray:
        """A metric of a cell's runs: one value a replicate that every cell finished."""
        return self.runs.metric(metric, cell.number)

    def line(self, competence: str, share: float) -> list[Cell]:
        """The cells of one line, by rising ratio."""
        return sorted((c for c in self.cells if c.competence == competence and c.share == share), key=lambda c: c.ratio)

    def mean_competence(self, competence: str) -> float:
        """Partners' mean competence at the end, over all runs of a column of the picture."""
        chosen = [self.values(cell, "mean_competence") for cell in self.cells if cell.competence == competence]
        return float(np.mean(chosen))

    @cached_property
    def ratios(self) -> list[float]:
        """The ratios of the grid, rising."""
        return sorted({cell.ratio for cell in self.cells})

    def _between(self, metric: str, left: Callable[[Cell], bool], right: Callable[[Cell], bool]) -> Difference:
        sides = [
            np.mean([self.values(cell, metric) for cell in self.cells if side(cell)], axis=0) for side in (left, right)
        ]
        return paired_difference(*sides)

    def ratio_effect(self, metric: str) -> Difference:
        """What the highest instead of the lowest ratio changes, over all shares and both columns."""
        low, high = self.ratios[0], self.ratios[-1]
        return self._between(metric, lambda c: c.ratio == low, lambda c: c.ratio == high)

    def share_effect(self, metric: str) -> Difference:
        """What the highest instead of the lowest share changes at the highest ratio, over both columns."""
        low, high, top = min(self.grid.shares), max(self.grid.shares), self.ratios[-1]
        return self._between(
            metric,
            lambda c: c.ratio == top and c.share == low,
            lambda c: c.ratio == top and c.share == high,
        )

    def findings(self) -> tuple[str, str]:
        """Two sentences from the data: what the ratio does to survival, and what the share does at the highest one."""
        kept = self.ratio_effect("survival_share")
        low, high = self.ratios[0], self.ratios[-1]
        moved = f"Service price from {low:.2f} to {high:.2f} times its wage cost: survival "
        if kept.clear:
            word = "rises" if kept.difference > 0 else "falls"
            moved += f"{word} from {_percent(kept.base)} to {_percent(kept.other)}"
        else:
            moved += f"does not clearly change: {_points(kept)}"
        kept, profit = self.share_effect("survival_share"), self.share_effect("focal_profit")
        shares = f"{_percent(max(self.grid.shares))} instead of {_percent(min(self.grid.shares))}"
        split = f"At {high:.2f}, leaving partners {shares} of the margin on packages: "
        split += f"survival {_points(kept)}" if kept.clear else f"no clear change of survival, {_points(kept)}"
        if not profit.clear:
            split += "; no clear difference in distributor's profit"
        elif profit.base > 0.0:
            split += f"; distributor's profit {told(100 * profit.difference / profit.base, 0, sign=True)} %"
        else:
            split += f"; distributor's profit {told(profit.difference, 0, sign=True)}"
        return moved, split

    def rows(self) -> list[dict]:
        """The numbers of the picture: one row a cell, with the names in ``COLUMNS``."""
        found = []
        for cell in sorted(self.cells, key=lambda c: (c.by_doing, c.share, c.ratio)):
            survival = mean_interval(100.0 * self.values(cell, "survival_share"))
            profit = mean_interval(self.values(cell, "focal_profit"))
            competence = float(self.values(cell, "mean_competence").mean())
            told = (cell.ratio, cell.share, cell.competence, *survival, *profit, cell.wage, cell.by_doing)
            found.append(dict(zip(COLUMNS, (*told, competence, self.runs.pairs), strict=True)))
        return found


def service_margin(
    replicates: int = 8,
    seed: int = 1,
    months: int = 60,
    threads: int | None = None,
    watch: Callable[[Progress], None] | None = None,
    grid: Grid | None = None,
    values: Mapping[str, object] | None = None,
    check: Callable[[Sequence[Scenario], int, int], None] | None = None,
) -> ServiceMargin:
    """Run the grid of the service margin on the same luck.

    In: size and seed of the batch, ``grid`` (default: :class:`Grid`), ``values`` that the steady market starts from,
    ``watch`` sees the progress, ``check`` may refuse the batch by raising. Out: all runs with what each cell is.
    """
    grid = grid or Grid()
    base = load_scenario("steady", dict(values or {}))
    usual = base.values["learning.by_doing"]
    cells, scenarios = [], []
    for competence, factor in grid.learning.items():
        for share in grid.shares:
            for wage in grid.wages:
                scenario = base.with_values(
                    {
                        "labour.service_wage": wage,
                        "levers.focal.services.package_depth": 0.5,
                        "levers.focal.services.partner_margin_share": share,
                        "learning.by_doing": usual * factor,
                    }
                )
                ratio = price_over_cost(scenario.values)
                cells.append(Cell(len(cells), ratio, share, competence, wage, usual * factor))
                scenarios.append(scenario)
    if check:
        check(scenarios, replicates, months)
    return ServiceMargin(grid, base, tuple(cells), compare(scenarios, replicates, seed, months, threads, watch))


def draw_service_margin(found: ServiceMargin, file_name: str = "service-margin.png"):
    """The picture of the service margin.

    In: runs of which at least one replicate is complete; ``file_name`` is what the command in the footer writes to.
    Out: a ``matplotlib.figure.Figure`` for a slide of 16 to 9.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    months, columns = found.runs.months, list(found.grid.learning)
    figure = Figure(figsize=(16, 9), dpi=120, facecolor="white")
    FigureCanvasAgg(figure)
    panels = figure.subplots(2, len(columns), sharex=True, sharey="row", squeeze=False)
    figure.subplots_adjust(left=0.085, right=0.985, bottom=0.155, hspace=0.13, wspace=0.05)
    # Labels are spread by the height of a panel, so the room for the title is settled before.
    moved, split = found.findings()
    left, title, second = 0.012, _lines(moved, 100), _lines(split, 148)
    more, lower = title.count("\n"), second.count("\n")
    figure.subplots_adjust(top=0.82 - 0.036 * more - 0.028 * lower)
    figure.text(left, 0.978, title, fontsize=TITLE_TEXT, fontweight="bold", va="top")
    figure.text(left, 0.93 - 0.036 * more, second, fontsize=TEXT, va="top")
    low, high = found.ratios[0], found.ratios[-1]
    measures = (
        ("survival_share", 100.0, f"Partner survival\nafter {months} months, %"),
        ("focal_profit", 0.001, f"Focal distributor's profit\nover {months} months, thousand"),
    )
    ends = {}
    for row, (metric, scale, name) in enumerate(measures):
        for column, competence in enumerate(columns):
            axes = panels[row, column]
            ends[axes] = []
            for share, (colour, marker) in zip(sorted(found.grid.shares), LOOKS, strict=False):
                cells = found.line(competence, share)
                told = np.array([mean_interval(scale * found.values(cell, metric)) for cell in cells])
                ratios = [cell.ratio for cell in cells]
                # One replicate has no interval: the line stands alone then.
                if np.isfinite(told[:, 1:]).all():
                    axes.fill_between(ratios, told[:, 1], told[:, 2], color=colour, alpha=0.13, linewidth=0)
                axes.plot(ratios, told[:, 0], color=colour, marker=marker, linewidth=2.2, markersize=7, clip_on=False)
                ends[axes].append((told[-1, 0], f"partners keep {_percent(share)}", colour))
            _plain(axes)
            axes.yaxis.set_major_locator(MaxNLocator(6))
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
            if low < 1.0 < high:
                axes.axvline(1.0, color="#666666", linewidth=1.3, linestyle=(0, (2, 3)), zorder=1)
        panels[row, 0].set_ylabel(name, fontsize=TEXT, labelpad=10)
    panels[0, 0].set_xlim(low - 0.03 * (high - low), high + 0.43 * (high - low))
    for axes in panels.flat:
        axes.spines["bottom"].set_bounds(low, high)
        _label_ends(axes, high, ends[axes])
    for column, competence in enumerate(columns):
        factor, mean = found.grid.learning[competence], found.mean_competence(competence)
        panels[0, column].set_title(
            f"{competence.capitalize()} competence: mean {mean:.2f} at the end\n"
            f"(learning by doing {factor:.1f} times the default)",
            fontsize=TEXT, loc="left", pad=8,
        )  # fmt: skip
        panels[1, column].set_xlabel("Service price over wage cost of a billed month", fontsize=TEXT, labelpad=6)
        # Ticks end with the data: what is right of them is room for labels.
        panels[1, column].set_xticks([t for t in MaxNLocator(7).tick_values(low, high) if low <= t <= high])
        if low < 1.0 < high:
            panels[0, column].annotate("price = cost", (1.0, 0.91), xycoords=("data", "axes fraction"), xytext=(6, 0),
                                       textcoords="offset points", fontsize=TEXT, color="#555555")  # fmt: skip
    figure.text(left, 0.012, _footer(found, file_name), fontsize=SMALL_TEXT, color="#444444", va="bottom")
    return figure


def _lines(text: str, width: int) -> str:
    """Text in lines of about the same length."""
    lines = -(-len(text) // width)
    return "\n".join(textwrap.wrap(text, width if lines == 1 else len(text) // lines + 10))


def _percent(share: float) -> str:
    """A share as whole per cent."""
    return f"{100 * share:.0f} %"


def _points(pair: Difference) -> str:
    """A difference of shares in points, with its interval when there is one."""
    text = f"{told(100 * pair.difference, 1, sign=True)} points"
    if not pair.told:
        return f"{text} ({untold(pair)})"
    return f"{text} (95 % interval {told(100 * pair.low, 1, sign=True)} to {told(100 * pair.high, 1, sign=True)})"


def _footer(found: ServiceMargin, file_name: str) -> str:
    """What it takes to draw the picture again. The folder stays out: it is of one machine."""
    runs, planned = found.runs, len(found.runs.runs) // len(found.cells)
    size = f"--replicates {planned} --months {runs.months} --seed {runs.seed}"
    number = "1 replicate" if runs.pairs == 1 else f"{runs.pairs} replicates"
    bands = f"Bands: 95 % intervals of the mean over {number}" if runs.pairs > 1 else "One replicate gives no bands"
    return (
        f"{bands}; differences in the title are paired on the same luck. "
        "The focal distributor's packages take on half of a service job; below cost nobody buys them.\n"
        f"garden figure service-margin --to {shlex.quote(file_name)} {size}\n"
        f"Model version {MODEL_VERSION}, seed {runs.seed}, {number}, {runs.months} months, "
        f"{found.base.name} {found.base.hash}"
    )


def _plain(axes) -> None:
    """A light grid and no box."""
    axes.grid(color="#DDDDDD", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=TEXT, length=0)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color("#999999")


def _label_ends(axes, right: float, ends: list[tuple[float, str, str]]) -> None:
    """Name each line at its right end; labels that would cover each other move apart."""
    low, high = axes.get_ylim()
    axes.set_ylim(low, high)
    # Room for one line of text, in units of the axis.
    gap = 1.25 * TEXT / 72 / (axes.get_position().height * axes.figure.get_figheight()) * (high - low)
    places = spread([end[0] for end in ends], [gap] * len(ends), low, high)
    for place, (_, name, colour) in zip(places, ends, strict=True):
        axes.annotate(name, (right, place), xytext=(12, 0), textcoords="offset points", fontsize=TEXT, color=colour,
                      va="center", annotation_clip=False,
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0})  # fmt: skip


def claim_picture(to: str | Path) -> Path:
    """The file for a picture, in a folder that can be written to; made if needed.

    In: what ``--to`` says. Out: its path. Raises :class:`UsageError` before any time is spent on runs, also when the
    table that goes with the picture would cover a file that is not one.
    """
    path = Path(to)
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"--to {to}: expected a file that ends in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
    table = path.with_suffix(".csv")
    try:
        for file in (path, table):
            claim_file(file)
        if table.exists():
            with table.open(encoding="utf-8", errors="replace") as file:
                first = file.readline(1000).strip()
            if first != ",".join(COLUMNS):
                raise UsageError(f"--to {to}: {table.name} stands there and is not ours; expected another name")
    except OutputError as problem:
        raise UsageError(f"--to {problem}") from None
    except OSError as problem:
        raise UsageError(f"--to {to}: {problem.strerror or problem}; expected a folder to write to") from None
    return path


def write_picture(path: Path, found: ServiceMargin) -> list[Path]:
    """Write the picture, and its numbers as CSV beside it; returns both paths.

    The same runs give the same bytes: no date and no random name goes into the file.
    """
    import matplotlib

    kind, table = path.suffix.lower().removeprefix("."), path.with_suffix(".csv")
    undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind)
    figure = draw_service_margin(found, path.name)
    with matplotlib.rc_context({"svg.hashsalt": "partner-garden"}):
        files = {path: lambda part: figure.savefig(part, format=kind, metadata=undated),
                 table: lambda part: _write_rows(part, found.rows())}  # fmt: skip
        write_files(files)
    return [path, table]


def _write_rows(path: Path, rows: list[dict]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow([_told(row[name]) for name in COLUMNS])


def _told(value) -> str:
    """A cell of the table: six digits are more than the runs know; nothing where there is no interval."""
    if isinstance(value, float):
        return "" if value != value else f"{value:.6g}"
    return str(value)
