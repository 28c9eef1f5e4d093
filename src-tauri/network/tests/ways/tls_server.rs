//! Certificates, and a server that shows them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http::HeaderMap;
use patchbay_network::{
    ClientCertificate, Failure, Method, Network, Outgoing, RootCertificates, Roots, Route, Tls,
    TlsFault, Verification,
};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd,
};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use url::Url;

/// Signs certificates.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub(crate) certificate: Certificate,
}

/// A certificate and its key.
pub(crate) struct Identity {
    pub(crate) certificate: Certificate,
    pub(crate) key: KeyPair,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let key = KeyPair::generate().expect("a key");
        Self::with_key(name, &key.serialize_pem())
    }

    pub(crate) fn with_key(name: &str, key: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::from_pem(key).expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        Self {
            issuer: Issuer::new(params, key),
            certificate,
        }
    }

    pub(crate) fn sign(&self, params: &CertificateParams, key: KeyPair) -> Identity {
        let certificate = params.signed_by(&key, &self.issuer).expect("signed");
        Identity { certificate, key }
    }

    pub(crate) fn identity(&self, host: &str) -> Identity {
        self.sign(&params(host), KeyPair::generate().expect("a key"))
    }

    pub(crate) fn roots(&self) -> RootCertificates {
        RootCertificates::from_pem(self.certificate.pem().as_bytes()).expect("an authority")
    }
}

impl Identity {
    pub(crate) fn self_signed(params: &CertificateParams) -> Self {
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        Self { certificate, key }
    }

    pub(crate) fn as_root(&self) -> RootCertificates {
        RootCertificates::from_pem(self.certificate.pem().as_bytes()).expect("a certificate")
    }

    /// What the client shows.
    pub(crate) fn as_client(&self) -> ClientCertificate {
        let key = SecretString::from(self.key.serialize_pem());
        ClientCertificate::from_pem(self.certificate.pem().as_bytes(), &key).expect("a pair")
    }
}

pub(crate) fn params(host: &str) -> CertificateParams {
    CertificateParams::new([host.to_owned()]).expect("a host")
}

pub(crate) fn expired(host: &str) -> CertificateParams {
    let mut params = params(host);
    params.not_before = date_time_ymd(2001, 1, 1);
    params.not_after = date_time_ymd(2002, 1, 1);
    params
}

/// How a server behaves.
pub(crate) struct Manner<'a> {
    pub(crate) identity: &'a Identity,
    /// Only clients of this authority.
    pub(crate) clients: Option<&'a Authority>,
    pub(crate) versions: &'a [&'static SupportedProtocolVersion],
    pub(crate) alpn: &'a str,
}

impl<'a> Manner<'a> {
    pub(crate) fn showing(identity: &'a Identity) -> Self {
        Self {
            identity,
            clients: None,
            versions: rustls::ALL_VERSIONS,
            alpn: "http/1.1",
        }
    }
}

pub(crate) struct Server {
    pub(crate) port: u16,
    handshakes: Arc<AtomicUsize>,
}

impl Manner<'_> {
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        let provider = Arc::new(default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(self.versions)
            .expect("versions");
        let builder = match self.clients {
            None => builder.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                let certificate = authority.certificate.der().clone();
                roots.add(certificate).expect("an authority");
                let verifier =
                    WebPkiClientVerifier::builder_with_provider(roots.into(), provider).build();
                builder.with_client_cert_verifier(verifier.expect("a verifier"))
            }
        };
        let key = PrivatePkcs8KeyDer::from(self.identity.key.serialize_der());
        let chain = vec![self.identity.certificate.der().clone()];
        let mut config = builder.with_cert_resolver(unchecked(chain, key.into()));
        config.alpn_protocols = vec![self.alpn.into()];
        TlsAcceptor::from(Arc::new(config))
    }
}

/// Whether the key belongs to the certificate is not asked, so that somebody may pretend.
fn unchecked(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Arc<SingleCertAndKey> {
    let key = any_supported_type(&key).expect("a key");
    Arc::new(SingleCertAndKey::from(CertifiedKey::new(chain, key)))
}

/// For a pair that no tool of these tests makes.
pub(crate) fn showing_pem(certificate: &str, key: &str) -> TlsAcceptor {
    let chain = CertificateDer::pem_slice_iter(certificate.as_bytes());
    let chain = chain.collect::<Result<_, _>>().expect("certificates");
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_cert_resolver(unchecked(chain, key));
    TlsAcceptor::from(Arc::new(config))
}

impl Server {
    /// Answers each request with the certificate that the client has shown.
    pub(crate) async fn start(manner: &Manner<'_>) -> Self {
        let acceptor = manner.acceptor();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let handshakes = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&handshakes);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (acceptor, count) = (acceptor.clone(), Arc::clone(&count));
                tokio::spawn(answer_all(socket, acceptor, count));
            }
        });
        Self { port, handshakes }
    }

    /// How many connections were made, refused ones aside.
    pub(crate) fn handshakes(&self) -> usize {
        self.handshakes.load(Ordering::SeqCst)
    }

    pub(crate) async fn ask(&self, network: &Network, tls: Tls) -> Result<Vec<u8>, Failure> {
        ask(network, self.port, tls).await
    }

    /// `None` for an answer.
    pub(crate) async fn fault(&self, network: &Network, tls: Tls) -> Option<TlsFault> {
        let failure = self.ask(network, tls).await.err()?;
        Some(failure.tls.unwrap_or_else(|| panic!("{failure:?}")))
    }
}

async fn answer_all(
    socket: TcpStream,
    acceptor: TlsAcceptor,
    handshakes: Arc<AtomicUsize>,
) -> std::io::Result<()> {
    let mut tls = acceptor.accept(socket).await?;
    handshakes.fetch_add(1, Ordering::SeqCst);
    let shown = tls.get_ref().1.peer_certificates();
    let shown = shown
        .and_then(<[_]>::first)
        .map(|der: &CertificateDer<'_>| der.to_vec());
    let shown = shown.unwrap_or_default();
    loop {
        let mut request = Vec::new();
        while !request.windows(4).any(|end| end == b"\r\n\r\n") {
            if tls.read_buf(&mut request).await? == 0 {
                return Ok(());
            }
        }
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", shown.len());
        tls.write_all(&[head.as_bytes(), &shown].concat()).await?;
        tls.flush().await?;
    }
}

pub(crate) async fn ask(network: &Network, port: u16, tls: Tls) -> Result<Vec<u8>, Failure> {
    let route = Route {
        tls,
        ..Route::default()
    };
    let url = format!("https://localhost:{port}/v1/models");
    get(network, &url, route).await
}

pub(crate) async fn get(network: &Network, url: &str, route: Route) -> Result<Vec<u8>, Failure> {
    use futures_util::TryStreamExt as _;
    let url = Url::parse(url).expect("a URL");
    let request = Outgoing {
        method: Method::Get,
        url,
        headers: HeaderMap::new(),
        body: Default::default(),
        route,
    };
    let pieces: Vec<_> = network.send(request).await?.body.try_collect().await?;
    Ok(pieces.concat())
}

pub(crate) fn network() -> Network {
    Network::new(Route::default()).expect("a client")
}

pub(crate) fn tls(verification: Verification, extra: Option<&Authority>) -> Tls {
    Tls {
        verification,
        roots: Roots::SystemAnd(extra.map(Authority::roots).into_iter().collect()),
        ..Tls::default()
    }
}
