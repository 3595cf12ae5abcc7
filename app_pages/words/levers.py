"""Names of levers and units."""

WORDS = {
    "today": ("today", "сегодня"),
    "back": ("back to {value}", "вернуть {value}"),
    "back_help": ("{name} as under the baseline", "{name}: как в базе"),
}

GROUPS = {
    "community": ("Community", "Сообщество"),
    "credit": ("Credit", "Кредит"),
    "services": ("Services", "Услуги"),
    "training": ("Training", "Обучение"),
    "stock": ("Warehouse and delivery", "Склад и доставка"),
    "price": ("Price", "Цена"),
    "push": ("Sales push", "Нажим на продажи"),
    "portfolio": ("Portfolio", "Портфель"),
    "recruiting": ("Recruiting", "Привлечение"),
    "pond": ("Somebody else's network", "Чужая сеть"),
}

PRESETS = {
    "steady": ("As it is today", "Как сейчас"),
    "prepayment": ("Prepayment", "Предоплата"),
    "credit": ("Framework agreements", "Рамочные договоры"),
    "rescue": ("Rescue", "Спасение"),
    "services": ("Service packages", "Пакеты услуг"),
    "training": ("Training", "Обучение"),
    "portal-only": ("A portal and nothing else", "Только портал"),
    "community": ("A led community", "Управляемое сообщество"),
    "community-and-credit": ("Community and credit", "Сообщество и кредит"),
    "credit-and-services": ("Credit and services", "Кредит и услуги"),
    "all-three": ("Community, credit and services", "Сообщество, кредит и услуги"),
    "logistics": ("Faster, fuller deliveries", "Быстрее и полнее доставка"),
    "price": ("Lower prices", "Ниже цены"),
    "sales-push": ("Sales push", "Нажим на продажи"),
    "portfolio": ("A leaner portfolio", "Портфель короче"),
    "open-pond": ("Nobody's pond", "Ничей пруд"),
    "paid-pond": ("Somebody else's pond", "Чужой пруд"),
}

WORLDS = {
    "steady": ("A steady market", "Спокойный рынок"),
    "baseline": ("The article's trends", "Тренды из статьи"),
    "import-shock": ("Import shock", "Импортный шок"),
    "import-shock-measured": ("Import shock, measured size", "Импортный шок, измеренный"),
    "rate-shock": ("Rate shock", "Шок ставки"),
    "imitators": ("Rivals copy and cut prices", "Конкуренты копируют и снижают цены"),
    "copied": ("Copied after a year", "Копируют через год"),
    "vendor-community": ("A vendors' community", "Сообщество вендоров"),
}
