"""What units and the words of parameters are called in English and Russian."""

UNITS = {
    "money": ("units of money", "ден. ед."),
    "money / month": ("units of money a month", "ден. ед. в месяц"),
    "money / year": ("units of money a year", "ден. ед. в год"),
    "days": ("days", "дн."),
    "months": ("months", "мес."),
    "share": ("%", "%"),
    "share / year": ("% a year", "% в год"),
    "share / month": ("% a month", "% в месяц"),
    "ratio": ("weight", "вес"),
    "count": ("number", "число"),
    "choice": ("choice", "выбор"),
    "names": ("names", "имена"),
    "people": ("people", "чел."),
    "ratio / year": ("weight a year", "вес в год"),
}

CHOICES = {
    "volume_devices": ("volume devices", "массовая техника"),
    "systems": ("systems", "системы"),
    "software": ("software", "программы"),
    "accessories": ("accessories", "аксессуары"),
    "prepayment": ("prepayment", "предоплата"),
    "standard": ("standard credit", "обычный кредит"),
    "framework": ("framework agreements", "рамочные договоры"),
    "best_answer": ("best answer", "лучший ответ"),
    "full_cost": ("full cost", "полные издержки"),
    "adaptive": ("adaptive", "приспособление"),
    "logit": ("logit", "логит"),
    "probit": ("probit", "пробит"),
    "elimination": ("elimination", "отсев"),
    "patience": ("patience", "терпение"),
    "cash": ("cash", "деньги"),
    "waiting": ("waiting", "ожидание"),
}
