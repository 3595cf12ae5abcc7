"""Words of the page Compare."""

WORDS = {
    "page": ("Compare", "Сравнение"),
    "title": ("Compare policies", "Сравнение политик"),
    "lead": (
        "Up to six policies in the same world, against the same baseline, in the same simulated futures.",
        "До шести политик на одном рынке, против одной базы, в одних и тех же вариантах будущего.",
    ),
    "first": (
        "Nothing is saved yet, so these are four presets. Save a what-if on the page Explore, or add a preset here.",
        "Пока ничего не отложено, поэтому здесь четыре готовые политики. Отложите своё «что если» или добавьте "
        "готовое.",
    ),
    "open": ("Open in Explore", "Открыть"),
    "opened": ("{name} is the what-if on the page Explore now.", "«{name}» теперь стоит на странице «Что если»."),
    "drop": ("Remove", "Убрать"),
    "name": ("Name of policy {number}", "Название политики {number}"),
    "preset": ("Add a preset", "Добавить готовую политику"),
    "add": ("Add", "Добавить"),
    "equal": ("At equal spend", "При равных расходах"),
    "equal_help": (
        "Scales the levers of each policy until all cost you as much as the cheapest of them.",
        "Уменьшает рычаги каждой политики, пока все не обойдутся вам как самая дешёвая.",
    ),
    "pilots": ("Finding the doses that cost the same", "Подбираем дозы равной стоимости"),
    "no_spend": (
        "None of these costs more than the baseline, so there is no spend to make equal.",
        "Ни одна из них не дороже базы, уравнивать нечего.",
    ),
    "doses": (
        "Every policy is scaled to cost about {spend} more than the baseline over the whole length, measured on a few "
        "runs before. Part of each that this buys: {doses}.",
        "Каждая политика подобрана так, чтобы стоить примерно на {spend} больше базы за весь срок (измерено на нескольких "
        "прогонах заранее). Какая часть её за это куплена: {doses}.",
    ),
    "not_equal": (
        "{name} cannot be brought to that spend and is shown whole: it costs {spend} more than the baseline.",
        "«{name}» нельзя привести к этим расходам, показано целиком: дороже базы на {spend}.",
    ),
    "table_alt": (
        "What each policy changes against the baseline, with 95 % intervals",
        "Что меняет каждая политика против базы, с 95 % интервалами",
    ),
    "policy": ("Policy", "Политика"),
    "c.cost": ("Spend for one more partner in the whole channel", "Расход на одного сохранённого во всём канале"),
    "clear": (
        "Difference from the baseline, money in {unit}, in brackets its 95 % interval over {pairs} simulated futures; bold "
        "where it counts.",
        "Разница с базой, деньги: {unit}, в скобках её 95 % интервал по вариантам будущего ({pairs}); жирным то, что важно.",
    ),
    "growing": ("More futures are on their way.", "Варианты ещё считаются."),
    "survival": ("Who is left: the baseline is dashed", "Кто остался: база пунктиром"),
    "money": ("Profit against the baseline, cumulative", "Накопленная прибыль против базы"),
    "months": ("months", "месяцы"),
    "again": ("Run this again", "Повторить эти прогоны"),
}
