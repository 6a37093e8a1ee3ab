//! Challenges: the `WWW-Authenticate` header, several schemes in one line included.
//!
//! <https://www.rfc-editor.org/rfc/rfc9110#field.www-authenticate>

/// One scheme that a server offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// In lower case: `basic`, `digest`.
    pub scheme: String,
    parameters: Vec<(String, String)>,
}

impl Challenge {
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// The challenges of one header line. What is not understood is skipped.
pub fn parse(header: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    let mut rest = header;
    while challenges.len() < 16 {
        rest = rest.trim_start_matches([' ', '\t', '\r', '\n', ',']);
        let end = rest.find([' ', '\t', ',', '=', '"']).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if word.is_empty() {
            // A stray quotation mark or equals sign: step over it.
            let mut chars = rest.chars();
            if chars.next().is_none() {
                break;
            }
            rest = chars.as_str();
            continue;
        }
        let spaced = after.trim_start_matches([' ', '\t']);
        if let (Some(value), Some(challenge)) = (spaced.strip_prefix('='), challenges.last_mut()) {
            let (value, after) = value_of(value.trim_start_matches([' ', '\t']));
            if challenge.parameters.len() < 32 {
                challenge.parameters.push((word.to_ascii_lowercase(), value));
            }
            rest = after;
        } else {
            challenges.push(Challenge { scheme: word.to_ascii_lowercase(), parameters: Vec::new() });
            rest = after;
        }
    }
    challenges
}

/// A token or a quoted string, and what follows it.
fn value_of(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([' ', '\t', ',']).unwrap_or(text.len());
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut chars = quoted.chars();
    while let Some(char) = chars.next() {
        match char {
            '"' => break,
            '\\' => value.extend(chars.next()),
            other => value.push(other),
        }
    }
    (value, chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_holds_several_schemes() {
        let found =
            parse(r#"Basic realm="a, \"b\"", charset=UTF-8, Digest realm=lib, nonce="x=,y", qop="auth,auth-int""#);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].scheme, "basic");
        assert_eq!(found[0].parameter("realm"), Some("a, \"b\""));
        assert_eq!(found[0].parameter("charset"), Some("UTF-8"));
        assert_eq!(found[1].scheme, "digest");
        assert_eq!(found[1].parameter("realm"), Some("lib"));
        assert_eq!(found[1].parameter("nonce"), Some("x=,y"));
        assert_eq!(found[1].parameter("qop"), Some("auth,auth-int"));
    }

    #[test]
    fn garbage_is_skipped() {
        for text in ["", ",,,", "\"\"\"", "==", "Basic", "Basic realm=\"open", "a=b", "\u{49a}=\"", "Digest nonce=\"\\"]
        {
            parse(text);
        }
        assert_eq!(parse("Negotiate, Basic realm=\"x\"").len(), 2);
    }
}
