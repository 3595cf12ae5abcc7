"""Words of the ten questions: each as it is asked, and where on its page the answer stands."""

WORDS = {
    "which": ("What would you like to know?", "Что вы хотите узнать?"),
    "choose": ("Choose a question", "Выберите вопрос"),
    "so_far": (
        "So far, of {pairs} simulated futures; more are on their way, and the answer may still turn.",
        "Пока вариантов будущего: {pairs}; остальные ещё считаются, и ответ может измениться.",
    ),
    "split": (
        "I have a budget: how do I split it to lose the fewest partners in three years?",
        "У меня есть бюджет: как его разделить, чтобы за три года потерять меньше всего партнёров?",
    ),
    "split.read": (
        "Set your budget a year below and search again; the frontier shows what more or less money would keep.",
        "Задайте ниже свой бюджет в год и запустите поиск снова; график показывает, что дали бы больше или меньше денег.",
    ),
    "payback": (
        "For which partners does a framework agreement of 30 days pay back, and with what limit?",
        "Для каких партнёров окупается рамочный договор на 30 дней и с каким лимитом?",
    ),
    "payback.read": (
        "Below: the offer to each group alone, then the map of limit and cut-off for all of them together.",
        "Ниже: предложение каждой группе в отдельности, затем карта лимита и допустимого риска для всех вместе.",
    ),
    "debt": (
        "How much bad debt do I buy with longer terms, in a normal year and in a bad one?",
        "Сколько безнадёжных долгов я куплю с отсрочкой, в обычный год и в плохой?",
    ),
    "debt.read": (
        "The column “Your bad debt, difference”: a normal market and a bad year side by side.",
        "Столбец «Ваши безнадёжные долги, разница»: обычный рынок и плохой год рядом.",
    ),
    "community": (
        "When will a community show in purchases, and which early signs say that it works or should stop?",
        "Когда сообщество станет видно в закупках и какие ранние признаки говорят, что оно работает или пора остановиться?",
    ),
    "community.read": (
        "Below under “Early signs”: from which month each sign is higher or lower than under the baseline.",
        "Внизу в разделе «Ранние признаки»: с какого месяца каждый признак выше или ниже базы.",
    ),
    "parts": (
        "What if I build only the portal, drop the training, or stop after a year?",
        "А если сделать только портал, убрать обучение или остановиться через год?",
    ),
    "parts.read": (
        "The sentence on top and the table: the whole community beside its parts and beside one that stops. All have the "
        "same budget a month: what goes to no training goes to the portal and to leading.",
        "Фраза сверху и таблица: всё сообщество рядом с его частями и с тем, что остановлено. Бюджет в месяц у всех один: "
        "что не уходит на обучение, достаётся порталу и управлению.",
    ),
    "copied": (
        "If rivals copy me after a year, what is left of the advantage?",
        "Если конкуренты скопируют меня через год, что останется от преимущества?",
    ),
    "copied.read": (
        "Compare the rows “A steady market” and “Copied after a year”, where all rivals do what you did twelve months before.",
        "Сравните строки «Спокойный рынок» и «Копируют через год»: там все конкуренты делают то же через двенадцать месяцев.",
    ),
    "viable": (
        "Which partners are viable but short of cash today, and how do I tell them from those already dead?",
        "Какие партнёры сегодня жизнеспособны, но без денег, и как отличить их от безнадёжных?",
    ),
    "viable.read": (
        "The list below, yours first, then those most often in need: in how many futures each is viable, and still trades "
        "later with and without help. It has names where you open a list with names under “Your partners”.",
        "Список внизу, сначала ваши, дальше чаще всего попадающие в беду: в скольких вариантах будущего каждый "
        "жизнеспособен и работает позже с помощью и без неё. Имена видны, если открыть список с именами кнопкой «Ваши "
        "партнёры».",
    ),
    "taken": (
        "How much of the growth of the partners I rescue is taken from my own other partners?",
        "Какая часть роста спасённых партнёров отнята у моих же других партнёров?",
    ),
    "taken.read": (
        "The chart below: of every 100 that the rescued sell more, from whom it is taken.",
        "График внизу: у кого отняты каждые 100 дополнительных продаж спасённых.",
    ),
    "direct": (
        "A vendor starts selling to large customers directly: which partners fall, and do services help them?",
        "Вендор начинает продавать крупным клиентам напрямую: какие партнёры пострадают и помогут ли им услуги?",
    ),
    "direct.read": (
        "The vendor goes direct in month 12 in the what-if alone, so that all differences are the shock's. Below: what "
        "partners earn, by group; beside it “For whom” has who closes. “Dates and shocks” can have it strike both sides.",
        "Вендор уходит в прямые продажи в месяце 12 только в «что если», поэтому вся разница — от шока. Ниже: сколько "
        "зарабатывают партнёры по группам; рядом в разделе «Для кого» видно, кто закрывается. В разделе «Даты и шоки» шок "
        "можно направить на обе стороны.",
    ),
    "asian": (
        "Shall I follow the market to Asian vendors now, after a year or late?",
        "Переходить вслед за рынком к азиатским вендорам сейчас, через год или поздно?",
    ),
    "asian.read": (
        "The table: the same shift of the portfolio now, in stages, after a year and after three. The baseline follows the "
        "market too, 8 % of the way a month; a shift goes 20 %. Its price is in the numbers: exchanged stock loses value, "
        "partners' skill becomes obsolete; no training is added. Other dates and steps: “Dates and shocks” on the first page.",
        "Таблица: тот же сдвиг портфеля сейчас, поэтапно, через год и через три. База тоже идёт за рынком, на 8 % пути в "
        "месяц; сдвиг идёт на 20 %. Его цена учтена: обменянный запас дешевеет, навыки партнёров устаревают; обучение не "
        "добавлено. Другие даты и шаги: раздел «Даты и шоки» на первой странице.",
    ),
    "name.untrained": ("Community without training", "Сообщество без обучения"),
    "name.stopped": ("Community stopped after a year", "Сообщество, через год остановлено"),
    "name.now": ("Now", "Сейчас"),
    "name.stages": ("In stages", "Поэтапно"),
    "name.year": ("After a year", "Через год"),
    "name.late": ("After three years", "Через три года"),
    "name.direct": ("Vendors sell direct", "Вендоры продают напрямую"),
    "change.stopped": ("stopped", "остановка"),
    "change.shift": ("shift", "сдвиг"),
    "change.direct": ("vendors sell direct", "вендоры продают напрямую"),
    "community.answer": ("{purchases}. First to show: {first}.", "{purchases}. Раньше всего видно: {first}."),
    "community.pays": (
        "Whether it pays, over {months} months: {profit}; {ahead}.",
        "Окупается ли, за {months} мес.: {profit}; {ahead}.",
    ),
    "community.stop": (
        "Doubt it where members and competence show nothing by the second year, or purchases nothing by month {month}, when "
        "they are higher in {part} of {pairs} futures. One channel by itself shows later than the mean of all futures.",
        "Пора сомневаться, если ко второму году не видно ни участников, ни компетентности или к месяцу {month} — закупок: "
        "тогда они выше в {part} из {pairs} вариантов будущего. В одном канале это видно позже, чем в среднем по всем.",
    ),
    "community.none": (
        "Purchases from you show no sure difference within the time.",
        "Закупки у вас за весь срок надёжно не меняются.",
    ),
    "community.shows": (
        "Purchases from you are {turns}: in month {month} by {by} {unit} a month",
        "Закупки у вас {turns}: в месяце {month} на {by} {unit} в месяц",
    ),
    "debt.answer": (
        "Over {months} months, in a normal market, {normal}; where a bad year comes, {bad}.",
        "За {months} мес. на обычном рынке {normal}; если случится плохой год, {bad}.",
    ),
    "debt.year": (
        "In months {first} to {last} alone, the bad year and the one after it: {normal} in a normal market, {bad} where the "
        "bad year comes.",
        "Только за месяцы {first}–{last}, плохой год и следующий за ним: {normal} на обычном рынке, {bad}, если плохой год "
        "случится.",
    ),
    "debt.adds": (
        "What the bad year itself adds to the policy's bad debt: {by}.",
        "Сам плохой год добавляет к безнадёжным долгам этой политики: {by}.",
    ),
    "debt.base": (
        "Without the policy it is {normal} in a normal market and {bad} where a bad year comes.",
        "Без этой политики: {normal} на обычном рынке и {bad}, если случится плохой год.",
    ),
    "debt.profit": (
        "With the bad debt paid, in a normal market, {normal}; where a bad year comes, {bad}.",
        "Уже за вычетом этих долгов на обычном рынке {normal}; если случится плохой год, {bad}.",
    ),
    "copied.answer": (
        "In a steady market, {steady}; where rivals copy you, {copied}.",
        "На спокойном рынке {steady}; там, где конкуренты копируют, {copied}.",
    ),
    "copied.prices": (
        "Where they answer lost sales with lower prices as well: {lines}.",
        "Там, где они на потерю продаж отвечают ещё и снижением цен: {lines}.",
    ),
    "copied.alone": (
        "What copying alone does to the advantage: {lines}.",
        "Что само копирование делает с преимуществом: {lines}.",
    ),
    "direct.coming": (
        "Whether services help is still being computed.",
        "Помогают ли услуги, ещё считается.",
    ),
    "direct.closing": ("Closing, by group: {found}.", "Кто закрывается, по группам: {found}."),
    "direct.earned": ("With services, by group: {found}", "С услугами, по группам: {found}"),
    "direct.shock": ("The shock alone: {lines}.", "Один только шок: {lines}."),
    "direct.services": (
        "With your service packages under the same shock, against none: {lines}.",
        "С вашими пакетами услуг при том же шоке, против жизни без них: {lines}.",
    ),
}
