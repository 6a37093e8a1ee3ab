# saving a book in another form
act-save-as = Save as…
save-as-title = Save the book in another form
save-as-html = Web page with structure and pictures (HTML)
save-as-epub = Book (EPUB)
save-as-brf = Braille for a display or a printer (BRF)
save-as-pef = Braille for a printer (PEF)
save-as-cells = Cells in a line, { $least } to { $most }
save-as-lines = Lines on a page, { $least } to { $most }
save-as-number = Give a number from { $least } to { $most }.
save-as-begun = The book “{ $name }” is being saved. You can read on meanwhile.
save-as-region = Book being saved
save-as-percent = Book “{ $name }”: { $percent } saved
save-as-running = Book saved so far: { $percent }
save-as-stop-question = Stop saving the book “{ $name }”?
save-as-open = Open the saved book
save-as-of-sound = This book is a recording: there is no text that could be saved.

error-no-braille = Braille needs the program lou_translate, which is not installed.
error-no-braille-table = The program lou_translate does not have the table { $table }.
error-no-braille-do = Install it with the command: sudo apt-get install liblouis-bin liblouis-data
error-no-braille-do-other = Install liblouis and try again.
error-braille = The text could not be turned into braille.
error-braille-do = Try again, or save the book in another form.

# `export`
cli-export-output = An EPUB cannot be written to standard output. Give the name of a file after “-o”.
cli-export-progress = Saving the book: { $percent }
