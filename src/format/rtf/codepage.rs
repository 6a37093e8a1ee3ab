//! Which letters bytes are, and which language a number names.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, IBM866, KOI8_R, KOI8_U, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258,
    X_MAC_CYRILLIC,
};

/// By the number of a code page.
pub(super) fn by_page(page: i32) -> Option<&'static Encoding> {
    Some(match page {
        866 => IBM866,
        874 => WINDOWS_874,
        932 => SHIFT_JIS,
        936 => GBK,
        949 => EUC_KR,
        950 => BIG5,
        1250 => WINDOWS_1250,
        // Kazakhstan's own page (1048 in some programs) is that of Windows but for letters that RTF writes as Unicode.
        1251 | 1048 => WINDOWS_1251,
        1252 => WINDOWS_1252,
        1253 => WINDOWS_1253,
        1254 => WINDOWS_1254,
        1255 => WINDOWS_1255,
        1256 => WINDOWS_1256,
        1257 => WINDOWS_1257,
        1258 => WINDOWS_1258,
        10000 => MACINTOSH,
        10007 | 10017 => X_MAC_CYRILLIC,
        20866 => KOI8_R,
        21866 => KOI8_U,
        65001 => UTF_8,
        _ => return None,
    })
}

/// By the number of a font's set of characters; `None` for that of the document.
pub(super) fn by_charset(charset: i32) -> Option<&'static Encoding> {
    by_page(match charset {
        77 => 10000,
        89 => 10007,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        // «ANSI», which many Russian documents say of Cyrillic bytes, and what means the same.
        _ => return None,
    })
}

/// The language of a number of Windows.
///
/// <https://learn.microsoft.com/openspecs/windows_protocols/ms-lcid>
pub(super) fn language(number: i32) -> Option<&'static str> {
    Some(match number {
        1087 => "kk-KZ",
        1049 => "ru-RU",
        2073 => "ru-MD",
        1033 => "en-US",
        2057 => "en-GB",
        1058 => "uk-UA",
        1059 => "be-BY",
        1088 => "ky-KG",
        1091 => "uz-Latn-UZ",
        2115 => "uz-Cyrl-UZ",
        1092 => "tt-RU",
        1133 => "ba-RU",
        1064 => "tg-Cyrl-TJ",
        1104 => "mn-MN",
        1068 => "az-Latn-AZ",
        1090 => "tk-TM",
        1055 => "tr-TR",
        1031 => "de-DE",
        1036 => "fr-FR",
        1034 | 3082 => "es-ES",
        1040 => "it-IT",
        1045 => "pl-PL",
        1029 => "cs-CZ",
        1025 => "ar-SA",
        1028 => "zh-TW",
        2052 => "zh-CN",
        1041 => "ja-JP",
        1042 => "ko-KR",
        1043 => "nl-NL",
        1046 => "pt-BR",
        2070 => "pt-PT",
        1142 => "la",
        _ => return None,
    })
}
