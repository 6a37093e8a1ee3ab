# The program's own voice
own-voice-silent = A screen reader is running. The program’s own voice is silent now.
own-voice-speaks = The screen reader has ended. The program’s own voice speaks again.
role-dialog = dialog

# How a control is used, said in full
hint-press = press Enter
hint-switch = Space switches it
hint-choose = choose with the arrows
hint-adjust = the right and left arrows change it
hint-walk = walk with the up and down arrows
hint-type = type here
hint-read = Space reads aloud

# Its settings
settings-own-rate-follows = The own voice is somewhat faster than that of books
settings-own-rate = Rate of the own voice
settings-verbosity = What the own voice says
verbosity-brief = Brief: name and value
verbosity-normal = Normal: also kind, place, description and key
verbosity-full = Full: also how it is used
settings-typing-echo = What is said while typing
typing-characters = Characters
typing-words = Words
typing-both = Characters and words
typing-nothing = Nothing

# Loans that end soon: as an announcement, and in a row of the shelf
loan-due-today = “{ $title }” is due today.
loan-due-tomorrow = “{ $title }” is due tomorrow.
loan-due-days = { $days ->
        [one] “{ $title }” is due in { $days } day.
       *[other] “{ $title }” is due in { $days } days.
    }
shelf-due-today = due today
shelf-due-tomorrow = due tomorrow
shelf-due-days = { $days ->
        [one] { $days } day left
       *[other] { $days } days left
    }
password-kept = The password is kept.

# Chapters of help
help-own-voice = The program’s own voice
help-own-voice-text = While no screen reader runs, the program speaks by itself: the controls, what is written beside them, the letters that you type, and messages. Any key silences it; Ctrl by itself does nothing else. Choose its rate, how much it says and what is said while you type in the settings.
help-braille = The braille display
help-braille-text = The text of a book goes to the braille display line by line, and the routing keys move the place where you read. BRLTTY has no Kazakh table, and its Russian one garbles some Kazakh letters. A Kazakh table comes with the program: packaging/brltty/kk.ttb. Copy it to the folder /etc/brltty/Text, add the line “text-table kk” to the file /etc/brltty.conf, and start BRLTTY anew.
