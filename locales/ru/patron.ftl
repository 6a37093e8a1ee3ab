# Что сотрудники библиотеки делают для читателя: билет, заявки, новости, филиалы, рабочее место сотрудника.
screen-patron = Услуги библиотеки
act-patron = Услуги библиотеки
patron-button = { $count ->
        [one] Услуги библиотеки, { $count } новость
        [few] Услуги библиотеки, { $count } новости
       *[many] Услуги библиотеки, { $count } новостей
    }
patron-ways = Услуги
patron-nothing = Открытая библиотека таких услуг не предлагает.
patron-refresh = Обновить
patron-asking = Спрашиваем библиотеку
patron-refreshed = Обновлено.

# Билет
patron-card = Читательский билет
patron-card-number = Номер билета: { $number }
patron-card-barcode = Штрихкод билета
patron-card-say = Произнести номер по цифрам

# Филиалы
patron-places = Филиалы и станции
patron-places-count = { $count ->
        [one] { $count } место
        [few] { $count } места
       *[many] { $count } мест
    }
patron-places-none = Библиотека не дала списка филиалов.
patron-about = Сведения
patron-branch = филиал
patron-station = станция самообслуживания
patron-address = Адрес
patron-hours = Часы работы
patron-phone = Телефон
patron-equipment = Оборудование
patron-everywhere = Все филиалы

# О чём можно попросить
patron-ask = Подать заявку
patron-ask-book = Попросить печатную книгу
patron-ask-for = Книга: { $title }
patron-ask-booking = Заказать книгу сюда
patron-ask-help = Попросить здесь помощи специалиста
patron-kind = Что нужно
patron-booking = Заказ книги
patron-booking-what = Печатную книгу доставят в выбранное место, мы сообщим, когда её можно забрать.
patron-delivery = Доставка на дом
patron-delivery-what = Книгу привезут читателю, который не может прийти в библиотеку.
patron-help = Помощь специалиста
patron-help-what = Специалист филиала свяжется с вами.
patron-digitise = Оцифровка книги
patron-digitise-what = Предложите книгу, которой в библиотеке нет в цифровом виде.
patron-title = Название и автор книги
patron-where = Где
patron-delivery-words = Ваш адрес и телефон
patron-help-words = Какая помощь нужна
patron-other-words = Что передать библиотеке, необязательно
patron-send = Отправить заявку
patron-sending = Отправляется
patron-needs-title = Не указано название книги. Напишите его.
patron-needs-branch = Место не выбрано. Выберите его в списке.
patron-needs-words = Не указано, какая помощь нужна. Напишите коротко.
patron-needs-address = Не указано, куда привезти. Напишите адрес и телефон.
patron-too-long = Текст слишком длинный. Сократите его.
patron-sent = Заявка отправлена. { $what }.
patron-kept-for-later = Библиотека сейчас не отвечает. Заявка сохранена и будет отправлена, как только появится связь.

# Заявки
patron-requests = Мои заявки
patron-requests-open = { $count ->
        [one] незавершённых: { $count }
        [few] незавершённых: { $count }
       *[many] незавершённых: { $count }
    }
patron-requests-count = { $count ->
        [one] { $count } заявка
        [few] { $count } заявки
       *[many] { $count } заявок
    }
patron-requests-none = Вы ещё ни о чём не просили.
patron-state = Состояние
patron-state-sent = отправлено
patron-state-accepted = принято
patron-state-to-collect = можно забрать
patron-state-ready = готово
patron-state-under-way = в пути
patron-state-done = выполнено
patron-state-refused = отказано
patron-state-withdrawn = отозвано
patron-state-unsent = ещё не отправлено
patron-unsent-what = Библиотека ещё не получила эту заявку. Она будет отправлена, как только появится связь.
patron-send-again = Попробовать отправить сейчас
patron-forget = Удалить заявку
patron-forgotten = Заявка удалена.
patron-answer = Ответ библиотеки
patron-branch-name = Место
patron-words = Текст заявки
patron-created = Дата отправки
patron-changed = Дата изменения
patron-withdraw = Отозвать заявку
patron-withdraw-question = Отозвать заявку? { $what }
patron-withdraw-what = Библиотека не будет её выполнять. Позже можно подать новую.
patron-withdraw-no = Оставить
patron-withdrawn = Заявка отозвана.
patron-too-late = Отозвать уже нельзя, состояние заявки: { $state }.

# Новости
patron-news = Новости
patron-news-count = { $count ->
        [one] непрочитанных: { $count }
        [few] непрочитанных: { $count }
       *[many] непрочитанных: { $count }
    }
patron-news-all = { $count ->
        [one] { $count } новость
        [few] { $count } новости
       *[many] { $count } новостей
    }
patron-news-none = Новостей нет.
patron-news-unread = не прочитано
patron-news-next = Следующая непрочитанная новость
patron-news-announcement = Объявление
patron-news-event = Мероприятие
patron-news-books = Новые книги
patron-news-due = Срок возврата
patron-news-ready = Отложенная книга
patron-news-request = Заявка

# Рабочее место сотрудника
patron-desk = Заявки читателей
patron-desk-all = Все
patron-desk-ended = Показывать и завершённые
patron-desk-none = Заявок нет.
patron-desk-count = { $count ->
        [one] { $count } заявка
        [few] { $count } заявки
       *[many] { $count } заявок
    }
patron-desk-open = { $count ->
        [one] { $count } незавершённая заявка
        [few] { $count } незавершённые заявки
       *[many] { $count } незавершённых заявок
    }
patron-desk-new = Новая заявка. { $what }.
patron-desk-gone = Этой заявки в списке нет.
patron-desk-print = Напечатать список
patron-desk-save = Сохранить список в файл
patron-desk-printed = Список отправлен на принтер.
patron-desk-no-printer = Принтер не найден. Список сохранён в файл: { $file }
patron-desk-file = Заявки читателей
patron-desk-answer = Ответ читателю
patron-desk-answer-hint = Отправляется вместе с новым состоянием
patron-desk-changed = Новое состояние заявки: { $state }.
patron-desk-otherwise = Заявку уже изменил другой сотрудник, теперь её состояние: { $state }.
patron-reader = Читатель
patron-reader-card = Номер билета
patron-isbn = ISBN
patron-step-accept = Принять
patron-step-to-collect = Отметить: можно забрать
patron-step-ready = Отметить: готово
patron-step-under-way = Отметить: в пути
patron-step-done = Отметить: выполнено
patron-step-refuse = Отказать
patron-desk-log = Журнал изменений
patron-desk-log-none = Журнал пуст.
patron-desk-news = Объявления
patron-desk-news-none = Объявлений нет.
patron-announce = Написать объявление
patron-announce-kind = Вид
patron-announce-branch = О каком филиале
patron-announce-title = Заголовок, { $language }
patron-announce-words = Текст, { $language }
patron-announce-lasts = Сколько времени показывать
patron-announce-days = { $count ->
        [one] { $count } день
        [few] { $count } дня
       *[many] { $count } дней
    }
patron-announce-until-taken-back = Пока не снимут
patron-announce-send = Опубликовать
patron-announce-needs-title = Заголовок не указан. Напишите его хотя бы на одном языке.
patron-announce-ends = последний день: { $date }
patron-announce-take-back = Нажмите, чтобы снять
patron-announced = Объявление опубликовано.
patron-taken-back = Объявление снято.
