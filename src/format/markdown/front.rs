//! What a document of Markdown tells of itself before its text: the plain part of YAML and TOML that people write there.

/// Values by their names, in order.
#[derive(Debug, Default)]
pub(super) struct Front(Vec<(String, String)>);

impl Front {
    pub(super) fn add(&mut self, block: &str) {
        const MOST: usize = 500;
        let mut name = String::new();
        for line in block.lines().take(MOST) {
            let item = line.trim_start().strip_prefix("- ");
            if let Some(item) = item.filter(|_| !name.is_empty()) {
                // A list of people may give each of them several values.
                let item = item.trim().strip_prefix("name:").unwrap_or(item);
                self.push(&name, item);
                continue;
            }
            let Some((key, value)) = line.split_once([':', '=']).filter(|_| !line.starts_with([' ', '\t', '#'])) else {
                continue;
            };
            name = key.trim().to_lowercase();
            match value.trim().strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
                Some(list) => list.split(',').for_each(|item| self.push(&name, item)),
                None => self.push(&name, value),
            }
        }
    }

    fn push(&mut self, name: &str, value: &str) {
        let value = value.trim().trim_matches(|c| matches!(c, '"' | '\'')).trim();
        // «>» and «|» begin a text of several lines.
        if !value.is_empty() && !matches!(value, ">" | "|" | ">-" | "|-" | "~" | "null") {
            self.0.push((name.to_owned(), value.chars().filter(|c| !c.is_control()).take(4000).collect()));
        }
    }

    pub(super) fn all<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(|(name, _)| names.contains(&name.as_str())).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_lists_are_read() {
        let mut front = Front::default();
        front.add(
            "title: \"Қара: сөздер\"\nauthor:\n  - Абай\n  - name: Кім\ntags: [a, 'b']\n# no: c\nlang = 'kk'\n: x",
        );
        let all = |name: &'static str| front.all(&[name]).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(all("title"), ["Қара: сөздер"]);
        assert_eq!(all("author"), ["Абай", "Кім"]);
        assert_eq!(all("tags"), ["a", "b"]);
        assert_eq!(all("lang"), ["kk"]);
        assert!(all("no").is_empty());
    }
}
