# Two places in one book
place-title = Екі жерде оқылған
place-question = Қай жерден жалғастырамыз?
place-here = Осы құрылғыда: { $place }
place-there = { $device }: { $place }
place-other-device = Басқа құрылғы
place-not-begun = әлі басталмаған
place-chapter = { $number }-тарау
place-today = бүгін { $time }
place-yesterday = кеше { $time }
place-later = Кейін сұрау
place-stayed = Осы құрылғыдағы жер қалды.
place-went = Басқа құрылғыдағы жерге көштіңіз. Alt + сол жақ көрсеткіш қайтарады.

# The settings of it
screen-sync = Құрылғылар арасында
sync-open = Құрылғылар арасында
sync-what = Кітапты бір құрылғыда оқып, екіншісінде сол жерден жалғастыруға болады. Ол үшін оқып тұрған жеріңіз бен оның айналасындағы бірнеше сөз, тараудың аты, құрылғының аты мен уақыт төмендегі серверлерге жіберіледі. Қоспасаңыз, ештеңе жіберілмейді.
sync-on = Оқып тұрған жерді жіберу
sync-libraries = Кімге жіберіледі
sync-no-libraries = Әзірге ешбір кітапхана орынды сақтауды ұсынған жоқ. Ондай кітапханадан кітап алғанда, ол осында пайда болады.
sync-device = Осы құрылғының аты
sync-device-hint = Басқа құрылғыларыңыз осы атпен көрсетеді.
sync-koreader = KOReader сервері
sync-koreader-what = Осы серверге кітаптың нөмірі (файлынан есептеледі) мен қанша пайызы оқылғаны жіберіледі.
sync-koreader-server = Сервердің мекенжайы
sync-koreader-user = Аты
sync-koreader-password = Құпиясөз
sync-koreader-sign-in = Кіру
sync-koreader-register = Тіркелу
sync-koreader-sign-out = Шығу
sync-koreader-in = { $host } серверіне кірдіңіз: { $user }
sync-koreader-out = Серверден шықтыңыз.
sync-koreader-address = Сервердің мекенжайын тексеріңіз.
sync-koreader-empty = Атыңыз бен құпиясөзді енгізіңіз.
sync-koreader-asking = Серверден жауап күтілуде…
sync-turned-on = Орын енді жіберіледі.
sync-turned-off = Орын енді жіберілмейді.

# Notes and settings travel, too
sync-notes = Бетбелгілер мен жазбаларды да жіберу
sync-notes-what = Бетбелгілер, белгіленген сөздер мен жазбаларыңыз кітапты берген кітапханада сақталады, егер ол мұны ұсынса. Айтылған жазбаның дыбысы осы құрылғыда қалады.
sync-notes-turned-on = Жазбалар енді жіберіледі.
sync-notes-turned-off = Жазбалар енді жіберілмейді.
sync-notes-came = { $count ->
        [one] Басқа құрылғыдан { $count } жазба келді
       *[other] Басқа құрылғыдан { $count } жазба келді
    }
sync-settings = Баптаулар
sync-settings-what = Баптауларыңызды кітапханаға жіберіп, басқа құрылғыда сол жерден ала аласыз: әріптің өлшемі, түстер, дауыс жылдамдығы, пернелер.
sync-settings-send = Осы баптауларды жіберу: { $name }
sync-settings-get = Баптауларды алу: { $name }
sync-settings-asking = Кітапханадан жауап күтілуде…
sync-settings-sent = Баптаулар жіберілді: { $name }
sync-settings-none = Сіздің баптауларыңыз әлі сақталмаған: { $name }
sync-settings-question = «{ $name }» сақтаған баптауларды осында қолдану керек пе?
sync-settings-consequence = Осы құрылғының қазіргі көрінісі, түстері мен дауыс баптаулары соларға ауысады.
sync-settings-yes = Қолдану
error-settings-foreign = «{ $name }» жіберген файл баптаулар емес.
error-settings-foreign-do = Алдымен баптауларыңызды басқа құрылғыдан жіберіңіз.

# What went wrong
error-sync = Оқып тұрған жеріңіз жіберілмеді.
error-sync-sign-in = «{ $host }» сізді танымайды: оқып тұрған жеріңіз жіберілмеді.
error-sync-sign-in-do = Кітапхананың каталогын ашып, кіріңіз.
error-sync-other = { $host } мекенжайы орынды сақтамайды.
error-sync-other-do = Баптаулардағы мекенжайды тексеріңіз немесе жіберуді өшіріңіз.
error-sync-not-known = { $host } бұл ат пен құпиясөзді білмейді.
error-sync-not-known-do = Баптауларды ашып, қайта кіріңіз.
error-sync-name-taken = { $host } серверінде бұл ат бос емес.
error-sync-name-taken-do = Басқа ат таңдаңыз немесе құпиясөзбен кіріңіз.

# The command line
cli-sync-off = Жіберу өшірулі. Терезедегі баптаулардан немесе осы команданың «--on» параметрімен қосыңыз.
cli-sync-no-settings = Бұл кітапхана баптауларды сақтамайды: { $name }
