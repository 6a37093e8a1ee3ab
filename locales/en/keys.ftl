# Where keys work
keys-everywhere = Everywhere
keys-column-act = What it does
keys-column-keys = Keys
keys-or = { $keys } or { $last }

# Names of keys
key-space = Space
key-left = Left arrow
key-right = Right arrow
key-up = Up arrow
key-down = Down arrow
key-plus = plus
key-before-one = the key left of 1
key-minus = minus
key-media-play = Media play key
key-media-stop = Media stop key
key-media-next = Media next key
key-media-previous = Media previous key

# Everywhere
act-help = Help
act-where-am-i = Where am I
act-again = Say the last message again
act-back = Be silent, then go back
act-shelf = Shelf
act-catalog = Catalogue
act-reader = The open book
act-outline = Contents of the book
act-settings = Settings
act-add = Add a book
act-find = Find
act-larger = Larger text
act-smaller = Smaller text
act-usual-size = Usual size
act-colours = Next colours
act-play-pause = Read aloud, listen or pause
act-stop = Stop reading aloud
act-slower = Slower
act-faster = Faster
act-full-screen = Full screen
act-quit = Leave the program

# In a book
act-read-from-here = Read from here
act-repeat = Repeat the sentence
act-next-sentence = Next sentence
act-leave = Leave the table, list or note
act-previous-sentence = Previous sentence
act-next-paragraph = Next paragraph
act-previous-paragraph = Previous paragraph
act-next-heading = Next heading
act-previous-heading = Previous heading
act-next-chapter = Next chapter
act-previous-chapter = Previous chapter
act-next-printed-page = Next page
act-previous-printed-page = Previous page
act-next-character = Next character
act-previous-character = Previous character
act-next-word = Next word
act-previous-word = Previous word
act-next-line = Next line
act-previous-line = Previous line
act-beginning = To the beginning of the book
act-end = To the end of the book
act-go-to = Go to a page or a percentage
act-follow = Follow the link
act-history-back = Back to where you were
act-history-forward = Forward again
act-find-next = Next place found
act-find-previous = Previous place found
act-add-bookmark = Set a bookmark
act-remove-bookmark = Remove the bookmark
act-bookmarks = List of bookmarks
act-next-bookmark = Next bookmark
act-previous-bookmark = Previous bookmark
act-write-note = Write a note
act-highlight = Highlight
act-next-link = Next link
act-previous-link = Previous link
act-next-footnote = Next footnote
act-previous-footnote = Previous footnote
act-next-list = Next list
act-previous-list = Previous list
act-next-item = Next item
act-previous-item = Previous item
act-next-table = Next table
act-previous-table = Previous table
act-next-picture = Next picture
act-previous-picture = Previous picture
act-select-next-character = Select the next character
act-select-previous-character = Select the previous character
act-select-next-word = Select the next word
act-select-previous-word = Select the previous word
act-select-next-line = Select the next line
act-select-previous-line = Select the previous line
act-select-next-sentence = Select the next sentence
act-select-previous-sentence = Select the previous sentence
act-select-next-paragraph = Select the next paragraph
act-select-previous-paragraph = Select the previous paragraph
act-copy = Copy the selection
act-other = Another action

# In an audiobook
act-listen-pause = Listen or pause
act-forward-ten-seconds = Forward 10 seconds
act-back-ten-seconds = Back 10 seconds
act-forward-minute = Forward 1 minute
act-back-minute = Back 1 minute
act-forward-ten-minutes = Forward 10 minutes
act-back-ten-minutes = Back 10 minutes
act-next-track = Next file of the recording
act-previous-phrase = Previous phrase
act-next-phrase = Next phrase
act-previous-page-or-track = Previous page, in a recording without pages the previous file
act-next-page-or-track = Next page, in a recording without pages the next file
act-previous-track = Previous file of the recording
act-go-to-time = Go to a time or a percentage
act-louder = Louder
act-quieter = Quieter

# On the shelf and in the catalogue
act-details = About the book
act-remove = Remove from the shelf
act-next-page = Next page of the catalogue
act-previous-page = Previous page of the catalogue
act-reload = Reload

# At the first start
act-kazakh = Kazakh
act-russian = Russian
act-english = English
