# Изображения, таблицы, формулы и сноски книги

keys-picture = В изображении
act-picture-closer = Увеличить изображение
act-picture-farther = Уменьшить изображение
act-picture-whole = Показать изображение целиком
act-picture-left = Влево по изображению
act-picture-right = Вправо по изображению
act-picture-up = Вверх по изображению
act-picture-down = Вниз по изображению
act-picture-invert = Обратить цвета изображения

act-tables = Следующий вид таблиц
announce-tables = Таблицы: { $form }

picture-title = Изображение
picture-unnamed = Изображение без описания
picture-lost = Изображение показать нельзя: оно повреждено, слишком велико или его нет в книге
picture-zoom = Увеличение { $percent }
picture-closest = Больше увеличить нельзя
picture-farthest = Это всё изображение
picture-edge = Край изображения
picture-inverted = Цвета изображения обращены
picture-not-inverted = Изображение как в книге
picture-top-left = Вверху слева
picture-top = Вверху
picture-top-right = Вверху справа
picture-left = Слева
picture-middle = В середине
picture-right = Справа
picture-bottom-left = Внизу слева
picture-bottom = Внизу
picture-bottom-right = Внизу справа

settings-figures = Изображения, таблицы, формулы, сноски
settings-pictures = Изображения в тексте
settings-pictures-described = Изображение и описание
settings-pictures-plain = Только изображение
settings-pictures-words = Только описание
settings-inversion = Обращать цвета изображений
settings-inversion-drawings = У рисунков на тёмном фоне
settings-inversion-always = У всех
settings-inversion-never = Никогда

reference-title = Сноска
reference-go = Перейти к сноске

settings-tables = Таблицы
settings-tables-automatic = Сами: сеткой, где хватает места, иначе строка за строкой
settings-tables-grid = Сеткой, в том числе широкой
settings-tables-records = Строка за строкой
settings-formulas = Формулы
settings-formulas-notation = Как их пишут
settings-formulas-words = Словами
settings-formulas-both = Как пишут и словами
settings-notes = Enter на знаке сноски
settings-notes-in-place = Показывает сноску под её строкой
settings-notes-jump = Ведёт к сноске

help-figures = Изображения, таблицы, формулы и сноски
help-figures-text = Enter на изображении показывает его во всё окно. Плюс и минус увеличивают и уменьшают его, 0 показывает целиком, стрелки ведут от части к части, I обращает цвета. То же делают Page Up, Page Down, Home и F6. Escape возвращает на ваше место в тексте. У чертежей и схем на тёмном фоне цвета обращаются сами; это можно изменить в настройках. Таблица рисуется сеткой, если её столбцам хватает места; при крупных буквах она идёт строка за строкой, каждое значение под своим заголовком. Y меняет вид таблиц: сетка шире страницы сдвигается к ячейке, в которую вы переходите, а заголовки остаются на виду. Формула рисуется так, как её пишут, и читается словами. Enter на знаке сноски показывает сноску под этой строкой, Escape возвращает к знаку. Код набран буквами одной ширины; слишком длинная строка продолжается с отступом и уголком.

act-printed = Страница в печатном виде на всё окно
act-printed-beside = Страница в печатном виде рядом с текстом или без неё
printed-page = Страница { $label } в печатном виде
printed-none = У этой книги нет изображений страниц
printed-shown = Страница в печатном виде стоит рядом с текстом
printed-hidden = Только текст
settings-printed = Страницы в печатном виде
settings-printed-beside = Рядом с текстом
settings-printed-hidden = Не показывать
