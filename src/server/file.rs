//! Sending a file whole, in part, or not at all: conditional and range requests
//! (<https://www.rfc-editor.org/info/rfc9110>, sections 13 and 14).

use std::io::SeekFrom;
use std::path::Path;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use crate::library::shelf::Moment;

/// What is sent: its validators and how it is called.
#[derive(Debug)]
pub struct Representation<'a> {
    pub size: u64,
    /// In quotes.
    pub etag: &'a str,
    pub modified: Moment,
    pub media_type: &'a str,
    /// The name that a browser saves it under.
    pub file_name: &'a str,
}

/// Where the bytes come from.
#[derive(Debug)]
pub enum Source<'a> {
    File(&'a Path),
    Bytes(&'static [u8]),
}

/// Answers a GET or HEAD (whose body is left out by the router) for this file.
pub async fn respond(about: Representation<'_>, source: Source<'_>, asked: &HeaderMap) -> Response<Body> {
    let last_modified = http_date(about.modified);
    if is_unchanged(asked, about.etag, &last_modified) {
        return answer(StatusCode::NOT_MODIFIED, &about, &last_modified, &[], Body::empty());
    }
    let range = match asked.get(header::RANGE).and_then(|range| range.to_str().ok()) {
        Some(range) if still_wanted(asked, about.etag, &last_modified) => parse_range(range, about.size),
        _ => Range::Whole,
    };
    let (status, start, length) = match range {
        Range::Whole => (StatusCode::OK, 0, about.size),
        Range::Part(start, end) => (StatusCode::PARTIAL_CONTENT, start, end - start + 1),
        Range::Impossible => {
            let extent = [(header::CONTENT_RANGE, format!("bytes */{}", about.size))];
            return answer(StatusCode::RANGE_NOT_SATISFIABLE, &about, &last_modified, &extent, Body::empty());
        }
    };
    let body = match body(source, start, length).await {
        Ok(body) => body,
        Err(error) => {
            tracing::warn!(%error, "a book that cannot be sent");
            let status = match error.kind() {
                std::io::ErrorKind::NotFound => StatusCode::NOT_FOUND,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            };
            return answer(status, &about, &last_modified, &[], Body::empty());
        }
    };
    let mut headers = vec![
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_TYPE, about.media_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition(about.file_name)),
    ];
    if status == StatusCode::PARTIAL_CONTENT {
        headers.push((header::CONTENT_RANGE, format!("bytes {start}-{}/{}", start + length - 1, about.size)));
    }
    answer(status, &about, &last_modified, &headers, body)
}

fn answer(
    status: StatusCode,
    about: &Representation<'_>,
    last_modified: &str,
    headers: &[(HeaderName, String)],
    body: Body,
) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let always = [
        (header::ETAG, about.etag.to_owned()),
        (header::LAST_MODIFIED, last_modified.to_owned()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    for (name, value) in always.iter().chain(headers) {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

async fn body(source: Source<'_>, start: u64, length: u64) -> std::io::Result<Body> {
    match source {
        Source::Bytes(bytes) => {
            let (start, end) = (start as usize, (start + length) as usize);
            Ok(Body::from(Bytes::from_static(bytes.get(start..end).unwrap_or_default())))
        }
        Source::File(path) => {
            let mut file = tokio::fs::File::open(path).await?;
            file.seek(SeekFrom::Start(start)).await?;
            Ok(Body::from_stream(ReaderStream::with_capacity(file.take(length), 64 * 1024)))
        }
    }
}

/// The reader has this very file: by `If-None-Match`, else by `If-Modified-Since`.
fn is_unchanged(asked: &HeaderMap, etag: &str, last_modified: &str) -> bool {
    if let Some(known) = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()) {
        return known.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == etag);
    }
    asked.get(header::IF_MODIFIED_SINCE).is_some_and(|since| since.as_bytes() == last_modified.as_bytes())
}

/// `If-Range`: a part is only sent of the file that the reader has the beginning of.
fn still_wanted(asked: &HeaderMap, etag: &str, last_modified: &str) -> bool {
    asked.get(header::IF_RANGE).is_none_or(|known| known == etag || known == last_modified)
}

#[derive(Debug, PartialEq, Eq)]
enum Range {
    Whole,
    /// First and last byte.
    Part(u64, u64),
    Impossible,
}

/// One range of bytes. What is not understood, and several ranges at once, are answered with the whole.
fn parse_range(text: &str, size: u64) -> Range {
    let Some(range) = text.trim().strip_prefix("bytes=").filter(|range| !range.contains(',')) else {
        return Range::Whole;
    };
    let Some((first, last)) = range.split_once('-') else { return Range::Whole };
    let number =
        |text: &str| (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<u64>());
    match (number(first.trim()), number(last.trim())) {
        (Some(Ok(first)), None) if last.trim().is_empty() => match first < size {
            true => Range::Part(first, size - 1),
            false => Range::Impossible,
        },
        (Some(Ok(first)), Some(last)) => match last.unwrap_or(u64::MAX) {
            last if last < first => Range::Whole,
            _ if first >= size => Range::Impossible,
            last => Range::Part(first, last.min(size - 1)),
        },
        (None, Some(count)) if first.trim().is_empty() => match count.unwrap_or(u64::MAX).min(size) {
            0 => Range::Impossible,
            count => Range::Part(size - count, size - 1),
        },
        (Some(Err(_)), _) => Range::Impossible,
        _ => Range::Whole,
    }
}

/// An old name for old programs and the whole one in UTF-8 (<https://www.rfc-editor.org/info/rfc6266>).
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '(' | ')') { c } else { '_' })
        .collect();
    let whole = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

/// `Mon, 23 Nov 2026 06:00:00 GMT`.
fn http_date(moment: Moment) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = moment.date();
    // 1970 began on a Thursday.
    let weekday = DAYS[moment.unix_millis().div_euclid(86_400_000).rem_euclid(7) as usize];
    let seconds = moment.unix_millis().rem_euclid(86_400_000) / 1000;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let month = MONTHS[usize::from(month.clamp(1, 12)) - 1];
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_has_them() {
        for (text, wanted) in [
            ("bytes=0-0", Range::Part(0, 0)),
            ("bytes=10-", Range::Part(10, 99)),
            ("bytes=10-500", Range::Part(10, 99)),
            ("bytes=-5", Range::Part(95, 99)),
            ("bytes=-500", Range::Part(0, 99)),
            ("bytes=100-", Range::Impossible),
            ("bytes=-0", Range::Impossible),
            ("bytes=99999999999999999999999-", Range::Impossible),
            ("bytes=0-99999999999999999999999", Range::Part(0, 99)),
            ("bytes=5-4", Range::Whole),
            ("bytes=0-1,5-6", Range::Whole),
            ("bytes=a-b", Range::Whole),
            ("bytes=-", Range::Whole),
            ("pages=1-2", Range::Whole),
        ] {
            assert_eq!(parse_range(text, 100), wanted, "{text}");
        }
        assert_eq!(parse_range("bytes=0-", 0), Range::Impossible);
    }

    #[test]
    fn dates_and_names_are_written_as_http_has_them() {
        let moment = Moment::parse("2026-11-23T06:07:08Z").expect("a date");
        assert_eq!(http_date(moment), "Mon, 23 Nov 2026 06:07:08 GMT");
        assert_eq!(
            disposition("Ә\"\n.epub"),
            "attachment; filename=\"___.epub\"; filename*=UTF-8''%D3%98%22%0A%2Eepub"
        );
    }
}
