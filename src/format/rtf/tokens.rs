//! Bytes → tokens: braces, control words, control signs, text.

/// A part of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open,
    Close,
    /// A control word with its number.
    Word(&'a str, Option<i32>),
    /// A control sign.
    Sign(u8),
    /// One byte of text that is written as a number.
    Byte(u8),
    Text(&'a [u8]),
    /// Bytes that are no text, whatever they look like.
    Binary(&'a [u8]),
}

/// The tokens of a file, one after another.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    rest: &'a [u8],
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn length_of(&self, is: impl Fn(u8) -> bool) -> usize {
        self.rest.iter().position(|&byte| !is(byte)).unwrap_or(self.rest.len())
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let first = *self.rest.first()?;
        if !first.is_ascii_alphabetic() {
            self.take(1);
            if first != b'\'' {
                return Some(Token::Sign(first));
            }
            let hex = std::str::from_utf8(self.rest.get(..2)?).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
            if let Some(byte) = hex {
                self.take(2);
                return Some(Token::Byte(byte));
            }
            return Some(Token::Sign(b'\''));
        }
        let length = self.length_of(|byte| byte.is_ascii_alphabetic());
        let word = std::str::from_utf8(self.take(length)).unwrap_or_default();
        let minus = usize::from(self.rest.first() == Some(&b'-'));
        let digits =
            self.rest[minus..].iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(self.rest.len() - minus);
        let mut number = None;
        if digits > 0 {
            let written = std::str::from_utf8(self.take(minus + digits)).unwrap_or_default();
            // One that is too long is as good as none.
            number = Some(written.parse().unwrap_or_default());
        }
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        if word == "bin" {
            let count = number.and_then(|count| usize::try_from(count).ok()).unwrap_or_default();
            return Some(Token::Binary(self.take(count)));
        }
        Some(Token::Word(word, number))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.rest.first()? {
                b'{' => {
                    self.take(1);
                    return Some(Token::Open);
                }
                b'}' => {
                    self.take(1);
                    return Some(Token::Close);
                }
                b'\\' => {
                    self.take(1);
                    return self.control();
                }
                b'\r' | b'\n' | 0 => {
                    self.take(1);
                }
                _ => {
                    let length = self.length_of(|byte| !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0));
                    return Some(Token::Text(self.take(length)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_parted_into_tokens() {
        let tokens: Vec<_> = Tokens::new(b"{\\b0 x\\'e0\\u-5?\\*\\bin3 }}}y\r\nz\\").collect();
        let wanted = [
            Token::Open,
            Token::Word("b", Some(0)),
            Token::Text(b"x"),
            Token::Byte(0xe0),
            Token::Word("u", Some(-5)),
            Token::Text(b"?"),
            Token::Sign(b'*'),
            Token::Binary(b"}}}"),
            Token::Text(b"y"),
            Token::Text(b"z"),
        ];
        assert_eq!(tokens, wanted);
    }
}
