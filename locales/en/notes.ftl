# Places found in the book
outline-found = Places found
found-whole-words = Whole words only
found-case = Match capital and small letters
found-all = All places
found-type-words = Type the words to look for.
found-count = { $count ->
        [one] { $count } place found
       *[other] { $count } places found
    }
found-count-more = { $count } places or more found
found-row = { $before }“{ $found }”{ $after }, { $place }

# Bookmarks, highlights and notes
outline-marks = Bookmarks and notes
marks-none = There are no bookmarks and no notes yet.
marks-none-do = While reading, { $bookmark } sets a bookmark and { $note } writes a note.
marks-keys = Enter goes there, { $edit } changes the words, { $remove } removes.
marks-show = Show
marks-all = All
marks-highlights = Highlights
marks-notes = Notes
marks-row = { $words }, { $kind }, { $place }
marks-row-with-text = { $text }: { $words }, { $kind }, { $place }
marks-edit = Edit
marks-restore = Bring back what was removed
marks-export = Save to a file
marks-none-chosen = First choose one in the list
mark-bookmark = bookmark
mark-highlight = highlight
mark-note = note
mark-name-title = Name of the bookmark
mark-name-field = Name
notice-bookmark-restored = The bookmark is back
notice-highlight-restored = The highlight is back
notice-note-restored = The note is back
notice-nothing-to-restore = Nothing to bring back
notice-bookmark-renamed = The name of the bookmark is saved

# Saving them to a file
export-title = Save bookmarks and notes to a file
export-form = In which form
export-html = Web page, to read and to print
export-text = Plain text
export-json = JSON for other programs
export-folder = The file will be saved in the folder: { $folder }
export-saved = The file is saved: { $file }
export-heading = “{ $title }”: bookmarks and notes
export-file = { $title } - bookmarks and notes
export-entry = { $kind }, { $place }
export-own-words = My words: { $text }
export-created = Date: { $date }
error-export = The file could not be saved.

# annotations
cli-annotations-unknown = The book “{ $book }” is not on the shelf. See what is there with “oqyrman shelf”.
cli-annotations-many = Several books on the shelf are called “{ $book }”. Give the whole title or the file.
cli-annotations-not-written = The file “{ $file }” could not be written ({ $cause }). Name another place.

# Keys
act-find-all = List of all places found
act-edit-mark = Change the name of a bookmark or the words of a note
act-remove-mark = Remove a bookmark or a note
act-restore = Bring back a removed bookmark or note
act-export = Save bookmarks and notes to a file
