# The reader
reader-no-book = Кітап ашылмаған.
reader-no-book-do = Сөреден кітап таңдаңыз.
reader-opening = «{ $title }» ашылуда
reader-opened = «{ $title }» ашылды
reader-resumed = Соңғы тоқтаған жеріңізден
reader-menu = Мәзір
reader-search-words = Іздейтін сөздер
reader-place-field = Бет нөмірі немесе пайыз (мысалы: 40 %)
reader-place-wrong = Ондай бет жоқ. Бет нөмірін немесе 0-ден 100-ге дейінгі пайызды жазыңыз.
reader-toolbar = Оқу тетіктері
reader-play = Дауыстап оқу
reader-pause = Кідірту
reader-resume = Жалғастыру
reader-next-sentence = Келесі сөйлем
reader-previous-sentence = Алдыңғы сөйлем
reader-contents = Мазмұны
reader-bookmark = Бетбелгі қою
reader-search = Кітаптан іздеу

# There is no next or previous one
none-next-character = Одан әрі таңба жоқ
none-previous-character = Бұған дейін таңба жоқ
none-next-word = Келесі сөз жоқ
none-previous-word = Алдыңғы сөз жоқ
none-next-line = Келесі жол жоқ
none-previous-line = Алдыңғы жол жоқ
none-next-sentence = Келесі сөйлем жоқ
none-previous-sentence = Алдыңғы сөйлем жоқ
none-next-paragraph = Келесі абзац жоқ
none-previous-paragraph = Алдыңғы абзац жоқ
none-next-heading = Келесі тақырып жоқ
none-previous-heading = Алдыңғы тақырып жоқ
none-next-heading-level = { $level }-деңгейлі келесі тақырып жоқ
none-previous-heading-level = { $level }-деңгейлі алдыңғы тақырып жоқ
none-next-section = Келесі тарау жоқ
none-previous-section = Алдыңғы тарау жоқ
none-next-page = Келесі бет жоқ
none-previous-page = Алдыңғы бет жоқ
none-next-list = Келесі тізім жоқ
none-previous-list = Алдыңғы тізім жоқ
none-next-item = Келесі элемент жоқ
none-previous-item = Алдыңғы элемент жоқ
none-next-table = Келесі кесте жоқ
none-previous-table = Алдыңғы кесте жоқ
none-next-link = Келесі сілтеме жоқ
none-previous-link = Алдыңғы сілтеме жоқ
none-next-image = Келесі сурет жоқ
none-previous-image = Алдыңғы сурет жоқ
none-next-note = Келесі ескертпе жоқ
none-previous-note = Алдыңғы ескертпе жоқ
none-next-bookmark = Келесі бетбелгі жоқ
none-previous-bookmark = Алдыңғы бетбелгі жоқ

# Other notices
notice-beginning = Кітаптың басы
notice-end = Кітаптың соңы
notice-nothing-to-read = Бұл кітапта оқитын мәтін жоқ
notice-page = { $label }-бет
notice-no-page = Мұндай бет жоқ: { $label }
notice-no-pages = Бұл кітапта баспа беттері белгіленбеген
notice-no-link = Бұл жерде сілтеме жоқ
notice-dead-link = Сілтеме ешқайда апармайды
notice-no-history-back = Қайтатын жер жоқ
notice-no-history-forward = Алға өтетін жер жоқ
notice-bookmark-added = Бетбелгі қойылды
notice-bookmark-removed = Бетбелгі алынды
notice-highlight-removed = Белгі алынды
notice-note-removed = Жазба өшірілді
notice-bookmark-already = Бұл жерде бетбелгі бар
notice-bookmark-none = Бұл жерде бетбелгі жоқ
notice-highlight-added = Белгіленді
notice-note-added = Жазба сақталды
notice-found = Табылды: { $count } ішінен { $index }
notice-found-more = Табылды: { $count } және одан көп, { $index }-орында
notice-found-wrapped = Іздеу кітапты айналып шықты
notice-not-found = «{ $query }» табылмады
notice-no-search = Әлі ештеңе іздеген жоқсыз
notice-waiting = Бұл бөлім әлі дайындалуда
notice-copied = Көшірілді
notice-nothing-selected = Ештеңе таңдалмаған
character-space = бос орын
character-newline = жаңа жол
character-full-stop = нүкте
character-comma = үтір
character-colon = қос нүкте
character-semicolon = нүктелі үтір
character-question = сұрау белгісі
character-exclamation = леп белгісі
character-dash = сызықша
character-hyphen = дефис
character-quote-open = ашылатын тырнақша
character-quote-close = жабылатын тырнақша
character-quote = тырнақша
character-apostrophe = дәйекше
character-paren-open = ашылатын жақша
character-paren-close = жабылатын жақша
character-ellipsis = көп нүкте
character-slash = қиғаш сызық
character-asterisk = жұлдызша
character-capital = бас { $letter }
character-hidden = жұлдызша
echo-deleted = { $text } өшірілді
echo-selected = таңдалды: { $text }
echo-edge = шегі

# Where am I
where-page = { $label }-бет
where-section = { $total } бөлімнің { $index }-бөлімі
where-left-in-section = бөлімнің соңына дейін шамамен { $time }
where-left-in-book = кітаптың соңына дейін шамамен { $time }
where-screen = Сіз «{ $screen }» экранындасыз

# Contents
outline-contents = Мазмұны
outline-none = Бұл кітаптың мазмұны жоқ.
outline-bookmarks = Бетбелгілер
outline-bookmarks-none = Әзірге бетбелгі жоқ.
outline-here = { $title }, осы жердесіз
outline-go = Өту
outline-go-heading = Бетке немесе пайызға өту
outline-page = Бет нөмірі
outline-page-range = { $first }–{ $last }
outline-percent = Пайыз, 0–100
outline-percent-wrong = 0 мен 100 аралығындағы сан жазыңыз.
outline-page-wrong = Мұндай бет жоқ: { $label }.
outline-back-to-book = Кітапқа қайту

# Dialogs
note-title = Жазба
note-field = Жазба мәтіні
note-place = Мына жерге: { $text }
note-save = Сақтау
leave-book-question = Сілтеме кітаптан тыс жерге апарады. Браузерде ашамыз ба?
outline-places = Бет пен пайыз

# The password of a book
password-title = «{ $title }» кітабының құпиясөзі
password-field = Құпиясөз
password-open = Ашу
password-forgotten = Бағдарлама жабылғанда құпиясөз ұмытылады.

# A break of the text
notice-break = Бөлгіш
