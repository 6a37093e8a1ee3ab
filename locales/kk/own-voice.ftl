# The program's own voice
own-voice-silent = Экран дикторы іске қосылды. Бағдарламаның өз дауысы енді сөйлемейді.
own-voice-speaks = Экран дикторы тоқтады. Бағдарламаның өз дауысы қайта сөйлейді.
role-dialog = сұхбат терезесі

# How a control is used, said in full
hint-press = Enter пернесін басыңыз
hint-switch = бос орын қосады және өшіреді
hint-choose = көрсеткілермен таңдаңыз
hint-adjust = оң және сол жақ көрсеткілер өзгертеді
hint-walk = жоғары және төмен көрсеткілермен жүріңіз
hint-type = осында жазыңыз
hint-read = бос орын дауыстап оқиды

# Its settings
settings-own-rate-follows = Бағдарламаның өз дауысы кітап дауысынан сәл жылдамырақ
settings-own-rate = Бағдарламаның өз дауысының жылдамдығы
settings-verbosity = Бағдарламаның өз дауысы нені айтады
verbosity-brief = Қысқа: аты мен мәні
verbosity-normal = Қалыпты: түрі, орны, түсіндірмесі мен пернесі де
verbosity-full = Толық: қалай пайдалануға болатыны да
settings-typing-echo = Жазып отырғанда айтылатыны
typing-characters = Таңбалар
typing-words = Сөздер
typing-both = Таңбалар мен сөздер
typing-nothing = Ештеңе

# Loans that end soon: as an announcement, and in a row of the shelf
loan-due-today = «{ $title }» кітабын бүгін қайтару керек.
loan-due-tomorrow = «{ $title }» кітабын ертең қайтару керек.
loan-due-days = { $days ->
        [one] «{ $title }» кітабын қайтаруға { $days } күн қалды.
       *[other] «{ $title }» кітабын қайтаруға { $days } күн қалды.
    }
shelf-due-today = бүгін қайтару керек
shelf-due-tomorrow = ертең қайтару керек
shelf-due-days = { $days ->
        [one] { $days } күн қалды
       *[other] { $days } күн қалды
    }
password-kept = Құпиясөз сақталды.

# Chapters of help
help-own-voice = Бағдарламаның өз дауысы
help-own-voice-text = Экран дикторы іске қосылмағанда бағдарлама өзі сөйлейді: элементтерді, жанындағы жазуларды, терген әріптеріңізді және хабарларды айтады. Кез келген перне оның сөзін бөледі, Ctrl пернесінің өзі басқа ештеңе істемейді. Жылдамдығын, нені айтатынын және жазып отырғанда не айтылатынын баптаулардан таңдайсыз.
help-braille = Брайль дисплейі
help-braille-text = Кітаптың мәтіні Брайль дисплейінде жол-жолымен шығады, меңзерді орнату пернелері оқып отырған жеріңізді ауыстырады. BRLTTY бағдарламасында қазақ кестесі жоқ, орыс кестесі кейбір қазақ әріптерін бұзып көрсетеді. Қазақ кестесі Оқырманмен бірге келеді: packaging/brltty/kk.ttb. Оны /etc/brltty/Text қалтасына көшіріңіз де, /etc/brltty.conf файлына «text-table kk» деген жол қосып, BRLTTY бағдарламасын қайта іске қосыңыз.
