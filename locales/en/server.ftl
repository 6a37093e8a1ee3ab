# The words of the small library service: its catalogue and its command.
server-title = Oqyrman's own library
server-all = All books
server-new = New books
server-languages = By language
server-authors = By author
server-found = Found for “{ $query }”
server-loans = Borrowed books
server-language = Language
server-author = Author
server-language-kk = Kazakh
server-language-ru = Russian
server-language-en = English
server-login = Card number or name
server-password = Password
server-sign-in = Sign in with your reader's card
server-not-found = The library has no such page or book
server-wrong-host = This library answers only on this computer
server-failed = The library cannot answer now, try again
server-not-kept = The library could not write this down, and nothing has changed. Try again later
server-staff-only = This part is for the staff of the library
server-requests-enough = You have too many requests under way. Withdraw one of them first
server-request-wrong = The request is not complete: say what you need, and at which branch
server-announcement-wrong = The announcement is not complete: write a title and choose a branch of yours
server-news-due = “{ $title }” is due on { $date }
server-news-ready = “{ $title }” is put aside for you, borrow it by { $date }
server-news-accepted = Your request was accepted: { $title }
server-news-to-collect = Ready to be collected: { $title }
server-news-under-way = On its way: { $title }
server-news-done = Your request is done: { $title }
server-news-refused = Your request will not be done: { $title }
server-wait = { $count ->
    [one] The PIN was wrong too often. Try again in { $count } second
   *[other] The PIN was wrong too often. Try again in { $count } seconds
}

server-no-folder = The folder “{ $folder }” cannot be served. Name a folder that is there and can be read.
server-cannot-listen = The address { $address } is taken or is not this computer's. Choose another with --port or --bind.
server-no-database = The database cannot be opened: { $cause }. Check its address, and whether it is running.
server-no-branches = The file of branches is wrong: “{ $file }”: { $cause }. Correct it.
server-no-password = No password came from standard input. Write it there, as one line.
server-ended = The library service has ended: { $cause }. Start it again.
