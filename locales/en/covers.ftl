### The covers of books.

settings-covers = Covers
settings-covers-shown = Shown (where there is room)
settings-covers-hidden = Not shown
cover-of = Cover: { $title }
