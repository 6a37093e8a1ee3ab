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
announce-leap = One jump: { $value }
sleep-timer = Sleep timer
sleep-off = off
sleep-chapter = to the end of the chapter
announce-sleep = Sleep timer: { $value }
sleep-still-there = Are you still listening? Press any key to go on.
sleep-goes-on = The book goes on.

# The chapters of a recording
chapters-row = { $title }, { $time }
chapters-bookmark = { $title }, { $time }
chapters-pages = Pages
chapters-places = Time and percentage
chapters-time = Time (for example: 1:20:30) or minutes
chapters-time-range = 0:00–{ $end }
chapters-time-wrong = Type a time like 1:20:30, not beyond { $end }.
chapters-bookmarks-none-do = While listening, press Ctrl + B.
none-next-track = No next file
none-previous-phrase = No previous phrase
none-next-phrase = No next phrase
none-previous-track = No previous file

# A note that is spoken
spoken-title = Spoken note
spoken-ready = You speak into the microphone, for 10 minutes at most. Press “Start recording” and speak after the words “Speak now”.
spoken-start = Start recording
spoken-now = Speak now
spoken-going = Recording: { $time }
spoken-stop = Stop and keep
spoken-kept = Spoken note kept: { $time }
spoken-none = There is no spoken note in this row.
chapters-spoken = spoken note, { $line }
export-spoken = Spoken note: { $file }
error-no-microphone = No microphone was found.
error-no-microphone-do = Connect a microphone and try again.
error-microphone-silent = The microphone gave no sound.
error-microphone-silent-do = Check that the microphone is switched on, and try again.
error-spoken-note = The spoken note could not be kept.

# A recording that is heard while it is downloaded
player-waiting = The rest of the book is still being downloaded. It goes on by itself when it is there.
error-not-yet-do = Wait until the book is downloaded.
book-listen-now = Listen while it downloads
download-can-be-heard = “{ $title }” can be listened to already
