# The reader
reader-no-book = Книга не открыта.
reader-no-book-do = Выберите книгу на полке.
reader-opening = Открывается «{ $title }»
reader-opened = «{ $title }» открыта
reader-resumed = С места, где вы остановились
reader-menu = Меню
reader-search-words = Слова для поиска
reader-place-field = Номер страницы или процент (например: 40 %)
reader-place-wrong = Такой страницы нет. Введите номер страницы или процент от 0 до 100.
reader-toolbar = Управление чтением
reader-play = Читать вслух
reader-pause = Пауза
reader-resume = Продолжить
reader-next-sentence = Следующее предложение
reader-previous-sentence = Предыдущее предложение
reader-contents = Содержание
reader-bookmark = Поставить закладку
reader-search = Поиск в книге

# There is no next or previous one
none-next-character = Дальше символов нет
none-previous-character = Раньше символов нет
none-next-word = Следующего слова нет
none-previous-word = Предыдущего слова нет
none-next-line = Следующей строки нет
none-previous-line = Предыдущей строки нет
none-next-sentence = Следующего предложения нет
none-previous-sentence = Предыдущего предложения нет
none-next-paragraph = Следующего абзаца нет
none-previous-paragraph = Предыдущего абзаца нет
none-next-heading = Следующего заголовка нет
none-previous-heading = Предыдущего заголовка нет
none-next-heading-level = Следующего заголовка { $level }-го уровня нет
none-previous-heading-level = Предыдущего заголовка { $level }-го уровня нет
none-next-section = Следующей главы нет
none-previous-section = Предыдущей главы нет
none-next-page = Следующей страницы нет
none-previous-page = Предыдущей страницы нет
none-next-list = Следующего списка нет
none-previous-list = Предыдущего списка нет
none-next-item = Следующего элемента списка нет
none-previous-item = Предыдущего элемента списка нет
none-next-table = Следующей таблицы нет
none-previous-table = Предыдущей таблицы нет
none-next-link = Следующей ссылки нет
none-previous-link = Предыдущей ссылки нет
none-next-image = Следующего изображения нет
none-previous-image = Предыдущего изображения нет
none-next-note = Следующей сноски нет
none-previous-note = Предыдущей сноски нет
none-next-bookmark = Следующей закладки нет
none-previous-bookmark = Предыдущей закладки нет

# Other notices
notice-beginning = Начало книги
notice-end = Конец книги
notice-nothing-to-read = В этой книге нет текста
notice-page = Страница { $label }
notice-no-page = Такой страницы нет: { $label }
notice-no-pages = В этой книге нет номеров печатных страниц
notice-no-link = Здесь нет ссылки
notice-dead-link = Ссылка никуда не ведёт
notice-no-history-back = Возвращаться некуда
notice-no-history-forward = Вперёд идти некуда
notice-bookmark-added = Закладка поставлена
notice-bookmark-removed = Закладка убрана
notice-highlight-removed = Выделение убрано
notice-note-removed = Заметка удалена
notice-bookmark-already = Здесь уже есть закладка
notice-bookmark-none = Здесь нет закладки
notice-highlight-added = Выделено
notice-note-added = Заметка сохранена
notice-found = Найдено: { $index } из { $count }
notice-found-more = Найдено: { $index } из { $count } и более
notice-found-wrapped = Поиск прошёл по кругу
notice-not-found = «{ $query }» не найдено
notice-no-search = Вы ещё ничего не искали
notice-waiting = Этот раздел ещё готовится
notice-copied = Скопировано
notice-nothing-selected = Ничего не выделено
character-space = пробел
character-newline = новая строка
character-full-stop = точка
character-comma = запятая
character-colon = двоеточие
character-semicolon = точка с запятой
character-question = вопросительный знак
character-exclamation = восклицательный знак
character-dash = тире
character-hyphen = дефис
character-quote-open = кавычка открывается
character-quote-close = кавычка закрывается
character-quote = кавычка
character-apostrophe = апостроф
character-paren-open = скобка открывается
character-paren-close = скобка закрывается
character-ellipsis = многоточие
character-slash = косая черта
character-asterisk = звёздочка
character-capital = { $letter } заглавная
character-hidden = звёздочка
echo-deleted = удалено: { $text }
echo-selected = выделено: { $text }
echo-edge = край

# Where am I
where-page = страница { $label }
where-section = раздел { $index } из { $total }
where-left-in-section = до конца раздела примерно { $time }
where-left-in-book = до конца книги примерно { $time }
where-screen = Вы на экране «{ $screen }»

# Contents
outline-contents = Содержание
outline-none = В этой книге нет содержания.
outline-bookmarks = Закладки
outline-bookmarks-none = Закладок пока нет.
outline-here = { $title }, вы здесь
outline-go = Перейти
outline-go-heading = Перейти к странице или проценту
outline-page = Номер страницы
outline-page-range = { $first }–{ $last }
outline-percent = Процент, 0–100
outline-percent-wrong = Введите число от 0 до 100.
outline-page-wrong = Такой страницы нет: { $label }.
outline-back-to-book = Вернуться к книге

# Dialogs
note-title = Заметка
note-field = Текст заметки
note-place = К месту: { $text }
note-save = Сохранить
leave-book-question = Ссылка ведёт за пределы книги. Открыть её в браузере?
outline-places = Страница и процент

# The password of a book
password-title = Пароль книги «{ $title }»
password-field = Пароль
password-open = Открыть
password-forgotten = Пароль забудется, когда программа закроется.

# A break of the text
notice-break = Разделитель
