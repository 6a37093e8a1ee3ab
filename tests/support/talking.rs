//! Talking books made at test time: EPUB with media overlays, DAISY 2.02, DAISY 3, with tones for a narrator.

// Every test program uses a part of it.
#![allow(dead_code)]

use std::path::Path;

use super::epub::zip;
use super::sound::{sine, wav};

pub type Files = Vec<(String, Vec<u8>)>;

/// So many seconds of a narrator, at this pitch.
pub fn tone(hertz: f64, seconds: f64) -> Vec<u8> {
    wav(&sine(hertz, 16_000, seconds), 16_000, 1)
}

pub fn file(name: &str, content: impl Into<Vec<u8>>) -> (String, Vec<u8>) {
    (name.to_owned(), content.into())
}

/// The files as a folder.
pub fn lay(folder: &Path, files: &Files) {
    for (name, content) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, content).expect("written");
    }
}

pub fn zipped(files: &Files) -> Vec<u8> {
    zip(files)
}

/// A SMIL of EPUB with this body.
pub fn smil3(body: &str) -> String {
    format!(
        "<smil xmlns=\"http://www.w3.org/ns/SMIL\" xmlns:epub=\"http://www.idpf.org/2007/ops\" version=\"3.0\"><body>\
         {body}</body></smil>"
    )
}

/// A par of one text and one stretch of sound.
pub fn par(text: &str, sound: &str, begin: &str, end: &str) -> String {
    format!("<par><text src=\"{text}\"/><audio src=\"{sound}\" clipBegin=\"{begin}\" clipEnd=\"{end}\"/></par>")
}

/// An EPUB 3: documents (name, body, body of the overlay; empty for none), and other files.
pub fn epub(documents: &[(&str, &str, &str)], others: &[(&str, Vec<u8>)]) -> Files {
    let mut files = vec![file("mimetype", "application/epub+zip")];
    let (mut manifest, mut spine) = (String::new(), String::new());
    let mut contents = String::new();
    for (name, body, overlay) in documents {
        let overlaid = if overlay.is_empty() { String::new() } else { format!(" media-overlay=\"{name}-o\"") };
        manifest +=
            &format!("<item id=\"{name}\" href=\"{name}.xhtml\" media-type=\"application/xhtml+xml\"{overlaid}/>");
        spine += &format!("<itemref idref=\"{name}\"/>");
        contents += &format!("<li><a href=\"{name}.xhtml\">{name}</a></li>");
        files.push(file(&format!("E/{name}.xhtml"), super::epub::chapter(body)));
        if !overlay.is_empty() {
            manifest += &format!("<item id=\"{name}-o\" href=\"{name}.smil\" media-type=\"application/smil+xml\"/>");
            files.push(file(&format!("E/{name}.smil"), smil3(overlay)));
        }
    }
    let navigation = super::epub::chapter(&format!("<nav epub:type=\"toc\"><ol>{contents}</ol></nav>"));
    files.push(file("E/nav.xhtml", navigation));
    files.push(file(
        "META-INF/container.xml",
        "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile full-path=\"E/p.opf\" \
         media-type=\"application/oebps-package+xml\"/></rootfiles></container>",
    ));
    files.push(file(
        "E/p.opf",
        format!(
            "<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\"><metadata \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>Абай</dc:title><dc:language>kk</dc:language>\
             <meta property=\"media:duration\">0:00:04</meta><meta property=\"media:narrator\">Айша</meta><meta \
             property=\"media:active-class\">-epub-media-overlay-active</meta></metadata><manifest>{manifest}<item \
             id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/></manifest><spine>\
             {spine}</spine></package>"
        ),
    ));
    files.extend(others.iter().map(|(name, content)| file(&format!("E/{name}"), content.clone())));
    files
}

/// An NCC with these metas (name, content) and this body.
pub fn ncc(metas: &[(&str, &str)], body: &str) -> String {
    let metas: String =
        metas.iter().map(|(name, content)| format!("<meta name=\"{name}\" content=\"{content}\"/>")).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \
         \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\"><html xmlns=\"http://www.w3.org/1999/xhtml\">\
         <head><title>ncc</title>{metas}</head><body>{body}</body></html>"
    )
}

/// Identifier, text, file of sound, stretches of it in seconds.
pub type Par<'a> = (&'a str, &'a str, &'a str, &'a [(f64, f64)]);

/// A SMIL of DAISY 2.02: pars (identifier, text, stretches of sound in seconds).
pub fn smil1(pars: &[Par<'_>]) -> String {
    let mut body = String::new();
    for (id, text, sound, stretches) in pars {
        body += &format!("<par endsync=\"last\"><text src=\"{text}\" id=\"{id}\"/><seq>");
        for (begin, end) in *stretches {
            body += &format!("<audio src=\"{sound}\" clip-begin=\"npt={begin:.3}s\" clip-end=\"npt={end:.3}s\"/>");
        }
        body += "</seq></par>";
    }
    format!("<?xml version=\"1.0\"?><smil><head/><body><seq dur=\"9s\">{body}</seq></body></smil>")
}

/// The usual metas of DAISY 2.02.
pub const METAS: &[(&str, &str)] = &[
    ("dc:title", "Қара сөздер"),
    ("dc:creator", "Абай"),
    ("dc:language", "kk"),
    ("dc:identifier", "kz-1"),
    ("ncc:narrator", "Айша"),
    ("ncc:totalTime", "0:00:06"),
];

/// A DAISY 2.02 book of sound alone: two chapters, a part in the first, two pages.
pub fn sound_202() -> Files {
    vec![
        file(
            "ncc.html",
            ncc(
                METAS,
                "<h1 class=\"title\" id=\"n1\"><a href=\"a.smil#a1\">Қара сөздер</a></h1>\
                 <span class=\"page-normal\" id=\"n2\"><a href=\"a.smil#a2\">1</a></span>\
                 <h2 id=\"n3\"><a href=\"a.smil#a3\">Бөлім</a></h2>\
                 <h1 id=\"n4\"><a href=\"b.smil#b1\">Екінші сөз</a></h1>\
                 <span class=\"page-normal\" id=\"n5\"><a href=\"b.smil#b2\">2</a></span>",
            ),
        ),
        file(
            "a.smil",
            smil1(&[
                ("a1", "ncc.html#n1", "a.wav", &[(0.0, 1.0)]),
                ("a2", "ncc.html#n2", "a.wav", &[(1.0, 1.5)]),
                ("a3", "ncc.html#n3", "a.wav", &[(1.5, 2.0), (2.0, 3.0)]),
            ]),
        ),
        file(
            "b.smil",
            smil1(&[("b1", "ncc.html#n4", "b.wav", &[(0.0, 2.0)]), ("b2", "ncc.html#n5", "b.wav", &[(2.0, 3.0)])]),
        ),
        file("a.wav", tone(300.0, 3.0)),
        file("b.wav", tone(600.0, 3.0)),
    ]
}

/// A DAISY 2.02 book with its text, a phrase a sentence, a page in the middle.
pub fn text_202() -> Files {
    let text = "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>t</title></head><body>\
        <h1 id=\"t1\">Бірінші сөз</h1><p><span id=\"t2\" class=\"sentence\">Ол келді, күлді.</span> <span \
        class=\"page-normal\" id=\"t3\">1</span><span id=\"t4\" class=\"sentence\">Мен күттім.</span></p><div \
        class=\"sidebar\" id=\"t5\"><p id=\"t6\">Қосымша.</p></div></body></html>";
    vec![
        file(
            "NCC.HTML",
            ncc(
                METAS,
                "<h1 id=\"n1\"><a href=\"A.smil#a1\">Бірінші сөз</a></h1><span class=\"page-normal\" id=\"n2\">\
                 <a href=\"A.smil#a3\">1</a></span><span class=\"sidebar\" id=\"n3\"><a href=\"A.smil#a5\">Қ</a></span>",
            ),
        ),
        file(
            "a.smil",
            smil1(&[
                ("a1", "Text.html#t1", "a.wav", &[(0.0, 1.0)]),
                ("a2", "Text.html#t2", "a.wav", &[(1.0, 1.5), (1.5, 2.0)]),
                ("a3", "Text.html#t3", "a.wav", &[(2.0, 2.25)]),
                ("a4", "Text.html#t4", "a.wav", &[(2.25, 2.75)]),
                ("a5", "Text.html#t6", "a.wav", &[(2.75, 3.0)]),
            ]),
        ),
        file("text.html", text),
        file("A.WAV", tone(300.0, 3.0)),
    ]
}

/// A DAISY 3 package around a text and its SMIL.
pub fn daisy3(text: &str, smil: &str, ncx: &str, sounds: &[(&str, Vec<u8>)]) -> Files {
    let mut files = vec![
        file(
            "b/speechgen.opf",
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><package xmlns=\"http://openebook.org/namespaces/oeb-package/1.0/\" \
             unique-identifier=\"uid\"><metadata><dc-metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
             <dc:Format>ANSI/NISO Z39.86-2005</dc:Format><dc:Title>Қара сөздер</dc:Title><dc:Creator>Абай</dc:Creator>\
             <dc:Language>kk</dc:Language><dc:Identifier id=\"uid\">kz-3</dc:Identifier></dc-metadata><x-metadata>\
             <meta name=\"dtb:narrator\" content=\"Айша\"/><meta name=\"dtb:totalTime\" content=\"0:00:05\"/>\
             </x-metadata></metadata><manifest><item id=\"opf\" href=\"speechgen.opf\" media-type=\"text/xml\"/>\
             <item id=\"ncx\" href=\"nav.ncx\" media-type=\"application/x-dtbncx+xml\"/><item id=\"s\" href=\"s.smil\" \
             media-type=\"application/smil\"/><item id=\"t\" href=\"t.xml\" media-type=\"application/x-dtbook+xml\"/>\
             <item id=\"r\" href=\"r.res\" media-type=\"application/x-dtbresource+xml\"/></manifest><spine><itemref \
             idref=\"s\"/></spine></package>",
        ),
        file(
            "b/nav.ncx",
            format!(
                "<ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\" version=\"2005-1\"><head><smilCustomTest \
                 bookStruct=\"PAGE_NUMBER\" defaultState=\"false\" id=\"p\" override=\"visible\"/><smilCustomTest \
                 bookStruct=\"NOTE\" id=\"n\"/></head><docTitle><text>Қара сөздер</text></docTitle>{ncx}</ncx>"
            ),
        ),
        file(
            "b/s.smil",
            format!(
                "<smil xmlns=\"http://www.w3.org/2001/SMIL20/\"><head><customAttributes><customTest id=\"p\"/>\
                 </customAttributes></head><body>{smil}</body></smil>"
            ),
        ),
        file("b/r.res", "<resources><scope nsuri=\"x\"/></resources>"),
    ];
    if !text.is_empty() {
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><!DOCTYPE dtbook PUBLIC \"-//NISO//DTD dtbook 2005-3//EN\" \
             \"http://www.daisy.org/z3986/2005/dtbook-2005-3.dtd\"><dtbook \
             xmlns=\"http://www.daisy.org/z3986/2005/dtbook/\" version=\"2005-3\" xml:lang=\"kk\"><head/><book>{text}\
             </book></dtbook>"
        );
        files.push(file("b/t.xml", text));
    }
    files.extend(sounds.iter().map(|(name, content)| file(&format!("b/{name}"), content.clone())));
    files
}

/// A navigation point with its place and what stands below it.
pub fn point(title: &str, target: &str, inside: &str) -> String {
    format!("<navPoint><navLabel><text>{title}</text></navLabel><content src=\"{target}\"/>{inside}</navPoint>")
}
