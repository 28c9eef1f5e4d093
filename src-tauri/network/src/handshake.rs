//! Who is believed in a handshake, and the handshakes of a diagnosis: there a proxy and the host
//! behind it each have a configuration of their own. What `reqwest` gets is made in `peers`, of the
//! same verifiers.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{ResolvesClientCert, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::SingleCertAndKey;
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::pinned::Pinned;
use crate::tls::ClientCertificate;
use crate::verifier::{AnyName, Anyone, NOBODY_TRUSTED};
use crate::{Proxy, Roots, Tls, Verification};

/// How one end is spoken to. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Handshake {
    pub(crate) config: Arc<ClientConfig>,
    pub(crate) shows_certificate: bool,
    pub(crate) witness: Arc<Witness>,
}

/// Keeps what a server has shown, also when it is not believed.
pub(crate) struct Witness {
    verifier: Arc<dyn ServerCertVerifier>,
    /// For the chain alone; `None` when there is nobody a chain could end at.
    pub(crate) authorities: Option<AnyName>,
    /// Certificates that need no chain.
    pub(crate) known: Vec<CertificateDer<'static>>,
    shown: Mutex<Option<Shown>>,
}

/// What a server has shown.
#[derive(Clone)]
pub(crate) struct Shown {
    /// The server's own first.
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) name: ServerName<'static>,
    pub(crate) at: UnixTime,
}

impl Handshake {
    /// Reads the system's authorities from disk.
    pub(crate) fn with_target(tls: &Tls) -> Result<Self, Error> {
        let own = tls.client_certificate.as_ref();
        Self::new(tls.verification, &tls.roots, own, &ALPN)
    }

    /// As above. A proxy is asked for no protocol, as `reqwest` does: the only version with a
    /// CONNECT that proxies know is the one without a name to ask for.
    pub(crate) fn with_proxy(proxy: &Proxy) -> Result<Self, Error> {
        let own = proxy.client_certificate.as_ref();
        Self::new(proxy.verification, &proxy.roots, own, &[])
    }

    fn new(
        verification: Verification,
        roots: &Roots,
        own: Option<&ClientCertificate>,
        alpn: &[&[u8]],
    ) -> Result<Self, Error> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = verifier(verification, roots, &provider)?;
        let witness = Arc::new(Witness {
            verifier,
            authorities: AnyName::new(roots, &provider).ok(),
            known: roots.own(),
            shown: Mutex::default(),
        });
        let asked = Arc::clone(&witness) as _;
        let shown = own.map(|own| Arc::new(SingleCertAndKey::from(own.key())) as _);
        Ok(Self {
            config: Arc::new(config(provider, asked, shown, alpn)?),
            shows_certificate: own.is_some(),
            witness,
        })
    }
}

/// What is spoken with a host, the better one first.
pub(crate) const ALPN: [&[u8]; 2] = [b"h2", b"http/1.1"];

pub(crate) fn config(
    provider: Arc<CryptoProvider>,
    verifier: Arc<dyn ServerCertVerifier>,
    own: Option<Arc<dyn ResolvesClientCert>>,
    alpn: &[&[u8]],
) -> Result<ClientConfig, Error> {
    let builder = ClientConfig::builder_with_provider(provider)
        // 1.2 and 1.3; rustls knows no older ones.
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    let mut config = match own {
        Some(own) => builder.with_client_cert_resolver(own),
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
    Ok(config)
}

pub(crate) fn verifier(
    verification: Verification,
    roots: &Roots,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    let own = roots.own();
    let otherwise: Arc<dyn ServerCertVerifier> = match (verification, roots) {
        (Verification::None, _) => return Ok(Arc::new(Anyone::new(Arc::clone(provider)))),
        (Verification::Full, Roots::SystemAnd(_)) if own.is_empty() => {
            return Ok(Arc::new(Verifier::new(Arc::clone(provider))?));
        }
        (Verification::Full, Roots::SystemAnd(_)) => Arc::new(Verifier::new_with_extra_roots(
            own.iter().cloned(),
            Arc::clone(provider),
        )?),
        (Verification::Full, Roots::Only(_)) => only(&own, provider)?,
        (Verification::Certificate, _) => Arc::new(AnyName::new(roots, provider)?),
    };
    Ok(Arc::new(Pinned {
        known: own,
        asks_name: verification == Verification::Full,
        otherwise,
    }))
}

/// The system's verifier always trusts the system's authorities; this one does not.
fn only(
    own: &[CertificateDer<'static>],
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, Error> {
    if own.is_empty() {
        return Err(Error::General(NOBODY_TRUSTED.into()));
    }
    let mut roots = RootCertStore::empty();
    for certificate in own {
        roots.add(certificate.clone())?;
    }
    WebPkiServerVerifier::builder_with_provider(roots.into(), Arc::clone(provider))
        .build()
        .map(|verifier| verifier as _)
        .map_err(|error| Error::General(error.to_string()))
}

impl Witness {
    pub(crate) fn shown(&self) -> Option<Shown> {
        let shown = self.shown.lock();
        shown.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Witness").finish_non_exhaustive()
    }
}

impl fmt::Debug for Handshake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handshake").finish_non_exhaustive()
    }
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = std::iter::once(end_entity).chain(intermediates);
        let shown = Shown {
            chain: chain.map(|der| der.clone().into_owned()).collect(),
            name: server_name.to_owned(),
            at: now,
        };
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown);
        self.verifier
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier
            .verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier
            .verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}
