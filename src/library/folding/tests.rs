use proptest::prelude::*;

use super::*;

/// Spellings of one word.
fn meet(spellings: &str) {
    let keys: Vec<(&str, String)> = spellings.split(' ').map(|word| (word, skeleton(word))).collect();
    assert!(!keys[0].1.is_empty() && keys.iter().all(|(_, key)| *key == keys[0].1), "{keys:?}");
}

fn differ(words: &str) {
    let keys: Vec<(&str, String)> = words.split(' ').map(|word| (word, skeleton(word))).collect();
    for (at, (_, key)) in keys.iter().enumerate() {
        assert!(keys[..at].iter().all(|(_, other)| other != key), "{keys:?}");
    }
}

#[test]
fn kazakh_in_all_its_scripts_is_one() {
    for spellings in [
        "Қазақ қазақ Qazaq Kazak казак Qаzaq",
        "Абай Abai Abay Ábai Абаи\u{306} ABAI",
        "Шоқан Шокан Şoqan Shoqan Shokan S\u{327}oqan Šoqan",
        "Жүсіпбек Jüsıpbek Jusipbek Zhusipbek Жусипбек Žu\u{307}sı\u{306}pbek",
        "Құнанбаев Qunanbaev Kunanbaev Kunanbayev",
        "Мұхтар Mukhtar Мухтар",
        "Әуезов Auezov Áuezov Äuezov Auezow ауезов",
        "Ғылым Gylym Ğylym Ghylym Гылым Ǵylym",
        "Үңгір Ungir Üñgir Үнгір Унгир",
        "Сөз Soz Söz Сoз соз",
        "Өмір Omir Ömir О\u{308}мір",
        "Жұмабаев Jumabaev Zhumabaev Жумабаев Zhumabayev",
        "Ыбырай Ybyrai Ybyray Ibirai",
        "Шәкәрім Shakarim Şäkärim Шакарим",
        "Тоқаев Tokayev Toqaev Tokaev",
        "Гаухар Gaukhar",
        "Һәм Хам Kham Ham",
        "Әлем Alem Älem Алем",
    ] {
        meet(spellings);
    }
}

#[test]
fn russian_and_its_romanisations_are_one() {
    for spellings in [
        "Чехов Chekhov Čehov C\u{30c}ehov Tchekhov Chehov",
        "Достоевский Dostoevsky Dostoevskii Dostoevskiĭ Dostoyevsky Dostoevskii\u{306}",
        "Цветаева Tsvetaeva T\u{361}svetaeva T\u{fe20}s\u{fe21}vetaeva Tsvetayeva",
        "Щедрин Shchedrin Ščedrin",
        "Пушкин Pushkin Puškin Пушкин\u{ad}",
        "Жуковский Zhukovsky Zhukovskii Žukovskii",
        "Ёлка Елка Yelka Elka Е\u{308}лка",
        "Есенин Esenin Yesenin",
        "Горький Gor'kiĭ Gorkii Gorky Gorʹkii",
        "объект obekt ob\u{2ba}ekt обьект",
        "Юрий Yurii Iurii I\u{361}urii\u{306} Yury",
        "Яковлев Yakovlev Iakovlev I\u{fe20}a\u{fe21}kovlev",
        "Эйзенштейн Eizenshtein Ėĭzenshteĭn",
        "схема skhema",
        "Анна Anna Ана Ana",
        "Азербайджан Azerbaidzhan Azerbaijan",
        "Вера Vera Wera",
        "философия filosofiia philosophia Filosofiya",
        "поэт поет poet",
    ] {
        meet(spellings);
    }
}

#[test]
fn other_words_stay_apart() {
    for words in [
        "шах сах хах жах чах",
        "бал мал сал тал хал қал жал",
        "Абай Абыл Абдол Аба",
        "жол шол сол қол",
        "Чехов Чеков Цехов",
        "том дом ком лом",
        "1984 1985 198 19884 2000 200",
        "сход шод",
        "Dickens Dickson Dicken",
        "ана ата апа аға",
    ] {
        differ(words);
    }
}

#[test]
fn keys_are_what_the_index_was_written_with() {
    for (word, key) in [
        ("Шоқан", "wokan"),
        ("Чехов", "cehov"),
        ("Жүсіпбек", "jusipbek"),
        ("Dickens", "dikens"),
        ("Щедрин", "wedrin"),
        ("Cicero", "tsitsero"),
        ("Alexander", "aleksander"),
        ("King", "kin"),
        ("1984", "1984"),
        ("№5", "5"),
        ("—", ""),
        ("ь", ""),
        ("中国", "中国"),
        ("ﬁn", "fin"),
        ("Ⅳ", "iv"),
    ] {
        assert_eq!(skeleton(word), key, "{word}");
    }
    let keys: Vec<String> = skeletons("«Қара сөздер», 2-кітап; O'Neill’s").collect();
    assert_eq!(keys, ["kara", "sozder", "2", "kitap", "oneils"]);
    assert_eq!(skeleton(&"аб".repeat(100)).len(), LONGEST_KEY);
}

#[test]
fn folding_keeps_the_script_and_drops_what_is_typed_differently() {
    for (text, folded) in [
        ("Қара сөздер", "кара создер"),
        ("  «Ёлка» — ІІ том. ", "елка ии том"),
        ("Brontë, Łódź; ǴYLYM ẑ", "bronte lodz gylym z"),
        ("O’Neill's мои\u{306}", "oneills мои"),
        ("ﬁn ½ Ａ", "fin 1 2 a"),
        ("İstanbul ısı ӛ", "istanbul isi а"),
        ("I\u{361}A\u{fe20}", "ia"),
        ("", ""),
    ] {
        assert_eq!(fold(text), folded, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_folds_once_and_for_all(text in "\\PC*") {
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded.clone());
        prop_assert!(!folded.starts_with(' ') && !folded.ends_with(' ') && !folded.contains("  "));
    }

    #[test]
    fn any_text_has_keys_without_spaces(text in any::<String>()) {
        for key in skeletons(&text) {
            prop_assert!(!key.is_empty() && key.chars().count() <= LONGEST_KEY);
            prop_assert!(key.chars().all(char::is_alphanumeric), "{}", key);
            prop_assert!(!key.chars().any(|c| c.is_ascii_uppercase()));
        }
        for last in [false, true] {
            let forms = forms(&text, last);
            prop_assert!(forms.len() <= 6 && forms.iter().all(|form| !form.keys.is_empty()));
        }
    }

    /// A reader without a Kazakh keyboard types one letter for another: the key stays.
    #[test]
    fn letters_that_are_typed_for_each_other_have_one_key(text in "[а-яёәғқңөұүһі]{1,12}") {
        prop_assert_eq!(skeleton(&text), skeleton(&fold(&text)));
    }
}
