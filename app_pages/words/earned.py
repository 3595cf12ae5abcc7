"""Words of partners' gross profit by group."""

WORDS = {
    "wait": ("Partners' books: {runs} runs", "Книги партнёров, прогонов: {runs}"),
    "yours": ("your partners", "ваши партнёры"),
    "rivals": ("rivals' partners", "партнёры конкурентов"),
    "falls": (
        "Partners' gross profit falls, against the baseline: {names}.",
        "Валовая прибыль партнёров падает относительно базы: {names}.",
    ),
    "rises": ("Gross profit rises: {names}.", "Валовая прибыль растёт: {names}."),
    "none": (
        "partners' gross profit surely changes in no group by more than matters.",
        "ни в одной группе валовая прибыль партнёров надёжно не меняется настолько, чтобы это было важно.",
    ),
    "group": ("Partners", "Партнёры"),
    "base": ("Gross profit, baseline, {unit}", "Валовая прибыль, база, {unit}"),
    "difference": ("Difference, {unit}", "Разница, {unit}"),
    "percent": ("Difference, % of the baseline", "Разница, % от базы"),
    "note": (
        "Partners of month 0, the whole group, all months together; one that closes earns nothing afterwards. Groups "
        "overlap. Money in {unit}; 95 % intervals over {futures} simulated futures, bold where it counts.",
        "Партнёры нулевого месяца, вся группа, за весь срок; закрывшийся дальше не зарабатывает. Группы пересекаются. "
        "Деньги: {unit}; 95 % интервалы, вариантов будущего: {futures}, жирным то, что важно.",
    ),
}
