"""The article's headline experiments at suite size, on paired seeds, and the worlds in which it must be wrong.

A pattern that did not come out is asserted as what came out, and told in docs/levers.md.
"""

import numpy as np
import pytest

from experiments.comparing.equal_spend import equal_spend
from experiments.comparing.statistics import mean_interval
from experiments.running.runs import all_runs
from model import simulate
from scenarios import load_scenario
from tests.arms import arm, runs_of
from tests.conftest import small_of
from tests.test_evidence import clearly_above

FOCAL = "levers.focal."


class Arms:
    """Runs of several scenarios on the same luck; every reading is one number a replicate."""

    def __init__(self, scenarios, replicates=8, months=60):
        self.runs = runs_of(scenarios, replicates, months)

    def of(self, arm):
        return [run for run in self.runs if run.scenario == arm]

    def metric(self, arm, name):
        return np.array([run.summary[name] for run in self.of(arm)])

    def gain(self, arm, name, base=0):
        return self.metric(arm, name) - self.metric(base, name)

    def treated(self, arm, side=True, base=0):
        shares = [
            np.array([1.0 - r.closed[r.groups["treated"] == side].mean() for r in self.of(n)]) for n in (arm, base)
        ]
        return shares[0] - shares[1]

    def profit_so_far(self, arm):
        """Focal profit gained against the first scenario up to each month: (replicates, months)."""
        series = [np.array([run.monthly["focal_profit"] for run in self.of(n)]) for n in (arm, 0)]
        return np.cumsum(series[0] - series[1], axis=1)


def steady(**values):
    """A steady market with other values; keys with ``__`` for dots."""
    return load_scenario("steady", {key.replace("__", "."): value for key, value in values.items()})


def test_e1_a_partner_without_stock_and_terms_buys_more_than_the_credit_and_hires_later():
    more, credit, hired, markup = [], [], [], []
    for seed in range(6):
        one, two = (simulate(arm(name), seed, panel=True) for name in ("rrc-neither", "rrc-both"))
        left, right = (r.panel.groupby("month").sum(numeric_only=True) for r in (one, two))
        year = slice(0, 11)
        more.append(right.loc[year, "purchases"].sum() - left.loc[year, "purchases"].sum())
        credit.append(right.loc[year, "payables"].max() - left.loc[year, "payables"].max())
        rise = (right["headcount"] / left["headcount"] - 1.0).to_numpy()
        bought = (right["purchases"] / left["purchases"] - 1.0).to_numpy()
        hired.append(int(np.argmax(rise > 0.1)) - int(np.argmax(bought > 0.1)))
        means = [r.panel.loc[r.panel["month"] == 11, "markup"].mean() for r in (one, two)]
        markup.append(means[1] - means[0])
    assert clearly_above(np.array(more) - np.array(credit))  # purchases up by more than the credit itself
    assert min(hired) >= 1  # headcount after purchases, not before
    assert np.abs(markup).max() < 0.02  # the mark-up is ordinary


@pytest.fixture(scope="module")
def bundle():
    """Steady, portal alone, the bundle, and the bundle without management: 60 months.

    That the whole channel moves by less than a point of a hundred takes 24 pairs.
    """
    return Arms([arm(n) for n in ("steady", "portal", "community", "no-management")], 24, 60)


def test_e2_a_portal_alone_costs_and_saves_nobody(bundle):
    assert clearly_above(-bundle.gain(1, "focal_profit"))
    mean, low, high = mean_interval(bundle.treated(1))
    assert low < 0.0 < high and abs(mean) < 0.01
    assert clearly_above(bundle.gain(1, "members"))  # many register


def test_e2_contributions_stay_thin_without_leading_and_rise_with_it():
    def given(name):
        tables = [simulate(load_scenario(name), seed, 60).monthly["focal_contribution"] for seed in range(6)]
        return np.array([[table.iloc[1:4].mean(), table.iloc[36:].mean()] for table in tables]).T

    (early, late), (first, led) = given("portal-only"), given("community")
    assert not clearly_above(late - early) and clearly_above(led - first) and clearly_above(led - 4.0 * late)


def test_e2_the_bundle_keeps_partners_and_management_is_what_others_need(bundle):
    assert clearly_above(bundle.treated(2))
    assert clearly_above(bundle.gain(2, "focal_profit", base=3))
    assert clearly_above(bundle.treated(2) - bundle.treated(3))
    # Crowding out: rivals lose what the focal distributor keeps; the whole channel moves by less than a half point.
    assert clearly_above(-bundle.treated(2, side=False))
    low, high = mean_interval(bundle.gain(2, "survival_share"))[1:]
    assert -0.01 < low < 0.0 < high < 0.005


def test_e3_the_community_costs_for_years_and_pays_back_within_ten():
    arms = Arms([arm(n) for n in ("steady", "community")], 24, 120)
    curve = arms.profit_so_far(1)
    assert clearly_above(-curve[:, 11]) and clearly_above(-curve[:, 35])  # deep in the third year still
    assert int(np.argmin(curve.mean(axis=0))) >= 36  # and after it
    assert not clearly_above(curve[:, 71]) and clearly_above(curve[:, 119])


def test_e5_training_raises_skill_and_costs_its_giver_while_gross_profits_stay():
    normal = Arms([arm("steady"), arm("training")], 24, 60)
    # Skill also wins tenders (claims S9): a market that wants neither services nor skill pays for none of it.
    nobody = Arms([arm("skill-unwanted"), arm("training-unwanted")], 8, 60)
    assert clearly_above(normal.gain(1, "mean_competence")) and clearly_above(-normal.gain(1, "focal_profit"))
    part = normal.gain(1, "channel_gross_profit") / normal.metric(0, "channel_gross_profit")
    assert max(abs(end) for end in mean_interval(part)[1:]) < 0.002  # whoever wins by skill, another one loses to
    assert not clearly_above(nobody.gain(1, "channel_gross_profit"))
    assert not clearly_above(nobody.treated(1))


def test_e6_the_decline_needs_no_shock():
    arms = Arms([arm(n) for n in ("steady", "baseline", "shock")], 6, 120)
    assert clearly_above(-arms.gain(1, "partners_alive"))
    assert clearly_above(-arms.gain(1, "channel_gross_profit"))
    assert arms.gain(1, "partners_alive").mean() < 3.0 * min(0.0, arms.gain(2, "partners_alive").mean())


def test_e6_asian_vendors_win_consumers_before_firms():
    table = simulate(load_scenario("baseline"), 1).monthly
    gained = [table[f"asian_share_{s}"] - table[f"asian_share_{s}"].iloc[0] for s in ("consumer", "smb", "corporate")]
    first = [int(np.argmax(series.to_numpy() > 0.05)) for series in gained]
    assert 0 < first[0] < first[1] < first[2]


def test_e8_a_copied_price_is_worth_nothing_soon_and_a_copied_community_later():
    gains = {}
    for name in ("price", "community"):
        arms = Arms([arm(n) for n in ("steady", name, f"{name}-copied")], 6, 96)
        gains[name] = [arms.profit_so_far(n) for n in (1, 2)]
    for own, copied in gains.values():
        assert (own[:, 11] == copied[:, 11]).all()  # nothing differs until the lag is over
        assert clearly_above(own[:, 95] - copied[:, 95])


GROWING = {f"customers.{segment}.demand_growth": 0.05 for segment in ("corporate", "smb", "consumer")}


@pytest.mark.parametrize("world", [{}, GROWING], ids=["flat", "growing"])
def test_e9_at_equal_spend_neither_classic_levers_nor_a_community_return_their_cost(world):
    third = {"population.integrator": 23, "population.reseller": 133, "population.online_shop": 23}
    market, *levers = (load_scenario(n, {**third, **world}) for n in ("steady", "logistics", "price", "community"))
    doses = equal_spend([market, *levers], 1, 120, spend=750.0, pilots=12)
    assert all(abs(dose.extra_spend / 750.0 - 1.0) < 0.05 for dose in doses)  # a third of a market: spend jumps
    arms = Arms([market, *(dose.scenario for dose in doses)], 8, 120)
    # Fill rate and delivery are near their ceiling; in a growing market not far enough to tell.
    assert not clearly_above(arms.gain(1, "focal_profit"))
    assert world or clearly_above(-arms.gain(1, "focal_profit"))
    assert not clearly_above(arms.gain(2, "focal_profit"))  # a price cut is given away
    # Nor does the same money in a community pay within ten years.
    assert not clearly_above(arms.gain(3, "focal_profit"))


def test_e10_screening_spares_the_hopeless_and_errs_both_ways():
    arms = Arms([arm("rescue"), arm("rescue-blind")], 16, 60)
    assert arms.metric(0, "rescue_missed").sum() > 0 and arms.metric(0, "rescue_wasted").sum() > 0
    assert arms.metric(1, "rescue_missed").sum() == 0
    assert clearly_above(arms.gain(1, "rescue_wasted"))


def test_rescue_keeps_partners():
    assert clearly_above(Arms([arm("steady"), arm("rescue")], 16, 60).gain(1, "rmst_months"))


def test_where_money_is_dear_and_losses_heavy_credit_hurts_the_lender():
    world = {"finance.funding_rate": 0.4, "finance.loss_given_default": 1.0,
             "customers.corporate.default_rate": 0.03, "customers.smb.default_rate": 0.04}  # fmt: skip
    arms = Arms([steady(**world), load_scenario("credit", world)], 6, 60)
    assert clearly_above(-arms.gain(1, "focal_profit"))


def test_among_free_riders_only_a_community_saves_fewer_and_costs_more(bundle):
    arms = Arms([arm("free-riders-none"), arm("free-riders")], 8, 60)
    assert arms.treated(1).mean() < 0.75 * bundle.treated(2).mean()
    assert clearly_above(-arms.gain(1, "focal_profit"))


@pytest.mark.parametrize(
    ("key", "size"),
    [
        ("community.budget", 30.0),
        ("training.budget", 60.0),
        ("price.discount", 0.01),
        ("push.budget", 30.0),
        ("recruiting.budget", 40.0),
        ("pond.paid_share", 1.0),
        ("credit.insurance", 0.9),
        ("portfolio.pruning", 0.5),
        ("credit.rescue", 1.0),
    ],
)
def test_doses_are_continuous(key, size):
    """At 0 a lever is the base to the bit; at a thousandth it does about nothing, never a jump."""
    none, tiny, full = (steady(**{FOCAL + key: dose * size}) for dose in (0.0, 0.001, 1.0))
    arms = Arms([load_scenario("steady"), none, tiny, full], 4, 24)
    for name in ("focal_profit", "survival_share", "channel_sales"):
        assert (arms.gain(1, name) == 0.0).all()
    assert abs(arms.gain(2, "focal_spend").mean()) < 0.05 * abs(arms.gain(3, "focal_spend").mean()) + 0.5
    assert abs(arms.gain(2, "focal_profit").mean()) < 0.1 * abs(arms.gain(3, "focal_profit").mean()) + 3.0


def test_the_focal_distributor_is_not_special():
    lever = {"credit.deferment_days": 60.0, "credit.limit_months": 4.0}
    arms = Arms(
        [load_scenario("steady")]
        + [steady(**{f"levers.{who}.{key}": value for key, value in lever.items()}) for who in ("focal", "rival_1")],
        32,
        36,
    )
    names = ("channel_sales", "partners_alive", "channel_gross_profit")
    for name in names:
        # Three readings of one question: 95 % for all of them together (Bonferroni).
        _, low, high = mean_interval(arms.gain(1, name) - arms.gain(2, name), 1.0 - 0.05 / len(names))
        assert low < 0.0 < high, name


def test_runs_that_tests_share_are_those_of_a_batch_of_their_own():
    scenarios = [small_of(name, 24) for name in ("steady", "credit", "steady")]
    for chosen, replicates in ((scenarios, 3), (scenarios[1:], 2)):
        shared, own = (
            make(chosen, replicates) for make in (lambda s, r: runs_of(s, r, 24), lambda s, r: all_runs(s, r, 1, 24))
        )
        assert [(r.scenario, r.replicate, r.summary) for r in shared] == [
            (r.scenario, r.replicate, r.summary) for r in own
        ]
