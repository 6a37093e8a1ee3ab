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

server-no-folder = Папку «{ $folder }» нельзя открыть как библиотеку. Укажите папку, которая есть и которую можно прочитать.
server-cannot-listen = Адрес { $address } занят или не принадлежит этому компьютеру. Выберите другой с помощью --port или --bind.
server-no-database = База данных не открывается: { $cause }. Проверьте её адрес и работает ли она.
server-no-password = Пароль не пришёл на стандартный ввод. Передайте его одной строкой.
server-ended = Библиотечная служба остановилась: { $cause }. Запустите её снова.
