"""Words of links, files and "run this again"."""

WORDS = {
    "again_lead": (
        "The same seeds give the same numbers, in the terminal or from Python. Files named in it can be saved here.",
        "Те же начальные числа дают те же результаты, в терминале или из Python. Названные файлы можно сохранить "
        "здесь.",
    ),
    "save_file": ("Save {name}", "Сохранить {name}"),
    "link": (
        "The address of this page carries everything that is set: copy it to share this view.",
        "Адрес этой страницы несёт всё, что выбрано: скопируйте его, чтобы поделиться.",
    ),
    "download": ("Save the what-if as a file", "Сохранить «что если» в файл"),
    "upload": ("Open a scenario file (TOML, up to {size} kB)", "Открыть файл сценария (TOML, до {size} кБ)"),
    "upload_help": (
        "What it says of your levers becomes the what-if, everything else the world.",
        "Ваши рычаги станут «что если», всё прочее — рынком.",
    ),
    "uploaded": ("{name} is open.", "Файл {name} открыт."),
    "partners_lead": (
        "A list of partners at the start: kind and monthly purchases of each, and, where you know them, days of cash, "
        "terms, limit and main distributor. It replaces the example market's partners in the baseline and the what-if.",
        "Список партнёров в начале: тип и закупки в месяц, а где известно, запас денег в днях, отсрочка, лимит и "
        "главный дистрибьютор. Заменяет партнёров примера и в базе, и в «что если».",
    ),
    "partners_example": ("Save an example list", "Сохранить образец списка"),
    "partners_upload": (
        "Open a list of partners (CSV, up to {size} kB)",
        "Открыть список партнёров (CSV, до {size} кБ)",
    ),
    "partners_help": (
        "Columns kind, size, cash_days, terms, limit, distributor, name; the first two are needed. It stays in this "
        "server's memory only; a short list also travels in the link.",
        "Столбцы kind, size, cash_days, terms, limit, distributor, name; нужны первые два. Хранится только в памяти "
        "сервера; короткий список едет и в ссылке.",
    ),
    "partners_open": ("{name} is open; partners in it: {count}.", "Файл {name} открыт, партнёров: {count}."),
    "partners_used": ("Partners of your own list: {count} ({name}).", "Партнёров из вашего списка: {count} ({name})."),
    "partners_scale": (
        "These partners buy about {times} times {way} amounts than the example market's. Wages, rents and prices stay "
        "in the example's money, so the answer may be wrong by as much: bring the list to the same unit (say thousands "
        "in place of single roubles), or set “Scale of money” on the page Assumptions.",
        "Закупки этих партнёров примерно в {times} раз {way}, чем на рынке-примере. Зарплаты, аренда и цены остаются в "
        "деньгах примера, и ответ может быть настолько же неверен: приведите список к той же единице (скажем, тысячи "
        "вместо рублей) или задайте «Масштаб денег» на странице «Допущения».",
    ),
    "larger": ("larger", "больше"),
    "smaller": ("smaller", "меньше"),
    "partners_save": ("Save this list", "Сохранить этот список"),
    "partners_drop": ("Back to the example market's partners", "Вернуть партнёров примера"),
    "more": ("... and {more} more", "… и ещё {more}"),
}
