//! The certificate that the service shows, from two files (PEM): a chain, the service's own certificate first, and its key.
//! They are read again when the certificate was renewed.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use rustls::ServerConfig;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// Why there is no certificate to show.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The file is not there or may not be read.
    #[error("{} cannot be read: {}", .0.display(), .1)]
    Unreadable(PathBuf, Arc<io::Error>),
    /// There is no certificate in the file, or a damaged one.
    #[error("{} holds no certificate", .0.display())]
    NoCertificate(PathBuf),
    /// There is no key in the file, a damaged one, or one that a password protects.
    #[error("{} holds no key", .0.display())]
    NoKey(PathBuf),
    /// Both are there, but do not belong together, or are of a kind that is not known.
    #[error("certificate and key cannot be used together: {0}")]
    Unfit(String),
}

/// Where certificate and key lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    pub certificate: PathBuf,
    pub key: PathBuf,
}

/// A certificate to be shown, as it was read last.
#[derive(Debug)]
pub struct Tls {
    files: Files,
    now: RwLock<Arc<ServerConfig>>,
}

impl Tls {
    /// # Errors
    /// What is wrong with the files.
    pub fn new(files: Files) -> Result<Self, Error> {
        let now = RwLock::new(Arc::new(read(&files)?));
        Ok(Self { files, now })
    }

    /// Reads the files again, for connections from now on.
    ///
    /// # Errors
    /// What is wrong with the files: then the old certificate is shown as before.
    pub fn renew(&self) -> Result<(), Error> {
        let new = Arc::new(read(&self.files)?);
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = new;
        Ok(())
    }

    pub fn acceptor(&self) -> TlsAcceptor {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

fn read(Files { certificate, key }: &Files) -> Result<ServerConfig, Error> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(certificate)
        .map_err(|error| wrong(error, certificate, Error::NoCertificate))?
        .collect();
    let chain = chain.map_err(|error| wrong(error, certificate, Error::NoCertificate))?;
    if chain.is_empty() {
        return Err(Error::NoCertificate(certificate.clone()));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| wrong(error, key, Error::NoKey))?;
    let unfit = |error: rustls::Error| Error::Unfit(error.to_string());
    let mut config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(unfit)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn wrong(error: PemError, file: &Path, otherwise: impl FnOnce(PathBuf) -> Error) -> Error {
    match error {
        PemError::Io(error) => Error::Unreadable(file.to_owned(), Arc::new(error)),
        _ => otherwise(file.to_owned()),
    }
}
