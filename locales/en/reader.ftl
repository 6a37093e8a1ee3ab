# The reader
reader-no-book = No book is open.
reader-no-book-do = Choose a book on the shelf.
reader-opening = Opening “{ $title }”
reader-opened = “{ $title }” is open
reader-resumed = From where you stopped
reader-menu = Menu
reader-search-words = Words to look for
reader-place-field = Page number or percentage (for example: 40 %)
reader-place-wrong = There is no such page. Type a page number, or a percentage between 0 and 100.
reader-toolbar = Reading controls
reader-play = Read aloud
reader-pause = Pause
reader-resume = Resume
reader-next-sentence = Next sentence
reader-previous-sentence = Previous sentence
reader-contents = Contents
reader-bookmark = Set a bookmark
reader-search = Search the book

# There is no next or previous one
none-next-character = No next character
none-previous-character = No previous character
none-next-word = No next word
none-previous-word = No previous word
none-next-line = No next line
none-previous-line = No previous line
none-next-sentence = No next sentence
none-previous-sentence = No previous sentence
none-next-paragraph = No next paragraph
none-previous-paragraph = No previous paragraph
none-next-heading = No next heading
none-previous-heading = No previous heading
none-next-heading-level = No next heading of level { $level }
none-previous-heading-level = No previous heading of level { $level }
none-next-section = No next chapter
none-previous-section = No previous chapter
none-next-page = No next page
none-previous-page = No previous page
none-next-list = No next list
none-previous-list = No previous list
none-next-item = No next item
none-previous-item = No previous item
none-next-table = No next table
none-previous-table = No previous table
none-next-link = No next link
none-previous-link = No previous link
none-next-image = No next picture
none-previous-image = No previous picture
none-next-note = No next footnote
none-previous-note = No previous footnote
none-next-bookmark = No next bookmark
none-previous-bookmark = No previous bookmark

# Other notices
notice-beginning = Beginning of the book
notice-end = End of the book
notice-nothing-to-read = There is no text in this book
notice-page = Page { $label }
notice-no-page = There is no such page: { $label }
notice-no-pages = This book has no printed page numbers
notice-no-link = No link here
notice-dead-link = The link leads nowhere
notice-no-history-back = Nowhere to go back to
notice-no-history-forward = Nowhere to go forward to
notice-bookmark-added = Bookmark set
notice-bookmark-removed = Bookmark removed
notice-highlight-removed = Highlight removed
notice-note-removed = Note removed
notice-bookmark-already = There is a bookmark here already
notice-bookmark-none = No bookmark here
notice-highlight-added = Highlighted
notice-note-added = Note saved
notice-found = Found: { $index } of { $count }
notice-found-more = Found: { $index } of { $count } or more
notice-found-wrapped = The search went around the book
notice-not-found = “{ $query }” was not found
notice-no-search = Nothing was searched for yet
notice-waiting = This part is not ready yet
notice-copied = Copied
notice-nothing-selected = Nothing is selected
character-space = space
character-newline = new line
character-full-stop = full stop
character-comma = comma
character-colon = colon
character-semicolon = semicolon
character-question = question mark
character-exclamation = exclamation mark
character-dash = dash
character-hyphen = hyphen
character-quote-open = opening quotation mark
character-quote-close = closing quotation mark
character-quote = quotation mark
character-apostrophe = apostrophe
character-paren-open = opening bracket
character-paren-close = closing bracket
character-ellipsis = ellipsis
character-slash = slash
character-asterisk = asterisk
character-capital = capital { $letter }
character-hidden = star
echo-deleted = deleted: { $text }
echo-selected = selected: { $text }
echo-edge = edge

# Where am I
where-page = page { $label }
where-section = part { $index } of { $total }
where-left-in-section = about { $time } left in this part
where-left-in-book = about { $time } left in the book
where-screen = You are on the screen “{ $screen }”

# Contents
outline-contents = Contents
outline-none = This book has no table of contents.
outline-bookmarks = Bookmarks
outline-bookmarks-none = There are no bookmarks yet.
outline-here = { $title }, you are here
outline-go = Go
outline-go-heading = Go to a page or a percentage
outline-page = Page number
outline-page-range = { $first }–{ $last }
outline-percent = Percentage, 0–100
outline-percent-wrong = Type a number between 0 and 100.
outline-page-wrong = There is no such page: { $label }.
outline-back-to-book = Back to the book

# Dialogs
note-title = Note
note-field = Text of the note
note-place = On: { $text }
note-save = Save
leave-book-question = The link leads out of the book. Open it in the browser?
outline-places = Page and percentage

# The password of a book
password-title = The password of “{ $title }”
password-field = Password
password-open = Open
password-forgotten = The password is forgotten when the program is closed.

# A break of the text
notice-break = Separator
