# The program
app-name = Оқырман
window-title = { $screen } — { $app }

# Buttons that stand in many places
back = Назад
close = Закрыть
cancel = Отмена
yes = Да
no = Нет
open = Открыть
read = Читать
listen = Слушать
retry = Повторить
details = Подробнее
remove = Убрать
search = Искать

# Screens
screen-welcome = Добро пожаловать
screen-shelf = Полка
screen-catalog = Каталог
screen-reader = Чтение
screen-player = Прослушивание
screen-outline = Содержание
screen-settings = Настройки
screen-help = Справка
screen-add = Добавить книгу
screens = Экраны

# Dates
date = { $day } { $month } { $year } г.
month-1 = января
month-2 = февраля
month-3 = марта
month-4 = апреля
month-5 = мая
month-6 = июня
month-7 = июля
month-8 = августа
month-9 = сентября
month-10 = октября
month-11 = ноября
month-12 = декабря

# Languages
language-kk = казахский
language-ru = русский
language-en = английский
language-de = немецкий
language-fr = французский
language-es = испанский
language-it = итальянский
language-tr = турецкий
language-uz = узбекский
language-ky = киргизский
language-tt = татарский
language-ug = уйгурский
language-uk = украинский
language-be = белорусский
language-pl = польский
language-ar = арабский
language-fa = персидский
language-zh = китайский
language-ja = японский
language-ko = корейский
language-la = латинский
language-unknown = другой язык ({ $tag })

# Formats
format-epub = EPUB
format-daisy = DAISY
format-pdf = PDF
format-scan = изображения страниц
format-fb2 = FB2
format-text = простой текст
format-html = веб-страница
format-document = текстовый документ
format-braille = шрифт Брайля
format-webpub = веб-издание
format-audiobook = аудиокнига

# Amounts
percent = { $value } %
points = { $value } пт
size-bytes = { $value } байт
size-kilobytes = { $value } КБ
size-megabytes = { $value } МБ
hours = { $count ->
        [one] { $count } час
        [few] { $count } часа
       *[many] { $count } часов
    }
seconds = { $count ->
        [one] { $count } секунда
        [few] { $count } секунды
       *[many] { $count } секунд
    }
minutes = { $count ->
        [one] { $count } минута
        [few] { $count } минуты
       *[many] { $count } минут
    }
under-a-minute = меньше минуты
books = { $count ->
        [one] { $count } книга
        [few] { $count } книги
       *[many] { $count } книг
    }
of-total = { $index } из { $total }
nowhere-back = Возвращаться некуда
