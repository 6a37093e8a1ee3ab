//! The container: protection, names, oddities of zips.

use std::io::{Cursor, Write};

use oqyrman::book::Code;
use oqyrman::format::Error;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Made, codes, lines, open, opened};
use crate::support::{Epub, chapter, zip};

/// Names of files and what they hold.
type Entries = Vec<(String, Vec<u8>)>;

fn encryption(algorithm: &str, keys: &str, path: &str) -> String {
    format!(
        "<encryption xmlns='urn:oasis:names:tc:opendocument:xmlns:container' xmlns:enc='http://www.w3.org/2001/04/xmlenc#' \
         xmlns:ds='http://www.w3.org/2000/09/xmldsig#'><enc:EncryptedData><enc:EncryptionMethod Algorithm='{algorithm}'/>\
         <ds:KeyInfo>{keys}</ds:KeyInfo><enc:CipherData><enc:CipherReference URI='{path}'/></enc:CipherData>\
         </enc:EncryptedData></encryption>"
    )
}

const AES: &str = "http://www.w3.org/2001/04/xmlenc#aes256-cbc";

fn book() -> Epub {
    Epub::new().chapter("a", &chapter("<p>x</p>"))
}

#[test]
fn protection_is_called_by_its_name() {
    let scheme = |files: &[(&str, String)]| {
        let book = files.iter().fold(book(), |book, (name, text)| book.file(name, text.clone()));
        match open(book.bytes()) {
            Err(Error::Protected(scheme)) => scheme.to_string(),
            other => panic!("{files:?}: {other:?}"),
        }
    };
    let closed = |keys: &str| ("META-INF/encryption.xml", encryption(AES, keys, "OEBPS/a.xhtml"));
    let lcp = "<ds:RetrievalMethod URI='license.lcpl#/encryption/content_key' \
        Type='http://readium.org/2014/01/lcp#EncryptedContentKey'/>";
    assert_eq!(scheme(&[closed(lcp)]), "LCP");
    assert_eq!(scheme(&[("META-INF/license.lcpl", "{}".to_owned()), closed(lcp)]), "LCP");
    let adept = "<resource xmlns='http://ns.adobe.com/adept'>urn:uuid:1</resource>";
    assert_eq!(scheme(&[closed(adept)]), "Adobe ADEPT");
    let rights = |text: &str| ("META-INF/rights.xml", text.to_owned());
    assert_eq!(scheme(&[rights("<rights xmlns='http://ns.adobe.com/adept'/>"), closed("")]), "Adobe ADEPT");
    let sinf = ("META-INF/sinf.xml", "<fairplay:sinf xmlns:fairplay='http://itunes.apple.com/ns/epub'/>".to_owned());
    assert_eq!(scheme(&[sinf, closed("")]), "FairPlay");
    let nook = "<rights xmlns='http://ns.adobe.com/adept'><licenseToken><operatorURL>http://www.barnesandnoble.com/x\
        </operatorURL></licenseToken></rights>";
    assert_eq!(scheme(&[rights(nook), closed("")]), "Barnes & Noble");
    assert_eq!(scheme(&[("rights.xml", "<kdrm><object/></kdrm>".to_owned()), closed("")]), "Kobo");
    assert_eq!(scheme(&[rights("<rights xmlns='urn:marlin:core:1-3:nemo:services'/>"), closed("")]), "Marlin");
    assert_eq!(scheme(&[closed("")]), "");
}

#[test]
fn obfuscated_fonts_are_no_protection() {
    for algorithm in ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"] {
        let book = book().file("META-INF/encryption.xml", encryption(algorithm, "", "OEBPS/f.otf"));
        let opened = opened(book.file("OEBPS/f.otf", "x").bytes());
        assert_eq!(lines(&opened.book), ["x"]);
        assert!(opened.defects.is_empty(), "{:?}", opened.defects);
    }
    // Signatures and rights that nobody enforces change nothing.
    let signed = book().file("META-INF/signatures.xml", "<signatures/>").file("META-INF/rights.xml", "<rights/>");
    assert!(opened(signed.bytes()).defects.is_empty());
}

#[test]
fn names_are_found_however_they_are_written() {
    let found = |written: &str, stored: &str| {
        let made = Made::new().item("a", written, "application/xhtml+xml", "").spine("<itemref idref='a'/>");
        let opened = open(zip(&made.file(stored, chapter("<p>x</p>")).entries()));
        opened.is_ok_and(|opened| lines(&opened.book) == ["x"])
    };
    for (written, stored) in [
        ("my%20file.xhtml", "OEBPS/my file.xhtml"),
        ("my file.xhtml", "OEBPS/my file.xhtml"),
        ("my%20file.xhtml", "OEBPS/my%20file.xhtml"),
        ("%D2%9B.xhtml", "OEBPS/қ.xhtml"),
        ("қ.xhtml", "OEBPS/қ.xhtml"),
        ("и\u{306}.xhtml", "OEBPS/\u{439}.xhtml"),
        ("\u{439}.xhtml", "OEBPS/и\u{306}.xhtml"),
        ("A.XHTML", "OEBPS/a.xhtml"),
        ("./x/../a.xhtml", "OEBPS/a.xhtml"),
        ("x\\a.xhtml", "OEBPS/x/a.xhtml"),
        ("x/a.xhtml", "OEBPS\\x\\a.xhtml"),
        ("../a.xhtml", "a.xhtml"),
        ("/OEBPS/a.xhtml", "OEBPS/a.xhtml"),
        ("a.xhtml", "./OEBPS/a.xhtml"),
        ("a&amp;b.xhtml", "OEBPS/a&b.xhtml"),
        ("a+b.xhtml", "OEBPS/a+b.xhtml"),
        ("100%.xhtml", "OEBPS/100%.xhtml"),
    ] {
        assert!(found(written, stored), "{written} → {stored}");
    }
}

#[test]
fn zips_of_any_make_open() {
    let plain = book().entries();
    let made = |change: &dyn Fn(&mut Entries), method, comment: &str| {
        let mut entries = plain.clone();
        change(&mut entries);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(method);
        zip.add_directory("OEBPS/", options).expect("a folder");
        for (name, bytes) in &entries {
            zip.start_file(name, options.large_file(true)).expect("an entry");
            zip.write_all(bytes).expect("written");
        }
        zip.set_comment(comment).expect("a comment");
        zip.finish().expect("finished").into_inner()
    };
    let deflated = CompressionMethod::Deflated;
    let text = |bytes: Vec<u8>| lines(&opened(bytes).book);
    assert_eq!(text(made(&|_| {}, deflated, "a comment")), ["x"]);
    assert_eq!(text(made(&|entries| drop(entries.remove(0)), deflated, "")), ["x"]);
    assert_eq!(text(made(&|entries| entries[0].1 = b"application/epub+zip\r\n".to_vec(), deflated, "")), ["x"]);
    assert_eq!(text(made(&|entries| entries.rotate_left(1), CompressionMethod::Stored, "")), ["x"]);
    assert_eq!(text([b"\r\n\r\n".to_vec(), made(&|_| {}, CompressionMethod::Stored, "")].concat()), ["x"]);
    assert_eq!(text([made(&|_| {}, deflated, ""), b"more behind".to_vec()].concat()), ["x"]);
}

/// Entries as old programs wrote them: stored, the names in these bytes, without the mark that they are UTF-8; with sizes
/// that follow the data where asked.
fn old_zip(entries: &[(Vec<u8>, Vec<u8>)], sizes_follow: bool) -> Vec<u8> {
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    let flags: u16 = if sizes_follow { 8 } else { 0 };
    for (name, data) in entries {
        let at = bytes.len() as u32;
        let mut checksum = flate2::Crc::new();
        checksum.update(data);
        let told = |out: &mut Vec<u8>, known: bool| {
            for number in [checksum.sum(), data.len() as u32, data.len() as u32] {
                out.extend(if known { number } else { 0 }.to_le_bytes());
            }
        };
        let length = (name.len() as u16).to_le_bytes();
        bytes.extend(b"PK\x03\x04\x14\0");
        bytes.extend(flags.to_le_bytes());
        bytes.extend([0; 6]);
        told(&mut bytes, !sizes_follow);
        bytes.extend(length);
        bytes.extend([0, 0]);
        bytes.extend(name);
        bytes.extend(data);
        if sizes_follow {
            bytes.extend(b"PK\x07\x08");
            told(&mut bytes, true);
        }
        list.extend(b"PK\x01\x02\x14\0\x14\0");
        list.extend(flags.to_le_bytes());
        list.extend([0; 6]);
        told(&mut list, true);
        list.extend(length);
        list.extend([0; 12]);
        list.extend(at.to_le_bytes());
        list.extend(name);
    }
    let (start, count) = (bytes.len() as u32, (entries.len() as u16).to_le_bytes());
    let size = list.len() as u32;
    bytes.extend(list);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count);
    bytes.extend(count);
    bytes.extend(size.to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

#[test]
fn names_without_their_encoding_are_read() {
    let entries = |encode: &dyn Fn(&str) -> Vec<u8>| -> Vec<(Vec<u8>, Vec<u8>)> {
        let made = Made::new().item("a", "глава.xhtml", "application/xhtml+xml", "").spine("<itemref idref='a'/>");
        let entries = made.file("OEBPS/глава.xhtml", chapter("<p>x</p>")).entries();
        entries.into_iter().map(|(name, data)| (encode(&name), data)).collect()
    };
    for follow in [false, true] {
        let utf8 = old_zip(&entries(&|name| name.as_bytes().to_vec()), follow);
        assert_eq!(lines(&opened(utf8).book), ["x"]);
        let cp866 = old_zip(&entries(&|name| encoding_rs::IBM866.encode(name).0.into_owned()), follow);
        let opened = opened(cp866);
        assert_eq!(lines(&opened.book), ["x"]);
        assert!(!codes(&opened).contains(&Code::Missing));
    }
}
