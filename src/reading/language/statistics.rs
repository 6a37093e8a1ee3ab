//! Which language a text in Latin letters is in, by the words that every text of it has and by letters of its own.
//!
//! Made for the readers' languages and their neighbours. On `tests/fixtures/languages.tsv` it knows more short sentences
//! than detectors by letter triples, which know no Kazakh at all.

use crate::book::Language;

struct Tongue {
    tag: &'static str,
    /// Between spaces.
    words: &'static str,
    /// Of long words, worth one.
    endings: &'static str,
    /// Letters that few of the others have, each worth one.
    letters: &'static str,
    /// Letters and their neighbours that none of the others have, each worth three.
    own: &'static [&'static str],
}

const TONGUES: &[Tongue] = &[
    Tongue {
        tag: "kk-Latn",
        words: " jáne jäne men bul būl bir bır úshin üşin edi edı boldy qazaq emes osy osynda olar degen bar joq dep \
                 onyń onyñ oǵan oğan ony qaı qai kún kün biz bız siz sız men sen ol ne nege bolady barlyq adam jyl \
                 keıin keiin deıin deiin óz öz úlken ülken jaqsy eken mağan maǵan sağan saǵan keldı berdı ",
        endings: " dy ady ydy yp ǵan ğan qan gen nyń nyñ niń nıñ pke kke ǵa ğa lyq dyq tyq dym tym atyn etin ytyn aıdy aidy aıtyn aityn ymyz daǵy dağy ",
        letters: "áóúñöüış",
        own: &["ǵ", "ń", "ý", "ū", "yñ", "yń", "ğa", "ğy", "qy", "jy"],
    },
    Tongue {
        tag: "en",
        words: " the of and to in is that was it for with as his her on be at by not this are from have he she you \
                 which we what had but they were there their all would one who when if my me a an your out so up could ",
        endings: " ing ed ly tion ous ness ght ther ",
        letters: "",
        own: &["th", "wh"],
    },
    Tongue {
        tag: "tr",
        words: " ve bir bu için değil çok olarak gibi daha ama ile ne var olan kadar da de mi ki ben sen biz onun onu \
                 şey sonra oldu dedi yok her hiç kimse zaman şimdi adını bana benim senin ",
        endings: " yor rdı rdi ldı ldi ttı tti dım dim ımız imiz ları leri mış miş ecek acak lık lik ım ",
        letters: "ğşıçöü",
        own: &["lar", "ler", "yor", "acağ", "eceğ"],
    },
    Tongue {
        tag: "uz",
        words: " va bu bilan uchun ham edi bir emas kerak esa deb qilib bor yo'q bo'ldi bo'lib o'z men sen u ular biz \
                 uning uni hech shu har nima keyin menga mening sening ",
        endings: " ning lardi ishdi aydi moq gan ganda lik iga imga dagi ydi ",
        letters: "q",
        own: &["o'", "g'", "ning", "lar", "ch"],
    },
    Tongue {
        tag: "az",
        words: " və bu bir ilə üçün də ki deyil mən sən biz onun çox var yox kimi sonra ",
        endings: " lər dir dır dığı miş mış ",
        letters: "çşğıöü",
        own: &["ə"],
    },
    Tongue {
        tag: "de",
        words: " der die das und ist nicht ein eine zu den mit sich auf für von dem ich sie es war auch er wir in als \
                 wie nach im an aus bei noch nur ",
        endings: " ung lich isch heit keit chen eund nnt hnt ern ",
        letters: "äöü",
        own: &["ß", "sch", "ei"],
    },
    Tongue {
        tag: "fr",
        words: " le la les des et est une dans que qui pour pas sur avec il elle au du ce ne je nous vous un à de en \
                 plus mais on son sa se mon ma mes ",
        endings: " tion ait aient eux eaux ement ille ette ère ité ent ",
        letters: "éèêàçâîôù",
        own: &["œ", "ou", "eau"],
    },
    Tongue {
        tag: "es",
        words: " el la los las de que y en un una es por con para no se del su al lo como más pero sus le ya mi ",
        endings: " ción aron aba ando iendo ado dad illo illa ieron ela ",
        letters: "áíóúñé",
        own: &["¿", "¡", "ll", "ió"],
    },
    Tongue {
        tag: "it",
        words: " il la di che e è un una per non sono con gli della nel si al i le del da lo mi mio ma anche come \
                oggi domani ieri ",
        endings: " zione ano ella etto tà ato mente ggio icchi zza ico ",
        letters: "òàèìù",
        own: &["gli", "zz", "cch"],
    },
];

/// As much evidence there must be: a word, or a letter of its own.
const LEAST: usize = 3;

/// The language of a text in Latin letters; `None` where too little tells it.
pub(super) fn of_latin(text: &str) -> Option<Language> {
    let text: String =
        text.chars().flat_map(char::to_lowercase).map(|c| if "‘ʻʼ’`".contains(c) { '\'' } else { c }).collect();
    let mut scores = [0; TONGUES.len()];
    let words = text.split(|c: char| !c.is_alphabetic() && c != '\'').map(|word| word.trim_matches('\''));
    for word in words.filter(|word| word.contains(|c: char| c.is_alphabetic() && !('\u{370}'..='\u{52f}').contains(&c)))
    {
        for (score, tongue) in scores.iter_mut().zip(TONGUES) {
            if word.len() < 12 && tongue.words.contains(&format!(" {word} ")) {
                *score += 3;
            }
            *score += usize::from(ends_so(word, tongue.endings));
            *score += usize::from(word.contains(|letter| tongue.letters.contains(letter)));
            *score += if tongue.own.iter().any(|own| own.chars().count() == 1 && word.contains(own)) { 3 } else { 0 };
            *score += usize::from(tongue.own.iter().any(|own| own.chars().count() > 1 && word.contains(own)));
        }
    }
    let best = (0..TONGUES.len()).max_by_key(|&index| scores[index])?;
    let second = (0..TONGUES.len()).filter(|&index| index != best).map(|index| scores[index]).max()?;
    (scores[best] >= LEAST && scores[best] * 2 >= second * 3).then(|| Language::parse(TONGUES[best].tag)).flatten()
}

/// Only of words that are longer than an ending and three letters.
fn ends_so(word: &str, endings: &str) -> bool {
    endings.split_whitespace().any(|end| word.len() > end.len() + 2 && word.ends_with(end))
}
