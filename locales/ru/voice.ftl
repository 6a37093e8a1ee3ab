# voice

# `speak` и `voices`
cli-speak-no-place = Места «{ $from }» в книге нет. Укажите процент (40%), номер страницы или слова из заголовка.
cli-speak-no-voice = Голоса «{ $voice }» нет. Установленные голоса покажет «oqyrman voices».
