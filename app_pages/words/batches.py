"""Words of the page of experiments."""

WORDS = {
    "page": ("Experiments", "Эксперименты"),
    "title": ("Experiments", "Эксперименты"),
    "lead": (
        "A batch runs many markets from a manifest: every lever and pair, every assumption, or a search for a policy. "
        "It runs apart, one at a time, and goes on when this page is closed; what is stored stays.",
        "Серия прогоняет много рынков по манифесту: каждый рычаг и пара, каждое допущение или поиск политики. "
        "Она идёт отдельно, по одной, и продолжается, когда страница закрыта; записанное остаётся.",
    ),
    "new": ("New batch", "Новая серия"),
    "manifest": ("Manifest", "Манифест"),
    "upload": ("or a file of your own (.toml)", "или свой файл (.toml)"),
    "upload.help": (
        "It may name presets as its base; files of its own cannot be named here.",
        "Базой могут быть готовые сценарии; на свои файлы здесь ссылаться нельзя.",
    ),
    "show": ("The manifest", "Манифест"),
    "replicates": ("Futures of each variant", "Вариантов будущего на каждую политику"),
    "replicates.help": (
        "Futures in which each variant of the market is run; all variants meet the same ones.",
        "В скольких вариантах будущего прогнать каждую политику; у всех политик они одни и те же.",
    ),
    "planning": ("Trying a few runs to tell the cost ...", "Несколько пробных прогонов, чтобы назвать цену ..."),
    "runs": ("Runs", "Прогоны"),
    "runs.most": ("Runs at most", "Прогонов не больше"),
    "processor": ("Processor time", "Время процессора"),
    "wait": ("On this machine", "На этой машине"),
    "megabytes": ("Megabytes", "Мегабайты"),
    "h": ("{n} h", "{n} ч"),
    "min": ("{n} min", "{n} мин"),
    "stored": ("{stored} of them are stored already.", "Из них уже записано: {stored}."),
    "power": (
        "Two variants are told apart when they differ by about {share} points of survival or {profit} of profit (80 % power; "
        "from {pairs} trial futures the first is known to lie between {low} and {high} points only).",
        "Две политики различимы, если отличаются примерно на {share} пункта выживания или {profit} прибыли (мощность 80 %; "
        "по пробным вариантам ({pairs}) о первом известно лишь, что оно между {low} и {high} пункта).",
    ),
    "start": ("Start", "Запустить"),
    "started": ("{name} has started.", "Серия {name} запущена."),
    "too_many": (
        "{runs} runs are more than the page starts ({limit}). From a terminal: {command}",
        "{runs} прогонов: больше, чем запускает страница ({limit}). Из терминала: {command}",
    ),
    "busy": ("{name} runs now; one batch at a time.", "Сейчас идёт {name}; серии идут по одной."),
    "batches": ("Batches", "Серии"),
    "none": ("No batch is stored yet.", "Пока не записано ни одной серии."),
    "batch": ("Batch", "Серия"),
    "state.running": ("running", "идёт"),
    "state.starting": ("starting", "запускается"),
    "state.stopped": ("stopped", "остановлена"),
    "state.complete": ("complete", "закончена"),
    "progress": ("{state}: {done} of {total} runs", "{state}: {done} прогонов из {total}"),
    "rate": (
        "{rate} runs a second, about {minutes} minutes to go",
        "{rate} прогонов в секунду, осталось около {minutes} мин",
    ),
    "failed": ("Failed runs: {failed}. {reason}", "Не удалось прогонов: {failed}. {reason}"),
    "ended": ("It ended with: {line}", "Завершилась так: {line}"),
    "stop": ("Stop", "Остановить"),
    "resume": ("Go on", "Продолжить"),
    "report": ("What it found", "Что найдено"),
    "refresh": ("Read again", "Прочитать заново"),
    "reading": ("Reading the runs ...", "Читаем прогоны ..."),
    "metrics": ("Outcomes", "Показатели"),
    "download": ("Tables and figures (.zip)", "Таблицы и рисунки (.zip)"),
    "again": ("The same from a terminal:", "То же из терминала:"),
}
