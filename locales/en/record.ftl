# saving as an audiobook
act-record = Save as an audiobook
record-title = Save as an audiobook
record-part = What to save
record-whole = The whole book
record-chapter = This chapter: { $title }
record-form = In which form
record-opus = Sound file with chapters
record-epub = Book with text and sound (EPUB)
record-begun = The audiobook “{ $name }” is being saved. You can read on meanwhile.
record-region = Audiobook being saved
record-percent = Audiobook “{ $name }”: { $percent }
record-running = Audiobook saved so far: { $percent }
record-stop = Stop saving
record-stopped = Saving is stopped, and no file is left.
record-stop-question = Stop saving the audiobook “{ $name }”?
record-stop-what = { $percent } is done. If you stop, no file is left.
record-go-on = Go on saving
record-saved = The audiobook is saved: { $file }
record-left-out = Sentences that no voice could say were left out: { $count }
record-replaced = The voice you chose cannot speak into a file, so the usual one was taken: { $languages }
record-open = Open the audiobook
record-of-sound = This book is a recording already; it can be listened to.

error-record = The audiobook could not be saved.
error-record-nothing = There are no words here that could be said.
error-record-nothing-do = Choose another chapter or the whole book.
error-no-recorder = No voice was found that can speak into a file.
error-no-recorder-do = Install the package espeak-ng.

# `speak --output`
cli-speak-form = The form of the file “{ $file }” is not known. End its name in .opus or .epub.
cli-speak-there = There is a file “{ $file }” already. Give another name.
cli-speak-no-chapter = There is no chapter { $number } in the book, which has { $count }. Give another number or leave “--chapter” out.
cli-speak-progress = Saving the audiobook: { $percent }
cli-speak-stopped = It was stopped, and nothing is saved. Run the command again when you want the file.
