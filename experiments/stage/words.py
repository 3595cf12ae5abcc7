"""The words of charts and slides, in English and Russian."""

from __future__ import annotations

LANGUAGES = ("en", "ru")

WORDS = {
    "survival.y": ("Partners of month 0 still there, %", "Партнёры нулевого месяца, оставшиеся в деле, %"),
    "months": ("Months", "Месяцы"),
    "survival.up": (
        "{best} keeps {gain} more of 100 partners than {base} after {months} months",
        "«{best}» сохраняет на {gain} из 100 партнёров больше, чем «{base}», за {months} мес.",
    ),
    "survival.down": (
        "No policy keeps more partners; {worst} loses {loss} of 100 against {base} in {months} months",
        "Ни одна политика не сохраняет больше партнёров; «{worst}» теряет {loss} из 100 против «{base}» за {months} мес.",
    ),
    "survival.none": (
        "No clear difference in how many partners are left after {months} months",
        "Ясной разницы в числе оставшихся партнёров за {months} мес. нет",
    ),
    "survival.band": (
        "Bands: 95 % intervals of each Kaplan-Meier curve, all runs together (not of the differences).",
        "Полосы: 95 % интервалы кривых Каплана-Мейера по всем прогонам вместе (не разностей).",
    ),
    "whom.y": ("Difference in survival against {base}, points of 100", "Разница выживания против «{base}», пункты"),
    "treated": ("partners of the focal distributor", "партнёры нашего дистрибьютора"),
    "untreated": ("partners of its rivals", "партнёры конкурентов"),
    "channel": ("whole channel", "весь канал"),
    "whom.both": (
        "{best} helps its own partners most ({own} points); the whole channel moves by {all}",
        "«{best}» помогает своим партнёрам больше всего ({own} п.); канал в целом меняется на {all}",
    ),
    "whom.taken": (
        "What {best} keeps for its own partners ({own} points) is partly lost by others ({others})",
        "То, что «{best}» сохраняет своим партнёрам ({own} п.), частью теряют другие ({others})",
    ),
    "whom.none": (
        "No policy clearly helps the focal distributor's own partners",
        "Ни одна политика ясно не помогает партнёрам нашего дистрибьютора",
    ),
    "pairs.band": (
        "Lines: 95 % intervals of the mean paired difference over {pairs} pairs of runs on the same luck.",
        "Отрезки: 95 % интервалы средней парной разности по {pairs} парам прогонов с одинаковой случайностью.",
    ),
    "money.y": (
        "Focal distributor's cumulative profit against {base}",
        "Накопленная прибыль дистрибьютора против «{base}»",
    ),
    "money.pays": (
        "{best} ends at {gain} of profit against {base}{back}",
        "«{best}» приносит {gain} прибыли против «{base}»{back}",
    ),
    "money.back": (
        "; it is ahead for good from month {month} on, its lowest is {low} in month {when}",
        "; впереди насовсем с месяца {month}, самая низкая точка {low} в месяце {when}",
    ),
    "money.never": (
        "No policy pays for the focal distributor within {months} months",
        "Ни одна политика не окупается для дистрибьютора за {months} мес.",
    ),
    "money.band": (
        "Bands: 95 % intervals of the mean paired difference over {pairs} pairs of runs on the same luck.",
        "Полосы: 95 % интервалы средней парной разности по {pairs} парам прогонов с одинаковой случайностью.",
    ),
    "kinds.y": (
        "Partners in business after {months} months (newcomers included), mean of runs",
        "Партнёры в деле через {months} мес. (с новичками), среднее по прогонам",
    ),
    "kinds.title": (
        "{kind} are {share} % of the channel at the end under {base}, {other} % under {best}",
        "{kind}: {share} % канала в конце при «{base}», {other} % при «{best}»",
    ),
    "kinds.same": (
        "{kind} are {share} % of the channel at the end, whatever the policy",
        "{kind}: {share} % канала в конце при любой политике",
    ),
    "risk": ("still there, all runs:", "в деле, все прогоны:"),
    "integrator": ("integrators", "интеграторы"),
    "reseller": ("resellers", "реселлеры"),
    "online_shop": ("online shops", "интернет-магазины"),
    "retail_chain": ("retail chains", "розничные сети"),
    "frontier.x": (
        "Focal distributor's profit against {base}",
        "Прибыль дистрибьютора против «{base}»",
    ),
    "frontier.y": (
        "Survival of its partners against {base}, points",
        "Выживание его партнёров против «{base}», пункты",
    ),
    "frontier.both": (
        "More partners and more profit: {names}",
        "И больше партнёров, и больше прибыли: {names}",
    ),
    "frontier.none": (
        "No policy clearly gives both more partners and more profit",
        "Ни одна политика не даёт ясно и больше партнёров, и больше прибыли",
    ),
    "cost.y": (
        "Cost of one partner kept: profit given up per partner still there at the end",
        "Цена одного сохранённого партнёра: потерянная прибыль на партнёра",
    ),
    "causes.y": (
        "Partners of all kinds that closed within {months} months, mean of runs",
        "Партнёры, закрывшиеся за {months} мес., среднее по прогонам",
    ),
    "causes.title": (
        "Most closings are {cause} under {base}: {share} % of {number}",
        "Чаще всего закрываются так: {cause}; при «{base}» {share} % из {number}",
    ),
    "illiquidity": ("out of cash", "нет денег"),
    "over_indebtedness": ("debts above assets", "долги больше активов"),
    "voluntary": ("owner gives up", "владелец сдаётся"),
    "acquired": ("sold", "проданы"),
    "dose.title": (
        "{best} is the best of the {factor} tried for {measure}",
        "Лучшее из проверенных значений «{factor}» по показателю «{measure}»: {best}",
    ),
    "tornado.title": (
        "{factor} moves {measure} most: by {swing} over its range",
        "Сильнее всего на «{measure}» действует {factor}: {swing} на всём диапазоне",
    ),
    "tornado.y": ("Change of {measure} against the middle of the range", "Изменение «{measure}» против середины"),
    "cascade.title": (
        "{share} % of closings follow another firm's default; the longest chain has {most}",
        "{share} % закрытий следуют за чужим дефолтом; самая длинная цепочка: {most}",
    ),
    "cascade.y": ("Chains of closings", "Цепочки закрытий"),
    "cascade.x": ("Closings in a chain", "Закрытий в цепочке"),
    "life.title": (
        "The same firm on the same luck: {end}",
        "Та же фирма при той же случайности: {end}",
    ),
    "life.closes": ("closes in month {month} under {name}", "закрывается в месяце {month} при «{name}»"),
    "life.lives": ("lives under {name}", "живёт при «{name}»"),
    "life.y": ("Cash of partner {partner}", "Деньги партнёра {partner}"),
    "margin.y": (
        "Of 100 paid by customers for goods and services",
        "Из 100, уплаченных клиентами за товары и услуги",
    ),
    "margin.title": (
        "Of 100 that customers pay, {partner} stay with partners and {distributor} with distributors",
        "Из 100, уплаченных клиентами, партнёрам остаётся {partner}, дистрибьюторам {distributor}",
    ),
    "vendors": ("vendors", "вендоры"),
    "distributors": ("distributors", "дистрибьюторы"),
    "partners": ("partners", "партнёры"),
    "engineers": ("engineers' wages", "зарплата инженеров"),
    "footer": (
        "Model version {version}, {pairs} pairs of runs, {months} months, root seed {seed}; {hashes}.",
        "Версия модели {version}, пар прогонов {pairs}, {months} мес., начальное число {seed}; {hashes}.",
    ),
    "generic": (
        "A generic IT channel with sourced and assumed numbers; no prediction.",
        "Обобщённый ИТ-канал на цифрах из источников и допущениях; не прогноз.",
    ),
    "deck.title": ("Which partners survive, and at what cost", "Какие партнёры выживают и какой ценой"),
    "deck.sub": (
        "{names} against {base}: {pairs} pairs of runs over {months} months",
        "{names} против «{base}»: {pairs} пар прогонов на {months} мес.",
    ),
    "findings": ("What came out", "Что получилось"),
    "finding.kept": ("{name}: {gain} of 100 partners kept ({low} to {high})", "{name}: сохранено {gain} из 100 партнёров ({low} … {high})"),
    "finding.unclear": ("{name}: no clear difference in partners kept ({low} to {high})", "{name}: ясной разницы по партнёрам нет ({low} … {high})"),
    "finding.profit": ("focal distributor's profit {gain} ({low} to {high})", "прибыль дистрибьютора {gain} ({low} … {high})"),
    "numbers": ("The numbers behind the charts", "Числа за графиками"),
    "fails": ("Where this fails", "Где это не работает"),
    "fails.untreated": (
        "{name} costs partners of rivals {loss} points of survival ({low} to {high}).",
        "«{name}» стоит партнёрам конкурентов {loss} п. выживания ({low} … {high}).",
    ),
    "fails.profit": (
        "{name} costs the focal distributor {loss} of profit ({low} to {high}).",
        "«{name}» стоит дистрибьютору {loss} прибыли ({low} … {high}).",
    ),
    "fails.nobody": (
        "{name} clearly keeps none of the focal distributor's partners ({low} to {high} points).",
        "«{name}» ясно не сохраняет ни одного партнёра дистрибьютора ({low} … {high} п.).",
    ),
    "fails.channel": (
        "{name} does not clearly keep more partners in the whole channel ({low} to {high} points): others lose what its own win.",
        "«{name}» ясно не сохраняет больше партнёров во всём канале ({low} … {high} п.): другие теряют то, что выигрывают свои.",
    ),
    "fails.copy": (
        "Rivals here do not copy; what is left when they do: garden compare steady {name}+imitators.",
        "Конкуренты здесь не копируют; что останется, если станут: garden compare steady {name}+imitators.",
    ),
    "fails.none": ("No counter-example in these runs; try imitators, dear money, only free riders.",
                   "В этих прогонах контрпримера нет; попробуйте подражателей, дорогие деньги, одних безбилетников."),
    "assumed": ("What is assumed, and from where", "Что принято и откуда"),
    "assumed.share": (
        "{verified} parameters are verified in their source, {recalled} recalled from memory, {judgement} judgements.",
        "Проверено по источнику параметров: {verified}, по памяти: {recalled}, по суждению: {judgement}.",
    ),
    "assumed.differs": ("{name} differs from {base} in: {keys}.", "«{name}» отличается от «{base}»: {keys}."),
    "assumed.limits": (
        "A generic channel with Russian scenario values, not Russia 2015. The article behind it is one case, told by the lender.",
        "Обобщённый канал с российскими значениями сценариев, не Россия 2015 года. Статья в основе: один случай, рассказанный кредитором.",
    ),
    "assumed.sources": (
        "Sources of every parameter: garden scenarios show {base}, and the page Assumptions of the app.",
        "Источники каждого параметра: garden scenarios show {base} и страница «Допущения» приложения.",
    ),
    "rerun": ("Run it again", "Повторить"),
    "rerun.text": (
        "Anyone can rerun every number of these slides with the command below; the same seeds give the same numbers.",
        "Любой может повторить каждое число этих слайдов командой ниже; те же начальные числа дают те же результаты.",
    ),
    "native": ("editable chart, means only", "редактируемый график, только средние"),
    "and": (" and ", " и "),
}  # fmt: skip


def words(language: str):
    """A function from a key and its values to text in ``language``; an unknown language is a ValueError."""
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r}: expected one of {', '.join(LANGUAGES)}")
    column = LANGUAGES.index(language)

    def say(key: str, **values) -> str:
        return WORDS[key][column].format(**values)

    return say
