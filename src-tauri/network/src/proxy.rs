//! A proxy: where it is, who it is asked to be, and who we say we are.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{HeaderMap, HeaderValue, PROXY_AUTHORIZATION};
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use url::{Host, Url};
use zeroize::Zeroizing;

use crate::route::hash_part;
use crate::{ClientCertificate, Roots, Verification};

/// SOCKS5 has one byte for the length of each.
const MAX_SOCKS_CREDENTIAL_BYTES: usize = 255;

/// A proxy between this machine and the host of a URL.
#[derive(Clone)]
pub struct Proxy {
    kind: ProxyKind,
    host: Host<String>,
    port: u16,
    /// User and password: Basic authentication of an HTTP proxy, or those of SOCKS5 (RFC 1929).
    pub credentials: Option<(String, SecretString)>,
    /// Sent to the proxy alone: with CONNECT for a URL of HTTPS, with the request itself for one of
    /// HTTP, which the proxy reads anyway. Kibana has them for HTTPS only. SOCKS5 has no headers.
    pub headers: HeaderMap,
    /// What is asked of the proxy's own certificate, if its URL is one of HTTPS. Kibana's
    /// `ssl.proxyVerificationMode`.
    pub verification: Verification,
    /// Who may sign it.
    pub roots: Roots,
    /// What is shown to a proxy of HTTPS that asks. The one of the host is never shown to it.
    pub client_certificate: Option<ClientCertificate>,
}

/// What is spoken with a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyKind {
    /// HTTP in clear text.
    Http,
    /// HTTP inside TLS.
    Https,
    /// SOCKS5; host names are looked up on this machine.
    Socks5,
    /// SOCKS5; host names are looked up by the proxy.
    Socks5h,
}

/// Why a text is no proxy's URL. Nothing of the text is in it, because it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProxyUrlError {
    /// No URL at all, or one without a host.
    #[error("this is not the URL of a proxy: enter one such as http://proxy.example.com:3128")]
    NotAUrl,
    /// Another scheme.
    #[error("a proxy's URL begins with http://, https://, socks5:// or socks5h://")]
    UnknownScheme,
    /// More than a scheme, a host and a port.
    #[error("a proxy's URL ends after the port: remove the path, the ? or the # after it")]
    HasPath,
    /// The user name cannot be written into the request.
    #[error("the proxy's user name cannot hold a colon or a control character")]
    BadUser,
    /// They are longer than SOCKS5 can say, or one is empty.
    #[error("a SOCKS5 proxy takes a user name and a password of 1 to 255 bytes each")]
    BadSocksCredentials,
}

impl Proxy {
    /// Reads `http`, `https`, `socks5` and `socks5h` URLs. A user and a password in the URL become
    /// the credentials. Without a port it is the scheme's own; 1080 for SOCKS5 (RFC 1928).
    pub fn new(url: &str) -> Result<Self, ProxyUrlError> {
        let url = Url::parse(url.trim()).map_err(|_| ProxyUrlError::NotAUrl)?;
        let (kind, default_port) = match url.scheme() {
            "http" => (ProxyKind::Http, 80),
            "https" => (ProxyKind::Https, 443),
            "socks5" => (ProxyKind::Socks5, 1080),
            "socks5h" => (ProxyKind::Socks5h, 1080),
            _ => return Err(ProxyUrlError::UnknownScheme),
        };
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(ProxyUrlError::HasPath);
        }
        let host = url.host_str().filter(|host| !host.is_empty());
        // `Url` leaves the host of a scheme it does not know as it was written.
        let host = Host::parse(host.ok_or(ProxyUrlError::NotAUrl)?);
        let mut proxy = Self {
            kind,
            host: host.map_err(|_| ProxyUrlError::NotAUrl)?,
            port: url.port().unwrap_or(default_port),
            credentials: None,
            headers: HeaderMap::new(),
            verification: Verification::default(),
            roots: Roots::default(),
            client_certificate: None,
        };
        if !url.username().is_empty() || url.password().is_some() {
            let password = decoded(url.password().unwrap_or_default())?;
            proxy.credentials = Some((decoded(url.username())?, SecretString::from(password)));
        }
        proxy.check()?;
        Ok(proxy)
    }

    /// What is spoken with it.
    pub fn kind(&self) -> ProxyKind {
        self.kind
    }

    /// `host:port`, as messages name it.
    pub fn authority(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    pub(crate) fn host(&self) -> &Host<String> {
        &self.host
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Without credentials.
    pub(crate) fn url(&self) -> String {
        let scheme = match self.kind {
            ProxyKind::Http => "http",
            ProxyKind::Https => "https",
            ProxyKind::Socks5 => "socks5",
            ProxyKind::Socks5h => "socks5h",
        };
        format!("{scheme}://{}", self.authority())
    }

    pub(crate) fn is_socks(&self) -> bool {
        matches!(self.kind, ProxyKind::Socks5 | ProxyKind::Socks5h)
    }

    /// Whether a request to a URL of HTTP is handed to the proxy as it is, instead of through a
    /// tunnel.
    pub(crate) fn forwards(&self, is_https: bool) -> bool {
        !is_https && !self.is_socks()
    }

    /// Holds the credentials, which are set after the URL was read, against the kind of proxy.
    pub fn check(&self) -> Result<(), ProxyUrlError> {
        let Some((user, password)) = &self.credentials else {
            return Ok(());
        };
        let password = password.expose_secret();
        if self.is_socks() {
            let fits = |text: &str| (1..=MAX_SOCKS_CREDENTIAL_BYTES).contains(&text.len());
            if !fits(user) || !fits(password) {
                return Err(ProxyUrlError::BadSocksCredentials);
            }
        } else if user.contains(|c: char| c == ':' || c.is_control()) {
            return Err(ProxyUrlError::BadUser);
        }
        Ok(())
    }

    /// What goes to the proxy with a request that it reads.
    pub(crate) fn request_headers(&self) -> HeaderMap {
        let mut headers = self.headers.clone();
        if let Some((user, password)) = &self.credentials {
            let both = Zeroizing::new(format!("{user}:{}", password.expose_secret()));
            let basic = Zeroizing::new(format!("Basic {}", STANDARD.encode(both.as_bytes())));
            if let Ok(mut basic) = HeaderValue::from_str(&basic) {
                basic.set_sensitive(true);
                headers.insert(PROXY_AUTHORIZATION, basic);
            }
        }
        headers
    }

    pub(crate) fn hash_into(&self, hash: &mut Sha256) {
        hash_part(
            hash,
            format!("{:?} {}", self.kind, self.authority()).as_bytes(),
        );
        if let Some((user, password)) = &self.credentials {
            hash_part(hash, user.as_bytes());
            hash_part(hash, password.expose_secret().as_bytes());
        }
        // A count first: credentials and no header are not a header and no credentials.
        hash_part(hash, &(self.headers.len() as u64).to_be_bytes());
        for (name, value) in &self.headers {
            hash_part(hash, name.as_str().as_bytes());
            hash_part(hash, value.as_bytes());
        }
        self.verification.hash_into(hash);
        self.roots.hash_into(hash);
        ClientCertificate::hash_into(self.client_certificate.as_ref(), hash);
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.keys().map(|name| name.as_str()).collect();
        f.debug_struct("Proxy")
            .field("kind", &self.kind)
            .field("authority", &self.authority())
            .field("has_credentials", &self.credentials.is_some())
            .field("headers", &headers)
            .field("verification", &self.verification)
            .field("roots", &self.roots)
            .field("client_certificate", &self.client_certificate)
            .finish()
    }
}

/// A URL's user and password are percent-encoded.
fn decoded(part: &str) -> Result<String, ProxyUrlError> {
    percent_decode_str(part)
        .decode_utf8()
        .map(String::from)
        .map_err(|_| ProxyUrlError::BadUser)
}
