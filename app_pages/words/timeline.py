"""Words of the timeline."""

WORDS = {
    "lead": (
        "Shocks belong to the world and strike the baseline and the what-if alike; levers belong to the what-if.",
        "Шоки относятся к рынку и бьют и по базе, и по «что если»; рычаги относятся только к «что если».",
    ),
    "empty": ("Nothing is dated.", "На датах ничего нет."),
    "from": ("from month {month}", "с месяца {month}"),
    "between": ("months {month} to {until}", "месяцы {month}–{until}"),
    "remove": ("Remove", "Убрать"),
    "remove_help": ("Takes “{name}” off the timeline", "Убирает «{name}» с дат"),
    "add": ("Add a change on a date", "Добавить изменение на дату"),
    "what": ("What changes", "Что меняется"),
    "value": ("To", "На"),
    "month": ("From month", "С месяца"),
    "until": ("Until month", "До месяца"),
    "until_help": ("0: for good", "0: навсегда"),
    "name": ("Called", "Название"),
    "add_button": ("Add", "Добавить"),
    "shock": ("A prepared shock", "Готовый шок"),
}
