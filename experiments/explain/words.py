"""The words of one partner's life, in English and Russian."""

from __future__ import annotations

LANGUAGES = ("en", "ru")

KINDS = {
    "integrator": ("integrator", "интегратор"),
    "reseller": ("reseller", "реселлер"),
    "online_shop": ("online shop", "интернет-магазин"),
    "retail_chain": ("retail chain", "розничная сеть"),
}
ORIGINS = {
    "initial": ("there from the start", "на рынке с самого начала"),
    "spin_off": ("founded by staff of a closed firm", "основан сотрудниками закрывшейся фирмы"),
    "outsider": ("came from outside", "пришёл извне"),
    "retail": ("a retail chain that began to sell IT", "розничная сеть, начавшая продавать ИТ"),
}
CAUSES = {
    "illiquidity": ("illiquidity", "неплатёжеспособность"),
    "over_indebtedness": ("over-indebtedness", "долги больше имущества"),
    "voluntary": ("owner gave up", "владелец закрыл сам"),
    "acquired": ("sold to another firm", "продан другой фирме"),
}
EVENTS = {
    "entry": ("starts to trade", "начинает работу"),
    "closing": ("closes", "закрывается"),
    "credit_granted": ("credit granted", "кредит открыт"),
    "credit_refused": ("credit refused", "в кредите отказано"),
    "credit_withdrawn": ("credit withdrawn", "кредит отозван"),
    "rescue_asked": ("asks for help", "просит о помощи"),
    "rescue_given": ("is helped", "получает помощь"),
    "customer_default": ("a customer never pays", "клиент не заплатил"),
    "default": ("leaves a debt unpaid", "оставляет долг неоплаченным"),
    "write_off": ("its debt is written off", "его долг списан"),
    "late_payment": ("cannot pay when due", "не может заплатить в срок"),
    "project_lost": ("loses a project", "теряет проект"),
    "joined": ("joins a community", "вступает в сообщество"),
    "left": ("leaves the community", "уходит из сообщества"),
    "excluded": ("is excluded from the community", "исключён из сообщества"),
    "loan_called": ("its bank does not renew a loan", "банк не продлил кредит"),
}
DETAILS = {
    "no_cash_or_credit": ("no cash and no credit to deliver", "нет ни денег, ни кредита на поставку"),
    "policy": ("by the distributor's policy", "по политике дистрибьютора"),
    "score": ("by its credit score", "по кредитной оценке"),
    "distributor_closed": ("the distributor closed", "дистрибьютор закрылся"),
    "wages_unpaid": ("wages, rent and tax", "зарплата, аренда и налоги"),
    "suppliers_unpaid": ("suppliers", "поставщики"),
    "spin_off": ("founded by staff of a closed firm", "основан сотрудниками закрывшейся фирмы"),
    "outsider": ("from outside", "извне"),
    "retail": ("from retail", "из розницы"),
    "viable": ("viable", "жизнеспособен"),
    "hopeless": ("hopeless", "безнадёжен"),
    "vendor_direct": ("the vendor sells direct", "вендор продаёт напрямую"),
    "unserved": ("it got less than it gave", "получал меньше, чем отдавал"),
    "free_riding": ("for taking without giving", "брал, ничего не отдавая"),
    "portal": ("through the portal", "через портал"),
    "line_full": ("the distributor's bank line is full", "кредитная линия дистрибьютора исчерпана"),
    "customer_failed": ("a customer failed", "клиент разорился"),
    "supplier_failed": ("a distributor failed", "дистрибьютор разорился"),
    **CAUSES,
}
MODES = {
    "prepayment": ("prepayment", "предоплата"),
    "standard": ("credit", "кредит"),
    "framework": ("framework agreement", "рамочный договор"),
    "trades": ("trades", "работает"),
    "closed": ("closed", "закрыт"),
}
FLOWS = {
    "collections": ("from customers", "от клиентов"),
    "suppliers": ("to distributors", "дистрибьюторам"),
    "payroll": ("wages", "зарплата"),
    "overhead": ("rent and administration", "аренда и управление"),
    "interest": ("interest", "проценты"),
    "training": ("training", "обучение"),
    "community": ("community", "сообщество"),
    "tax": ("tax", "налоги"),
    "owner": ("owner", "владелец"),
    "loans": ("bank", "банк"),
    "other": ("other", "прочее"),
}
LINES = {
    "trade": ("trade", "работа"),
    "markup": ("mark-up", "наценка"),
    "orders": ("projects delivered", "выполненные проекты"),
    "sales_product": ("sales of goods", "продажи товаров"),
    "sales_service": ("sales of services", "продажи услуг"),
    "terms_granted_days": ("days granted to customers", "отсрочка клиентам, дней"),
    "purchases": ("purchases", "закупки"),
    "own_stock": ("own stock", "свой склад"),
    "competence": ("competence", "компетенция"),
    "training_time": ("training time", "время на обучение"),
    "member": ("membership", "членство в сообществе"),
    "contribution": ("contribution", "вклад в сообщество"),
    "benefit": ("benefit from the community", "выгода от сообщества"),
    "payroll": ("wages due", "начисленная зарплата"),
    "receivables": ("owed by customers", "долги клиентов"),
    "payables": ("owed to distributors", "долги дистрибьюторам"),
    "cash": ("cash", "деньги"),
    "overdraft_used": ("overdraft drawn", "овердрафт использован"),
    "overdraft_limit": ("overdraft limit", "лимит овердрафта"),
    "bank_debt": ("owed to its bank", "долг банку"),
    "drawings": ("taken by its owner", "изъято владельцем"),
    "revaluation": ("revaluation of stock", "переоценка склада"),
    "equity": ("own capital", "собственный капитал"),
    "expected_profit": ("owner's income", "доход владельца"),
    "headcount": ("people", "сотрудники"),
    "overdue_payables": ("overdue debts", "просроченные долги"),
    "credit_limit": ("credit limit", "кредитный лимит"),
    "mode": ("credit mode", "условия расчётов"),
    "limit": ("credit limit", "кредитный лимит"),
    "terms_days": ("days to pay", "отсрочка, дней"),
    "used": ("debt", "долг"),
    "overdue": ("overdue debt", "просроченный долг"),
    "trust": ("trust", "доверие"),
    **{f"flow_{line}": both for line, both in FLOWS.items()},
}
WORDS = {
    "who": (
        "Partner {partner}: {kind}, {people} people at the start, first distributor {distributor}, {origin}.",
        "Партнёр {partner}: {kind}, сотрудников в начале: {people}, первый дистрибьютор: {distributor}, {origin}.",
    ),
    "who.later": (
        "Partner {partner}: {kind}, first distributor {distributor}, {origin} in month {entered}.",
        "Партнёр {partner}: {kind}, первый дистрибьютор: {distributor}, {origin}, месяц {entered}.",
    ),
    "lives": (
        "Under “{scenario}” it still trades after {months} months.",
        "«{scenario}»: через {months} мес. всё ещё работает.",
    ),
    "never": (
        "Under “{scenario}” it never started: what led to its founding did not happen there.",
        "«{scenario}»: не появился вовсе: того, что привело к его основанию, там не было.",
    ),
    "closes.illiquidity": (
        "Under “{scenario}” it closes in month {month}, insolvent: what fell due in month {since} stayed unpaid too long.",
        "«{scenario}»: закрывается в месяце {month} как неплатёжеспособный: долг, срок которого настал в месяце {since}, так и не оплачен.",
    ),
    "closes.over_indebtedness": (
        "Under “{scenario}” it closes in month {month}, over-indebted: own capital below zero since month {since}.",
        "«{scenario}»: закрывается в месяце {month}: долги больше имущества с месяца {since}.",
    ),
    "closes.voluntary": (
        "Under “{scenario}” it closes in month {month}: its owner gave up after {months} months of earning less than "
        "elsewhere (lately {income} a month against {elsewhere}).",
        "«{scenario}»: закрывается в месяце {month}: владелец сдался, {months} мес. зарабатывая меньше, чем мог бы "
        "в другом месте (в конце {income} в месяц против {elsewhere}).",
    ),
    "closes.acquired": (
        "Under “{scenario}” it closes in month {month}: sold to partner {buyer}.",
        "«{scenario}»: закрывается в месяце {month}: продан партнёру {buyer}.",
    ),
    "closes.unseen": (
        "Under “{scenario}” it closes in month {month} on notice given before month 0: no books of it are on record.",
        "«{scenario}»: закрывается в месяце {month}: решение принято до месяца 0, записей о нём нет.",
    ),
    "trigger": (
        "What set it off: in month {month}, {event} ({amount}{detail}{distributor}).",
        "С чего началось: в месяце {month} {event} ({amount}{detail}{distributor}).",
    ),
    "trigger.none": (
        "No single event set it off: no credit was lost and no customer's loss was a tenth of a month's outflows.",
        "Одного события-причины нет: кредит не отзывали, и ни одна потеря на клиенте не достигла десятой доли месячных платежей.",
    ),
    "blow": (
        "Just before: in month {month}, {event} ({amount}{detail}{distributor}).",
        "Незадолго до этого: в месяце {month} {event} ({amount}{detail}{distributor}).",
    ),
    "same": (
        "In the same simulated future its books are the same in both scenarios.",
        "В одном и том же варианте будущего его книги в обоих сценариях одинаковы.",
    ),
    "parts": (
        "Its books differ from month {month} on; first line: {line} ({here} here, {there} there).",
        "Его книги расходятся с месяца {month}; первая строка: {line} ({here} и {there}).",
    ),
    "visible": (
        "Cash stands more than a week's outflows apart from month {month} on.",
        "Деньги расходятся больше чем на недельные платежи с месяца {month}.",
    ),
    "rescue": (
        "A rescue agreement (debts spread, higher limit) as late as month {month} still keeps it to the end",
        "Соглашение о спасении (рассрочка долгов, лимит выше) помогает дожить до конца ещё в месяце {month}",
    ),
    "rescue.none": (
        "No rescue agreement (debts spread, higher limit) keeps it to the end, in any month tried.",
        "Соглашение о спасении (рассрочка долгов, лимит выше) не помогает дожить до конца ни в одном из проверенных месяцев.",
    ),
    "switch": (
        "Turning to “{keeps}” as late as month {month} still keeps it to the end",
        "Переход к «{keeps}» помогает дожить до конца ещё в месяце {month}",
    ),
    "switch.none": (
        "Turning to “{keeps}” keeps it to the end in no month tried: it takes hold before the first.",
        "Переход к «{keeps}» не помогает дожить до конца ни в одном из проверенных месяцев.",
    ),
    "refused": (
        "The two differ in what has no date ({why}), so no switch could be tried.",
        "Сценарии различаются тем, что не имеет даты ({why}), поэтому переход проверить нельзя.",
    ),
    "tried": ("{saving} of {tried} months tried save it", "спасают {saving} из {tried} проверенных месяцев"),
    "unsteady": (
        "not every earlier one does: its life hangs on details, do not lean on the date",
        "и не каждый более ранний: всё решают мелочи, на дату не опирайтесь",
    ),
    "between": ("later months between those tried are unknown", "более поздние месяцы между проверенными не известны"),
    "month": ("Month", "Месяц"),
    "saved": ("closes under {base}, lives under {other}", "закрывается при «{base}», живёт при «{other}»"),
    "lost": ("lives under {base}, closes under {other}", "живёт при «{base}», закрывается при «{other}»"),
    "rescued.count": (
        "On average {rescued} of your partners close under “{base}” and live under “{other}” in the same simulated "
        "future; {lost} the other way round.",
        "В среднем ваших партнёров, которые в одном и том же варианте будущего закрываются при «{base}» и живут при "
        "«{other}»: {rescued}; наоборот: {lost}.",
    ),
    "rescued.none": (
        "Under “{other}” nobody lives who closes under “{base}”: no partner of yours is rescued.",
        "При «{other}» не живёт никто из закрывающихся при «{base}»: ни один ваш партнёр не спасён.",
    ),
    "rescued.taken": (
        "Of 100 that rescued partners sell, {share} are taken from your own other partners ({low} … {high})",
        "Из 100 продаж спасённых {share} отняты у других ваших же партнёров ({low} … {high})",
    ),
    "rescued.unclear": (
        "It is not clear that rescued partners take anything from your own other partners: "
        "{share} of 100 that they sell ({low} … {high})",
        "Не видно, чтобы спасённые отнимали продажи у других ваших же партнёров: {share} из 100 ({low} … {high})",
    ),
    "rescued.given": (
        "Rescued partners take nothing from your own other partners, who sell {share} more "
        "for each 100 of theirs ({low} … {high})",
        "Спасённые ничего не отнимают у других ваших же партнёров: те продают на {share} больше "
        "на каждые 100 их продаж ({low} … {high})",
    ),
    "rescued.rest": (
        "The rest of the 100: {parts}. You sell {focal} more to partners ({low} … {high}).",
        "Остальное из 100: {parts}. Вы сами продаёте партнёрам на {focal} больше ({low} … {high}).",
    ),
    "rescued.band": (
        "95 % interval; {pairs} simulated futures, three runs each, {months} months; below zero: sells more, too.",
        "95 % интервал; вариантов будущего: {pairs}, по три прогона, {months} мес.; ниже нуля — тоже продаёт больше.",
    ),
}
SOURCES = {
    "own": ("own other partners", "другие свои партнёры"),
    "rivals": ("rivals' partners", "партнёры конкурентов"),
    "shops": ("rivals' shops and chains", "их магазины и сети"),
    "newcomers": ("newcomers", "новички"),
    "direct": ("vendors' direct sales", "прямые продажи"),
    "new": ("new sales", "новые продажи"),
    "all": ("all together (new sales)", "все вместе (новые продажи)"),
    "focal": ("the distributor to partners", "дистрибьютор партнёрам"),
}


def word(table: dict[str, tuple[str, str]], key: str, language: str = "en") -> str:
    """A word of one of the tables above; a key that it does not know is told as it is."""
    return table[key][LANGUAGES.index(language)] if key in table else key


def distributor(name: str, language: str = "en") -> str:
    """A distributor's name for people: its own in English, ours or a numbered rival in Russian."""
    if language == "en" or not name:
        return name
    return "наш" if name == "focal" else name.replace("rival_", "конкурент ")


def amount(value: float, language: str = "en") -> str:
    """A number as a person reads it: 1,234 or 12.3 (1 234 and 12,3 in Russian)."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:,.{digits}f}"
    if digits:
        text = text.rstrip("0").rstrip(".")
    if text in ("-0", ""):
        text = "0"
    if language == "ru":
        text = text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    return text.replace("-", "\N{MINUS SIGN}")
