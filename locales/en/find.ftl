# Finding a book in all libraries
screen-find = Find a book
act-find-book = Find a book (in all libraries)
find-field = What are you looking for?
find-field-hint = Type a title or an author: results appear at once. Down arrow leads to them, Enter asks the libraries themselves.
find-to = Find a book
find-count = { $count ->
        [one] { $number } book found.
       *[other] { $number } books found.
    }
find-at-least = { $count ->
        [one] At least { $number } book found.
       *[other] At least { $number } books found.
    }
find-forgiven = { $count ->
        [one] Nothing exactly like that. For “{ $meant }”: { $number } book.
       *[other] Nothing exactly like that. For “{ $meant }”: { $number } books.
    }
find-first = First: { $title }.
find-by-filters = Filter: { $filters }.
find-none = Nothing found.
find-none-do = Try fewer or other words, clear the filters, or ask the libraries themselves.
find-on-shelf = on your shelf
find-sound = with sound
find-sold = for sale only
find-read-by = read by { $names }
find-more = Show more
find-ask = Ask the libraries themselves
find-asking = Asking the libraries
find-late = { $count ->
        [one] The libraries found { $count } more book, it is at the end of the list.
       *[other] The libraries found { $count } more books, they are at the end of the list.
    }
find-late-none = The libraries found nothing more.
find-failed = Libraries that did not answer: { $names }.
find-opening = Asking for the details of the book
find-no-library = There is no library yet, so only your own shelf is searched. You can add a library in the catalogue.
find-to-catalog = Open the catalogue
find-broken = The list of the libraries could not be opened. Press Enter to ask the libraries themselves.
find-lists-off = Lists of libraries are not kept on this device: this is switched off in the settings.
find-status = { $titles }, { $libraries }, { $updated }
find-status-titles = { $count ->
        [one] { $number } book in the list
       *[other] { $number } books in the list
    }
find-status-libraries = { $count ->
        [one] { $count } library
       *[other] { $count } libraries
    }
find-status-updated = updated { $when }
find-status-not-yet = not read to the end yet
find-today = today at { $time }
find-yesterday = yesterday at { $time }
find-on-day = on { $date } at { $time }
find-filters = Filters
find-filters-chosen = Filters: { $filters }
find-filters-clear = Clear the filters
find-any = Any
find-language = Language
find-format = Format
find-library = Library
find-branches = Branch
find-branch = Branch { $number }
find-filter-sound = with sound only
find-filter-now = available now
find-filter-new = new within 30 days
find-keep-lists = Keep lists of the libraries on this device
find-keep-lists-hint = Then books are found at once, also without the internet. Lists are fetched only from libraries that you have added; what you look for is sent nowhere.
find-cli-busy = Another window or command is updating the lists. Wait until it has finished.
find-cli-failed = The list of the libraries could not be opened ({ $cause }). Try again.
find-cli-filter = There is no filter “{ $filter }”: write language=kk, format=epub, library=ADDRESS, sound, now or new.
find-late-left-out = { $count ->
        [one] The filters leave out { $count } more book.
       *[other] The filters leave out { $count } more books.
    }
find-late-untold = { $count ->
        [one] Of { $count } of them its library does not tell enough.
       *[other] Of { $count } of them their libraries do not tell enough.
    }
find-status-metered = This network is paid for by use, so the lists are not renewed. You can allow it in the settings, under “Downloading books”.
