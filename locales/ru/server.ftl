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
server-request-wrong = Заявка неполна: укажите, что вам нужно и в каком филиале
server-announcement-wrong = Объявление неполное: напишите заголовок и выберите свой филиал
server-news-due = Верните «{ $title }»: срок — { $date }
server-news-ready = «{ $title }» отложена для вас, возьмите до { $date }
server-news-accepted = Просьба принята: { $title }
server-news-to-collect = Можно забрать: { $title }
server-news-under-way = Уже в пути: { $title }
server-news-done = Просьба выполнена: { $title }
server-news-refused = Просьба не будет выполнена: { $title }
server-wait = { $count ->
    [one] PIN-код неверно введён слишком много раз. Повторите через { $count } секунду
    [few] PIN-код неверно введён слишком много раз. Повторите через { $count } секунды
   *[many] PIN-код неверно введён слишком много раз. Повторите через { $count } секунд
}

server-no-folder = Папку «{ $folder }» нельзя открыть как библиотеку. Укажите папку, которая есть и которую можно прочитать.
server-cannot-listen = Адрес { $address } занят или не принадлежит этому компьютеру. Выберите другой с помощью --port или --bind.
server-no-database = База данных не открывается: { $cause }. Проверьте её адрес и работает ли она.
server-no-branches = В файле филиалов ошибка: «{ $file }»: { $cause }. Исправьте файл.
server-no-password = Пароль не пришёл на стандартный ввод. Передайте его одной строкой.
server-ended = Библиотечная служба остановилась: { $cause }. Запустите её снова.
