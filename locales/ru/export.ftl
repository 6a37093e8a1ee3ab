# сохранение книги в другом виде
act-save-as = Сохранить в другом виде
save-as-title = Сохранить книгу в другом виде
save-as-html = Веб-страница с разметкой и изображениями (HTML)
save-as-epub = Книга (EPUB)
save-as-brf = Брайль для дисплея или принтера (BRF)
save-as-pef = Брайль для принтера (PEF)
save-as-cells = Знаков в строке, от { $least } до { $most }
save-as-lines = Строк на странице, от { $least } до { $most }
save-as-number = Введите число от { $least } до { $most }.
save-as-begun = Книга «{ $name }» сохраняется. Пока можно читать дальше.
save-as-region = Книга сохраняется
save-as-percent = Книга «{ $name }»: сохранено { $percent }
save-as-running = Книга сохранена на { $percent }
save-as-stop-question = Прервать сохранение книги «{ $name }»?
save-as-open = Открыть сохранённую книгу
save-as-of-sound = Эта книга – звукозапись: текста, который можно сохранить, в ней нет.

error-no-braille = Для брайля нужна программа lou_translate, она не установлена.
error-no-braille-table = В программе lou_translate нет таблицы { $table }.
error-no-braille-do = Установите её командой: sudo apt-get install liblouis-bin liblouis-data
error-no-braille-do-other = Установите liblouis и попробуйте снова.
error-braille = Не удалось перевести текст в брайль.
error-braille-do = Попробуйте снова или сохраните книгу в другом виде.

# `export`
cli-export-output = EPUB нельзя записать в стандартный вывод. Дайте имя файла после «-o».
cli-export-progress = Книга сохраняется: { $percent }
