# Finding a book in all libraries
screen-find = Кітап іздеу
act-find-book = Кітап іздеу (барлық кітапханалардан)
find-field = Не іздейсіз?
find-field-hint = Атауын немесе авторды жаза беріңіз: нәтиже бірден шығады. Төмен көрсеткі нәтижеге апарады, Enter пернесі кітапханалардың өзінен сұрайды.
find-to = Кітап іздеу
find-count = { $count ->
        [one] { $number } кітап табылды.
       *[other] { $number } кітап табылды.
    }
find-at-least = { $count ->
        [one] Кемінде { $number } кітап табылды.
       *[other] Кемінде { $number } кітап табылды.
    }
find-forgiven = { $count ->
        [one] Дәл табылмады. «{ $meant }» бойынша: { $number } кітап.
       *[other] Дәл табылмады. «{ $meant }» бойынша: { $number } кітап.
    }
find-first = Біріншісі: { $title }.
find-by-filters = Сүзгі: { $filters }.
find-none = Ештеңе табылмады.
find-none-do = Сөзді қысқартып немесе басқаша жазып көріңіз, сүзгілерді алып тастаңыз немесе кітапханалардың өзінен сұраңыз.
find-on-shelf = сөреңізде бар
find-sound = дыбысты
find-sold = тек сатылады
find-read-by = оқыған: { $names }
find-more = Тағы көрсету
find-ask = Кітапханалардың өзінен сұрау
find-asking = Кітапханалардан сұралуда
find-late = { $count ->
        [one] Кітапханалар тағы { $count } кітап тапты, ол тізімнің соңында.
       *[other] Кітапханалар тағы { $count } кітап тапты, олар тізімнің соңында.
    }
find-late-none = Кітапханалар бұдан басқа ештеңе таппады.
find-failed = Жауап бермеген кітапханалар: { $names }.
find-opening = Кітап туралы мәлімет сұралуда
find-no-library = Кітапхана әлі қосылмаған, сондықтан тек өз сөреңізден ізделеді. Кітапхананы каталогтан қосуға болады.
find-to-catalog = Каталогты ашу
find-broken = Кітапханалардың тізімі ашылмады. Enter пернесін басып, кітапханалардың өзінен сұраңыз.
find-lists-off = Кітапханалардың тізімі бұл құрылғыда сақталмайды: ол баптауларда өшірілген.
find-status = { $titles }, { $libraries }, { $updated }
find-status-titles = { $count ->
        [one] Тізімде { $number } кітап
       *[other] Тізімде { $number } кітап
    }
find-status-libraries = { $count ->
        [one] { $count } кітапхана
       *[other] { $count } кітапхана
    }
find-status-updated = { $when } жаңартылды
find-status-not-yet = әлі толық оқылған жоқ
find-today = бүгін { $time }
find-yesterday = кеше { $time }
find-on-day = { $date }, { $time }
find-filters = Сүзгілер
find-filters-chosen = Сүзгілер: { $filters }
find-filters-clear = Сүзгілерді алып тастау
find-any = Кез келген
find-language = Тілі
find-format = Пішімі
find-library = Кітапхана
find-branches = Бөлімше
find-branch = { $number }-бөлімше
find-filter-sound = тек дыбысты
find-filter-now = қазір алуға болатын
find-filter-new = соңғы 30 күнде келген
find-keep-lists = Кітапханалардың тізімін осы құрылғыда сақтау
find-keep-lists-hint = Сонда кітап интернетсіз де бірден табылады. Тізім тек сіз қосқан кітапханалардан алынады; не іздегеніңіз ешқайда жіберілмейді.
find-cli-busy = Тізімді басқа терезе немесе команда жаңартып жатыр. Ол біткенше күтіңіз.
find-cli-failed = Кітапханалардың тізімі ашылмады ({ $cause }). Қайталап көріңіз.
find-cli-filter = «{ $filter }» деген сүзгі жоқ: language=kk, format=epub, library=МЕКЕНЖАЙ, sound, now не new деп жазыңыз.
find-late-left-out = { $count ->
        [one] Сүзгілерге сәйкес келмеген тағы { $count } кітап көрсетілген жоқ.
       *[other] Сүзгілерге сәйкес келмеген тағы { $count } кітап көрсетілген жоқ.
    }
find-late-untold = { $count ->
        [one] Олардың { $count } кітабы туралы кітапхана жеткілікті мәлімет бермейді.
       *[other] Олардың { $count } кітабы туралы кітапханалар жеткілікті мәлімет бермейді.
    }
find-status-metered = Бұл желіде трафик ақылы, сондықтан тізімдер жаңартылмайды. Жаңартуға баптаулардағы «Кітаптарды жүктеу» бөлімінде рұқсат бере аласыз.
