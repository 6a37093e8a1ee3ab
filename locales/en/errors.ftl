# What went wrong; the message that ends in -do says what the reader can do
error-heading = Error
error-details = Technical details
error-dismiss = Dismiss the message
error-in-work = { $work }: { $error }

# A book's file
error-not-a-book = This file is not a book that can be read.
error-not-a-book-do = Choose a book or a document, such as EPUB, PDF or DOCX. Save an old Word file (.doc) as DOCX first.
error-format-unsupported = The format { $format } cannot be read yet.
error-format-unsupported-do = Look for the book as EPUB or PDF.
error-book-damaged = The book’s file is damaged; nothing in it can be read.
error-book-damaged-do = Download the book again.
error-book-protected = The book is protected against copying ({ $scheme }).
error-book-protected-plain = The book is protected against copying.
error-book-protected-do = Ask the library for an unprotected copy.
error-book-password = The book is locked with a password.
error-book-password-do = Type the password of the book.
error-book-wrong-password = This is not the password of the book.
error-book-wrong-password-do = Type the password again.
error-book-needs = This file is read by a program that is not installed: { $package }.
error-book-needs-do = Install it, on Debian with sudo apt install and its name.
members-list = Books of the archive
error-book-several = There are several books in this archive.
error-book-several-do = Choose one of them.
error-book-too-large = The file is too large.
error-book-too-large-do = Look for a smaller edition.
error-book-timed-out = Opening the book took too long.
error-book-timed-out-do = Try another file.
error-file-missing = The file was not found.
error-file-missing-do = Check the path of the file.
error-file-denied = There is no permission to open the file.
error-file-denied-do = Copy the file into your own folder.
error-file-unreadable = The file could not be read.
error-file-unreadable-do = Check the drive and try again.

# The library
error-address = This is not an address: { $address }.
error-address-do = Check the address and type it again.
error-unreachable = The library does not answer: { $host }.
error-unreachable-do = Check the connection to the internet, or try again later.
error-untrusted = The library could not prove who it is, so nothing was sent to it: { $host }.
error-untrusted-do = Check the date and time of this computer. If they are right, tell the library that the certificate of its server is not valid.
error-timed-out = The library takes too long to answer: { $host }.
error-timed-out-do = Try again in a while.
error-broke-off = The connection broke off: { $host }.
error-broke-off-do = Try again: the download goes on where it broke off.
error-unauthorized = You have to sign in: { $name }.
error-unauthorized-do = Type your card number and password.
error-unsupported-sign-in = { $name }: this library’s way of signing in is not known here.
error-unsupported-sign-in-do = Ask the library whether a card number can be used.
error-forbidden = The library refuses: { $host }.
error-forbidden-do = Try again later, or ask the library.
error-not-found = There is nothing at this address: { $address }.
error-not-found-do = Go back and open another part.
error-busy = The library is busy: { $host }.
error-busy-do = Try again in a while.
error-busy-after = Try again in { $time }.
error-server = The library’s server failed: { $host }, { $status }.
error-server-do = Try again later. If it stays so, tell the library.
error-not-catalog = There is no catalogue at this address: { $address }.
error-not-catalog-do = Ask the library for the address of its OPDS catalogue.
error-no-search = This catalogue has no search.
error-no-search-do = Look through its parts.
error-too-large = The library’s answer is too large (more than { $size }).
error-too-large-do = Tell the library.
error-redirect-loop = The library’s addresses lead in a circle: { $host }.
error-redirect-loop-do = Tell the library.
error-redirect-insecure = The library leads to an unprotected connection: { $host }. It was refused.
error-redirect-insecure-do = Tell the library.
error-gone = What was at this address has been removed for good: { $address }.
error-gone-do = Go back and reload the list.
error-conflict = The library did not accept the request, because things have changed: { $host }.
error-conflict-do = Reload the list and try again.
error-unprotected = This address is not protected: { $address }. Others can read what you send, and your password.
error-unprotected-do = Ask the library for an address that begins with https.
unprotected-question = This address is not protected: { $address }. Ask it all the same?
unprotected-what = Others on the way can read what you send, your password too. Your answer is remembered.
unprotected-yes = Ask without protection
error-redirect-inward = The library leads into your own network: { $host }. It was refused.
error-terms = The library asks you to accept its terms of service: { $name }.
error-terms-do = Read the terms and confirm that you agree.
error-refused = The library did not do what was asked: { $host }.
error-refused-words = The library did not do what was asked: { $host }. It answers: { $words }.
error-refused-do = Try again. If that does not help, ask the library.
error-not-offered = The library does not offer this: { $host }.
error-not-offered-do = Ask the library.
error-not-available = The book is on loan to another reader.
error-not-available-until = The book is on loan to another reader until { $date }.
error-not-available-do = Try to borrow it later.
error-library-protected = The book is protected ({ $scheme }); this program cannot open it.
error-no-acquisition = This book cannot be had here.
error-no-acquisition-do = Look at the library’s site, or visit the library.
error-came-no-book = What the library sent does not open.
error-came-no-book-do = Try another format, or tell the library.
error-disk-full = There is no room left on the disk.
error-disk-full-do = Delete what you do not need and try again.
error-disk = The program’s folder cannot be written to.
error-disk-do = Check the disk and the permissions of the folder.
error-no-keyring = The password was not kept: the system has no keyring.
error-no-keyring-do = Type the password again next time.

# The shelf
error-shelf-damaged = The shelf’s database is damaged.
error-shelf-damaged-do = Close the program and start it again: the shelf will be mended.
error-shelf-newer = The shelf was written by a newer version of the program.
error-shelf-newer-do = Update the program.
error-shelf-busy = The shelf is in use by another window.
error-shelf-busy-do = Close the other window and try again.
error-shelf-no-holding = This book is no longer on the shelf.
error-shelf-no-holding-do = Take it from the catalogue again.
error-shelf-closed = The shelf has closed.
error-not-a-file = This is not a file.
error-not-a-file-do = Choose the file of a book.
error-folder-gone-do = Choose another folder.
recovered-shelf = { $count ->
        [one] The shelf was damaged and has been mended: { $count } book.
       *[other] The shelf was damaged and has been mended: { $count } books.
    }
recovered-shelf-do = The damaged file is kept; show it to someone who can help.

# The voice
error-no-engine = The speech service does not answer.
error-no-engine-do = Install the packages speech-dispatcher and espeak-ng.
error-no-engine-do-other = Switch a voice on in the system’s settings.
error-no-voice = No voice is installed for this language: { $language }.
error-no-voice-kk = No voice for Kazakh is installed.
error-no-voice-ru = No voice for Russian is installed.
error-no-voice-en = No voice for English is installed.
error-no-voice-do = Install the voice espeak-ng, or choose another voice in the settings.
error-voice-refused = The voice could not say this.
error-voice-refused-do = Go on to the next sentence.

# The sound of audiobooks
error-no-device = No device for sound was found.
error-no-device-do = Connect headphones or speakers and try again. The place where you stopped is kept.
error-device-gone = The device for sound is gone.
error-device-gone-do = Connect it and press F9 to go on. The place where you stopped is kept.
error-sound-unreadable = The recording cannot be played: its file is damaged, or of an unknown kind.
error-nothing-to-play = There is nothing to listen to in this book.

# Settings
error-settings = The settings were not saved.

# Faults of a book that opens all the same
defects-heading = { $count ->
        [one] The book has { $count } fault
       *[other] The book has { $count } faults
    }
defect-missing = Missing: { $subject }
defect-unreadable = Cannot be read to its end: { $subject }
defect-malformed = Faulty markup: { $subject }
defect-limit = Left out, too large: { $subject }
defect-unsafe = Left out, not safe: { $subject }
defect-remote = Not fetched from the network: { $subject }
defect-protected = Protected, cannot be read: { $subject }
defect-no-outline = There is no table of contents
defect-dead-link = A link that leads nowhere: { $subject }
defect-no-text = A page of pictures without text: { $subject }
defect-no-text-book = This book is scanned pictures of pages, without text of its own.
defect-recognised = The pages are pictures: their text was recognised, and may have mistakes.
defect-no-recogniser = This book has pages that are pictures. To have their text recognised, install Tesseract with the languages kaz, rus and eng (on Debian: sudo apt install tesseract-ocr tesseract-ocr-kaz tesseract-ocr-rus tesseract-ocr-eng).
defect-no-recogniser-pack = To have the pages of this book recognised well, install Tesseract’s language pack { $subject } (on Debian: sudo apt install tesseract-ocr-{ $subject }).
defect-garbled = The text of this page is garbled and is left out: { $subject }
defect-garbled-book = The text inside this file is garbled and is left out.
defect-other-volume = This is one volume of several ({ $subject }). The other volumes are not here: put all of them into one folder to read the whole book.
defect-braille = This braille book could not be turned into letters: its language cannot be told, or its contractions are not known here. It is shown in braille, as it is.
defect-braille-program = This braille book is in contracted English, which { $subject } turns into letters. It is not installed here, so the book is shown in braille, as it is. Install { $subject } (on Debian the package liblouis-bin) and open the book again.

# Another program silenced the voice several times in a row
error-voice-silenced = Another program is speaking, reading is paused.
error-voice-silenced-do = Press Space or F9 to go on.
