# Welcome
welcome-heading = Тілді таңдаңыз
welcome-choose = Қазақша жалғастыру
welcome-aloud = Оқырманға қош келдіңіз. Қазақша жалғастыру үшін бір санын басыңыз.
welcome-keys = Жылжу үшін Tab пернесін, таңдау үшін Enter пернесін басыңыз.

# Shelf
shelf-heading = Менің кітаптарым
shelf-continue = Жалғастыру: { $title }
shelf-empty = Сөре әзірге бос.
shelf-empty-do = Кітапханадан кітап алыңыз немесе өз файлыңызды қосыңыз.
shelf-to-catalog = Каталогты ашу
shelf-add = Кітап қосу
shelf-filter = Сөреден іздеу
shelf-none-match = Мұндай кітап сөреде жоқ.
shelf-sort = Реті
shelf-sort-recent = Соңғы оқылғаны
shelf-sort-title = Атауы бойынша
shelf-sort-author = Авторы бойынша
shelf-sort-added = Жаңа қосылғаны
shelf-remove-question = «{ $title }» кітабын сөреден алып тастаймыз ба?
shelf-remove-what = Файлдың сөредегі көшірмесі, оқыған жеріңіз бен бетбелгілер өшіріледі.
shelf-not-begun = әлі ашылмаған
shelf-finished = оқып шыққансыз
shelf-progress = { $percent } оқылды
shelf-heard = тыңдап шыққансыз
shelf-heard-part = { $percent } тыңдалды
shelf-due = қайтару мерзімі: { $date }
shelf-overdue = мерзімі өтіп кетті: { $date }
shelf-missing-file = файлы табылмады
shelf-count = { $count ->
        [one] Сөреде { $count } кітап бар
       *[other] Сөреде { $count } кітап бар
    }

# Details of a book
book-untitled = Атауы жоқ кітап
book-authors = Авторы
book-translators = Аудармашы
book-narrators = Оқыған
book-languages = Тілі
book-publisher = Баспасы
book-published = Жылы
book-series = Топтамасы
book-series-number = { $name }, { $number }
book-subjects = Тақырыптары
book-format = Пішімі
book-duration = Ұзақтығы
book-size = Көлемі
book-progress = Оқылғаны
book-file = Файлы
book-summary = Қысқаша мазмұны
book-facts = Мәліметтер
book-get = Кітапты алу
book-borrow = Оқуға алу
book-download = Жүктеп алу
book-sample = Үзінді жүктеп алу
book-buy = Сатып алу (кітапхана сайтында)
book-subscribe = Жазылу (кітапхана сайтында)
book-get-as = { $verb }, { $format }
book-on-shelf = Бұл кітап сөреңізде бар.
book-nothing-to-get = Бұл кітапты осы жерден алу мүмкін емес. Кітапханаға хабарласыңыз.
book-cancel-download = Жүктеуді тоқтату

# Availability
available = Қолжетімді
available-copies = { $count ->
        [one] Қолжетімді: { $count } дана
       *[other] Қолжетімді: { $count } дана
    }
unavailable = Барлық данасы оқырмандарда
unavailable-until = Барлық данасы оқырмандарда, қайтару мерзімі: { $date }
reserved = Сіз кезектесіз
reserved-position = Сіз кезектесіз, орныңыз: { $position }
ready = Сізге сақталып тұр
ready-until = Сізге сақталып тұр, мерзімі: { $date }

# Downloads
step-asking = Кітапханадан сұралуда
step-borrowing = Оқуға алынуда
step-waiting = Кітапхана бос емес, { $time } күтіледі
step-downloading = Жүктелуде
step-downloading-percent = Жүктелуде: { $percent }
step-checking = Тексерілуде
download-percent = «{ $title }»: { $percent } жүктелді
download-finished = «{ $title }» жүктелді және сөреде тұр
download-cancelled = «{ $title }» кітабын жүктеу тоқтатылды

# Add a book
add-heading = Құрылғыдан кітап қосу
add-path = Файлдың жолы немесе веб-мекенжайы
add-path-hint = Жолды осында қойыңыз да, Enter пернесін басыңыз. Файлды терезеге сүйреп әкелуге де болады.
add-path-open = Қосу
add-places = Орындар
add-place-home = Жеке қалта
add-place-documents = Құжаттар
add-place-downloads = Жүктеулер
add-place-desktop = Жұмыс үстелі
add-place-drive = Диск: { $name }
add-folder = Қалта: { $name }
add-up = Бір деңгей жоғары
add-contents = Қалтадағылар: { $name }
add-recording = Осы қалтаны бір аудиокітап етіп қосу
add-empty = Бұл қалтада кітап та, қалта да жоқ.
add-unreadable = Бұл қалтаны ашу мүмкін болмады.
add-count = Қалталар: { $folders }, кітаптар: { $books }
add-more = Тағы көрсету
add-opening = Файл ашылуда
shelf-loading = Сөре ашылуда
add-listing = Қалта ашылуда
add-path-empty = Алдымен жолды немесе мекенжайды жазыңыз.
shelf-keep = Қалдыру
