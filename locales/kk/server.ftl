# Шағын кітапхана қызметінің сөздері: каталогы мен пәрмені.
server-title = «Оқырман» кітапханасы
server-all = Барлық кітаптар
server-new = Жаңа кітаптар
server-languages = Тілі бойынша
server-authors = Авторы бойынша
server-found = «{ $query }» бойынша табылғаны
server-loans = Оқуға алынған кітаптар
server-language = Тілі
server-author = Авторы
server-language-kk = Қазақ тілі
server-language-ru = Орыс тілі
server-language-en = Ағылшын тілі
server-login = Билет нөмірі немесе аты
server-password = Құпиясөз
server-sign-in = Оқырман билетіңізбен кіріңіз
server-not-found = Кітапханада мұндай бет немесе кітап жоқ
server-wrong-host = Бұл кітапхана тек осы компьютерде жауап береді
server-failed = Кітапхана қазір жауап бере алмайды, қайталап көріңіз
server-not-kept = Кітапхана мұны жазып қоя алмады, ештеңе өзгерген жоқ. Кейінірек қайталап көріңіз

server-no-folder = «{ $folder }» қалтасын кітапхана ретінде ашу мүмкін болмады. Бар және оқуға болатын қалтаны көрсетіңіз.
server-cannot-listen = { $address } мекенжайы бос емес немесе бұл компьютердікі емес. --port немесе --bind арқылы басқасын таңдаңыз.
server-no-password = Стандартты енгізуден құпиясөз келмеді. Оны бір жол етіп беріңіз.
server-ended = Кітапхана қызметі тоқтады: { $cause }. Оны қайта іске қосыңыз.
