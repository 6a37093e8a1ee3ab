# Keys: by level, by cell, and what is said of the place
act-next-heading-1 = Следующий заголовок 1-го уровня
act-next-heading-2 = Следующий заголовок 2-го уровня
act-next-heading-3 = Следующий заголовок 3-го уровня
act-next-heading-4 = Следующий заголовок 4-го уровня
act-next-heading-5 = Следующий заголовок 5-го уровня
act-next-heading-6 = Следующий заголовок 6-го уровня
act-previous-heading-1 = Предыдущий заголовок 1-го уровня
act-previous-heading-2 = Предыдущий заголовок 2-го уровня
act-previous-heading-3 = Предыдущий заголовок 3-го уровня
act-previous-heading-4 = Предыдущий заголовок 4-го уровня
act-previous-heading-5 = Предыдущий заголовок 5-го уровня
act-previous-heading-6 = Предыдущий заголовок 6-го уровня
act-next-quote = Следующая цитата
act-previous-quote = Предыдущая цитата
act-cell-left = Ячейка слева
act-cell-right = Ячейка справа
act-cell-up = Ячейка выше
act-cell-down = Ячейка ниже
act-cell-first = Первая ячейка таблицы
act-cell-last = Последняя ячейка таблицы
act-headings = Список заголовков
act-say-title = Сказать название книги и главы
act-say-status = Сказать состояние: чтение, скорость, голос, время
act-say-selection = Сказать выделенный текст
act-say-line = Сказать строку
act-say-word = Сказать слово
act-say-character = Сказать символ
act-spell = Слово по буквам, при повторном нажатии — со словом для каждой буквы

# There is no next or previous one
none-next-quote = Следующей цитаты нет
none-previous-quote = Предыдущей цитаты нет

# Tables
notice-edge-of-table = Край таблицы
notice-not-in-table = Здесь нет таблицы
notice-empty = пусто
cell-place = строка { $row }, столбец { $column }
cell-rows = { $count ->
    [one] занимает { $count } строку
    [few] занимает { $count } строки
   *[many] занимает { $count } строк
}
cell-columns = { $count ->
    [one] занимает { $count } столбец
    [few] занимает { $count } столбца
   *[many] занимает { $count } столбцов
}

# What a place begins
structure-list = { $count ->
    [one] список, { $count } элемент
    [few] список, { $count } элемента
   *[many] список, { $count } элементов
}
structure-rows = { $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[many] { $count } строк
}
structure-columns = { $count ->
    [one] { $count } столбец
    [few] { $count } столбца
   *[many] { $count } столбцов
}
structure-table = таблица, { $rows }, { $columns }

# The selection
notice-selection = Выделенный текст:

# Where am I
where-page-of = страница { $label } из { $last }
where-chapter = глава { $index } из { $total }
where-percent-of-chapter = прочитано главы: { $percent }
where-percent-of-section = прочитано раздела: { $percent }
where-left-in-chapter = до конца главы примерно { $time }
where-recording = в записи { $passed }, всего { $total }

# The state of the program
status-reading = Идёт чтение вслух
status-playing = Идёт прослушивание
status-paused = Пауза
status-silent = Чтение вслух выключено
status-voice = голос: { $name }
status-voice-usual = голос: системный
status-letters-on = однобуквенные клавиши включены
status-letters-off = однобуквенные клавиши выключены
status-time = время { $time }

# The list of headings
outline-headings = Заголовки
outline-headings-none = В этой книге нет заголовков.
outline-heading = { $title }, уровень { $level }
outline-heading-on-page = { $title }, уровень { $level }, страница { $page }

# Help
help-move = Как ходить по книге
help-move-text = H ведёт к следующему заголовку, Shift + H — к предыдущему. Цифры от 1 до 6 ведут к следующему заголовку этого уровня. L, I, T, K, G, D, Q ведут к списку, элементу списка, таблице, ссылке, изображению, сноске, цитате, с Shift — к предыдущим. Внутри таблицы Ctrl + Alt со стрелками переводит из ячейки в ячейку. Ctrl + Shift + G открывает список всех заголовков: наберите первые буквы, чтобы попасть на нужный. F6 произносит слово по буквам, при повторном нажатии — со словом для каждой буквы. Если однобуквенные клавиши выключены, всё это делается с Ctrl или Alt. Пока работает программа экранного доступа, ей отданы цифровой блок и Caps Lock, а Insert отдан ей всегда.

# A word for each letter, for spelling: letter, space, word
spelling-alphabet = а Анна; б Борис; в Василий; г Григорий; д Дмитрий; е Елена; ё ёлка; ж Женя; з Зинаида; и Иван; й йод; к Константин; л Леонид; м Михаил; н Николай; о Ольга; п Павел; р Роман; с Семён; т Татьяна; у Ульяна; ф Фёдор; х Харитон; ц цапля; ч человек; ш Шура; щ щука; ъ твёрдый знак; ы как в слове сын; ь мягкий знак; э эхо; ю Юрий; я Яков
