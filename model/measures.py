"""Outcomes: what a run is measured by, each declared once with its words, its unit and how it is read.

Summaries, comparisons, batches and their reports, the claims' readings, the app's tables and glossary, the data
dictionary and the reference follow from this table: an outcome that is added here is in all of them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from agents.partner import CAUSES, INITIAL, KINDS, OUTSIDER, SPIN_OFF
from model.measure import Outcome

TOLD_AT = (12, 36, 60, 120)  # months at which survival is told


def share_of(side: bool | None, month: int = 0) -> Callable:
    """The reader of how many partners of month 0 are there at the end, or after ``month``; of one side or of all."""

    def read(result):
        times, closed = result.survival
        chosen = np.ones(len(times), bool) if side is None else (result.first.primary_at_start == 0) == side
        if not chosen.any():
            return None
        gone = closed & (times < month) if month else closed
        return 1.0 - gone[chosen].mean()

    whose = {None: "", True: " whose first distributor is the focal one", False: " whose first distributor is a rival"}
    when = f"after {month} months" if month else "at the end"
    read.__doc__ = f"Partners of month 0{whose[side]} that trade {when}, over all of them"
    return read


def mean_life(result):
    """Mean over the partners of month 0 of the months until closing, at most the length of the run."""
    times, _ = result.survival
    return times.mean() if len(times) else None


def closings(result):
    """Count of partners with a month of closing."""
    return result.gone.sum()


def closings_by(cause: int) -> Callable:
    """The reader of closings by one cause."""

    def read(result):
        return (result.gone & (result.living.cause == cause)).sum()

    read.__doc__ = f"Count of partners whose cause of closing is {CAUSES[cause]}"
    return read


def profitable_closings(result):
    """Count of insolvent partners whose expected profit was above 0 when they closed."""
    return (result.gone & (result.living.cause == 1) & (result.living.expected_profit > 0)).sum()


def entries(result):
    """Count of partners that were not there in month 0."""
    return (result.living.origin != INITIAL).sum()


def spin_offs_per_closing(result):
    """Firms that staff of others founded, over closings; 0 without closings."""
    return (result.living.origin == SPIN_OFF).sum() / result.gone.sum() if result.gone.any() else 0.0


def spin_offs_per_employer(result):
    """The same over closings of firms that lately had three people or more."""
    employers = result.gone & (result.living.staff_of_late >= 3.0)
    return (result.living.origin == SPIN_OFF).sum() / employers.sum() if employers.any() else 0.0


def outsider_share(result):
    """Living partners that came from outside or from another trade, over living partners."""
    alive = result.living.alive == 1
    return (alive & (result.living.origin >= OUTSIDER)).sum() / max(1, alive.sum())


def discounted_profit(result):
    """Sum over months of the focal distributor's profit times the present value of money at the funding rate."""
    return (result.market.channel.profit[:, 0] * result.discount).sum()


def gross_profit(result):
    """Sum over all months of partners' gross profit on goods and on services."""
    return sum(_gross_profits(result))


def service_share(result):
    """Sum of partners' gross profit on services, over that on goods and services; 0 where there is none."""
    product, service = _gross_profits(result)
    return service / (product + service) if product + service else 0.0


def _gross_profits(result) -> tuple[float, float]:
    line = result.market.monthly
    return float(line.product_gross_profit.sum()), float(line.service_gross_profit.sum())


def direct_share(result):
    """Sum of vendors' sales around the channel, over these and partners' sales."""
    line = result.market.monthly
    return line.direct_sales.sum() / max(1e-300, (line.sales + line.direct_sales).sum())


def _survival(key: str, side: bool | None, label, meaning, **more) -> Outcome:
    return Outcome(key, "share", label, meaning, share_of(side, more.get("after", 0)), better="more",
                   source="claims S23, S53", **more)  # fmt: skip


_KIND_WORDS = {
    "integrator": ("integrators", "интеграторы"),
    "reseller": ("resellers", "реселлеры"),
    "online_shop": ("online shops", "интернет-магазины"),
    "retail_chain": ("retail chains", "розничные сети"),
}
_CAUSE_WORDS = {
    "illiquidity": ("for want of cash", "из-за неплатёжеспособности"),
    "over_indebtedness": ("for debts above assets", "из-за долгов больше имущества"),
    "voluntary": ("by the owner's choice", "по решению владельца"),
    "acquired": ("by sale to another firm", "из-за продажи другой фирме"),
}
_RESCUES = {
    "asked": (("partners that asked for help", "партнёры, попросившие о помощи"),
              ("cases in which a partner asked a distributor for help in a cash gap",
               "сколько раз партнёр просил дистрибьютора помочь в кассовом разрыве"), ""),
    "given": (("partners helped", "партнёры, получившие помощь"),
              ("cases in which the distributor helped", "сколько раз дистрибьютор помог"), ""),
    "missed": (("viable partners refused", "отказано жизнеспособным"),
               ("viable partners among those refused", "жизнеспособные среди тех, кому отказано"), "less"),
    "wasted": (("hopeless partners helped", "помощь безнадёжным"),
               ("hopeless partners among those helped", "безнадёжные среди тех, кому помогли"), "less"),
}  # fmt: skip

_DECLARED = (
    _survival("survival_share_treated", True,
        ("your partners still there, of 100", "ваши партнёры в деле, из 100"),
        ("of the partners of month 0 whose first distributor is the focal one, the share still there at the end",
         "доля ещё работающих в конце среди партнёров нулевого месяца, для которых ваш дистрибьютор первый"),
        short=("your partners, of 100", "ваши партнёры, из 100"),
        places=("family", "policies", "report", "table")),
    _survival("survival_share_untreated", False,
        ("rivals' partners still there, of 100", "партнёры конкурентов в деле, из 100"),
        ("the same of partners of its rivals", "то же среди партнёров его конкурентов"),
        short=("rivals' partners, of 100", "партнёры конкурентов, из 100"),
        places=("policies", "table")),
    _survival("survival_share", None,
        ("all partners of month 0 still there, of 100", "все партнёры нулевого месяца в деле, из 100"),
        ("of the partners of month 0, the share still there at the end",
         "доля ещё работающих в конце среди партнёров нулевого месяца"),
        short=("the whole channel, of 100", "весь канал, из 100"),
        places=("family", "policies", "power", "table")),
    Outcome("rmst_months", "months",
        ("mean months of life within the horizon", "месяцы жизни в среднем, в пределах срока"),
        ("months that partners of month 0 traded on average, up to the horizon (restricted mean survival time)",
         "сколько месяцев в среднем проработали партнёры нулевого месяца до горизонта (ограниченное среднее время)"),
        mean_life, better="more", source="survival analysis", places=("family", "power", "table")),
    Outcome("partners_alive", "count",
        ("partners at the end, newcomers included", "партнёры в конце, с новичками"),
        ("partners that trade at the end", "партнёры, которые работают в конце"),
        "market.partners_alive", "end", better="more"),
    *(Outcome(f"partners_alive_{kind}", "count", (f"{name} at the end", f"{russian} в конце"),
        (f"partners that trade at the end: {name}", f"партнёры, которые работают в конце: {russian}"),
        f"market.alive_by_kind.{number}", "end") for number, kind in enumerate(KINDS)
      for name, russian in [_KIND_WORDS.get(kind, (kind.replace("_", " "),) * 2)]),
    Outcome("closings", "count", ("closings", "закрытия"),
        ("partners that closed, newcomers included", "закрывшиеся партнёры, вместе с новичками"),
        closings, better="less"),
    *(Outcome(f"closings_{cause}", "count",
        (f"closings {_CAUSE_WORDS[cause][0]}", f"закрытия {_CAUSE_WORDS[cause][1]}"),
        (f"partners that closed {_CAUSE_WORDS[cause][0]}", f"закрывшиеся {_CAUSE_WORDS[cause][1]}"),
        closings_by(number), source="insolvency law; claims S44", places=())
      for number, cause in enumerate(CAUSES) if cause),
    Outcome("profitable_closings", "count",
        ("profitable firms closed for want of cash", "прибыльные фирмы, закрытые из-за нехватки денег"),
        ("insolvent partners whose expected profit was above 0 when they closed",
         "неплатёжеспособные партнёры, у которых при закрытии ожидалась прибыль"),
        profitable_closings, better="less", source="claims S48", places=()),
    Outcome("entries", "count", ("new partners", "новые партнёры"),
        ("partners that came after month 0: founded by staff of closed ones, outsiders, chains",
         "пришедшие после нулевого месяца: основанные сотрудниками закрывшихся, пришлые, сети"),
        entries, places=()),
    Outcome("spin_offs_per_closing", "ratio",
        ("new firms of former staff per closing", "новые фирмы бывших сотрудников на закрытие"),
        ("firms that staff founded, over closings", "фирмы, основанные сотрудниками, на одно закрытие"),
        spin_offs_per_closing, better="more", source="claims S8"),
    Outcome("spin_offs_per_employer_closing", "ratio",
        ("new firms of former staff per closing of an employer",
         "новые фирмы бывших сотрудников на закрытие нанимателя"),
        ("the same over closings of firms of three people or more", "то же на закрытие фирмы от трёх человек"),
        spin_offs_per_employer, better="more", source="claims S8", places=()),
    Outcome("outsider_share", "share",
        ("outsiders among partners, %", "пришлые среди партнёров, %"),
        ("of living partners, those that came from outside or from other trades",
         "доля пришедших извне или из другой торговли среди работающих партнёров"),
        outsider_share, source="claims S10", places=()),
    Outcome("focal_profit", "money", ("your profit", "ваша прибыль"),
        ("of the focal distributor, before tax and after interest",
         "вашего дистрибьютора, до налога и после процентов"),
        "focal.profit", "sum", better="more", places=("family", "policies", "power", "report", "table")),
    Outcome("focal_profit_discounted", "money", ("your profit at present value", "ваша приведённая прибыль"),
        ("profit of the focal distributor at its present value in month 0",
         "прибыль вашего дистрибьютора в деньгах нулевого месяца"),
        discounted_profit, better="more", places=()),
    Outcome("focal_spend", "money", ("what your levers cost", "стоимость ваших рычагов"),
        ("what the focal distributor's levers cost: programmes, discounts, funding, write-offs",
         "во что обошлись рычаги вашего дистрибьютора: программы, скидки, фондирование, списания"),
        "focal.lever_spend", "sum", short=("cost of the levers", "стоимость рычагов"), places=("policies", "table")),
    Outcome("focal_sales", "money", ("your sales", "ваши продажи"),
        ("of the focal distributor to partners", "вашего дистрибьютора партнёрам"),
        "focal.sales", "sum", better="more", places=()),
    Outcome("focal_bad_debt", "money", ("your bad debt", "ваши безнадёжные долги"),
        ("lost by the focal distributor on partners", "потеряно вашим дистрибьютором на партнёрах"),
        "focal.write_offs", "sum", better="less"),
    Outcome("focal_alive", "flag", ("you are still there", "ваша фирма в деле"),
        ("1 where the focal distributor trades at the end, else 0",
         "1, если ваш дистрибьютор в конце работает, иначе 0"),
        "focal.alive", "end", better="more", places=()),
    Outcome("focal_active_accounts", "count", ("partners that buy from you", "партнёры, которые у вас покупают"),
        ("partners that bought from the focal distributor in the last month",
         "партнёры, купившие у вашего дистрибьютора в последнем месяце"),
        "focal.active_accounts", "end", better="more", places=()),
    Outcome("rivals_profit", "money", ("rivals' profit", "прибыль конкурентов"),
        ("of all other distributors, before tax and after interest",
         "всех других дистрибьюторов, до налога и после процентов"),
        "rivals.profit", "sum", places=("family", "table")),
    Outcome("distributors_alive", "count", ("distributors at the end", "дистрибьюторы в конце"),
        ("distributors that trade at the end", "дистрибьюторы, которые работают в конце"),
        "distributors.alive", "end", places=()),
    Outcome("channel_sales", "money", ("partners' sales", "продажи партнёров"),
        ("of partners to customers", "партнёров клиентам"),
        "market.sales", "sum", better="more", places=()),
    Outcome("channel_gross_profit", "money", ("partners' gross profit", "валовая прибыль партнёров"),
        ("of partners, goods and services", "партнёров, на товарах и услугах"),
        gross_profit, better="more", places=("family", "policies", "power", "table")),
    Outcome("service_share_of_gross_profit", "share",
        ("services in partners' gross profit, %", "услуги в валовой прибыли партнёров, %"),
        ("of partners' gross profit, the share that comes from services", "доля услуг в валовой прибыли партнёров"),
        service_share, source="claims S18, S19"),
    Outcome("bad_debt", "money", ("bad debt of all distributors", "безнадёжные долги у всех дистрибьюторов"),
        ("lost by all distributors on partners", "потеряно всеми дистрибьюторами на партнёрах"),
        "market.bad_debt", "sum", better="less", short=("bad debt, all distributors", "безнадёжные долги, все"),
        places=("family", "policies", "table")),
    Outcome("mean_competence", "share", ("mean competence of partners, %", "средняя компетентность партнёров, %"),
        ("in services, of partners alive at the end", "в услугах, у партнёров, которые работают в конце"),
        "market.competence", "end", better="more"),
    Outcome("projects_lost", "count", ("purchases that nobody could deliver", "закупки, которые никто не выполнил"),
        ("purchases of firms that the partner chosen could not deliver for want of stock, credit and cash",
         "закупки фирм, которые выбранный партнёр не смог выполнить: не было товара, кредита и денег"),
        "market.projects_lost", "sum", better="less", places=()),
    Outcome("direct_share", "share", ("vendors' direct sales, %", "прямые продажи вендоров, %"),
        ("of all sales, those that vendors made around the channel",
         "доля продаж, которые вендоры сделали мимо канала"),
        direct_share, source="claims S9, S12", places=()),
    Outcome("concentration", "ratio", ("concentration of partners' sales", "концентрация продаж партнёров"),
        ("Herfindahl index of partners' sales in the last month",
         "индекс Херфиндаля продаж партнёров в последнем месяце"),
        "market.concentration", "end", digits=3, places=()),
    Outcome("members", "count", ("members of communities", "участники сообществ"),
        ("partners in a community at the end", "партнёры, которые в конце состоят в сообществе"),
        "market.members", "end", places=()),
    *(Outcome(f"rescue_{name}", "count", label, meaning, f"market.rescue_{name}", "sum", better=better,
        source="claims S49, S53", places=()) for name, (label, meaning, better) in _RESCUES.items()),
    Outcome("ledger_residual", "ratio", ("gap in the books", "невязка в книгах"),
        ("largest relative gap in the books of any month", "наибольшая относительная невязка книг за месяц"),
        "market.residual", "largest", better="less", digits=15, places=()),
    *(_survival(f"survival_share_{month}", None,
        (f"partners of month 0 still there after {month} months, of 100",
         f"партнёры нулевого месяца в деле через {month} мес., из 100"),
        (f"of the partners of month 0, the share still there after {month} months",
         f"доля ещё работающих через {month} мес. среди партнёров нулевого месяца"),
        after=month, places=()) for month in TOLD_AT),
)  # fmt: skip

OUTCOMES: dict[str, Outcome] = {outcome.key: outcome for outcome in _DECLARED}


def at(place: str) -> tuple[str, ...]:
    """Keys of the outcomes that stand at a place (see ``model.measure.PLACES``), in the order of the table."""
    return tuple(key for key, outcome in OUTCOMES.items() if place in outcome.places)


def told_within(months: int) -> tuple[str, ...]:
    """Keys of the outcomes that a run of so many months can have; those of the panel where one was recorded."""
    return tuple(key for key, outcome in OUTCOMES.items() if outcome.after <= months)


def reads_panel() -> bool:
    """True when an outcome is read off the panel, so that every run that is measured must record it."""
    return any(outcome.table == "panel" for outcome in OUTCOMES.values())


def declared(key: str) -> str | None:
    """The outcome that a column of runs is, or is of a group of partners: ``survival_share`` of
    ``survival_share_size_low``; None for the unknown."""
    return next((name for name in (key, *(k for k in OUTCOMES if key.startswith(f"{k}_"))) if name in OUTCOMES), None)


def scale_of(key: str) -> float:
    """What a column of runs is multiplied by for people: 100 for a share, also one of a group; 1 for the unknown."""
    known = declared(key)
    return OUTCOMES[known].scale if known else 1.0


def better_of(key: str) -> str:
    """The good direction of a column of runs, also of one of a group: more, less, or nothing where neither is."""
    known = declared(key)
    return OUTCOMES[known].better if known else ""
