//! Tokens in place of passwords: what is asked for them, what is answered, and what the browser hands back.
//!
//! Authentication for OPDS 1.0, 3.4 <https://drafts.opds.io/authentication-for-opds-1.0>, OAuth 2.0
//! <https://www.rfc-editor.org/rfc/rfc6749>, bearer tokens <https://www.rfc-editor.org/rfc/rfc6750>.

use std::fmt;
use std::time::{Duration, Instant};

use serde_json::Value;
use url::Url;

use super::{AuthDocument, FlowKind};

/// What all reading systems call themselves.
pub const CLIENT: &str = "http://opds-spec.org/auth/client";
/// Where the browser leads back to.
pub const CALLBACK: &str = "opds://authorize/";

/// A callback longer than this is no library's.
const MAX_CALLBACK: usize = 32 * 1024;
/// A token longer than this fits into no header.
const MAX_TOKEN: usize = 8 * 1024;
/// How long a page of the browser is waited for.
pub const PATIENCE: Duration = Duration::from_secs(10 * 60);
/// Before its time is over, a token is replaced: clocks differ, and requests take time.
const EARLY: Duration = Duration::from_secs(10);

/// The right to ask a library, for a while.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    access: String,
    refresh: Option<String>,
    ends: Option<Instant>,
}

impl fmt::Debug for Token {
    /// Tokens are in no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("refreshes", &self.refresh.is_some()).finish_non_exhaustive()
    }
}

impl Token {
    /// Only what a header can carry.
    fn new(access: &str, kind: Option<&str>, refresh: Option<&str>, lasts: Option<u64>, now: Instant) -> Option<Self> {
        let fits = |token: &&str| {
            !token.is_empty() && token.len() <= MAX_TOKEN && token.bytes().all(|byte| byte.is_ascii_graphic())
        };
        let is_bearer = kind.is_none_or(|kind| kind.trim().eq_ignore_ascii_case("bearer"));
        Some(access.trim()).filter(|_| is_bearer).filter(fits).map(|access| Self {
            access: access.to_owned(),
            refresh: refresh.map(str::trim).filter(fits).map(str::to_owned),
            ends: lasts.and_then(|seconds| now.checked_add(Duration::from_secs(seconds))),
        })
    }

    /// What a request says.
    pub(in crate::library) fn header(&self) -> String {
        format!("Bearer {}", self.access)
    }

    pub(in crate::library) fn refresh(&self) -> Option<&str> {
        self.refresh.as_deref()
    }

    /// Whether its time is over, or all but over.
    pub fn is_over(&self, now: Instant) -> bool {
        self.ends.is_some_and(|ends| now + EARLY.min(self.lasts(now) / 4) >= ends)
    }

    fn lasts(&self, now: Instant) -> Duration {
        self.ends.map_or(EARLY * 4, |ends| ends.saturating_duration_since(now))
    }
}

/// Reads what a library answers when it was asked for a token.
pub(in crate::library) fn token(body: &[u8], now: Instant) -> Option<Token> {
    let value: Value = serde_json::from_slice(body.trim_ascii_start()).ok()?;
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    // Some write numbers as texts.
    let lasts = value.get("expires_in");
    let lasts = lasts.and_then(|it| it.as_u64().or_else(|| it.as_str()?.trim().parse().ok()));
    Token::new(text("access_token")?, text("token_type"), text("refresh_token"), lasts, now)
}

/// What a library says about why it gives no token, in its own words.
pub(in crate::library) fn refusal(body: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(body.trim_ascii_start()).ok()?;
    let words = ["error_description", "err", "detail", "title", "message"];
    let told = words.iter().find_map(|name| value.get(name)?.as_str().map(str::trim).filter(|it| !it.is_empty()))?;
    Some(crate::library::catalog::plain_text(told).chars().take(500).collect())
}

/// Whether a library says that the name, the password, or what was to refresh is not right.
pub(in crate::library) fn is_wrong_grant(body: &[u8]) -> bool {
    let value: Option<Value> = serde_json::from_slice(body.trim_ascii_start()).ok();
    value.is_some_and(|value| value.get("error").and_then(Value::as_str) == Some("invalid_grant"))
}

/// The body of a request for a token.
pub(in crate::library) enum Grant<'a> {
    Password { user: &'a str, password: &'a str },
    Refresh(&'a str),
}

impl Grant<'_> {
    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let mut pairs = match self {
            Self::Password { user, password } => {
                vec![("grant_type", "password"), ("username", user), ("password", password)]
            }
            Self::Refresh(token) => vec![("grant_type", "refresh_token"), ("refresh_token", token)],
        };
        pairs.push(("client_id", CLIENT));
        pairs
    }

    /// As the specification of OAuth wants it.
    pub fn form(&self) -> Vec<u8> {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(self.pairs()).finish().into_bytes()
    }

    /// As some libraries want it, which refuse a form.
    pub fn json(&self) -> Vec<u8> {
        let pairs = self.pairs().into_iter().map(|(name, value)| (name.to_owned(), Value::from(value)));
        Value::Object(pairs.collect()).to_string().into_bytes()
    }
}

/// A way through the browser that has begun: what comes back is believed only when it knows the secret, once, and in time.
pub struct Waiting {
    document: AuthDocument,
    page: Url,
    state: String,
    begun: Instant,
}

impl fmt::Debug for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting").field("address", &self.document.address.as_str()).finish_non_exhaustive()
    }
}

impl Waiting {
    /// `None` where the library knows no such way, or no secret can be made.
    pub fn new(document: &AuthDocument, now: Instant) -> Option<Self> {
        let flow = document.flow(&FlowKind::OauthImplicit)?;
        let mut page = flow.authenticate.clone()?;
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).ok()?;
        let state: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        // What the library itself wrote into its address stays, but for our own words.
        let ours = ["response_type", "client_id", "redirect_uri", "state"];
        let theirs: Vec<(String, String)> = page
            .query_pairs()
            .filter(|(name, _)| !ours.contains(&&**name))
            .map(|(a, b)| (a.into(), b.into()))
            .collect();
        page.query_pairs_mut()
            .clear()
            .extend_pairs(theirs)
            .append_pair("response_type", "token")
            .append_pair("client_id", CLIENT)
            .append_pair("redirect_uri", CALLBACK)
            .append_pair("state", &state);
        page.set_fragment(None);
        Some(Self { document: document.clone(), page, state, begun: now })
    }

    /// What the browser opens.
    pub fn page(&self) -> &Url {
        &self.page
    }

    pub fn document(&self) -> &AuthDocument {
        &self.document
    }

    pub fn is_over(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.begun) > PATIENCE
    }

    /// What a callback means for this way. Only a callback that is ours ends the waiting.
    ///
    /// # Errors
    /// [`Refusal`]: after [`Refusal::Library`] the way is over, after all others it is not.
    pub fn hear(&self, callback: &Callback, now: Instant) -> Result<Token, Refusal> {
        let knows = callback.value("state").is_some_and(|state| same(state.as_bytes(), self.state.as_bytes()));
        let other = |id: &str| !id.is_empty() && !self.document.id.is_empty() && id != self.document.id;
        if !knows || callback.value("id").is_some_and(other) {
            return Err(Refusal::Stranger);
        }
        if self.is_over(now) {
            return Err(Refusal::Late);
        }
        if callback.value("error").is_some() {
            let words = callback.value("error_description").unwrap_or_default();
            return Err(Refusal::Library(crate::library::catalog::plain_text(words).chars().take(500).collect()));
        }
        let lasts = callback.value("expires_in").and_then(|seconds| seconds.trim().parse().ok());
        let access = callback.value("access_token").unwrap_or_default();
        Token::new(access, callback.value("token_type"), None, lasts, now)
            .ok_or_else(|| Refusal::Library(String::new()))
    }
}

/// Why a callback brings no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It does not know the secret, or stands for another library: anybody may have sent it.
    Stranger,
    /// The reader took too long.
    Late,
    /// The library says no, in its own words, which may be none.
    Library(String),
}

/// What the browser hands over at the end.
#[derive(Clone, PartialEq, Eq)]
pub struct Callback(Vec<(String, String)>);

impl fmt::Debug for Callback {
    /// The token is in no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Callback")
    }
}

impl Callback {
    /// Whether an address is meant as a callback, sound or not; it is never a library's.
    pub fn is_meant(text: &str) -> bool {
        let text = text.trim_start();
        let Some((scheme, rest)) = text.split_once(':') else { return false };
        let rest = rest.trim_start_matches(['/', '\\']);
        let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default();
        scheme.eq_ignore_ascii_case("opds") && host.eq_ignore_ascii_case("authorize")
    }

    /// The words behind «?», and behind «#», where OAuth writes them. `None` for what is too long, or says anything twice.
    pub fn parse(text: &str) -> Option<Self> {
        if !Self::is_meant(text) || text.len() > MAX_CALLBACK {
            return None;
        }
        let url = Url::parse(text.trim()).ok()?;
        let mut pairs: Vec<(String, String)> = Vec::new();
        let parts = [url.query(), url.fragment()];
        for part in parts.into_iter().flatten() {
            for (name, value) in url::form_urlencoded::parse(part.as_bytes()) {
                if pairs.iter().any(|(known, _)| *known == *name) || pairs.len() >= 32 {
                    return None;
                }
                pairs.push((name.into_owned(), value.into_owned()));
            }
        }
        Some(Self(pairs))
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Compared in a time that does not tell how much of it is right.
fn same(left: &[u8], right: &[u8]) -> bool {
    let difference = left.iter().zip(right).fold(0, |seen, (a, b)| seen | (a ^ b));
    std::hint::black_box(difference) == 0 && left.len() == right.len()
}

#[cfg(test)]
mod tests;
