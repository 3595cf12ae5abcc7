"""Words of findings: sentences, metrics and signs."""

WORDS = {
    "finding.same": (
        "Nothing differs from the baseline yet: choose a preset or move a lever.",
        "Пока ничего не отличается от базового сценария: выберите готовую политику или сдвиньте рычаг.",
    ),
    "verdict.gain": ("Clear gain.", "Ясный выигрыш."),
    "verdict.loss": ("Clear loss.", "Ясная потеря."),
    "verdict.mixed": ("Gain here, loss there.", "Где-то выигрыш, где-то потеря."),
    "verdict.unclear": ("Unclear.", "Неясно."),
    "finding.own.up": (
        "**{name}** keeps {by} more of every 100 partners of the focal distributor over {months} months "
        "(95 % interval {range}).",
        "**{name}**: на {by} больше из каждых 100 партнёров нашего дистрибьютора остаются за {months} мес. "
        "(95 % интервал {range}).",
    ),
    "finding.own.down": (
        "**{name}** loses {by} more of every 100 partners of the focal distributor over {months} months "
        "(95 % interval {range}).",
        "**{name}**: на {by} больше из каждых 100 партнёров нашего дистрибьютора теряются за {months} мес. "
        "(95 % интервал {range}).",
    ),
    "finding.own.unclear": (
        "**{name}** makes no clear difference to how many partners of the focal distributor are left after {months} "
        "months (95 % interval {range} of 100).",
        "**{name}**: ясной разницы в числе оставшихся партнёров нашего дистрибьютора за {months} мес. нет "
        "(95 % интервал {range} из 100).",
    ),
    "finding.all.up": (
        "**{name}** keeps {by} more of every 100 partners over {months} months (95 % interval {range}).",
        "**{name}**: на {by} больше из каждых 100 партнёров остаются за {months} мес. (95 % интервал {range}).",
    ),
    "finding.all.down": (
        "**{name}** loses {by} more of every 100 partners over {months} months (95 % interval {range}).",
        "**{name}**: на {by} больше из каждых 100 партнёров теряются за {months} мес. (95 % интервал {range}).",
    ),
    "finding.all.unclear": (
        "**{name}** makes no clear difference to how many partners are left after {months} months "
        "(95 % interval {range} of 100).",
        "**{name}**: ясной разницы в числе оставшихся партнёров за {months} мес. нет (95 % интервал {range} из 100).",
    ),
    "finding.channel.up": (
        "The whole channel keeps {by} more of 100 ({range}).",
        "Весь канал сохраняет на {by} из 100 больше ({range}).",
    ),
    "finding.channel.down": (
        "The whole channel loses {by} more of 100 ({range}).",
        "Весь канал теряет на {by} из 100 больше ({range}).",
    ),
    "finding.channel.paid": (
        "But the whole channel loses {by} more of 100 ({range}): rivals' partners pay for it.",
        "Но весь канал теряет на {by} из 100 больше ({range}): платят партнёры конкурентов.",
    ),
    "finding.channel.unclear": (
        "For the whole channel there is no clear difference ({range}).",
        "По всему каналу ясной разницы нет ({range}).",
    ),
    "finding.profit.up": (
        "The focal distributor earns {by} more ({share} %; {range}).",
        "Дистрибьютор зарабатывает на {by} больше ({share} %; {range}).",
    ),
    "finding.profit.down": (
        "The focal distributor earns {by} less ({share} %; {range}).",
        "Дистрибьютор зарабатывает на {by} меньше ({share} %; {range}).",
    ),
    "finding.profit.unclear": (
        "No clear difference in the focal distributor's profit ({range}).",
        "Ясной разницы в прибыли дистрибьютора нет ({range}).",
    ),
    "finding.payback": (
        "It is ahead for good from month {month} on; the lowest point is {low} in month {when}.",
        "Насовсем впереди с месяца {month}; самая низкая точка {low} в месяце {when}.",
    ),
    "metric": ("What", "Что"),
    "baseline": ("Baseline", "База"),
    "what_if": ("What-if", "Что если"),
    "difference": ("Difference", "Разница"),
    "interval": ("95 % interval", "95 % интервал"),
    "metric.survival_share": ("Partners of month 0 still there, of 100", "Партнёры нулевого месяца в деле, из 100"),
    "metric.survival_share_treated": ("... of the focal distributor", "… нашего дистрибьютора"),
    "metric.survival_share_untreated": ("... of its rivals", "… конкурентов"),
    "metric.rmst_months": ("Mean months of life within the horizon", "Средняя жизнь в пределах срока, мес."),
    "metric.partners_alive": ("Partners at the end, newcomers included", "Партнёров в конце, с новичками"),
    "metric.partners_alive_integrator": ("... integrators", "… интеграторы"),
    "metric.partners_alive_reseller": ("... resellers", "… реселлеры"),
    "metric.partners_alive_online_shop": ("... online shops", "… интернет-магазины"),
    "metric.partners_alive_retail_chain": ("... retail chains", "… розничные сети"),
    "metric.closings": ("Closings", "Закрытий"),
    "metric.spin_offs_per_closing": (
        "New firms of former staff per closing",
        "Новых фирм бывших сотрудников на закрытие",
    ),
    "metric.focal_profit": ("Focal distributor's profit", "Прибыль нашего дистрибьютора"),
    "metric.focal_spend": ("What its levers cost", "Стоимость его рычагов"),
    "metric.rivals_profit": ("Rivals' profit", "Прибыль конкурентов"),
    "metric.channel_gross_profit": ("Partners' gross profit", "Валовая прибыль партнёров"),
    "metric.service_share_of_gross_profit": ("Services in that, %", "Из неё на услугах, %"),
    "metric.bad_debt": ("Bad debt of all distributors", "Безнадёжные долги у всех дистрибьюторов"),
    "metric.mean_competence": ("Mean competence of partners, %", "Средняя компетентность партнёров, %"),
    "sign": ("Sign, against the baseline", "Признак, против базы"),
    "shows": ("Shows from month", "Виден с месяца"),
    "at_month": ("Month {month}", "Месяц {month}"),
    "sign.focal_members": ("Members of the community", "Участники сообщества"),
    "sign.competence": ("Mean competence of partners, points", "Средняя компетентность партнёров, п."),
    "sign.focal_sales": ("Partners' purchases a month", "Закупки партнёров в месяц"),
    "sign.focal_write_offs": ("Bad debt a month", "Безнадёжные долги в месяц"),
    "sign.focal_profit": ("Profit a month", "Прибыль в месяц"),
    "sign.survivors": ("Partners of month 0 still there", "Партнёры нулевого месяца в деле"),
}
