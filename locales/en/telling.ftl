# Keys: by level, by cell, and what is said of the place
act-next-heading-1 = Next heading of level 1
act-next-heading-2 = Next heading of level 2
act-next-heading-3 = Next heading of level 3
act-next-heading-4 = Next heading of level 4
act-next-heading-5 = Next heading of level 5
act-next-heading-6 = Next heading of level 6
act-previous-heading-1 = Previous heading of level 1
act-previous-heading-2 = Previous heading of level 2
act-previous-heading-3 = Previous heading of level 3
act-previous-heading-4 = Previous heading of level 4
act-previous-heading-5 = Previous heading of level 5
act-previous-heading-6 = Previous heading of level 6
act-next-quote = Next quotation
act-previous-quote = Previous quotation
act-cell-left = Cell to the left
act-cell-right = Cell to the right
act-cell-up = Cell above
act-cell-down = Cell below
act-cell-first = First cell of the table
act-cell-last = Last cell of the table
act-headings = List of headings
act-say-title = Say the title of the book and the chapter
act-say-status = Say the state: reading, rate, voice, time
act-say-selection = Say the selection
act-say-line = Say the line
act-say-word = Say the word
act-say-character = Say the character
act-spell = Spell the word, pressed again with a word for each letter

# There is no next or previous one
none-next-quote = No next quotation
none-previous-quote = No previous quotation

# Tables
notice-edge-of-table = Edge of the table
notice-not-in-table = Not in a table
notice-empty = empty
cell-place = row { $row }, column { $column }
cell-rows = { $count ->
    [one] takes { $count } row
   *[other] takes { $count } rows
}
cell-columns = { $count ->
    [one] takes { $count } column
   *[other] takes { $count } columns
}

# What a place begins
structure-list = { $count ->
    [one] list with { $count } item
   *[other] list with { $count } items
}
structure-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
structure-columns = { $count ->
    [one] { $count } column
   *[other] { $count } columns
}
structure-table = table, { $rows }, { $columns }

# The selection
notice-selection = Selected text:

# Where am I
where-page-of = page { $label } of { $last }
where-chapter = chapter { $index } of { $total }
where-percent-of-chapter = { $percent } of the chapter
where-percent-of-section = { $percent } of this part
where-left-in-chapter = about { $time } left in the chapter
where-recording = { $passed } of { $total } in the recording

# The state of the program
status-reading = Reading aloud
status-playing = Playing
status-paused = Paused
status-silent = Not reading aloud
status-voice = voice: { $name }
status-voice-usual = voice: the system’s own
status-letters-on = single-letter keys on
status-letters-off = single-letter keys off
status-time = time { $time }

# The list of headings
outline-headings = Headings
outline-headings-none = This book has no headings.
outline-heading = { $title }, level { $level }
outline-heading-on-page = { $title }, level { $level }, page { $page }

# Help
help-move = How to get about in a book
help-move-text = H goes to the next heading, Shift + H to the previous one. The digits 1 to 6 go to the next heading of that level. L, I, T, K, G, D and Q go to a list, a list item, a table, a link, a picture, a footnote and a quotation, with Shift to the previous one. In a table, Ctrl + Alt with the arrows goes from cell to cell. Ctrl + Shift + G lists all headings: type the first letters of one to get to it. F6 spells the word, pressed again with a word for each letter. When single-letter keys are off, all this is done with Ctrl or Alt. While a screen reader runs, the number pad and Caps Lock are left to it, and Insert always is.

# A word for each letter, for spelling: letter, space, word
spelling-alphabet = a Alfa; b Bravo; c Charlie; d Delta; e Echo; f Foxtrot; g Golf; h Hotel; i India; j Juliett; k Kilo; l Lima; m Mike; n November; o Oscar; p Papa; q Quebec; r Romeo; s Sierra; t Tango; u Uniform; v Victor; w Whiskey; x X-ray; y Yankee; z Zulu
