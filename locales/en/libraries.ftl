# Libraries
screen-libraries = Libraries
libraries-own = The program’s own library
libraries-known = { $count ->
        [one] { $count } library
       *[other] { $count } libraries
    }
libraries-open-now = open now
libraries-user = signed in: { $user }
libraries-failed = did not open last time: { $date }
libraries-kind-folder = folder
libraries-kind-share = shared folder
libraries-details = About the library
libraries-name = Name of the library
libraries-name-hint = Type a new name and press Enter.
libraries-name-save = Rename
libraries-name-empty = Type a name first.
libraries-renamed = The library has a new name: { $name }
libraries-remove = Take off the list
libraries-remove-question = Take this library off the list: { $name }?
libraries-remove-what = Books that you took from it stay on the shelf. You can add the library again by its address.
libraries-removed = The library is off the list: { $name }. Its books stay on the shelf.
libraries-forget-question = Also delete the stored password of this library?
libraries-forget-what = If you delete it, you will have to type the password when you add the library again.
libraries-forget-yes = Delete the password
libraries-forget-no = Keep the password
libraries-forgotten = The password is deleted.
libraries-add = Add a library
libraries-address = Address of the library, or a folder
libraries-address-hint = The library’s staff know the address. You can type the path of a folder instead.
libraries-look = Find
libraries-looking = Looking at “{ $address }”
libraries-found = { $count ->
        [one] { $count } library found. Choose it to add it.
       *[other] { $count } libraries found. Choose the one to add.
    }
libraries-found-one = Found: { $found }. Press Enter to add it.
libraries-sign-in-none = no signing in
libraries-sign-in-password = sign in by card number and password
libraries-sign-in-browser = sign in by the browser
libraries-sign-in-unknown = signs in by a way that this program does not know
libraries-sign-in-unknown-do = “{ $name }” signs its readers in by a way that this program does not know. Ask the library whether there is another one.
libraries-browse = Open in the browser
libraries-nothing = No library was found at this address.
libraries-nothing-do = Check the address, or ask the library for the whole address of its catalogue.
libraries-tried = Addresses that were tried
libraries-added = The library is added: { $name }
libraries-choose-folder = Add a folder as a library
libraries-folder-take = Add this folder: { $name }
libraries-folder-contents = { $count ->
        [one] Folder: { $name }. There is { $count } folder in it.
       *[other] Folder: { $name }. There are { $count } folders in it.
    }
libraries-next = Next library: { $name }
libraries-opening = Opening the library: { $name }
libraries-only-one = No other library has been added.
catalog-here = { $library }: { $words }
catalog-chosen = Chosen: { $choices }
catalog-featured = Featured books
catalog-recommended = Recommended for you
catalog-new = New books
catalog-popular = Popular books
catalog-displays = The library offers
catalog-all-books = All books
catalog-by-field = Search by author and title
catalog-author = Author
catalog-title-field = Title of the book
book-pages = Pages
book-access = Accessibility
access-text = its text can be read
access-sound = spoken
access-described = pictures are described
access-structure = can be walked through by its parts
access-pages = has numbers of printed pages
access-math = formulas can be read
access-synchronised = text and voice go together
access-hazard-flashing = has flashing pictures
access-hazard-motion = has moving pictures
access-hazard-sound = has sudden sounds
error-share-gone = The folder was not found: { $name }.
error-share-gone-do = Check that the share or the device is connected, and try again.
add-place-share = Shared folder: { $name }
cli-library-unknown = No such library is in the list: { $name }. The command “oqyrman libraries” shows the list.
cli-agreed-unknown = You have not agreed to ask this address without protection: { $address }. The command “oqyrman libraries agreed” shows the list.
