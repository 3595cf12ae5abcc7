"""Words of the page Worlds."""

WORDS = {
    "page": ("Worlds", "Рынки"),
    "title": ("Does it hold elsewhere?", "А на другом рынке?"),
    "lead": (
        "“{name}” against “{base}” in seven markets, in the same simulated futures. The length, and your partners where you have given "
        "them, are those of the page Explore; its dates and shocks are not.",
        "«{name}» против «{base}» на семи рынках, в одних и тех же вариантах будущего. Срок и ваши партнёры, если они заданы, как "
        "на странице «Что если»; её даты и шоки сюда не входят.",
    ),
    "same": (
        "Nothing differs from the baseline yet: choose a preset or move a lever on the page Explore.",
        "Пока ничего не отличается от базы: выберите политику или сдвиньте рычаг на странице «Что если».",
    ),
    "bad": ("A bad year: demand −40 %, money at 17 %", "Плохой год: спрос −40 %, деньги под 17 %"),
    "world": ("Market", "Рынок"),
    "verdict": ("Verdict", "Вывод"),
    "debt.base": ("Your bad debt, baseline", "Ваши безнадёжные долги, база"),
    "debt.more": ("Your bad debt, difference", "Ваши безнадёжные долги, разница"),
    "note": (
        "Partners of 100 and money ({unit}) over the whole length: differences from the same market's baseline, in "
        "brackets the 95 % interval over {pairs} simulated futures; bold where it counts.",
        "Партнёры из 100 и деньги ({unit}) за весь срок: разница с базой того же рынка, в скобках 95 % интервал по "
        "вариантам будущего ({pairs}); жирным то, что важно.",
    ),
    "growing": ("More futures are on their way.", "Варианты ещё считаются."),
    "late": (
        "Left out, since its shocks come after the length: {names}.",
        "Не показано, потому что шоки там позже срока: {names}.",
    ),
    "held": (
        "It keeps more of your partners in {count} of {all} markets",
        "Больше ваших партнёров остаётся на {count} из {all} рынков",
    ),
    "held.none": (
        "In no market does it clearly keep more of your partners",
        "Ни на одном рынке ясно не остаётся больше ваших партнёров",
    ),
    "worse": ("fewer stay in: {names}", "меньше остаётся на: {names}"),
}
