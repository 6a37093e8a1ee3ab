# The player of audiobooks
player-position = Place in the book
player-position-value = { $passed } of { $total }
player-chapter = { $title }, chapter { $index } of { $total }
player-chapter-number = Chapter { $number }
player-chapter-of = chapter { $index } of { $total }
player-in-chapter = In the chapter: { $passed } passed, { $left } left
player-in-book = In the book: { $passed } passed, { $left } left
player-from-beginning = { $time } from the beginning of the book
player-left-in-chapter = { $time } left in the chapter
player-left-in-book = { $time } left in the book
player-at-speed = at speed { $speed } that is { $time }
player-jumps = Jumps in time
player-chapters = Chapters
player-sound = Speed and volume
player-more = More about the book
player-go-to = Go to a time or a percentage
player-place-field = Time (for example: 1:20:30), minutes, or percentage (for example: 40 %)
player-place-wrong = There is no such place in the book. Type a time like 1:20:30, or a percentage between 0 and 100.
player-skipped = This part could not be played: { $title }.
player-skipped-do = The next one plays. Try to download the book again.

# The chapters of a recording
chapters-row = { $title }, { $time }
chapters-bookmark = { $title }, { $time }
chapters-places = Time and percentage
chapters-time = Time (for example: 1:20:30) or minutes
chapters-time-range = 0:00–{ $end }
chapters-time-wrong = Type a time like 1:20:30, not beyond { $end }.
chapters-bookmarks-none-do = While listening, press Ctrl + B.
none-next-track = No next file
none-previous-phrase = No previous phrase
none-next-phrase = No next phrase
none-previous-track = No previous file
