# Catalogue
catalog-search = Search the library
catalog-search-hint = Type a title or an author and press Enter.
catalog-no-search = This library has no search.
catalog-loading = Opening the catalogue
catalog-searching = Searching for “{ $query }”
catalog-found = { $count ->
        [one] Found: { $count }
       *[other] Found: { $count }
    }
catalog-found-none = Nothing was found for “{ $query }”
catalog-found-none-do = Try another spelling or fewer words.
catalog-empty = This part is empty.
terms-question = “{ $name }” asks you to accept its terms of service. Do you agree?
terms-accept = Accept the terms
announcement-title = Announcement from the library
announcement-heard = Do not show again
announcement-later = Remind me later
give-back = Return to the library
give-back-question = Return the book to the library: { $title }?
give-back-done = The book has been returned to the library.
catalog-daisy-new = New books
catalog-daisy-issued = Books lent to me
catalog-daisy-expired = Expired loans
catalog-daisy-bookshelf = My bookshelf
catalog-daisy-menu = The library’s menu
catalog-daisy-search = Search the library
catalog-daisy-more = More
catalog-hear = Hear in the library’s own voice
announcement-sound = The library says this in sound. Press “Hear in the library’s own voice”.
catalog-form = Questions of the library
catalog-form-unnamed = Without a name
catalog-form-several = You can choose several.
catalog-form-figures-only = Only numbers are understood.
catalog-form-spoken = The library wants a spoken answer, which cannot be given here.
catalog-form-send = Send the answers
catalog-form-choose = First choose an answer: { $question }
catalog-form-figures = Only numbers go here: { $question }
catalog-form-nothing = First choose or type something.
catalog-sections = Sections
catalog-section-count = { $title }, { $count }
catalog-results = Results for: { $query }
catalog-facets = Filters
catalog-all-of = All of: { $title }
catalog-next = Next page
catalog-previous = Previous page
catalog-start = Start of the catalogue
catalog-loans = My loans
catalog-path = Where you are

# Signing in
sign-in-title = Sign in: { $name }
sign-in-user = Card number or name
sign-in-password = Password or PIN
sign-in-remember = Keep the password in the system
sign-in-no-keyring = This device keeps no passwords: type it each time.
sign-in-wrong = That did not let you in. Check it and type it again.
sign-in-empty = First type your card number or name.
sign-in-do = Sign in
sign-in-help = Help from the library: { $address }
sign-in-insecure = Take care: the connection is not encrypted, others may see the password on its way.
catalog-address-empty = First type an address.
catalog-title = { $screen }: { $shown }
