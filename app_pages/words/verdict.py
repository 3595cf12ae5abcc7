"""Words of the verdict, its tiles and its bounds."""

WORDS = {
    "kept.own": ("Your partners still there, of 100", "Ваши партнёры в деле, из 100"),
    "kept.own.help": (
        "Of the partners who buy mainly from you at the start. Below: the difference from the baseline.",
        "Из партнёров, которые в начале покупают в основном у вас. Ниже: разница с базой.",
    ),
    "kept.channel": ("Partners still there, of 100", "Партнёры в деле, из 100"),
    "kept.channel.help": (
        "Of all partners: none of them buys mainly from you at the start. Below: the difference from the baseline.",
        "Из всех партнёров: ни один в начале не покупает в основном у вас. Ниже: разница с базой.",
    ),
    "profit": ("Your profit, {unit}", "Ваша прибыль, {unit}"),
    "profit.help": (
        "In {months} months, before tax, after what the levers cost, bad debt and funding included. Below: the difference "
        "from the baseline.",
        "За {months} мес., до налога, после стоимости рычагов, со списаниями и финансированием. Ниже: разница с базой.",
    ),
    "worst": ("Deepest point, {unit}", "Нижняя точка, {unit}"),
    "worst.help": (
        "The lowest point of your profit so far against the baseline's, its month, and the month from which it stays "
        "ahead.",
        "Самая низкая точка накопленной прибыли против базы, её месяц и месяц, с которого прибыль остаётся выше базы.",
    ),
    "when": ("month {month}", "месяц {month}"),
    "ahead": ("ahead for good from month {month}", "впереди с месяца {month}"),
    "never": ("not clearly ahead within the time", "за срок ясно впереди не оказывается"),
    "no_loss": ("never below the baseline", "ниже базы не опускается"),
    "scale": (
        "Amounts are in {unit}: a salesperson costs {wage} of them a month. Give them the name of your currency under “Change”.",
        "Суммы в {unit}: месяц продавца стоит {wage}. Назовите свою валюту кнопкой «Изменить».",
    ),
    "change": ("Change", "Изменить"),
    "points": ("A difference that matters: partners of 100", "Важная разница: партнёров из 100"),
    "percent": ("A difference that matters: money, % of the baseline's", "Важная разница в деньгах, % от базы"),
    "unit": ("What a unit of money is", "Что такое единица денег"),
    "unit.example": ("thousand roubles", "тыс. руб."),
    "unit.help": (
        "Money here is in the units of your list of partners, or of the example market. Name them, and the name stands "
        "beside every amount of money on this page.",
        "Деньги здесь в единицах вашего списка партнёров или рынка-примера. Назовите их, и название встанет у каждой "
        "суммы на этой странице.",
    ),
}
