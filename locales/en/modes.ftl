# Ways of reading
mode-scrolling = Scrolling page
mode-pages = Pages
mode-line-focus = Line focus
mode-one-line = Running line
mode-phrase = One sentence at a time
mode-word = One word at a time
announce-mode = Way of reading: { $mode }

act-next-mode = Next way of reading
act-previous-mode = Previous way of reading
act-run = Let the text run, or stop it
act-run-faster = Run the text faster
act-run-slower = Run the text slower

settings-mode = Way of reading
settings-lit-lines = Lines to see
lit-lines = { $count ->
    [one] { $count } line
   *[other] { $count } lines
}
settings-unlit = The other lines
unlit-masked = Hidden
unlit-dimmed = Dimmed
settings-pace = Pace of the text
pace = { $count ->
    [one] { $count } character a minute
   *[other] { $count } characters a minute
}

run-controls = Running text
run-start = Run the text
run-stop = Stop the text
run-slower = Slower
run-faster = Faster
run-started = The text runs, { $pace }
run-stopped = The text has stopped
run-cannot = Only the running line, sentences and words can run. { $keys } changes the way of reading.

# The number of the window's page in the chapter
screen-of = Screen { $number } of { $count }
screen-of-about = Screen { $number } of about { $count }
screen-of-short = { $number } / { $count }
screen-of-about-short = { $number } / ≈ { $count }

help-modes = Ways of reading
help-modes-text = V or Alt + V goes from one way of reading to the next, with Shift back again. A page scrolls, or is turned by Page Up and Page Down in whole lines. Line focus shows one, three or five lines, and the down arrow goes to the next line. A running line, one sentence or one word at a time fills the window. There the down arrow goes on and the up arrow goes back. A starts the text and stops it, X makes it faster, Z slower. With Alt these keys work while single letters are off. Escape stops the text, too. The place in the book stays the same in every way of reading.
