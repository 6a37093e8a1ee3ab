# The program's own voice
own-voice-silent = Запущена программа экранного доступа. Собственный голос программы теперь молчит.
own-voice-speaks = Программа экранного доступа завершила работу. Собственный голос программы снова говорит.
role-dialog = диалог

# How a control is used, said in full
hint-press = нажмите Enter
hint-switch = пробел включает и выключает
hint-choose = выбирайте стрелками
hint-adjust = меняется стрелками вправо и влево
hint-walk = ходите стрелками вверх и вниз
hint-type = пишите здесь
hint-read = пробел читает вслух

# Its settings
settings-own-rate-follows = Собственный голос немного быстрее, чем голос книг
settings-own-rate = Скорость собственного голоса
settings-verbosity = Что говорит собственный голос
verbosity-brief = Кратко: название и значение
verbosity-normal = Обычно: ещё вид, место, пояснение и клавиша
verbosity-full = Подробно: ещё и как этим пользоваться
settings-typing-echo = Что говорится при вводе
typing-characters = Символы
typing-words = Слова
typing-both = Символы и слова
typing-nothing = Ничего

# Loans that end soon: as an announcement, and in a row of the shelf
loan-due-today = «{ $title }»: вернуть нужно сегодня.
loan-due-tomorrow = «{ $title }»: вернуть нужно завтра.
loan-due-days = { $days ->
        [one] «{ $title }»: вернуть нужно через { $days } день.
        [few] «{ $title }»: вернуть нужно через { $days } дня.
       *[many] «{ $title }»: вернуть нужно через { $days } дней.
    }
shelf-due-today = вернуть сегодня
shelf-due-tomorrow = вернуть завтра
shelf-due-days = { $days ->
        [one] остался { $days } день
        [few] осталось { $days } дня
       *[many] осталось { $days } дней
    }
password-kept = Пароль сохранён.

# Chapters of help
help-own-voice = Собственный голос программы
help-own-voice-text = Пока не запущена программа экранного доступа, программа говорит сама: называет элементы, надписи рядом с ними, буквы, которые вы вводите, и сообщения. Любая клавиша прерывает её, а сама клавиша Ctrl больше ничего не делает. Скорость, подробность и то, что говорится при вводе, выбираются в настройках.
help-braille = Брайлевский дисплей
help-braille-text = Текст книги идёт на брайлевский дисплей строка за строкой, клавиши маршрутизации переносят место чтения. В BRLTTY нет казахской таблицы, а русская искажает некоторые казахские буквы. Казахская таблица поставляется с программой: packaging/brltty/kk.ttb. Скопируйте её в папку /etc/brltty/Text, добавьте в файл /etc/brltty.conf строку «text-table kk» и запустите BRLTTY заново.
