# Ways of reading
mode-scrolling = Жылжымалы бет
mode-pages = Бет-бетімен
mode-line-focus = Жолды бөлектеу
mode-one-line = Жүгірме жол
mode-phrase = Бір сөйлемнен
mode-word = Бір сөзден
announce-mode = Оқу тәсілі: { $mode }

act-next-mode = Келесі оқу тәсілі
act-previous-mode = Алдыңғы оқу тәсілі
act-run = Мәтінді жүргізу немесе тоқтату
act-run-faster = Мәтінді жылдамдату
act-run-slower = Мәтінді баяулату

settings-mode = Оқу тәсілі
settings-lit-lines = Көрінетін жолдар
lit-lines = { $count ->
    [one] { $count } жол
   *[other] { $count } жол
}
settings-unlit = Қалған жолдар
unlit-masked = Жасырылсын
unlit-dimmed = Бозартылсын
settings-pace = Мәтіннің жүру жылдамдығы
pace = { $count ->
    [one] минутына { $count } таңба
   *[other] минутына { $count } таңба
}

run-controls = Мәтіннің жүруі
run-start = Мәтінді жүргізу
run-stop = Мәтінді тоқтату
run-slower = Баяуырақ
run-faster = Жылдамырақ
run-started = Мәтін жүріп тұр, { $pace }
run-stopped = Мәтін тоқтады
run-cannot = Тек жүгірме жол, сөйлем мен сөз жүре алады. Оқу тәсілін { $keys } ауыстырады.

# The number of the window's page in the chapter
screen-of = { $number }-экран, барлығы { $count }
screen-of-about = { $number }-экран, барлығы шамамен { $count }
screen-of-short = { $number } / { $count }
screen-of-about-short = { $number } / ≈ { $count }

help-modes = Оқу тәсілдері
help-modes-text = V немесе Alt + V келесі оқу тәсіліне, Shift пернесімен бірге алдыңғысына ауыстырады. Бет жылжып тұрады немесе Page Up пен Page Down арқылы бүтін жолдарымен парақталады. «Жолды бөлектеу» бір, үш немесе бес жолды ғана көрсетеді, төмен көрсеткі келесі жолға өтеді. Жүгірме жол, бір сөйлем немесе бір сөз бүкіл терезені алады. Онда төмен көрсеткі әрі қарай, жоғары көрсеткі кері апарады. A пернесі мәтінді жүргізеді және тоқтатады, X жылдамдатады, Z баяулатады. Бір әріптік пернелер өшірулі болса, оларды Alt пернесімен бірге басыңыз. Escape те мәтінді тоқтатады. Қай тәсілмен оқысаңыз да, кітаптағы орныңыз сақталады.
