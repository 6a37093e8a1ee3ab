# Finding a book in all libraries
screen-find = Поиск книги
act-find-book = Найти книгу (во всех библиотеках)
find-field = Что вы ищете?
find-field-hint = Пишите название или автора: результаты появляются сразу. Стрелка вниз ведёт к ним, Enter спрашивает сами библиотеки.
find-to = Найти книгу
find-count = { $count ->
        [one] Найдена { $number } книга.
        [few] Найдены { $number } книги.
       *[many] Найдено { $number } книг.
    }
find-at-least = { $count ->
        [one] Найдена по меньшей мере { $number } книга.
        [few] Найдены по меньшей мере { $number } книги.
       *[many] Найдено по меньшей мере { $number } книг.
    }
find-forgiven = { $count ->
        [one] Точно так не найдено. По запросу «{ $meant }»: { $number } книга.
        [few] Точно так не найдено. По запросу «{ $meant }»: { $number } книги.
       *[many] Точно так не найдено. По запросу «{ $meant }»: { $number } книг.
    }
find-first = Первая: { $title }.
find-by-filters = Фильтр: { $filters }.
find-none = Ничего не найдено.
find-none-do = Попробуйте короче или другими словами, снимите фильтры или спросите сами библиотеки.
find-on-shelf = есть на вашей полке
find-sound = со звуком
find-sold = только продаётся
find-read-by = читает: { $names }
find-more = Показать ещё
find-ask = Спросить сами библиотеки
find-asking = Спрашиваем библиотеки
find-late = { $count ->
        [one] Библиотеки нашли ещё { $count } книгу, она в конце списка.
        [few] Библиотеки нашли ещё { $count } книги, они в конце списка.
       *[many] Библиотеки нашли ещё { $count } книг, они в конце списка.
    }
find-late-none = Больше библиотеки ничего не нашли.
find-failed = Не ответили библиотеки: { $names }.
find-opening = Узнаём подробности о книге
find-no-library = Библиотек пока нет, поэтому поиск идёт только по вашей полке. Библиотеку можно добавить в каталоге.
find-to-catalog = Открыть каталог
find-broken = Список библиотек не открылся. Нажмите Enter, чтобы спросить сами библиотеки.
find-lists-off = Списки библиотек на этом устройстве не хранятся: это отключено в настройках.
find-status = { $titles }, { $libraries }, { $updated }
find-status-titles = { $count ->
        [one] В списке { $number } книга
        [few] В списке { $number } книги
       *[many] В списке { $number } книг
    }
find-status-libraries = { $count ->
        [one] { $count } библиотека
        [few] { $count } библиотеки
       *[many] { $count } библиотек
    }
find-status-updated = обновлено { $when }
find-status-not-yet = ещё не прочитано до конца
find-today = сегодня в { $time }
find-yesterday = вчера в { $time }
find-on-day = { $date } в { $time }
find-filters = Фильтры
find-filters-chosen = Фильтры: { $filters }
find-filters-clear = Снять фильтры
find-any = Все
find-language = Язык
find-format = Формат
find-library = Библиотека
find-branches = Филиал
find-branch = Филиал { $number }
find-filter-sound = только со звуком
find-filter-now = доступные сейчас
find-filter-new = поступившие за 30 дней
find-keep-lists = Хранить списки библиотек на этом устройстве
find-keep-lists-hint = Тогда книги находятся сразу и без интернета. Списки берутся только у библиотек, которые вы добавили; то, что вы ищете, никуда не отправляется.
find-cli-busy = Списки обновляет другое окно или команда. Подождите, пока они закончат.
find-cli-failed = Список библиотек не открылся ({ $cause }). Попробуйте ещё раз.
find-cli-filter = Нет фильтра «{ $filter }»: напишите language=kk, format=epub, library=АДРЕС, sound, now или new.
find-late-left-out = { $count ->
        [one] Фильтры исключили ещё { $count } книгу.
        [few] Фильтры исключили ещё { $count } книги.
       *[many] Фильтры исключили ещё { $count } книг.
    }
find-late-untold = { $count ->
        [one] О { $count } из них библиотека сообщает слишком мало.
        [few] О { $count } из них библиотеки сообщают слишком мало.
       *[many] О { $count } из них библиотеки сообщают слишком мало.
    }
find-status-metered = Трафик в этой сети платный, поэтому списки не обновляются. Разрешить обновление можно в настройках, в разделе «Загрузка книг».
