//! Books made at test time: a folder zipped, or a few chapters put together.

use std::io::{Cursor, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A content document with this body.
pub fn chapter(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"kk\"><head><title>t</title></head><body>{body}</body></html>"
    )
}

pub fn zip(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let method = if name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(name, SimpleFileOptions::default().compression_method(method)).expect("an entry");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("finished").into_inner()
}

/// A folder as an EPUB, `mimetype` first; `expected.txt` stays out.
#[allow(dead_code, reason = "not every test that shares this file zips a folder")]
pub fn zip_folder(folder: &Path) -> Vec<u8> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("expected.txt") {
                let name = path.strip_prefix(folder).expect("inside").to_str().expect("UTF-8").replace('\\', "/");
                files.push((name, std::fs::read(&path).expect("read")));
            }
        }
    }
    files.sort();
    files.insert(0, ("mimetype".to_owned(), b"application/epub+zip".to_vec()));
    zip(&files)
}

/// An EPUB 3 in the making.
#[derive(Default)]
pub struct Epub {
    files: Vec<(String, Vec<u8>)>,
    /// (id, href)
    items: Vec<(String, String)>,
    /// Put before the package's root element.
    prolog: String,
    spine: Option<String>,
    no_navigation: bool,
    no_package: bool,
}

impl Epub {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn chapter(self, id: &str, text: &str) -> Self {
        let href = format!("{id}.xhtml");
        self.file(&format!("OEBPS/{href}"), text.to_owned()).named(id, &href)
    }

    /// An item of manifest and spine without its file.
    pub fn named(mut self, id: &str, href: &str) -> Self {
        self.items.push((id.to_owned(), href.to_owned()));
        self
    }

    pub fn file(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.push((name.to_owned(), content.into()));
        self
    }

    #[allow(dead_code, reason = "not every test that shares this file needs it")]
    pub fn renaming(mut self, from: &str, to: &str) -> Self {
        for (name, _) in self.files.iter_mut().filter(|(name, _)| name == from) {
            to.clone_into(name);
        }
        self
    }

    #[allow(dead_code, reason = "not every test that shares this file needs it")]
    pub fn prolog(mut self, prolog: &str) -> Self {
        prolog.clone_into(&mut self.prolog);
        self
    }

    /// The spine's items as they shall be written.
    #[allow(dead_code, reason = "not every test that shares this file needs it")]
    pub fn spine(mut self, spine: String) -> Self {
        self.spine = Some(spine);
        self
    }

    #[allow(dead_code, reason = "not every test that shares this file needs it")]
    pub fn without_navigation(mut self) -> Self {
        self.no_navigation = true;
        self
    }

    #[allow(dead_code, reason = "not every test that shares this file needs it")]
    pub fn without_package(mut self) -> Self {
        self.no_package = true;
        self
    }

    /// All entries, for tests that spoil them.
    pub fn entries(self) -> Vec<(String, Vec<u8>)> {
        let mut manifest = String::new();
        let mut spine = String::new();
        let mut contents = String::new();
        for (id, href) in &self.items {
            manifest += &format!("<item id=\"{id}\" href=\"{href}\" media-type=\"application/xhtml+xml\"/>");
            spine += &format!("<itemref idref=\"{id}\"/>");
            contents += &format!("<li><a href=\"{href}\">{id}</a></li>");
        }
        let mut files = vec![("mimetype".to_owned(), b"application/epub+zip".to_vec())];
        if !self.no_package {
            let container = "<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\
                <rootfiles><rootfile full-path=\"OEBPS/p.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles>\
                </container>";
            let package = format!(
                "<?xml version=\"1.0\"?>{}<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" \
                 unique-identifier=\"i\"><metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:identifier \
                 id=\"i\">x</dc:identifier><dc:title>t</dc:title><dc:language>kk</dc:language></metadata><manifest>\
                 {manifest}<item id=\"n\" href=\"n.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\
                 </manifest><spine>{}</spine></package>",
                self.prolog,
                self.spine.unwrap_or(spine),
            );
            files.push(("META-INF/container.xml".to_owned(), container.into()));
            files.push(("OEBPS/p.opf".to_owned(), package.into()));
        }
        if !self.no_navigation && !self.no_package {
            let navigation = chapter(&format!("<nav epub:type=\"toc\"><ol>{contents}</ol></nav>"));
            files.push(("OEBPS/n.xhtml".to_owned(), navigation.into()));
        }
        files.extend(self.files);
        files
    }

    pub fn bytes(self) -> Vec<u8> {
        zip(&self.entries())
    }
}
