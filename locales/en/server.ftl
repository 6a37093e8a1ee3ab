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
server-news-accepted = Accepted: { $title }
server-news-to-collect = Ready: { $title }
server-news-under-way = On its way: { $title }
server-news-done = Done: { $title }
server-news-refused = Refused: { $title }
server-wait = { $count ->
    [one] The PIN was wrong too often. Try again in { $count } second
   *[other] The PIN was wrong too often. Try again in { $count } seconds
}
server-too-many = { $count ->
    [one] Too many requests. Try again in { $count } second
   *[other] Too many requests. Try again in { $count } seconds
}
server-token-refused = The card number or the password is not right, type them again
server-token-over = You have been signed out, sign in again
server-token-incomplete = The request for a token is not complete

server-no-folder = The folder “{ $folder }” cannot be served. Name a folder that is there and can be read.
server-cannot-listen = The address { $address } is taken or is not this computer's. Choose another with --port or --bind.
server-no-database = The database cannot be opened: { $cause }. Check its address, and whether it is running.
server-tls-unreadable = The file “{ $file }” cannot be read: { $cause }. Check its path and its permissions.
server-tls-no-certificate = There is no certificate in “{ $file }”. Name a PEM file with the certificate and its chain.
server-tls-no-key = There is no key in “{ $file }” that can be read without a password. Name a PEM file with the certificate's key.
server-tls-unfit = The certificate and the key cannot be used together: { $cause }. Name two files that belong together.
server-config-unreadable = The configuration “{ $file }” cannot be read: { $cause }. Check its path and its permissions.
server-config-not-toml = In “{ $file }”, line { $line } is not written by the rules of TOML. Correct it.
server-config-unknown = In “{ $file }”, line { $line }: there is no setting “{ $key }”. The command “oqyrman serve --help” shows all of them.
server-config-value = In “{ $file }”, line { $line }: the setting “{ $key }” cannot have this value. Correct it.
server-config-no-folder = No folder of books is named. Name it after “oqyrman serve”, or as “folder” in the configuration.
server-config-together = “{ $one }” and “{ $other }” only work together. Name both of them.
server-backup-unwritable = The backup “{ $file }” cannot be written: { $cause }. Check the folder and the room on the disk.
server-backup-unreadable = The backup “{ $file }” cannot be read: { $cause }. Check its path and its permissions.
server-backup-foreign = “{ $file }” is no backup of a library service. Name a file that “oqyrman backup” has written.
server-backup-newer = The backup “{ $file }” was made by a newer version of the program. Update the program.
server-backup-damaged = The backup “{ $file }” is damaged or not whole from line { $line } on, and nothing has changed. Take another one.
server-backup-not-empty = The library keeps something here already, and nothing has changed. Add --replace to replace it with the backup.
server-no-branches = There is an error in the file of branches “{ $file }”: { $cause }. Correct it.
server-no-password = No password came from standard input. Write it there, as one line.
server-ended = The library service has ended: { $cause }. Start it again.
