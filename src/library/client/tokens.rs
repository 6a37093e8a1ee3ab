//! Signing in by tokens, origin by origin: had for a password or from the browser, replaced when their time is over.
//!
//! OAuth 2.0 <https://www.rfc-editor.org/rfc/rfc6749>, Authentication for OPDS 1.0, 3.4
//! <https://drafts.opds.io/authentication-for-opds-1.0>. A password is kept nowhere, an access token in memory alone; what
//! it is refreshed by goes to the keyring when the reader wishes it.

use std::time::Instant;

use reqwest::StatusCode;
use reqwest::header::{self, HeaderValue};
use url::Url;

use super::trust::follow;
use super::{Client, Request, host};
use crate::library::Error;
use crate::library::authentication::oauth::{self, Grant, Token};
use crate::library::authentication::{AuthDocument, Credentials};

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// An answer with a token that is larger than this holds none.
const MAX_ANSWER: u64 = 64 * 1024;

/// What is known of an origin that gives tokens.
#[derive(Clone)]
pub(super) struct Signed {
    user: String,
    token: Option<Token>,
    refresh: Option<Refresh>,
    /// What refreshes is kept by the keyring.
    remember: bool,
}

/// What a new token is had by.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::library) struct Refresh {
    pub at: Url,
    pub token: String,
}

impl Signed {
    pub(super) fn user(&self) -> &str {
        &self.user
    }

    /// What may be sent now.
    pub(super) fn token(&self) -> Option<&Token> {
        self.token.as_ref().filter(|token| !token.is_over(Instant::now()))
    }
}

/// What a library answers when it is asked for a token.
enum Given {
    Token(Token),
    /// The name, the password or what was to refresh is not right.
    Wrong,
}

impl Client {
    /// Signs in by a name and a password where a library gives tokens for them. The password goes to the address that the
    /// document names, once, and is forgotten. Tells whether the reader will be known next time, when she wishes it:
    /// `None` when the library gives nothing to keep.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] with a document that says `refused`, [`Error::UnsupportedSignIn`] where no tokens are given,
    /// and as [`Client::open`].
    pub async fn obtain(
        &self,
        document: &AuthDocument,
        credentials: &Credentials,
        remember: bool,
    ) -> Result<Option<Result<(), Error>>, Error> {
        let flow = document.password_flow();
        let Some((flow, at)) = flow.and_then(|flow| Some((flow, flow.authenticate.clone()?))) else {
            return Err(Error::UnsupportedSignIn(Box::new(document.clone())));
        };
        let grant = Grant::Password { user: &credentials.user, password: &credentials.password };
        let token = match self.ask_token(&document.address, &at, &grant).await? {
            Given::Token(token) => token,
            Given::Wrong => {
                return Err(Error::Unauthorized(Box::new(AuthDocument { refused: true, ..document.clone() })));
            }
        };
        let refresh = token
            .refresh()
            .map(|token| Refresh { at: flow.refresh.clone().unwrap_or_else(|| at.clone()), token: token.to_owned() });
        let signed = Signed { user: credentials.user.clone(), token: Some(token), refresh: refresh.clone(), remember };
        self.take_token(&document.address, signed);
        match refresh.filter(|_| remember) {
            Some(refresh) => {
                Ok(Some(self.inner.secrets.keep_refresh(&document.address, &credentials.user, &refresh).await))
            }
            None => Ok(None),
        }
    }

    /// Uses the token that came from the browser, for the origin of the document that asked.
    pub fn adopt(&self, document: &AuthDocument, token: Token) {
        let signed = Signed { user: String::new(), token: Some(token), refresh: None, remember: false };
        self.take_token(&document.address, signed);
    }

    fn take_token(&self, address: &Url, signed: Signed) {
        self.session(address, |session| {
            session.signed = Some(signed);
            session.refresh_asked = true;
        });
    }

    /// What would be sent to an address as a token.
    pub(super) fn token(&self, address: &Url) -> Option<Token> {
        self.session(address, |session| session.signed.as_ref().and_then(Signed::token).cloned())
    }

    /// Before a request: a token whose time is over is replaced.
    pub(super) async fn freshen(&self, address: &Url) -> Result<(), Error> {
        let due = self.session(address, |session| {
            session.signed.as_ref().is_some_and(|it| it.token().is_none() && it.refresh.is_some())
        });
        if due {
            self.renew(address, None).await?;
        }
        Ok(())
    }

    /// After a 401: whether there is another token than the one that was sent. What was sent is not sent again.
    pub(super) async fn renew(&self, address: &Url, sent: Option<&Token>) -> Result<bool, Error> {
        // One at a time: what refreshes is good for once with many libraries.
        let _turn = self.inner.renewing.lock().await;
        let (known, must_ask_keyring) = self.session(address, |session| {
            if let Some(signed) = &mut session.signed
                && sent.is_some()
                && signed.token.as_ref() == sent
            {
                signed.token = None;
            }
            let known = session.signed.clone();
            let ask = known.is_none() && !std::mem::replace(&mut session.refresh_asked, true);
            (known, ask)
        });
        if known.as_ref().is_some_and(|known| known.token().is_some()) {
            return Ok(true);
        }
        let kept = if must_ask_keyring { self.inner.secrets.find_refresh(address).await } else { None };
        let kept = kept.map(|(user, refresh)| Signed { user, token: None, refresh: Some(refresh), remember: true });
        let Some(Signed { user, refresh: Some(refresh), remember, .. }) = known.or(kept) else {
            self.session(address, |session| session.signed = None);
            return Ok(false);
        };
        match self.ask_token(address, &refresh.at, &Grant::Refresh(&refresh.token)).await? {
            Given::Token(token) => {
                let next = token.refresh().unwrap_or(&refresh.token).to_owned();
                let changed = next != refresh.token;
                let refresh = Refresh { token: next, ..refresh };
                if remember
                    && changed
                    && let Err(error) = self.inner.secrets.keep_refresh(address, &user, &refresh).await
                {
                    tracing::warn!(%error, "what refreshes a token was not kept");
                }
                self.take_token(address, Signed { user, token: Some(token), refresh: Some(refresh), remember });
                Ok(true)
            }
            Given::Wrong => {
                self.session(address, |session| session.signed = None);
                if remember && let Err(error) = self.inner.secrets.forget_refresh(address).await {
                    tracing::warn!(%error, "what refreshed a token was not forgotten");
                }
                Ok(false)
            }
        }
    }

    /// `from` is the origin that the token is for, `to` where it is had.
    async fn ask_token(&self, from: &Url, to: &Url, grant: &Grant<'_>) -> Result<Given, Error> {
        follow(from, to)?;
        let ask = async |media_type, body| {
            let mut request = Request::post(to, media_type, body);
            request.headers.insert(header::ACCEPT, JSON);
            request.sign_in = false;
            let answer = Box::pin(self.ask(&request)).await?;
            let status = answer.response.status();
            Ok((status, self.body(answer, MAX_ANSWER).await?.body))
        };
        let (status, body) = self
            .in_time(to, async {
                match ask(FORM, grant.form()).await? {
                    (StatusCode::UNSUPPORTED_MEDIA_TYPE, _) => ask(JSON, grant.json()).await,
                    other => Ok(other),
                }
            })
            .await?;
        let words = oauth::refusal(&body);
        match status {
            status if status.is_success() => oauth::token(&body, Instant::now())
                .map(Given::Token)
                .ok_or_else(|| Error::Refused { host: host(to), words: words.unwrap_or_default() }),
            StatusCode::UNAUTHORIZED => Ok(Given::Wrong),
            StatusCode::BAD_REQUEST if oauth::is_wrong_grant(&body) => Ok(Given::Wrong),
            StatusCode::FORBIDDEN => Err(Error::Forbidden { host: host(to) }),
            status if status.is_client_error() => {
                Err(Error::Refused { host: host(to), words: words.unwrap_or_default() })
            }
            status => Err(Error::Server { host: host(to), status: status.as_u16() }),
        }
    }
}
