# Сворачиваемые части, формулы и описания в книге
act-describe = Открыть описание
act-explore-formula = Пройти по частям формулы
act-part-into = Внутрь части
act-part-out = Наружу из части
act-part-next = Следующая часть
act-part-previous = Предыдущая часть
act-part-first = Первая часть
act-part-last = Последняя часть

keys-formula = В формуле

notice-expanded = Развёрнуто
notice-collapsed = Свёрнуто
notice-no-details = Здесь нечего разворачивать
notice-no-formula = Здесь нет формулы
notice-no-description = Здесь нет описания
notice-nothing-to-leave = Здесь нечего покидать
notice-has-description = есть описание
notice-described = Описание: { $text }

formula-title = Формула
formula-help = Стрелка вниз ведёт внутрь части, вверх — наружу, влево и вправо — к соседним. Escape возвращает в текст.
formula-part = { $place }: { $words }
formula-no-inside = Внутри ничего нет
formula-no-outside = Это вся формула
formula-no-next = Следующей части нет
formula-no-previous = Предыдущей части нет
formula-parts = { $count ->
    [one] { $count } часть
    [few] { $count } части
   *[many] { $count } частей
}

description-title = Описание

# Изображения, таблицы или формулы, для программ экранного доступа
page-has-description = Есть описание, { $keys } открывает его
# Фрагмента программы, для программ экранного доступа
page-code = код
page-aside = Врезка

help-structure = Формулы, описания и свёрнутые части
help-structure-text = Формула читается словами. Нажмите на ней Enter и идите по её частям стрелками, Escape возвращает в текст. Свёрнутую часть разворачивает Enter или пробел. Если у изображения есть описание, Alt + Enter открывает его, а Alt + стрелка влево возвращает обратно. В сноске без ссылок Enter ведёт обратно к её знаку в тексте.
