"""What the levels of one factor do within each level of another: which ranks first where, in a title that has room."""

from types import SimpleNamespace

import pandas as pd
import pytest

from experiments.analysis.charts import metric_name, named
from experiments.analysis.lead import FIRST, NOTHING, OPEN, Lead
from experiments.analysis.within import LONGEST, within, within_title
from experiments.words.words import LANGUAGES, words

RATE, DAYS = "finance.funding_rate", "levers.focal.credit.deferment_days"


def batch_of(*factors):
    row = {"series": "", "arm": [0], "replicate": [0], "manifest": ["abc"]}
    made = tuple(SimpleNamespace(name=name, levels=levels) for name, levels in factors)
    return SimpleNamespace(manifest=SimpleNamespace(factors=made, base=SimpleNamespace(name="b", hash="h"),
                                                    kind="factorial", months=60, seed=1),
                           done=pd.DataFrame(row), runs=pd.DataFrame(row), version=5, command="garden",
                           smallest_of=lambda metric: 1.0, day=None)  # fmt: skip


def test_levels_of_one_factor_are_ranked_where_they_can_be():
    its, stock = words("en", "batch"), ("own", "pooled")
    batch = batch_of(("stock", stock), ("terms", ("prepayment", "45 days")))
    leads = {"prepayment": (Lead(OPEN), stock), "45 days": (Lead(FIRST, (1,)), stock)}
    table = pd.DataFrame({"level": "pooled", "within": list(leads), "effect": [0.6, 6.2], "low": [float("nan"), 4.0],
                          "high": [float("nan"), 8.4]})  # fmt: skip
    chart = within(batch, table, leads, "focal_profit", its)
    assert chart.title.endswith(
        "highest: stock (pooled) at terms (45 days); at terms (prepayment) none is clearly first"
    )
    assert chart.y_label.startswith("Difference from stock (own): "), "not from the base arm"
    assert chart.y_label.endswith(its("money", metric="your profit")), "money has its unit"
    assert chart.hollow and its("pairs.empty") in chart.band, "what has no interval is drawn as that"


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_levels_are_told_in_a_row_and_a_title_that_has_no_room_tells_less(language):
    its, rates = words(language, "batch"), (0.14, 0.22)
    days = [15.0 * n for n in range(7)]
    batch = batch_of((RATE, rates), (DAYS, days))

    def title(*places):
        leads = {d: (Lead(OPEN) if p is None else Lead(FIRST, (p,)), rates) for d, p in zip(days, places, strict=True)}
        return within_title(batch, leads, "focal_profit", its)

    some = title(1, 1, 0, 0, 0, 0, None)
    assert len(some) <= LONGEST and some.count("22") == 1 and its.several(["0", "15"]) in some
    assert its.several(["30", "45", "60", "75"]) in some
    told = {"metric": metric_name("focal_profit", its), "first": named(RATE, its)}
    assert title(*[None] * 7) == its("within.open", second=named(DAYS, its), **told)
    assert "22" in title(*[1] * 7) and not any(f"{d:g}" in title(*[1] * 7) for d in days[1:])
    nothing = {d: (Lead(NOTHING), rates) for d in days}
    assert within_title(batch, nothing, "focal_profit", its)[0].isupper()
    apart = title(1, 1, 1, 1, 0, 0, 0)
    assert "22" in apart and "14" in apart and its.several(["60", "75", "90"]) in apart
    wild = batch_of((RATE, rates), ("w" * 200, days))
    leads = {d: (Lead(FIRST, (n % 2,)), rates) for n, d in enumerate(days)}
    assert within_title(wild, leads, "focal_profit", its) == its("within.many", second="w" * 200, **told)
