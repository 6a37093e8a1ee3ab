# Keys: by level, by cell, and what is said of the place
act-next-heading-1 = 1-деңгейлі келесі тақырып
act-next-heading-2 = 2-деңгейлі келесі тақырып
act-next-heading-3 = 3-деңгейлі келесі тақырып
act-next-heading-4 = 4-деңгейлі келесі тақырып
act-next-heading-5 = 5-деңгейлі келесі тақырып
act-next-heading-6 = 6-деңгейлі келесі тақырып
act-previous-heading-1 = 1-деңгейлі алдыңғы тақырып
act-previous-heading-2 = 2-деңгейлі алдыңғы тақырып
act-previous-heading-3 = 3-деңгейлі алдыңғы тақырып
act-previous-heading-4 = 4-деңгейлі алдыңғы тақырып
act-previous-heading-5 = 5-деңгейлі алдыңғы тақырып
act-previous-heading-6 = 6-деңгейлі алдыңғы тақырып
act-next-quote = Келесі дәйексөз
act-previous-quote = Алдыңғы дәйексөз
act-cell-left = Сол жақтағы ұяшық
act-cell-right = Оң жақтағы ұяшық
act-cell-up = Жоғарыдағы ұяшық
act-cell-down = Төмендегі ұяшық
act-cell-first = Кестенің бірінші ұяшығы
act-cell-last = Кестенің соңғы ұяшығы
act-headings = Тақырыптар тізімі
act-say-title = Кітап пен тараудың атауын айту
act-say-status = Күйін айту: оқу, жылдамдық, дауыс, уақыт
act-say-selection = Таңдалған мәтінді айту
act-say-line = Осы жолды айту
act-say-word = Осы сөзді айту
act-say-character = Осы таңбаны айту
act-spell = Сөзді әріптеп айту, қайта басқанда әр әріпке бір сөзден

# There is no next or previous one
none-next-quote = Келесі дәйексөз жоқ
none-previous-quote = Алдыңғы дәйексөз жоқ

# Tables
notice-edge-of-table = Кестенің шеті
notice-not-in-table = Бұл жерде кесте жоқ
notice-empty = бос
cell-place = { $row }-жол, { $column }-баған
cell-rows = { $count ->
    [one] { $count } жолды алады
   *[other] { $count } жолды алады
}
cell-columns = { $count ->
    [one] { $count } бағанды алады
   *[other] { $count } бағанды алады
}

# What a place begins
structure-list = { $count ->
    [one] тізім, { $count } элемент
   *[other] тізім, { $count } элемент
}
structure-rows = { $count ->
    [one] { $count } жол
   *[other] { $count } жол
}
structure-columns = { $count ->
    [one] { $count } баған
   *[other] { $count } баған
}
structure-table = кесте, { $rows }, { $columns }

# The selection
notice-selection = Таңдалған мәтін:

# Where am I
where-page-of = { $last } беттің { $label }-беті
where-chapter = { $total } тараудың { $index }-тарауы
where-percent-of-chapter = тараудың оқылғаны { $percent }
where-percent-of-section = бөлімнің оқылғаны { $percent }
where-left-in-chapter = тараудың соңына дейін шамамен { $time }
where-recording = жазбада { $passed }, барлығы { $total }

# The state of the program
status-reading = Дауыстап оқылуда
status-playing = Тыңдалуда
status-paused = Кідіртілген
status-silent = Дауыстап оқу тоқтап тұр
status-voice = дауыс: { $name }
status-voice-usual = дауыс: жүйенің өз дауысы
status-letters-on = бір әріптік пернелер қосулы
status-letters-off = бір әріптік пернелер өшірулі
status-time = сағат { $time }

# The list of headings
outline-headings = Тақырыптар
outline-headings-none = Бұл кітапта тақырып жоқ.
outline-heading = { $title }, { $level }-деңгей
outline-heading-on-page = { $title }, { $level }-деңгей, { $page }-бет

# Help
help-move = Кітап ішінде қалай жүруге болады
help-move-text = H келесі тақырыпқа, Shift + H алдыңғысына апарады. 1-ден 6-ға дейінгі цифрлар сол деңгейдегі келесі тақырыпқа апарады. L, I, T, K, G, D, Q тізімге, тізім элементіне, кестеге, сілтемеге, суретке, ескертпеге, дәйексөзге апарады, Shift қосылса, алдыңғысына апарады. Кесте ішінде Ctrl + Alt және көрсеткілер ұяшықтан ұяшыққа өткізеді. Ctrl + Shift + G барлық тақырыпты тізіп береді: тақырыптың алғашқы әріптерін терсеңіз, соған барасыз. F6 сөзді әріптеп айтады, қайта бассаңыз, әр әріпке бір сөзден айтады. Бір әріптік пернелер өшірулі болса, осының бәрі Ctrl немесе Alt пернесімен істейді. Экран дикторы жұмыс істеп тұрғанда сандық пернетақта мен Caps Lock соған қалдырылады, ал Insert әрқашан соныкі.

# A word for each letter, for spelling: letter, space, word
spelling-alphabet = а Алматы; ә Әлия; б Балқаш; в вагон; г гүл; ғ ғылым; д дала; е Есіл; ё ёлка; ж Жамбыл; з Зайсан; и ине; й йод; к кітап; қ Қарағанды; л лашын; м Маңғыстау; н Нарын; ң таң сөзіндегідей; о орман; ө өзен; п Павлодар; р Риддер; с Семей; т Тараз; у уақыт; ұ ұшақ; ү Үстірт; ф фабрика; х халық; һ қаһарман сөзіндегідей; ц цирк; ч чемпион; ш Шымкент; щ щётка; ъ айыру белгісі; ы ыдыс; і інжу; ь жіңішкелік белгісі; э экран; ю Юпитер; я ядро
