# Books on their way
screen-downloads = Жүктеулер
downloads-button = { $count ->
    [one] Жүктеулер: { $count } кітап
   *[other] Жүктеулер: { $count } кітап
}
downloads-none = Жүктеліп жатқан кітап жоқ.
downloads-count = { $count ->
    [one] { $count } кітап
   *[other] { $count } кітап
}
downloads-hint = Бас тарту: { $cancel }. Бірінші етіп қою: { $first }.
downloads-pause-all = Бәрін кідірту
downloads-resume-all = Бәрін жалғастыру
downloads-cancel = Бас тарту
downloads-press-pause = Кідірту үшін басыңыз
downloads-press-resume = Жалғастыру үшін басыңыз
downloads-press-again = Қайталап көру үшін басыңыз
downloads-press-choose = Кітапты таңдау үшін басыңыз
downloads-untitled = Атауы белгісіз кітап
download-waiting = Кезегін күтіп тұр
download-paused = Кідіртілді
download-so-far = { $size } жүктелді
download-metered = Күтіп тұр: бұл желіде трафик ақылы
download-no-room = Орын жетпейді: тағы { $size } босату керек
download-offline = Кітапханаға қосылу мүмкін болмады: бағдарлама өзі қайта әрекеттенеді
download-elsewhere = Оны ашық тұрған басқа терезе жүктеп жатыр
download-earlier = Өткен жолы жүктелмей қалды
download-go-on-do = Жалғастыру үшін: «oqyrman downloads resume».
download-told = «{ $title }»: { $state }
download-first = «{ $title }» бірінші болып жүктеледі
download-could-go = Оқып біткен кітаптарды сөреден алып тастауға болады: { $books }.
download-could-go-one = «{ $title }», { $size }
downloads-cancel-question = «{ $title }» кітабын жүктеуден бас тартасыз ба?
downloads-cancel-what = Жүктелген { $size } өшіріледі.
downloads-cancel-yes = Бас тарту
downloads-cancel-no = Жүктей беру
downloads-metered-question = Бұл желіде трафик ақылы. Кітаптарды қазір жүктеу керек пе?
downloads-metered-what = Әйтпесе олар басқа желіні күтеді.
downloads-metered-yes = Қазір жүктеу
downloads-metered-no = Күту
act-downloads = Жүктеулер
act-put-first = Жүктеуді бірінші етіп қою
act-cancel-download = Жүктеуден бас тарту
settings-downloads = Кітаптарды жүктеу
settings-storage = Кітаптар мен жүктеулер алатын орын
settings-storage-any = Шектеусіз
settings-metered = Трафик ақылы желіде
settings-metered-ask = Сұрау
settings-metered-wait = Басқа желіні күту
settings-metered-go = Жүктей беру
cli-downloads-unknown = { $id } нөмірлі жүктеу жоқ. Тізімін «downloads list» командасы көрсетеді.
