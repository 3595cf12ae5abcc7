"""Statistics of the validation table on small tables worked out by hand, and the table as a program reads it."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments.commands.cli import main
from experiments.comparing.statistics import mean_interval
from experiments.validation import life, money, rest, twins
from experiments.validation.table import MEASURES, QUIET, Measure, jackknife_interval, row, summed_up
from experiments.validation.targets import FILE, USES, targets


def result(**tables):
    """A stand-in for a run's result."""
    return SimpleNamespace(**tables)


def firms(**columns):
    """A table of partners; ``closed`` None is alive, all others gave up."""
    table = pd.DataFrame(columns)
    table["closed"] = pd.array(columns["closed"], dtype="Int64")
    table["cause"] = np.where(table["closed"].isna(), "", "voluntary")
    return table


def test_every_row_of_the_targets_is_measured_and_says_what_it_is_for():
    assert set(MEASURES) == set(targets())
    assert {target.use for target in targets().values()} == set(USES)
    assert sum(target.use == "calibrate" for target in targets().values()) == 20
    assert not set(QUIET) & set(targets())
    for target in targets().values():
        assert target.low is None or target.high is None or target.low < target.high


def test_a_target_holds_within_its_range_and_at_its_edges():
    rows = targets()
    assert rows["C4a"].holds(0.76) and rows["C4a"].holds(0.8) and not rows["C4a"].holds(0.85)
    assert rows["C24"].holds(5.0) and not rows["C24"].holds(-0.1)
    assert rows["C16"].holds(-0.2) and not rows["C16"].holds(0.2)
    assert not rows["C4a"].holds(float("nan"))
    assert FILE.name == "targets.csv"


def test_the_operating_margin_is_that_of_firms_whose_owners_work_counts_little():
    panel = pd.DataFrame(
        {
            "headcount": [10.0, 12.0, 40.0],
            "operating_profit": [30.0, 3.0, -1.0],
            "sales_product": [100.0, 30.0, 50.0],
            "sales_service": [0.0, 10.0, 10.0],
        }
    )
    # Above ten heads: 3 - 1 of 40 + 60; the firm of ten is left out.
    assert money.operating_margin(result(panel=panel), 10.0) == pytest.approx(0.02)


def test_newcomers_alive_counts_those_that_could_have_lived_so_long():
    partners = firms(
        origin=["initial", "outsider", "spin_off", "outsider", "outsider"],
        entered=[0, 0, 5, 10, 40],
        closed=[3, 11, None, 30, 41],
    )
    # Of entrants up to month 36: one lived 11 months, one is alive, one lived 20. After 12 months: 2 of 3.
    assert life.newcomers_alive(result(partners=partners, months=48), 12) == pytest.approx(2 / 3)
    partners.loc[1, "cause"] = "acquired"  # the one that traded for 11 months was sold: nobody knows how it went on
    assert life.newcomers_alive(result(partners=partners, months=48), 12) == 1.0


def test_spin_offs_are_compared_with_outsiders_over_all_runs():
    partners = firms(
        origin=["spin_off", "spin_off", "outsider", "outsider", "outsider"],
        entered=[0, 0, 0, 0, 100],
        closed=[None, 70, 10, None, None],
    )
    counts = life.survivors_by_way_in(result(partners=partners, months=120), 60)
    assert counts.tolist() == [2, 2, 1, 2]  # the last outsider came too late
    assert life.survival_ratio([counts, counts]) == pytest.approx(2.0)
    assert np.isnan(life.survival_ratio([np.array([0, 0, 1, 2])]))


def test_niches_where_many_come_and_many_go():
    # Two niches: two of four entered and closed; none of two.
    partners = firms(
        kind=["reseller"] * 4 + ["integrator"] * 2,
        primary_distributor=["focal"] * 6,
        origin=["initial", "initial", "outsider", "outsider", "initial", "initial"],
        entered=[0, 0, 0, 0, 0, 0],
        closed=[None, None, 5, 5, None, None],
    )
    assert life.niche_correlation(result(partners=partners, months=10)) == pytest.approx(1.0)


def test_credit_taken_back_over_credit_given():
    events = pd.DataFrame({"event": ["credit_granted"] * 4 + ["credit_withdrawn", "entry"]})
    assert life.withdrawals(result(events=events)) == pytest.approx(0.25)
    assert life.withdrawals(result(events=events.iloc[4:])) == 0.0


def test_the_shape_of_lives_is_found():
    lives = 80.0 * np.random.default_rng(1).weibull(0.7, 4_000)
    partners = firms(
        origin=["outsider"] * 4_000, entered=[0] * 4_000, closed=[int(x) if x < 120 else None for x in lives]
    )
    assert life.weibull_shape(result(partners=partners, months=120)) == pytest.approx(0.7, abs=0.05)


def test_a_shake_out_has_three_signs():
    months = pd.DataFrame(
        {"partners_alive": [100] * 12 + [80] * 12, "concentration": [0.1] * 12 + [0.2] * 12,
         "mean_competence": [0.5] * 12 + [0.4] * 12}
    )  # fmt: skip
    change = life.shake_out(result(monthly=months))
    assert change == pytest.approx([-0.2, 1.0, -0.1])
    assert life.shake_out_signs([change, change * 1.01]) == (2.0, 2.0, 2.0)
    assert np.isnan(life.shake_out_signs([change])[1])


def test_closing_rates_by_hand():
    closings = np.zeros(24)
    closings[[1, 5, 11, 12]] = [3, 3, 4, 5]
    sold = np.where(np.arange(24) == 13, 7, 0)  # take-overs do not count
    monthly = pd.DataFrame(
        {"partners_alive": np.repeat([100, 50], 12), "closings": closings + sold, "closings_acquired": sold}
    )
    assert rest.yearly_closing_rates(result(monthly=monthly, months=24)).tolist() == [0.10, 0.10]
    # Means over runs: 0.2 and 0.1; the luck of single runs is not their ratio.
    assert rest.spread_of_rates([np.array([0.1, 0.1]), np.array([0.3, 0.1])]) == pytest.approx(2.0)


def counted(integrator, reseller=(10, 10), chains=(0, 0)):
    """A stand-in for a run: partners by kind that opened, and at the end of each of two months."""
    kinds = {"integrator": integrator, "reseller": reseller, "online_shop": (4, 4), "retail_chain": chains}
    partners = [{"kind": kind, "origin": "initial"} for kind, (first, _) in kinds.items() for _ in range(first)]
    newcomer = [{"kind": "retail_chain", "origin": "retail"}]  # came in the first month: no part of the opening
    monthly = pd.DataFrame({f"partners_alive_{kind}": ends for kind, ends in kinds.items()})
    monthly = monthly.assign(partners_alive=monthly.sum(axis=1))
    return result(partners=pd.DataFrame(partners + newcomer), monthly=monthly)


def test_kinds_are_counted_over_all_runs_and_none_without_a_start():
    runs = [rest.counts_of_kinds(counted((10, 7), (10, 11), (0, 3))), rest.counts_of_kinds(counted((10, 9), (10, 11)))]
    assert rest.kind_kept(runs, "integrator") == pytest.approx(0.8)
    assert rest.largest_change_of_a_kind(runs) == pytest.approx(0.2)
    assert rest.largest_change_of_a_kind(runs[:1]) == pytest.approx(0.3)
    assert np.isnan(rest.kind_kept(runs, "retail_chain"))
    assert rest.partners_kept(counted((10, 4))) == pytest.approx(18 / 24)


def test_sizes_are_those_of_the_living_at_both_ends():
    run = result(months=3, panel=panel(range(3), p1={"headcount": [1.0, 1.0, 1.0]}, p2={"headcount": [2.0, 9.0, 1.2]},
                                       p3={"headcount": [4.0, 4.0, 3.0]}))  # fmt: skip
    assert rest.median_heads_kept(run) == pytest.approx(1.2 / 2.0)
    assert rest.more_small_firms(run) == pytest.approx(1 / 3)


def test_founders_come_out_of_the_staff_of_a_year_before_the_failure():
    months = range(120)
    partners = firms(
        partner=[1, 2, 3, 4, 5, 6, 7, 8, 9],
        entered=[0, 0, 0, 20, 21, 50, 70, 0, 0],
        closed=[20, 100, None, None, None, None, None, 0, None],
        origin=["initial", "initial", "initial", "spin_off", "outsider", "retail", "spin_off", "initial", "spin_off"],
        parent=[None, None, None, 1, None, None, 1, None, 8],
    )
    partners["parent"] = partners["parent"].astype("Int64")
    # The second too late to follow its staff, the third in the first month: its staff was never seen.
    partners.loc[[0, 1, 7], "cause"] = ["illiquidity", "over_indebtedness", "illiquidity"]

    def run():
        heads = {"p1": [9.0] * 8 + [5.0] + [1.0] * 111, "p2": [9.0] * 120, "p3": [49.0] * 120, "p4": [0.5] * 120}
        return result(
            months=120, partners=partners, panel=panel(months, **{p: {"headcount": h} for p, h in heads.items()})
        )

    # Four people but the owner in month 8, of whom one founded in time (the other after 50 months); 48 people in work
    # with the one that lives, for 120 months: 120 spans of four years, and one founder from outside.
    counts = life.founders_and_staff(run())
    assert counts.tolist() == [1, 4, 1, 120]
    assert life.founding_after_failure([counts, counts]) == pytest.approx(1 / 4 - 1 / 120)
    partners["cause"] = ""
    partners["closed"] = pd.array([None] * 9, dtype="Int64")
    assert np.isnan(life.founding_after_failure([life.founders_and_staff(run())]))


def test_margins_and_cycle_by_hand():
    table = pd.DataFrame(
        {
            "gross_profit": [10.0, 20.0], "operating_profit": [4.0, 5.0], "sales": [100.0, 200.0],
            "cost_of_sales": [90.0, 180.0], "stock": [90.0, 90.0], "receivables": [100.0, 100.0],
            "payables": [90.0, 90.0],
        }
    )  # fmt: skip
    run = result(distributors=table, months=2)
    assert money.distributor_gross_margin(run) == pytest.approx(0.10)
    assert money.distributor_operating_margin(run) == pytest.approx(0.03)
    # Daily cost 4.5, daily sales 5: 90 / 4.5 + 100 / 5 - 90 / 4.5 = 20 days.
    assert money.cash_cycle(run) == pytest.approx(20.0)


def test_what_firms_own_and_owe_is_weighed_by_assets_after_the_first_year():
    books = {
        "p1": {"equity": [9.0] * 12 + [2.0], "bank_debt": [0.0] * 12 + [3.0], "total_assets": [10.0] * 13},
        "p2": {"equity": [9.0] * 12 + [-1.0], "bank_debt": [0.0] * 12 + [9.0], "total_assets": [30.0] * 13},
    }
    run = result(panel=panel(range(13), **books))
    assert money.over_assets(run, "equity") == pytest.approx(1 / 40)
    assert money.over_assets(run, "bank_debt") == pytest.approx(12 / 40)


def test_bad_debt_is_written_off_over_sales():
    table = pd.DataFrame({"write_offs": [0.0, 1.0], "sales": [100.0, 400.0]})
    assert money.bad_debt(result(distributors=table)) == pytest.approx(0.002)


def test_tail_of_a_pareto_law_is_found():
    sales = 10.0 * (1.0 - np.random.default_rng(1).uniform(size=20_000)) ** (-1 / 1.1)
    panel = pd.DataFrame({"month": 0, "partner": range(20_000), "sales_product": sales, "sales_service": 0.0})
    assert money.size_tail(result(panel=panel, months=1)) == pytest.approx(1.1, abs=0.08)


def test_quarters_with_losses_and_poor_profits():
    table = pd.DataFrame(
        {"month": range(12), "distributor": "focal", "sales": 100.0, "write_offs": [0.0] * 9 + [3.0, 0.0, 0.0],
         "profit": [2.0] * 12}
    )  # fmt: skip
    quarters = money.lossy_quarters(result(distributors=table, months=12))
    assert quarters[:, 0].tolist() == pytest.approx([0.0, 0.0, 0.0, 0.01])
    assert quarters[:, 1] == pytest.approx(np.zeros(4))


def test_a_logit_slope_is_found_and_needs_losses():
    luck = np.random.default_rng(1)
    x = luck.normal(size=20_000)
    happened = luck.uniform(size=20_000) < 1.0 / (1.0 + np.exp(2.0 - 0.8 * x))
    assert money.logit_slope(x, happened) == pytest.approx(0.8, abs=0.06)
    assert np.isnan(money.distress_on_losses([np.zeros((10, 2))]))


def panel(months, **partners):
    """A panel: for each partner a table of columns, lists over months."""
    frames = [
        pd.DataFrame({"month": list(months), "partner": int(name[1:]), **columns}) for name, columns in partners.items()
    ]
    return pd.concat(frames, ignore_index=True)


def test_members_are_compared_with_their_own_twins():
    months = range(25)
    columns = {
        "sales_product": [10.0] * 25,
        "sales_service": [0.0] * 25,
        "competence": [0.5] * 25,
        "member": [0.0] * 25,
    }
    alone = result(panel=panel(months, p1=columns, p2=columns))
    more = {**columns, "sales_product": [11.0] * 25, "competence": np.linspace(0.5, 0.6, 25), "member": [1.0] * 25}
    together = result(panel=panel(months, p1=more, p2={**columns, "sales_product": [5.0] * 25}))
    assert twins.revenue_effect(alone, together) == pytest.approx(0.1)  # the one that is no member does not count
    assert twins.learning_gap(alone, together) == pytest.approx(0.05)


def test_what_constrained_firms_pass_on():
    months = range(29)
    still = {
        "cash": [100.0] * 29,
        "outflows": [100.0] * 29,
        "overdue_receivables": [0.0] * 29,
        "overdue_payables": [0.0] * 29,
    }
    poor = {**still, "cash": [1.0] * 29}
    hit = {"overdue_receivables": [0.0] * 25 + [10.0] * 4}
    base = result(panel=panel(months, p1=still, p2=poor))
    late = result(
        panel=panel(months, p1={**still, **hit}, p2={**poor, **hit, "overdue_payables": [0.0] * 25 + [4.0] * 4})
    )
    assert twins.passed_upstream(base, late) == pytest.approx(0.4)


def test_training_that_helps_the_skilled_more_has_a_slope():
    months = range(25)
    names = {f"p{n}": 0.2 + 0.1 * n for n in range(5)}

    def run(gain):
        rows = {
            name: {"competence": [skill] * 24 + [skill + gain * skill], "sales_service": [1.0] * 25}
            for name, skill in names.items()
        }
        partners = pd.DataFrame({"partner": range(5), "primary_distributor": "focal", "entered": 0})
        return result(panel=panel(months, **rows), partners=partners)

    assert twins.absorptive_slope(run(0.0), run(0.2)) == pytest.approx(0.2)


def test_who_is_paid_sooner_is_read_off_the_terms():
    months = range(49)

    def run(days, pay):
        return result(panel=panel(months, p1={"terms_granted_days": [30.0] * 24 + [days] * 25, "payroll": [10.0] * 36 + [pay] * 13},
                                  p2={"terms_granted_days": [60.0] * 49, "payroll": [10.0] * 49}))  # fmt: skip

    assert twins.payroll_effects(run(30.0, 10.0), run(15.0, 11.0)) == pytest.approx([0.1, 0.0])
    assert twins.both_signs([[0.1, -0.02], [0.3, -0.04]]) == pytest.approx(0.03)


def test_twins_change_one_thing_on_one_date():
    for twin, key in ((twins.late_payers(), "customers.smb.late_share"), (twins.sooner_paid(), "customers.smb.payment_days"),
                      (twins.shorter_terms(), "levers.focal.credit.deferment_days")):  # fmt: skip
        before, after = twin.at(twins.CHANGED - 1), twin.at(twins.CHANGED)
        changed = [name for name in before if before[name] != after[name]]
        assert key in changed and all(name.rpartition(".")[2] == key.rpartition(".")[2] for name in changed)


def test_customers_pay_sooner_by_law_and_never_before_delivery():
    law = twins.prompt_customers({"customers.smb.payment_days": 20.0, "customers.corporate.payment_days": 60.0})
    before, after = law.at(twins.REFORM - 1), law.at(twins.REFORM)
    changed = {name: after[name] for name in before if before[name] != after[name]}
    assert changed == {"customers.smb.payment_days": 0.0, "customers.corporate.payment_days": 30.0}
    assert twins.long_terms().at(0)["levers.focal.credit.deferment_days"] == 90.0


def failing(spans):
    """A stand-in for a run: insolvencies in the year before the reform, in the two years after it, in the next three."""
    months = np.zeros((2, twins.REFORM_MONTHS))
    for place, month, count in zip((0, 1, 0), (11, 12, 36), spans, strict=True):
        months[place, month] = count
    return result(monthly=pd.DataFrame({"closings_illiquidity": months[0], "closings_over_indebtedness": months[1]}))


def test_both_spans_after_the_reform_must_have_fewer_insolvencies():
    saved = twins.insolvencies(failing((9, 10, 20)), failing((9, 8, 18)))
    assert saved.tolist() == [[10, 8], [20, 18]]
    assert twins.worst_change([saved]) == pytest.approx(-0.1)
    later = twins.insolvencies(failing((9, 10, 20)), failing((9, 2, 26)))
    assert twins.worst_change([later]) == pytest.approx(0.3)
    assert twins.worst_change([saved, later]) == pytest.approx(0.1)  # 44 of 40
    assert np.isnan(twins.worst_change([twins.insolvencies(failing((9, 0, 20)), failing((9, 2, 26)))]))


def test_a_swing_is_what_the_season_does_not_explain():
    month = np.arange(twins.SWING_MONTHS)
    season = 1.0 + 0.3 * np.sin(2.0 * np.pi * month / 12)

    def selling(sales):
        return result(monthly=pd.DataFrame({"focal_sales": sales}))

    assert twins.swing(selling(100.0 * season)) == pytest.approx(0.0, abs=1e-12)
    # From 100 to 300 and back every second month, in years that begin on either: growth is +1 and -1.
    phase = (month + month // 12) % 2
    jumps = np.where(phase == 0, 100.0, 300.0)
    growth = np.array([0.0 if a == b else 1.0 if b > a else -1.0 for a, b in zip(jumps, jumps[1:], strict=False)])[11:]
    means = growth.reshape(5, 12).mean(axis=0)
    assert twins.swing(selling(jumps)) == pytest.approx((growth.reshape(5, 12) - means).std())
    usual, wild = selling(100.0 + (month % 7)), selling(100.0 + 10.0 * (month % 7))
    assert twins.swing_ratio(usual, wild) > 5.0
    assert twins.swing(selling(np.zeros(twins.SWING_MONTHS))) == 0.0


def test_rows_say_inside_and_outside():
    assert row("x", "", (0.0, 1.0), mean_interval(np.array([0.4, 0.6])), "")["verdict"] == "inside"
    assert row("x", "", (0.0, 1.0), mean_interval(np.array([1.4, 1.6])), "")["verdict"] == "outside"
    assert row("x", "", (0.0, None), mean_interval(np.array([1.4, 1.6])), "")["verdict"] == "inside"
    assert row("x", "", (0.0, None), (float("nan"),) * 3, "")["verdict"] == "outside"


def test_the_jackknife_of_a_mean_is_its_t_interval():
    values = [1.0, 2.0, 4.0, 7.0]
    assert jackknife_interval(values, lambda chosen: float(np.mean(chosen))) == pytest.approx(
        mean_interval(np.array(values))
    )


def test_runs_without_the_statistic_are_left_out():
    value, low, high = summed_up(Measure(lambda t: 0.0), [1.0, float("nan"), 3.0])
    assert value == 2.0 and low < 2.0 < high


def test_the_table_for_programs(capsys):
    assert main(["validate", "--seeds", "2", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"id", "name", "expected", "measured", "low", "high", "verdict"} <= set(rows[0])
    assert {r["verdict"] for r in rows} <= {"inside", "outside"}
    assert [r["id"] for r in rows][: len(targets())] == list(targets()) and len(rows) == len(targets()) + len(QUIET)


def test_causes_belong_to_rows_that_exist_and_rows_of_one_cause_are_told_together():
    from experiments.validation.page import causes, misses

    assert set(causes()) <= set(targets()) | set(QUIET)
    rows = [{"id": name, "verdict": "outside"} for name in ("Q3", "C15", "C19", "Q4")]
    told = misses([*rows, {"id": "Q5", "verdict": "inside"}])
    assert [names for names, _ in told] == ["Q3, Q4", "C15", "C19"]
    assert told[2][1] == "not looked into yet"


def test_the_page_is_written_from_the_stored_results():
    from experiments.validation.page import stored, written_page

    page = FILE.parents[2] / "docs" / "validation.md"
    assert page.read_text(encoding="utf-8") == written_page(stored())
