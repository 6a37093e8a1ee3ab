# аудиокітап етіп сақтау
act-record = Аудиокітап етіп сақтау
record-title = Аудиокітап етіп сақтау
record-part = Нені сақтау керек
record-whole = Бүкіл кітапты
record-chapter = Осы тарауды: { $title }
record-form = Қандай түрде
record-opus = Тараулары бар дыбыс файлы
record-epub = Мәтіні де, дыбысы да бар кітап (EPUB)
record-begun = «{ $name }» аудиокітабы сақталып жатыр. Оқуды жалғастыра беруге болады.
record-region = Аудиокітап сақталып жатыр
record-percent = «{ $name }» аудиокітабы: { $percent }
record-running = Аудиокітаптың { $percent } сақталды
record-stop = Тоқтату
record-stopped = Сақтау тоқтатылды, файл қалған жоқ.
record-stop-question = «{ $name }» аудиокітабын сақтауды тоқтату керек пе?
record-stop-what = Дайыны { $percent }. Тоқтатсаңыз, файл қалмайды.
record-go-on = Сақтай беру
record-saved = Аудиокітап сақталды: { $file }
record-left-out = Ешбір дауыс оқи алмай, қалып қойған сөйлемдер: { $count }
record-replaced = Таңдалған дауыс файлға оқи алмайды, сондықтан әдеттегі дауыс алынды: { $languages }
record-open = Аудиокітапты ашу
record-of-sound = Бұл кітаптың дыбыс жазбасы бар, оны тыңдауға болады.

error-record = Аудиокітап сақталмады.
error-record-nothing = Мұнда дауыстап оқылатын сөз жоқ.
error-record-nothing-do = Басқа тарауды немесе бүкіл кітапты таңдаңыз.
error-no-recorder = Файлға оқи алатын дауыс табылмады.
error-no-recorder-do = espeak-ng бумасын орнатыңыз.

# `speak --output`
cli-speak-form = «{ $file }» файлының түрі белгісіз. Атын .opus немесе .epub деп аяқтаңыз.
cli-speak-there = «{ $file }» деген файл бар. Басқа ат беріңіз.
cli-speak-no-chapter = Кітапта { $number }-тарау жоқ, барлығы { $count } тарау. Басқа нөмір беріңіз немесе «--chapter» дегенді алып тастаңыз.
cli-speak-progress = Аудиокітап сақталып жатыр: { $percent }
cli-speak-stopped = Сақтау үзілді, ештеңе жазылған жоқ. Файл керек болғанда команданы қайта іске қосыңыз.
