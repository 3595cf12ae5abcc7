"""Words of odd ledgers: names of partners, headings of columns, months, totals, in Russian and English."""

RU = ("Ромашка", "Вектор Плюс", "Сибирские решения", "Альфа-Софт", "Ёлка и К", "Северный ветер", "ТехноТорг", "Мега сеть",
      "Дельта интегратор", "Инфосистемы", "Магазин.ру", "Ключ", "Прогресс-2", "Уралкомп", "Невский дом", "Итог-Сервис",
      "Каскад", "Тотал Снаб", "Берег", "Орбита", "Квант", "Заря", "Поиск", "Горизонт")  # fmt: skip
EN = ("Northwind", "Acme Systems", "Total Solutions", "Blue River", "Delta Integrators", "Shop.com", "Red Fox", "Granite",
      "Ocean View", "Pine Tree", "Sumter Retail", "Quick Sale", "Harbour", "Lighthouse", "Maple", "Omega", "Sigma Trade",
      "Velocity", "Willow", "Zenith", "Keystone", "Juniper", "Ironwood", "Hilltop")  # fmt: skip
HEADS = {
    "invoices": {
        "ru": [("Контрагент", "Номер документа", "Дата документа", "Срок оплаты", "Дата оплаты", "Сумма"),
               ("Покупатель", "Документ", "Дата отгрузки", "Оплатить до", "Дата оплаты факт", "Сумма с НДС, руб."),
               ("Клиент", "№ счета", "Дата", "Срок платежа", "Оплачен", "Сумма документа"),
               ("Наименование контрагента", "Накладная", "Дата накладной", "Плановая дата оплаты", "Дата платежа", "Стоимость")],
        "en": [("Customer", "Invoice", "Invoice Date", "Due Date", "Paid Date", "Amount"),
               ("Name 1", "DocumentNo", "Doc. Date", "Net due dt", "Clearing", "Amount in local cur."),
               ("Client name", "Invoice No.", "Date", "Due", "Payment date", "Total amount"),
               ("Account name", "Document Number", "Posting Date", "Net Due Date", "Clearing Date", "Amount in LC")],
    },
    "ageing": {
        "ru": [("Контрагент", "Не просрочено", "0-30", "31-60", "61-90", "90+"),
               ("Покупатель", "Текущая", "1 - 30 дней", "31 - 60 дней", "61 - 90 дней", "Свыше 90 дней"),
               ("Клиент", "Срок не наступил", "до 30 дн.", "от 31 до 60 дн.", "от 61 до 90 дн.", "более 90 дн.")],
        "en": [("Customer", "Current", "1-30", "31-60", "61-90", "90+"),
               ("Customer Name", "Not due", "1-30 days", "31–60 days", "61–90 days", "Over 90 days"),
               ("Name 1", "Not yet due", "0-30 days", "31-60 days", "61-90 days", "> 90 days")],
    },
    "partners": {
        "ru": [("Контрагент", "ИНН", "Продажи за год", "Отсрочка, дней", "Кредитный лимит"),
               ("Партнёр", "ИНН", "Оборот в месяц", "Отсрочка платежа", "Лимит")],
        "en": [("Customer", "Tax ID", "Annual sales", "Payment terms", "Credit limit"),
               ("Partner", "VAT No", "Monthly sales", "Terms (days)", "Credit Limit")],
    },
}  # fmt: skip
MONTHS_RU = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
GENITIVE = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
DATES = ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%Y%m%d", "%d-%m-%Y", "%d %b %Y", "words",
         "%d.%m.%Y %H:%M:%S", "%Y/%m/%d", "serial")  # fmt: skip
TOTALS = {"ru": ("Итого", "ИТОГО:", "Всего", "Общий итог"), "en": ("Total", "Grand Total", "TOTAL:", "Sum")}
