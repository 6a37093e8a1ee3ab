# Кітаптағы суреттер, кестелер, формулалар мен ескертпелер

keys-picture = Суретте
act-picture-closer = Суретті үлкейту
act-picture-farther = Суретті кішірейту
act-picture-whole = Суретті түгел көрсету
act-picture-left = Суреттің сол жағына
act-picture-right = Суреттің оң жағына
act-picture-up = Суреттің жоғарғы жағына
act-picture-down = Суреттің төменгі жағына
act-picture-invert = Сурет түстерін керіге айналдыру

act-tables = Кестенің келесі түрі
announce-tables = Кестелер: { $form }

picture-title = Сурет
picture-unnamed = Сипаттамасыз сурет
picture-lost = Суретті көрсету мүмкін емес: ол бүлінген, тым үлкен немесе кітапта жоқ
picture-zoom = Үлкейту: { $percent }
picture-closest = Бұдан әрі үлкейту мүмкін емес
picture-farthest = Бұл — суреттің бәрі
picture-edge = Суреттің шеті
picture-inverted = Сурет түстері керіге айналды
picture-not-inverted = Сурет кітаптағыдай
picture-top-left = Жоғарғы сол жақ
picture-top = Жоғарғы жақ
picture-top-right = Жоғарғы оң жақ
picture-left = Сол жақ
picture-middle = Ортасы
picture-right = Оң жақ
picture-bottom-left = Төменгі сол жақ
picture-bottom = Төменгі жақ
picture-bottom-right = Төменгі оң жақ

settings-figures = Суреттер, кестелер, формулалар, ескертпелер
settings-pictures = Мәтіндегі суреттер
settings-pictures-described = Сурет пен сипаттамасы
settings-pictures-plain = Тек сурет
settings-pictures-words = Тек сипаттамасы
settings-inversion = Сурет түстерін керіге айналдыру
settings-inversion-drawings = Қараңғы фондағы сызбаларда
settings-inversion-always = Барлығында
settings-inversion-never = Ешқашан

reference-title = Ескертпе
reference-go = Ескертпеге өту

settings-tables = Кестелер
settings-tables-automatic = Өздігінен: орын жетсе — тор, жетпесе — жол-жолымен
settings-tables-grid = Тор түрінде, кең болса да
settings-tables-records = Жол-жолымен
settings-formulas = Формулалар
settings-formulas-notation = Жазылатын түрінде
settings-formulas-words = Сөзбен
settings-formulas-both = Жазылатын түрінде және сөзбен
settings-notes = Ескертпе белгісінде Enter басылса
settings-notes-in-place = Ескертпе сол жолдың астында көрсетіледі
settings-notes-jump = Ескертпеге өтеді

help-figures = Суреттер, кестелер, формулалар мен ескертпелер
help-figures-text = Суретте Enter басылса, ол бүкіл терезеде көрсетіледі. Плюс пен минус суретті үлкейтеді және кішірейтеді, 0 түгел көрсетеді, көрсеткілер бір бөлігінен екіншісіне апарады, I түстерін керіге айналдырады. Page Up, Page Down, Home және F6 пернелері де соны істейді. Escape мәтіндегі орныңызға қайтарады. Қараңғы фонда сызбалардың түстері өздігінен керіге айналады; оны баптауларда өзгертуге болады. Бағандарына орын жетсе, кесте тор түрінде көрсетіледі; ірі әріпте ол жол-жолымен беріледі, әр мән өз тақырыбының астында тұрады. Y кестенің түрін ауыстырады: беттен кең тор сіз барған ұяшыққа қарай жылжиды, тақырыптары көз алдында қалады. Формула жазылатын түрінде көрсетіледі, сөзбен оқылады. Ескертпе белгісінде Enter басылса, ескертпе сол жолдың астында ашылады, Escape белгіге қайтарады. Код ені бірдей әріптермен теріледі; жолға сыймаған код келесі жолда шегініп, бұрыш белгісімен жалғасады.

act-printed = Баспа бетті бүкіл терезеде көрсету
act-printed-beside = Баспа бетті мәтіннің жанында көрсету не жасыру
printed-page = { $label }-бет, баспадағы күйінде
printed-none = Бұл кітап беттерінің суреттері жоқ
printed-shown = Баспа бет мәтіннің жанында тұр
printed-hidden = Мәтіннің өзі ғана
settings-printed = Баспадағы беттер
settings-printed-beside = Мәтіннің жанында
settings-printed-hidden = Көрсетілмейді
