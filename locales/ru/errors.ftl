# What went wrong; the message that ends in -do says what the reader can do
error-heading = Ошибка
error-details = Технические подробности
error-dismiss = Закрыть сообщение
error-in-work = { $work }: { $error }

# A book's file
error-not-a-book = Этот файл — не книга, которую можно прочитать.
error-not-a-book-do = Выберите книгу или документ, например EPUB, PDF или DOCX. Старый файл Word (.doc) сначала сохраните как DOCX.
error-format-unsupported = Формат { $format } пока не читается.
error-format-unsupported-do = Поищите книгу в формате EPUB или PDF.
error-book-damaged = Файл книги повреждён, прочитать ничего нельзя.
error-book-damaged-do = Скачайте книгу ещё раз.
error-book-protected = Книга защищена от копирования ({ $scheme }).
error-book-protected-plain = Книга защищена от копирования.
error-book-protected-do = Попросите в библиотеке экземпляр без защиты.
error-book-password = Книга закрыта паролем.
error-book-password-do = Введите пароль книги.
error-book-wrong-password = Это не пароль этой книги.
error-book-wrong-password-do = Введите пароль ещё раз.
error-book-needs = Для чтения этого файла нужна программа, которая не установлена: { $package }.
error-book-needs-do = Установите её; в Debian: sudo apt install и её имя.
members-list = Книги архива
error-book-several = В этом архиве несколько книг.
error-book-several-do = Выберите одну из них.
error-book-too-large = Файл слишком велик.
error-book-too-large-do = Поищите издание поменьше.
error-book-timed-out = Книга открывалась слишком долго.
error-book-timed-out-do = Попробуйте другой файл.
error-file-missing = Файл не найден.
error-file-missing-do = Проверьте путь к файлу.
error-file-denied = Нет разрешения открыть файл.
error-file-denied-do = Скопируйте файл в свою папку.
error-file-unreadable = Файл не удалось прочитать.
error-file-unreadable-do = Проверьте диск и повторите.

# The library
error-address = Неправильный адрес: { $address }.
error-address-do = Проверьте адрес и введите снова.
error-unreachable = Библиотека не отвечает: { $host }.
error-unreachable-do = Проверьте подключение к интернету или повторите позже.
error-untrusted = Библиотека не смогла подтвердить свою подлинность, поэтому ей ничего не отправлено: { $host }.
error-untrusted-do = Проверьте дату и время на этом компьютере. Если они верны, сообщите в библиотеку, что сертификат её сервера недействителен.
error-timed-out = Библиотека отвечает слишком долго: { $host }.
error-timed-out-do = Повторите немного позже.
error-broke-off = Связь прервалась: { $host }.
error-broke-off-do = Повторите: загрузка продолжится с места обрыва.
error-unauthorized = Нужно войти в библиотеку: { $name }.
error-unauthorized-do = Введите номер билета и пароль.
error-unsupported-sign-in = { $name }: способ входа в эту библиотеку программе не знаком.
error-unsupported-sign-in-do = Спросите в библиотеке, можно ли входить по номеру билета.
error-forbidden = Библиотека отказала в доступе: { $host }.
error-forbidden-do = Повторите позже или обратитесь в библиотеку.
error-not-found = По этому адресу ничего нет: { $address }.
error-not-found-do = Вернитесь назад и откройте другой раздел.
error-busy = Библиотека сейчас занята: { $host }.
error-busy-do = Повторите немного позже.
error-busy-after = Повторите позже. Нужно подождать: { $time }.
error-server = На сервере библиотеки сбой: { $host }, { $status }.
error-server-do = Повторите позже. Если сбой останется, сообщите в библиотеку.
error-not-catalog = По этому адресу нет каталога: { $address }.
error-not-catalog-do = Спросите в библиотеке адрес каталога OPDS.
error-no-search = В этом каталоге нет поиска.
error-no-search-do = Посмотрите по разделам.
error-too-large = Ответ библиотеки слишком велик (больше { $size }).
error-too-large-do = Сообщите об этом в библиотеку.
error-redirect-loop = Адреса библиотеки ведут по кругу: { $host }.
error-redirect-loop-do = Сообщите об этом в библиотеку.
error-redirect-insecure = Библиотека перенаправила на незащищённое соединение: { $host }. Переход отклонён.
error-redirect-insecure-do = Сообщите об этом в библиотеку.
error-gone = Материал убран с этого адреса навсегда: { $address }.
error-gone-do = Вернитесь назад и обновите список.
error-conflict = Библиотека не приняла запрос, потому что положение изменилось: { $host }.
error-conflict-do = Обновите список и повторите.
error-unprotected = Этот адрес не защищён: { $address }. То, что вы отправляете, и ваш пароль могут прочитать посторонние.
error-unprotected-do = Узнайте в библиотеке адрес, который начинается с https.
unprotected-question = Этот адрес не защищён: { $address }. Всё равно обратиться?
unprotected-what = То, что вы отправляете, и ваш пароль могут прочитать посторонние. Ответ запоминается.
unprotected-yes = Обратиться без защиты
error-redirect-inward = Библиотека перенаправила в вашу внутреннюю сеть: { $host }. Переход отклонён.
error-terms = Библиотека просит принять условия обслуживания: { $name }.
error-terms-do = Прочитайте условия и подтвердите согласие.
error-refused = Библиотека не выполнила запрос: { $host }.
error-refused-words = Библиотека не выполнила запрос: { $host }. Её ответ: { $words }.
error-refused-do = Повторите. Если не поможет, обратитесь в библиотеку.
error-not-offered = Библиотека не предоставляет такой возможности: { $host }.
error-not-offered-do = Обратитесь в библиотеку.
error-not-available = Книга сейчас у другого читателя.
error-not-available-until = Книга у другого читателя до { $date }.
error-not-available-do = Попробуйте взять её позже.
error-library-protected = Книга защищена ({ $scheme }), эта программа её не откроет.
error-no-acquisition = Эту книгу здесь получить нельзя.
error-no-acquisition-do = Посмотрите на сайте библиотеки или зайдите в библиотеку.
error-came-no-book = Присланный библиотекой файл не открывается.
error-came-no-book-do = Попробуйте другой формат или сообщите в библиотеку.
error-disk-full = На диске не осталось места.
error-disk-full-do = Удалите ненужное и повторите.
error-disk = Не удалось записать в папку программы.
error-disk-do = Проверьте диск и права на папку.
error-no-keyring = Пароль не сохранён: в системе нет хранилища паролей.
error-no-keyring-do = В следующий раз введите пароль снова.

# The shelf
error-shelf-damaged = База данных полки повреждена.
error-shelf-damaged-do = Закройте программу и откройте снова: полка восстановится.
error-shelf-newer = Полку записала более новая версия программы.
error-shelf-newer-do = Обновите программу.
error-shelf-busy = Полка занята другим окном.
error-shelf-busy-do = Закройте другое окно и повторите.
error-shelf-no-holding = Этой книги больше нет на полке.
error-shelf-no-holding-do = Возьмите её в каталоге снова.
error-shelf-closed = Связь с полкой прервана.
error-not-a-file = Это не файл.
error-not-a-file-do = Выберите файл книги.
error-folder-gone-do = Выберите другую папку.
recovered-shelf = { $count ->
        [one] База полки была повреждена и восстановлена: { $count } книга.
        [few] База полки была повреждена и восстановлена: { $count } книги.
       *[many] База полки была повреждена и восстановлена: { $count } книг.
    }
recovered-shelf-do = Повреждённый файл сохранён, покажите его тому, кто поможет.

# The voice
error-no-engine = Речевая служба не отвечает.
error-no-engine-do = Установите пакеты speech-dispatcher и espeak-ng.
error-no-engine-do-other = Включите голос в настройках системы.
error-no-voice = Не установлен голос для языка: { $language }.
error-no-voice-kk = Голос для казахского языка не установлен.
error-no-voice-ru = Голос для русского языка не установлен.
error-no-voice-en = Голос для английского языка не установлен.
error-no-voice-do = Установите голос espeak-ng или выберите другой голос в настройках.
error-voice-refused = Голос не смог это прочитать.
error-voice-refused-do = Перейдите к следующему предложению.

# The sound of audiobooks
error-no-device = Устройство для звука не найдено.
error-no-device-do = Подключите наушники или динамики и попробуйте снова. Место, где вы остановились, сохранено.
error-device-gone = Устройство для звука отключилось.
error-device-gone-do = Подключите его и нажмите F9, чтобы продолжить. Место, где вы остановились, сохранено.
error-sound-unreadable = Запись не воспроизводится: файл повреждён или записан неизвестным способом.
error-nothing-to-play = В этой книге нечего слушать.

# Settings
error-settings = Настройки не сохранены.

# Faults of a book that opens all the same
defects-heading = { $count ->
        [one] В книге { $count } изъян
        [few] В книге { $count } изъяна
       *[many] В книге { $count } изъянов
    }
defect-missing = В книге нет: { $subject }
defect-unreadable = Не читается до конца: { $subject }
defect-malformed = Ошибки разметки: { $subject }
defect-limit = Пропущено, слишком велико: { $subject }
defect-unsafe = Пропущено как небезопасное: { $subject }
defect-remote = Не загружено из сети: { $subject }
defect-protected = Защищено, не читается: { $subject }
defect-no-outline = Нет содержания
defect-dead-link = Ссылка никуда не ведёт: { $subject }
defect-no-text = Страница из изображений, без текста: { $subject }
defect-no-text-book = Эта книга — отсканированные страницы без собственного текста.
defect-recognised = Страницы — это изображения: их текст распознан, в нём возможны ошибки.
defect-no-recogniser = В этой книге есть страницы-изображения. Чтобы их текст распознавался, установите Tesseract с языками kaz, rus и eng (в Debian: sudo apt install tesseract-ocr tesseract-ocr-kaz tesseract-ocr-rus tesseract-ocr-eng).
defect-no-recogniser-pack = Чтобы страницы этой книги распознавались хорошо, установите языковой пакет Tesseract { $subject } (в Debian: sudo apt install tesseract-ocr-{ $subject }).
defect-garbled = Текст этой страницы испорчен и пропущен: { $subject }
defect-garbled-book = Текст внутри этого файла испорчен и пропущен.
defect-other-volume = Это один том из нескольких ({ $subject }). Остальных томов здесь нет: сложите все тома в одну папку, чтобы читать книгу целиком.
defect-braille = Эту книгу, набранную шрифтом Брайля, перевести в буквы не удалось: язык не определён или его сокращения здесь неизвестны. Она показана шрифтом Брайля, как есть.
defect-braille-program = Эта книга набрана кратким английским шрифтом Брайля; в буквы его переводит { $subject }. Здесь её нет, поэтому книга показана шрифтом Брайля, как есть. Установите { $subject } (в Debian — пакет liblouis-bin) и откройте книгу снова.

# Another program silenced the voice several times in a row
error-voice-silenced = Говорит другая программа, чтение на паузе.
error-voice-silenced-do = Чтобы продолжить, нажмите пробел или F9.
