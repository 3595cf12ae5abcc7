"""Words of the timeline."""

WORDS = {
    "lead": (
        "Shocks belong to the world and strike the baseline and the what-if alike, unless you say otherwise; levers belong "
        "to the what-if.",
        "Шоки относятся к рынку и бьют и по базе, и по «что если», если не указано иное; рычаги — только к «что если».",
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
    "strike": ("Shocks strike", "Шоки бьют"),
    "strike.both": ("both sides", "по обеим сторонам"),
    "strike.what-if": ("the what-if alone", "только по «что если»"),
    "strike_help": (
        "On both sides you see what your policy does under the shock; on one you see whom the shock itself strikes.",
        "По обеим: видно, что делает ваша политика при шоке; по одной: видно, кого бьёт сам шок.",
    ),
    "steps": ("In so many steps", "Шагов"),
    "steps_help": ("1: all at once", "1: сразу"),
    "apart": ("Months between steps", "Месяцев между шагами"),
    "name": ("Called", "Название"),
    "add_button": ("Add", "Добавить"),
    "shock": ("A prepared shock", "Готовый шок"),
}
