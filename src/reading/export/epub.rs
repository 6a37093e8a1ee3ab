//! EPUB 3.3, which passes EPUBCheck: documents, contents, pages, landmarks, pictures, and what is true of its
//! accessibility.
//!
//! <https://www.w3.org/TR/epub-33/>, <https://www.w3.org/TR/epub-a11y-11/>

use std::fs::File;
use std::io::{self, BufWriter};
use std::sync::Arc;

use zip::ZipWriter;

use super::html::STYLE;
use super::{Error, Work, each_section};
use crate::book::{Book, Kind};
use crate::reading::markup::Manner;
use crate::reading::package::{About, Binder, everything, has_document};
use crate::voice::record::Stop;

pub(super) fn write(work: &Work, out: BufWriter<File>, stop: &Stop, tell: &mut dyn FnMut(f64)) -> Result<(), Error> {
    let mut archive = ZipWriter::new(out);
    let book = &work.book;
    let span = everything(book);
    let manner = Manner { formulas: true, details: true, ..Manner::default() };
    let parts = (Arc::clone(book), &work.resources, work.cover.as_ref());
    let mut binder = Binder::begin(&mut archive, parts, work.name(), span, manner, STYLE)?;
    each_section(book, stop, tell, &mut |number| {
        if has_document(book, span, number) {
            binder.document(&mut archive, number, &[])?;
        }
        Ok(())
    })?;
    let access = access(book, binder.has_pictures(), binder.has_formulas());
    let about = About { identifier: work.identifier(), access, ..About::default() };
    binder.finish(archive, &about)?.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(())
}

/// What is true of what was written; of what only the author can know, what the book says.
fn access(book: &Book, pictures: bool, formulas: bool) -> Vec<(&'static str, String)> {
    let own = &book.metadata.accessibility;
    let blocks = || book.sections.iter().flat_map(|section| &section.blocks);
    let described = blocks().any(|block| block.kind == Kind::Image && !block.text.is_empty());
    // A picture without words is decoration only where somebody says that the others have theirs.
    let silent = blocks().any(|block| block.kind == Kind::Image && block.text.is_empty());
    let says = |known: &[String], name: &str| known.iter().any(|it| it == name);
    let words_suffice = !pictures || !silent || says(&own.access_modes_sufficient, "textual");
    let mut access = vec![("accessMode", "textual")];
    if pictures {
        access.push(("accessMode", "visual"));
    }
    access.push(("accessModeSufficient", if words_suffice { "textual" } else { "textual,visual" }));
    let features = [
        ("structuralNavigation", true),
        ("tableOfContents", true),
        ("readingOrder", true),
        ("pageNavigation", !book.pages.is_empty()),
        ("pageBreakMarkers", !book.pages.is_empty()),
        ("alternativeText", described && (!silent || says(&own.features, "alternativeText"))),
        ("longDescription", says(&own.features, "longDescription")),
        ("MathML", formulas),
    ];
    access
        .extend(features.iter().filter(|(_, true_of_it)| *true_of_it).map(|(name, _)| ("accessibilityFeature", *name)));
    let mut access: Vec<(&'static str, String)> =
        access.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
    match own.hazards.as_slice() {
        [] if pictures => access.push(("accessibilityHazard", "unknown".to_owned())),
        [] => access.push(("accessibilityHazard", "none".to_owned())),
        known => access.extend(known.iter().map(|hazard| ("accessibilityHazard", hazard.clone()))),
    }
    access.extend(own.summary.iter().map(|summary| ("accessibilitySummary", summary.clone())));
    access
}
