# Where keys work
keys-everywhere = Везде
keys-column-act = Что делает
keys-column-keys = Клавиши
keys-or = { $keys } или { $last }

# Names of keys
key-space = Пробел
key-left = Стрелка влево
key-right = Стрелка вправо
key-up = Стрелка вверх
key-down = Стрелка вниз
key-plus = плюс
key-before-one = клавиша слева от 1
key-minus = минус
key-media-play = Клавиша воспроизведения
key-media-stop = Клавиша остановки
key-media-next = Клавиша следующей записи
key-media-previous = Клавиша предыдущей записи

# Everywhere
act-help = Справка
act-where-am-i = Где я
act-again = Повторить последнее сообщение
act-back = Замолчать, затем назад
act-shelf = Полка
act-catalog = Каталог
act-reader = Открытая книга
act-outline = Содержание книги
act-settings = Настройки
act-add = Добавить книгу
act-find = Поиск
act-larger = Крупнее
act-smaller = Мельче
act-usual-size = Обычный размер
act-colours = Следующие цвета
act-play-pause = Читать вслух, слушать или пауза
act-stop = Остановить чтение
act-slower = Медленнее
act-faster = Быстрее
act-full-screen = Полный экран
act-quit = Выйти из программы

# In a book
act-read-from-here = Читать отсюда
act-repeat = Повторить предложение
act-next-sentence = Следующее предложение
act-leave = Выйти из таблицы, списка, сноски
act-previous-sentence = Предыдущее предложение
act-next-paragraph = Следующий абзац
act-previous-paragraph = Предыдущий абзац
act-next-heading = Следующий заголовок
act-previous-heading = Предыдущий заголовок
act-next-chapter = Следующая глава
act-previous-chapter = Предыдущая глава
act-next-printed-page = Следующая страница
act-previous-printed-page = Предыдущая страница
act-next-character = Следующий символ
act-previous-character = Предыдущий символ
act-next-word = Следующее слово
act-previous-word = Предыдущее слово
act-next-line = Следующая строка
act-previous-line = Предыдущая строка
act-beginning = В начало книги
act-end = В конец книги
act-go-to = Перейти к странице или проценту
act-follow = Перейти по ссылке
act-history-back = Вернуться на прежнее место
act-history-forward = Снова вперёд
act-find-next = Следующее найденное
act-find-previous = Предыдущее найденное
act-add-bookmark = Поставить закладку
act-remove-bookmark = Убрать закладку
act-bookmarks = Список закладок
act-next-bookmark = Следующая закладка
act-previous-bookmark = Предыдущая закладка
act-write-note = Написать заметку
act-highlight = Выделить цветом
act-next-link = Следующая ссылка
act-previous-link = Предыдущая ссылка
act-next-footnote = Следующая сноска
act-previous-footnote = Предыдущая сноска
act-next-list = Следующий список
act-previous-list = Предыдущий список
act-next-item = Следующий элемент списка
act-previous-item = Предыдущий элемент списка
act-next-table = Следующая таблица
act-previous-table = Предыдущая таблица
act-next-picture = Следующее изображение
act-previous-picture = Предыдущее изображение
act-select-next-character = Выделить следующий символ
act-select-previous-character = Выделить предыдущий символ
act-select-next-word = Выделить следующее слово
act-select-previous-word = Выделить предыдущее слово
act-select-next-line = Выделить следующую строку
act-select-previous-line = Выделить предыдущую строку
act-select-next-sentence = Выделить следующее предложение
act-select-previous-sentence = Выделить предыдущее предложение
act-select-next-paragraph = Выделить следующий абзац
act-select-previous-paragraph = Выделить предыдущий абзац
act-copy = Копировать выделенное
act-other = Другое действие

# In an audiobook
act-listen-pause = Слушать или пауза
act-forward-ten-seconds = Вперёд на 10 секунд
act-back-ten-seconds = Назад на 10 секунд
act-forward-minute = Вперёд на 1 минуту
act-back-minute = Назад на 1 минуту
act-forward-ten-minutes = Вперёд на 10 минут
act-back-ten-minutes = Назад на 10 минут
act-next-track = Следующий файл записи
act-previous-phrase = Предыдущая фраза
act-next-phrase = Следующая фраза
act-previous-page-or-track = Предыдущая страница, в записи без страниц предыдущий файл
act-next-page-or-track = Следующая страница, в записи без страниц следующий файл
act-previous-track = Предыдущий файл записи
act-go-to-time = Перейти ко времени или проценту
act-louder = Громче
act-quieter = Тише

# On the shelf and in the catalogue
act-details = О книге
act-remove = Убрать с полки
act-next-page = Следующая страница каталога
act-previous-page = Предыдущая страница каталога
act-reload = Обновить

# At the first start
act-kazakh = По-казахски
act-russian = По-русски
act-english = По-английски
