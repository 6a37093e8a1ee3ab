//! Which characters the codes of a font stand for: `ToUnicode` maps, read leniently and written anew.
//!
//! <https://adobe-type-tools.github.io/font-tech-notes/pdfs/5411.ToUnicode.pdf>

use std::collections::BTreeMap;

/// Codes of one font.
const MOST_CODES: usize = 1 << 16;

/// A code and the text that it stands for.
pub(super) type Characters = BTreeMap<u32, String>;

#[derive(Debug, PartialEq)]
enum Token<'a> {
    Hex(Vec<u8>),
    Open,
    Close,
    Word(&'a [u8]),
}

/// The map of this stream. What is no map, or a part that is none, is passed over.
pub(super) fn read(bytes: &[u8]) -> Characters {
    let mut map = Characters::new();
    let mut tokens = Tokens(bytes).peekable();
    while let Some(token) = tokens.next() {
        match token {
            Token::Word(b"beginbfchar") => {
                while let Some(Token::Hex(_)) = tokens.peek() {
                    let Some(Token::Hex(code)) = tokens.next() else { break };
                    if let Some(Token::Hex(_)) = tokens.peek()
                        && let Some(Token::Hex(target)) = tokens.next()
                    {
                        add(&mut map, number(&code), &target, 0);
                    }
                }
            }
            Token::Word(b"beginbfrange") => {
                while let Some(Token::Hex(_)) = tokens.peek() {
                    let (Some(Token::Hex(first)), Some(Token::Hex(last))) = (tokens.next(), tokens.next()) else {
                        break;
                    };
                    let (first, last) = (number(&first), number(&last));
                    match tokens.next() {
                        Some(Token::Hex(target)) => {
                            let room = (MOST_CODES - map.len().min(MOST_CODES)) as u32;
                            for offset in 0..=last.saturating_sub(first).min(room.min(0xffff)) {
                                add(&mut map, first.saturating_add(offset), &target, offset);
                            }
                        }
                        Some(Token::Open) => {
                            let mut code = first;
                            for token in tokens.by_ref() {
                                let Token::Hex(target) = token else { break };
                                if code <= last {
                                    add(&mut map, code, &target, 0);
                                }
                                code = code.saturating_add(1);
                            }
                        }
                        _ => break,
                    }
                }
            }
            _ => {}
        }
    }
    map
}

/// A map that says the same of these codes, each `width` bytes long.
pub(super) fn write(characters: impl Iterator<Item = (u32, String)>, width: usize) -> Vec<u8> {
    let digits = width * 2;
    let last = if width == 1 { "FF" } else { "FFFF" };
    let first = "0".repeat(digits);
    let mut text = format!("begincmap\n1 begincodespacerange\n<{first}> <{last}>\nendcodespacerange\n");
    let entries: Vec<(u32, String)> = characters.filter(|(_, text)| !text.is_empty()).collect();
    for part in entries.chunks(100) {
        text.push_str(&format!("{} beginbfchar\n", part.len()));
        for (code, characters) in part {
            let target: String = characters.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
            text.push_str(&format!("<{code:0digits$X}> <{target}>\n"));
        }
        text.push_str("endbfchar\n");
    }
    text.push_str("endcmap\n");
    text.into_bytes()
}

fn add(map: &mut Characters, code: u32, target: &[u8], offset: u32) {
    let mut units: Vec<u16> =
        target.chunks(2).map(|pair| pair.iter().fold(0, |unit, &byte| unit << 8 | u16::from(byte))).collect();
    if units.len() > 32 || map.len() >= MOST_CODES {
        return;
    }
    if let Some(last) = units.last_mut() {
        *last = last.wrapping_add(offset as u16);
    }
    // Half of a surrogate pair, and codes for nothing, are no characters.
    let text: String = char::decode_utf16(units).filter_map(Result::ok).filter(|&c| c != '\0').collect();
    map.insert(code, text);
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, &byte| number << 8 | u32::from(byte))
}

struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let (&first, rest) = self.0.split_first()?;
            match first {
                b'%' => {
                    let line = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
                    self.0 = &rest[line..];
                }
                b'<' if rest.first() == Some(&b'<') => self.0 = &rest[1..],
                b'<' => {
                    let end = rest.iter().position(|&byte| byte == b'>').unwrap_or(rest.len());
                    let digits: Vec<u8> =
                        rest[..end].iter().filter_map(|&byte| (byte as char).to_digit(16)).map(|it| it as u8).collect();
                    self.0 = rest.get(end + 1..).unwrap_or_default();
                    let pairs = digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or_default());
                    return Some(Token::Hex(pairs.collect()));
                }
                b'[' => {
                    self.0 = rest;
                    return Some(Token::Open);
                }
                b']' => {
                    self.0 = rest;
                    return Some(Token::Close);
                }
                byte if byte.is_ascii_alphanumeric() || byte == b'/' => {
                    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'+');
                    let length = 1 + rest.iter().position(|byte| !plain(byte)).unwrap_or(rest.len());
                    let (word, rest) = self.0.split_at(length);
                    self.0 = rest;
                    return Some(Token::Word(word));
                }
                _ => self.0 = rest,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_read_and_written() {
        let map = read(
            b"/CIDInit /ProcSet findresource begin 1 begincodespacerange <0000> <ffff> endcodespacerange\n\
              2 beginbfchar <0003> <0020> <0010> <D835DC00> endbfchar % comment\n\
              2 beginbfrange <0020><0022><04D9> <0030> <0031> [<00660069> <0416>] endbfrange",
        );
        let at = |code| map.get(&code).map(String::as_str);
        assert_eq!(at(3), Some(" "));
        assert_eq!(at(0x10), Some("𝐀"));
        assert_eq!([at(0x20), at(0x21), at(0x22)], [Some("ә"), Some("Ӛ"), Some("ӛ")]);
        assert_eq!([at(0x30), at(0x31)], [Some("fi"), Some("Ж")]);
        assert_eq!(read(&write(map.clone().into_iter(), 2)), map);
    }

    #[test]
    fn half_a_map_is_half_a_map() {
        assert!(read(b"beginbfchar <00").is_empty());
        assert!(read(b"beginbfrange <00> <ff>").is_empty());
        assert_eq!(read(b"beginbfrange <0000> <ffffffff> <0041>").len(), MOST_CODES);
        assert_eq!(read(b"beginbfchar <01> <D800>").get(&1).map(String::as_str), Some(""));
    }
}
