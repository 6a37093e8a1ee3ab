# The program
app-name = Oqyrman
window-title = { $screen } — { $app }

# Buttons that stand in many places
back = Back
close = Close
cancel = Cancel
yes = Yes
no = No
open = Open
read = Read
listen = Listen
retry = Try again
details = Details
remove = Remove
search = Search

# Screens
screen-welcome = Welcome
screen-shelf = Shelf
screen-catalog = Catalogue
screen-reader = Reading
screen-player = Listening
screen-outline = Contents
screen-settings = Settings
screen-help = Help
screen-add = Add a book
screens = Screens

# Dates
date = { $day } { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

# Languages
language-kk = Kazakh
language-ru = Russian
language-en = English
language-de = German
language-fr = French
language-es = Spanish
language-it = Italian
language-tr = Turkish
language-uz = Uzbek
language-ky = Kyrgyz
language-tt = Tatar
language-ug = Uyghur
language-uk = Ukrainian
language-be = Belarusian
language-pl = Polish
language-ar = Arabic
language-fa = Persian
language-zh = Chinese
language-ja = Japanese
language-ko = Korean
language-la = Latin
language-unknown = another language ({ $tag })

# Formats
format-epub = EPUB
format-daisy = DAISY
format-pdf = PDF
format-scan = page images
format-fb2 = FB2
format-text = plain text
format-html = web page
format-document = text document
format-braille = braille
format-webpub = web publication
format-audiobook = audiobook

# Amounts
percent = { $value }%
points = { $value } pt
size-bytes = { $value } bytes
size-kilobytes = { $value } KB
size-megabytes = { $value } MB
hours = { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
seconds = { $count ->
        [one] { $count } second
       *[other] { $count } seconds
    }
minutes = { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
under-a-minute = less than a minute
books = { $count ->
        [one] { $count } book
       *[other] { $count } books
    }
of-total = { $index } of { $total }
nowhere-back = There is nowhere to go back to
