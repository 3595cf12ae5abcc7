"""Words of findings: sentences and signs."""

WORDS = {
    "same": (
        "Nothing differs from the baseline yet: choose a preset or move a lever.",
        "Пока ничего не отличается от базового сценария: выберите готовую политику или сдвиньте рычаг.",
    ),
    "unit": ("units of money", "ден. ед."),
    "metric": ("What", "Что"),
    "baseline": ("Baseline", "База"),
    "what_if": ("What-if", "Что если"),
    "difference": ("Difference", "Разница"),
    "interval": ("95 % interval", "95 % интервал"),
    "sign": ("Sign, against the baseline", "Признак, против базы"),
    "shows": ("Shows", "Виден"),
    "sign.higher": ("higher from month {month}", "выше с месяца {month}"),
    "sign.lower": ("lower from month {month}", "ниже с месяца {month}"),
    "sign.higher_until": ("higher from month {month} to {until}", "выше с месяца {month} по {until}"),
    "sign.lower_until": ("lower from month {month} to {until}", "ниже с месяца {month} по {until}"),
    "at_month": ("Month {month}", "Месяц {month}"),
    "sign.focal_members": ("Members of the community", "Участники сообщества"),
    "sign.competence": ("Mean competence of partners, points", "Средняя компетентность партнёров, п."),
    "sign.focal_sales": ("Purchases from you a month", "Закупки у вас в месяц"),
    "sign.focal_write_offs": ("Bad debt a month", "Безнадёжные долги в месяц"),
    "sign.focal_profit": ("Your profit a month", "Ваша прибыль в месяц"),
    "sign.survivors": ("All partners of month 0 still there", "Все партнёры нулевого месяца в деле"),
}
