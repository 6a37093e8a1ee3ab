# Details, formulas and descriptions in a book
act-describe = Open the description
act-explore-formula = Walk through the formula
act-part-into = Into the part
act-part-out = Out of the part
act-part-next = Next part
act-part-previous = Previous part
act-part-first = First part
act-part-last = Last part

keys-formula = In a formula

notice-expanded = Expanded
notice-collapsed = Collapsed
notice-no-details = Nothing to expand here
notice-no-formula = No formula here
notice-no-description = No description here
notice-nothing-to-leave = Nothing to leave here
notice-has-description = has a description
notice-described = Description: { $text }

formula-title = Formula
formula-help = Down goes into the part, up out of it, left and right to its neighbours. Escape returns to the text.
formula-part = { $place }: { $words }
formula-no-inside = Nothing inside
formula-no-outside = This is the whole formula
formula-no-next = No next part
formula-no-previous = No previous part
formula-parts = { $count ->
    [one] { $count } part
   *[other] { $count } parts
}

description-title = Description

# Of a picture, a table or a formula, for screen readers
page-has-description = Has a description, { $keys } opens it
# Of a listing, for screen readers
page-code = code
page-aside = Aside

help-structure = Formulas, descriptions and hidden parts
help-structure-text = A formula is read in words. Press Enter on it and walk through its parts with the arrows, Escape returns to the text. Where something is collapsed, Enter or Space expands it. When a picture has a description, Alt + Enter opens it and Alt + Left arrow returns. In a note without links Enter goes back to its reference.
