"""Words of links, files and "run this again"."""

WORDS = {
    "again": ("Run this again", "Повторить эти прогоны"),
    "again_lead": (
        "The same seeds give the same numbers, in the terminal or from Python. Files named in it can be saved here.",
        "Те же начальные числа дают те же результаты, в терминале или из Python. Названные файлы можно сохранить "
        "здесь.",
    ),
    "save_file": ("Save {name}", "Сохранить {name}"),
    "files": ("Link and files", "Ссылка и файлы"),
    "link": (
        "The address of this page carries everything that is set: copy it to share this view.",
        "Адрес этой страницы несёт всё, что выбрано: скопируйте его, чтобы поделиться.",
    ),
    "download": ("Save the what-if as a file", "Сохранить «что если» в файл"),
    "upload": ("Open a scenario file (TOML, up to {size} kB)", "Открыть файл сценария (TOML, до {size} кБ)"),
    "upload_help": (
        "What it says of the focal distributor's levers becomes the what-if, everything else the world.",
        "Рычаги нашего дистрибьютора станут «что если», всё прочее — рынком.",
    ),
    "uploaded": ("{name} is open.", "Файл {name} открыт."),
}
