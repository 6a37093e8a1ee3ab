# Roles, as the program's own voice says them after a name
role-button = кнопка
role-link = ссылка
role-text-field = поле ввода
role-password-field = поле пароля
role-search-field = поле поиска
role-heading = заголовок { $level }-го уровня
role-radio = переключатель
role-switch = выключатель
role-stepper = счётчик
role-tab = вкладка
role-tree-item = уровень { $level }
role-document = документ

# States
state-on = включено
state-off = выключено
state-selected = выбрано
state-not-selected = не выбрано
state-disabled = недоступно
state-expanded = развёрнуто
state-collapsed = свёрнуто
state-empty = пусто
state-required = обязательно
state-invalid = введено неверно
