//! `data:` addresses and Base64, which small covers, pictures, digests and passwords come in.
//!
//! <https://www.rfc-editor.org/rfc/rfc2397>, <https://www.rfc-editor.org/rfc/rfc4648>.

use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, Engine, GeneralPurpose, GeneralPurposeConfig, general_purpose};
use percent_encoding::percent_decode_str;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The bytes in a `data:` address.
pub(crate) fn decode(address: &str) -> Option<Vec<u8>> {
    let (head, body) = body(address)?.split_once(',')?;
    let bytes: Vec<u8> = percent_decode_str(body).collect();
    if head.trim_end().to_ascii_lowercase().ends_with(";base64") { base64(&bytes) } else { Some(bytes) }
}

/// What stands behind `data:` in an address.
pub(crate) fn body(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_at_checked("data:".len())?;
    scheme.eq_ignore_ascii_case("data:").then_some(rest)
}

/// The bytes behind Base64, of either alphabet, with padding or without, white space passed over.
pub(crate) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let signs = text.iter().filter(|sign| !sign.is_ascii_whitespace());
    let signs: Vec<u8> = signs
        .map(|sign| match sign {
            b'-' => b'+',
            b'_' => b'/',
            sign => *sign,
        })
        .collect();
    LENIENT.decode(signs).ok()
}

/// Base64 with padding.
pub(crate) fn base64_of(bytes: impl AsRef<[u8]>) -> String {
    general_purpose::STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_goes_there_and_back() {
        for text in ["", "f", "fo", "foo", "foob", "Айгүл:құпия сөз"] {
            assert_eq!(base64(base64_of(text).as_bytes()).unwrap(), text.as_bytes());
        }
        assert_eq!(base64_of("Aladdin:open sesame"), "QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(base64(b"Zm 9v\nYg"), Some(b"foob".to_vec()));
        assert_eq!(base64(b"!"), None);
        // The examples of RFC 4648, section 10, without padding.
        for (plain, coded) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64_of(plain).trim_end_matches('='), coded);
            assert_eq!(base64(coded.as_bytes()), Some(plain.as_bytes().to_vec()));
        }
        assert_eq!(base64(b"-_-_"), base64(b"+/+/"));
    }

    #[test]
    fn data_addresses_are_read() {
        assert_eq!(decode("data:image/png;base64,Zm9v"), Some(b"foo".to_vec()));
        assert_eq!(decode("data:,a%20b"), Some(b"a b".to_vec()));
        assert_eq!(decode("data:image/png;base64"), None);
    }
}
