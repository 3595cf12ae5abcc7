"""Words while the engine works."""

WORDS = {
    "progress": ("{done} of {pairs} simulated futures", "Вариантов будущего: {done} из {pairs}"),
    "preparing": (
        "Preparing the engine: some minutes, only once on this machine",
        "Готовим модель: несколько минут, один раз на этой машине",
    ),
    "queued": ("Waiting: {before} before you", "Ожидание: перед вами {before}"),
    "busy": (
        "The server has {waiting} questions waiting; please try again in a minute.",
        "На сервере ждут {waiting} вопросов; попробуйте через минуту.",
    ),
    "nobody": (
        "This market has no partners in month 0, so there is nobody to tell of: give a kind of them a number on the page "
        "Assumptions, or press reset.",
        "На этом рынке в нулевом месяце нет партнёров, и рассказать не о ком: задайте число какого-нибудь вида на странице "
        "«Допущения» или нажмите «Сбросить».",
    ),
    "too_large": (
        "One future of these takes {size} partner-months, and this page takes at most {limit}: choose fewer "
        "partners or months, or run the command below on your own machine.",
        "Один вариант будущего — {size} партнёро-месяцев, а страница берёт не больше {limit}: уменьшите число "
        "партнёров или месяцев либо выполните команду ниже на своей машине.",
    ),
    "fewer_pairs": (
        "This market is large, so the page runs {pairs} futures instead of {wanted}: the bands are wider.",
        "Рынок велик, поэтому страница считает вариантов будущего {pairs} вместо {wanted}: полосы шире.",
    ),
    "failed": ("These runs failed: {reason}.", "Прогоны не удались: {reason}."),
    "some_failed": (
        "{failed} runs failed and are left out: {reason}.",
        "Не удалось прогонов: {failed}, они не учтены: {reason}.",
    ),
}
