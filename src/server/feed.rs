//! What a page of the catalogue says, before it is written as OPDS 2.0 or OPDS 1.2.

use std::sync::Arc;

use super::collection::Volume;

/// A page.
#[derive(Debug, Default)]
pub struct Feed {
    pub title: String,
    /// Path and query of this page below the view's root, such as `all?page=2`; empty for the root.
    pub place: String,
    pub navigation: Vec<Navigation>,
    pub page: Option<Page>,
    pub facets: Vec<Facet>,
    pub groups: Vec<Group>,
}

/// A way to another page.
#[derive(Debug)]
pub struct Navigation {
    pub title: String,
    pub place: String,
    pub rel: &'static str,
    /// True when books wait there, false when further ways do.
    pub books: bool,
    /// How many books wait there.
    pub count: Option<usize>,
}

/// Which part of a longer list this page is.
#[derive(Debug)]
pub struct Page {
    pub volumes: Vec<Arc<Volume>>,
    /// Of the whole list.
    pub total: usize,
    pub per_page: usize,
    /// From 1.
    pub number: usize,
    /// The list's place without the number of a page; a number is added to it.
    pub list: String,
}

impl Page {
    /// How many pages the list has, at least 1.
    pub fn pages(&self) -> usize {
        self.total.div_ceil(self.per_page).max(1)
    }

    /// The place of the page with this number.
    pub fn place(&self, number: usize) -> String {
        match (number, self.list.contains('?')) {
            (1, _) => self.list.clone(),
            (_, true) => format!("{}&page={number}", self.list),
            (_, false) => format!("{}?page={number}", self.list),
        }
    }

    /// The relations to the other pages, as (rel, place).
    pub fn links(&self) -> Vec<(&'static str, String)> {
        let last = self.pages();
        let mut links = vec![("first", self.place(1))];
        if self.number > 1 {
            links.push(("previous", self.place(self.number - 1)));
        }
        if self.number < last {
            links.push(("next", self.place(self.number + 1)));
        }
        links.push(("last", self.place(last)));
        links
    }
}

/// One list of choices that narrow the page.
#[derive(Debug)]
pub struct Facet {
    pub title: String,
    pub choices: Vec<Choice>,
}

#[derive(Debug)]
pub struct Choice {
    pub title: String,
    pub place: String,
    pub count: usize,
    pub active: bool,
}

/// Some books of another page.
#[derive(Debug)]
pub struct Group {
    pub title: String,
    pub place: String,
    pub volumes: Vec<Arc<Volume>>,
}
