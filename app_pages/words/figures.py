"""Words beside charts."""

WORDS = {
    "picture": ("Chart", "График"),
    "table": ("Table", "Таблица"),
    "series": ("Line", "Ряд"),
    "low": ("95 % from", "95 % от"),
    "high": ("95 % to", "95 % до"),
    "difference": ("difference", "разница"),
    "integrator": ("integrators", "интеграторы"),
    "reseller": ("resellers", "реселлеры"),
    "online_shop": ("online shops", "интернет-магазины"),
    "retail_chain": ("retail chains", "розничные сети"),
    "size.low": ("small third", "малая треть"),
    "size.middle": ("middle third by size", "средняя треть по размеру"),
    "size.high": ("large third", "крупная треть"),
    "cash_days.low": ("least cash", "меньше всего денег"),
    "cash_days.middle": ("middling cash", "средний запас денег"),
    "cash_days.high": ("most cash", "больше всего денег"),
    "competence.low": ("least competent", "наименее умелые"),
    "competence.middle": ("middling competence", "средне умелые"),
    "competence.high": ("most competent", "самые умелые"),
    "groups.y": ("difference in survival, points of 100", "разница выживания, пункты"),
    "groups.most": (
        "It helps most: {best} ({gain} points); least: {worst} ({loss})",
        "Больше всего помогает: {best} ({gain} п.); меньше всего: {worst} ({loss})",
    ),
    "whom.own": (
        "Own partners {own} of 100, rivals' partners {rivals}",
        "Свои партнёры {own} из 100, конкурентов {rivals}",
    ),
    "whom.taken": (
        "What own partners gain ({own} of 100) is partly lost by rivals' partners ({rivals})",
        "Выигрыш своих партнёров ({own} из 100) частью потерян партнёрами конкурентов ({rivals})",
    ),
    "whom.none": (
        "No clear difference for the focal distributor's own partners",
        "Для своих партнёров дистрибьютора ясной разницы нет",
    ),
    "groups.none": ("No group is clearly helped", "Ни одной группе ясно не помогает"),
    "pairs": (
        "Groups of all partners at month 0. Lines: 95 % intervals of the mean paired difference, {pairs} pairs of "
        "runs.",
        "Группы всех партнёров нулевого месяца. Отрезки: 95 % интервалы средней парной разности, пар прогонов: "
        "{pairs}.",
    ),
    "survival.y": ("partners still there, %", "партнёры в деле, %"),
    "money.y": ("profit against the baseline", "прибыль против базы"),
    "whom.y": ("difference, points of 100", "разница, пункты"),
    "kinds.y": ("partners at the end", "партнёров в конце"),
}
