//! Revisions: a book that is still being worked on, each time with more of its sections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

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

/// Where the reader is, told to those who work on her book.
#[derive(Debug, Clone)]
pub struct ReadersPlace(Arc<AtomicUsize>);

impl ReadersPlace {
    /// She is at this section: what comes behind it is worked on first.
    pub fn be_at(&self, section: usize) {
        self.0.store(section, Ordering::Relaxed);
    }
}

/// The revisions to come. While one of its clones lives, the work goes on.
#[derive(Debug, Clone)]
pub struct Revisions {
    receiver: watch::Receiver<Revision>,
    /// The section that the reader is at.
    at: Arc<AtomicUsize>,
}

impl Revisions {
    pub(super) fn new(receiver: watch::Receiver<Revision>, at: Arc<AtomicUsize>) -> Self {
        Self { receiver, at }
    }

    /// The way to tell the work where the reader is. It keeps no work going.
    pub fn place(&self) -> ReadersPlace {
        ReadersPlace(Arc::clone(&self.at))
    }

    /// The newest revision each time there is one, a few a second, up to the finished one. Needs no runtime.
    pub fn stream(self) -> impl Stream<Item = Revision> + Send + Unpin + 'static {
        Box::pin(stream::unfold(self.receiver, |mut receiver| async move {
            // The work has ended when this fails.
            receiver.changed().await.ok()?;
            let revision = receiver.borrow_and_update().clone();
            Some((revision, receiver))
        }))
    }
}
