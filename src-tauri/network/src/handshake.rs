//! Who is believed in a handshake. A proxy and the host behind it each have a configuration of
//! their own, so that a mode, an authority or a client certificate never counts for the other.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
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
    /// There when somebody wants to look at what was shown.
    pub(crate) witness: Option<Arc<Witness>>,
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
    pub(crate) fn with_target(tls: &Tls, witnessed: bool) -> Result<Self, Error> {
        let own = tls.client_certificate.as_ref();
        let alpn: &[&[u8]] = &[b"h2", b"http/1.1"];
        Self::new(tls.verification, &tls.roots, own, alpn, witnessed)
    }

    /// As above. A proxy is never shown the client certificate of the host behind it, and is
    /// asked for HTTP/1.1, the only version with a CONNECT that proxies know.
    pub(crate) fn with_proxy(proxy: &Proxy, witnessed: bool) -> Result<Self, Error> {
        let alpn: &[&[u8]] = &[b"http/1.1"];
        Self::new(proxy.verification, &proxy.roots, None, alpn, witnessed)
    }

    fn new(
        verification: Verification,
        roots: &Roots,
        own: Option<&ClientCertificate>,
        alpn: &[&[u8]],
        witnessed: bool,
    ) -> Result<Self, Error> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = verifier(verification, roots, &provider)?;
        let witness = witnessed.then(|| {
            Arc::new(Witness {
                verifier: Arc::clone(&verifier),
                authorities: AnyName::new(roots, &provider).ok(),
                known: roots.own(),
                shown: Mutex::default(),
            })
        });
        let asked: Arc<dyn ServerCertVerifier> = match &witness {
            Some(witness) => Arc::clone(witness) as _,
            None => verifier,
        };
        let builder = ClientConfig::builder_with_provider(provider)
            // 1.2 and 1.3; rustls knows no older ones.
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(asked);
        let mut config = match own {
            Some(own) => {
                let own = SingleCertAndKey::from(own.key());
                builder.with_client_cert_resolver(Arc::new(own))
            }
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
        Ok(Self {
            config: Arc::new(config),
            shows_certificate: own.is_some(),
            witness,
        })
    }
}

fn verifier(
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
