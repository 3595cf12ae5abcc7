"""Words of the page Explore."""

WORDS = {
    "page": ("Explore", "Что если"),
    "title": ("Partner Garden: what if?", "Partner Garden: что если?"),
    "lead": (
        "What your credit, community and services do to the partners that sell your goods. An example channel, no "
        "forecast.",
        "Что ваш кредит, сообщество и услуги делают с партнёрами, которые продают ваш товар. Канал-пример, не прогноз.",
    ),
    "partners": ("Your partners", "Ваши партнёры"),
    "partners_help": (
        "A list of your own partners in the place of the example market's",
        "Список ваших партнёров вместо партнёров рынка-примера",
    ),
    "world": ("World", "Рынок"),
    "world_help": (
        "What no lever of yours moves: demand, rates, rivals, vendors. It strikes the baseline and the what-if alike.",
        "То, чем ваши рычаги не управляют: спрос, ставки, конкуренты, вендоры. Действует и на базу, и на «что если».",
    ),
    "months": ("Length, months", "Срок, мес."),
    "months_help": ("How long both are run.", "Сколько месяцев длятся оба сценария."),
    "policy": ("Policy preset", "Готовая политика"),
    "changed": ("{name}, changed", "{name}, изменено"),
    "policy_help": (
        "Moves every lever to a prepared policy; then go on from there.",
        "Ставит все рычаги по готовой политике; дальше двигайте сами.",
    ),
    "reset": ("Reset", "Сбросить"),
    "reset_help": ("Back to the opening view", "К начальному виду"),
    "undo": ("Undo", "Отменить"),
    "undo_help": ("Takes the last change back", "Отменяет последнее изменение"),
    "redo": ("Redo", "Вернуть"),
    "redo_help": ("Makes it again", "Возвращает отменённое"),
    "lock": ("Lock", "Закрепить"),
    "lock_help": (
        "Makes the present what-if the dashed baseline",
        "Делает нынешнее «что если» пунктирной базой",
    ),
    "unlock": ("Baseline as it is today", "База: как сейчас"),
    "locked": ("Locked baseline: {name}", "База: {name}"),
    "save": ("Save", "Отложить"),
    "save_name": ("Call it", "Название"),
    "save_do": ("Save for Compare", "Отложить для сравнения"),
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
        "Costs: the budget; each partner is dearer the fewer are left to win.",
        "Стоит: бюджет; чем меньше осталось, кого привлекать, тем дороже каждый.",
    ),
    "cost.pond": ("Costs: a fee to the owner of the network.", "Стоит: плата владельцу сети."),
    "cost.other": ("Costs: what the tip says.", "Стоит: см. подсказку."),
    "growing": ("More futures are on their way.", "Варианты ещё считаются."),
    "view": ("Chart", "График"),
    "view.kept": ("Partners: difference", "Партнёры: разница"),
    "view.levels": ("Partners: levels", "Партнёры: уровни"),
    "view.money": ("Profit: difference", "Прибыль: разница"),
    "more": ("More", "Ещё"),
    "more.whom": ("Who gains, who pays", "Кто выигрывает, кто платит"),
    "more.groups": ("For whom", "Для кого"),
    "more.earned": ("Partners' profit by group", "Прибыль партнёров по группам"),
    "more.pays": ("Payback by group", "Окупаемость по группам"),
    "more.limits": ("Limit and cut-off", "Лимит и риск"),
    "more.kinds": ("Who is left", "Кто остался"),
    "more.signs": ("Early signs", "Ранние признаки"),
    "more.numbers": ("All numbers", "Все числа"),
    "more.dates": ("Dates and shocks", "Даты и шоки"),
    "more.again": ("Run this again", "Повторить эти прогоны"),
    "more.files": ("Link and files", "Ссылка и файлы"),
    "more.none": ("There is nothing to tell of here.", "Здесь рассказать не о чем."),
    "signs_help": (
        "Mean difference from the baseline; a sign shows once its 95 % interval keeps clear of zero for half a year. "
        "No sign by the second year is a reason to stop.",
        "Средняя разница с базой; признак виден, когда его 95 % интервал полгода не содержит нуля. "
        "Нет признаков ко второму году — повод остановиться.",
    ),
    "footer": (
        "{pairs} simulated futures, each with both policies, root seed {seed}, {months} months, model version {version}, "
        "baseline {base}, what-if {other}. Sourced and assumed numbers; no prediction.",
        "Вариантов будущего, в каждом обе политики: {pairs}, начальное число {seed}, {months} мес., версия модели "
        "{version}, база {base}, «что если» {other}. Числа из источников и допущения; не прогноз.",
    ),
}
