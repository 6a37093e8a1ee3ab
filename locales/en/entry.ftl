### Signing in to a library by a token, and through the browser.

entry-remember = Do not ask next time (the password is not kept)
entry-elsewhere = Please note: the password will be sent to { $host }.
entry-busy = Signing in, please wait.
entry-done = You are signed in to the library.
entry-kept = Next time the library will know you by itself.
entry-browser-do = Sign in through the browser
entry-browser-about = The page for signing in opens in the browser: { $host }. When you have signed in there, the program goes on by itself.
entry-browser-title = Signing in through the browser: { $name }
entry-browser-waiting = The page of { $host } is open in the browser. Sign in there. The program is waiting, and goes on by itself after that.
entry-browser-again = Open the page again
entry-browser-none = The browser did not open.
entry-browser-none-do = Check that a browser is installed, and try again.
entry-cancelled = Signing in was cancelled.
entry-stranger = An answer about signing in was not accepted: the program was not waiting for it.
entry-late = Signing in through the browser took too long.
entry-late-do = Try to sign in again.
entry-denied = The library “{ $name }” did not let you in.
entry-denied-words = The library “{ $name }” did not let you in: { $words }
entry-denied-do = Try again, or ask the library.
entry-cli-browser = One can sign in to this library through the browser only. Open the program’s window and sign in there.
catalog-account = Account
account-title = Account: { $name }
account-asking = Asking the library…
account-name = Name: { $name }.
account-email = Mail: { $email }.
account-loans = Books on loan: { $used }, of { $total } that you may have.
account-loans-left = { $count ->
    [one] You may borrow { $count } more book.
   *[other] You may borrow { $count } more books.
}
account-loans-most = { $count ->
    [one] You may borrow { $count } book in all.
   *[other] You may borrow { $count } books in all.
}
account-holds = Books on hold: { $used }, of { $total } that you may have.
account-holds-left = { $count ->
    [one] You may place { $count } more hold.
   *[other] You may place { $count } more holds.
}
account-holds-most = { $count ->
    [one] You may place { $count } hold in all.
   *[other] You may place { $count } holds in all.
}
account-none = The library tells nothing about your account.
