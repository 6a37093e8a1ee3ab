# voice

# `speak` және `voices`
cli-speak-no-place = Кітапта «{ $from }» деген жер жоқ. Пайызды (40%), беттің нөмірін немесе тақырыптың сөздерін жазыңыз.
cli-speak-no-voice = «{ $voice }» деген дауыс жоқ. Орнатылған дауыстарды «oqyrman voices» арқылы қараңыз.
