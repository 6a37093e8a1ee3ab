//! A session with a service: signing on, and one operation after another until the session is over.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderValue;
use url::Url;

use super::bookmark::{self, BookmarkSet};
use super::envelope::{self, Body, DAISY_ONLINE, Fault, Kind};
use super::model::{Announcement, Answer, ContentList, Label, Metadata, Progress, Question, Resources, Service};
use super::{Version, operations, read};
use crate::library::Error;
use crate::library::authentication::{AuthDocument, Flow, FlowKind};
use crate::library::client::{Client, Request, check, host};
use crate::library::xml::Element;

/// A list of ten thousand books takes its time.
const PATIENCE: u32 = 3;

/// A reader's session with a service. It is signed on again by itself when it is over. To be used by one after another:
/// services take what comes meanwhile for a wrong order.
#[derive(Debug)]
pub struct Session {
    client: Client,
    service: Url,
    version: Version,
    about: Service,
}

impl Session {
    /// Signs on with the credentials that the client has for the service's origin. Where the version is not known, or is
    /// another one, both are tried.
    ///
    /// # Errors
    /// [`Error::Unauthorized`] without credentials or with wrong ones, [`Error::NotCatalog`] where there is no service.
    pub async fn open(client: &Client, service: &Url, hint: Option<Version>) -> Result<Self, Error> {
        let hint = match hint {
            Some(version) => version,
            None => probe(client, service).await.unwrap_or(Version::Two),
        };
        let other = if hint == Version::One { Version::Two } else { Version::One };
        let mut session =
            Self { client: client.apart(), service: service.clone(), version: hint, about: Service::default() };
        match session.sign_on().await {
            Ok(()) => Ok(session),
            Err(first @ (Error::Refused { .. } | Error::NotOffered { .. } | Error::NotCatalog { .. })) => {
                session.version = other;
                session.sign_on().await.map_err(|second| match second {
                    Error::Unauthorized(_) | Error::Terms { .. } => second,
                    _ => first,
                })?;
                Ok(session)
            }
            Err(error) => Err(error),
        }
    }

    pub fn version(&self) -> Version {
        self.version
    }

    pub fn service(&self) -> &Service {
        &self.about
    }

    /// What the library is called: by its own name, else by its host.
    pub fn name(&self) -> String {
        if self.about.name.is_empty() { host(&self.service) } else { self.about.name.clone() }
    }

    async fn sign_on(&mut self) -> Result<(), Error> {
        let Some(who) = self.client.credentials(&self.service).await else {
            return Err(self.unauthorized(false));
        };
        // What an older session left would be taken for that one.
        self.client.renew_cookies(&self.service);
        let tongue = self.client.tongue();
        let answer = match self.send("logOn", &operations::log_on(self.version, &who, tongue)).await? {
            Ok(answer) => answer,
            Err(fault) => return Err(self.refused(fault).await),
        };
        if self.version == Version::Two {
            self.about = read::service(&answer).ok_or_else(|| self.not_ours())?;
            return Ok(());
        }
        if !read::succeeded(&answer) {
            return Err(self.unauthorized(true));
        }
        // The order is part of the protocol: a session that asks for anything else first is dead.
        let answer = self.send("getServiceAttributes", &Body::default()).await?;
        let answer = match answer {
            Ok(answer) => answer,
            Err(fault) => return Err(self.refused(fault).await),
        };
        self.about = read::service(&answer).ok_or_else(|| self.not_ours())?;
        let own = operations::reading_system(Body::default(), self.version, tongue);
        match self.send("setReadingSystemAttributes", &own).await? {
            Ok(answer) if read::succeeded(&answer) => Ok(()),
            Ok(_) => Err(self.said("")),
            Err(fault) => Err(self.refused(fault).await),
        }
    }

    /// What the service tells its readers; nothing where it tells nothing.
    pub async fn announcements(&mut self) -> Result<Vec<Announcement>, Error> {
        if !self.about.offers("SERVICE_ANNOUNCEMENTS") {
            return Ok(Vec::new());
        }
        self.call("getServiceAnnouncements", &Body::default()).await.map(|answer| read::announcements(&answer))
    }

    /// These were heard, by their ids.
    pub async fn mark_read(&mut self, ids: &[String]) -> Result<(), Error> {
        if ids.is_empty() {
            return Ok(());
        }
        self.command("markAnnouncementsAsRead", &operations::mark_read(ids)).await
    }

    /// The terms of the service; only the second version has them.
    pub async fn terms(&mut self) -> Result<Option<Label>, Error> {
        match self.send("getTermsOfService", &Body::default()).await? {
            Ok(answer) => Ok(read::terms(&answer)),
            Err(Fault { kind: Kind::NotSupported, .. }) => Ok(None),
            Err(fault) => Err(self.error(fault)),
        }
    }

    pub async fn accept_terms(&mut self) -> Result<(), Error> {
        self.command("acceptTermsOfService", &Body::default()).await
    }

    /// A list, from the item with the first number to the one with the last; −1 is the end.
    pub async fn list(&mut self, id: &str, first: u64, last: i64) -> Result<ContentList, Error> {
        let answer = self.call("getContentList", &operations::content_list(id, first, last)).await?;
        read::content_list(&answer).ok_or_else(|| self.not_ours())
    }

    /// What is known about a book; the second version has it in its lists.
    pub async fn metadata(&mut self, id: &str) -> Result<Metadata, Error> {
        let answer = self.call("getContentMetadata", &operations::content(id)).await?;
        read::content_metadata(&answer).ok_or_else(|| self.not_ours())
    }

    /// Lends a book to the reader; only the first version asks for that.
    pub async fn issue(&mut self, id: &str) -> Result<(), Error> {
        self.command("issueContent", &operations::content(id)).await
    }

    /// The files of a book. A book of the first version that is not lent yet is lent.
    pub async fn resources(&mut self, id: &str) -> Result<Resources, Error> {
        let body = operations::resources(self.version, id);
        let mut answer = self.send_alive("getContentResources", &body).await?;
        if self.version == Version::One && matches!(&answer, Err(Fault { kind: Kind::InvalidOperation, .. })) {
            self.issue(id).await?;
            answer = self.send("getContentResources", &body).await?;
        }
        match answer {
            Ok(answer) => read::resources(&answer).ok_or_else(|| self.not_ours()),
            Err(fault) => Err(self.refused(fault).await),
        }
    }

    /// What follows these answers.
    pub async fn questions(&mut self, answers: &[Answer]) -> Result<Vec<Question>, Error> {
        self.call("getQuestions", &operations::responses(answers)).await.map(|answer| read::questions(&answer))
    }

    /// The marks in a book; `None` where there are none.
    pub async fn bookmarks(&mut self, id: &str) -> Result<Option<BookmarkSet>, Error> {
        let body = operations::content(id);
        let body = if self.version == Version::Two { body.leaf("action", "ALL") } else { body };
        match self.send_alive("getBookmarks", &body).await? {
            Ok(answer) => Ok(bookmark::read(&answer)),
            // So do some say that there are none yet.
            Err(Fault { kind: Kind::InvalidParameter | Kind::Failed, .. }) => Ok(None),
            Err(fault) => Err(self.refused(fault).await),
        }
    }

    /// Keeps the marks of a book, in place of all that were kept: whoever adds one gets the set, changes it and sets it.
    pub async fn set_bookmarks(&mut self, id: &str, set: &BookmarkSet) -> Result<(), Error> {
        let body = operations::content(id);
        match self.version {
            Version::One => self.command("setBookmarks", &set.write(body)).await,
            Version::Two => self.update_bookmarks(id, "REPLACE_ALL", set).await,
        }
    }

    /// Keeps these marks beside those that are kept; only the second version can. A place where the reader is takes the place
    /// of the one before.
    pub async fn add_bookmarks(&mut self, id: &str, set: &BookmarkSet) -> Result<(), Error> {
        self.update_bookmarks(id, "ADD", set).await
    }

    async fn update_bookmarks(&mut self, id: &str, action: &str, set: &BookmarkSet) -> Result<(), Error> {
        let now = crate::library::shelf::Moment::now().to_string();
        let object = |it| set.write(it).leaf("lastModifiedDate", now);
        let body = operations::content(id).leaf("action", action).element("bookmarkObject", object);
        self.command("updateBookmarks", &body).await
    }

    /// Tells that the reader begins, pauses, goes on or has come to the end; nothing where nobody wants to know.
    pub async fn progress(&mut self, id: &str, progress: Progress) -> Result<(), Error> {
        if self.version == Version::One || !self.about.progress {
            return Ok(());
        }
        self.command("setProgressState", &operations::content(id).leaf("state", progress.name())).await
    }

    /// Gives a book back. One that the service does not know of (any more) is given back.
    pub async fn give_back(&mut self, id: &str) -> Result<(), Error> {
        match self.send_alive("returnContent", &operations::content(id)).await? {
            Ok(answer) if read::succeeded(&answer) => Ok(()),
            Ok(_) => Err(self.said("")),
            Err(Fault { kind: Kind::InvalidParameter, .. }) => Ok(()),
            Err(fault) => Err(self.refused(fault).await),
        }
    }

    /// Ends the session.
    pub async fn close(self) {
        if let Err(error) = self.send("logOff", &Body::default()).await {
            tracing::info!(%error, "a session was not signed off");
        }
    }

    /// An operation that answers with success or failure.
    async fn command(&mut self, operation: &str, body: &Body) -> Result<(), Error> {
        let answer = self.call(operation, body).await?;
        if read::succeeded(&answer) { Ok(()) } else { Err(self.said("")) }
    }

    async fn call(&mut self, operation: &str, body: &Body) -> Result<Element, Error> {
        match self.send_alive(operation, body).await? {
            Ok(answer) => Ok(answer),
            Err(fault) => Err(self.refused(fault).await),
        }
    }

    /// Asks, and asks once more in a new session when the old one is over. A fault says that nothing was done, so that
    /// nothing is done twice.
    async fn send_alive(&mut self, operation: &str, body: &Body) -> Result<Result<Element, Fault>, Error> {
        match self.send(operation, body).await? {
            Err(fault) if fault.kind == Kind::NoActiveSession || is_out_of_order(&fault) => {
                tracing::info!(operation, words = fault.words, "a session is over");
                self.sign_on().await?;
                self.send(operation, body).await
            }
            answer => Ok(answer),
        }
    }

    async fn send(&self, operation: &str, body: &Body) -> Result<Result<Element, Fault>, Error> {
        send(&self.client, &self.service, self.version, operation, body).await?.ok_or_else(|| self.not_ours())
    }

    async fn refused(&mut self, fault: Fault) -> Error {
        if fault.kind != Kind::TermsNotAccepted {
            return self.error(fault);
        }
        let words = match self.send("getTermsOfService", &Body::default()).await {
            Ok(Ok(answer)) => read::terms(&answer),
            _ => None,
        };
        let service = super::Address::of(self.service.clone(), Some(self.version)).url();
        Error::Terms { service: Box::new(service), library: self.name(), words: Box::new(words.unwrap_or_default()) }
    }

    fn error(&self, fault: Fault) -> Error {
        let host = host(&self.service);
        match fault.kind {
            Kind::Unauthorized => self.unauthorized(true),
            Kind::NotSupported => Error::NotOffered { host },
            Kind::InternalServer => Error::Server { host, status: 500 },
            _ => self.said(&fault.words),
        }
    }

    fn said(&self, words: &str) -> Error {
        Error::Refused { host: host(&self.service), words: words.to_owned() }
    }

    fn not_ours(&self) -> Error {
        Error::NotCatalog { address: self.service.to_string() }
    }

    /// Asks the reader who she is, in this program's words: a service has none for it.
    fn unauthorized(&self, refused: bool) -> Error {
        if refused {
            self.client.forget_credentials(&self.service);
        }
        Error::Unauthorized(Box::new(AuthDocument {
            title: self.name(),
            flows: vec![Flow::bare(FlowKind::Basic)],
            refused,
            ..AuthDocument::bare(&self.service)
        }))
    }
}

/// The same fault says that a book is not lent and that the session is used in a wrong order; only the second is mended by a
/// new session. Where the words do not tell, nothing is tried again.
fn is_out_of_order(fault: &Fault) -> bool {
    fault.kind == Kind::InvalidOperation && fault.words.to_ascii_lowercase().contains("session")
}

/// Which version a service speaks; `None` for what is no service.
pub(super) async fn probe(client: &Client, service: &Url) -> Option<Version> {
    // Only the first version has this operation. Its services say that there is no session, those of the second that they
    // do not know it.
    let answer = send(client, service, Version::One, "getServiceAttributes", &Body::default()).await.ok()??;
    Some(match answer {
        Ok(_) | Err(Fault { kind: Kind::NoActiveSession | Kind::InvalidOperation, .. }) => Version::One,
        Err(_) => Version::Two,
    })
}

/// One exchange. `None` for an answer that is no envelope.
async fn send(
    client: &Client,
    service: &Url,
    version: Version,
    operation: &str,
    body: &Body,
) -> Result<Option<Result<Element, Fault>>, Error> {
    let mut request = Request::post(
        service,
        HeaderValue::from_static("text/xml; charset=utf-8"),
        envelope::envelope(operation, body),
    );
    // With the quotation marks: <https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383528>.
    let action = match version {
        Version::One => format!("\"/{operation}\""),
        Version::Two => format!("\"urn:{DAISY_ONLINE}{operation}\""),
    };
    if let Ok(action) = HeaderValue::from_str(&action) {
        request.headers.insert("soapaction", action);
    }
    request.headers.insert("accept", HeaderValue::from_static("text/xml, application/xml;q=0.8, */*;q=0.1"));
    let time: Duration = client.limits().page_time * PATIENCE;
    client
        .within(time, service, async {
            let answer = client.ask(&request).await?;
            let status = answer.response.status();
            // A fault comes with a failure of the server; anything else is no envelope.
            let answer = match status {
                StatusCode::INTERNAL_SERVER_ERROR => answer,
                _ => check(answer)?,
            };
            let page = client.body(answer, client.limits().page_bytes).await?;
            match envelope::parse(&page.body, page.content_type.as_deref(), &page.address) {
                None if status == StatusCode::INTERNAL_SERVER_ERROR => {
                    Err(Error::Server { host: host(service), status: status.as_u16() })
                }
                answer => Ok(answer),
            }
        })
        .await
}
