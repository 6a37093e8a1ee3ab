# The program
app-name = Оқырман
window-title = { $screen } — { $app }

# Buttons that stand in many places
back = Артқа
close = Жабу
cancel = Бас тарту
yes = Иә
no = Жоқ
open = Ашу
read = Оқу
listen = Тыңдау
retry = Қайталау
details = Толығырақ
remove = Алып тастау
search = Іздеу

# Screens
screen-welcome = Қош келдіңіз
screen-shelf = Сөре
screen-catalog = Каталог
screen-reader = Оқу
screen-player = Аудиокітап
screen-outline = Мазмұны
screen-settings = Баптаулар
screen-help = Анықтама
screen-add = Кітап қосу
screens = Экрандар

# Dates
date = { $year } жылғы { $day } { $month }
month-1 = қаңтар
month-2 = ақпан
month-3 = наурыз
month-4 = сәуір
month-5 = мамыр
month-6 = маусым
month-7 = шілде
month-8 = тамыз
month-9 = қыркүйек
month-10 = қазан
month-11 = қараша
month-12 = желтоқсан

# Languages
language-kk = қазақ тілі
language-ru = орыс тілі
language-en = ағылшын тілі
language-de = неміс тілі
language-fr = француз тілі
language-es = испан тілі
language-it = италиян тілі
language-tr = түрік тілі
language-uz = өзбек тілі
language-ky = қырғыз тілі
language-tt = татар тілі
language-ug = ұйғыр тілі
language-uk = украин тілі
language-be = беларусь тілі
language-pl = поляк тілі
language-ar = араб тілі
language-fa = парсы тілі
language-zh = қытай тілі
language-ja = жапон тілі
language-ko = корей тілі
language-la = латын тілі
language-unknown = басқа тіл ({ $tag })

# Formats
format-epub = EPUB
format-daisy = DAISY
format-pdf = PDF
format-scan = беттердің суреті
format-fb2 = FB2
format-text = кәдімгі мәтін
format-html = веб-бет
format-document = мәтіндік құжат
format-braille = Брайль қарпімен
format-webpub = веб-басылым
format-audiobook = аудиокітап

# Amounts
percent = { $value } %
points = { $value } пт
size-bytes = { $value } байт
size-kilobytes = { $value } КБ
size-megabytes = { $value } МБ
hours = { $count ->
        [one] { $count } сағат
       *[other] { $count } сағат
    }
seconds = { $count ->
        [one] { $count } секунд
       *[other] { $count } секунд
    }
minutes = { $count ->
        [one] { $count } минут
       *[other] { $count } минут
    }
under-a-minute = бір минутқа жетпейді
books = { $count ->
        [one] { $count } кітап
       *[other] { $count } кітап
    }
of-total = { $total } ішінен { $index }
nowhere-back = Артқа қайтатын жер жоқ
