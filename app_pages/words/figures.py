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
    "groups.helped": (
        "helped most: {name} ({by} of 100; groups clearly helped: {number})",
        "больше всего помогает: {name} ({by} из 100; групп с ясной пользой: {number})",
    ),
    "groups.hurt": (
        "hurt most: {name} ({by} of 100; groups clearly hurt: {number})",
        "больше всего вредит: {name} ({by} из 100; групп с ясным вредом: {number})",
    ),
    "groups.none": ("No group is clearly helped or hurt", "Ни одной группе ясно не помогает и не вредит"),
    "kept.y": ("difference from the baseline, of 100", "разница с базой, из 100"),
    "pairs": (
        "Groups of all partners at month 0. Lines: 95 % intervals of the mean difference over {pairs} simulated "
        "futures.",
        "Группы всех партнёров нулевого месяца. Отрезки: 95 % интервалы средней разницы, вариантов будущего: {pairs}.",
    ),
    "band": (
        "95 % intervals of the mean difference over {pairs} simulated futures; in each both sides meet the same customers, "
        "late payers and founders.",
        "95 % интервалы средней разницы по вариантам будущего ({pairs}); в каждом обе стороны встречают тех же клиентов, "
        "неплательщиков и основателей.",
    ),
    "band.levels": (
        "Bands: 95 % intervals of each line by itself, not of the difference.",
        "Полосы: 95 % интервалы каждой линии самой по себе, не разницы.",
    ),
    "survival.y": ("partners still there, %", "партнёры в деле, %"),
    "money.y": ("profit against the baseline, {unit}", "прибыль против базы, {unit}"),
    "kinds.y": ("partners at the end", "партнёров в конце"),
}
