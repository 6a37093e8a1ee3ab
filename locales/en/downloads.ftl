# Books on their way
screen-downloads = Downloads
downloads-button = { $count ->
    [one] Downloads: { $count } book
   *[other] Downloads: { $count } books
}
downloads-none = Nothing is being downloaded.
downloads-count = { $count ->
    [one] { $count } book
   *[other] { $count } books
}
downloads-hint = Cancel: { $cancel }. Put first: { $first }.
downloads-pause-all = Pause all
downloads-resume-all = Resume all
downloads-cancel = Cancel
downloads-press-pause = Press to pause
downloads-press-resume = Press to resume
downloads-press-again = Press to try again
downloads-press-choose = Press to choose a book
downloads-untitled = A book without a title
download-waiting = Waiting for its turn
download-paused = Paused
download-so-far = { $size } downloaded
download-metered = Waiting: this network is paid for by use
download-no-room = Not enough room: { $size } more must be freed
download-offline = The library cannot be reached: the program will try again by itself
download-elsewhere = Another open window is downloading it
download-earlier = It was not downloaded last time
download-go-on-do = To go on: “oqyrman downloads resume”.
download-told = “{ $title }”: { $state }
download-first = “{ $title }” will be downloaded first
download-could-go = Books that you have finished could leave the shelf: { $books }.
download-could-go-one = “{ $title }”, { $size }
downloads-cancel-question = Cancel the download of “{ $title }”?
downloads-cancel-what = The { $size } that were downloaded will be deleted.
downloads-cancel-yes = Cancel the download
downloads-cancel-no = Go on downloading
downloads-metered-question = This network is paid for by use. Download books now?
downloads-metered-what = Otherwise they wait for another network.
downloads-metered-yes = Download now
downloads-metered-no = Wait
act-downloads = Downloads
act-put-first = Put the download first
act-cancel-download = Cancel the download
settings-downloads = Downloading books
settings-storage = Room for books and downloads
settings-storage-any = As much as there is
settings-metered = On a network that is paid for by use
settings-metered-ask = Ask
settings-metered-wait = Wait for another network
settings-metered-go = Download
cli-downloads-unknown = There is no download { $id }. The command “downloads list” shows them.
