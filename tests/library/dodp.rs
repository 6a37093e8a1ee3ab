//! A service of DAISY Online that is as strict as the one whose sessions were recorded, and answers as it did: it knows the
//! order of a session, the cookie that it set last, the SOAPAction of each operation, and the order of elements.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Response;
use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use url::Url;

use crate::server::{Seen, Server, not_found, reply, with};
use crate::talking;

const NAMESPACE: &str = "http://www.daisy.org/ns/daisy-online/";

/// An element: its namespace and name, what stands in it.
#[derive(Debug, Clone, Default)]
pub struct Node {
    name: String,
    attributes: HashMap<String, String>,
    children: Vec<Node>,
    text: String,
}

impl Node {
    /// Strictly: what is not well-formed is none.
    pub fn parse(source: &str) -> Option<Self> {
        let mut reader = NsReader::from_str(source);
        let mut open = vec![Self::default()];
        loop {
            let (event, empty) = match reader.read_event().ok()? {
                Event::Empty(start) => (Event::Start(start), true),
                other => (other, false),
            };
            match event {
                Event::Start(start) => {
                    let (space, local) = reader.resolver().resolve_element(start.name());
                    let ResolveResult::Bound(space) = space else {
                        // Parts of a fault have none.
                        open.push(Self {
                            name: String::from_utf8_lossy(local.as_ref()).into_owned(),
                            ..Self::default()
                        });
                        continue;
                    };
                    let space = String::from_utf8_lossy(space.as_ref()).into_owned();
                    let mut node = Self {
                        name: format!("{{{space}}}{}", String::from_utf8_lossy(local.as_ref())),
                        ..Self::default()
                    };
                    for attribute in start.attributes() {
                        let attribute = attribute.ok()?;
                        let value = String::from_utf8(attribute.value.to_vec()).ok()?;
                        let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
                        node.attributes.insert(key, quick_xml::escape::unescape(&value).ok()?.into_owned());
                    }
                    open.push(node);
                    if empty {
                        let node = open.pop()?;
                        open.last_mut()?.children.push(node);
                    }
                }
                Event::End(_) => {
                    let node = open.pop()?;
                    open.last_mut()?.children.push(node);
                }
                Event::Text(text) => open.last_mut()?.text += &text.decode().ok()?,
                Event::GeneralRef(reference) => {
                    let raw = format!("&{};", reference.decode().ok()?);
                    open.last_mut()?.text += &quick_xml::escape::unescape(&raw).ok()?;
                }
                Event::Eof => break,
                _ => {}
            }
        }
        (open.len() == 1).then(|| open.pop())?
    }

    /// The operation inside an envelope.
    fn operation(source: &str) -> Option<(String, Self)> {
        let root = Self::parse(source)?;
        let envelope = root.children.into_iter().next()?;
        let body = envelope.children.into_iter().next().filter(|body| body.name.ends_with("}Body"))?;
        let operation = body.children.into_iter().next()?;
        let name = operation.name.strip_prefix(&format!("{{{NAMESPACE}}}"))?.to_owned();
        Some((name, operation))
    }

    /// Names in the order of the document; what is repeated counts once.
    fn shape(&self) -> String {
        let mut inside: Vec<String> = self.children.iter().map(Self::shape).collect();
        inside.dedup();
        format!("{}({})", self.name, inside.join(","))
    }

    /// The same without all elements of this name.
    fn without(&self, name: &str) -> Self {
        let others = self.children.iter().filter(|it| !it.name.ends_with(&format!("}}{name}")));
        Self { children: others.map(|it| it.without(name)).collect(), ..self.clone() }
    }

    fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name.ends_with(&format!("}}{name}")))
    }

    fn value(&self, name: &str) -> String {
        self.child(name).map(|child| child.text.clone()).unwrap_or_default()
    }
}

/// One exchange that was recorded.
struct Pair {
    name: String,
    operation: String,
    request: Node,
    response: String,
}

fn recorded(version: u8) -> Vec<Pair> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/dodp/v{version}"));
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("recordings")
        .filter_map(|entry| entry.expect("an entry").file_name().to_str()?.strip_suffix(".req.xml").map(str::to_owned))
        .collect();
    names.sort();
    let read =
        |name: &str, end: &str| fs::read_to_string(folder.join(format!("{name}.{end}.xml"))).expect("a recording");
    names
        .into_iter()
        .map(|name| {
            let (operation, request) = Node::operation(&read(&name, "req")).expect("a request");
            Pair { operation, request, response: read(&name, "resp"), name }
        })
        .collect()
}

/// Questions of every kind, by <https://www.daisy.org/projects/daisy-online-delivery/drafts/20160330/do-spec-20160330.html>.
const ASKED: &str = r#"<n:label xml:lang="ru" dir="ltr"><n:text>Подберём книгу.</n:text></n:label>
<n:multipleChoiceQuestion id="genre" allowMultipleSelections="true">
  <n:label xml:lang="kk"><n:text/><n:audio uri="http://127.0.0.1:18090/said/genres.wav" size="8044"/></n:label>
  <n:choices>
    <n:choice id="poems"><n:label xml:lang="kk"><n:text>Өлең</n:text></n:label></n:choice>
    <n:choice id="tales"><n:label xml:lang="ru"><n:text>Сказки</n:text></n:label></n:choice>
    <n:choice id="novels"><n:label xml:lang="en"><n:text>Novels</n:text></n:label></n:choice>
  </n:choices>
</n:multipleChoiceQuestion>
<n:multipleChoiceQuestion id="length">
  <n:label xml:lang="en"><n:text>How long?</n:text></n:label>
  <n:choices>
    <n:choice id="short"><n:label xml:lang="en"><n:text>Short</n:text></n:label></n:choice>
    <n:choice id="long"><n:label xml:lang="en"><n:text>Long</n:text></n:label></n:choice>
  </n:choices>
</n:multipleChoiceQuestion>
<n:inputQuestion id="year">
  <n:inputTypes><n:input type="AUDIO"/><n:input type="TEXT_NUMERIC"/></n:inputTypes>
  <n:label xml:lang="en"><n:text>Since which year?</n:text></n:label>
  <n:defaultValue>1990</n:defaultValue>
</n:inputQuestion>
<n:inputQuestion id="wish">
  <n:inputTypes><n:input type="AUDIO"/></n:inputTypes>
  <n:label xml:lang="en"><n:text>Say what you wish.</n:text></n:label>
</n:inputQuestion>"#;

/// Something is held back until it says so.
pub type Gate = tokio::sync::watch::Receiver<bool>;

/// How far a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    #[default]
    Off,
    On,
    Described,
    Ready,
}

/// What the service is told to do beside what was recorded.
#[derive(Debug, Clone, Default)]
pub struct Knobs {
    /// Nothing is answered before the terms are accepted.
    pub terms: bool,
    /// Every session is over at once.
    pub forgets: bool,
    /// The book is one of ours, that opens, and not the recorded list.
    pub own_book: bool,
    /// Put before the names of the book's files.
    pub prefix: &'static str,
    /// Each file is refused so many times.
    pub refuse_files: usize,
    /// What is kept of the book from the beginning: a set that is answered as it is, and changed by what is asked.
    pub marks: Option<&'static str>,
    /// The book, when it is another one.
    pub book: Option<fn() -> talking::Files>,
    /// Files of these names are answered when the gate opens.
    pub held: Vec<(&'static str, Gate)>,
    /// It asks several questions at once, in place of what was recorded.
    pub asks: bool,
    /// Of each file, in bytes, whatever it has.
    pub size: Option<u64>,
}

#[derive(Debug, Default)]
pub struct State {
    pub knobs: Knobs,
    /// Operations that were answered, in order; faults with `!` before them.
    pub log: Vec<String>,
    cookies: u32,
    stage: Stage,
    accepted: bool,
    issued: BTreeSet<String>,
    marked: bool,
    /// What was answered to its own questions, as `question=value`, in order.
    pub answered: Vec<String>,
    /// The set that is kept, where the recorded one is not answered.
    pub kept: Option<String>,
}

pub struct Service {
    pub server: Server,
    pub state: Arc<Mutex<State>>,
}

impl Service {
    pub async fn start(version: u8, knobs: Knobs) -> Self {
        let state = Arc::new(Mutex::new(State { kept: knobs.marks.map(str::to_owned), knobs, ..State::default() }));
        let (memory, pairs) = (Arc::clone(&state), Arc::new(recorded(version)));
        let server = Server::start(move |seen| answer(version, &pairs, &mut memory.lock().expect("state"), seen)).await;
        Self { server, state }
    }

    pub fn url(&self) -> Url {
        self.server.url("/service.php")
    }

    pub fn log(&self) -> Vec<String> {
        self.state.lock().expect("state").log.clone()
    }

    /// The session is over, as after a long pause.
    pub fn forget(&self) {
        self.state.lock().expect("state").stage = Stage::Off;
    }
}

/// The files of the book that opens.
pub fn book() -> talking::Files {
    talking::sound_202()
}

fn answer(version: u8, pairs: &[Pair], state: &mut State, seen: &Seen) -> Response<Body> {
    if let Some(name) = seen.path().strip_prefix("/contents/own/") {
        if seen.before < state.knobs.refuse_files {
            return reply(403, "text/html", "over");
        }
        let book = state.knobs.book.unwrap_or(book);
        if let Some((held, gate)) = state.knobs.held.iter().find(|(held, _)| *held == name) {
            let content = book().into_iter().find(|(own, _)| own == name).expect(held).1;
            let (length, mut gate) = (content.len(), gate.clone());
            let body = futures::stream::once(async move {
                let is_open = gate.wait_for(|open| *open).await.is_ok();
                if is_open { Ok(axum::body::Bytes::from(content)) } else { Err(std::io::Error::other("cut")) }
            });
            let response = reply(200, "audio/x-wav", Body::from_stream(body));
            return with(response, "content-length", &length.to_string());
        }
        return match book().into_iter().find(|(own, _)| own == name) {
            Some((_, content)) => reply(200, "application/octet-stream", content),
            None => not_found(),
        };
    }
    if state.knobs.asks && seen.path() == "/said/genres.wav" {
        return reply(200, "audio/x-wav", talking::tone(440.0, 0.5));
    }
    if seen.path() != "/service.php" {
        return not_found();
    }
    if seen.method != "POST" {
        return reply(405, "text/html", "<html><body>POST</body></html>");
    }
    let Some((operation, request)) = Node::operation(&seen.body) else {
        return reply(400, "text/plain", "no envelope");
    };
    let (cookie, name) = exchange(version, pairs, state, seen, &operation, &request);
    let pair = pairs.iter().find(|pair| pair.name == name);
    let response = pair.map_or_else(|| name.clone(), |pair| pair.response.clone());
    let fault = response.contains("Fault>");
    state.log.push(format!("{}{operation}", if fault { "!" } else { "" }));
    let host = seen.header("host").unwrap_or_default();
    let mut response = response.replace("127.0.0.1:18091", host).replace("127.0.0.1:18090", host);
    if operation == "getContentList" && !fault {
        response = part(&response, &request);
    }
    if operation == "getContentResources" && !fault && state.knobs.own_book {
        response = own(&response, host, &state.knobs);
    }
    let response = reply(if fault { 500 } else { 200 }, "text/xml; charset=utf-8", response);
    if cookie { with(response, "set-cookie", &format!("PHPSESSID=s{}; path=/", state.cookies)) } else { response }
}

fn fault(kind: &str, words: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:n=\"{NAMESPACE}\">\
         <S:Body><S:Fault><faultcode>S:Client</faultcode><faultstring>{words}</faultstring><detail><n:{kind}/></detail>\
         </S:Fault></S:Body></S:Envelope>"
    )
}

/// Whether a cookie is set, and the name of the recorded answer, or an answer of our own.
fn exchange(
    version: u8,
    pairs: &[Pair],
    state: &mut State,
    seen: &Seen,
    operation: &str,
    request: &Node,
) -> (bool, String) {
    let same: Vec<&Pair> = pairs.iter().filter(|pair| pair.operation == operation).collect();
    if same.is_empty() {
        return (false, fault("operationNotSupportedFault", "Procedure not present"));
    }
    let action = if version == 1 { format!("\"/{operation}\"") } else { format!("\"urn:{NAMESPACE}{operation}\"") };
    if seen.header("soapaction") != Some(&action) {
        return (false, fault("invalidOperationFault", "SOAPAction"));
    }
    if operation == "logOn" {
        if same.iter().all(|pair| pair.request.shape() != request.shape()) {
            return (false, fault("invalidParameterFault", "order of elements"));
        }
        state.cookies += 1;
        let right = request.value("username") == "kolibre" && request.value("password") == "kolibre";
        state.stage = match (right, version) {
            (false, _) => Stage::Off,
            (true, 1) => Stage::On,
            (true, _) => Stage::Ready,
        };
        return (
            true,
            match (version, right) {
                (1, true) => "02_logOn",
                (1, false) => "01_logOn_bad",
                (_, true) => "03_logOn",
                (_, false) => "02_logOn_bad",
            }
            .to_owned(),
        );
    }
    let known = format!("PHPSESSID=s{}", state.cookies);
    if seen.header("cookie") != Some(&known)
        || state.stage == Stage::Off
        || (state.knobs.forgets && operation != "getServiceAttributes" && operation != "setReadingSystemAttributes")
    {
        let words = "No cookie found in request, try initializing session again";
        return (false, fault("noActiveSessionFault", words));
    }
    if version == 1 && state.stage != Stage::Ready {
        let expected = match state.stage {
            Stage::On => ("getServiceAttributes", Stage::Described),
            _ => ("setReadingSystemAttributes", Stage::Ready),
        };
        if operation != expected.0 {
            state.stage = Stage::Off;
            return (false, "18_getContentList_before_attrs".to_owned());
        }
        state.stage = expected.1;
    }
    // Bookmarks were not recorded: what stands around them is compared.
    let bare = request.without("bookmark").shape();
    if same.iter().all(|pair| pair.request.shape() != bare) {
        return (false, fault("invalidParameterFault", "order of elements"));
    }
    if state.knobs.terms && !state.accepted && !matches!(operation, "getTermsOfService" | "acceptTermsOfService") {
        return (false, fault("termsOfServiceNotAcceptedFault", ""));
    }
    let content = request.value("contentID");
    let invalid = || fault("invalidParameterFault", &format!("content '{content}' does not exist"));
    let exists = matches!(content.as_str(), "con_1" | "con_2" | "con_3");
    let first = same[0].name.clone();
    let name = match operation {
        "acceptTermsOfService" => {
            state.accepted = true;
            first
        }
        "issueContent" if exists => {
            state.issued.insert(content);
            first
        }
        "returnContent" if exists => {
            state.issued.remove(&content);
            first
        }
        "getContentResources" if version == 1 && !state.issued.contains(&content) => {
            "22_getContentResources_before_issue".to_owned()
        }
        "setBookmarks" if exists && state.kept.is_some() => {
            state.kept = Some(set_in(&seen.body).to_owned());
            first
        }
        "updateBookmarks" if exists && state.kept.is_some() => {
            let sent = set_in(&seen.body);
            let before = state.kept.take().unwrap_or_default();
            state.kept = Some(match request.value("action").as_str() {
                "ADD" => with_last(&before, sent),
                _ => sent.to_owned(),
            });
            first
        }
        "getBookmarks" if state.kept.is_some() => {
            let set = state.kept.clone().unwrap_or_default();
            let set = match version {
                1 => set,
                _ => format!("<n:bookmarkObject lastModifiedDate=\"2026-11-20T10:00:00Z\">{set}</n:bookmarkObject>"),
            };
            format!(
                "<?xml version=\"1.0\"?><S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\" \
                 xmlns:n=\"{NAMESPACE}\"><S:Body><n:getBookmarksResponse>{set}</n:getBookmarksResponse></S:Body></S:Envelope>"
            )
        }
        "setBookmarks" | "updateBookmarks" if exists => {
            state.marked = true;
            first
        }
        "getBookmarks" if !state.marked => invalid(),
        "issueContent" | "returnContent" | "setBookmarks" | "updateBookmarks" => invalid(),
        "logOff" => {
            state.stage = Stage::Off;
            first
        }
        "getContentList" => by(&same, request, |request| request.value("id"))
            .unwrap_or_else(|| fault("invalidParameterFault", "contentList does not exist")),
        "getContentResources" | "getContentMetadata" => {
            by(&same, request, |request| request.value("contentID")).unwrap_or_else(invalid)
        }
        "getQuestions" if state.knobs.asks => {
            let responses = request.child("userResponses").cloned().unwrap_or_default();
            let told = |response: &Node| {
                let of = |name| response.attributes.get(name).cloned().unwrap_or_default();
                format!("{}={}", of("questionID"), of("value"))
            };
            let told: Vec<String> = responses.children.iter().map(told).collect();
            let questions = if told == ["default="] {
                ASKED.to_owned()
            } else {
                state.answered = told;
                "<n:contentListRef>bookshelf</n:contentListRef>".to_owned()
            };
            format!(
                "<?xml version=\"1.0\"?><S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:n=\"{NAMESPACE}\">\
                 <S:Body><n:getQuestionsResponse><n:questions>{questions}</n:questions></n:getQuestionsResponse></S:Body></S:Envelope>"
            )
        }
        "getQuestions" => by(&same, request, |request| {
            let responses = request.child("userResponses").cloned().unwrap_or_default();
            let told = |response: &Node| {
                let of = |name| response.attributes.get(name).cloned();
                format!("{:?}={:?}", of("questionID"), of("value"))
            };
            responses.children.iter().map(told).collect()
        })
        .unwrap_or_else(|| fault("invalidParameterFault", "no such question")),
        _ => first,
    };
    (false, name)
}

/// The set of bookmarks in a request.
fn set_in(body: &str) -> &str {
    let start = body.find("<bookmarkSet").expect("a set");
    let end = body.find("</bookmarkSet>").expect("its end");
    &body[start..end + "</bookmarkSet>".len()]
}

/// A set with the bookmarks and the last mark of another one.
fn with_last(set: &str, other: &str) -> String {
    let first = other.find("<bookmark>").unwrap_or(other.len());
    let new = other[first..].trim_end_matches("</bookmarkSet>");
    let set = &set.replacen("</bookmarkSet>", &format!("{new}</bookmarkSet>"), 1);
    let last = |set: &str| Some((set.find("<lastmark>")?, set.find("</lastmark>")? + "</lastmark>".len()));
    let Some((start, end)) = last(other) else { return set.clone() };
    let bare = last(set).map_or_else(|| set.to_owned(), |(start, end)| format!("{}{}", &set[..start], &set[end..]));
    bare.replacen("</uid>", &format!("</uid>{}", &other[start..end]), 1)
}

/// The recorded exchange whose request says the same.
fn by(same: &[&Pair], request: &Node, told: impl Fn(&Node) -> String) -> Option<String> {
    same.iter()
        .filter(|pair| !pair.name.starts_with("01_get") && !pair.name.ends_with("_before_attrs"))
        .find(|pair| told(&pair.request) == told(request))
        .map(|pair| pair.name.clone())
}

/// The items of a list that were asked for.
fn part(whole: &str, request: &Node) -> String {
    let first: usize = request.value("firstItem").parse().expect("a number");
    let last: i64 = request.value("lastItem").parse().expect("a number");
    let (open, close) = ("<ns1:contentItem ", "</ns1:contentItem>");
    let Some((head, rest)) = whole.split_once(open) else { return whole.to_owned() };
    let Some((items, tail)) = rest.rsplit_once(close) else { return whole.to_owned() };
    let items: Vec<&str> = items.split(open).collect();
    let end = usize::try_from(last + 1).ok().filter(|_| last >= 0).map_or(items.len(), |end| end.min(items.len()));
    let kept: String = items
        .get(first.min(end)..end)
        .unwrap_or_default()
        .iter()
        .map(|item| format!("{open}{}{close}", item.trim_end_matches(close)))
        .collect();
    format!("{head}{kept}{tail}")
}

/// The recorded list of files, with those of a book that opens in place of them.
fn own(recorded: &str, host: &str, knobs: &Knobs) -> String {
    let (head, rest) = recorded.split_once("<ns1:resource ").expect("files");
    let (_, tail) = rest.rsplit_once("/></ns1:resources>").expect("an end");
    let files: String = knobs.book.unwrap_or(book)()
        .iter()
        .map(|(name, content)| {
            let size = knobs.size.unwrap_or(content.len() as u64);
            format!(
                "<ns1:resource uri=\"http://{host}/contents/own/{name}\" mimeType=\"text/xml\" size=\"{size}\" \
                 localURI=\"{}{name}\" lastModifiedDate=\"2026-11-01T10:00:00\"/>",
                knobs.prefix
            )
        })
        .collect();
    format!("{head}{files}</ns1:resources>{tail}")
}
