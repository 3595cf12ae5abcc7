"""Names of levers and units."""

GROUPS = {
    "credit": ("Credit", "Кредит"),
    "community": ("Community", "Сообщество"),
    "services": ("Services", "Услуги"),
    "training": ("Training", "Обучение"),
    "stock": ("Warehouse and delivery", "Склад и доставка"),
    "price": ("Price", "Цена"),
    "push": ("Sales push", "Нажим на продажи"),
    "portfolio": ("Portfolio", "Портфель"),
    "recruiting": ("Recruiting", "Привлечение"),
    "pond": ("Somebody else's network", "Чужая сеть"),
}

UNITS = {
    "money": ("money", "ден. ед."),
    "money / month": ("money a month", "ден. ед. в месяц"),
    "money / year": ("money a year", "ден. ед. в год"),
    "days": ("days", "дн."),
    "months": ("months", "мес."),
    "share": ("%", "%"),
    "share / year": ("% a year", "% в год"),
    "share / month": ("% a month", "% в месяц"),
    "ratio": ("weight", "вес"),
    "count": ("number", "число"),
    "choice": ("choice", "выбор"),
}

CHOICES = {
    "prepayment": ("prepayment", "предоплата"),
    "standard": ("standard credit", "обычный кредит"),
    "framework": ("framework agreements", "рамочные договоры"),
}

NAMES = {
    "credit.mode": ("Credit mode", "Вид кредита"),
    "credit.deferment_days": ("Days to pay", "Отсрочка"),
    "credit.limit_months": ("Credit limit", "Кредитный лимит"),
    "credit.cutoff": ("Risk accepted", "Принимаемый риск"),
    "credit.rescue": ("Rescue of partners in need", "Спасение партнёров в беде"),
    "credit.rescue_screening": ("Screening before a rescue", "Отбор перед спасением"),
    "credit.insurance": ("Claims insured", "Застраховано требований"),
    "community.budget": ("Community budget", "Бюджет сообщества"),
    "community.portal_share": ("Weight of the portal", "Вес портала"),
    "community.training_share": ("Weight of training", "Вес обучения"),
    "community.management_share": ("Weight of management", "Вес управления"),
    "community.openness": ("Openness", "Открытость"),
    "services.package_depth": ("Service package", "Пакет услуг"),
    "services.partner_margin_share": ("Partner's share of package margin", "Доля партнёра в марже пакета"),
    "training.budget": ("Courses for partners", "Курсы для партнёров"),
    "stock.fill_rate": ("Fill rate", "Наличие на складе"),
    "stock.lead_days": ("Delivery time", "Срок доставки"),
    "stock.warehouse_access": ("Open warehouse", "Открытый склад"),
    "price.discount": ("Price cut", "Снижение цены"),
    "push.budget": ("Extra sales effort", "Усилия продавцов"),
    "portfolio.breadth": ("Breadth", "Широта"),
    "portfolio.pruning": ("Least sold lines dropped", "Снято неходовых позиций"),
    "portfolio.agility": ("Agility", "Гибкость"),
    "recruiting.budget": ("Recruiting", "Привлечение партнёров"),
    "pond.paid_share": ("Access to a network", "Доступ к чужой сети"),
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
    "imitators": ("Rivals copy", "Конкуренты копируют"),
    "vendor-community": ("A vendors' community", "Сообщество вендоров"),
}
