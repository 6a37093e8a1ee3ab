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

# The chapters of a recording
chapters-row = { $title }, { $time }
chapters-bookmark = { $title }, { $time }
chapters-places = Время и процент
chapters-time = Время (например: 1:20:30) или минуты
chapters-time-range = 0:00–{ $end }
chapters-time-wrong = Введите время в виде 1:20:30, не больше { $end }.
chapters-bookmarks-none-do = Во время прослушивания нажмите Ctrl + B.
none-next-track = Следующего файла нет
none-previous-phrase = Предыдущей фразы нет
none-next-phrase = Следующей фразы нет
none-previous-track = Предыдущего файла нет
