# The program's own voice
own-voice-silent = Экран дикторы іске қосылды. Енді бағдарламаның өз дауысы үнсіз.
own-voice-speaks = Экран дикторы тоқтады. Бағдарламаның өз дауысы қайта сөйлейді.
role-dialog = сұхбат терезесі

# How a control is used, said in full
hint-press = Enter пернесі іске қосады
hint-switch = бос орын қосады және өшіреді
hint-choose = көрсеткілермен таңдаңыз
hint-adjust = оңға және солға көрсеткілер өзгертеді
hint-walk = жоғары және төмен көрсеткілермен жүріңіз
hint-type = осында жазыңыз
hint-read = бос орын дауыстап оқытады

# Its settings
settings-own-rate-follows = Өз дауысының жылдамдығы кітаптікінен сәл артық болсын
settings-own-rate = Өз дауысының жылдамдығы
settings-verbosity = Өз дауысы нені айтады
verbosity-brief = Қысқа: аты мен мәні
verbosity-normal = Қалыпты: түрі, орны, түсіндірмесі мен пернесі де
verbosity-full = Толық: қалай пайдалануға болатыны да
settings-typing-echo = Жазып отырғанда айтылатыны
typing-characters = Әріптер
typing-words = Сөздер
typing-both = Әріптер мен сөздер
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
help-own-voice-text = Экран дикторы жоқ кезде бағдарлама өзі сөйлейді: элементтерді, жанындағы жазуларды, терген әріптеріңізді және хабарларды айтады. Кез келген перне оның сөзін бөледі, Ctrl пернесінің өзі басқа ештеңе істемейді. Жылдамдығын, нені айтатынын және жазып отырғанда не айтылатынын баптаулардан таңдайсыз.
help-braille = Брайль дисплейі
help-braille-text = Кітаптың мәтіні Брайль дисплейінде жол-жолымен шығады, меңзер пернелері оқып отырған жеріңізді ауыстырады. BRLTTY бағдарламасында қазақ кестесі жоқ, орыс кестесі қ, ң, ұ, ү әріптерін бұзып көрсетеді. Қазақ кестесі Оқырманмен бірге келеді: packaging/brltty/kk.ttb. Оны /etc/brltty/Text қалтасына көшіріңіз де, /etc/brltty.conf файлына «text-table kk» деген жол қосып, BRLTTY бағдарламасын қайта іске қосыңыз.
