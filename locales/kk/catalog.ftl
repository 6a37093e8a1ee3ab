# Catalogue
catalog-search = Кітапханадан іздеу
catalog-search-hint = Кітаптың атауын немесе авторды жазып, Enter пернесін басыңыз.
catalog-no-search = Бұл кітапханада іздеу жоқ.
catalog-loading = Каталог ашылуда
catalog-searching = «{ $query }» ізделуде
catalog-found = { $count ->
        [one] Табылды: { $count }
       *[other] Табылды: { $count }
    }
catalog-found-none = «{ $query }» бойынша ештеңе табылмады
catalog-found-none-do = Сөздің басқаша жазылуын немесе қысқарақ сұрауды байқап көріңіз.
catalog-empty = Бұл бөлім бос.
terms-question = «{ $name }» қызмет шарттарын қабылдауды сұрайды. Келісесіз бе?
terms-accept = Келісемін
announcement-title = Кітапхананың хабарландыруы
announcement-heard = Таныстым
announcement-later = Кейін қайта көрсету
give-back = Кітапханаға қайтару
give-back-question = Кітапты кітапханаға қайтарамыз ба: { $title }?
give-back-done = Кітап кітапханаға қайтарылды.
catalog-daisy-new = Жаңа кітаптар
catalog-daisy-issued = Маған берілген кітаптар
catalog-daisy-expired = Мерзімі біткен кітаптар
catalog-daisy-bookshelf = Менің сөрем
catalog-daisy-menu = Кітапхананың мәзірі
catalog-daisy-search = Кітапханадан іздеу
catalog-daisy-more = Тағы
catalog-hear = Кітапхананың өз даусымен тыңдау
announcement-sound = Кітапхана мұны дауыспен айтады. «Кітапхананың өз даусымен тыңдау» түймесін басыңыз.
catalog-form = Кітапхананың сұрақтары
catalog-form-unnamed = Атаусыз
catalog-form-several = Бірнешеуін таңдауға болады.
catalog-form-figures-only = Тек сан жазылады.
catalog-form-spoken = Кітапхана дауыспен жауап күтеді. Мұнда ондай жауап беру мүмкін емес.
catalog-form-send = Жауаптарды жіберу
catalog-form-choose = Алдымен жауап таңдаңыз: { $question }
catalog-form-figures = Мұнда тек сан жазылады: { $question }
catalog-form-nothing = Алдымен бірдеңе таңдаңыз немесе жазыңыз.
catalog-sections = Бөлімдер
catalog-section-count = { $title }, { $count }
catalog-results = Іздеу нәтижесі: { $query }
catalog-facets = Сүзгілер
catalog-all-of = Барлығы: { $title }
catalog-next = Келесі бет
catalog-previous = Алдыңғы бет
catalog-start = Каталогтың басы
catalog-loans = Менің алған кітаптарым
catalog-path = Қай бөлімде тұрсыз

# Signing in
sign-in-title = Кітапханаға кіру: { $name }
sign-in-user = Билет нөмірі немесе аты
sign-in-password = Құпиясөз немесе PIN-код
sign-in-remember = Құпиясөзді жүйеде сақтау
sign-in-no-keyring = Бұл құрылғы құпиясөздерді сақтай алмайды: оны әр жолы енгізу керек.
sign-in-wrong = Бұл деректермен кіру мүмкін болмады. Тексеріп, қайта енгізіңіз.
sign-in-empty = Алдымен билет нөмірін немесе атыңызды жазыңыз.
sign-in-do = Кіру
sign-in-help = Кітапхананың көмегі: { $address }
sign-in-insecure = Назар аударыңыз: байланыс шифрланбаған, құпиясөзді жолда басқалар көруі мүмкін.
catalog-address-empty = Алдымен мекенжайды жазыңыз.
catalog-title = { $screen }: { $shown }
