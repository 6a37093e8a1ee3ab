# Borrowing, waiting, returning.

# What can be done about a book
loan-hold = Place a hold
loan-cancel-hold = Cancel the hold
loan-cancel-ready = Give up the book kept for me
loan-renew = Renew
loan-borrow-again = Borrow again
loan-refresh = Update my list at the library
loan-asking = Asking the library
loan-return-what = The file leaves the shelf. Your place, bookmarks and notes are kept, and are there when you borrow the book again.
loan-cancel-hold-question = Cancel your hold on “{ $title }”?
loan-cancel-hold-what = If you place a hold again, you begin at the end of the queue.

# What happened
loan-held = You are in the queue for “{ $title }”.
loan-held-position = You are in the queue for “{ $title }” at place { $position }.
loan-now-available = “{ $title }” can be borrowed now.
loan-hold-cancelled = Your hold on “{ $title }” is cancelled.
loan-renewed = “{ $title }” is now due { $date }.
loan-ended = The loan of “{ $title }” has ended, and its file has left the shelf. Your notes are kept.
loan-ended-open = The loan of “{ $title }” has ended. Its file goes when you close the book; your notes are kept.
loan-clock-wrong = The date of this computer seems to be wrong, so loans that have ended were left on the shelf.
loan-clock-wrong-do = Correct the date and time, or update your list at the library.

# The library's list
loan-refreshed = The list is up to date.
loan-no-list = This library keeps no list for its readers.
loan-ready = “{ $title }” is kept for you: borrow it.
loan-ready-until = “{ $title }” is kept for you until { $date }: borrow it.
loan-elsewhere = “{ $title }” is on loan to you at the library and can be downloaded here.
loan-moved = “{ $title }” is now due { $date }.
loan-unlisted = The library does not list “{ $title }” among your loans. Its file stays here until the loan ends.

# On the shelf
loan-kept-heading = At the library
loan-kept-count = { $count ->
        [one] { $count } book at the library is yours
       *[other] { $count } books at the library are yours
    }
loan-lent-there = on loan to you, not downloaded here
loan-lent-there-until = on loan to you, not downloaded here, due { $date }
loan-returned-heading = Returned books
loan-returned-count = { $count ->
        [one] { $count } returned book
       *[other] { $count } returned books
    }
loan-returned-on = returned { $date }
loan-returned-what = This book has been returned. Your place and your notes are kept.
loan-returning = Being returned to the library
loan-notes = Notes and bookmarks
loan-notes-none = There are no notes or bookmarks in this book.
loan-note-spoken = spoken note, press to hear it

# Copies and the queue
loan-copies = { $total ->
        [one] { $available } of { $total } copy available
       *[other] { $available } of { $total } copies available
    }
loan-queue = { $count ->
        [one] { $count } reader in the queue
       *[other] { $count } readers in the queue
    }

# Errors
error-queued = Another reader was faster, and you are in the queue now.
error-queued-do = We will tell you when the book is kept for you.
error-not-extended = The library did not renew the loan.
error-not-extended-until = The library did not renew the loan: it is still due { $date }.
error-not-extended-do = Return the book in time, or ask the library.

# Command line
cli-loan-unknown = There is no loan with the number { $id } on the shelf. The command loans lists the numbers.
cli-loan-no-way = The library does not offer this for the book. Ask the library.

# The small library service
server-awaited = Another reader is waiting for this book, so the loan cannot be renewed.
server-not-lent = This book is not on loan to you.
server-renewed-enough = This loan has been renewed already and cannot be renewed again.
