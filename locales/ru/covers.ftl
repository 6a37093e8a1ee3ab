### Обложки книг.

settings-covers = Обложки
settings-covers-shown = Показывать (если есть место)
settings-covers-hidden = Не показывать
cover-of = Обложка: { $title }
sample-title = { $title } (фрагмент)
sample-whole = Взять книгу целиком
sample-on-shelf = Фрагмент книги есть на полке.
sign-in-logo = Логотип: { $name }
