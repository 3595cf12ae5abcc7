"""Words of the page Explore."""

WORDS = {
    "page": ("Explore", "Что если"),
    "title": ("What if", "Что если"),
    "lead": (
        "What a distributor's credit, community, services and the rest do to the partners that sell its goods. "
        "The dashed baseline stays; move a lever and see what changes.",
        "Что кредит, сообщество, услуги и прочие рычаги дистрибьютора делают с партнёрами, которые продают его "
        "товар. Пунктирный базовый сценарий стоит на месте; сдвиньте рычаг и посмотрите, что изменится.",
    ),
    "world": ("World", "Рынок"),
    "policy": ("Policy preset", "Готовая политика"),
    "reset": ("Reset", "Сбросить"),
}
