//! The tags of an MP4, as iTunes writes them.
//!
//! <https://developer.apple.com/documentation/quicktime-file-format/metadata_item_list_atom>

use super::{boxes, child, descendant, long, short};
use crate::format::audio::tags::{Picture, Tags, clean};
use crate::format::limits;

/// The tags in this `moov`.
pub(super) fn read(movie: &[u8]) -> Tags {
    let mut tags = Tags::default();
    // `meta` is a full box: four bytes of version stand before its children, but not in QuickTime's own files.
    let meta = descendant(movie, &[b"udta", b"meta"]).or_else(|| child(movie, b"meta"));
    let list = meta.and_then(|meta| child(meta.get(4..)?, b"ilst").or_else(|| child(meta, b"ilst")));
    for (kind, item) in boxes(list.unwrap_or_default()) {
        let Some(data) = child(item, b"data") else { continue };
        let (format, value) = (long(data, 0).unwrap_or_default(), data.get(8..).unwrap_or_default());
        if kind == b"covr" {
            if tags.cover.is_none() && value.len() <= limits::COVER_BYTES {
                tags.cover = Picture::of(
                    value,
                    match format {
                        13 => "image/jpeg",
                        14 => "image/png",
                        _ => "",
                    },
                );
            }
            continue;
        }
        let number = || short(value, 2).map(u32::from).filter(|&number| number > 0);
        match kind {
            b"trkn" => tags.track = number(),
            b"disk" => tags.disc = number(),
            _ if format == 1 => text(&mut tags, kind, item, &clean(&String::from_utf8_lossy(value))),
            _ => {}
        }
    }
    tags
}

fn text(tags: &mut Tags, kind: &[u8], item: &[u8], value: &str) {
    let field = match kind {
        b"\xa9nam" => "title",
        b"\xa9alb" => "album",
        b"\xa9ART" => "artist",
        b"aART" => "album_artist",
        b"\xa9wrt" | b"\xa9com" => "composer",
        b"\xa9nrt" => "narrator",
        b"\xa9pub" => "publisher",
        b"\xa9day" => "published",
        b"desc" | b"ldes" | b"\xa9des" | b"\xa9cmt" => "description",
        b"\xa9gen" => "subject",
        b"----" => {
            let name = child(item, b"name").and_then(|name| name.get(4..)).unwrap_or_default();
            return tags.put(&String::from_utf8_lossy(name), value);
        }
        _ => return,
    };
    tags.put(field, value);
}
