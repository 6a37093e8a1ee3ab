# Help
help-start = How to begin
help-start-text = Tab goes to the next control, Shift + Tab to the previous one. Enter or Space does what is chosen. In lists, walk with the up and down arrows. Escape goes back.
help-find = How to find a book
help-find-text = Ctrl + 2 opens the catalogue. Type a title or an author into the search field and press Enter. Choose a book and press “Download” or “Borrow”. The book comes to your shelf.
help-read = How to read
help-read-text = Choose a book on the shelf and press Enter. Space reads aloud and pauses. Alt with the down arrow goes to the next sentence, Alt with the up arrow to the previous one. The place where you stop is kept.
help-see = Large letters and colours
help-see-text = Ctrl + plus makes the text larger, Ctrl + minus smaller. Ctrl + T changes the colours. The rest is in the settings.
help-hear = The voice
help-hear-text = F7 reads slower, F8 faster. While a screen reader runs, the program’s own voice is silent about its controls. When a language has no voice, the program says so.
help-lost = When you are lost
help-lost-text = F2 says where you are. F4 repeats the last message. F1 opens this help. Ctrl + 1 always leads to the shelf.
help-keys = All keys
help-letters-note = Single-letter keys work outside text fields and can be switched off in the settings.
help-key-line = { $act }: { $keys }
help-about = About the program
help-about-text = Oqyrman, version { $version }. Free software under the GPL, version 3.0 or later. The typeface Andika is by SIL.
