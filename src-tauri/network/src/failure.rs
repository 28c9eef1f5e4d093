//! Why no answer came, by layer. Each layer makes its own failure where it happens; what is left to
//! find out from a chain of causes is what HTTP and a handshake say after the connection is made.

use std::error::Error as StdError;
use std::fmt::Display;
use std::io;
use std::net::IpAddr;
use std::time::Duration;

use crate::Route;
use crate::report::Layer;
use crate::tls_fault::{TlsFault, beneath, tls_fault};

/// Which layer gave way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The host name has no address.
    Dns,
    /// The address is one that nothing is ever sent to: link-local, of a cloud's metadata server,
    /// or of no machine at all.
    Blocked,
    /// Nobody answers at that address and port.
    Connect,
    /// The proxy cannot be reached or does not let the request through; [`Failure::proxy`] says
    /// why. What the host behind it does is another kind.
    Proxy,
    /// The handshake with the host failed: certificate, host name or protocol.
    Tls,
    /// A limit of ours ran out.
    Timeout,
    /// The answer exceeds the limit.
    TooLarge,
    /// The answer ended before it was complete.
    Cut,
    /// The bytes are not what they claim to be.
    Unreadable,
    /// The request itself could not be built or sent.
    Request,
}

impl FailureKind {
    /// The word kept in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Blocked => "blocked",
            Self::Connect => "connect",
            Self::Proxy => "proxy",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::TooLarge => "too_large",
            Self::Cut => "cut",
            Self::Unreadable => "unreadable",
            Self::Request => "request",
        }
    }
}

/// Why a proxy was no way to the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyFault {
    /// Its host name has no address.
    NoAddress,
    /// Nobody answers at its address and port.
    Unreachable,
    /// Neither it nor what is behind it answered in time.
    TimedOut,
    /// The handshake with the proxy itself failed.
    Tls(TlsFault),
    /// It asks for credentials, and none were given.
    CredentialsRequired,
    /// It does not accept the credentials that were given.
    CredentialsRefused,
    /// It does not let this request through; the status of an HTTP proxy, such as 403.
    Refused(Option<u16>),
    /// It tried, and could not reach the host; the status of an HTTP proxy, such as 503.
    NoWayOn(Option<u16>),
    /// It closed the connection without an answer.
    BrokenOff,
    /// What answers does not speak a proxy's language.
    NotAProxy,
}

/// Why no (complete) answer came. The text holds no URL, header, body or credential.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// The layer.
    pub kind: FailureKind,
    /// Why; always there when the layer is [`FailureKind::Tls`].
    pub tls: Option<TlsFault>,
    /// Why; always there when the layer is [`FailureKind::Proxy`].
    pub proxy: Option<ProxyFault>,
    /// Where the way ended, if that is known and the kind does not say it.
    pub(crate) layer: Option<Layer>,
    message: String,
}

impl Failure {
    pub(crate) fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            tls: None,
            proxy: None,
            layer: None,
            message: message.into(),
        }
    }

    pub(crate) fn at(self, layer: Layer) -> Self {
        Self {
            layer: Some(layer),
            ..self
        }
    }

    /// Below HTTP; `None` when a connection was made.
    pub(crate) fn layer(&self) -> Option<Layer> {
        use ProxyFault::{NoAddress, Unreachable};
        self.layer.or(match (self.kind, self.proxy) {
            (FailureKind::Dns | FailureKind::Blocked, _) => Some(Layer::Dns),
            (FailureKind::Connect, _) => Some(Layer::Tcp),
            (FailureKind::Proxy, Some(NoAddress)) => Some(Layer::Dns),
            (FailureKind::Proxy, Some(Unreachable)) => Some(Layer::Tcp),
            (FailureKind::Proxy, _) => Some(Layer::Proxy),
            (FailureKind::Tls, _) => Some(Layer::Tls),
            _ => None,
        })
    }

    /// `name` may be the address itself.
    pub(crate) fn blocked_address(name: &str, address: IpAddr) -> Self {
        let what = if name == address.to_string() {
            format!("{address} is never connected to")
        } else {
            format!("the host {name:?} is at {address}, which is never connected to")
        };
        let why = if address.is_unspecified() {
            "it means no machine; for this one, write 127.0.0.1"
        } else {
            "a machine's own credentials may be given out there"
        };
        Self::new(FailureKind::Blocked, format!("{what}: {why}"))
    }

    pub(crate) fn blocked_name(name: &str) -> Self {
        let message = format!(
            "the host {name:?} is never connected to: a machine's own credentials are given out there"
        );
        Self::new(FailureKind::Blocked, message)
    }

    /// No connection was even tried.
    pub(crate) fn not_built(reason: impl Display) -> Self {
        let message = format!("the secure connection could not be prepared: {reason}");
        Self::new(FailureKind::Request, message)
    }

    /// There is nothing that could be sent.
    pub(crate) fn unsendable(reason: impl Display) -> Self {
        let message = format!("the request cannot be sent: {reason}");
        Self::new(FailureKind::Request, message)
    }

    pub(crate) fn tls(fault: TlsFault, message: String) -> Self {
        Self {
            tls: Some(fault),
            ..Self::new(FailureKind::Tls, message)
        }
    }

    /// `proxy` is its host and port.
    pub(crate) fn proxy(fault: ProxyFault, proxy: &str, what: impl Display) -> Self {
        Self {
            proxy: Some(fault),
            ..Self::new(FailureKind::Proxy, format!("the proxy {proxy} {what}"))
        }
    }

    pub(crate) fn timed_out(after: Duration) -> Self {
        Self::new(
            FailureKind::Timeout,
            format!("no answer within {}", span(after)),
        )
    }

    pub(crate) fn too_large(limit_bytes: usize) -> Self {
        let limit = size(limit_bytes);
        let message = format!("the answer is larger than {limit}");
        Self::new(FailureKind::TooLarge, message)
    }

    /// An error the stream's decoder reported; `kind` as found among its causes, or `None` when
    /// the bytes were not a stream of events.
    pub fn in_stream(error: &dyn StdError, kind: Option<FailureKind>) -> Self {
        let kind = kind.unwrap_or(FailureKind::Unreadable);
        Self::new(kind, error.to_string())
    }

    /// An error while the body was read.
    pub(crate) fn in_body(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let error = error.source().unwrap_or(&error);
        let mut cause = Some(error);
        let mut is_connection = false;
        let mut is_early_end = false;
        while let Some(error) = cause {
            is_connection |= error.is::<hyper::Error>();
            is_early_end |= error
                .downcast_ref::<io::Error>()
                .is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof)
                // What the decoder of `deflate` says when bytes are missing.
                || error.to_string().contains("BufError");
            cause = beneath(error);
        }
        // What is left is the decoder: it gets bytes that are no gzip, or not all of them.
        if is_connection || is_early_end {
            Self::new(FailureKind::Cut, causes(error))
        } else {
            let message = format!("the answer's compression is damaged: {}", causes(error));
            Self::new(FailureKind::Unreadable, message)
        }
    }

    /// An error before the answer's head was complete.
    pub(crate) fn before_answer(error: reqwest::Error, route: &Route, is_https: bool) -> Self {
        let error = error.without_url();
        // It says no more than that something went wrong while a request was sent.
        let error = error.source().unwrap_or(&error);
        let mut cause = Some(error);
        let mut kind = FailureKind::Request;
        while let Some(error) = cause {
            if let Some(failure) = error.downcast_ref::<Self>() {
                return failure.clone();
            }
            if let Some(error) = error.downcast_ref::<hyper::Error>() {
                // hyper has a method for it for servers alone.
                if error.is_parse() && error.to_string().contains("too large") {
                    return Self::large_head();
                }
                if error.is_parse() {
                    kind = FailureKind::Unreadable;
                }
            }
            // What our side of HTTP/2 finds fault with; what the other side does is "received".
            if error.to_string().contains(" error detected: ") {
                kind = FailureKind::Unreadable;
            }
            cause = beneath(error);
        }
        // A server may refuse a client certificate after the connection is made.
        let proxy = route.proxy.as_ref().filter(|p| p.forwards(is_https));
        let own = match proxy {
            Some(proxy) => &proxy.client_certificate,
            None => &route.tls.client_certificate,
        };
        match (tls_fault(error, own.is_some()), proxy) {
            (Some((fault, message)), Some(proxy)) => {
                let what = format!("broke off: {message}");
                Self::proxy(ProxyFault::Tls(fault), &proxy.authority(), what)
            }
            (Some((fault, message)), None) => Self::tls(fault, message),
            (None, _) => Self::new(kind, causes(error)),
        }
    }

    pub(crate) fn large_head() -> Self {
        let message = "the head of the answer has more or longer headers than the limit allows";
        Self::new(FailureKind::TooLarge, message)
    }
}

/// The chain of causes in one line; the last one is what a person can act on.
pub(crate) fn causes(error: &(dyn StdError + 'static)) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut cause = Some(error);
    while let Some(error) = cause {
        let text = error.to_string();
        if !texts.iter().any(|known| known.contains(&text)) {
            texts.push(text);
        }
        cause = beneath(error);
    }
    texts.join(": ")
}

/// The last cause alone, which no library has put its own words around.
pub(crate) fn root(error: &(dyn StdError + 'static)) -> String {
    let mut last = error;
    while let Some(cause) = beneath(last) {
        last = cause;
    }
    last.to_string()
}

/// For people.
pub(crate) fn span(duration: Duration) -> String {
    if duration.subsec_millis() == 0 {
        format!("{} s", duration.as_secs())
    } else {
        format!("{} ms", duration.as_millis())
    }
}

/// For people.
fn size(bytes: usize) -> String {
    const KIB: usize = 1024;
    const MIB: usize = 1024 * KIB;
    if bytes >= MIB && bytes.is_multiple_of(MIB) {
        format!("{} MiB", bytes / MIB)
    } else if bytes >= KIB && bytes.is_multiple_of(KIB) {
        format!("{} KiB", bytes / KIB)
    } else {
        format!("{bytes} bytes")
    }
}
