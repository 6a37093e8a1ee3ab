# What the people of a library do for a reader: card, requests, news, branches, the desk of the staff.
screen-patron = Library services
act-patron = Library services
patron-button = { $count ->
        [one] Library services, { $count } new message
       *[other] Library services, { $count } new messages
    }
patron-ways = Services
patron-nothing = The open library offers no such services.
patron-refresh = Refresh
patron-asking = Asking the library
patron-refreshed = Refreshed.

# Card
patron-card = Reader’s card
patron-card-number = Card number: { $number }
patron-card-barcode = Barcode of the card
patron-card-say = Say the number digit by digit

# Branches
patron-places = Branches and stations
patron-places-count = { $count ->
        [one] { $count } place
       *[other] { $count } places
    }
patron-places-none = The library gives no list of branches.
patron-about = Details
patron-branch = branch
patron-station = self-service station
patron-address = Address
patron-hours = Opening hours
patron-phone = Phone
patron-equipment = Equipment
patron-everywhere = All branches

# What can be asked for
patron-ask = Make a request
patron-ask-book = Ask for the printed book
patron-ask-for = Book: { $title }
patron-ask-booking = Have a book brought here
patron-ask-help = Ask a specialist here for help
patron-kind = What you need
patron-booking = Book reservation
patron-booking-what = The printed book is brought to the place you choose. You will be told when it is there.
patron-delivery = Home delivery
patron-delivery-what = The book is brought to a reader who cannot come to the library.
patron-help = Help of a specialist
patron-help-what = A specialist of the branch will get in touch with you.
patron-digitise = Digitising a book
patron-digitise-what = Propose a book that the library does not have in digital form.
patron-title = Title and author of the book
patron-where = Where
patron-delivery-words = Your address and phone
patron-help-words = What help you need
patron-other-words = What the library should know, optional
patron-send = Send the request
patron-sending = Sending
patron-needs-title = The title of the book is missing. Write it.
patron-needs-branch = No place is chosen. Choose one in the list.
patron-needs-words = You have not said what help you need. Write it briefly.
patron-needs-address = You have not said where to bring it. Write your address and phone.
patron-too-long = The text is too long. Make it shorter.
patron-sent = The request was sent. { $what }.
patron-kept-for-later = The library does not answer now. The request is kept and will be sent as soon as there is a connection.

# Requests
patron-requests = My requests
patron-requests-open = { $count ->
        [one] { $count } open
       *[other] { $count } open
    }
patron-requests-count = { $count ->
        [one] { $count } request
       *[other] { $count } requests
    }
patron-requests-none = You have not asked for anything yet.
patron-state = State
patron-state-sent = sent
patron-state-accepted = accepted
patron-state-to-collect = ready to be collected
patron-state-ready = ready
patron-state-under-way = on its way
patron-state-done = done
patron-state-refused = refused
patron-state-withdrawn = withdrawn
patron-state-unsent = not sent yet
patron-unsent-what = The library has not received this request yet. It will be sent as soon as there is a connection.
patron-send-again = Try to send it now
patron-forget = Delete the request
patron-forgotten = The request was deleted.
patron-answer = Answer of the library
patron-branch-name = Place
patron-words = Text of the request
patron-created = Sent on
patron-changed = Changed on
patron-withdraw = Withdraw the request
patron-withdraw-question = Withdraw the request? { $what }
patron-withdraw-what = The library will not carry it out. You can ask again later.
patron-withdraw-no = Keep it
patron-withdrawn = The request was withdrawn.
patron-too-late = It is too late to withdraw it, the request is: { $state }.

# News
patron-news = News
patron-news-count = { $count ->
        [one] { $count } unread
       *[other] { $count } unread
    }
patron-news-all = { $count ->
        [one] { $count } message
       *[other] { $count } messages
    }
patron-news-none = There is no news.
patron-news-unread = unread
patron-news-next = Next unread message
patron-news-announcement = Announcement
patron-news-event = Event
patron-news-books = New books
patron-news-due = Due date
patron-news-ready = Book put aside
patron-news-request = Request

# The desk of the staff
patron-desk = Requests of readers
patron-desk-all = All
patron-desk-ended = Show those that have ended, too
patron-desk-none = There are no requests.
patron-desk-count = { $count ->
        [one] { $count } request
       *[other] { $count } requests
    }
patron-desk-open = { $count ->
        [one] { $count } open request
       *[other] { $count } open requests
    }
patron-desk-new = A new request. { $what }.
patron-desk-gone = This request is not in the list.
patron-desk-print = Print the list
patron-desk-save = Save the list to a file
patron-desk-printed = The list was sent to the printer.
patron-desk-no-printer = There is no printer. The list was saved to a file: { $file }
patron-desk-file = Requests of readers
patron-desk-answer = Answer to the reader
patron-desk-answer-hint = It is sent with the new state
patron-desk-changed = The request is now: { $state }.
patron-desk-otherwise = Another member of staff has changed the request, it is now: { $state }.
patron-reader = Reader
patron-reader-card = Card number
patron-isbn = ISBN
patron-step-accept = Accept
patron-step-to-collect = Mark as ready to be collected
patron-step-ready = Mark as ready
patron-step-under-way = Mark as on its way
patron-step-done = Mark as done
patron-step-refuse = Refuse
patron-desk-log = Log of changes
patron-desk-log-none = The log is empty.
patron-desk-news = Announcements
patron-desk-news-none = There are no announcements.
patron-announce = Write an announcement
patron-announce-kind = Kind
patron-announce-branch = About which branch
patron-announce-title = Title, { $language }
patron-announce-words = Text, { $language }
patron-announce-lasts = How long it is shown
patron-announce-days = { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
patron-announce-until-taken-back = Until it is taken down
patron-announce-send = Publish
patron-announce-needs-title = The title is missing. Write it in one language at least.
patron-announce-ends = last day: { $date }
patron-announce-take-back = Press to take it down
patron-announced = The announcement was published.
patron-taken-back = The announcement was taken down.
