//! The branches and stations of a library:
//!
//! ```json
//! { "branches": [{
//!     "id": "alatau", "kind": "branch",
//!     "name": { "kk": "Алатау шығармашылық орталығы", "ru": "Творческий центр «Алатау»", "en": "Alatau Creative Centre" },
//!     "address": { "kk": "Алатау ауданы, 5-көше, 12", "ru": "Алатауский район, 5-я улица, 12" },
//!     "hours": { "kk": "Дс–Жм 9:00–18:00", "ru": "Пн–Пт 9:00–18:00" },
//!     "phone": "+7 727 000 00 00",
//!     "equipment": { "kk": "Брайль дисплейі, құлаққап", "ru": "Брайлевский дисплей, наушники" } }] }
//! ```
//!
//! `kind` is `branch`, or `station` for one that books are collected from without staff.

use serde::{Deserialize, Serialize};

use super::Text;

/// More than any city has.
pub const MOST: usize = 1000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    #[default]
    Branch,
    Station,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    pub id: String,
    #[serde(default)]
    pub kind: Kind,
    pub name: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equipment: Option<Text>,
}
