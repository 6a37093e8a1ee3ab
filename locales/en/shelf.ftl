# Welcome
welcome-heading = Choose a language
welcome-choose = Continue in English
welcome-aloud = Welcome to Oqyrman. To continue in English, press the digit three.
welcome-keys = Move with Tab, choose with Enter.

# Shelf
shelf-heading = My books
shelf-continue = Continue: { $title }
shelf-empty = The shelf is still empty.
shelf-empty-do = Take a book from the library or add a file of your own.
shelf-to-catalog = Open the catalogue
shelf-add = Add a book
shelf-filter = Find on the shelf
shelf-none-match = No such book on the shelf.
shelf-sort = Order
shelf-sort-recent = Recently read
shelf-sort-title = By title
shelf-sort-author = By author
shelf-sort-added = Recently added
shelf-remove-question = Remove “{ $title }” from the shelf?
shelf-remove-what = The copy on the shelf, your place and your bookmarks will be deleted.
shelf-not-begun = not begun
shelf-finished = finished
shelf-progress = { $percent } read
shelf-heard = heard to the end
shelf-heard-part = { $percent } heard
shelf-due = due { $date }
shelf-overdue = was due { $date }
shelf-missing-file = its file is missing
shelf-count = { $count ->
        [one] { $count } book on the shelf
       *[other] { $count } books on the shelf
    }

# Details of a book
book-untitled = Untitled book
book-authors = Author
book-translators = Translator
book-narrators = Narrator
book-languages = Language
book-publisher = Publisher
book-published = Year
book-series = Series
book-series-number = { $name }, { $number }
book-subjects = Subjects
book-format = Format
book-duration = Duration
book-size = Size
book-progress = Read so far
book-file = File
book-summary = Summary
book-facts = Facts
book-get = Get the book
book-borrow = Borrow
book-download = Download
book-sample = Download a sample
book-buy = Buy (on the library’s site)
book-subscribe = Subscribe (on the library’s site)
book-get-as = { $verb }, { $format }
book-on-shelf = This book is on your shelf.
book-nothing-to-get = This book cannot be had here. Ask the library.
book-cancel-download = Stop the download

# Availability
available = Available
available-copies = { $count ->
        [one] { $count } copy available
       *[other] { $count } copies available
    }
unavailable = All copies are on loan
unavailable-until = All copies are on loan until { $date }
reserved = You are in the queue
reserved-position = You are in the queue at place { $position }
ready = Kept for you
ready-until = Kept for you until { $date }

# Downloads
step-asking = Asking the library
step-borrowing = Borrowing
step-waiting = The library is busy, waiting { $time }
step-downloading = Downloading
step-downloading-percent = Downloading: { $percent }
step-checking = Checking
download-percent = “{ $title }”: { $percent } downloaded
download-finished = “{ $title }” has been downloaded and is on the shelf
download-cancelled = The download of “{ $title }” was stopped

# Add a book
add-heading = Add a book from this device
add-path = Path of a file or a web address
add-path-hint = Paste a path and press Enter. A file can also be dropped on the window.
add-path-open = Add
add-places = Places
add-place-home = Home folder
add-place-documents = Documents
add-place-downloads = Downloads
add-place-desktop = Desktop
add-place-drive = Drive: { $name }
add-folder = Folder: { $name }
add-up = One level up
add-contents = In the folder { $name }
add-recording = Add this folder as one audiobook
add-empty = There are neither books nor folders in this folder.
add-unreadable = This folder cannot be opened.
add-count = Folders: { $folders }, books: { $books }
add-more = Show more
add-opening = Opening the file
shelf-loading = Opening the shelf
add-listing = Opening the folder
add-path-empty = First type a path or an address.
shelf-keep = Keep it
