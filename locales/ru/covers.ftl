### Обложки книг.

settings-covers = Обложки
settings-covers-shown = Показывать (если есть место)
settings-covers-hidden = Не показывать
cover-of = Обложка: { $title }
