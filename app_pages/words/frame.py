"""Words around the pages."""

WORDS = {
    "language": ("Language", "Язык"),
    "upload": ("Upload", "Выбрать файл"),
    "broken": (
        "Something went wrong here ({kind}). Move a lever back or press reset; the server's log holds the details.",
        "Здесь что-то сломалось ({kind}). Верните рычаг или нажмите «Сбросить»; подробности в журнале сервера.",
    ),
    "unread": (
        "Not accepted: page.{name}: “{text}”; the page shows its own choice instead.",
        "Не принято: page.{name}: «{text}»; показано то, что выбрала страница.",
    ),
    "refused": ("Not accepted: {line}.", "Не принято: {line}."),
}
