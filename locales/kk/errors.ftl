# What went wrong; the message that ends in -do says what the reader can do
error-heading = Қате
error-details = Техникалық мәлімет
error-dismiss = Хабарламаны жабу
error-in-work = { $work }: { $error }

# A book's file
error-not-a-book = Бұл файл — оқуға болатын кітап емес.
error-not-a-book-do = EPUB, PDF немесе DOCX сияқты кітап не құжат таңдаңыз. Ескі Word файлын (.doc) алдымен DOCX пішімінде сақтаңыз.
error-format-unsupported = { $format } пішімі әзірге оқылмайды.
error-format-unsupported-do = Кітапты EPUB немесе PDF пішімінде іздеп көріңіз.
error-book-damaged = Кітаптың файлы бүлінген, одан ештеңе оқылмайды.
error-book-damaged-do = Кітапты қайта жүктеп алыңыз.
error-book-protected = Кітап көшіруден қорғалған ({ $scheme }).
error-book-protected-plain = Кітап көшіруден қорғалған.
error-book-protected-do = Кітапханадан қорғалмаған данасын сұраңыз.
error-book-password = Кітап құпиясөзбен жабылған.
error-book-password-do = Кітаптың құпиясөзін теріңіз.
error-book-wrong-password = Бұл — кітаптың құпиясөзі емес.
error-book-wrong-password-do = Құпиясөзді қайта теріңіз.
error-book-needs = Бұл файлды оқитын бағдарлама орнатылмаған: { $package }.
error-book-needs-do = Оны орнатыңыз; Debian жүйесінде: sudo apt install және оның аты.
members-list = Мұрағаттағы кітаптар
error-book-several = Бұл мұрағатта бірнеше кітап бар.
error-book-several-do = Біреуін таңдаңыз.
error-book-too-large = Файл тым үлкен.
error-book-too-large-do = Кітаптың кішірек басылымын іздеңіз.
error-book-timed-out = Кітапты ашу тым ұзаққа созылды.
error-book-timed-out-do = Басқа файлды байқап көріңіз.
error-file-missing = Файл табылмады.
error-file-missing-do = Файлдың жолын тексеріңіз.
error-file-denied = Файлды ашуға рұқсат жоқ.
error-file-denied-do = Файлды өз қалтаңызға көшіріп көріңіз.
error-file-unreadable = Файлды оқу мүмкін болмады.
error-file-unreadable-do = Дискіні тексеріп, қайталап көріңіз.

# The library
error-address = Мекенжай дұрыс емес: { $address }.
error-address-do = Мекенжайды тексеріп, қайта жазыңыз.
error-unreachable = Кітапхана жауап бермейді: { $host }.
error-unreachable-do = Интернет байланысын тексеріңіз немесе кейінірек қайталаңыз.
error-untrusted = Кітапхана өзінің шын екенін растай алмады, сондықтан оған ештеңе жіберілген жоқ: { $host }.
error-untrusted-do = Осы компьютердегі күн мен уақытты тексеріңіз. Олар дұрыс болса, серверінің сертификаты жарамсыз екенін кітапханаға хабарлаңыз.
error-timed-out = Кітапхана тым ұзақ жауап бермеді: { $host }.
error-timed-out-do = Біраздан кейін қайталаңыз.
error-broke-off = Байланыс үзіліп қалды: { $host }.
error-broke-off-do = Қайталаңыз: жүктеу үзілген жерінен жалғасады.
error-unauthorized = Кітапханаға кіру керек: { $name }.
error-unauthorized-do = Билет нөмірі мен құпиясөзді енгізіңіз.
error-unsupported-sign-in = { $name }: бұл кітапханаға кіру тәсілін бағдарлама білмейді.
error-unsupported-sign-in-do = Кітапханадан билет нөмірімен кіруге бола ма деп сұраңыз.
error-forbidden = Кітапхана рұқсат бермеді: { $host }.
error-forbidden-do = Біраздан кейін қайталаңыз немесе кітапханаға хабарласыңыз.
error-not-found = Бұл мекенжайда ештеңе жоқ: { $address }.
error-not-found-do = Артқа қайтып, басқа бөлімді ашыңыз.
error-busy = Кітапхана қазір бос емес: { $host }.
error-busy-do = Біраздан кейін қайталаңыз.
error-busy-after = { $time } өткен соң қайталаңыз.
error-server = Кітапхананың серверінде ақау бар: { $host }, { $status }.
error-server-do = Кейінірек қайталаңыз. Ақау қайталанса, кітапханаға хабарлаңыз.
error-not-catalog = Бұл мекенжайда каталог жоқ: { $address }.
error-not-catalog-do = Кітапханадан OPDS каталогының мекенжайын сұраңыз.
error-no-search = Бұл каталогта іздеу жоқ.
error-no-search-do = Бөлімдерді аралап қараңыз.
error-too-large = Кітапхананың жауабы тым үлкен ({ $size } шегінен асады).
error-too-large-do = Кітапханаға хабарлаңыз.
error-redirect-loop = Кітапхананың мекенжайлары бір-біріне сілтеп, тұйықталып қалған: { $host }.
error-redirect-loop-do = Кітапханаға хабарлаңыз.
error-redirect-insecure = Кітапхана қорғалмаған байланысқа бағыттады: { $host }. Одан бас тартылды.
error-redirect-insecure-do = Кітапханаға хабарлаңыз.
error-gone = Бұл мекенжайдағы мазмұн біржола алынып тасталған: { $address }.
error-gone-do = Артқа қайтып, тізімді жаңартыңыз.
error-conflict = Кітапхана сұрауды қабылдамады, өйткені жағдай өзгерген: { $host }.
error-conflict-do = Тізімді жаңартып, қайталап көріңіз.
error-unprotected = Бұл мекенжай қорғалмаған: { $address }. Жіберген деректеріңіз бен құпиясөзіңізді бөгде адам оқи алады.
error-unprotected-do = Кітапханадан https деп басталатын мекенжайын сұраңыз.
unprotected-question = Бұл мекенжай қорғалмаған: { $address }. Соған қарамастан жүгінейік пе?
unprotected-what = Жіберген деректеріңізді, соның ішінде құпиясөзіңізді, бөгде адам оқи алады. Жауабыңыз есте сақталады.
unprotected-yes = Қорғаныссыз жүгіну
error-redirect-inward = Кітапхана сіздің ішкі желіңізге бағыттады: { $host }. Одан бас тартылды.
error-terms = Кітапхана қызмет шарттарын қабылдауды сұрайды: { $name }.
error-terms-do = Шарттарды оқып шығып, келісетініңізді растаңыз.
error-refused = Кітапхана сұрауды орындамады: { $host }.
error-refused-words = Кітапхана сұрауды орындамады: { $host }. Оның жауабы: { $words }.
error-refused-do = Қайталап көріңіз. Болмаса, кітапханаға хабарласыңыз.
error-not-offered = Кітапхана бұл мүмкіндікті ұсынбайды: { $host }.
error-not-offered-do = Кітапханаға хабарласыңыз.
error-not-available = Кітап қазір басқа оқырманда.
error-not-available-until = Кітап басқа оқырманда, қайтару мерзімі: { $date }.
error-not-available-do = Кейінірек алып көріңіз.
error-library-protected = Кітап қорғалған ({ $scheme }), бұл бағдарлама оны аша алмайды.
error-no-acquisition = Бұл кітапты осы жерден алу мүмкін емес.
error-no-acquisition-do = Кітапхананың сайтын қараңыз немесе кітапханаға барыңыз.
error-came-no-book = Кітапхана жіберген файл ашылмайды.
error-came-no-book-do = Басқа пішімін жүктеп көріңіз немесе кітапханаға хабарлаңыз.
error-disk-full = Дискіде орын қалмады.
error-disk-full-do = Қажетсіз файлдарды өшіріп, қайталаңыз.
error-disk = Бағдарлама қалтасына жазу мүмкін болмады.
error-disk-do = Дискіні және қалтаға рұқсатты тексеріңіз.
error-no-keyring = Құпиясөз сақталмады: жүйеде құпиясөз қоймасы жоқ.
error-no-keyring-do = Құпиясөзді келесі жолы қайта енгізіңіз.

# The shelf
error-shelf-damaged = Сөренің деректер қоры бүлінген.
error-shelf-damaged-do = Бағдарламаны жауып, қайта ашыңыз: сөре қалпына келтіріледі.
error-shelf-newer = Сөрені бағдарламаның жаңарақ нұсқасы жазған.
error-shelf-newer-do = Бағдарламаны жаңартыңыз.
error-shelf-busy = Сөре басқа терезеде ашық тұр.
error-shelf-busy-do = Басқа терезені жауып, қайталаңыз.
error-shelf-no-holding = Бұл кітап енді сөреде жоқ.
error-shelf-no-holding-do = Оны каталогтан қайта алыңыз.
error-shelf-closed = Сөремен байланыс үзілді.
error-not-a-file = Бұл файл емес.
error-not-a-file-do = Кітаптың файлын таңдаңыз.
error-folder-gone-do = Басқа қалтаны таңдаңыз.
recovered-shelf = { $count ->
        [one] Сөренің деректер қоры бүлінген еді, ол қалпына келтірілді: { $count } кітап.
       *[other] Сөренің деректер қоры бүлінген еді, ол қалпына келтірілді: { $count } кітап.
    }
recovered-shelf-do = Бүлінген файл сақтаулы тұр, көмектесетін адамға көрсетіңіз.

# The voice
error-no-engine = Сөйлеу қызметі жауап бермейді.
error-no-engine-do = speech-dispatcher және espeak-ng бумаларын орнатыңыз.
error-no-engine-do-other = Жүйе баптауларынан сөйлеу дауысын қосыңыз.
error-no-voice = Бұл тілге дауыс орнатылмаған: { $language }.
error-no-voice-kk = Қазақ тіліне арналған дауыс орнатылмаған.
error-no-voice-ru = Орыс тіліне арналған дауыс орнатылмаған.
error-no-voice-en = Ағылшын тіліне арналған дауыс орнатылмаған.
error-no-voice-do = espeak-ng дауысын орнатыңыз немесе баптаулардан басқа дауыс таңдаңыз.
error-voice-refused = Бұл жерді дауыс оқи алмады.
error-voice-refused-do = Келесі сөйлемге өтіңіз.

# The sound of audiobooks
error-no-device = Дыбыс құрылғысы табылмады.
error-no-device-do = Құлаққапты немесе дауыс зорайтқышты қосып, қайталап көріңіз. Тоқтаған жеріңіз сақталды.
error-device-gone = Дыбыс құрылғысы ажырап қалды.
error-device-gone-do = Құрылғыны қосып, жалғастыру үшін F9 пернесін басыңыз. Тоқтаған жеріңіз сақталды.
error-sound-unreadable = Бұл жазба естілмейді: файл бүлінген немесе бағдарлама білмейтін түрде жазылған.
error-nothing-to-play = Бұл кітапта тыңдайтын ештеңе жоқ.

# Settings
error-settings = Баптаулар сақталмады.

# Faults of a book that opens all the same
defects-heading = { $count ->
        [one] Кітаптың { $count } ақауы бар
       *[other] Кітаптың { $count } ақауы бар
    }
defect-missing = Кітапта жоқ: { $subject }
defect-unreadable = Толық оқылмады: { $subject }
defect-malformed = Белгілеуі қате: { $subject }
defect-limit = Тым үлкен болғандықтан алынбады: { $subject }
defect-unsafe = Қауіпті болғандықтан алынбады: { $subject }
defect-remote = Желіден алынбады: { $subject }
defect-protected = Қорғалған, оқылмайды: { $subject }
defect-no-outline = Мазмұны жоқ
defect-dead-link = Ешқайда апармайтын сілтеме: { $subject }
defect-no-text = Мәтіні жоқ, тек суреттен тұратын бет: { $subject }
defect-no-text-book = Бұл кітап — сканерленген беттердің суреттері, өз мәтіні жоқ.
defect-recognised = Беттері — суреттер: мәтіні танылып алынды, қателері болуы мүмкін.
defect-no-recogniser = Бұл кітапта сурет түріндегі беттер бар. Мәтінін тану үшін kaz, rus және eng тілдері бар Tesseract бағдарламасын орнатыңыз (Debian жүйесінде: sudo apt install tesseract-ocr tesseract-ocr-kaz tesseract-ocr-rus tesseract-ocr-eng).
defect-no-recogniser-pack = Бұл кітаптың беттерін жақсы тану үшін Tesseract бағдарламасының { $subject } тіл дестесін орнатыңыз (Debian жүйесінде: sudo apt install tesseract-ocr-{ $subject }).
defect-garbled = Бұл беттің мәтіні бүлінген, ол алынбады: { $subject }
defect-garbled-book = Бұл файлдың ішіндегі мәтін бүлінген, сондықтан ол алынып тасталды.
defect-other-volume = Бұл — бірнеше томның бірі ({ $subject }). Қалған томдар мұнда жоқ: кітапты толық оқу үшін барлық томын бір қалтаға салыңыз.
defect-braille = Брайль қарпімен терілген бұл кітапты әріптерге аудару мүмкін болмады: тілі анықталмады немесе қысқартулары мұнда белгісіз. Ол сол күйінде, брайльмен көрсетіледі.
defect-braille-program = Бұл кітап қысқартылған ағылшын брайлімен терілген; оны әріптерге { $subject } аударады. Ол мұнда орнатылмаған, сондықтан кітап сол күйінде, брайльмен көрсетіледі. { $subject } бағдарламасын орнатып (Debian жүйесінде liblouis-bin бумасы), кітапты қайта ашыңыз.

# Another program silenced the voice several times in a row
error-voice-silenced = Басқа бағдарлама сөйлеп тұр, оқу кідіртілді.
error-voice-silenced-do = Жалғастыру үшін бос орынды немесе F9 пернесін басыңыз.
