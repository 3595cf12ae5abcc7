"""Partners as Mesa agents: thin handles on rows, for those who change one behaviour in plain Python.

A handle holds no state. It reads and decides on its row; subclass one, override a ``decide_*`` method,
and hand the class to :class:`model.channel.ChannelModel`. Batch code never imports this file.
"""

from __future__ import annotations

import mesa

from agents import partner_money, partner_prices, partner_staff
from agents.partner import KINDS, STATE

# decision -> (the phase that holds it, the column that it fills)
DECISIONS = {
    "decide_markup": ("decide_markups", "markup"),
    "decide_sales_staff": ("decide_staff", "sales_target"),
    "decide_service_staff": ("decide_engineers", "service_target"),
    "decide_training": ("decide_courses", "training_time"),
    "decide_withdrawal": ("decide_withdrawals", "owner_draw"),
    "decide_closing": ("decide_closings", "closing"),
}


class Partner(mesa.Agent):
    """One partner: every column of ``agents.partner.STATE`` is a readable attribute (``cash``, ...).

    Attributes ``row`` (place in the market's arrays) and ``unique_id`` (the partner's id).
    """

    def __init__(self, model, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.unique_id = int(model.market.names[row])

    @property
    def accounts(self):
        """Its contracts with distributors: records of ``agents.distributor.ACCOUNT``."""
        return self.model.market.accounts[self.row]

    @property
    def lines(self):
        """Its categories of goods: records of ``agents.goods.LINE``."""
        return self.model.market.lines[self.row]

    @property
    def goods(self):
        """The month's parameters of the categories."""
        return self.model.market.goods[self.model.month]

    @property
    def settings(self):
        """The month's general parameters, by the last part of their keys."""
        return self.model.market.settings[self.model.month]

    @property
    def own_kind(self):
        """The month's parameters of its kind."""
        market = self.model.market
        return market.kinds[self.model.month, market.partners.kind[self.row]]

    def _by_rule(self, rule) -> float:
        market = self.model.market
        return rule(market.partners[self.row], self.accounts, self.own_kind, self.settings)

    def decide_markup(self) -> float:
        """Mark-up for the month on landed cost (share), mean over categories of goods; they keep their differences."""
        return partner_prices.decide_markup(
            self.model.market.partners[self.row], self.lines, self.goods, self.own_kind, self.settings
        )

    def decide_sales_staff(self) -> float:
        """Sales staff wanted, the owner counted (people)."""
        return self._by_rule(partner_staff.decide_sales_staff)

    def decide_service_staff(self) -> float:
        """Engineers wanted (people)."""
        return self._by_rule(partner_staff.decide_service_staff)

    def decide_training(self) -> float:
        """Part of engineers' time that it is ready to spend in courses (share)."""
        return self._by_rule(partner_staff.decide_training)

    def decide_withdrawal(self) -> float:
        """What the owner takes out this month (money)."""
        return self._by_rule(partner_money.decide_withdrawal)

    def decide_closing(self) -> int:
        """Code of the cause for which the partner gives notice (``agents.partner.CAUSES``), 0 to go on."""
        return self._by_rule(partner_money.decide_closing)


def _column(name: str, meaning: str) -> property:
    def read(self):
        return self.model.columns[name][self.row]

    return property(read, doc=meaning)


for _name, _type, _unit, _meaning, _shape in STATE:
    setattr(Partner, _name, _column(_name, f"{_meaning} ({_unit})"))


class Integrator(Partner):
    """An integrator's handle."""


class Reseller(Partner):
    """A reseller's handle."""


class OnlineShop(Partner):
    """An online shop's handle."""


class RetailChain(Partner):
    """A retail chain's handle."""


def _handle(kind: str) -> type[Partner]:
    """The class of this name above, or a plain one for a kind that has none."""
    name = kind.title().replace("_", "")
    return globals().get(name) or type(name, (Partner,), {"__doc__": f"The handle of one {kind}."})


HANDLES = {kind: _handle(kind) for kind in KINDS}
