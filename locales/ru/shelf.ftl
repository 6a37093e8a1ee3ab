# Welcome
welcome-heading = Выберите язык
welcome-choose = Продолжить по-русски
welcome-aloud = Добро пожаловать в программу Оқырман. Чтобы продолжить по-русски, нажмите цифру два.
welcome-keys = Переходите клавишей Tab, выбирайте клавишей Enter.

# Shelf
shelf-heading = Мои книги
shelf-continue = Продолжить: { $title }
shelf-empty = На полке пока пусто.
shelf-empty-do = Возьмите книгу в библиотеке или добавьте свой файл.
shelf-to-catalog = Открыть каталог
shelf-add = Добавить книгу
shelf-filter = Найти на полке
shelf-none-match = Такой книги на полке нет.
shelf-sort = Порядок
shelf-sort-recent = Недавно открытые
shelf-sort-title = По названию
shelf-sort-author = По автору
shelf-sort-added = Недавно добавленные
shelf-remove-question = Убрать книгу «{ $title }» с полки?
shelf-remove-what = Копия файла на полке, место чтения и закладки будут удалены.
shelf-not-begun = ещё не открыта
shelf-finished = прочитана
shelf-progress = прочитано { $percent }
shelf-heard = прослушана
shelf-heard-part = прослушано { $percent }
shelf-due = вернуть до { $date }
shelf-overdue = срок истёк { $date }
shelf-missing-file = файл не найден
shelf-count = { $count ->
        [one] На полке { $count } книга
        [few] На полке { $count } книги
       *[many] На полке { $count } книг
    }

# Details of a book
book-untitled = Книга без названия
book-authors = Автор
book-translators = Перевод
book-narrators = Читает
book-languages = Язык
book-publisher = Издательство
book-published = Год
book-series = Серия
book-series-number = { $name }, { $number }
book-subjects = Темы
book-format = Формат
book-duration = Продолжительность
book-size = Размер
book-progress = Прочитано
book-file = Файл
book-summary = Аннотация
book-facts = Сведения
book-get = Получить книгу
book-borrow = Взять почитать
book-download = Скачать
book-sample = Скачать отрывок
book-buy = Купить (на сайте библиотеки)
book-subscribe = Подписаться (на сайте библиотеки)
book-get-as = { $verb }, { $format }
book-on-shelf = Эта книга уже на вашей полке.
book-nothing-to-get = Получить эту книгу здесь нельзя. Обратитесь в библиотеку.
book-cancel-download = Остановить загрузку

# Availability
available = Доступна
available-copies = { $count ->
        [one] Доступен { $count } экземпляр
        [few] Доступно { $count } экземпляра
       *[many] Доступно { $count } экземпляров
    }
unavailable = Все экземпляры на руках
unavailable-until = Все экземпляры на руках до { $date }
reserved = Вы в очереди
reserved-position = Вы в очереди, место { $position }
ready = Отложена для вас
ready-until = Отложена для вас до { $date }

# Downloads
step-asking = Запрос в библиотеку
step-borrowing = Берём книгу
step-waiting = Библиотека занята, ожидание: { $time }
step-downloading = Скачивается
step-downloading-percent = Скачивается: { $percent }
step-checking = Проверяется
download-percent = «{ $title }»: скачано { $percent }
download-finished = «{ $title }» скачана и стоит на полке
download-cancelled = Загрузка «{ $title }» остановлена

# Add a book
add-heading = Добавить книгу с устройства
add-path = Путь к файлу или веб-адрес
add-path-hint = Вставьте путь и нажмите Enter. Файл можно и перетащить в окно.
add-path-open = Добавить
add-places = Места
add-place-home = Домашняя папка
add-place-documents = Документы
add-place-downloads = Загрузки
add-place-desktop = Рабочий стол
add-place-drive = Диск: { $name }
add-folder = Папка: { $name }
add-up = На уровень выше
add-contents = В папке { $name }
add-recording = Добавить эту папку как одну аудиокнигу
add-empty = В этой папке нет ни книг, ни папок.
add-unreadable = Эту папку открыть нельзя.
add-count = Папок: { $folders }, книг: { $books }
add-more = Показать ещё
add-opening = Файл открывается
shelf-loading = Полка открывается
add-listing = Папка открывается
add-path-empty = Сначала введите путь или адрес.
shelf-keep = Оставить
