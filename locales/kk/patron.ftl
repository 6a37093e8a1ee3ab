# Кітапхана қызметкерлері оқырманға не істейді: билет, өтініш, жаңалық, филиал, қызметкердің орны.
screen-patron = Кітапхана қызметтері
act-patron = Кітапхана қызметтері
patron-button = { $count ->
        [one] Кітапхана қызметтері, { $count } жаңалық
       *[other] Кітапхана қызметтері, { $count } жаңалық
    }
patron-ways = Қызметтер
patron-nothing = Ашық кітапхана мұндай қызмет көрсетпейді.
patron-refresh = Жаңарту
patron-asking = Кітапханадан сұралуда
patron-refreshed = Жаңартылды.

# Билет
patron-card = Оқырман билеті
patron-card-number = Билет нөмірі: { $number }
patron-card-barcode = Билеттің штрихкоды
patron-card-say = Нөмірді бір цифрдан айту

# Филиалдар
patron-places = Филиалдар мен станциялар
patron-places-count = { $count ->
        [one] { $count } орын
       *[other] { $count } орын
    }
patron-places-none = Кітапхана филиалдарының тізімін бермеген.
patron-about = Мәліметтер
patron-branch = филиал
patron-station = өзіне-өзі қызмет көрсету станциясы
patron-address = Мекенжайы
patron-hours = Жұмыс уақыты
patron-phone = Телефоны
patron-equipment = Жабдығы
patron-everywhere = Барлық филиал

# Не сұрауға болады
patron-ask = Өтініш жазу
patron-ask-book = Қағаз кітапты сұрау
patron-ask-for = Кітап: { $title }
patron-ask-booking = Кітапты осы жерден алу
patron-ask-help = Осы жердегі маманнан көмек сұрау
patron-kind = Не керек
patron-booking = Кітапқа тапсырыс
patron-booking-what = Қағаз кітап сіз таңдаған орынға жеткізіледі. Келіп алуға болатын кезде хабарлаймыз.
patron-delivery = Үйге жеткізу
patron-delivery-what = Кітапханаға келе алмайтын оқырманның үйіне кітап жеткізіледі.
patron-help = Маманның көмегі
patron-help-what = Филиал маманы сізбен хабарласады.
patron-digitise = Кітапты цифрландыру
patron-digitise-what = Кітапханада цифрлық түрі жоқ кітапты ұсыныңыз.
patron-title = Кітаптың аты мен авторы
patron-where = Қай жерде
patron-delivery-words = Мекенжайыңыз бен телефоныңыз
patron-help-words = Қандай көмек керек
patron-other-words = Кітапханаға айтарыңыз, міндетті емес
patron-send = Өтінішті жіберу
patron-sending = Жіберілуде
patron-needs-title = Кітаптың аты жазылмаған. Атын жазыңыз.
patron-needs-branch = Орын таңдалмаған. Тізімнен біреуін таңдаңыз.
patron-needs-words = Қандай көмек керегі жазылмаған. Қысқаша жазыңыз.
patron-needs-address = Қайда жеткізу керегі жазылмаған. Мекенжайыңыз бен телефоныңызды жазыңыз.
patron-too-long = Мәтін тым ұзын. Қысқартыңыз.
patron-sent = Өтініш жіберілді. { $what }.
patron-kept-for-later = Кітапхана қазір жауап бермей тұр. Өтініш сақталды, байланыс болғанда өзі жіберіледі.

# Өтініштер
patron-requests = Менің өтініштерім
patron-requests-open = { $count ->
        [one] аяқталмағаны: { $count }
       *[other] аяқталмағаны: { $count }
    }
patron-requests-count = { $count ->
        [one] { $count } өтініш
       *[other] { $count } өтініш
    }
patron-requests-none = Сіз әлі ештеңе сұраған жоқсыз.
patron-state = Күйі
patron-state-sent = жіберілді
patron-state-accepted = қабылданды
patron-state-to-collect = алып кетуге дайын
patron-state-ready = дайын
patron-state-under-way = жолда
patron-state-done = орындалды
patron-state-refused = орындалмайды
patron-state-withdrawn = қайтарып алынды
patron-state-unsent = әлі жіберілмеген
patron-unsent-what = Кітапхана бұл өтінішті әлі алған жоқ. Байланыс болғанда өзі жіберіледі.
patron-send-again = Қазір жіберіп көру
patron-forget = Өтінішті жою
patron-forgotten = Өтініш жойылды.
patron-answer = Кітапхананың жауабы
patron-branch-name = Орны
patron-words = Өтініш мәтіні
patron-created = Жіберілген күні
patron-changed = Өзгерген күні
patron-withdraw = Өтінішті қайтарып алу
patron-withdraw-question = Өтінішті қайтарып аласыз ба? { $what }
patron-withdraw-what = Кітапхана оны орындамайды. Керек болса, кейін қайта жібере аласыз.
patron-withdraw-no = Қалдыру
patron-withdrawn = Өтініш қайтарып алынды.
patron-too-late = Қайтарып алуға кеш, өтініштің күйі: { $state }.

# Жаңалықтар
patron-news = Жаңалықтар
patron-news-count = { $count ->
        [one] оқылмағаны: { $count }
       *[other] оқылмағаны: { $count }
    }
patron-news-all = { $count ->
        [one] { $count } жаңалық
       *[other] { $count } жаңалық
    }
patron-news-none = Жаңалық жоқ.
patron-news-unread = оқылмаған
patron-news-next = Келесі оқылмаған жаңалық
patron-news-announcement = Хабарландыру
patron-news-event = Іс-шара
patron-news-books = Жаңа кітаптар
patron-news-due = Қайтару мерзімі
patron-news-ready = Сақталған кітап
patron-news-request = Өтініш

# Қызметкердің орны
patron-desk = Оқырмандардың өтініштері
patron-desk-all = Барлығы
patron-desk-ended = Аяқталғандарын да көрсету
patron-desk-none = Өтініш жоқ.
patron-desk-count = { $count ->
        [one] { $count } өтініш
       *[other] { $count } өтініш
    }
patron-desk-open = { $count ->
        [one] Аяқталмаған { $count } өтініш
       *[other] Аяқталмаған { $count } өтініш
    }
patron-desk-new = Жаңа өтініш. { $what }.
patron-desk-gone = Бұл өтініш тізімде жоқ.
patron-desk-print = Тізімді басып шығару
patron-desk-save = Тізімді файлға сақтау
patron-desk-printed = Тізім принтерге жіберілді.
patron-desk-no-printer = Принтер табылмады. Тізім файлға сақталды: { $file }
patron-desk-file = Оқырмандардың өтініштері
patron-desk-answer = Оқырманға жауап
patron-desk-answer-hint = Күйін өзгерткенде бірге жіберіледі
patron-desk-changed = Өтініштің жаңа күйі: { $state }.
patron-desk-otherwise = Өтінішті басқа қызметкер өзгертіп қойған, қазіргі күйі: { $state }.
patron-reader = Оқырман
patron-reader-card = Билет нөмірі
patron-isbn = ISBN
patron-step-accept = Қабылдау
patron-step-to-collect = Алып кетуге дайын деп белгілеу
patron-step-ready = Дайын деп белгілеу
patron-step-under-way = Жолға шықты деп белгілеу
patron-step-done = Орындалды деп белгілеу
patron-step-refuse = Орындаудан бас тарту
patron-desk-log = Өзгерістер журналы
patron-desk-log-none = Журнал бос.
patron-desk-news = Хабарландырулар
patron-desk-news-none = Хабарландыру жоқ.
patron-announce = Хабарландыру жазу
patron-announce-kind = Түрі
patron-announce-branch = Қай филиал туралы
patron-announce-title = Тақырыбы, { $language }
patron-announce-words = Мәтіні, { $language }
patron-announce-lasts = Қанша уақыт көрсетіледі
patron-announce-days = { $count ->
        [one] { $count } күн
       *[other] { $count } күн
    }
patron-announce-until-taken-back = Алып тасталғанша
patron-announce-send = Жариялау
patron-announce-needs-title = Тақырыбы жазылмаған. Кемінде бір тілде жазыңыз.
patron-announce-ends = соңғы күні: { $date }
patron-announce-take-back = Алып тастау үшін басыңыз
patron-announced = Хабарландыру жарияланды.
patron-taken-back = Хабарландыру алып тасталды.
