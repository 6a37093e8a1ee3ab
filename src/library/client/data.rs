//! `data:` addresses and Base64, which small covers and digests come in.
//!
//! <https://www.rfc-editor.org/rfc/rfc2397>, <https://www.rfc-editor.org/rfc/rfc4648>.

use percent_encoding::percent_decode_str;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes in a `data:` address.
pub fn decode(address: &str) -> Option<Vec<u8>> {
    let (head, body) = address.strip_prefix("data:")?.split_once(',')?;
    let bytes: Vec<u8> = percent_decode_str(body).collect();
    if head.trim_end().to_ascii_lowercase().ends_with(";base64") { base64(&bytes) } else { Some(bytes) }
}

/// The bytes behind Base64, of either alphabet, spaces and padding ignored.
pub fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut buffer, mut bits) = (0_u32, 0);
    for byte in text.iter().copied().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        buffer = (buffer << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((buffer >> bits) as u8);
            buffer &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

/// Base64 with padding.
pub fn base64_of(bytes: impl AsRef<[u8]>) -> String {
    bytes
        .as_ref()
        .chunks(3)
        .flat_map(|chunk| {
            let group =
                chunk.iter().fold(0_u32, |group, byte| (group << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
            let sign = move |index: usize| ALPHABET[(group >> (18 - 6 * index)) as usize & 63] as char;
            (0..4).map(move |index| if index <= chunk.len() { sign(index) } else { '=' })
        })
        .collect()
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
    }

    #[test]
    fn data_addresses_are_read() {
        assert_eq!(decode("data:image/png;base64,Zm9v"), Some(b"foo".to_vec()));
        assert_eq!(decode("data:,a%20b"), Some(b"a b".to_vec()));
        assert_eq!(decode("data:image/png;base64"), None);
    }
}
