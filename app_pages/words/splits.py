"""Words of the budget that is split over levers."""

WORDS = {
    "heading": ("Split a budget over the levers", "Разделить бюджет между рычагами"),
    "lead": (
        "So much more a year than today, on average over the whole length. Move one part and the others give way, "
        "so that the parts always make 100 %.",
        "На столько больше в год, чем сейчас, в среднем за весь срок. Сдвиньте одну долю, и другие уступят: "
        "вместе всегда 100 %.",
    ),
    "budget": ("Budget, money a year", "Бюджет, ден. ед. в год"),
    "budget_help": (
        "In the model's money; your sales are about 27,000 a month. What a lever costs is measured on a few runs.",
        "В деньгах модели; продажи нашего дистрибьютора около 27 000 в месяц. Цена рычага измеряется на прогонах.",
    ),
    "community": ("Community", "Сообщество"),
    "credit": ("Credit", "Кредит"),
    "services": ("Service packages", "Пакеты услуг"),
    "training": ("Training", "Обучение"),
    "price": ("Price", "Цена"),
    "logistics": ("Logistics", "Логистика"),
    "push": ("Sales push", "Нажим на продажи"),
    "part": ("{name}, %", "{name}, %"),
    "price_list": ("Measuring what each lever costs", "Измеряем, сколько стоит каждый рычаг"),
    "most": (
        "{name} can take at most {most} a year; {wanted} was given to it. The rest is not spent.",
        "{name}: можно потратить не больше {most} в год, а выделено {wanted}. Остаток не тратится.",
    ),
    "least": (
        "{name} costs at least {least} a year once it is on; {wanted} is too little, so it stays off.",
        "{name}: включение стоит не меньше {least} в год, {wanted} мало, поэтому рычаг выключен.",
    ),
    "left_out": (
        "{names}: left out, since {number} policies are saved at most",
        "{names}: не отложено, потому что откладывается не больше {number} политик",
    ),
    "apply": ("Take it as the what-if", "Взять как «что если»"),
    "add": ("Save for comparison", "Отложить для сравнения"),
    "each": ("Save each lever alone at this budget", "Отложить каждый рычаг отдельно на этот бюджет"),
    "title": ("Split {number}", "Раздел {number}"),
    "alone": ("All on: {name}", "Всё на: {name}"),
    "parts": ("What the money buys", "Что покупают деньги"),
    "lever": ("Lever", "Рычаг"),
    "share": ("Part, %", "Доля, %"),
    "money": ("Money a year", "Денег в год"),
    "dose": ("Part of the preset's size", "Доля от готовой политики"),
}
