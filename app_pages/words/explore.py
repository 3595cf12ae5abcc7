"""Words of the page Explore."""

WORDS = {
    "page": ("Explore", "Что если"),
    "title": ("What if?", "Что если?"),
    "lead": (
        "What a distributor's credit, community, services and the rest do to the partners that sell its goods. "
        "The dashed baseline stays; move a lever and see what changes. A generic channel, no forecast.",
        "Что кредит, сообщество, услуги и прочие рычаги дистрибьютора делают с партнёрами, которые продают его "
        "товар. Пунктирная база стоит на месте; сдвиньте рычаг и посмотрите, что изменится. Обобщённый канал, "
        "не прогноз.",
    ),
    "world": ("World", "Рынок"),
    "world_help": (
        "What no lever of yours moves: demand, rates, rivals, vendors. It strikes the baseline and the what-if alike.",
        "То, чем ваши рычаги не управляют: спрос, ставки, конкуренты, вендоры. Действует и на базу, и на «что если».",
    ),
    "months": ("Length, months", "Срок, мес."),
    "months_help": ("How long both are run.", "Сколько месяцев длятся оба сценария."),
    "policy": ("Policy preset", "Готовая политика"),
    "policy_help": (
        "Moves every lever to a prepared policy; then go on from there.",
        "Ставит все рычаги по готовой политике; дальше двигайте сами.",
    ),
    "reset": ("Reset", "Сброс"),
    "reset_help": ("Back to the opening view", "К начальному виду"),
    "undo": ("Undo", "Назад"),
    "undo_help": ("Takes the last change back", "Отменяет последнее изменение"),
    "redo": ("Redo", "Вперёд"),
    "redo_help": ("Makes it again", "Возвращает отменённое"),
    "lock": ("Lock", "База"),
    "lock_help": (
        "Makes the present what-if the dashed baseline",
        "Делает нынешнее «что если» пунктирной базой",
    ),
    "unlock": ("Baseline as it is today", "База: как сейчас"),
    "locked": ("Locked baseline: {name}", "База: {name}"),
    "save": ("Save", "Сохранить"),
    "save_help": ("Keeps the what-if for the page Compare", "Откладывает «что если» на страницу «Сравнение»"),
    "saved": ("Saved for Compare: {number} of {most}.", "Отложено для сравнения: {number} из {most}."),
    "full": (
        "{number} scenarios are saved already; remove one on the page Compare",
        "уже отложено {number}; уберите один на странице «Сравнение»",
    ),
    "cost.credit": (
        "Costs: write-offs, funding of what partners owe, and for insurance the premium.",
        "Стоит: списания, финансирование долга партнёров, премия за страховку.",
    ),
    "cost.community": (
        "Costs: the budget, every month; members pay with their time.",
        "Стоит: бюджет каждый месяц; участники платят своим временем.",
    ),
    "cost.services": (
        "Costs: upkeep of the packages; the share left to partners is margin not earned.",
        "Стоит: содержание пакетов; доля партнёра — недополученная маржа.",
    ),
    "cost.training": (
        "Costs: the budget; partners' engineers lose billable time.",
        "Стоит: бюджет; инженеры партнёров теряют оплачиваемое время.",
    ),
    "cost.stock": (
        "Costs: stock at the bank's rate; twice as fast costs twice as much; picking from an open warehouse.",
        "Стоит: запас по ставке банка; вдвое быстрее — вдвое дороже; подбор с открытого склада.",
    ),
    "cost.price": ("Costs: the cut, on every sale.", "Стоит: скидка с каждой продажи."),
    "cost.push": ("Costs: the budget, every month.", "Стоит: бюджет каждый месяц."),
    "cost.portfolio": (
        "Costs: lost orders of what is not carried; obsolete stock and skill when it changes fast.",
        "Стоит: потерянные заказы на снятое; устаревший запас и навыки при быстрой смене.",
    ),
    "cost.recruiting": (
        "Costs: the budget; dearer as the pond empties.",
        "Стоит: бюджет; дорожает, когда пруд пустеет.",
    ),
    "cost.pond": ("Costs: a fee to the owner of the network.", "Стоит: плата владельцу сети."),
    "cost.other": ("Costs: what the tip says.", "Стоит: см. подсказку."),
    "timeline": ("Timeline: policies and shocks on dates", "Даты: политики и шоки"),
    "tolerance": (
        "Every interval is the 95 % interval of a mean difference on the same luck ({pairs} pairs of runs); "
        "“no clear difference” means that it holds zero.",
        "Каждый интервал — 95 % интервал средней разности при одинаковой случайности (пар прогонов: {pairs}); "
        "«ясной разницы нет» значит, что в нём есть ноль.",
    ),
    "growing": ("More pairs are on their way.", "Пары ещё считаются."),
    "m.kept": ("Own partners kept, of 100", "Своих в деле, из 100"),
    "m.kept_help": (
        "Of the partners whose first distributor at the start is the focal one",
        "Из партнёров, чей первый поставщик в начале — наш дистрибьютор",
    ),
    "m.kept_all": ("Partners kept, of 100", "В деле, из 100"),
    "m.kept_all_help": (
        "Of all partners: none of them has the focal distributor as its first at the start",
        "Из всех партнёров: ни у одного первый поставщик в начале — не наш дистрибьютор",
    ),
    "m.profit": ("Focal profit", "Прибыль"),
    "m.profit_help": (
        "The focal distributor's profit before tax over the whole length, in the model's money",
        "Прибыль нашего дистрибьютора до налога за весь срок, в деньгах модели",
    ),
    "m.spend": ("Cost of the levers", "Стоимость рычагов"),
    "m.spend_help": (
        "What the focal distributor's levers cost over the whole length, bad debt and funding included",
        "Во что обошлись рычаги за весь срок, со списаниями и финансированием",
    ),
    "m.payback": ("Pays back", "Окупается"),
    "m.payback_help": (
        "The month from which the cumulative profit stays above the baseline's",
        "Месяц, с которого накопленная прибыль остаётся выше базы",
    ),
    "m.lowest": ("lowest {low}, month {when}", "дно {low}, месяц {when}"),
    "month": ("month {month}", "месяц {month}"),
    "never": ("not within", "не за срок"),
    "signs": ("Early signs: when does it show?", "Ранние признаки: когда видно?"),
    "signs_help": (
        "Mean difference from the baseline; a sign shows once its 95 % interval keeps clear of zero for half a year. "
        "No sign by the second year is a reason to stop.",
        "Средняя разница с базой; признак виден, когда его 95 % интервал полгода не содержит нуля. "
        "Нет признаков ко второму году — повод остановиться.",
    ),
    "numbers": ("All numbers with their intervals", "Все числа с интервалами"),
    "footer": (
        "{pairs} pairs of runs on the same luck, root seed {seed}, {months} months, model version {version}, "
        "baseline {base}, what-if {other}. Sourced and assumed numbers; no prediction.",
        "Пар прогонов с одинаковой случайностью: {pairs}, начальное число {seed}, {months} мес., версия модели "
        "{version}, база {base}, «что если» {other}. Числа из источников и допущения; не прогноз.",
    ),
}
