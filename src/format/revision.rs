//! Revisions: a book that is still being worked on, each time with more of its sections.

use std::sync::Arc;

use futures::{Stream, stream};
use tokio::sync::watch;

use crate::book::{Book, Defect};

/// A book as far as it is read.
#[derive(Debug, Clone)]
pub struct Revision {
    /// Shares its finished sections with the one before.
    pub book: Arc<Book>,
    /// All that were met so far.
    pub defects: Arc<[Defect]>,
    /// Nothing more will come.
    pub finished: bool,
}

/// The revisions to come. While one of its clones lives, the work goes on.
#[derive(Debug, Clone)]
pub struct Revisions(watch::Receiver<Revision>);

impl Revisions {
    pub(super) fn new(receiver: watch::Receiver<Revision>) -> Self {
        Self(receiver)
    }

    /// The newest revision each time there is one, a few a second, up to the finished one. Needs no runtime.
    pub fn stream(self) -> impl Stream<Item = Revision> + Send + Unpin + 'static {
        Box::pin(stream::unfold(self.0, |mut receiver| async move {
            // The work has ended when this fails.
            receiver.changed().await.ok()?;
            let revision = receiver.borrow_and_update().clone();
            Some((revision, receiver))
        }))
    }
}
