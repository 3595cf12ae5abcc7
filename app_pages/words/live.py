"""Words of the page Live."""

WORDS = {
    "page": ("Live", "На сцене"),
    "lead": ("Against the baseline: {name}", "Против базы: {name}"),
    "more": ("More", "Больше"),
    "less": ("Less", "Меньше"),
    "today": ("Baseline", "База"),
    "chart": ("Next chart", "Другой график"),
    "leave": ("Leave", "Выйти"),
    "help": ("Full screen: F11 of the browser.", "Во весь экран: F11 браузера."),
}
