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
