# cli
cli-no-home = The program’s folder cannot be opened ({ $cause }). Name another folder with --home.

cli-shelf-not-a-book = “{ $file }” is not a book that can be read. Choose another file.
cli-shelf-gone = “{ $file }” is not there. Check its name.
cli-shelf-forbidden = The system does not let the program use “{ $file }”. Change its permissions or choose another.
cli-shelf-not-a-file = “{ $file }” is not a file. Choose a book's file.
cli-shelf-full = The disk is full. Make room and try again.
cli-shelf-busy = Another program keeps the shelf busy. Close it or try again.
cli-shelf-newer = The shelf was written by a newer version of this program. Update the program.
cli-shelf-unknown = There is no book { $id } on the shelf. See what is there with “oqyrman shelf”.
cli-shelf-damaged = The shelf is damaged. Run the command again: it will be mended.
cli-shelf-failed = The shelf cannot be used: { $cause }. Try again or name another folder with --home.
cli-shelf-recovered =
    The shelf was damaged and was made again: { $holdings ->
        [one] { $holdings } book
       *[other] { $holdings } books
    }, the place is kept in { $places }. The damaged shelf lies in “{ $file }”.

# catalog, fetch
cli-password = Password for “{ $library }”:
cli-sign-in-do = Give your name or card number with --user and the password with --password-stdin.
cli-address-do = Check the address.
cli-unprotected-do = If you agree to that, repeat the command with --unprotected.
cli-answer-none = This page asks nothing.
cli-answer-unknown = There is no such question or answer: { $what }. Write QUESTION=ANSWER as “catalog” prints them.
cli-terms-do = If you agree, repeat the command with --accept-terms.
cli-borrowing = Borrowing…
cli-waiting = The library is busy; waiting { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }…
cli-downloading = Downloading: { $percent } %
cli-downloading-some = Downloaded: { $size } KiB
cli-checking = Checking the book…

# info, text
cli-output = The answer could not be written ({ $cause }). Check the place it goes to.
cli-book-password-do = Give the password of the book on standard input, with --password-stdin.
cli-no-window = The window cannot be opened ({ $cause }). Check that there is a screen or a virtual display.

# play
cli-recording = This book is a recording without text. Listen to it with “oqyrman play”.
cli-play-no-sound = There is no recording in this book. Have it read aloud with “oqyrman speak”.
cli-play-no-place = “{ $from }” is no place in this recording of { $duration }. Give seconds, h:mm:ss or a percentage.
cli-play-device-do = Connect headphones or speakers and give “--from { $place }” to go on from there.

# profile
cli-profile-not-kept = The settings cannot be written ({ $cause }). Make room on the disk or name another folder with --home.
cli-profile-unknown = You have no profile called “{ $name }”. See their names on the screen for the look of books.
cli-profile-no-name = “{ $file }” gives the profile no name. Give the file one with letters or digits.
cli-profile-not-read = “{ $file }” cannot be read. Check its name and its permissions.
cli-profile-foreign = “{ $file }” is not a profile of this program. Choose another file.
cli-profile-damaged = The profile in “{ $file }” is damaged. Export it anew.
cli-fetch-given-up = The download was given up in another window of the program. Fetch the book again if you want it.
cli-several = There are several books in this archive; choose one with --member: { $names }
cli-card-unknown = There is no card with this number. The command “oqyrman cards” shows them.
