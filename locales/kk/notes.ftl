# Places found in the book
outline-found = Табылған жерлер
found-whole-words = Тек бүтін сөздер
found-case = Бас әріп пен кіші әріпті ажырату
found-all = Барлық жерлер
found-type-words = Іздейтін сөздерді жазыңыз.
found-count = { $count ->
        [one] { $count } жер табылды
       *[other] { $count } жер табылды
    }
found-count-more = { $count } және одан да көп жер табылды
found-row = { $before }«{ $found }»{ $after }, { $place }

# Bookmarks, highlights and notes
outline-marks = Бетбелгілер мен жазбалар
marks-none = Әзірге бетбелгі де, жазба да жоқ.
marks-none-do = Оқып отырғанда бетбелгі қою үшін { $bookmark }, жазба жазу үшін { $note } пернелерін басыңыз.
marks-keys = Enter — сол жерге өту, { $edit } — сөзін өзгерту, { $remove } — алып тастау.
marks-show = Нені көрсету керек
marks-all = Барлығы
marks-highlights = Белгіленген жерлер
marks-notes = Жазбалар
marks-row = { $words }, { $kind }, { $place }
marks-row-with-text = { $text }: { $words }, { $kind }, { $place }
marks-edit = Өзгерту
marks-restore = Өшірілгенін қайтару
marks-export = Файлға сақтау
marks-none-chosen = Алдымен тізімнен біреуін таңдаңыз
mark-bookmark = бетбелгі
mark-highlight = белгіленген жер
mark-note = жазба
mark-name-title = Бетбелгінің аты
mark-name-field = Аты
notice-bookmark-restored = Бетбелгі қайтарылды
notice-highlight-restored = Белгі қайтарылды
notice-note-restored = Жазба қайтарылды
notice-nothing-to-restore = Қайтаратын ештеңе жоқ
notice-bookmark-renamed = Бетбелгінің аты сақталды

# Saving them to a file
export-title = Бетбелгілер мен жазбаларды файлға сақтау
export-form = Қандай түрде
export-html = Веб-бет: оқуға және басып шығаруға
export-text = Кәдімгі мәтін
export-json = Басқа бағдарламаларға арналған JSON
export-folder = Файл мына қалтаға сақталады: { $folder }
export-saved = Файл сақталды: { $file }
export-heading = «{ $title }»: бетбелгілер мен жазбалар
export-file = { $title } - бетбелгілер мен жазбалар
export-entry = { $kind }, { $place }
export-own-words = Менің сөзім: { $text }
export-created = Күні: { $date }
error-export = Файл сақталмады.

# annotations
cli-annotations-unknown = «{ $book }» кітабы сөреде жоқ. Онда не барын «oqyrman shelf» арқылы қараңыз.
cli-annotations-many = Сөреде «{ $book }» деп аталатын бірнеше кітап бар. Толық атын немесе файлын көрсетіңіз.
cli-annotations-not-written = «{ $file }» файлы жазылмады ({ $cause }). Басқа жерді көрсетіңіз.

# Keys
act-find-all = Барлық табылған жерлердің тізімі
act-edit-mark = Бетбелгінің атын немесе жазбаның сөзін өзгерту
act-remove-mark = Бетбелгіні немесе жазбаны алып тастау
act-restore = Өшірілген бетбелгіні немесе жазбаны қайтару
act-export = Бетбелгілер мен жазбаларды файлға сақтау
