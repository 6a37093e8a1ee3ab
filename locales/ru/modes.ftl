# Ways of reading
mode-scrolling = Прокрутка
mode-pages = По страницам
mode-line-focus = Выделение строки
mode-one-line = Бегущая строка
mode-phrase = По одному предложению
mode-word = По одному слову
announce-mode = Способ чтения: { $mode }

act-next-mode = Следующий способ чтения
act-previous-mode = Предыдущий способ чтения
act-run = Пустить текст или остановить
act-run-faster = Ускорить текст
act-run-slower = Замедлить текст

settings-mode = Способ чтения
settings-lit-lines = Сколько строк видно
lit-lines = { $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[many] { $count } строк
}
settings-unlit = Остальные строки
unlit-masked = Скрыть
unlit-dimmed = Приглушить
settings-pace = Скорость текста
pace = { $count ->
    [one] { $count } символ в минуту
    [few] { $count } символа в минуту
   *[many] { $count } символов в минуту
}

run-controls = Движение текста
run-start = Пустить текст
run-stop = Остановить текст
run-slower = Медленнее
run-faster = Быстрее
run-started = Текст идёт, { $pace }
run-stopped = Текст остановлен
run-cannot = Идти могут только бегущая строка, предложения и слова. Способ чтения меняет { $keys }.

# The number of the window's page in the chapter
screen-of = Экран { $number } из { $count }
screen-of-about = Экран { $number } примерно из { $count }
screen-of-short = { $number } / { $count }
screen-of-about-short = { $number } / ≈ { $count }

help-modes = Способы чтения
help-modes-text = V или Alt + V переключает на следующий способ чтения, вместе с Shift — на предыдущий. Текст прокручивается или листается целыми строками: Page Up и Page Down. «Выделение строки» оставляет одну, три или пять строк, стрелка вниз ведёт к следующей. Бегущая строка, одно предложение или одно слово занимают всё окно. Там стрелка вниз ведёт дальше, стрелка вверх — назад. Клавиша A пускает текст и останавливает его, X ускоряет, Z замедляет. Если однобуквенные клавиши выключены, нажимайте их вместе с Alt. Escape тоже останавливает текст. Место в книге при любом способе чтения остаётся тем же.
