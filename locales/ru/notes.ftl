# Places found in the book
outline-found = Найденные места
found-whole-words = Только слова целиком
found-case = Различать большие и маленькие буквы
found-all = Все места
found-type-words = Введите слова, которые нужно найти.
found-count = { $count ->
        [one] Найдено { $count } место
        [few] Найдено { $count } места
       *[many] Найдено { $count } мест
    }
found-count-more = Найдено мест: { $count } и более
found-row = { $before }«{ $found }»{ $after }, { $place }

# Bookmarks, highlights and notes
outline-marks = Закладки и заметки
marks-none = Закладок и заметок пока нет.
marks-none-do = Во время чтения закладку ставит { $bookmark }, заметку пишет { $note }.
marks-keys = Enter — перейти к месту, { $edit } — изменить слова, { $remove } — убрать.
marks-show = Что показать
marks-all = Всё
marks-highlights = Выделения
marks-notes = Заметки
marks-row = { $words }, { $kind }, { $place }
marks-row-with-text = { $text }: { $words }, { $kind }, { $place }
marks-edit = Изменить
marks-restore = Вернуть удалённое
marks-export = Сохранить в файл
marks-none-chosen = Сначала выберите что-нибудь в списке
mark-bookmark = закладка
mark-highlight = выделение
mark-note = заметка
mark-name-title = Название закладки
mark-name-field = Название
notice-bookmark-restored = Закладка возвращена
notice-highlight-restored = Выделение возвращено
notice-note-restored = Заметка возвращена
notice-nothing-to-restore = Возвращать нечего
notice-bookmark-renamed = Название закладки сохранено

# Saving them to a file
export-title = Сохранить закладки и заметки в файл
export-form = В каком виде
export-html = Веб-страница: читать и печатать
export-text = Простой текст
export-json = JSON для других программ
export-folder = Файл будет сохранён в папке: { $folder }
export-saved = Файл сохранён: { $file }
export-heading = «{ $title }»: закладки и заметки
export-file = { $title } - закладки и заметки
export-entry = { $kind }, { $place }
export-own-words = Мои слова: { $text }
export-created = Дата: { $date }
error-export = Файл не удалось сохранить.

# annotations
cli-annotations-unknown = Книги «{ $book }» нет на полке. Посмотрите, что там есть: «oqyrman shelf».
cli-annotations-many = На полке несколько книг с названием «{ $book }». Укажите название полностью или файл.
cli-annotations-not-written = Файл «{ $file }» не записан ({ $cause }). Укажите другое место.

# Keys
act-find-all = Список всех найденных мест
act-edit-mark = Изменить название закладки или слова заметки
act-remove-mark = Убрать закладку или заметку
act-restore = Вернуть удалённую закладку или заметку
act-export = Сохранить закладки и заметки в файл
