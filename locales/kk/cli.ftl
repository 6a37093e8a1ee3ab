# cli
cli-no-home = Бағдарлама қалтасын ашу мүмкін болмады ({ $cause }). --home параметрімен басқа қалтаны көрсетіңіз.

cli-shelf-not-a-book = «{ $file }» — оқуға болатын кітап емес. Басқа файл таңдаңыз.
cli-shelf-gone = «{ $file }» файлы жоқ. Атын тексеріңіз.
cli-shelf-forbidden = Жүйе бағдарламаға «{ $file }» дегенге рұқсат бермейді. Рұқсатты өзгертіңіз немесе басқасын таңдаңыз.
cli-shelf-not-a-file = «{ $file }» — файл емес. Кітап файлын таңдаңыз.
cli-shelf-full = Дискіде орын жоқ. Орын босатып, қайталап көріңіз.
cli-shelf-busy = Сөрені басқа бағдарлама пайдаланып жатыр. Оны жабыңыз немесе қайталап көріңіз.
cli-shelf-newer = Сөрені бағдарламаның жаңарақ нұсқасы жазған. Бағдарламаны жаңартыңыз.
cli-shelf-unknown = Сөреде { $id } нөмірлі кітап жоқ. Не барын «oqyrman shelf» арқылы қараңыз.
cli-shelf-damaged = Сөре бүлінген. Пәрменді қайталаңыз: сөре қалпына келтіріледі.
cli-shelf-failed = Сөрені пайдалану мүмкін емес: { $cause }. Қайталап көріңіз немесе --home арқылы басқа қалтаны көрсетіңіз.
cli-shelf-recovered =
    Сөре бүлінген еді, ол қайта жасалды: { $holdings ->
        [one] { $holdings } кітап
       *[other] { $holdings } кітап
    }, оқыған жері { $places } кітапта сақталды. Бүлінген сөре «{ $file }» ішінде.

# catalog, fetch
cli-password = «{ $library }» құпиясөзі:
cli-sign-in-do = Атыңызды немесе билет нөміріңізді --user параметрімен, құпиясөзді --password-stdin параметрімен беріңіз.
cli-address-do = Мекенжайды тексеріңіз.
cli-busy-after = { $seconds ->
        [one] { $seconds } секундтан
       *[other] { $seconds } секундтан
    } кейін қайталап көріңіз.
cli-borrowing = Кітап оқуға алынуда…
cli-waiting = Кітапхана бос емес; { $seconds ->
        [one] { $seconds } секунд
       *[other] { $seconds } секунд
    } күтеміз…
cli-downloading = Жүктелуде: { $percent } %
cli-downloading-some = Жүктелді: { $size } КиБ
cli-checking = Кітап тексерілуде…

# info, text
cli-output = Жауап шығарылмады ({ $cause }). Қайда шығарылатынын тексеріңіз.
