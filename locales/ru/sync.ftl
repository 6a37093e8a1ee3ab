# Two places in one book
place-title = Прочитано в двух местах
place-question = Откуда продолжим?
place-here = На этом устройстве: { $place }
place-there = { $device }: { $place }
place-other-device = Другое устройство
place-not-begun = ещё не начата
place-chapter = глава { $number }
place-today = сегодня в { $time }
place-yesterday = вчера в { $time }
place-later = Спросить позже
place-stayed = Осталось место на этом устройстве.
place-went = Вы на месте с другого устройства. Alt + стрелка влево вернёт назад.

# The settings of it
screen-sync = Между устройствами
sync-open = Между устройствами
sync-what = Книгу можно читать на одном устройстве и продолжить с того же места на другом. Для этого место и несколько слов вокруг него, название главы, имя устройства и время отправляются на серверы ниже. Пока это выключено, не отправляется ничего.
sync-on = Отправлять место чтения
sync-libraries = Кому отправляется
sync-no-libraries = Пока ни одна библиотека не предложила хранить место. Когда вы возьмёте книгу в такой библиотеке, она появится здесь.
sync-device = Имя этого устройства
sync-device-hint = Так его назовут другие ваши устройства.
sync-koreader = Сервер KOReader
sync-koreader-what = На этот сервер отправляются номер книги (он вычисляется из файла) и прочитанный процент.
sync-koreader-server = Адрес сервера
sync-koreader-user = Имя
sync-koreader-password = Пароль
sync-koreader-sign-in = Войти
sync-koreader-register = Зарегистрироваться
sync-koreader-sign-out = Выйти
sync-koreader-in = Вы вошли на { $host }: { $user }
sync-koreader-out = Вы вышли с сервера.
sync-koreader-address = Проверьте адрес сервера.
sync-koreader-empty = Введите имя и пароль.
sync-koreader-asking = Ждём ответа сервера…
sync-turned-on = Место теперь отправляется.
sync-turned-off = Место больше не отправляется.

# Notes and settings travel, too
sync-notes = Отправлять также закладки и заметки
sync-notes-what = Закладки, выделенные слова и ваши заметки хранятся в библиотеке, которая выдала книгу, если она это предлагает. Звук наговорённых заметок остаётся на этом устройстве.
sync-notes-turned-on = Заметки теперь отправляются.
sync-notes-turned-off = Заметки больше не отправляются.
sync-notes-came = { $count ->
        [one] С другого устройства пришла { $count } заметка
        [few] С другого устройства пришли { $count } заметки
       *[many] С другого устройства пришло { $count } заметок
    }
sync-settings = Настройки
sync-settings-what = Настройки можно отправить в библиотеку и взять оттуда на другом устройстве: размер букв, цвета, скорость голоса, клавиши.
sync-settings-send = Отправить эти настройки: { $name }
sync-settings-get = Взять настройки: { $name }
sync-settings-asking = Ждём ответа библиотеки…
sync-settings-sent = Настройки отправлены: { $name }
sync-settings-none = Ваших настроек там ещё нет: { $name }
sync-settings-question = Применить здесь настройки, которые хранит «{ $name }»?
sync-settings-consequence = Нынешний вид, цвета и настройки голоса этого устройства заменятся ими.
sync-settings-yes = Применить
error-settings-foreign = Файл, который прислала «{ $name }», не содержит настроек.
error-settings-foreign-do = Сначала отправьте настройки с другого устройства.

# What went wrong
error-sync = Место чтения не отправлено.
error-sync-sign-in = «{ $host }» вас не узнаёт: место чтения не отправлено.
error-sync-sign-in-do = Откройте каталог библиотеки и войдите.
error-sync-other = По адресу { $host } место не хранится.
error-sync-other-do = Проверьте адрес в настройках или выключите отправку.
error-sync-not-known = { $host } не знает такого имени и пароля.
error-sync-not-known-do = Откройте настройки и войдите снова.
error-sync-name-taken = На { $host } это имя занято.
error-sync-name-taken-do = Выберите другое имя или войдите с паролем.

# The command line
cli-sync-off = Отправка выключена. Включите её в настройках окна или параметром «--on» этой команды.
cli-sync-no-settings = Эта библиотека не хранит настройки: { $name }
