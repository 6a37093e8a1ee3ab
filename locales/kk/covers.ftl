### Кітаптардың мұқабалары.

settings-covers = Мұқабалар
settings-covers-shown = Көрсетілсін (орын болса)
settings-covers-hidden = Көрсетілмесін
cover-of = Мұқаба: { $title }
