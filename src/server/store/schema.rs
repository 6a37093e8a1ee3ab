//! The tables. A step is never changed once a library has taken it; new ones come after it.

/// There before any step: the versions of everything, that of the tables among them.
pub const COUNTERS: &str = "CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL)";

/// The table of [`COUNTERS`].
pub const COUNTED: &str = "counters";

/// The names of the tables after so many steps, that of the counters first.
pub fn tables(steps: usize) -> Vec<&'static str> {
    let made = STEPS[..steps].iter().copied().flatten().filter_map(|statement| {
        let (name, _) = statement.strip_prefix("CREATE TABLE ")?.split_once(' ')?;
        Some(name)
    });
    [COUNTED].into_iter().chain(made).collect()
}

/// What brings a database of one version to the next.
pub const STEPS: &[&[&str]] = &[
&[
    // Who has what until when. Moments are milliseconds since 1970.
    "CREATE TABLE loans (card TEXT NOT NULL, book TEXT NOT NULL, since BIGINT, until BIGINT, renewals BIGINT NOT NULL,
                         PRIMARY KEY (card, book))",
    "CREATE INDEX loans_of_a_book ON loans (book)",
    // Who waits for what: the lowest turn first; `ready` is until when a copy is put aside.
    "CREATE TABLE holds (book TEXT NOT NULL, card TEXT NOT NULL, turn BIGINT NOT NULL, ready BIGINT,
                         PRIMARY KEY (book, card))",
    // Where each reader is in each book, and what else she keeps here, as it was sent.
    "CREATE TABLE places (card TEXT NOT NULL, book TEXT NOT NULL, modified BIGINT NOT NULL, body TEXT NOT NULL,
                          PRIMARY KEY (card, book))",
    "CREATE TABLE documents (card TEXT NOT NULL, about TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (card, about))",
],
&[
    // The PIN as Argon2id. Staff have a branch, readers none.
    "CREATE TABLE cards (number TEXT PRIMARY KEY, name TEXT NOT NULL, pin TEXT NOT NULL, branch TEXT NOT NULL,
                         since BIGINT NOT NULL)",
    // Wrong PINs in a row, and when the last one was.
    "CREATE TABLE guesses (card TEXT PRIMARY KEY, failures BIGINT NOT NULL, last BIGINT NOT NULL)",
    // What readers ask people for, and who made what of it.
    "CREATE TABLE requests (id TEXT PRIMARY KEY, card TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
                            book TEXT NOT NULL, title TEXT NOT NULL, branch TEXT NOT NULL, words TEXT NOT NULL,
                            answer TEXT NOT NULL, created BIGINT NOT NULL, changed BIGINT NOT NULL)",
    "CREATE INDEX requests_of_a_card ON requests (card, created)",
    "CREATE INDEX requests_of_a_branch ON requests (branch, created)",
    "CREATE TABLE log (id TEXT PRIMARY KEY, moment BIGINT NOT NULL, who TEXT NOT NULL, request TEXT NOT NULL,
                       state TEXT NOT NULL, words TEXT NOT NULL)",
    "CREATE INDEX log_by_moment ON log (moment)",
],
&[
    // What staff tell readers: title and words as JSON, by languages.
    "CREATE TABLE announcements (id TEXT PRIMARY KEY, branch TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
                                 words TEXT NOT NULL, since BIGINT NOT NULL, until BIGINT, who TEXT NOT NULL)",
    "CREATE INDEX announcements_by_moment ON announcements (since)",
],
&[
    // By digest: whoever shows the token shows this card, as long as it is what the proof was made from.
    "CREATE TABLE tokens (digest TEXT PRIMARY KEY, card TEXT NOT NULL, kind TEXT NOT NULL, proof TEXT NOT NULL,
                          until BIGINT NOT NULL)",
    "CREATE INDEX tokens_of_a_card ON tokens (card)",
    "CREATE INDEX tokens_by_end ON tokens (until)",
]];
