//! The one configuration of TLS that `reqwest` has for a proxy and for the host behind it, made so
//! that what is asked of the one, and shown to it, never counts for the other.
//!
//! Who is judged is known by name. That is why a proxy of HTTPS may not have the host's name, which
//! `exchange` holds every request against. Signatures and client certificates come without a name;
//! there it is the name that the handshake was begun with.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{
    ClientSessionMemoryCache, ClientSessionStore, ResolvesClientCert, Resumption,
    Tls12ClientSessionValue, Tls13ClientSessionValue,
};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, DigitallySignedStruct, Error, NamedGroup, SignatureScheme};
use url::Host;

use crate::dial::bare;
use crate::handshake::{ALPN, config, verifier};
use crate::progress::{Peer, Progress};
use crate::{ClientCertificate, Proxy, ProxyKind, Route};

/// As many as `rustls` keeps by itself.
const SESSIONS: usize = 256;

/// Reads the system's authorities from disk. `is_forwarded`: the only handshake is the proxy's.
pub(crate) fn shared(route: &Route, is_forwarded: bool) -> Result<ClientConfig, Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let tls = &route.tls;
    let host = verifier(tls.verification, &tls.roots, &provider)?;
    let of_tls = |proxy: &&Proxy| proxy.kind() == ProxyKind::Https;
    // A proxy is asked for no protocol: of those it might name it would then be spoken to in.
    let alpn = if is_forwarded { &[][..] } else { &ALPN[..] };
    let own = |own: &Option<ClientCertificate>| own.as_ref().map(|own| Arc::new(own.key()));
    let host_own = own(&tls.client_certificate);
    let Some(proxy) = route.proxy.as_ref().filter(of_tls) else {
        let own = host_own.map(|own| Arc::new(SingleCertAndKey::from(own)) as _);
        let config = config(provider, host, own, alpn)?;
        return Ok(with_sessions(config, None));
    };
    let name = comparable(&bare(proxy.host()));
    let both = Arc::new(Both {
        proxy_name: name.clone(),
        proxy: verifier(proxy.verification, &proxy.roots, &provider)?,
        host,
    });
    let own = Own {
        host: host_own,
        proxy: own(&proxy.client_certificate),
    };
    let own = own.has_certs().then(|| Arc::new(own) as _);
    let config = config(provider, both, own, alpn)?;
    Ok(with_sessions(config, Some(name)))
}

/// Whether certificates could not be told apart by these names.
pub(crate) fn have_one_name(a: &Host<String>, b: &Host<String>) -> bool {
    comparable(&bare(a)) == comparable(&bare(b))
}

fn comparable(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

fn with_sessions(mut config: ClientConfig, proxy_name: Option<String>) -> ClientConfig {
    config.resumption = Resumption::store(Arc::new(Sessions {
        proxy_name,
        kept: ClientSessionMemoryCache::new(SESSIONS),
    }));
    config
}

/// Two verifiers; the name says which one is meant.
#[derive(Debug)]
struct Both {
    proxy_name: String,
    proxy: Arc<dyn ServerCertVerifier>,
    host: Arc<dyn ServerCertVerifier>,
}

impl Both {
    /// A signature is not checked by the proxy's rule unless this is certainly its handshake.
    fn signature(
        &self,
        check: impl Fn(&dyn ServerCertVerifier) -> Result<HandshakeSignatureValid, Error>,
    ) -> Result<HandshakeSignatureValid, Error> {
        match Progress::peer() {
            Some(Peer::Proxy) => check(&*self.proxy),
            Some(Peer::Host) => check(&*self.host),
            None => check(&*self.proxy).and_then(|_| check(&*self.host)),
        }
    }
}

impl ServerCertVerifier for Both {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verifier = if comparable(&server_name.to_str()) == self.proxy_name {
            &self.proxy
        } else {
            &self.host
        };
        verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signature(|verifier| verifier.verify_tls12_signature(message, certificate, signed))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.signature(|verifier| verifier.verify_tls13_signature(message, certificate, signed))
    }

    /// Both are of one provider.
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.host.supported_verify_schemes()
    }
}

/// What is shown of ours, to each its own, and to nobody outside of a handshake with a known end.
#[derive(Debug)]
struct Own {
    host: Option<Arc<CertifiedKey>>,
    proxy: Option<Arc<CertifiedKey>>,
}

impl ResolvesClientCert for Own {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        match Progress::peer()? {
            Peer::Host => self.host.clone(),
            Peer::Proxy => self.proxy.clone(),
        }
    }

    fn has_certs(&self) -> bool {
        self.host.is_some() || self.proxy.is_some()
    }
}

/// Remembers as `rustls` does by itself. Looking for a session is what a handshake begins with, and
/// the name is said there: it is noted for everything that comes without one.
#[derive(Debug)]
struct Sessions {
    proxy_name: Option<String>,
    kept: ClientSessionMemoryCache,
}

impl ClientSessionStore for Sessions {
    fn take_tls13_ticket(&self, name: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        let is_proxy = self.proxy_name.as_deref() == Some(&*comparable(&name.to_str()));
        Progress::shakes_hands(if is_proxy { Peer::Proxy } else { Peer::Host });
        self.kept.take_tls13_ticket(name)
    }

    fn set_kx_hint(&self, name: ServerName<'static>, group: NamedGroup) {
        self.kept.set_kx_hint(name, group);
    }

    fn kx_hint(&self, name: &ServerName<'_>) -> Option<NamedGroup> {
        self.kept.kx_hint(name)
    }

    fn set_tls12_session(&self, name: ServerName<'static>, value: Tls12ClientSessionValue) {
        self.kept.set_tls12_session(name, value);
    }

    fn tls12_session(&self, name: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        self.kept.tls12_session(name)
    }

    fn remove_tls12_session(&self, name: &ServerName<'static>) {
        self.kept.remove_tls12_session(name);
    }

    fn insert_tls13_ticket(&self, name: ServerName<'static>, value: Tls13ClientSessionValue) {
        self.kept.insert_tls13_ticket(name, value);
    }
}
