# cli
cli-no-home = Не удалось открыть папку программы ({ $cause }). Укажите другую папку параметром --home.

cli-shelf-not-a-book = «{ $file }» — не книга, которую можно прочитать. Выберите другой файл.
cli-shelf-gone = Файла «{ $file }» нет. Проверьте имя.
cli-shelf-forbidden = Система не даёт программе доступа к «{ $file }». Измените права или выберите другое место.
cli-shelf-not-a-file = «{ $file }» — не файл. Выберите файл книги.
cli-shelf-full = На диске нет места. Освободите место и попробуйте ещё раз.
cli-shelf-busy = Полка занята другой программой. Закройте её или попробуйте ещё раз.
cli-shelf-newer = Полку записала более новая версия программы. Обновите программу.
cli-shelf-unknown = На полке нет книги { $id }. Посмотрите, что там есть: «oqyrman shelf».
cli-shelf-damaged = Полка повреждена. Повторите команду: полка будет восстановлена.
cli-shelf-failed = Полкой нельзя пользоваться: { $cause }. Попробуйте ещё раз или укажите другую папку с помощью --home.
cli-shelf-recovered =
    Полка была повреждена и составлена заново: { $holdings ->
        [one] { $holdings } книга
        [few] { $holdings } книги
       *[many] { $holdings } книг
    }, место сохранено в { $places }. Повреждённая полка лежит в «{ $file }».

# catalog, fetch
cli-password = Пароль для «{ $library }»:
cli-sign-in-do = Укажите имя или номер билета параметром --user, а пароль — параметром --password-stdin.
cli-address-do = Проверьте адрес.
cli-unprotected-do = Если вы согласны, повторите команду с параметром --unprotected.
cli-answer-none = Эта страница ни о чём не спрашивает.
cli-answer-unknown = Нет такого вопроса или ответа: { $what }. Пишите ВОПРОС=ОТВЕТ, как их выводит «catalog».
cli-terms-do = Если вы согласны, повторите команду с параметром --accept-terms.
cli-borrowing = Берём книгу…
cli-waiting = Библиотека занята; ждём { $seconds ->
        [one] { $seconds } секунду
        [few] { $seconds } секунды
       *[many] { $seconds } секунд
    }…
cli-downloading = Скачивается: { $percent } %
cli-downloading-some = Скачано: { $size } КиБ
cli-checking = Проверяем книгу…

# info, text
cli-output = Ответ не удалось вывести ({ $cause }). Проверьте, куда он выводится.
cli-book-password-do = Передайте пароль книги через стандартный ввод, с параметром --password-stdin.
cli-no-window = Не удалось открыть окно ({ $cause }). Проверьте, есть ли экран или виртуальный дисплей.

# play
cli-recording = Эта книга — запись без текста. Слушайте её командой «oqyrman play».
cli-play-no-sound = В этой книге нет записи. Пусть её прочтёт голос: «oqyrman speak».
cli-play-no-place = «{ $from }» — не место в этой записи длиной { $duration }. Укажите секунды, ч:мм:сс или проценты.
cli-play-device-do = Подключите наушники или динамики и продолжите с этого места: «--from { $place }».

# profile
cli-profile-not-kept = Настройки не записать ({ $cause }). Освободите место на диске или укажите другую папку с --home.
cli-profile-unknown = Профиля «{ $name }» у вас нет. Названия — на экране вида книг.
cli-profile-no-name = Имя файла «{ $file }» не годится в название профиля. Дайте файлу имя с буквами или цифрами.
cli-profile-not-read = Файл «{ $file }» не прочитать. Проверьте имя и права доступа.
cli-profile-foreign = «{ $file }» — не профиль этой программы. Выберите другой файл.
cli-profile-damaged = Профиль в файле «{ $file }» повреждён. Сохраните его заново.
cli-several = В этом архиве несколько книг; выберите одну с помощью --member: { $names }
