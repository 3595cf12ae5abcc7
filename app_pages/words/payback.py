"""Words of payback by group, and of the map of limits and cut-offs."""

WORDS = {
    "group.lead": (
        "What the what-if offers partners in person (credit, services, community, training), offered to one group alone. "
        "Stock, prices and sales effort are the same for all and stay as today.",
        "То, что «что если» предлагает партнёрам лично (кредит, услуги, сообщество, обучение), предложено только одной "
        "группе. Склад, цены и нажим на продажи общие для всех и остаются как сейчас.",
    ),
    "no_offer": (
        "The what-if offers no partner anything different in person.",
        "«Что если» никому из партнёров лично ничего нового не предлагает.",
    ),
    "no_credit": (
        "The what-if has no framework agreements: choose them on the left under Credit.",
        "В «что если» нет рамочных договоров: выберите их слева в группе «Кредит».",
    ),
    "small": ("partners below {size} people", "партнёры меньше {size} человек"),
    "large": ("partners above {size} people", "партнёры больше {size} человек"),
    "group": ("Offered only to", "Предложено только"),
    "profit": ("Your profit", "Ваша прибыль"),
    "own": ("Your partners, of 100", "Ваши партнёры, из 100"),
    "ahead": ("Ahead from month", "Впереди с месяца"),
    "group.pays": (
        "It surely pays back where it is offered only to: {names}.",
        "Надёжно окупается, если предложить только таким партнёрам: {names}.",
    ),
    "group.sure": (
        "Your profit over the whole length, {unit}, each offered alone: {names}.",
        "Ваша прибыль за весь срок, {unit}, если предложить только им: {names}.",
    ),
    "group.unsure": (
        "Not surely, or too little to matter ({unit}): {names}.",
        "Не наверняка или слишком мало, чтобы это было важно ({unit}): {names}.",
    ),
    "group.none": (
        "With none of these groups alone does it surely pay back.",
        "Ни с одной из этих групп в отдельности надёжно не окупается.",
    ),
    "map.lead": (
        "Your profit against the baseline by credit limit (months of purchases) and risk accepted (cut-off).",
        "Ваша прибыль против базы в зависимости от кредитного лимита (месяцев закупок) и допустимого риска.",
    ),
    "map.limit": ("Limit, months", "Лимит, мес."),
    "map.cutoff": ("Risk up to {share} %", "Риск до {share} %"),
    "map.best": (
        "Best: a limit of {limit} months of purchases and risk up to {cutoff} % a year: your profit, {unit}: {profit}. Of "
        "{all} combinations {equals} more cannot be told apart from it.",
        "Лучше всего лимит в {limit} мес. закупок и риск до {cutoff} % в год: ваша прибыль, {unit}: {profit}. Ещё {equals} "
        "из {all} сочетаний от него не отличить.",
    ),
    "map.none": (
        "No limit and cut-off surely earns more than the baseline by enough to matter; the highest mean has a limit of "
        "{limit} months of purchases and risk up to {cutoff} % a year: your profit, {unit}: {profit}.",
        "Ни одно сочетание лимита и риска надёжно не приносит больше базы настолько, чтобы это было важно; среднее выше "
        "всего при лимите в {limit} мес. закупок и риске до {cutoff} % в год: ваша прибыль, {unit}: {profit}.",
    ),
    "map.edge": (
        "It lies at an end of what was tried: beyond it there may be better.",
        "Это край того, что испытано: за ним может быть и лучше.",
    ),
    "note": (
        "Differences from the baseline over the whole length, money in {unit}; 95 % intervals over {pairs} simulated "
        "futures, bold where it counts.",
        "Разница с базой за весь срок, деньги: {unit}; 95 % интервалы по вариантам будущего ({pairs}), жирным то, что важно.",
    ),
    "growing": ("More futures are on their way.", "Варианты ещё считаются."),
}
