# Books on their way
screen-downloads = Загрузки
downloads-button = { $count ->
    [one] Загрузки: { $count } книга
    [few] Загрузки: { $count } книги
   *[many] Загрузки: { $count } книг
}
downloads-none = Сейчас ничего не скачивается.
downloads-count = { $count ->
    [one] { $count } книга
    [few] { $count } книги
   *[many] { $count } книг
}
downloads-hint = Отменить: { $cancel }. Поставить первой: { $first }.
downloads-pause-all = Приостановить все
downloads-resume-all = Продолжить все
downloads-cancel = Отменить
downloads-press-pause = Нажмите, чтобы приостановить
downloads-press-resume = Нажмите, чтобы продолжить
downloads-press-again = Нажмите, чтобы попробовать ещё раз
downloads-press-choose = Нажмите, чтобы выбрать книгу
downloads-untitled = Книга без названия
download-waiting = Ждёт своей очереди
download-paused = Приостановлена
download-so-far = скачано { $size }
download-metered = Ждёт: трафик в этой сети платный
download-no-room = Не хватает места: нужно освободить ещё { $size }
download-offline = Нет связи с библиотекой: программа попробует снова сама
download-elsewhere = Её скачивает другое открытое окно
download-earlier = В прошлый раз не скачалась
download-go-on-do = Чтобы продолжить: «oqyrman downloads resume».
download-told = «{ $title }»: { $state }
download-first = «{ $title }» будет скачана первой
download-could-go = Можно убрать с полки дочитанные книги: { $books }.
download-could-go-one = «{ $title }», { $size }
downloads-cancel-question = Отменить загрузку «{ $title }»?
downloads-cancel-what = Скачанные { $size } будут удалены.
downloads-cancel-yes = Отменить загрузку
downloads-cancel-no = Скачивать дальше
downloads-metered-question = Трафик в этой сети платный. Скачать книги сейчас?
downloads-metered-what = Иначе они подождут другой сети.
downloads-metered-yes = Скачать сейчас
downloads-metered-no = Подождать
act-downloads = Загрузки
act-put-first = Поставить загрузку первой
act-cancel-download = Отменить загрузку
settings-downloads = Загрузка книг
settings-storage = Сколько места могут занять книги и загрузки
settings-storage-any = Сколько угодно
settings-metered = В сети с платным трафиком
settings-metered-ask = Спрашивать
settings-metered-wait = Ждать другой сети
settings-metered-go = Скачивать
cli-downloads-unknown = Загрузки с номером { $id } нет. Список показывает команда «downloads list».
