"""Words of the page Export."""

WORDS = {
    "page": ("Export", "Экспорт"),
    "title": ("Export", "Экспорт"),
    "lead": (
        "One chart as a picture, slides or numbers, or everything as a deck: each with its finding, what its bands are, "
        "and what it takes to have the same numbers again.",
        "Один график картинкой, слайдами или числами или всё целиком презентацией: с выводом, с пояснением полос и с "
        "тем, что нужно, чтобы получить те же числа.",
    ),
    "chart": ("Chart", "График"),
    "language": ("Language of the file", "Язык файла"),
    "ground": ("Ground", "Фон"),
    "light": ("light", "светлый"),
    "dark": ("dark", "тёмный"),
    "this": ("This chart", "Этот график"),
    "slides": ("Slides", "Слайды"),
    "shown": ("CSV, what is shown", "CSV, что показано"),
    "runs": ("CSV, all runs", "CSV, все прогоны"),
    "months": ("CSV, all months", "CSV, все месяцы"),
    "all": ("Everything, as a deck", "Всё, презентацией"),
    "all_lead": (
        "All charts with findings, where they fail, what is assumed and how to run it again. One partner's life, margins "
        "and chains of closings are computed when you ask for the file: allow it some seconds.",
        "Все графики с выводами, с тем, где они не работают, что принято и как повторить. Жизнь одного партнёра, маржа и "
        "цепочки закрытий считаются, когда вы просите файл: это займёт несколько секунд.",
    ),
    "report": ("Report (PDF)", "Отчёт (PDF)"),
    "web": ("Page (HTML)", "Страница (HTML)"),
    "text": ("What the picture says, for those who cannot see it", "Что говорит картинка, для тех, кто её не видит"),
    "again": ("Run this again", "Повторить"),
    "scenario": ("Scenario {name}", "Сценарий {name}"),
}
