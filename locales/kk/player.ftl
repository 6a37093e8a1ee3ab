# The player of audiobooks
player-position = Кітаптағы орын
player-position-value = { $passed }, барлығы { $total }
player-chapter = { $title }, { $total } тараудың { $index }-тарауы
player-chapter-number = { $number }-тарау
player-chapter-of = { $total } тараудың { $index }-тарауы
player-in-chapter = Тарауда: { $passed }, қалғаны { $left }
player-in-book = Кітапта: { $passed }, қалғаны { $left }
player-from-beginning = кітаптың басынан { $time }
player-left-in-chapter = тараудың соңына дейін { $time }
player-left-in-book = кітаптың соңына дейін { $time }
player-at-speed = { $speed } жылдамдықпен { $time }
player-jumps = Уақыт бойынша жылжу
player-chapters = Тараулар
player-sound = Жылдамдық пен дыбыс
player-more = Кітаппен жұмыс
player-go-to = Уақытқа немесе пайызға өту
player-place-field = Уақыт (мысалы: 1:20:30), минут немесе пайыз (мысалы: 40 %)
player-place-wrong = Кітапта ондай жер жоқ. Уақытты 1:20:30 түрінде немесе 0-ден 100-ге дейінгі пайызды жазыңыз.
player-skipped = Бұл бөлікті ойнату мүмкін болмады: { $title }.
player-skipped-do = Келесі бөлігі басталды. Кітапты қайта жүктеп көріңіз.
announce-leap = Бір жылжу: { $value }
sleep-timer = Ұйқы таймері
sleep-off = өшірулі
sleep-chapter = тараудың соңына дейін
announce-sleep = Ұйқы таймері: { $value }
sleep-still-there = Тыңдап отырсыз ба? Жалғастыру үшін кез келген пернені басыңыз.
sleep-goes-on = Тыңдау жалғасады.

# The chapters of a recording
chapters-row = { $title }, { $time }
chapters-bookmark = { $title }, { $time }
chapters-pages = Беттер
chapters-places = Уақыт пен пайыз
chapters-time = Уақыт (мысалы: 1:20:30) немесе минут
chapters-time-range = 0:00–{ $end }
chapters-time-wrong = Уақытты 1:20:30 түрінде жазыңыз, { $end } шегінде.
chapters-bookmarks-none-do = Тыңдап отырғанда Ctrl + B пернелерін басыңыз.
none-next-track = Келесі файл жоқ
none-previous-phrase = Алдыңғы фраза жоқ
none-next-phrase = Келесі фраза жоқ
none-previous-track = Алдыңғы файл жоқ

# A note that is spoken
spoken-title = Дауыстық жазба
spoken-ready = Микрофонға айтасыз, ең көбі 10 минут. «Жазуды бастау» батырмасын басып, «Сөйлеңіз» дегеннен кейін айтыңыз.
spoken-start = Жазуды бастау
spoken-now = Сөйлеңіз
spoken-going = Жазылып жатыр: { $time }
spoken-stop = Тоқтатып, сақтау
spoken-kept = Дауыстық жазба сақталды: { $time }
spoken-none = Бұл жолда дауыстық жазба жоқ.
chapters-spoken = дауыстық жазба, { $line }
export-spoken = Дауыстық жазба: { $file }
error-no-microphone = Микрофон табылмады.
error-no-microphone-do = Микрофонды қосып, қайталап көріңіз.
error-microphone-silent = Микрофоннан ешқандай дыбыс естілмеді.
error-microphone-silent-do = Микрофонның қосулы екенін тексеріп, қайталап көріңіз.
error-spoken-note = Дауыстық жазба сақталмады.

# A recording that is heard while it is downloaded
player-waiting = Кітаптың жалғасы әлі жүктелуде. Келгенде өзі жалғасады.
error-not-yet-do = Жүктеліп болғанша күтіңіз.
book-listen-now = Жүктеліп жатқанда тыңдау
download-can-be-heard = «{ $title }»: қазірден бастап тыңдауға болады
