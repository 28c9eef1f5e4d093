//! How a connection proves who is at either end.

use std::fmt;
use std::sync::Arc;

use rustls::RootCertStore;
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, PrivateSec1KeyDer,
};
use rustls::sign::{CertifiedKey, SigningKey};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::pem::{self, Content, PemError};
use crate::route::hash_part;

const CERTIFICATE: &str = "CERTIFICATE";

/// What is asked of the server's certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verification {
    /// A chain to a trusted authority, in its time, for this host name.
    #[default]
    Full,
    /// The same without the host name.
    Certificate,
    /// Nothing: whoever answers gets the request, and the key in it.
    None,
}

/// Settings of one request's connection. The default is what every public provider needs.
#[derive(Debug, Clone, Default)]
pub struct Tls {
    /// What is asked of the server.
    pub verification: Verification,
    /// What is shown to a server that asks.
    pub client_certificate: Option<ClientCertificate>,
    /// Who may sign the server's certificate.
    pub roots: Roots,
}

/// The authorities a chain may end at. A server's own certificate counts as one.
#[derive(Debug, Clone)]
pub enum Roots {
    /// The system's, and these.
    SystemAnd(Vec<RootCertificates>),
    /// These and no others. None at all is refused: it would be a server nobody can be.
    Only(Vec<RootCertificates>),
}

impl Default for Roots {
    fn default() -> Self {
        Self::SystemAnd(Vec::new())
    }
}

impl Roots {
    /// Those that were given.
    pub(crate) fn own(&self) -> Vec<CertificateDer<'static>> {
        let (Self::SystemAnd(own) | Self::Only(own)) = self;
        own.iter()
            .flat_map(|roots| roots.0.iter().cloned())
            .collect()
    }

    pub(crate) fn with_system(&self) -> bool {
        matches!(self, Self::SystemAnd(_))
    }

    pub(crate) fn hash_into(&self, hash: &mut Sha256) {
        hash_part(hash, &[u8::from(self.with_system())]);
        hash_certificates(hash, &self.own());
    }
}

impl Verification {
    pub(crate) fn hash_into(self, hash: &mut Sha256) {
        hash_part(
            hash,
            &[match self {
                Self::Full => 0,
                Self::Certificate => 1,
                Self::None => 2,
            }],
        );
    }
}

/// A certificate with its private key, ready to sign. The key is held by the cryptography alone;
/// neither its PEM text nor its bytes are kept. Cheap to clone.
#[derive(Clone)]
pub struct ClientCertificate(Arc<CertifiedKey>);

/// Authorities of one's own. Cheap to clone.
#[derive(Clone)]
pub struct RootCertificates(Arc<[CertificateDer<'static>]>);

impl ClientCertificate {
    /// Reads a chain of certificates and the private key of one of them (PKCS#8, PKCS#1 or SEC1).
    pub fn from_pem(certificate: &[u8], private_key: &SecretString) -> Result<Self, PemError> {
        let mut chain = certificates(certificate)?;
        let key = private_key_in(private_key.expose_secret())?;
        let own = chain
            .iter()
            .position(|certificate| belongs(key.as_ref(), certificate))
            .ok_or(PemError::KeyDoesNotMatch)?;
        // Some tools write the authority first; a server wants the client's own there.
        let own = chain.remove(own);
        chain.insert(0, own);
        Ok(Self(Arc::new(CertifiedKey::new(chain, key))))
    }

    pub(crate) fn key(&self) -> CertifiedKey {
        CertifiedKey::clone(&self.0)
    }

    /// The key is not part of it, because a certificate has only one.
    pub(crate) fn hash_into(own: Option<&Self>, hash: &mut Sha256) {
        hash_certificates(hash, own.map(|own| &own.0.cert[..]).unwrap_or_default());
    }
}

impl RootCertificates {
    /// Reads one certificate or more.
    pub fn from_pem(bytes: &[u8]) -> Result<Self, PemError> {
        let certificates = certificates(bytes)?;
        for (at, certificate) in certificates.iter().enumerate() {
            RootCertStore::empty()
                .add(certificate.clone())
                .map_err(|_| PemError::BadCertificate { position: at + 1 })?;
        }
        Ok(Self(certificates.into()))
    }
}

impl Tls {
    pub(crate) fn hash_into(&self, hash: &mut Sha256) {
        self.verification.hash_into(hash);
        ClientCertificate::hash_into(self.client_certificate.as_ref(), hash);
        self.roots.hash_into(hash);
    }
}

/// Their number before them: a chain of two and no root is not a chain and a root.
fn hash_certificates(hash: &mut Sha256, certificates: &[CertificateDer<'_>]) {
    hash_part(hash, &(certificates.len() as u64).to_be_bytes());
    for certificate in certificates {
        hash_part(hash, certificate);
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let certificates = self.0.cert.len();
        write!(f, "ClientCertificate({certificates} certificates)")
    }
}

impl fmt::Debug for RootCertificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RootCertificates({} certificates)", self.0.len())
    }
}

/// All certificates of a text; other blocks are passed over.
pub(crate) fn certificates(bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, PemError> {
    let text = String::from_utf8_lossy(bytes);
    let blocks = pem::blocks(&text)?;
    let mut found = Vec::new();
    for block in &blocks {
        if let (CERTIFICATE, Content::Der(der)) = (block.label.as_str(), &block.content) {
            // Every certificate is a sequence.
            if der.first() != Some(&0x30) {
                let position = found.len() + 1;
                return Err(PemError::BadCertificate { position });
            }
            found.push(CertificateDer::from(der.to_vec()));
        }
    }
    match blocks.into_iter().next() {
        Some(first) if found.is_empty() => Err(PemError::NoCertificate { found: first.label }),
        _ => Ok(found),
    }
}

/// The first private key of a text; other blocks, such as a curve's parameters, are passed over.
fn private_key_in(text: &str) -> Result<Arc<dyn SigningKey>, PemError> {
    let blocks = pem::blocks(text)?;
    let is_key = |label: &str| label.ends_with("PRIVATE KEY");
    let Some(block) = blocks.iter().find(|block| is_key(&block.label)) else {
        let found = blocks.into_iter().next().map(|first| first.label);
        let found = found.unwrap_or_default();
        return Err(PemError::NoPrivateKey { found });
    };
    if block.label == "ENCRYPTED PRIVATE KEY" {
        return Err(PemError::EncryptedKey);
    }
    let Content::Der(der) = &block.content else {
        return Err(PemError::EncryptedKey);
    };
    let der = der.to_vec();
    let mut key: PrivateKeyDer<'static> = match block.label.as_str() {
        "PRIVATE KEY" => PrivatePkcs8KeyDer::from(der).into(),
        "RSA PRIVATE KEY" => PrivatePkcs1KeyDer::from(der).into(),
        "EC PRIVATE KEY" => PrivateSec1KeyDer::from(der).into(),
        _ => {
            drop(Zeroizing::new(der));
            return Err(PemError::UnsupportedKey);
        }
    };
    let signing = any_supported_type(&key);
    key.zeroize();
    signing.map_err(|_| PemError::UnsupportedKey)
}

/// Certificates of version 1, which many a tutorial makes, have no parser here. A public key in
/// one is found as the bytes it is.
fn belongs(key: &dyn SigningKey, certificate: &CertificateDer<'_>) -> bool {
    key.public_key().is_some_and(|public| {
        let public: &[u8] = public.as_ref();
        certificate.windows(public.len()).any(|part| part == public)
    })
}
