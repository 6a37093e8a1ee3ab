# сохранение аудиокнигой
act-record = Сохранить аудиокнигой
record-title = Сохранить аудиокнигой
record-part = Что сохранить
record-whole = Всю книгу
record-chapter = Эту главу: { $title }
record-form = В каком виде
record-opus = Звуковой файл с главами
record-epub = Книга с текстом и звуком (EPUB)
record-begun = Аудиокнига «{ $name }» сохраняется. Читать можно дальше.
record-region = Аудиокнига сохраняется
record-percent = Аудиокнига «{ $name }»: { $percent }
record-running = Сохранено аудиокниги: { $percent }
record-stop = Прекратить
record-stopped = Сохранение прекращено, файла не осталось.
record-stop-question = Прекратить сохранение аудиокниги «{ $name }»?
record-stop-what = Готово { $percent }. Если прекратить, файла не останется.
record-go-on = Продолжать сохранение
record-saved = Аудиокнига сохранена: { $file }
record-left-out = Пропущено предложений, которые не смог сказать ни один голос: { $count }
record-replaced = Выбранный голос не умеет говорить в файл, взят обычный: { $languages }
record-open = Открыть аудиокнигу
record-of-sound = Эта книга и так записана: её можно слушать.

error-record = Аудиокнигу не удалось сохранить.
error-record-nothing = Здесь нет слов, которые можно прочесть вслух.
error-record-nothing-do = Выберите другую главу или всю книгу.
error-no-recorder = Нет голоса, который умеет говорить в файл.
error-no-recorder-do = Установите пакет espeak-ng.

# `speak --output`
cli-speak-form = Вид файла «{ $file }» неизвестен. Пусть имя кончается на .opus или .epub.
cli-speak-there = Файл «{ $file }» уже есть. Дайте другое имя.
cli-speak-no-chapter = В книге нет главы { $number }, всего их { $count }. Дайте другой номер или уберите «--chapter».
cli-speak-progress = Аудиокнига сохраняется: { $percent }
cli-speak-stopped = Сохранение прервано, ничего не записано. Запустите команду снова, когда файл понадобится.
