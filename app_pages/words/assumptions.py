"""Words of the page Assumptions."""

WORDS = {
    "page": ("Assumptions", "Допущения"),
    "title": ("What is assumed", "Что принято за данность"),
    "limits": (
        "**What this is not.** It is a generic IT channel, not a forecast and not a model of any one country or company. "
        "Numbers without a source are judgements: take a result as sound only when it survives their ranges. The article "
        "behind it is one story told by the lender.",
        "**Чем это не является.** Это обобщённый ИТ-канал, а не прогноз и не модель какой-то страны или компании. Числа без "
        "источника — суждения: доверяйте результату, только если он выдерживает их диапазоны. Статья, из которой всё выросло, — "
        "одна история, рассказанная кредитором.",
    ),
    "limits.more": ("More limits", "Ещё об ограничениях"),
    "limits.list": (
        "- Time goes in months; due days are split within the month.\n"
        "- Customers' demand is given from outside; a closed partner's customers go to whoever wins them next.\n"
        "- Skill in services has three domains (infrastructure, software, security), which stand for many.\n"
        "- Distributors keep their policy as the scenario sets it; they do not learn better ones.\n"
        "- Trust, patience and efficiency are drawn from spreads that nobody has measured.\n"
        "- Money has no unit of its own: multiply it all and every count stays the same.",
        "- Время идёт месяцами; сроки платежей делят месяц на доли.\n"
        "- Спрос задан извне; клиенты закрытого партнёра достаются тому, кто их завоюет.\n"
        "- У компетенции в услугах три области (инфраструктура, программы, безопасность), они стоят за многие.\n"
        "- Дистрибьюторы держатся политики сценария и не учатся лучшей.\n"
        "- Доверие, терпение и производительность взяты из разбросов, которых никто не измерял.\n"
        "- У денег нет своей единицы: умножьте все суммы — и все количества останутся прежними.",
    ),
    "counted": (
        "{all} numbers: {verified} verified at their source, {recalled} recalled and unchecked, {judgement} judgements.",
        "Чисел: {all}; {verified} проверено по источнику, {recalled} по памяти без проверки, {judgement} — суждения.",
    ),
    "search": ("Search", "Поиск"),
    "search.help": (
        "Words of the name, key, help or source.",
        "Слова из названия, ключа, подсказки или источника.",
    ),
    "status": ("Status", "Статус"),
    "role": ("Role", "Роль"),
    "changed": ("Only what differs from the default", "Только отличия от обычного"),
    "verified": ("verified", "проверено"),
    "recalled": ("recalled", "по памяти"),
    "judgement": ("judgement", "суждение"),
    "lever": ("lever", "рычаг"),
    "uncertainty": ("uncertainty", "неопределённость"),
    "constant": ("constant", "постоянная"),
    "shown": ("{shown} of {all} shown", "Показано {shown} из {all}"),
    "none": ("Nothing matches: take a filter away.", "Ничего не найдено: снимите фильтр."),
    "name": ("Name", "Название"),
    "value": ("Value", "Значение"),
    "default": ("Default", "Обычное"),
    "range": ("Range", "Диапазон"),
    "unit": ("Unit", "Единица"),
    "source": ("Source", "Источник"),
    "tip": ("What it is", "Что это"),
    "key": ("Key", "Ключ"),
    "edit": ("Change a value in the scenario", "Изменить значение в сценарии"),
    "edit.which": ("Which", "Какое"),
    "edit.none": ("choose one", "выберите"),
    "edit.lever": (
        "A lever of yours: it belongs to the what-if.",
        "Ваш рычаг: относится к «что если».",
    ),
    "edit.world": (
        "Part of the world: it holds for the baseline and the what-if alike.",
        "Часть рынка: действует и в базе, и в «что если».",
    ),
    "edit.exact": ("Exact value", "Точное значение"),
    "edit.back": ("Back to {value}", "Вернуть {value}"),
    "edit.limits": ("Allowed: {low} to {high}.", "Допустимо: от {low} до {high}."),
    "edit.limits.low": ("Allowed: {low} or more.", "Допустимо: от {low}."),
    "changes": (
        "{number} values differ from the defaults here; the pages Explore and Why use them.",
        "Отличий от обычных значений: {number}; ими пользуются страницы «Что если» и «Почему».",
    ),
    "download": ("Table as CSV", "Таблица в CSV"),
}
