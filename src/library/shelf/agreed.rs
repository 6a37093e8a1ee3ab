//! What the reader takes back: that an address may be asked without protection, and as whom she signs in.

use super::store::Store;
use super::{Error, Shelf};

impl Store {
    fn withdraw(&mut self, origin: &str) -> Result<bool, Error> {
        Ok(self.connection().execute("DELETE FROM confirmed WHERE origin = ?1", [origin])? > 0)
    }

    fn forget_user(&mut self, url: &str) -> Result<(), Error> {
        self.connection().execute("UPDATE libraries SET user = NULL WHERE url = ?1", [url])?;
        Ok(())
    }
}

impl Shelf {
    /// The reader does not agree any more to ask this origin without protection. False when she had not.
    pub async fn withdraw(&self, origin: impl Into<String>) -> Result<bool, Error> {
        let origin = origin.into();
        self.ask(move |store| store.withdraw(&origin)).await
    }

    /// Nobody is signed in to the library with this address any more.
    pub async fn forget_user(&self, url: impl Into<String>) -> Result<(), Error> {
        let url = url.into();
        self.ask(move |store| store.forget_user(&url)).await
    }
}
