"""What a column may hold, and the names that ledgers in Russian and English, of SAP and 1C, give it."""

from __future__ import annotations

import re
from typing import NamedTuple

from experiments.channel.spans import months_named

TEXT, MONEY, DATE, COUNT = "text", "money", "date", "count"


class Role(NamedTuple):
    """A role of a column: its content and the names it goes by (words in lower case); what it means is in the words."""

    name: str
    content: str
    names: tuple[str, ...]


def _role(name: str, content: str, names: str) -> Role:
    return Role(name, content, tuple(part.strip() for part in names.split("|")))


ROLES = (
    _role("partner", TEXT,
          "контрагент|контрагенты|покупатель|покупатели|клиент|клиенты|заказчик|заказчики|партнер|партнеры|дебиторы|"
          "customers|clients|partners|debtors|наименование|наименование контрагента|наименование клиента|"
          "наименование партнера|контрагент наименование|организация|дебитор|должник|дилер|название|имя партнера|"
          "partner|partner name|customer|customer name|client|client name|name|name 1|name1|account name|debtor|"
          "company|company name|reseller|sold to party name|sold to name|bill to|bill to name|kundenname|kunde|payer name"),
    _role("code", TEXT,
          "код|код контрагента|код клиента|код партнера|номер клиента|customer no|customer number|customer code|"
          "customer id|account|account no|account number|kunnr|client id|client code|debitor|partner id|partner code|"
          "id|sold to|sold to party|cust no|payer|лицевой счет"),
    _role("tax_id", TEXT,
          "инн|инн кпп|инн контрагента|tax id|tax no|tax number|tax code|vat id|vat no|vat reg no|vat number|stcd1|inn|бин|унп"),
    _role("invoice", TEXT,
          "номер документа|документ|документ реализации|документ отгрузки|документ расчетов|номер|номер счета|счет|"
          "счет фактура|накладная|номер накладной|реализация|document|doc|document number|document no|doc number|doc no|documentno|"
          "invoice|invoice no|invoice number|invoice id|inv no|billing document|bill doc|belnr|vbeln|reference|"
          "belegnummer|регистратор|расчетный документ"),
    _role("issued", DATE,
          "дата|дата документа|дата отгрузки|дата реализации|дата счета|дата накладной|дата выставления|дата продажи|"
          "invoice date|document date|doc date|date|issue date|issued|date issued|date of issue|posting date|pstng date|"
          "billing date|bldat|budat|belegdatum|posted|дата операции|order date|sales date|shipped|ship date"),
    _role("due", DATE,
          "срок оплаты|срок платежа|дата оплаты план|плановая дата оплаты|плановая дата|оплатить до|срок погашения|"
          "дата платежа план|дата оплаты по договору|срок|due date|due|date due|net due date|net due dt|net due|"
          "payment due|payment due date|due on|faellig|netdt|faedt|baseline payment dte|до какой даты"),
    _role("paid", DATE,
          "дата оплаты|дата платежа|дата погашения|дата поступления|дата оплаты факт|фактическая дата оплаты|"
          "дата поступления оплаты|оплачен|оплачено|оплата|paid|paid on|date paid|paid date|payment date|"
          "date of payment|clearing|clearing date|clrng date|cleared|augdt|settled|оплата дата|факт оплаты"),
    _role("amount", MONEY,
          "сумма|сумма документа|сумма счета|сумма с ндс|сумма продажи|сумма реализации|сумма отгрузки|стоимость|"
          "всего с ндс|стоимость с ндс|сумма без ндс|amount|amount in local currency|amount in lc|amount in local cur|"
          "amount in loc curr|amount lc|amount in doc curr|amount in dc|invoice amount|document amount|total amount|"
          "gross amount|net amount|net value|amt|value|wrbtr|dmbtr|betrag|invoice total|invoice value|сумма операции"),
    _role("paid_amount", MONEY,
          "оплачено|оплата|paid|оплачено сумма|сумма оплаты|сумма платежа|оплаченная сумма|погашено|paid amount|amount paid|payment amount|received"),
    _role("open", MONEY,
          "остаток|остаток долга|остаток задолженности|долг|долг клиента|к оплате|непогашенный остаток|не оплачено|"
          "open|open amount|open balance|outstanding|outstanding amount|balance|balance due|amount due|remaining|задолженность"),
    _role("currency", TEXT,
          "валюта|валюта документа|вал|currency|curr|crcy|waers|cur|ccy|currency code|document currency|lcurr"),
    _role("type", TEXT,
          "тип документа|вид документа|вид операции|тип операции|операция|document type|doc type|type|ty|typ|blart|transaction type"),
    _role("kind", TEXT,
          "kind|вид|тип|тип партнера|тип контрагента|тип клиента|сегмент|категория|категория клиента|категория партнера|"
          "segment|partner type|customer type|customer group|вид деятельности|partner kind"),
    _role("terms", COUNT,
          "отсрочка|отсрочка платежа|отсрочка дней|дней отсрочки|отсрочка дн|terms|terms days|payment terms|credit days|"
          "payment days|zterm|условия оплаты|отсрочка в днях|net days|payt|срок отсрочки"),
    _role("limit", MONEY,
          "лимит|кредитный лимит|лимит кредита|сумма лимита|limit|credit limit|klimk|cred limit|лимит задолженности"),
    _role("size", MONEY, "size"),
    _role("sales_month", MONEY,
          "закупки в месяц|покупки в месяц|среднемесячные продажи|среднемесячные закупки|среднемесячный оборот|"
          "продажи в месяц|оборот в месяц|отгрузки в месяц|в среднем за месяц|средний оборот в месяц|monthly sales|"
          "monthly purchases|monthly turnover|avg monthly sales|average monthly sales|monthly revenue|sales per month"),
    _role("sales_year", MONEY,
          "продажи за год|оборот за год|отгрузки за год|закупки за год|выручка за год|годовой оборот|годовые продажи|"
          "annual sales|annual turnover|annual revenue|yearly sales|sales year|sales ltm|sales 12 months|"
          "продажи за 12 месяцев|оборот за 12 месяцев|ytd sales 12|revenue per year"),
    _role("sales", MONEY,
          "продажи|оборот|отгрузки|закупки|выручка|sales|turnover|revenue|purchases|net sales|sales amount|реализовано|"
          "обороты за период дебет|обороты дебет|оборот за период дебет|оборот дебет"),
    _role("share", COUNT, "доля в закупках|доля кошелька|share of wallet|wallet share|наша доля"),
    _role("cash_days", COUNT, "cash_days|cash days|дней денег"),
    _role("distributor", TEXT, "distributor|дистрибьютор"),
    _role("total", MONEY,
          "всего|итого|всего долг|общий долг|общая задолженность|всего задолженность|итого долг|итого задолженность|"
          "total|total due|total outstanding|total balance|grand total|total debt|total receivable|сальдо|общая сумма"),
    _role("overdue", MONEY,
          "просрочено|просроченная задолженность|в том числе просрочено|из них просрочено|overdue|past due|total overdue"),
    _role("days_late", COUNT,
          "дней просрочки|просрочка дней|просрочка дн|просрочка|дни просрочки|days overdue|days late|days past due|arrears|"
          "arrears by net due date|verzn|кол во дней просрочки"),
    _role("vat", MONEY, "ндс|сумма ндс|vat|vat amount|tax|tax amount|в т ч ндс|в том числе ндс"),
    _role("row", COUNT, "№|n|no|nn|п п|№ п п|n п п|row|line|item|pos|поз|строка"),
    _role("note", TEXT,
          "сальдо на начало|сальдо на начало периода|сальдо на начало периода дебет|сальдо на начало периода кредит|"
          "примечание|комментарий|note|notes|comment|comments|text|менеджер|manager|договор|contract|город|city|region|"
          "регион|адрес|телефон|тел|факс|индекс|phone|fax|zip|address|email|"
          "assignment|assgn|sales person|ответственный|подразделение|company code|cocd|plant|"
          "document header text|year|month|период|special g l|s|st|status|статус|description"),
)  # fmt: skip
BY_NAME = {role.name: role for role in ROLES}
# Ages of debts in the channel file, in days over the due date, and their heads in a mapping file.
AGES = ("not_due", "overdue_30", "overdue_60", "overdue_90", "overdue_more")
ROLE_NAMES = (*BY_NAME, *AGES, "ignore")  # what a mapping file may say of a column
NOT_DUE = re.compile(r"(не просроч|текущ|срок не наступ|current|not (yet )?due|не наступил|в срок)")
RANGE = re.compile(r"(?:от |from )?(\d{1,3}) ?(?:-|до|to|по) ?(\d{1,3})(?!\d)")
OVER = re.compile(
    r"(?:свыше|более|больше|over|more than|above|older than|>=?|от) ?(\d{2,3})|(\d{2,3}) ?(?:\+|и более|и выше|plus|and over|and more)"
)
# What a document has, and words for what is no document's: its sum or day is taken where nothing else is.
OF_A_DOCUMENT = ("invoice", "issued", "due", "amount", "open", "paid_amount")
ELSEWHERE = re.compile(
    r"\b(договор|контракт|соглашен|скидк|бонус|аванс|предоплат|лимит|план|бюджет|марж|себестоимост|прибыл|доставк|штраф|"
    r"пен[ия]\b|contract|agreement|discount|bonus|advance|prepa|limit|plan\b|planned|budget|margin|cost|profit|freight|"
    r"shipping|penalt|mwst|steuer)"
)
PERCENT = re.compile(r"(?:^|[^\d\s])\s*%|\b(?:percent|per cent|pct|процент\w*|проц)\b", re.IGNORECASE)  # no 20 % tax
EDGES = {"overdue_30": (0, 31), "overdue_60": (30, 61), "overdue_90": (60, 91), "overdue_more": (89, 9999)}
UNDER = re.compile(r"(?:до|up to|under|<=?|менее|less than) ?(\d{1,3})(?!\d)")


def tidy(name: object) -> str:
    """A heading as words in lower case: no punctuation, no currency or unit after a comma."""
    text = str(name if name is not None else "").lower().replace("ё", "е").replace("\u00a0", " ")
    text = re.sub(r"[–—−‑]", "-", text)
    text = re.sub(r"\(?\b(тыс|млн)\.?\s*(руб\w*|р)?\.?\)?|\b(в )?(руб|rub|usd|eur|keur|kusd|₽)\b\.?|[₽$€]", " ", text)
    text = re.sub(r"[^\w+<>=№-]+|_", " ", text)
    return re.sub(r"\s+", " ", text).strip(" -")


def age_of(name: object) -> tuple[str, tuple[int, int]] | None:
    """The age of debts that a heading names and its days from and to, or None; percent of a debt is no age."""
    text = tidy(name)
    if "%" in str(name) or PERCENT.search(str(name)):
        return None
    text = re.sub(
        r"\b(просрочено|просрочка|просроченная|задолженность|долг|days|day|дней|дня|дн|overdue|past due|d)\b", " ", text
    )
    text = re.sub(r"\s+", " ", text).strip()
    if NOT_DUE.search(tidy(name)):
        return "not_due", (0, 0)
    if found := RANGE.fullmatch(text):
        low, high = int(found[1]), int(found[2])
    elif found := OVER.fullmatch(text):
        low, high = int(found[1] or found[2]), 9999
        low += low % 10 == 0
    elif found := UNDER.fullmatch(text):
        low, high = 0, int(found[1])
    else:
        return None
    if low >= high:
        return None
    for age, most in zip(AGES[1:], (30, 60, 90), strict=False):
        if high <= most + 1:
            return age, (low, high)
    if low >= 89:
        return "overdue_more", (low, high)
    return {0: "overdue_30", 1: "overdue_60", 2: "overdue_90"}.get(max(low - 1, 0) // 30, "overdue_more"), (low, high)


def crosses(name: object) -> bool:
    """Whether a heading names days of several ages: 31-90, or 30 and more."""
    age, (low, high) = age_of(name) or ("not_due", (0, 0))
    return age != "not_due" and not EDGES[age][0] <= low <= high <= EDGES[age][1]


def named(name: object) -> list[tuple[float, str]]:
    """Roles that a heading suggests, the likeliest first, with a score: 100 for the very name, less for a part."""
    text = tidy(name)
    if not text:
        return []
    if age := age_of(name):
        return [(100.0, age[0])]
    text = text.replace("-", " ")
    numbered = re.sub(r"^№ (?=\w)", "номер ", text)
    padded = f" {text} "
    found: dict[str, float] = {}
    for role in ROLES:
        for phrase in role.names:
            if phrase in (text, numbered):
                score = 100.0
            elif padded.startswith(f" {phrase} ") and len(phrase) > 2:
                score = 60.0 + len(phrase)
            elif f" {phrase} " in padded and len(phrase) > 3:
                score = 30.0 + len(phrase)
            else:
                continue
            found[role.name] = max(found.get(role.name, 0.0), min(score, 100.0))
    if "amount" in found and re.search(r"\b(без ндс|net|doc|dc)\b", text):  # debts are in local money with the tax
        found["amount"] -= 5.0
    if ELSEWHERE.search(text):
        found = {role: score - 20.0 * (score < 100.0 and role in OF_A_DOCUMENT) for role, score in found.items()}
    if "sales" in found and "sales_month" not in found and months_named(str(name)) is not None:
        found.pop("sales_year", None)
    elif re.search(r"\b(19|20)\d\d\b", text) and "sales" in found:
        found["sales_year"] = found["sales"] + int(re.findall(r"\b(?:19|20)\d\d\b", text)[-1]) / 1e3  # the latest first
    if PERCENT.search(str(name)):
        found = {role: score for role, score in found.items() if BY_NAME[role].content != MONEY}
    return sorted(((score, role) for role, score in found.items()), reverse=True)
