"""Words of the page Why."""

WORDS = {
    "page": ("Why", "Почему"),
    "title": ("Why partners close", "Почему партнёры закрываются"),
    "lead": (
        "What ends firms, whose sales the rescued take, who keeps the margin, who is short of cash today, and one partner's "
        "life under both policies. It compares the locked baseline with the what-if of the page Explore.",
        "Что губит фирмы, чьи продажи забирают спасённые, кому достаётся маржа, кому сегодня не хватает денег, и жизнь одного "
        "партнёра при обеих политиках. Сравниваются база и «что если» со страницы «Что если».",
    ),
    "compared": (
        "Baseline: {base}. What-if: {other}. {months} months.",
        "База: {base}. «Что если»: {other}. {months} мес.",
    ),
    "same": (
        "The what-if is the baseline: move a lever on the page Explore to compare.",
        "«Что если» совпадает с базой: сдвиньте рычаг на странице «Что если», чтобы сравнить.",
    ),
    "section": ("Question", "Вопрос"),
    "section.causes": ("Causes", "Причины"),
    "section.rescued": ("Who pays for the rescued", "За чей счёт спасённые"),
    "section.margin": ("The margin", "Маржа"),
    "section.short": ("Short of cash today", "Кому сегодня не хватает денег"),
    "section.partner": ("One partner's life", "Жизнь одного партнёра"),
    "section.agreement": ("The agreement", "Договор"),
    "what_if": ("what-if", "что если"),
    # causes
    "causes.title": (
        "{share} of 100 closings under “{base}”: {cause}",
        "{share} из 100 закрытий при «{base}»: {cause}",
    ),
    "causes.none": ("Nobody closes under “{base}”", "При «{base}» никто не закрывается"),
    "causes.y": ("closings in {months} months", "закрытий за {months} мес."),
    "causes.band": (
        "Partners of all kinds, newcomers too; means over {pairs} simulated futures.",
        "Партнёры всех видов, включая новичков; среднее по вариантам будущего ({pairs}).",
    ),
    "cause": ("Cause", "Причина"),
    "difference": ("Difference", "Разница"),
    "interval": ("95 % interval", "95 % интервал"),
    "profitable": ("insolvent, yet expected to earn", "неплатёжеспособны, хотя ждали прибыли"),
    "causes.help": (
        "Illiquidity: a debt stays overdue too long. Over-indebtedness: own capital is below zero too long. An owner gives "
        "up who has gone without too much of what it would earn elsewhere. The cause is read off the firm's own books; no lever touches it.",
        "Неплатёжеспособность: долг слишком долго просрочен. Долги больше имущества: капитал слишком долго ниже нуля. "
        "Владелец закрывает сам, если недополучил слишком много из того, что заработал бы в другом месте. Причина "
        "читается из книг фирмы; ни один рычаг её не трогает.",
    ),
    # rescued
    "rescued.lead": (
        "Rescued: your own partners (from the start) that close in the baseline and live under the what-if. The what-if runs "
        "once more with each of them wound up when it closes in the baseline: who sells less because they are there?",
        "Спасённые: ваши партнёры (с самого начала), которые закрываются в базе и живут при «что если». «Что если» "
        "прогоняется ещё раз, но каждый из них закрывается тогда же, когда в базе: кто продаёт меньше из-за них?",
    ),
    "rescued.wait": ("With and without the rescued: {runs} runs", "Со спасёнными и без них: {runs} прогонов"),
    "rescued.y": ("of 100 that the rescued sell", "из 100 продаж спасённых"),
    "rescued.who": ("Sales in a run", "Продажи за прогон"),
    "rescued.without": ("without the rescued", "без спасённых"),
    "rescued.share": ("of 100", "из 100"),
    "rescued.help": (
        "All runs of one future meet the same customers, late payers and founders. What others gain or lose by the policy itself "
        "is in both runs and drops out; newcomers include firms that staff of a closed one found. A firm that was sold does "
        "not count as rescued. Shares are weighted by sales, so one large firm can weigh much.",
        "Все прогоны одного варианта будущего встречают тех же клиентов, неплательщиков и основателей. То, что остальные выигрывают "
        "или теряют от самой политики, есть в обоих прогонах и уходит; новички — в том числе фирмы сотрудников закрывшейся. "
        "Проданная фирма спасённой не считается. Доли взвешены по продажам: одна крупная фирма может весить много.",
    ),
    # margin
    "margin.wait": ("Reading the books of {runs} runs", "Читаем книги {runs} прогонов"),
    "margin.title": (
        "Of 100 that customers pay, {vendors} go to vendors, {distributors} stay with distributors, {partners} with partners",
        "Из 100, уплаченных клиентами, {vendors} уходит вендорам, {distributors} остаётся дистрибьюторам, {partners} — партнёрам",
    ),
    "margin.y": ("of 100 paid by customers, beyond the vendors' part", "из 100, уплаченных клиентами, сверх доли вендоров"),
    "margin.band": (
        "Before everybody's own costs; {pairs} simulated futures. The rest of the 100 goes to vendors.",
        "До собственных расходов каждого; вариантов будущего: {pairs}. Остальное из 100 уходит вендорам.",
    ),
    "part": ("Who gets it", "Кому"),
    "vendors": ("vendors", "вендорам"),
    "distributors": ("distributors", "дистрибьюторам"),
    "partners_product": ("partners: goods", "партнёрам: товары"),
    "engineers": ("engineers", "инженерам"),
    "partners_service": ("partners: services", "партнёрам: услуги"),
    "margin.help": (
        "Read off the books: goods at what partners paid for them, split between vendor and distributor by the "
        "distributors' own margin of the month, rebates included; services less engineers' wages. Vendors' direct sales are "
        "not in it.",
        "Прочитано из книг: товары по цене закупки партнёра, поделённые между вендором и дистрибьютором по марже "
        "дистрибьюторов за месяц, с ретробонусами; услуги за вычетом зарплаты инженеров. Прямые продажи вендоров не входят.",
    ),
    # short
    "short.wait": ("{futures} futures to month {month}", "Вариантов будущего до месяца {month}: {futures}"),
    "short.needs": ("In need in", "В беде в"),
    "short.viable_in": ("Of these viable in", "Из них жизнеспособен в"),
    "short.of": ("{part} of {all}", "{part} из {all}"),
    "short.where": ("Scenario", "Сценарий"),
    "short.month": ("Today is the end of month", "Сегодня конец месяца"),
    "short.title": (
        "At the end of month {month}, on average {all} of today's partners are short of cash, {yours} of them yours, {viable} "
        "of them yours and viable.",
        "В конце месяца {month} без денег нынешних партнёров в среднем: {all}, из них ваших: {yours}, жизнеспособны из ваших: {viable}.",
    ),
    "short.tell": (
        "To tell them apart: a viable one could earn on its sales if it could deliver every order. {viable} of 100 in need are; "
        "by what a distributor sees of them, {wrong} of 100 would be misjudged.",
        "Как отличить: жизнеспособный зарабатывал бы с продаж, если бы выполнял все заказы. Таких {viable} из 100 попавших в "
        "беду; по тому, что видит дистрибьютор, он ошибся бы в {wrong} из 100.",
    ),
    "short.often": (
        "Partners in need in a quarter of {futures} futures or more: {often}; the list begins with yours.",
        "Партнёров в беде хотя бы в четверти из {futures} вариантов будущего: {often}; список начинается с ваших.",
    ),
    "short.seldom": (
        "No single partner is in need in a quarter of {futures} futures or more: here it is chance that decides who; your own "
        "partners by name are on the page My channel.",
        "Ни один партнёр не попадает в беду хотя бы в четверти из {futures} вариантов будущего: кто именно, решает случай; "
        "свои партнёры по именам — на странице «Мой канал».",
    ),
    "rescued.sources": ("Of the same 100: {told}.", "Из тех же 100: {told}."),
    "short.helping": (
        "Helping those of yours that look viable ({count} a future: overdue debts spread, a higher limit): {later} months "
        "later, against no help, the number of them that trade: {more}; your profit until then, {unit}: {profit}; bad debt: "
        "{debt}.",
        "Если помочь вашим, кто выглядит жизнеспособным (в среднем {count}: просрочка в рассрочку, лимит выше): через "
        "{later} мес. против жизни без помощи число работающих из них: {more}; ваша прибыль за это время, {unit}: {profit}; "
        "безнадёжные долги: {debt}.",
    ),
    "short.open": ("cannot be told", "сказать нельзя"),
    "short.alone": ("Trades later, alone", "Работает позже сам"),
    "short.held": ("Trades later, helped", "Работает позже с помощью"),
    "short.none": ("Nobody is in need at the end of month {month}.", "В конце месяца {month} никто не в беде."),
    "short.x": ("could earn on sales, %", "мог бы заработать с продаж, %"),
    "short.y": ("what its distributor sees, %", "что видит дистрибьютор, %"),
    "short.viable": ("viable, recognised", "жизнеспособен, узнан"),
    "short.missed": ("viable, missed", "жизнеспособен, упущен"),
    "short.hopeless": ("hopeless, recognised", "безнадёжен, узнан"),
    "short.wasted": ("hopeless, helped", "безнадёжен, получил бы помощь"),
    "short.help": (
        "In need: a debt a month overdue, wages owed, or an owner about to give up. Viable: could earn on its sales if it could "
        "deliver every order. The distance from the diagonal is the distributor's error, which openness makes smaller. Money in {unit}.",
        "В беде: долг просрочен на месяц, не выплачена зарплата или владелец вот-вот сдастся. Жизнеспособен: мог бы "
        "зарабатывать, если бы выполнял все заказы. Отклонение от диагонали — ошибка дистрибьютора; открытость её уменьшает. Деньги: {unit}.",
    ),
    "partner": ("Partner", "Партнёр"),
    "kind": ("Kind", "Вид"),
    "distributor": ("Distributor", "Дистрибьютор"),
    "cash": ("Cash", "Деньги"),
    "owed": ("Overdue", "Просрочено"),
    "margin": ("Could earn, %", "Мог бы, %"),
    "estimate": ("Estimate, %", "Оценка, %"),
    "verdict": ("Verdict", "Вердикт"),
    # partner
    "seed": ("Future (its number)", "Вариант будущего (номер)"),
    "seed.help": (
        "Both policies meet in it the same customers, late payers and founders.",
        "Обе политики встречают в нём тех же клиентов, неплательщиков и основателей.",
    ),
    "pick": ("A telling partner", "Показательный партнёр"),
    "pick.help": (
        "Partners that close under one of the two policies and live under the other.",
        "Партнёры, которые закрываются при одной из двух политик и живут при другой.",
    ),
    "pick.none": ("own choice", "свой выбор"),
    "pick.saved": (
        "{partner}: {kind}, closes in month {month} under “{base}” only",
        "{partner}: {kind}, закрывается в месяце {month} только при «{base}»",
    ),
    "pick.lost": (
        "{partner}: {kind}, closes in month {month} under “{other}” only",
        "{partner}: {kind}, закрывается в месяце {month} только при «{other}»",
    ),
    "pick.alone": (
        "{partner}: {kind}, closes in month {month}",
        "{partner}: {kind}, закрывается в месяце {month}",
    ),
    "id": ("or its number", "или его номер"),
    "life.wait": ("Following partners through {runs} runs", "Следим за партнёрами в {runs} прогонах"),
    "unknown": (
        "Partner {partner} never trades in this future under “{base}”; partners of month 0 are 0 to {last}.",
        "Партнёр {partner} в этом варианте будущего при «{base}» не работает; партнёры нулевого месяца: 0–{last}.",
    ),
    "events": ("What happened", "Что произошло"),
    "months": ("Month by month", "По месяцам"),
    "cashflow": ("Cash of the year before: months {first} to {last}", "Деньги за последний год: месяцы {first}–{last}"),
    "cashflow.line": ("Line", "Строка"),
    "cash.start": ("cash at the start", "деньги в начале"),
    "cash.end": ("cash at the end", "деньги в конце"),
    "rise.own_stock": ("rise of own stock", "прирост своего склада"),
    "rise.receivables": ("rise of customers' debts", "прирост долгов клиентов"),
    "rise.payables": ("rise of own debts", "прирост своих долгов"),
    "month": ("Month", "Месяц"),
    "event": ("Event", "Событие"),
    "amount": ("Amount", "Сумма"),
    "detail": ("Why", "Почему"),
    "where": ("Under", "При"),
    "routine": (
        "Routine events are counted: {counts}.",
        "Обычные события посчитаны: {counts}.",
    ),
    "call": ("Until when could it be saved?", "До каких пор его можно было спасти?"),
    "call.help": (
        "Runs the market again with a rescue agreement, and with a switch to the other policy, in one month after another.",
        "Прогоняет рынок снова с соглашением о спасении и с переходом на другую политику, месяц за месяцем.",
    ),
    "call.wait": ("Trying month after month", "Проверяем месяц за месяцем"),
    "call.not": (
        "It closes under neither policy: there is nothing to save it from.",
        "Ни при одной из политик он не закрывается: спасать не от чего.",
    ),
    "call.note": (
        "One run is one history: how many partners a policy keeps, and how sure that is, stands on the page Explore.",
        "Один прогон — одна история: сколько партнёров сохраняет политика и насколько это точно, см. «Что если».",
    ),
    "again": ("The same in a terminal", "То же в терминале"),
    # the agreement
    "agreement.lead": (
        "The article's story: a partner that used neither the warehouse nor the credit line bought against prepayment and "
        "kept everything in its own stock. Here the same firm, in the same future, with you selling against "
        "prepayment from a closed warehouse, and with framework agreements.",
        "История из статьи: партнёр не пользовался ни складом, ни кредитной линией, покупал по предоплате и держал всё на "
        "своём складе. Здесь та же фирма в том же варианте будущего: вы продаёте по предоплате с закрытого склада — "
        "и с рамочным договором.",
    ),
    "agreement.arms": (
        "Compared here, whatever is set on the page Explore: {without} and {having}, in its world and over its length.",
        "Здесь сравниваются, что бы ни стояло на странице «Что если»: {without} и {having}, на её рынке и за её срок.",
    ),
    "agreement.count": (
        "Of the {all} partners who buy mainly from you at the start, {saved} close only without the agreement, {lost} only "
        "with it, {both} in both cases, {neither} in neither. The firm below is one of the first kind.",
        "Из {all} партнёров, которые в начале покупают в основном у вас, {saved} закрываются только без договора, {lost} только с ним, "
        "{both} в обоих случаях, {neither} ни в одном. Фирма ниже — из первых.",
    ),
    "agreement.none": (
        "In this future none of your partners closes only without the agreement: choose another future.",
        "В этом варианте будущего ни один ваш партнёр не закрывается только без договора: выберите другой вариант.",
    ),
    "agreement.without": ("prepayment", "предоплата"),
    "agreement.with": ("framework agreement", "рамочный договор"),
}  # fmt: skip
