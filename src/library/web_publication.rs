//! Books that a library lends as a manifest, whose files lie on its server: fetched one by one, packed into one that opens.
//!
//! <https://readium.org/webpub-manifest/>: references begin where the manifest itself stands.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read;

use serde_json::Value;
use url::Url;

use super::Error;
use super::client::{self, Client};
use super::download::{Progress, Received};
use super::gathering::{self, Desk, Resource, safe_path};
use super::growing::Growing;
use crate::home::Home;

/// A manifest that is longer is none.
const MAX_BYTES: u64 = 4 << 20;
/// What the manifest is called in the package.
const NAME: &str = "manifest.json";
/// The folder in the package for what does not lie beside the manifest.
const ELSEWHERE: &str = "elsewhere/";
/// Lists of links, whose targets are files of the book.
const FILES: [&str; 2] = ["readingOrder", "resources"];
/// Lists of links into those files.
const WAYS: [&str; 4] = ["toc", "pageList", "page-list", "landmarks"];
/// Links inside links.
const DEPTH: u8 = 32;

/// A manifest and the files that it names.
#[derive(Debug)]
pub(super) struct Plan {
    /// With references into the package.
    manifest: Value,
    files: Vec<Resource>,
}

/// What to fetch, when what came is a manifest and no book.
///
/// # Errors
/// [`Error::NoAcquisition`] for a manifest without files; those of disks; [`Error::RedirectInward`] when it leads from outside
/// into the reader's network.
pub(super) fn plan(received: &Received) -> Result<Option<Plan>, Error> {
    let Some(mut manifest) = manifest(received)? else { return Ok(None) };
    let own = itself(&manifest, &received.address);
    let base = own.unwrap_or_else(|| received.address.clone());
    let mut files = Vec::new();
    let mut paths: HashMap<Url, String> = HashMap::new();
    // Systems that do not tell capitals apart must not take two files for one.
    let mut names = HashSet::new();
    for key in FILES {
        let Some(links) = manifest.get_mut(key).and_then(Value::as_array_mut) else { continue };
        for link in links {
            let is_template = link.get("templated").and_then(Value::as_bool).unwrap_or(false);
            let Some(reference) = link.get_mut("href").filter(|_| !is_template) else { continue };
            let Some((uri, fragment)) = reference.as_str().and_then(|reference| resolve(&base, reference)) else {
                continue;
            };
            client::stay_outside(&received.address, &uri)?;
            let path = paths.entry(uri.clone()).or_insert_with(|| {
                let beside = path(&base, &uri).filter(|path| names.insert(path.to_lowercase()));
                let path = beside.unwrap_or_else(|| elsewhere(&uri, files.len()));
                files.push(Resource { uri, path: path.clone(), media_type: None, size: None, modified: None });
                path
            });
            *reference = Value::String(written(path, fragment.as_deref()));
        }
    }
    if files.is_empty() {
        return Err(Error::NoAcquisition);
    }
    for key in WAYS {
        if let Some(links) = manifest.get_mut(key) {
            redirect(links, &base, &paths, 0);
        }
    }
    Ok(Some(Plan { manifest, files }))
}

/// The manifest in this file, when it is one.
fn manifest(received: &Received) -> Result<Option<Value>, Error> {
    if received.length > MAX_BYTES {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    File::open(&received.path)?.take(MAX_BYTES).read_to_end(&mut bytes)?;
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    if !text.trim_ascii_start().starts_with(b"{") {
        return Ok(None);
    }
    let manifest = serde_json::from_slice::<Value>(text).ok();
    Ok(manifest.filter(|it| it.get("readingOrder").is_some_and(Value::is_array)))
}

/// Where a manifest says that it stands, which only its own server may say.
fn itself(manifest: &Value, address: &Url) -> Option<Url> {
    let links = manifest.get("links")?.as_array()?;
    let is_self = |link: &&Value| match link.get("rel") {
        Some(Value::String(rel)) => rel == "self",
        Some(Value::Array(several)) => several.iter().any(|rel| rel == "self"),
        _ => false,
    };
    let href = links.iter().find(is_self)?.get("href")?.as_str()?;
    address.join(href).ok().filter(|url| url.origin() == address.origin())
}

/// A file's address, and the part of it that is meant.
fn resolve(base: &Url, reference: &str) -> Option<(Url, Option<String>)> {
    let mut uri = base.join(reference.trim()).ok().filter(|uri| matches!(uri.scheme(), "http" | "https"))?;
    let fragment = uri.fragment().map(str::to_owned);
    uri.set_fragment(None);
    Some((uri, fragment))
}

/// The name of a file that lies beside the manifest: the same in the package, so that documents find their pictures.
fn path(base: &Url, uri: &Url) -> Option<String> {
    let folder = base.path().rsplit_once('/').map_or("", |(folder, _)| folder);
    if uri.origin() != base.origin() || uri.query().is_some() {
        return None;
    }
    let path = safe_path(uri.path().strip_prefix(folder)?.strip_prefix('/')?)?;
    (!path.eq_ignore_ascii_case(NAME) && !path.starts_with(ELSEWHERE)).then_some(path)
}

/// The name of one that does not.
fn elsewhere(uri: &Url, number: usize) -> String {
    let is_plain =
        |ending: &&str| (1..=5).contains(&ending.len()) && ending.bytes().all(|it| it.is_ascii_alphanumeric());
    let ending = uri.path().rsplit_once('.').map(|(_, ending)| ending).filter(is_plain);
    format!("{ELSEWHERE}{number:05}{}", ending.map(|ending| format!(".{ending}")).unwrap_or_default())
}

/// A path as a reference in the package.
fn written(path: &str, fragment: Option<&str>) -> String {
    const KEPT: percent_encoding::AsciiSet =
        percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');
    let path = percent_encoding::utf8_percent_encode(path, &KEPT);
    fragment.map_or_else(|| path.to_string(), |fragment| format!("{path}#{fragment}"))
}

/// Leads the links of a list, and those in them, into the package.
fn redirect(links: &mut Value, base: &Url, paths: &HashMap<Url, String>, depth: u8) {
    let Some(links) = links.as_array_mut().filter(|_| depth < DEPTH) else { return };
    for link in links {
        if let Some(reference) = link.get_mut("href")
            && let Some((uri, fragment)) = reference.as_str().and_then(|reference| resolve(base, reference))
            && let Some(path) = paths.get(&uri)
        {
            *reference = Value::String(written(path, fragment.as_deref()));
        }
        if let Some(children) = link.get_mut("children") {
            redirect(children, base, paths, depth + 1);
        }
    }
}

/// Fetches the files and packs them into one.
///
/// # Errors
/// Those of the network and of disks; [`Error::TooLarge`].
pub(super) async fn fetch(
    client: &Client,
    home: &Home,
    manifest: Received,
    plan: Plan,
    report: &(dyn Fn(Progress) + Sync),
    growing: &Growing,
) -> Result<Received, Error> {
    let files = gathering::checked(client, plan.files)?;
    let desk = Desk::open(home, manifest.address.as_str(), &files)?;
    let length = desk.fetch(client, home, &files, report, growing).await?;
    let text = serde_json::to_vec(&plan.manifest).map_err(std::io::Error::other)?;
    let path = desk.pack(files, vec![(NAME.to_owned(), text)], growing).await?;
    let (title, address) = (manifest.title.clone(), manifest.address.clone());
    manifest.discard();
    Ok(Received { path, title, address, length })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
    }

    fn received(folder: &std::path::Path, text: &str, address: &str) -> Received {
        let path = folder.join("it");
        std::fs::write(&path, text).expect("written");
        Received { path, title: String::new(), address: url(address), length: text.len() as u64 }
    }

    #[test]
    fn files_lie_as_beside_the_manifest_and_links_lead_to_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = r##"{"metadata": {"title": "Т"}, "links": [{"rel": "self", "href": "https://a.kz/books/1/manifest.json"}],
            "readingOrder": [{"href": "text/1.xhtml"}, {"href": "text/1.xhtml#b"}, {"href": "https://cdn.kz/x/2.mp3?key=1"},
                {"href": "/other/3.html"}, {"href": "{?x}", "templated": true}, {"href": "ftp://a.kz/x"}, {"rel": "x"}],
            "resources": [{"href": "../9/manifest.json"}, {"href": "css/a%20b.css"}],
            "toc": [{"href": "text/1.xhtml#c", "title": "1", "children": [{"href": "https://cdn.kz/x/2.mp3?key=1#t=4"}]},
                {"href": "text/unknown.xhtml"}]}"##;
        let plan = plan(&received(folder.path(), text, "https://a.kz/moved/here")).expect("read").expect("a manifest");
        let files: Vec<(&str, &str)> = plan.files.iter().map(|it| (it.uri.as_str(), it.path.as_str())).collect();
        assert_eq!(
            files,
            [
                ("https://a.kz/books/1/text/1.xhtml", "text/1.xhtml"),
                ("https://cdn.kz/x/2.mp3?key=1", "elsewhere/00001.mp3"),
                ("https://a.kz/other/3.html", "elsewhere/00002.html"),
                ("https://a.kz/books/9/manifest.json", "elsewhere/00003.json"),
                ("https://a.kz/books/1/css/a%20b.css", "css/a b.css"),
            ]
        );
        let href = |at: &str| plan.manifest.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned();
        assert_eq!(href("/readingOrder/1/href"), "text/1.xhtml#b");
        assert_eq!(href("/readingOrder/2/href"), "elsewhere/00001.mp3");
        assert_eq!(href("/resources/1/href"), "css/a%20b.css");
        assert_eq!(href("/toc/0/href"), "text/1.xhtml#c");
        assert_eq!(href("/toc/0/children/0/href"), "elsewhere/00001.mp3#t=4");
        assert_eq!(href("/toc/1/href"), "text/unknown.xhtml");
    }

    #[test]
    fn what_is_no_manifest_is_left_alone_and_none_leads_inward() {
        let folder = tempfile::tempdir().expect("a folder");
        for text in ["", "PK", "[1]", "{", "{\"readingOrder\": {}}", "{\"metadata\": {}}"] {
            assert!(plan(&received(folder.path(), text, "https://a.kz/x")).expect("read").is_none(), "{text}");
        }
        let empty = plan(&received(folder.path(), r#"{"readingOrder": []}"#, "https://a.kz/x"));
        assert!(matches!(empty, Err(Error::NoAcquisition)));
        let inward = r#"{"readingOrder": [{"href": "https://192.168.1.1/admin"}]}"#;
        let refused = plan(&received(folder.path(), inward, "https://a.kz/x"));
        assert!(matches!(refused, Err(Error::RedirectInward { .. })));
        // Only a server itself may say where its manifest stands.
        let other = r#"{"links": [{"rel": "self", "href": "https://b.kz/y"}], "readingOrder": [{"href": "1.mp3"}]}"#;
        let plan = plan(&received(folder.path(), other, "https://a.kz/x")).expect("read").expect("a manifest");
        assert_eq!(plan.files[0].uri.as_str(), "https://a.kz/1.mp3");
    }
}
