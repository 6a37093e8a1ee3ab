# Two places in one book
place-title = Read in two places
place-question = Where shall we go on?
place-here = On this device: { $place }
place-there = { $device }: { $place }
place-other-device = Another device
place-not-begun = not begun yet
place-chapter = chapter { $number }
place-today = today at { $time }
place-yesterday = yesterday at { $time }
place-later = Ask later
place-stayed = The place on this device is kept.
place-went = You are at the place from the other device. Alt + Left arrow leads back.

# The settings of it
screen-sync = Between devices
sync-open = Between devices
sync-what = You can read a book on one device and go on from the same place on another. For that the place with a few words around it, the title of the chapter, the name of the device and the time are sent to the servers below. While this is off, nothing is sent.
sync-on = Send the place
sync-libraries = To whom it is sent
sync-no-libraries = No library has offered to keep your place yet. When you get a book from one that does, it will be listed here.
sync-device = Name of this device
sync-device-hint = Your other devices will call it so.
sync-koreader = KOReader server
sync-koreader-what = This server is sent a number for the book (made from its file) and the percentage read.
sync-koreader-server = Address of the server
sync-koreader-user = Name
sync-koreader-password = Password
sync-koreader-sign-in = Sign in
sync-koreader-register = Register
sync-koreader-sign-out = Sign out
sync-koreader-in = Signed in at { $host }: { $user }
sync-koreader-out = Signed out of the server.
sync-koreader-address = Check the address of the server.
sync-koreader-empty = Type a name and a password.
sync-koreader-asking = Waiting for the server…
sync-turned-on = The place is sent from now on.
sync-turned-off = The place is not sent any more.

# Notes and settings travel, too
sync-notes = Send bookmarks and notes, too
sync-notes-what = Your bookmarks, highlighted words and notes are kept by the library that lent the book, if it offers that. The sound of spoken notes stays on this device.
sync-notes-turned-on = Notes are sent from now on.
sync-notes-turned-off = Notes are not sent any more.
sync-notes-came = { $count ->
        [one] { $count } note came from another device
       *[other] { $count } notes came from another device
    }
sync-settings = Settings
sync-settings-what = You can send your settings to the library and take them from there on another device: size of letters, colours, rate of the voice, keys.
sync-settings-send = Send these settings: { $name }
sync-settings-get = Take the settings: { $name }
sync-settings-asking = Waiting for the library’s answer…
sync-settings-sent = The settings were sent: { $name }
sync-settings-none = None of your settings are kept there yet: { $name }
sync-settings-question = Apply the settings that “{ $name }” keeps here?
sync-settings-consequence = The look, the colours and the voice settings of this device are replaced by them.
sync-settings-yes = Apply
error-settings-foreign = What “{ $name }” sent are no settings.
error-settings-foreign-do = Send your settings from the other device first.

# What went wrong
error-sync = The place was not sent.
error-sync-sign-in = “{ $host }” does not know you: the place was not sent.
error-sync-sign-in-do = Open the library’s catalogue and sign in.
error-sync-other = No places are kept at { $host }.
error-sync-other-do = Check the address in the settings, or turn sending off.
error-sync-not-known = { $host } does not know this name and password.
error-sync-not-known-do = Open the settings and sign in again.
error-sync-name-taken = This name is taken at { $host }.
error-sync-name-taken-do = Choose another name, or sign in with its password.

# The command line
cli-sync-off = Sending is off. Turn it on in the window’s settings or with this command’s “--on”.
cli-sync-no-settings = This library keeps no settings: { $name }
