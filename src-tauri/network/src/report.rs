//! What a diagnosis says.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, Version};

use crate::{Failure, TlsFault};

/// A part of the way to an answer, in the order they are passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The name of the host, or of the proxy where there is one, has an address.
    Dns,
    /// Somebody answers there.
    Tcp,
    /// The proxy opens the way; not there without a proxy.
    Proxy,
    /// The host proves who it is; not there for a URL of HTTP.
    Tls,
    /// The host answers, with whatever status.
    Http,
}

/// What became of a layer.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// As it should be.
    Passed,
    /// Here the way ended.
    Failed(Failure),
    /// It ended before.
    NotReached,
}

/// One layer of a diagnosis.
#[derive(Debug, Clone)]
pub struct Step {
    /// Which one.
    pub layer: Layer,
    /// What became of it.
    pub outcome: Outcome,
    /// How long this layer alone took; zero when it was not reached.
    pub elapsed: Duration,
    /// What was seen, also when the layer failed.
    pub seen: Seen,
}

/// What was seen at a layer. No part holds a credential of ours.
#[derive(Debug, Clone, Default)]
pub enum Seen {
    /// Nothing, because it went wrong before.
    #[default]
    Nothing,
    /// At [`Layer::Dns`].
    Addresses {
        /// Which name was looked up.
        host: String,
        /// In the order in which they are tried.
        addresses: Vec<IpAddr>,
    },
    /// At [`Layer::Tcp`].
    Peer {
        /// Who answers.
        remote: SocketAddr,
        /// Which of this machine's addresses was used: it tells a VPN from a cable.
        local: SocketAddr,
    },
    /// At [`Layer::Proxy`].
    Proxy(Box<ProxySeen>),
    /// At [`Layer::Tls`].
    Tls(Box<TlsSeen>),
    /// At [`Layer::Http`].
    Http(Box<HttpSeen>),
}

/// What a proxy did.
#[derive(Debug, Clone, Default)]
pub struct ProxySeen {
    /// Its host and port.
    pub authority: String,
    /// Its certificate, when its URL is one of HTTPS.
    pub tls: Option<TlsSeen>,
    /// Its answer to CONNECT. A proxy that hands on a request of HTTP answers only when it
    /// refuses, and SOCKS5 has no status.
    pub status: Option<StatusCode>,
    /// Which software it says it is, and how it wants to know who asks: `server`, `via`,
    /// `proxy-agent`, `proxy-authenticate` and `x-squid-error` of its answer.
    pub headers: Vec<(String, String)>,
}

/// What a server showed of itself in a handshake.
#[derive(Debug, Clone, Default)]
pub struct TlsSeen {
    /// Such as `TLSv1_3`; `None` when the handshake was not finished.
    pub version: Option<String>,
    /// Such as `TLS13_AES_256_GCM_SHA384`.
    pub cipher: Option<String>,
    /// Such as `h2`; `None` when none was agreed on.
    pub alpn: Option<String>,
    /// The server's own first.
    pub chain: Vec<PresentedCertificate>,
    /// What each question would have been answered with, whatever the mode asks. `None` when no
    /// certificate came.
    pub checks: Option<Checks>,
}

/// The three questions to a chain, each asked by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checks {
    /// Does it lead to a trusted authority? Asked at a time at which all of it was valid, if there
    /// is one, so that an expired certificate of a trusted authority passes here.
    pub chain: Result<(), TlsFault>,
    /// Is it for this host?
    pub host: Result<(), TlsFault>,
    /// Is now within the time of each certificate?
    pub time: Result<(), TlsFault>,
}

/// A certificate as the server showed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentedCertificate {
    /// Of its DER bytes, as pairs of upper case hexadecimal digits with colons between them.
    pub sha256: String,
    /// Can be given to [`crate::RootCertificates::from_pem`].
    pub pem: String,
    /// `None` when its content cannot be read.
    pub facts: Option<CertificateFacts>,
}

/// What a certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Whose it is, such as `CN=api.example.com, O=Example`.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// DNS names and IP addresses it is for.
    pub names: Vec<String>,
    /// UTC, Unix milliseconds.
    pub not_before_ms: i64,
    /// UTC, Unix milliseconds.
    pub not_after_ms: i64,
    /// Whether it may sign others.
    pub is_authority: bool,
    /// Whether it names itself as the one who signed it.
    pub is_self_issued: bool,
}

/// What came over the connection.
#[derive(Debug, Clone)]
pub struct HttpSeen {
    /// Of the answer.
    pub status: StatusCode,
    /// The protocol spoken.
    pub version: Version,
    /// As received.
    pub headers: HeaderMap,
    /// From sending the request to the status line.
    pub first_byte: Duration,
    /// When pieces of the body came, decoded. A proxy that collects a stream before it hands it on
    /// shows as one moment.
    pub pieces: Vec<Piece>,
    /// The beginning of the body, decoded; up to 256 KiB of it.
    pub body: Bytes,
    /// The length of the whole body, decoded, as far as it came.
    pub body_bytes: usize,
}

/// A part of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Since the request was sent.
    pub at: Duration,
    /// Its length, decoded.
    pub bytes: usize,
}
