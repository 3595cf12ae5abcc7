"""Statistics of firms' lives: entry, closing, survival, and who they were. Each reads one run with its panel."""

from __future__ import annotations

import itertools

import numpy as np

from experiments.comparing.statistics import mean_interval
from model.market import CUSTOMER_COUNT

FAILED = ("illiquidity", "over_indebtedness")  # causes of closing that are insolvencies
FOUNDING = 48  # months after an employer's insolvency in which its staff is followed


def newcomers_alive(result, months: int) -> float:
    """Share of the partners that entered during the run, early enough, and still traded after ``months``."""
    table = result.partners
    alive, number = _lived(table[table["origin"] != "initial"], result.months, months)
    return alive / number if number else float("nan")


def _lived(table, horizon: int, months: int) -> tuple[int, int]:
    """Of entrants that could have lived ``months``: how many did, and how many there are.

    Firms taken over before are left out: they neither failed nor lived on as themselves (the reduced sample of
    Kaplan and Meier 1958; OECD's survival rates leave mergers out as well).
    """
    early = table[table["entered"] <= horizon - months]
    lived = early["closed"].fillna(horizon + months).astype(int) - early["entered"]
    seen = (lived >= months) | (early["cause"] != "acquired")
    return int((lived >= months).sum()), int(seen.sum())


def survivors_by_way_in(result, months: int = 60) -> np.ndarray:
    """(spin-offs alive after ``months``, spin-offs, outsiders alive, outsiders): counts of one run."""
    table = result.partners
    counts = [_lived(table[table["origin"] == way], result.months, months) for way in ("spin_off", "outsider")]
    return np.array([*counts[0], *counts[1]], float)


def survival_ratio(runs) -> float:
    """Share of spin-offs alive over that of outsiders, the counts of several runs summed (Klepper 2001)."""
    alive, spin_offs, others_alive, others = np.sum(runs, axis=0)
    return float(alive / spin_offs / (others_alive / others)) if spin_offs and others_alive else float("nan")


def founders_and_staff(result) -> np.ndarray:
    """(founders out of failed partners' staff, that staff, other founders, other staff in spans of four years).

    Staff of a failed partner is whom it employed, its owner left out, a year before its insolvency (or when it
    entered): firms shrink before they fail. Only insolvencies early enough to follow people for four years count, and
    not those of the first month, whose staff was not seen.
    Other founders are all but retail chains: as many as people in work with other partners can have been, for nobody
    knows where outsiders worked.
    """
    table = result.partners.set_index("partner")
    staff = (result.panel.set_index(["partner", "month"])["headcount"] - 1.0).clip(lower=0.0)
    failed = table[table["cause"].isin(FAILED)]
    closed = failed["closed"].astype(int)
    seen = failed[(closed + FOUNDING <= result.months) & (closed > failed["entered"])]
    asked = np.maximum(seen["closed"].astype(int) - 12, seen["entered"])
    employed = staff.reindex(zip(seen.index, asked, strict=True)).sum()
    founded = table[table["origin"] == "spin_off"]
    months = founded["entered"] - founded["parent"].map(seen["closed"]).astype(float)
    own = int((months < FOUNDING).sum())
    others = table["origin"].isin(("spin_off", "outsider")) & ~table["parent"].isin(failed.index)
    span = staff[~staff.index.get_level_values("partner").isin(failed.index)].sum() / FOUNDING
    return np.array([own, employed, int(others.sum()), span])


def founding_after_failure(runs) -> float:
    """Share of failed partners' staff that founds a firm within four years, less that of others; runs summed.

    Røed and Skogstrøm 2014: of employees of stable Norwegian firms 2.4 % of men and 1.0 % of women found one in four
    years, of those whose firm goes bankrupt 3.7 and 1.8 points more.
    """
    own, employed, others, span = np.sum(runs, axis=0)
    return float(own / employed - others / span) if employed > 0.0 and span > 0.0 else float("nan")


def entry_rate(result) -> float:
    """New partners a year over the mean number of living ones."""
    table = result.monthly
    return float(table["entries"].sum() / table["partners_alive"].mean() / (result.months / 12))


def young_closings(result) -> float:
    """Share of closings of partners younger than five years; take-overs are no closings of a business."""
    table = result.partners[result.partners["closed"].notna() & (result.partners["cause"] != "acquired")]
    age = table["age_at_start"] + table["closed"].astype(int) - table["entered"]
    return float((age < 60).mean())


def weibull_shape(result) -> float:
    """Shape of a Weibull law of the lives of partners that entered during the run (lifelines; below 1: falling hazard).

    Lives are read in whole years, as the tables of BLS and Eurostat give them: a closing is known to lie in a year of
    the firm's life (interval censoring); the living are censored at the horizon, firms taken over when they were.
    Partners of month 0 are left out: their early closings were not seen.
    """
    from lifelines import WeibullFitter

    table = result.partners[result.partners["origin"] != "initial"]
    closed = (table["closed"].notna() & (table["cause"] != "acquired")).to_numpy()
    lived = (table["closed"].fillna(result.months).astype(int) - table["entered"]).to_numpy(float) / 12.0
    since = np.where(closed, np.floor(lived), np.maximum(lived, 1.0 / 24.0))
    until = np.where(closed, np.floor(lived) + 1.0, np.inf)
    return float(WeibullFitter().fit_interval_censoring(since, until).rho_)


def niche_correlation(result) -> float:
    """Pearson r of yearly entry and closing rates across niches (Geroski 1995), the mean over years.

    A niche is a kind of partner by first distributor; a rate is a number over the years that its partners traded.
    """
    table = result.partners
    closed = table["closed"].fillna(result.months).astype(int)
    niche = [table["kind"], table["primary_distributor"]]
    found = []
    for start in range(0, result.months, 12):
        end = min(start + 12, result.months)
        traded = (closed.clip(upper=end) - table["entered"].clip(lower=start)).clip(lower=0).groupby(niche).sum()
        came = (table["entered"].between(start, end - 1) & (table["origin"] != "initial")).groupby(niche).sum()
        went = (table["closed"].notna() & closed.between(start, end - 1)).groupby(niche).sum()
        kept = traded > 0
        came, went = came[kept] / traded[kept], went[kept] / traded[kept]
        if came.std() > 0.0 and went.std() > 0.0:
            found.append(np.corrcoef(came, went)[0, 1])
    return float(np.mean(found)) if found else float("nan")


def withdrawals(result) -> float:
    """Credit taken back over credit granted, as numbers of events (Garcia-Marin et al. 2020)."""
    counts = result.events["event"].value_counts()
    return float(counts.get("credit_withdrawn", 0) / counts["credit_granted"]) if "credit_granted" in counts else 0.0


def shake_out(result) -> np.ndarray:
    """Change from the first to the last year: partners (relative), concentration (relative), mean competence.

    Concentration is the Herfindahl index of partners' sales over a year.
    """
    table = result.monthly
    first, last = table.iloc[:12].mean(), table.iloc[-12:].mean()
    return np.array(
        [
            last["partners_alive"] / first["partners_alive"] - 1.0,
            last["concentration"] / first["concentration"] - 1.0,
            last["mean_competence"] - first["mean_competence"],
        ]
    )


SHAKE_OUT = np.array([-1.0, 1.0, 1.0])  # fewer partners, more concentrated, more competent


def shake_out_signs(runs) -> tuple[float, float, float]:
    """How many changes of :func:`shake_out` have the sign of a shake-out: by the mean, clearly, and not clearly not.

    The last two are of the 95 % intervals over runs; with one run they are not numbers.
    """
    signed = np.asarray(runs) * SHAKE_OUT
    found = [mean_interval(signed[:, column]) for column in range(3)]
    mean, low, high = np.array(found).T
    if len(signed) < 2:
        return float((mean > 0.0).sum()), float("nan"), float("nan")
    return float((mean > 0.0).sum()), float((low > 0.0).sum()), float((high > 0.0).sum())


def links_kept(result) -> float:
    """Share of the links between a customer firm and its supplier that stand a year later (Mizuno et al. 2014).

    Links of the end of each year of the run but the last; one whose customer or supplier closed is gone.
    """
    rows = result.market.customer_history[: int(result.market.counters[CUSTOMER_COUNT])]
    ends = rows[(rows.month % 12 == 11) & (rows.supplier >= 0)]
    years = [ends[ends.month == month] for month in np.unique(ends.month)]
    links = [set(zip(year.customer.tolist(), year.supplier.tolist(), strict=True)) for year in years]
    kept = sum(len(one & other) for one, other in itertools.pairwise(links))
    asked = sum(len(one) for one in links[:-1])
    return kept / asked if asked else float("nan")


def cohort_growth(result) -> float:
    """Growth of the headcount of partners that entered during the run, from the end of their first year to that
    of their second: of those that live so long, in sum (share / year)."""
    entered = result.partners.set_index("partner")["entered"]
    panel = result.panel[result.panel["partner"].map(result.partners.set_index("partner")["origin"]) != "initial"]
    age = panel["month"] - panel["partner"].map(entered)
    heads = [panel[age == months].set_index("partner")["headcount"] for months in (12, 24)]
    both = heads[0].index.intersection(heads[1].index)
    return float(heads[1][both].sum() / heads[0][both].sum() - 1.0) if len(both) else float("nan")


def growth_on_size(result) -> float:
    """Slope of a year's log growth of headcount on log headcount, log age held (Haltiwanger et al. 2013).

    All partners that live through a year, from the second year on.
    """
    table = result.partners.set_index("partner")
    founded = table["entered"] - table["age_at_start"]
    heads = {month: year.set_index("partner")["headcount"] for month, year in result.panel.groupby("month")}
    rows = []
    for month in range(12, result.months - 12, 12):
        both = heads[month].index.intersection(heads[month + 12].index)
        now, then = np.log(heads[month][both]), np.log(heads[month + 12][both])
        age = np.log(month - founded[both] + 1.0)
        rows.append(np.column_stack((np.ones(len(both)), now, age, then - now)))
    if not rows:
        return float("nan")
    found = np.vstack(rows)
    return float(np.linalg.lstsq(found[:, :3], found[:, 3], rcond=None)[0][1])
