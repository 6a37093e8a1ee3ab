# Catalogue
catalog-search = Поиск в библиотеке
catalog-search-hint = Введите название или автора и нажмите Enter.
catalog-no-search = В этой библиотеке нет поиска.
catalog-loading = Каталог открывается
catalog-searching = Ищем «{ $query }»
catalog-found = { $count ->
        [one] Найдено: { $count }
        [few] Найдено: { $count }
       *[many] Найдено: { $count }
    }
catalog-found-none = По запросу «{ $query }» ничего не найдено
catalog-found-none-do = Попробуйте написать иначе или короче.
catalog-empty = Этот раздел пуст.
terms-question = «{ $name }» просит принять условия обслуживания. Вы согласны?
terms-accept = Принять условия
announcement-title = Объявление библиотеки
announcement-heard = Больше не показывать
announcement-later = Напомнить позже
give-back = Вернуть в библиотеку
give-back-question = Вернуть книгу в библиотеку: { $title }?
give-back-done = Книга возвращена в библиотеку.
catalog-daisy-new = Новые книги
catalog-daisy-issued = Выданные мне книги
catalog-daisy-expired = Книги с истёкшим сроком
catalog-daisy-bookshelf = Моя полка
catalog-daisy-menu = Меню библиотеки
catalog-daisy-search = Поиск в библиотеке
catalog-daisy-more = Ещё
catalog-hear = Послушать голос библиотеки
announcement-sound = Библиотека сообщает это голосом. Нажмите «Послушать голос библиотеки».
catalog-form = Вопросы библиотеки
catalog-form-unnamed = Без названия
catalog-form-several = Можно выбрать несколько.
catalog-form-figures-only = Только цифры.
catalog-form-spoken = Библиотека ждёт ответа голосом. Здесь его дать нельзя.
catalog-form-send = Отправить ответы
catalog-form-choose = Сначала выберите ответ: { $question }
catalog-form-figures = Здесь пишут только цифры: { $question }
catalog-form-nothing = Сначала выберите или напишите что-нибудь.
catalog-sections = Разделы
catalog-section-count = { $title }, { $count }
catalog-results = Результаты поиска: { $query }
catalog-facets = Фильтры
catalog-all-of = Все: { $title }
catalog-next = Следующая страница
catalog-previous = Предыдущая страница
catalog-start = В начало каталога
catalog-loans = Мои выданные книги
catalog-path = Где вы в каталоге

# Signing in
sign-in-title = Вход в библиотеку: { $name }
sign-in-user = Номер билета или имя
sign-in-password = Пароль или PIN-код
sign-in-remember = Запомнить пароль в системе
sign-in-no-keyring = Это устройство не хранит пароли: вводите пароль каждый раз.
sign-in-wrong = С этими данными войти не удалось. Проверьте и введите снова.
sign-in-empty = Сначала введите номер билета или имя.
sign-in-do = Войти
sign-in-help = Помощь библиотеки: { $address }
sign-in-insecure = Внимание: соединение не зашифровано, пароль могут увидеть по пути.
catalog-address-empty = Сначала введите адрес.
catalog-title = { $screen }: { $shown }
