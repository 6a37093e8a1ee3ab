# Библиотеки
screen-libraries = Библиотеки
libraries-own = Собственная библиотека программы
libraries-known = { $count ->
        [one] { $count } библиотека
        [few] { $count } библиотеки
       *[many] { $count } библиотек
    }
libraries-open-now = открыта сейчас
libraries-user = вход выполнен: { $user }
libraries-failed = в последний раз не открылась: { $date }
libraries-kind-folder = папка
libraries-kind-share = общая папка
libraries-details = О библиотеке
libraries-name = Название библиотеки
libraries-name-hint = Введите новое название и нажмите Enter.
libraries-name-save = Переименовать
libraries-name-empty = Сначала введите название.
libraries-renamed = Библиотека переименована: { $name }
libraries-remove = Убрать из списка
libraries-remove-question = Убрать библиотеку из списка: { $name }?
libraries-remove-what = Книги, взятые в этой библиотеке, останутся на полке. Библиотеку можно снова добавить по её адресу.
libraries-removed = Библиотека убрана из списка: { $name }. Книги остались на полке.
libraries-forget-question = Удалить и сохранённый пароль этой библиотеки?
libraries-forget-what = Если удалить его, при новом добавлении библиотеки пароль придётся ввести снова.
libraries-forget-yes = Удалить пароль
libraries-forget-no = Оставить пароль
libraries-forgotten = Пароль удалён.
libraries-add = Добавить библиотеку
libraries-address = Адрес библиотеки или папка
libraries-address-hint = Адрес подскажет сотрудник библиотеки. Вместо него можно указать путь к папке.
libraries-look = Найти
libraries-looking = Проверяется адрес «{ $address }»
libraries-found = { $count ->
        [one] Найдена { $count } библиотека. Выберите её, чтобы добавить.
        [few] Найдены { $count } библиотеки. Выберите, какую добавить.
       *[many] Найдено { $count } библиотек. Выберите, какую добавить.
    }
libraries-found-one = Найдено: { $found }. Чтобы добавить, нажмите Enter.
libraries-sign-in-none = вход не нужен
libraries-sign-in-password = нужен вход: номер билета и пароль
libraries-sign-in-browser = нужен вход через браузер
libraries-sign-in-unknown = способ входа этой программе не знаком
libraries-sign-in-unknown-do = Библиотека «{ $name }» впускает читателей способом, которого программа не знает. Спросите в библиотеке, нет ли другого.
libraries-browse = Открыть в браузере
libraries-nothing = По этому адресу библиотека не найдена.
libraries-nothing-do = Проверьте адрес или узнайте в библиотеке полный адрес её каталога.
libraries-tried = Проверенные адреса
libraries-added = Библиотека добавлена: { $name }
libraries-choose-folder = Добавить папку как библиотеку
libraries-folder-take = Добавить эту папку: { $name }
libraries-folder-contents = { $count ->
        [one] Папка: { $name }. В ней { $count } папка.
        [few] Папка: { $name }. В ней { $count } папки.
       *[many] Папка: { $name }. В ней { $count } папок.
    }
libraries-next = Следующая библиотека: { $name }
libraries-opening = Открывается библиотека: { $name }
libraries-only-one = Других библиотек не добавлено.
catalog-here = { $library }: { $words }
catalog-chosen = Выбрано: { $choices }
catalog-featured = Избранные книги
catalog-recommended = Рекомендуемые вам книги
catalog-new = Новые книги
catalog-popular = Популярные книги
catalog-displays = Библиотека предлагает
catalog-all-books = Все книги
catalog-by-field = Искать по автору и названию
catalog-author = Автор
catalog-title-field = Название книги
book-pages = Страниц
book-access = Доступность
access-text = текст можно читать
access-sound = озвучена
access-described = рисунки описаны
access-structure = можно переходить по разделам
access-pages = есть номера печатных страниц
access-math = формулы читаются
access-synchronised = текст и голос идут вместе
access-hazard-flashing = есть мигающие изображения
access-hazard-motion = есть движущиеся изображения
access-hazard-sound = есть внезапные звуки
error-share-gone = Папка не найдена: { $name }.
error-share-gone-do = Проверьте, подключены ли общая папка или устройство, и повторите.
add-place-share = Общая папка: { $name }
cli-library-unknown = Такой библиотеки в списке нет: { $name }. Список покажет команда «oqyrman libraries».
cli-agreed-unknown = Вы не разрешали обращаться без защиты к этому адресу: { $address }. Список покажет команда «oqyrman libraries agreed».
