# Where keys work
keys-everywhere = Барлық жерде
keys-column-act = Не істейді
keys-column-keys = Пернелер
keys-or = { $keys } немесе { $last }

# Names of keys
key-space = Бос орын
key-left = Сол жақ көрсеткі
key-right = Оң жақ көрсеткі
key-up = Жоғары көрсеткі
key-down = Төмен көрсеткі
key-plus = плюс
key-before-one = 1-дің сол жағындағы перне
key-minus = минус
key-media-play = Ойнату пернесі
key-media-stop = Тоқтату пернесі
key-media-next = Келесі жазба пернесі
key-media-previous = Алдыңғы жазба пернесі

# Everywhere
act-help = Анықтама
act-where-am-i = Мен қай жердемін
act-again = Соңғы хабарламаны қайталау
act-back = Дауысты тоқтату, содан кейін артқа қайту
act-shelf = Сөре
act-catalog = Каталог
act-reader = Ашық кітап
act-outline = Кітаптың мазмұны
act-settings = Баптаулар
act-add = Кітап қосу
act-find = Іздеу
act-larger = Мәтінді үлкейту
act-smaller = Мәтінді кішірейту
act-usual-size = Қалыпты өлшем
act-colours = Келесі түстер
act-play-pause = Дауыстап оқу, тыңдау немесе кідірту
act-stop = Дауысты тоқтату
act-slower = Баяуырақ
act-faster = Жылдамырақ
act-full-screen = Толық экран
act-quit = Бағдарламадан шығу

# In a book
act-read-from-here = Осы жерден бастап оқу
act-repeat = Сөйлемді қайталау
act-next-sentence = Келесі сөйлем
act-leave = Кестеден, тізімнен, ескертпеден шығу
act-previous-sentence = Алдыңғы сөйлем
act-next-paragraph = Келесі абзац
act-previous-paragraph = Алдыңғы абзац
act-next-heading = Келесі тақырып
act-previous-heading = Алдыңғы тақырып
act-next-chapter = Келесі тарау
act-previous-chapter = Алдыңғы тарау
act-next-printed-page = Келесі бет
act-previous-printed-page = Алдыңғы бет
act-next-character = Келесі таңба
act-previous-character = Алдыңғы таңба
act-next-word = Келесі сөз
act-previous-word = Алдыңғы сөз
act-next-line = Келесі жол
act-previous-line = Алдыңғы жол
act-beginning = Кітаптың басына
act-end = Кітаптың соңына
act-go-to = Бетке немесе пайызға өту
act-follow = Сілтеме бойынша өту
act-history-back = Алдыңғы тұрған жерге қайту
act-history-forward = Қайтадан алға өту
act-find-next = Келесі табылғаны
act-find-previous = Алдыңғы табылғаны
act-add-bookmark = Бетбелгі қою
act-remove-bookmark = Бетбелгіні алып тастау
act-bookmarks = Бетбелгілер тізімі
act-next-bookmark = Келесі бетбелгі
act-previous-bookmark = Алдыңғы бетбелгі
act-write-note = Жазба жазу
act-highlight = Белгілеп қою
act-next-link = Келесі сілтеме
act-previous-link = Алдыңғы сілтеме
act-next-footnote = Келесі ескертпе
act-previous-footnote = Алдыңғы ескертпе
act-next-list = Келесі тізім
act-previous-list = Алдыңғы тізім
act-next-item = Тізімнің келесі элементі
act-previous-item = Тізімнің алдыңғы элементі
act-next-table = Келесі кесте
act-previous-table = Алдыңғы кесте
act-next-picture = Келесі сурет
act-previous-picture = Алдыңғы сурет
act-select-next-character = Келесі таңбаны таңдау
act-select-previous-character = Алдыңғы таңбаны таңдау
act-select-next-word = Келесі сөзді таңдау
act-select-previous-word = Алдыңғы сөзді таңдау
act-select-next-line = Келесі жолды таңдау
act-select-previous-line = Алдыңғы жолды таңдау
act-select-next-sentence = Келесі сөйлемді таңдау
act-select-previous-sentence = Алдыңғы сөйлемді таңдау
act-select-next-paragraph = Келесі абзацты таңдау
act-select-previous-paragraph = Алдыңғы абзацты таңдау
act-copy = Таңдалған мәтінді көшіру
act-other = Басқа әрекет

# In an audiobook
act-listen-pause = Тыңдау немесе кідірту
act-forward-ten-seconds = 10 секунд алға
act-back-ten-seconds = 10 секунд артқа
act-forward-minute = 1 минут алға
act-back-minute = 1 минут артқа
act-forward-ten-minutes = 10 минут алға
act-back-ten-minutes = 10 минут артқа
act-next-track = Жазбаның келесі файлы
act-previous-phrase = Алдыңғы фраза
act-next-phrase = Келесі фраза
act-previous-page-or-track = Алдыңғы бет, беттері жоқ жазбада алдыңғы файл
act-next-page-or-track = Келесі бет, беттері жоқ жазбада келесі файл
act-previous-track = Жазбаның алдыңғы файлы
act-go-to-time = Уақытқа немесе пайызға өту
act-louder = Дыбысты күшейту
act-quieter = Дыбысты азайту

# On the shelf and in the catalogue
act-details = Кітап туралы
act-remove = Сөреден алып тастау
act-next-page = Каталогтың келесі беті
act-previous-page = Каталогтың алдыңғы беті
act-reload = Қайта ашу

# At the first start
act-kazakh = Қазақша
act-russian = Орысша
act-english = Ағылшынша
