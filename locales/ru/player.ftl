# The player of audiobooks
player-position = Место в книге
player-position-value = { $passed }, всего { $total }
player-chapter = { $title }, глава { $index } из { $total }
player-chapter-number = Глава { $number }
player-chapter-of = глава { $index } из { $total }
player-in-chapter = В главе: прошло { $passed }, осталось { $left }
player-in-book = В книге: прошло { $passed }, осталось { $left }
player-from-beginning = от начала книги { $time }
player-left-in-chapter = до конца главы { $time }
player-left-in-book = до конца книги { $time }
player-at-speed = на скорости { $speed } это { $time }
player-jumps = Переходы по времени
player-chapters = Главы
player-sound = Скорость и громкость
player-more = Ещё о книге
player-go-to = Перейти ко времени или проценту
player-place-field = Время (например: 1:20:30), минуты или процент (например: 40 %)
player-place-wrong = Такого места в книге нет. Введите время в виде 1:20:30 или процент от 0 до 100.
player-skipped = Эту часть не удалось прослушать: { $title }.
player-skipped-do = Звучит следующая. Попробуйте скачать книгу ещё раз.
announce-leap = Один переход: { $value }
sleep-timer = Таймер сна
sleep-off = выключен
sleep-chapter = до конца главы
announce-sleep = Таймер сна: { $value }
sleep-still-there = Вы ещё слушаете? Чтобы продолжить, нажмите любую клавишу.
sleep-goes-on = Книга звучит дальше.

# The chapters of a recording
chapters-row = { $title }, { $time }
chapters-bookmark = { $title }, { $time }
chapters-pages = Страницы
chapters-places = Время и процент
chapters-time = Время (например: 1:20:30) или минуты
chapters-time-range = 0:00–{ $end }
chapters-time-wrong = Введите время в виде 1:20:30, не больше { $end }.
chapters-bookmarks-none-do = Во время прослушивания нажмите Ctrl + B.
none-next-track = Следующего файла нет
none-previous-phrase = Предыдущей фразы нет
none-next-phrase = Следующей фразы нет
none-previous-track = Предыдущего файла нет

# A note that is spoken
spoken-title = Голосовая заметка
spoken-ready = Вы говорите в микрофон, не больше 10 минут. Нажмите «Начать запись» и говорите после слова «Говорите».
spoken-start = Начать запись
spoken-now = Говорите
spoken-going = Идёт запись: { $time }
spoken-stop = Остановить и сохранить
spoken-kept = Голосовая заметка сохранена: { $time }
spoken-none = В этой строке нет голосовой заметки.
chapters-spoken = голосовая заметка, { $line }
export-spoken = Голосовая заметка: { $file }
error-no-microphone = Микрофон не найден.
error-no-microphone-do = Подключите микрофон и попробуйте ещё раз.
error-microphone-silent = Микрофон не передал ни звука.
error-microphone-silent-do = Проверьте, включён ли микрофон, и попробуйте ещё раз.
error-spoken-note = Голосовая заметка не сохранилась.

# A recording that is heard while it is downloaded
player-waiting = Продолжение книги ещё загружается. Когда оно придёт, книга зазвучит сама.
error-not-yet-do = Подождите, пока книга загрузится.
book-listen-now = Слушать, не дожидаясь загрузки
download-can-be-heard = «{ $title }»: можно слушать, не дожидаясь конца загрузки
