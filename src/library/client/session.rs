//! Signing in, origin by origin: what is sent, what a challenge is answered with, and when the reader is asked.
//!
//! <https://drafts.opds.io/authentication-for-opds-1.0>, <https://www.rfc-editor.org/rfc/rfc9110#name-http-authentication>.

use std::sync::PoisonError;

use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Method, Response};
use url::Url;

use super::gate::Pass;
use super::tokens::Signed;
use super::trust::follow;
use super::{Answer, Client, accept, network, texts};
use crate::format::data;
use crate::library::Error;
use crate::library::authentication::challenge::{self, Challenge};
use crate::library::authentication::oauth::Token;
use crate::library::authentication::{self, AuthDocument, Credentials, Flow, FlowKind, digest};
use crate::library::catalog::media_type;

/// Challenges to one request; credentials that no header can carry would be asked for without an end.
const MAX_ATTEMPTS: u8 = 3;
/// A sign-in document larger than this is none.
const MAX_DOCUMENT: u64 = 256 * 1024;

/// What is known about signing in to one origin.
#[derive(Default)]
pub(super) struct Session {
    credentials: Option<Credentials>,
    scheme: Scheme,
    /// The credentials were accepted at least once.
    pub(super) accepted: bool,
    /// The keyring was asked; once in a run is enough.
    keyring_asked: bool,
    /// By a token, where the library gives one.
    pub(super) signed: Option<Signed>,
    /// The keyring was asked for what brings a token.
    pub(super) refresh_asked: bool,
    /// Where the library tells who the reader is to it.
    pub(super) profile: Option<Url>,
}

#[derive(Default, Clone)]
enum Scheme {
    #[default]
    Unknown,
    Basic,
    Digest(digest::Session),
}

/// What a request said about who asks.
pub(super) struct Sent {
    pub credentials: bool,
    pub token: Option<Token>,
}

impl Client {
    /// Uses these credentials for an address's whole origin, in this run. Whether they are right shows when the request
    /// that asked for them is repeated; to keep them after that, see [`Secrets::keep`].
    pub fn sign_in(&self, address: &Url, credentials: Credentials) {
        self.session(address, |session| {
            session.credentials = Some(credentials);
            // An old nonce could be taken for a wrong password.
            session.scheme = Scheme::Unknown;
            session.accepted = false;
            session.keyring_asked = true;
        });
    }

    /// Forgets the credentials for an address's origin, in this run.
    pub fn sign_out(&self, address: &Url) {
        self.session(address, |session| {
            *session = Session { keyring_asked: true, refresh_asked: true, ..Session::default() };
        });
    }

    /// What the reader signs in with at an address's origin: in this run, else as the keyring has it.
    pub(in crate::library) async fn credentials(&self, address: &Url) -> Option<Credentials> {
        let (known, must_ask_keyring) = self.session(address, |session| {
            let known = session.credentials.clone();
            let ask = known.is_none() && !std::mem::replace(&mut session.keyring_asked, true);
            (known, ask)
        });
        let kept = if must_ask_keyring { self.inner.secrets.find(address).await } else { None };
        self.session(address, |session| {
            if session.credentials.is_none() {
                session.credentials = known.or(kept);
            }
            session.credentials.clone()
        })
    }

    /// They are wrong: not sent again, as servers count.
    pub(in crate::library) fn forget_credentials(&self, address: &Url) {
        self.session(address, |session| {
            session.credentials = None;
            session.accepted = false;
        });
    }

    /// The reader's name at an address's origin, while signed in there.
    pub fn signed_in(&self, address: &Url) -> Option<String> {
        self.session(address, |session| {
            let by_token = session.signed.as_ref().map(|it| it.user().to_owned());
            by_token.or_else(|| session.credentials.as_ref().map(|it| it.user.clone()))
        })
    }

    /// The header for an origin where the reader is signed in and it is known how; no other origin sees it.
    pub(super) fn authorization(&self, method: &Method, address: &Url) -> Option<HeaderValue> {
        let text = self.session(address, |session| {
            if let Some(token) = session.signed.as_ref().and_then(Signed::token) {
                return Some(token.header());
            }
            let credentials = session.credentials.as_ref()?;
            match &mut session.scheme {
                Scheme::Unknown => None,
                Scheme::Basic => {
                    Some(format!("Basic {}", data::base64_of(format!("{}:{}", credentials.user, credentials.password))))
                }
                Scheme::Digest(digest) => {
                    let query = address.query().map(|query| format!("?{query}")).unwrap_or_default();
                    Some(digest.answer(credentials, method.as_str(), &format!("{}{query}", address.path())))
                }
            }
        })?;
        let mut value = HeaderValue::from_bytes(text.as_bytes()).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// Makes ready for the request to be repeated, or says that the reader is asked.
    pub(super) async fn answer_challenge(
        &self,
        address: &Url,
        response: Response,
        sent: Sent,
        attempts: u8,
    ) -> Result<(), Error> {
        let headers = response.headers().clone();
        let challenges: Vec<Challenge> =
            texts(&headers, header::WWW_AUTHENTICATE).flat_map(challenge::parse).take(16).collect();
        let document = self.sign_in_document(address, response, &headers, &challenges).await;
        if let Some(profile) = &document.profile {
            self.session(address, |session| session.profile = Some(profile.clone()));
        }
        let by_tokens =
            document.flows.iter().any(|it| matches!(it.kind, FlowKind::OauthPassword | FlowKind::OauthImplicit));
        if (by_tokens || sent.token.is_some()) && self.renew(address, sent.token.as_ref()).await? && attempts == 0 {
            return Ok(());
        }
        let signed = sent.credentials;
        let scheme = digest::Session::new(&challenges).map(Scheme::Digest).or_else(|| {
            let by_challenge = challenges.iter().any(|it| it.scheme == "basic");
            let by_document = document.flows.iter().any(|it| it.kind == FlowKind::Basic);
            (by_challenge || (challenges.is_empty() && by_document)).then_some(Scheme::Basic)
        });
        let Some(scheme) = scheme else { return Err(sign_in_error(document)) };
        let stale = challenges.iter().any(|it| it.parameter("stale").is_some_and(|it| it.eq_ignore_ascii_case("true")));

        let must_ask_keyring = self.session(address, |session| {
            session.credentials.is_none() && !std::mem::replace(&mut session.keyring_asked, true)
        });
        let kept = if must_ask_keyring { self.inner.secrets.find(address).await } else { None };
        let refused = self.session(address, |session| {
            if session.credentials.is_none() {
                session.credentials = kept;
                session.accepted = false;
            }
            if session.credentials.is_none() {
                return Some(false);
            }
            // Credentials that were sent and not accepted are wrong, unless the nonce was old. They are not sent again:
            // servers count.
            let is_old_nonce = matches!(session.scheme, Scheme::Digest(_)) && (stale || session.accepted);
            if (signed && !(is_old_nonce && attempts == 0)) || attempts >= MAX_ATTEMPTS {
                session.credentials = None;
                session.accepted = false;
                return Some(true);
            }
            session.scheme = scheme;
            None
        });
        match refused {
            None => Ok(()),
            Some(refused) => Err(Error::Unauthorized(Box::new(AuthDocument { refused, ..document }))),
        }
    }

    /// What a 401 says: the document in its body or behind its link, else its bare challenge.
    async fn sign_in_document(
        &self,
        address: &Url,
        response: Response,
        headers: &HeaderMap,
        challenges: &[Challenge],
    ) -> AuthDocument {
        let body = self.body(Answer { response, address: address.clone(), pass: Pass::default() }, MAX_DOCUMENT);
        let body = self.in_time(address, body).await;
        let mut document = body.ok().and_then(|page| authentication::parse(&page.body, address));
        if document.is_none()
            && let Some(link) = texts(headers, header::LINK).find_map(|it| authentication::linked_document(it, address))
            && follow(address, &link).is_ok()
            && self.inner.trust.allows(&link)
        {
            // Without signing in, which would lead in a circle; the reader signs in to the address that asked.
            let request = self.http(&link).get(link.clone()).headers(accept(media_type::AUTHENTICATION)).send();
            document = self
                .in_time(&link, async {
                    let response = request.await.map_err(|error| network(&link, error))?;
                    self.body(Answer { response, address: link.clone(), pass: Pass::default() }, MAX_DOCUMENT).await
                })
                .await
                .ok()
                .and_then(|page| authentication::parse(&page.body, &link))
                .map(|document| AuthDocument { address: address.clone(), ..document });
        }
        let bare = authentication::from_challenges(challenges, address);
        match (document, bare) {
            (Some(mut document), Some(bare)) => {
                let missing = |flow: &Flow| !document.flows.iter().any(|own| own.kind == flow.kind);
                let added: Vec<_> = bare.flows.into_iter().filter(missing).collect();
                document.flows.extend(added);
                document
            }
            (Some(document), None) | (None, Some(document)) => document,
            (None, None) => AuthDocument::bare(address),
        }
    }

    pub(super) fn session<T>(&self, address: &Url, work: impl FnOnce(&mut Session) -> T) -> T {
        let origin = address.origin().ascii_serialization();
        let mut sessions = self.inner.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        work(sessions.entry(origin).or_default())
    }
}

pub(super) fn sign_in_error(document: AuthDocument) -> Error {
    if document.is_known() {
        Error::Unauthorized(Box::new(document))
    } else {
        Error::UnsupportedSignIn(Box::new(document))
    }
}
