### Кітаптардың мұқабалары.

settings-covers = Мұқабалар
settings-covers-shown = Көрсетілсін (орын болса)
settings-covers-hidden = Көрсетілмесін
cover-of = Мұқаба: { $title }
sample-title = { $title } (үзінді)
sample-whole = Кітапты толық алу
sample-on-shelf = Кітаптың үзіндісі сөреде бар.
sign-in-logo = Логотип: { $name }
