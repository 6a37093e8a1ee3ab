# Кітаптағы ашылмалы бөліктер, формулалар мен сипаттамалар
act-describe = Сипаттаманы ашу
act-explore-formula = Формуланың бөліктерін аралау
act-part-into = Бөліктің ішіне кіру
act-part-out = Бөліктен шығу
act-part-next = Келесі бөлік
act-part-previous = Алдыңғы бөлік
act-part-first = Бірінші бөлік
act-part-last = Соңғы бөлік

keys-formula = Формулада

notice-expanded = Ашылды
notice-collapsed = Жабылды
notice-no-details = Бұл жерде ашатын ештеңе жоқ
notice-no-formula = Бұл жерде формула жоқ
notice-no-description = Бұл жерде сипаттама жоқ
notice-nothing-to-leave = Мұнда шығатын ештеңе жоқ
notice-has-description = сипаттамасы бар
notice-described = Сипаттамасы: { $text }

formula-title = Формула
formula-help = Төмен көрсеткі бөліктің ішіне кіргізеді, жоғары көрсеткі одан шығарады, сол және оң жақ көрсеткілер көршілеріне апарады. Escape мәтінге қайтарады.
formula-part = { $place }: { $words }
formula-no-inside = Ішінде ештеңе жоқ
formula-no-outside = Бұл — бүкіл формула
formula-no-next = Келесі бөлік жоқ
formula-no-previous = Алдыңғы бөлік жоқ
formula-parts = { $count ->
    [one] { $count } бөлік
   *[other] { $count } бөлік
}

description-title = Сипаттама

# Суреттің, кестенің немесе формуланың сипаттамасы, экран дикторы үшін
page-has-description = Сипаттамасы бар, { $keys } ашады
# Бағдарлама мәтінінің, экран дикторы үшін
page-code = код
page-aside = Қосымша мәтін

help-structure = Формулалар, сипаттамалар және жабық бөліктер
help-structure-text = Формула сөзбен оқылады. Формулада Enter пернесін басып, бөліктерін көрсеткілермен аралаңыз, Escape мәтінге қайтарады. Жабық бөлікті Enter немесе бос орын пернесі ашады. Суреттің сипаттамасы болса, оны Alt + Enter ашады, Alt + сол жақ көрсеткі кері қайтарады. Сілтемесі жоқ ескертпеде Enter мәтіндегі белгісіне қайтарады.
