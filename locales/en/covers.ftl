### The covers of books.

settings-covers = Covers
settings-covers-shown = Shown (where there is room)
settings-covers-hidden = Not shown
cover-of = Cover: { $title }
sample-title = { $title } (sample)
sample-whole = Get the whole book
sample-on-shelf = A sample of the book is on the shelf.
sign-in-logo = Logo of { $name }
