### Вход в библиотеку по знаку доступа и через браузер.

entry-remember = Не спрашивать в следующий раз (пароль не сохраняется)
entry-elsewhere = Обратите внимание: пароль будет отправлен на { $host }.
entry-busy = Выполняется вход, подождите.
entry-done = Вы вошли в библиотеку.
entry-kept = В следующий раз библиотека узнает вас сама.
entry-browser-do = Войти через браузер
entry-browser-about = Страница входа откроется в браузере: { $host }. Когда вы войдёте там, программа продолжит сама.
entry-browser-title = Вход через браузер: { $name }
entry-browser-waiting = Страница { $host } открыта в браузере. Войдите там. Программа ждёт и после входа продолжит сама.
entry-browser-again = Открыть страницу снова
entry-browser-none = Браузер не открылся.
entry-browser-none-do = Проверьте, установлен ли в системе браузер, и повторите.
entry-cancelled = Вход отменён.
entry-stranger = Полученный ответ о входе не принят: программа такого ответа не ждала.
entry-late = Вход через браузер занял слишком много времени.
entry-late-do = Попробуйте войти снова.
entry-denied = Библиотека «{ $name }» не разрешила войти.
entry-denied-words = Библиотека «{ $name }» не разрешила войти: { $words }
entry-denied-do = Повторите или спросите в библиотеке.
entry-cli-browser = В эту библиотеку можно войти только через браузер. Откройте окно программы и войдите там.
catalog-account = Учётная запись
account-title = Учётная запись: { $name }
account-asking = Запрос отправлен в библиотеку…
account-name = Имя: { $name }.
account-email = Почта: { $email }.
account-loans = Взято книг: { $used }, всего можно взять { $total }.
account-loans-left = { $count ->
    [one] Можно взять ещё { $count } книгу.
    [few] Можно взять ещё { $count } книги.
   *[many] Можно взять ещё { $count } книг.
}
account-loans-most = { $count ->
    [one] Всего можно взять { $count } книгу.
    [few] Всего можно взять { $count } книги.
   *[many] Всего можно взять { $count } книг.
}
account-holds = Книг в очереди: { $used }, всего можно поставить { $total }.
account-holds-left = { $count ->
    [one] Можно встать в очередь ещё за { $count } книгой.
    [few] Можно встать в очередь ещё за { $count } книгами.
   *[many] Можно встать в очередь ещё за { $count } книгами.
}
account-holds-most = { $count ->
    [one] Всего можно ждать { $count } книгу.
    [few] Всего можно ждать { $count } книги.
   *[many] Всего можно ждать { $count } книг.
}
account-none = Библиотека ничего не сообщает об учётной записи.
