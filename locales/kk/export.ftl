# кітапты басқа түрде сақтау
act-save-as = Басқа түрде сақтау
save-as-title = Кітапты басқа түрде сақтау
save-as-html = Құрылымы мен суреттері бар веб-бет (HTML)
save-as-epub = Кітап (EPUB)
save-as-brf = Брайль: дисплейге немесе принтерге (BRF)
save-as-pef = Брайль: принтерге (PEF)
save-as-cells = Жолдағы таңба саны, { $least } мен { $most } аралығында
save-as-lines = Беттегі жол саны, { $least } мен { $most } аралығында
save-as-number = { $least } мен { $most } аралығындағы санды жазыңыз.
save-as-begun = «{ $name }» кітабы сақталып жатыр. Оқуды жалғастыра беруге болады.
save-as-region = Кітап сақталып жатыр
save-as-percent = «{ $name }» кітабы: { $percent } сақталды
save-as-running = Кітаптың { $percent } сақталды
save-as-stop-question = «{ $name }» кітабын сақтауды тоқтату керек пе?
save-as-open = Сақталған кітапты ашу
save-as-of-sound = Бұл кітап тек дыбыстан тұрады, сақтайтын мәтіні жоқ.

error-no-braille = Брайльмен жазуға lou_translate бағдарламасы керек, ол орнатылмаған.
error-no-braille-table = lou_translate бағдарламасында { $table } кестесі жоқ.
error-no-braille-do = Мына командамен орнатыңыз: sudo apt-get install liblouis-bin liblouis-data
error-no-braille-do-other = liblouis бағдарламасын орнатып, қайталап көріңіз.
error-braille = Мәтінді Брайльге көшіру мүмкін болмады.
error-braille-do = Қайталап көріңіз немесе кітапты басқа түрде сақтаңыз.

# `export`
cli-export-output = EPUB стандартты шығысқа жазылмайды. «-o» дегеннен кейін файлдың атын беріңіз.
cli-export-progress = Кітап сақталып жатыр: { $percent }
