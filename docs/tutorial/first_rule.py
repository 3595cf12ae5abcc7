"""One rule of resellers, written in plain Python, against the market's own rule on the same luck."""

from agents.handles import Reseller
from model import ChannelModel
from scenarios import load_scenario

MARKUP = 0.08
SEEDS, MONTHS = 6, 36
SMALL = {"population.integrator": 22, "population.reseller": 34, "population.online_shop": 4}
TOLD = ("partners_alive_reseller", "partners_alive_integrator", "closings", "channel_gross_profit")


class Discounter(Reseller):
    """A reseller that asks the same mark-up on cost whatever its customers and rivals do."""

    def decide_markup(self):
        """Mark-up on landed cost (share)."""
        return MARKUP


def run(seed, handles):
    """The summary of one run."""
    market = ChannelModel(load_scenario("steady", SMALL), seed=seed, months=MONTHS, handles=handles)
    for _ in range(MONTHS):
        market.step()
    return market.result().summary


own, changed = ([run(seed, handles) for seed in range(SEEDS)] for handles in ({}, {"reseller": Discounter}))
print(f"{'mean of ' + str(SEEDS) + ' runs':28}{'own rule':>12}{MARKUP:>12.0%}")
for name in TOLD:
    means = [sum(summary[name] for summary in runs) / SEEDS for runs in (own, changed)]
    print(f"{name:28}{means[0]:12,.1f}{means[1]:12,.1f}")
