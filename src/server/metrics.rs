//! What the service counts of itself, for those who run it (<https://prometheus.io/docs/instrumenting/exposition_formats/>).
//! No readers, no titles: kinds, numbers, durations.

use std::time::Duration;

use axum::http::StatusCode;
use prometheus::{HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry, TextEncoder};

/// In seconds: from what memory answers to what somebody waits for.
const BUCKETS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// What is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    /// Nobody who is known was shown.
    pub refused: IntCounter,
    /// Somebody asked too often.
    pub limited: IntCounter,
    books: IntGauge,
    loans: IntGauge,
    open_requests: IntGauge,
}

/// How much there is now.
#[derive(Debug, Clone, Copy)]
pub struct Stock {
    pub books: usize,
    pub loans: i64,
    pub open_requests: i64,
}

impl Metrics {
    /// # Errors
    /// Never, as long as each name stands here once.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let durations = HistogramOpts::new("oqyrman_request_duration_seconds", "Time until an answer begins, by kind.");
        let metrics = Self {
            requests: IntCounterVec::new(
                Opts::new("oqyrman_requests_total", "Requests by kind and status."),
                &["kind", "status"],
            )?,
            durations: HistogramVec::new(durations.buckets(BUCKETS.to_vec()), &["kind"])?,
            refused: IntCounter::new(
                "oqyrman_sign_ins_failed_total",
                "Requests with a card or token that is not right.",
            )?,
            limited: IntCounter::new("oqyrman_requests_limited_total", "Requests turned away as too many.")?,
            books: IntGauge::new("oqyrman_books", "Books in the catalogue.")?,
            loans: IntGauge::new("oqyrman_loans", "Books on loan.")?,
            open_requests: IntGauge::new(
                "oqyrman_requests_open",
                "What readers asked people for and is not done yet.",
            )?,
            registry,
        };
        let registry = &metrics.registry;
        registry.register(Box::new(metrics.requests.clone()))?;
        registry.register(Box::new(metrics.durations.clone()))?;
        for counter in [&metrics.refused, &metrics.limited] {
            registry.register(Box::new(counter.clone()))?;
        }
        for gauge in [&metrics.books, &metrics.loans, &metrics.open_requests] {
            registry.register(Box::new(gauge.clone()))?;
        }
        Ok(metrics)
    }

    /// A request was answered. `route` is the pattern of its path.
    pub fn answered(&self, route: Option<&str>, status: StatusCode, took: Duration) {
        let kind = kind(route);
        self.requests.with_label_values(&[kind, status.as_str()]).inc();
        self.durations.with_label_values(&[kind]).observe(took.as_secs_f64());
    }

    /// All of it as text.
    ///
    /// # Errors
    /// Never, as long as what is counted has names.
    pub fn text(&self, now: Stock) -> Result<String, prometheus::Error> {
        self.books.set(i64::try_from(now.books).unwrap_or(i64::MAX));
        self.loans.set(now.loans);
        self.open_requests.set(now.open_requests);
        TextEncoder::new().encode_to_string(&self.registry.gather())
    }
}

/// The kind of what is asked for: a handful of words, so that nothing about a reader is in them.
fn kind(route: Option<&str>) -> &'static str {
    let Some(route) = route else { return "unknown" };
    let mut parts = route.split('/').filter(|part| !part.is_empty());
    match (parts.next(), parts.next(), parts.nth(1)) {
        (Some("opds" | "opds2"), Some("publications"), Some(_)) => "lending",
        (None | Some("opds" | "opds2"), ..) => "catalogue",
        (Some("books"), ..) => "book",
        (Some("covers"), ..) => "cover",
        (Some("progression"), ..) => "place",
        (Some("annotations"), ..) => "notes",
        (Some("settings"), ..) => "settings",
        (Some("desk"), ..) => "desk",
        (Some("authentication" | "token"), ..) => "sign-in",
        (Some("health" | "metrics" | "openapi.json"), ..) => "operation",
        _ => "people",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_kind_and_status() {
        let metrics = Metrics::new().expect("each name stands there once");
        for route in ["/", "/opds2/", "/opds/{page}", "/opds2/publications/{id}"] {
            metrics.answered(Some(route), StatusCode::OK, Duration::from_millis(3));
        }
        metrics.answered(Some("/opds2/publications/{id}/borrow"), StatusCode::OK, Duration::from_millis(3));
        metrics.answered(None, StatusCode::NOT_FOUND, Duration::from_secs(20));
        let text = metrics.text(Stock { books: 7, loans: 1, open_requests: 0 }).expect("a text");
        for line in [
            "oqyrman_requests_total{kind=\"catalogue\",status=\"200\"} 4",
            "oqyrman_requests_total{kind=\"lending\",status=\"200\"} 1",
            "oqyrman_requests_total{kind=\"unknown\",status=\"404\"} 1",
            "oqyrman_request_duration_seconds_bucket{kind=\"catalogue\",le=\"0.005\"} 4",
            "oqyrman_request_duration_seconds_bucket{kind=\"unknown\",le=\"10\"} 0",
            "oqyrman_sign_ins_failed_total 0",
            "oqyrman_books 7",
        ] {
            assert!(text.lines().any(|it| it == line), "{line}\n{text}");
        }
    }
}
