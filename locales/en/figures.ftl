# Pictures, tables, formulas and notes of a book

keys-picture = At a picture
act-picture-closer = Enlarge the picture
act-picture-farther = Make the picture smaller
act-picture-whole = Show the whole picture
act-picture-left = To the left in the picture
act-picture-right = To the right in the picture
act-picture-up = Up in the picture
act-picture-down = Down in the picture
act-picture-invert = Invert the picture

act-tables = Next form of tables
announce-tables = Tables: { $form }

picture-title = Picture
picture-unnamed = Picture without a description
picture-lost = The picture cannot be shown: it is damaged, too large or not in the book
picture-zoom = Enlarged to { $percent }
picture-closest = It cannot be enlarged further
picture-farthest = This is the whole picture
picture-edge = Edge of the picture
picture-inverted = Picture inverted
picture-not-inverted = Picture as it is in the book
picture-top-left = Top left
picture-top = Top
picture-top-right = Top right
picture-left = Left
picture-middle = Middle
picture-right = Right
picture-bottom-left = Bottom left
picture-bottom = Bottom
picture-bottom-right = Bottom right

settings-figures = Pictures, tables, formulas, notes
settings-pictures = Pictures in the text
settings-pictures-described = Picture and description
settings-pictures-plain = Picture alone
settings-pictures-words = Description alone
settings-inversion = Invert pictures
settings-inversion-drawings = Drawings on a dark ground
settings-inversion-always = All
settings-inversion-never = None

reference-title = Note
reference-go = Go to the note

settings-tables = Tables
settings-tables-automatic = By themselves: a grid where it has room, else row by row
settings-tables-grid = As a grid, also a wide one
settings-tables-records = Row by row
settings-formulas = Formulas
settings-formulas-notation = As they are written
settings-formulas-words = In words
settings-formulas-both = As they are written and in words
settings-notes = Enter on a note reference
settings-notes-in-place = Shows the note below its line
settings-notes-jump = Goes to the note

help-figures = Pictures, tables, formulas and notes
help-figures-text = Enter on a picture shows it in the whole window. Plus and minus enlarge it and make it smaller, 0 shows all of it, the arrows lead from part to part, I inverts it. Page Up, Page Down, Home and F6 do the same. Escape returns to your place in the text. Drawings are inverted on a dark ground by themselves; the settings can change that. A table is drawn as a grid where its columns have room; with large letters it goes row by row, each value below its header. Y changes the form: a grid that is wider than the page slides to the cell that you go to, and its headers stay in sight. A formula is drawn as it is written and read in words. Enter on a note reference shows the note below its line, Escape returns to the reference. Listings stand in letters of one width; a line that is too long goes on set in, with a corner before it.

act-printed = The page as printed, in the whole window
act-printed-beside = The page as printed beside the text, or not
printed-page = Page { $label } as printed
printed-none = This book has no pictures of its pages
printed-shown = The page as printed stands beside the text
printed-hidden = The text alone
settings-printed = Pages as printed
settings-printed-beside = Beside the text
settings-printed-hidden = Hidden
