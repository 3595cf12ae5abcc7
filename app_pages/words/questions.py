"""Words of the ten questions: each as it is asked, and where on its page the answer stands."""

WORDS = {
    "which": ("What would you like to know?", "Что вы хотите узнать?"),
    "choose": ("Choose a question", "Выберите вопрос"),
    "split": (
        "I have a budget: how do I split it to lose the fewest partners in three years?",
        "У меня есть бюджет: как его разделить, чтобы за три года потерять меньше всего партнёров?",
    ),
    "split.read": (
        "Press “Save each lever alone at this budget” below: the table then says which one money keeps most partners "
        "with. Then try mixtures of the best.",
        "Нажмите внизу «Отложить каждый рычаг отдельно на этот бюджет»: таблица скажет, с каким рычагом деньги "
        "сохраняют больше всего партнёров. Затем попробуйте смеси лучших.",
    ),
    "payback": (
        "For which partners does a framework agreement of 30 days pay back, and with what limit?",
        "Для каких партнёров окупается рамочный договор на 30 дней и с каким лимитом?",
    ),
    "payback.read": (
        "Below under “For whom” stand the groups it helps and hurts; the tile at the right says whether it pays back. "
        "Move the credit limit and the risk accepted at the left.",
        "Внизу в разделе «Для кого» видно, каким группам это помогает и вредит; правая плитка говорит, окупается ли. "
        "Двигайте слева кредитный лимит и допустимый риск.",
    ),
    "debt": (
        "How much bad debt do I buy with longer terms, in a normal year and in a bad one?",
        "Сколько безнадёжных долгов я куплю с отсрочкой, в обычный год и в плохой?",
    ),
    "debt.read": (
        "The column “Your bad debt”: a normal and a bad world side by side.",
        "Столбец «Ваши безнадёжные долги»: обычный и плохой рынок рядом.",
    ),
    "community": (
        "When will a community show in purchases, and which early signs say that it works or should stop?",
        "Когда сообщество станет видно в закупках и какие ранние признаки говорят, что оно работает или пора остановиться?",
    ),
    "community.read": (
        "Below under “Early signs”: from which month each sign is higher or lower than under the baseline.",
        "Внизу в разделе «Ранние признаки»: с какого месяца каждый признак выше или ниже базы.",
    ),
    "parts": (
        "What if I build only the portal, drop the training, or stop after a year?",
        "А если сделать только портал, убрать обучение или остановиться через год?",
    ),
    "parts.read": (
        "The sentence on top and the table: the whole community beside its parts and beside one that stops.",
        "Фраза сверху и таблица: всё сообщество рядом с его частями и с тем, что остановлено.",
    ),
    "copied": (
        "If rivals copy me after a year, what is left of the advantage?",
        "Если конкуренты скопируют меня через год, что останется от преимущества?",
    ),
    "copied.read": (
        "Compare the rows “A steady market” and “Rivals copy”.",
        "Сравните строки «Спокойный рынок» и «Конкуренты копируют».",
    ),
    "viable": (
        "Which partners are viable but short of cash today, and how do I tell them from those already dead?",
        "Какие партнёры сегодня жизнеспособны, но без денег, и как отличить их от безнадёжных?",
    ),
    "viable.read": (
        "The list below, the most promising first, and how often a distributor would misjudge them.",
        "Список внизу, самые перспективные первыми, и как часто дистрибьютор в них ошибётся.",
    ),
    "taken": (
        "How much of the growth of the partners I rescue is taken from my own other partners?",
        "Какая часть роста спасённых партнёров отнята у моих же других партнёров?",
    ),
    "taken.read": (
        "The chart below: of every 100 that the rescued sell more, from whom it is taken.",
        "График внизу: у кого отняты каждые 100 дополнительных продаж спасённых.",
    ),
    "direct": (
        "A vendor starts selling to large customers directly: which partners fall, and do services help them?",
        "Вендор начинает продавать крупным клиентам напрямую: какие партнёры пострадают и помогут ли им услуги?",
    ),
    "direct.read": (
        "The vendor goes direct in month 12 on both sides; below under “For whom” stands whom your service packages help.",
        "Вендор уходит в прямые продажи в месяце 12 на обеих сторонах; внизу в разделе «Для кого» видно, кому помогают "
        "ваши пакеты услуг.",
    ),
    "asian": (
        "Shall I follow the market to Asian vendors now, after a year or late?",
        "Переходить вслед за рынком к азиатским вендорам сейчас, через год или поздно?",
    ),
    "asian.read": (
        "The table: the same shift of the portfolio now, after a year and after three.",
        "Таблица: тот же сдвиг портфеля сейчас, через год и через три.",
    ),
}
