"""Words of the page Goal."""

WORDS = {
    "page": ("Goal", "Цель"),
    "title": ("Which policy reaches my goal?", "Какая политика достигнет моей цели?"),
    "lead": (
        "The app tries about fifty mixtures of community, credit, services, training, deliveries and prices against "
        "“{base}”, then runs the best again in futures that had no say in choosing them.",
        "Приложение пробует около пятидесяти сочетаний сообщества, кредита, услуг, обучения, доставки и цен против «{base}», "
        "а лучшие прогоняет ещё раз в вариантах будущего, которые на выбор не влияли.",
    ),
    "goal": ("My goal", "Моя цель"),
    "keep": ("Keep so many partners at the least cost", "Сохранить столько партнёров как можно дешевле"),
    "budget": ("Keep most partners within a budget", "Сохранить больше всего партнёров в рамках бюджета"),
    "keep.amount": ("Your partners still there at the end, of 100", "Ваших партнёров в деле к концу срока, из 100"),
    "budget.amount": ("Budget beyond today's, {unit} a year", "Бюджет сверх нынешнего, {unit} в год"),
    "search": ("Search", "Искать"),
    "round": (
        "Policies tried: {tried} of {all}; the search learns from each round",
        "Испробовано политик: {tried} из {all}; поиск учится на каждом круге",
    ),
    "proposing": ("Choosing what to try next", "Выбираем, что попробовать дальше"),
    "final": ("The best again, in {fresh} fresh futures", "Лучшие ещё раз, в {fresh} новых вариантах будущего"),
    "today": ("Baseline", "База"),
    "policy": ("Policy {letter}", "Политика {letter}"),
    "keep.found": (
        "{name} is the cheapest of {tried} tried that keeps {amount} of 100 with 90 % certainty. It keeps "
        "{kept} of 100; its levers cost {cost} {unit} a year beyond the baseline's ({cost_range}).",
        "{name} — самая дешёвая из {tried} испробованных, которая с надёжностью 90 % сохраняет {amount} из 100. Она "
        "сохраняет {kept} из 100; расходы на рычаги против базы: {cost} {unit} в год ({cost_range}).",
    ),
    "keep.base": (
        "The baseline does it already: it keeps {kept} of 100, and nothing cheaper of {tried} tried keeps {amount} of "
        "100 with 90 % certainty.",
        "База справляется и так: сохраняет {kept} из 100, и ничего дешевле из {tried} испробованных не сохраняет "
        "{amount} из 100 с надёжностью 90 %.",
    ),
    "keep.none": (
        "None of {tried} tried keeps {amount} of 100 with 90 % certainty. {name} comes nearest: {kept} of 100, at {cost} "
        "{unit} a year ({cost_range}).",
        "Ни одна из {tried} испробованных не сохраняет {amount} из 100 с надёжностью 90 %. Ближе всех {name}: {kept} из "
        "100 за {cost} {unit} в год ({cost_range}).",
    ),
    "budget.found": (
        "Of {tried} tried within {amount} {unit} a year, {name} keeps most of your partners: {kept} of 100, {more} against "
        "the baseline ({more_range}); its levers cost {cost} a year beyond the baseline's ({cost_range}).",
        "Из {tried} испробованных в рамках {amount} {unit} в год больше всего ваших партнёров сохраняет {name}: {kept} из "
        "100, {more} против базы ({more_range}); расходы на рычаги против базы: {cost} в год ({cost_range}).",
    ),
    "budget.base": (
        "Within {amount} {unit} a year none of {tried} tried surely keeps more than the baseline's {kept} of 100.",
        "В рамках {amount} {unit} в год ни одна из {tried} испробованных не сохраняет наверняка больше, чем база: {kept} из 100.",
    ),
    "budget.nearest": (
        "{name} comes nearest: {more} of 100 ({more_range}), at a cost a year of {cost}.",
        "Ближе всех {name}: {more} из 100 ({more_range}), стоимость в год {cost}.",
    ),
    "budget.none": (
        "None of {tried} tried stays within {amount} {unit} a year with 90 % certainty. {name} comes nearest: {cost} a year "
        "({cost_range}), {kept} of 100.",
        "Ни одна из {tried} испробованных не укладывается в {amount} {unit} в год с надёжностью 90 %. Ближе всех {name}: {cost} "
        "в год ({cost_range}), {kept} из 100.",
    ),
    "bottom": (
        "Over the whole length your profit changes by {profit} {unit} ({profit_range}).",
        "За весь срок ваша прибыль меняется на {profit} {unit} ({profit_range}).",
    ),
    "bottom.open": (
        "What becomes of your profit over the whole length cannot be told ({profit_range} {unit}).",
        "Что за весь срок станет с вашей прибылью, сказать нельзя ({profit_range} {unit}).",
    ),
    "sure.keep": (
        "It kept so many in {met} of {fresh} fresh futures.",
        "Столько сохранено в {met} из {fresh} новых вариантов будущего.",
    ),
    "sure.budget": (
        "It stayed within the budget in {met} of {fresh} fresh futures.",
        "В бюджет уложилось в {met} из {fresh} новых вариантов будущего.",
    ),
    "equals": ("No sure difference to: {names}.", "Нет надёжной разницы с: {names}."),
    "split": ("Its parts by themselves cost a year: {parts}.", "Её части по отдельности стоят в год: {parts}."),
    "parting": ("Each part of the best by itself", "Каждая часть лучшей политики отдельно"),
    "parts": ("What each part of {name} costs and keeps by itself", "{name}: сколько стоит и сохраняет каждая часть"),
    "parts.part": ("Part", "Часть"),
    "parts.kept": ("Your partners kept beyond the baseline's, of 100", "Ваших партнёров сверх базы, из 100"),
    "parts.all": ("all together", "всё вместе"),
    "parts.note": (
        "Each part alone against the baseline, in {fresh} fresh futures. The parts need not add up to the whole: one can "
        "help or spoil another.",
        "Каждая часть отдельно против базы, новых вариантов будущего: {fresh}. В сумме части не обязаны давать целое: одна "
        "может помогать другой или мешать.",
    ),
    "front": (
        "Partners kept against what the levers cost: upwards and to the left is better",
        "Сохранённые партнёры против стоимости рычагов: чем выше и левее, тем лучше",
    ),
    "front.x": ("cost beyond the baseline, {unit} a year", "стоимость сверх базы, {unit} в год"),
    "front.y": ("your partners kept, of 100", "сохранённые ваши партнёры, из 100"),
    "front.band": (
        "Lines: 95 % intervals of the mean over {fresh} fresh futures.",
        "Отрезки: 95 % интервалы среднего по {fresh} новым вариантам будущего.",
    ),
    "column.policy": ("Policy", "Политика"),
    "column.kept": ("Kept, of 100", "Сохранено, из 100"),
    "column.cost": ("Cost a year", "Стоимость в год"),
    "column.profit": ("Your profit, whole length", "Ваша прибыль, весь срок"),
    "column.met": ("Goal met", "Цель достигнута"),
    "column.unbeaten": ("Beaten by none", "Никому не уступает"),
    "met": ("{met} of {fresh}", "{met} из {fresh}"),
    "yes": ("yes", "да"),
    "no": ("no", "нет"),
    "levers": ("What each of them sets", "Что ставит каждая из них"),
    "lever": ("Lever", "Рычаг"),
    "take": ("Take {name} as the what-if", "Взять «{name}» как «что если»"),
    "save": ("Save for Compare", "Отложить для сравнения"),
    "left_out": (
        "{names}: left out, since {number} policies are saved at most",
        "{names}: не отложено, потому что откладывается не больше {number} политик",
    ),
    "taken": (
        "{name} is the what-if now: see the page Explore.",
        "{name} теперь «что если»: см. страницу «Что если».",
    ),
    "note": (
        "A search finds good policies, not surely the best; money in {unit}, intervals 95 %. Cost is what levers cost (budgets, "
        "funding, write-offs); what they bring or lose in sales is in the profit beside it. The search saw {searched} "
        "futures, the figures above are of {fresh} others.",
        "Поиск находит хорошие политики, но не обязательно самую лучшую; деньги: {unit}, интервалы 95 %. Стоимость — это "
        "расходы на рычаги (бюджеты, финансирование, списания); что они приносят или отнимают в продажах, видно по прибыли. "
        "Поиск видел "
        "вариантов будущего: {searched}; числа выше — по {fresh} другим.",
    ),
}
