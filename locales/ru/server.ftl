# Слова небольшой библиотечной службы: её каталог и её команда.
server-title = Собственная библиотека «Оқырман»
server-all = Все книги
server-new = Новые книги
server-languages = По языкам
server-authors = По авторам
server-found = Найдено по запросу «{ $query }»
server-loans = Взятые книги
server-language = Язык
server-author = Автор
server-language-kk = Казахский
server-language-ru = Русский
server-language-en = Английский
server-login = Номер билета или имя
server-password = Пароль
server-sign-in = Войдите с читательским билетом
server-not-found = В библиотеке нет такой страницы или книги
server-wrong-host = Эта библиотека отвечает только на этом компьютере
server-failed = Библиотека сейчас не может ответить, попробуйте ещё раз
server-not-kept = Библиотека не смогла это записать, ничего не изменилось. Повторите позже
server-staff-only = Этот раздел только для сотрудников библиотеки
server-requests-enough = У вас слишком много незавершённых заявок. Сначала отзовите одну из них
server-request-wrong = Заявка неполная: укажите, что вам нужно и в каком филиале
server-announcement-wrong = Объявление неполное: напишите заголовок и выберите свой филиал
server-news-due = Верните «{ $title }» до { $date }
server-news-ready = Книга «{ $title }» отложена для вас, возьмите её до { $date }
server-news-accepted = Принято: { $title }
server-news-to-collect = Готово: { $title }
server-news-under-way = В пути: { $title }
server-news-done = Выполнено: { $title }
server-news-refused = Отказано: { $title }
server-wait = { $count ->
    [one] PIN-код неверно введён слишком много раз. Повторите через { $count } секунду
    [few] PIN-код неверно введён слишком много раз. Повторите через { $count } секунды
   *[many] PIN-код неверно введён слишком много раз. Повторите через { $count } секунд
}
server-too-many = { $count ->
    [one] Слишком много запросов. Повторите через { $count } секунду
    [few] Слишком много запросов. Повторите через { $count } секунды
   *[many] Слишком много запросов. Повторите через { $count } секунд
}
server-token-refused = Неверный номер билета или пароль, введите их снова
server-token-over = Сеанс завершён, войдите снова
server-token-incomplete = Запрос токена неполон

server-no-folder = Папку «{ $folder }» нельзя открыть как библиотеку. Укажите папку, которая есть и которую можно прочитать.
server-cannot-listen = Адрес { $address } занят или не принадлежит этому компьютеру. Выберите другой с помощью --port или --bind.
server-no-database = База данных не открывается: { $cause }. Проверьте её адрес и работает ли она.
server-tls-unreadable = Файл «{ $file }» не читается: { $cause }. Проверьте путь и право на чтение.
server-tls-no-certificate = В файле «{ $file }» нет сертификата. Укажите файл PEM с сертификатом и его цепочкой.
server-tls-no-key = В файле «{ $file }» нет ключа, который читается без пароля. Укажите файл PEM с ключом сертификата.
server-tls-unfit = Сертификат и ключ не подходят друг к другу: { $cause }. Укажите два файла одной пары.
server-config-unreadable = Файл настроек «{ $file }» не читается: { $cause }. Проверьте путь и право на чтение.
server-config-not-toml = В файле «{ $file }» строка { $line } записана не по правилам TOML. Исправьте её.
server-config-unknown = В файле «{ $file }», строка { $line }: настройки «{ $key }» нет. Все настройки показывает команда «oqyrman serve --help».
server-config-value = В файле «{ $file }», строка { $line }: у настройки «{ $key }» не может быть такого значения. Исправьте его.
server-config-no-folder = Не указана папка с книгами. Укажите её после «oqyrman serve» или как «folder» в файле настроек.
server-config-together = Настройки «{ $one }» и «{ $other }» работают только вместе. Укажите обе.
server-backup-unwritable = Резервную копию «{ $file }» не удалось записать: { $cause }. Проверьте папку и место на диске.
server-backup-unreadable = Резервная копия «{ $file }» не читается: { $cause }. Проверьте путь и право на чтение.
server-backup-foreign = «{ $file }» – не резервная копия библиотечной службы. Укажите файл, который записала команда «oqyrman backup».
server-backup-newer = Резервная копия «{ $file }» сделана более новой версией программы. Обновите программу.
server-backup-damaged = Резервная копия «{ $file }» повреждена или неполна со строки { $line }, ничего не изменилось. Возьмите другую копию.
server-backup-not-empty = Здесь уже есть данные библиотеки, ничего не изменилось. Чтобы заменить их данными из копии, добавьте параметр --replace.
server-no-branches = В файле филиалов «{ $file }» ошибка: { $cause }. Исправьте файл.
server-no-password = Пароль не пришёл на стандартный ввод. Передайте его одной строкой.
server-ended = Библиотечная служба остановилась: { $cause }. Запустите её снова.
