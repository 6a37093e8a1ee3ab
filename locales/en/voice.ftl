# voice

# `speak` and `voices`
cli-speak-no-place = The place “{ $from }” is not in the book. Give a percentage (40%), a page’s number or words of a heading.
cli-speak-no-voice = There is no voice “{ $voice }”. See the installed ones with “oqyrman voices”.
