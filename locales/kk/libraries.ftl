# Кітапханалар
screen-libraries = Кітапханалар
libraries-own = Оқырманның өз кітапханасы
libraries-known = { $count ->
        [one] { $count } кітапхана
       *[other] { $count } кітапхана
    }
libraries-open-now = ашық тұр
libraries-user = кірген: { $user }
libraries-failed = соңғы рет ашылмады: { $date }
libraries-kind-folder = қалта
libraries-kind-share = ортақ қалта
libraries-details = Кітапхана туралы
libraries-name = Кітапхананың аты
libraries-name-hint = Жаңа атын жазып, Enter пернесін басыңыз.
libraries-name-save = Атын өзгерту
libraries-name-empty = Алдымен атын жазыңыз.
libraries-renamed = Кітапхананың аты өзгерді: { $name }
libraries-remove = Тізімнен алып тастау
libraries-remove-question = Кітапхананы тізімнен алып тастаймыз ба: { $name }?
libraries-remove-what = Осы кітапханадан алған кітаптарыңыз сөреде қала береді. Кітапхананы кейін мекенжайы бойынша қайта қосуға болады.
libraries-removed = Кітапхана тізімнен алынды: { $name }. Кітаптар сөреде қалды.
libraries-forget-question = Осы кітапхананың сақталған құпиясөзін де өшірейік пе?
libraries-forget-what = Өшірсеңіз, кітапхананы қайта қосқанда құпиясөзді қайтадан енгізу керек болады.
libraries-forget-yes = Құпиясөзді өшіру
libraries-forget-no = Құпиясөзді қалдыру
libraries-forgotten = Құпиясөз өшірілді.
libraries-add = Кітапхана қосу
libraries-address = Кітапхананың мекенжайы немесе қалта
libraries-address-hint = Мекенжайды кітапхана қызметкері айтады. Оның орнына қалтаның жолын да жазуға болады.
libraries-look = Іздеп табу
libraries-looking = «{ $address }» мекенжайы тексерілуде
libraries-found = { $count ->
        [one] Табылды: { $count }. Қосу үшін таңдаңыз.
       *[other] Табылды: { $count }. Қайсысын қосатыныңызды таңдаңыз.
    }
libraries-found-one = Табылды: { $found }. Қосу үшін Enter пернесін басыңыз.
libraries-sign-in-none = кірмей-ақ пайдалануға болады
libraries-sign-in-password = кіру керек: билет нөмірі және құпиясөз
libraries-sign-in-browser = кіру керек: браузер арқылы
libraries-sign-in-unknown = кіру тәсілі бұл бағдарламаға таныс емес
libraries-sign-in-unknown-do = «{ $name }» кітапханасы оқырмандарын осы бағдарлама білмейтін тәсілмен кіргізеді. Кітапханадан басқа тәсіл бар-жоғын сұраңыз.
libraries-browse = Браузерде ашу
libraries-nothing = Бұл мекенжайдан кітапхана табылмады.
libraries-nothing-do = Мекенжайды тексеріңіз немесе кітапханадан каталогының толық мекенжайын сұраңыз.
libraries-tried = Тексерілген мекенжайлар
libraries-added = Кітапхана қосылды: { $name }
libraries-choose-folder = Қалтаны кітапхана ретінде қосу
libraries-folder-take = Осы қалтаны қосу: { $name }
libraries-folder-contents = { $count ->
        [one] Қалта: { $name }. Ішінде { $count } қалта бар.
       *[other] Қалта: { $name }. Ішінде { $count } қалта бар.
    }
libraries-next = Келесі кітапхана: { $name }
libraries-opening = Кітапхана ашылуда: { $name }
libraries-only-one = Басқа кітапхана қосылмаған.
catalog-here = { $library }: { $words }
catalog-chosen = Таңдалғаны: { $choices }
catalog-featured = Таңдаулы кітаптар
catalog-recommended = Сізге ұсынылатын кітаптар
catalog-new = Жаңа кітаптар
catalog-popular = Көп оқылатын кітаптар
catalog-displays = Кітапхана ұсынады
catalog-all-books = Барлық кітап
catalog-by-field = Авторы мен атауы бойынша іздеу
catalog-author = Авторы
catalog-title-field = Кітаптың атауы
book-pages = Беттер саны
book-access = Қолжетімділігі
access-text = мәтіні оқылады
access-sound = дыбысталған
access-described = суреттері сипатталған
access-structure = бөлімдер бойынша өтуге болады
access-pages = баспа беттерінің нөмірлері бар
access-math = формулалары оқылады
access-synchronised = мәтіні мен дауысы бірге жүреді
access-hazard-flashing = жыпылықтайтын суреттері бар
access-hazard-motion = қозғалып тұратын суреттері бар
access-hazard-sound = кенет шығатын дыбыстары бар
error-share-gone = Қалта табылмады: { $name }.
error-share-gone-do = Ортақ қалта немесе құрылғы қосулы ма, тексеріңіз де, қайталап көріңіз.
add-place-share = Ортақ қалта: { $name }
cli-library-unknown = Мұндай кітапхана тізімде жоқ: { $name }. Тізімді «oqyrman libraries» командасымен қараңыз.
cli-agreed-unknown = Сіз бұл мекенжайға қорғаныссыз жүгінуге келіскен жоқсыз: { $address }. Тізімді «oqyrman libraries agreed» командасымен қараңыз.
