"""Words of the page My channel."""

WORDS = {
    "page": ("My channel", "Мой канал"),
    "title": ("My channel: who is at risk, what keeps them", "Мой канал: кто в опасности и что удержит"),
    "lead": (
        "From a ledger of Excel, 1C or SAP to a list by name, to what keeps whom at what cost. The file is read by this "
        "server, kept in the memory of this session, and forgotten when you close the tab; no link carries it.",
        "От выгрузки из Excel, 1С или SAP к списку по именам и к тому, что кого удержит и какой ценой. Файл читает этот сервер, "
        "держит в памяти этого сеанса и забывает, когда вы закроете вкладку; ни в какую ссылку он не попадает.",
    ),
    "step.file": ("1. Your ledger", "1. Ваша выгрузка"),
    "files": (
        "Partners, ageing, purchases by month, invoices (Excel or CSV of any dialect, up to {size} MB a file)",
        "Партнёры, задолженность по срокам, закупки по месяцам, накладные (Excel или CSV любого вида, до {size} МБ)",
    ),
    "files.help": (
        "Several files become one ledger. What cannot be read for certain is refused in words.",
        "Несколько файлов станут одной выгрузкой. Что нельзя прочитать наверняка, отклоняется с объяснением.",
    ),
    "mapping": ("Mapping of last month, if you have one (TOML)", "Разметка прошлого месяца, если есть (TOML)"),
    "mapping.help": (
        "mapping.toml of a channel folder: what columns mean, currency, order of dates, spellings.",
        "mapping.toml из папки канала: что значат столбцы, валюта, порядок дат, написания имён.",
    ),
    "sample": ("Take a sample", "Взять образец"),
    "sample.help": (
        "Forty made-up partners as an export of 1C, drawn by the model: no firm and no sum in it is real.",
        "Сорок вымышленных партнёров в виде выгрузки 1С, нарисованных моделью: ни фирм, ни сумм таких нет.",
    ),
    "sample.wait": ("Drawing a sample", "Рисуем образец"),
    "sample.save": ("Save the sample", "Сохранить образец"),
    "forget": ("Forget my ledger", "Забыть мою выгрузку"),
    "forget.help": (
        "Drops all that this session holds of it. A file that still stands above is read again.",
        "Убирает всё, что о ней держит этот сеанс. Файл, который ещё стоит выше, будет прочитан снова.",
    ),
    "reading": ("Reading the ledger", "Читаем выгрузку"),
    "partners": ("Partners", "Партнёров"),
    "invoices": ("Invoices", "Накладных"),
    "as_of": ("The ledger's day", "День выгрузки"),
    "totals": (
        "Total in {all} {unit}, used {used}, left out {left}.",
        "Сумма в файле {all} {unit}, из неё учтено {used}, не учтено {left}.",
    ),
    "columns": ("What columns were read as", "Как прочитаны столбцы"),
    "columns.back": ("Take my corrections back", "Убрать мои исправления"),
    "column": ("Column", "Столбец"),
    "role": ("Is read as (can be changed)", "Читается как (можно изменить)"),
    "cells": ("Five cells", "Пять ячеек"),
    "doubts": ("Doubts: {count}", "Сомнения: {count}"),
    "doubts.more": (
        "... and {count} more, in doubts.csv of the channel folder",
        "… и ещё {count}, в файле doubts.csv папки канала",
    ),
    "folder": ("Save the channel folder", "Сохранить папку канала"),
    "folder.help": (
        "For the command line and for next month: mapping.toml holds what was read as what.",
        "Для командной строки и на следующий месяц: mapping.toml помнит, что чем прочитано.",
    ),
    # who is at risk
    "step.risk": ("2. Who is at risk", "2. Кто в опасности"),
    "risk.wait": ("Simulated markets to learn from", "Рынки, по которым учимся"),
    "risk.skill": ("Testing the forecasts", "Проверяем прогнозы"),
    "risk.table": ("Looking for lives like your partners'", "Ищем судьбы, похожие на ваших партнёров"),
    "risk.lead": (
        "Chances in per cent, money in {currency}. A click on a heading sorts the list.",
        "Шансы в процентах, деньги: {currency}. Щелчок по заголовку сортирует список.",
    ),
    "kind": ("Kind", "Вид"),
    "all": ("all", "все"),
    "search": ("Part of a name", "Часть имени"),
    "name": ("Partner", "Партнёр"),
    "exposure": ("Owes", "Должен"),
    "overdue": ("Overdue", "Просрочено"),
    "from_to.close": ("Closes in 12 months: 90 % interval", "Закроется за 12 мес.: 90 % интервал"),
    "from_to.stop": ("Stops in 12 months: 90 % interval", "Перестанет за 12 мес.: 90 % интервал"),
    "expected_loss": ("Expected loss", "Ожидаемая потеря"),
    "cause": ("Most frequent cause", "Чаще всего из-за"),
    "outlook": ("Outlook", "Перспектива"),
    "outlook.viable": ("viable", "жизнеспособен"),
    "outlook.hopeless": ("hopeless", "безнадёжен"),
    "sure": ("Firms behind it", "Фирм за оценкой"),
    "like": ("Like any simulated one", "Похожие в модели"),
    "like.yes": ("yes", "есть"),
    "like.no": ("no", "нет"),
    "chance.close_6": ("Closes in 6 months", "Закроется за 6 мес."),
    "chance.close_12": ("Closes in 12 months", "Закроется за 12 мес."),
    "chance.stop_6": ("Stops buying in 6 months", "Перестанет покупать за 6 мес."),
    "chance.stop_12": ("Stops buying in 12 months", "Перестанет покупать за 12 мес."),
    "risk.count": ("Partners: {count}.", "Партнёров: {count}."),
    "risk.note": (
        "Chances are learnt from simulated partners that look alike in a ledger: conditional on that market, no "
        "prediction of a firm. The interval is chance among so many simulated firms, not the model's own error.",
        "Шансы узнаны от партнёров модели, похожих по данным учёта: они верны для того рынка и не предсказывают судьбу фирмы. "
        "Интервал говорит о случайности среди стольких фирм модели, а не об ошибке самой модели.",
    ),
    "risk.by.both": (
        "{names}: the mean of what happened to those partners and of a plain scorecard, since neither alone was clearly "
        "better in the back-test.",
        "{names}: среднее между судьбами этих партнёров и простой скоринговой картой, потому что на проверке ни один из "
        "этих способов порознь не был явно точнее.",
    ),
    "risk.by.futures": (
        "{names}: what happened to those partners alone, clearly better in the back-test than with a scorecard.",
        "{names}: только судьбы этих партнёров, на проверке они были явно точнее, чем вместе со скоринговой картой.",
    ),
    "risk.by.scorecard": (
        "{names}: a plain scorecard alone, clearly better in the back-test than with the lives of those partners.",
        "{names}: только простая скоринговая карта, на проверке она была явно точнее, чем вместе с судьбами партнёров.",
    ),
    "risk.far": (
        "Partners like none of the simulated ones, whose rows say little: {count} (“no” in the table).",
        "Партнёров, не похожих ни на одного в модели, о которых это мало говорит: {count} (в таблице «нет»).",
    ),
    "save": ("Save as {kind}", "Сохранить: {kind}"),
    "lives": ("Lives that stand for a partner", "Судьбы, по которым судим о партнёре"),
    "choose": ("choose a partner", "выберите партнёра"),
    "weight": ("Weight, %", "Вес, %"),
    "cash": ("Cash, days", "Денег, дней"),
    "ahead": ("Next six months over last", "Закупки: полгода вперёд к прошлому"),
    "within": ("Within 12 months", "За 12 месяцев"),
    "lives_on": ("lives on", "живёт дальше"),
    "life": ("Simulated partner", "Партнёр модели"),
    "month": ("Looked at in month", "Взят в месяце"),
    "lives.note": (
        "The five nearest of two hundred. Their months are those of the simulated market, which has 60.",
        "Пять ближайших из двухсот. Месяцы считаются по рынку модели, на котором их 60.",
    ),
    "books": ("Books of one of them", "Книги одного из них"),
    "books.of": ("simulated partner {partner}", "партнёр модели {partner}"),
    "books.wait": ("Opening its books", "Открываем его книги"),
    "choose.life": ("choose a simulated partner", "выберите партнёра модели"),
    "market": ("simulated market", "рынок модели"),
    # how good such forecasts were
    "skill": ("How good such forecasts were", "Насколько точны такие прогнозы"),
    "skill.lead": (
        "Tested on a simulated market that was held out, closing within 12 months: area under the curve (0.5 is a coin, 1 is "
        "never wrong) {both} by the mean of both ways, {futures} by the lives of simulated partners alone, {scorecard} by a "
        "plain scorecard alone, {true_state} if the true state could be seen.",
        "Проверка на отложенном рынке модели, закрытие за 12 месяцев: площадь под ROC-кривой (0,5 у монеты, 1 без единой "
        "ошибки) {both} по среднему двух способов, {futures} только по судьбам партнёров модели, {scorecard} только по "
        "простой скоринговой карте, {true_state}, если бы было видно истинное состояние.",
    ),
    "skill.markets": ("A simulated market that was held out", "Отложенный рынок модели"),
    "skill.own": ("Your own history, cut before its end", "Ваша история, отрезанная до её конца"),
    "skill.short": (
        "Your own history is too short to be cut: it takes 18 months of purchases and more.",
        "Ваша история слишком коротка, чтобы её резать: нужно не меньше 18 месяцев закупок.",
    ),
    "skill.note": (
        "Brier score: mean squared error of a chance, lower is better. As forecast: in how many of five groups by chance what "
        "happened lies within the 90 % interval of luck. A ledger does not say who closed, so your own history tells only "
        "who stopped buying.",
        "Оценка Брайера: средний квадрат ошибки шанса, чем меньше, тем лучше. Сбылось: в скольких из пяти групп по шансу "
        "случившееся лежит в 90 % интервале случайности. Кто закрылся, учёт не говорит, поэтому по вашей истории "
        "видно только, кто перестал покупать.",
    ),
    "skill.what": ("Forecast", "Прогноз"),
    "skill.by": ("Made by", "Способ"),
    "skill.cases": ("Cases", "Случаев"),
    "skill.events": ("Came true", "Наступило"),
    "skill.auc": ("Area under the curve", "Площадь под кривой"),
    "skill.brier": ("Brier score", "Оценка Брайера"),
    "skill.within": ("As forecast, groups", "Сбылось, групп"),
    "m.both": ("mean of both", "среднее двух способов"),
    "m.futures": ("lives of simulated partners", "судьбы партнёров модели"),
    "m.scorecard": ("plain scorecard", "простая скоринговая карта"),
    "m.ageing rule": ("ageing rule", "правило просрочки"),
    "m.last value": ("last value", "последнее значение"),
    "m.true state": ("true state (the bound)", "истинное состояние (предел)"),
    # what keeps whom
    "step.policy": ("3. What keeps whom, and at what cost", "3. Что кого удержит и какой ценой"),
    "no_market": (
        "Not told for this ledger: {why}",
        "По этой выгрузке не сказать: {why}",
    ),
    "policy.lead": (
        "The market starts with your partners ({count} of known size); each programme is tried on them against doing "
        "nothing, in the same futures.",
        "Рынок начинается с ваших партнёров (с известным размером: {count}); каждая программа пробуется на них против "
        "бездействия в тех же вариантах будущего.",
    ),
    "nothing": ("doing nothing", "бездействие"),
    "programmes": ("Programmes", "Программы"),
    "programmes.none": ("Choose at least one programme.", "Выберите хотя бы одну программу."),
    "p.terms": ("Longer terms", "Более долгая отсрочка"),
    "p.terms.help": ("45 days in place of 30; own differences stay.", "45 дней вместо 30; личные отличия остаются."),
    "p.limit": ("Higher limits", "Более высокие лимиты"),
    "p.limit.help": (
        "three months of purchases in place of two.",
        "на три месяца закупок вместо двух.",
    ),
    "p.rescue": ("Rescue", "Спасение"),
    "p.rescue.help": (
        "debts of viable partners in need are spread over months.",
        "долги жизнеспособных партнёров в беде рассрочиваются.",
    ),
    "p.insurance": ("Insurance", "Страхование"),
    "p.insurance.help": ("nine tenths of claims, for a premium.", "девять десятых долгов, за премию."),
    "p.services": ("Service packages", "Пакеты услуг"),
    "p.services.help": (
        "your engineers take half of a job; for all or nobody.",
        "ваши инженеры берут половину работы; всем или никому.",
    ),
    "p.community": ("Community", "Сообщество"),
    "p.community.help": (
        "portal, training, management, a share of your sales; for all or nobody.",
        "портал, обучение, ведение, доля ваших продаж; всем или никому.",
    ),
    "months": ("Months ahead", "Месяцев вперёд"),
    "futures": ("Simulated futures", "Вариантов будущего"),
    "futures.help": (
        "With few futures little can be told; each costs about a second of this machine.",
        "По малому числу вариантов мало что можно сказать; каждый стоит машине около секунды.",
    ),
    "budget": ("Budget a year, {unit} (0: none)", "Бюджет в год, {unit} (0: нет)"),
    "budget.help": (
        "Makes a list of offers within it, and tries the list on other futures. Only what can be offered to single "
        "partners enters: terms, limits, rescue, insurance.",
        "Составит список предложений в его пределах и проверит в других вариантах будущего. Входит только то, что можно "
        "предложить отдельным партнёрам: отсрочка, лимит, спасение, страхование.",
    ),
    "try": ("Try them", "Попробовать"),
    "trying": ("Futures of your partners: {done} of {all}", "Будущее ваших партнёров: {done} из {all}"),
    "differ": ("{differing} of {pairs} futures differ", "отличаются вариантов: {differing} из {pairs}"),
    "offer": ("Offer", "Предложение"),
    "still_there": ("Still there, of 100", "Остались в деле, из 100"),
    "still_buying": ("Still buying, of 100", "Покупают, из 100"),
    "cost": ("Cost a year, {unit}", "Стоит в год, {unit}"),
    "profit": ("Your profit a year, {unit}", "Ваша прибыль в год, {unit}"),
    "verdict": ("Verdict", "Вывод"),
    "policy.note": (
        "Differences from doing nothing over {pairs} simulated futures, {months} months, in brackets the 95 % interval, told "
        "where six futures and more differ. Verdicts speak of all the months together. With nothing done {closed} of 100 partners close here and {stopped} buy no "
        "more. Debts overdue today are in the chances above, and here only in the cash that they speak for.",
        "Разница с бездействием, вариантов будущего: {pairs}, месяцев: {months}; в скобках 95 % интервал, он есть там, где "
        "отличаются хотя бы шесть вариантов. Выводы относятся ко всему сроку. При бездействии здесь закрываются {closed} партнёров из 100 и перестают покупать "
        "{stopped}. Сегодняшняя просрочка учтена в шансах выше, а здесь только в деньгах, о которых она говорит.",
    ),
    "for_whom": ("For whom", "Кому помогает"),
    "for_whom.note": (
        "Difference in those still buying, of 100. Groups are known before any run.",
        "Разница в числе покупающих, из 100. Группы известны до всяких прогонов.",
    ),
    "group": ("Group (partners)", "Группа (партнёров)"),
    "g.size.low": ("size: small", "размер: малый"),
    "g.size.middle": ("size: middle", "размер: средний"),
    "g.size.high": ("size: large", "размер: большой"),
    "g.risk.low": ("risk: low", "риск: низкий"),
    "g.risk.middle": ("risk: middle", "риск: средний"),
    "g.risk.high": ("risk: high", "риск: высокий"),
    "by_name": ("By name", "По именам"),
    "by_name.note": (
        "In how many of 100 futures a partner still buys with nothing done, and what each programme adds. Estimates of "
        "single partners are drawn towards partners of like risk, as far as chance alone makes them differ.",
        "В скольких вариантах будущего из 100 партнёр ещё покупает при бездействии и что добавляет каждая программа. Оценки "
        "отдельных партнёров стянуты к партнёрам похожего риска настолько, насколько их различает одна случайность.",
    ),
    "chance_now": ("Still buys, nothing done", "Покупает при бездействии"),
    "adds": ("Adds, of 100", "Добавляет, из 100"),
    "plan": ("Whom to offer what", "Кому что предложить"),
    "plan.none": (
        "No offer within this budget is expected to keep anybody buying.",
        "В пределах этого бюджета ни одно предложение, по ожиданию, никого не удержит.",
    ),
    "plan.lead": (
        "Offers: {count}, for {price} of {budget} {unit} a year. Gains told apart from nothing: {clear}; the others may "
        "be chance.",
        "Предложений: {count}, за {price} из {budget} {unit} в год. Отличимы от нуля: {clear}; прочие могут быть "
        "случайностью.",
    ),
    "plan.judged": (
        "The list on {pairs} futures that had no say in making it, beside the same money by simpler rules:",
        "Список в других вариантах будущего ({pairs}), по которым он не составлялся, рядом с теми же деньгами по простым правилам:",
    ),
    "plan.within": ("Within the budget.", "В пределах бюджета."),
    "rule.chosen": ("The list", "Список"),
    "rule.riskiest": ("{name}: to the riskiest", "{name}: самым рискованным"),
    "rule.chance": ("{name}: by lot", "{name}: по жребию"),
    "rule.all": ("{name}: to all", "{name}: всем"),
    "pilot": (
        "A pilot of “{name}” for half of {partners} partners, drawn by lot, {months} months: those with it against those "
        "without it {seen} of 100, single pilots {spread} around that; for all of them the programme does {effect}.",
        "Пилот «{name}» для половины партнёров ({partners}) по жребию, {months} мес.: те, кому предложено, против "
        "остальных {seen} из 100, отдельные пилоты расходятся на {spread}; для всех программа даёт {effect}.",
    ),
    "pilot.none": (
        "No pilot can be sized: what it would look for cannot be told from nothing here.",
        "Размер пилота не назвать: то, что он искал бы, здесь не отличить от нуля.",
    ),
    "step.slides": ("4. Slides: our partners at risk", "4. Слайды: наши партнёры в опасности"),
    "slides.names": ("Partners by name", "Партнёры по именам"),
    "slides.names.help": (
        "Without it a partner stands by its number in ledger.csv of the channel folder.",
        "Иначе партнёр стоит под своим номером из ledger.csv папки канала.",
    ),
    "slides.again": (
        "The same on the command line, in the folder where my-channel.zip was unpacked:",
        "То же в командной строке, в папке, где распакован my-channel.zip:",
    ),
    "pilot.needs": (
        "To find that in four pilots of five takes partners: {needed}.",
        "Чтобы найти это в четырёх пилотах из пяти, нужно партнёров: {needed}.",
    ),
}
