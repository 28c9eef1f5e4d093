use std::error::Error as _;
use std::fmt::Display;
use std::io;
use std::time::Duration;

use crate::Policy;

/// Which layer gave way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The host name has no address.
    Dns,
    /// Nobody answers at that address and port.
    Connect,
    /// The handshake failed: certificate, host name or protocol.
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
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::TooLarge => "too_large",
            Self::Cut => "cut",
            Self::Unreadable => "unreadable",
            Self::Request => "request",
        }
    }
}

/// Why the handshake failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsFault {
    /// No authority that is trusted stands behind the server's certificate; also when it stands
    /// for itself.
    Untrusted,
    /// The server's certificate is for other hosts; the message names them.
    WrongHost,
    /// The time of the server's certificate, or of one above it, has passed.
    Expired,
    /// It has not come, or this machine's clock is wrong.
    NotYetValid,
    /// An authority took the server's certificate back.
    Revoked,
    /// The server shows an authority's certificate as its own, and it is not among the extra
    /// roots. Tools that make a certificate for one server often mark it so.
    Authority,
    /// The server's certificate is malformed, or made for another purpose.
    Unusable,
    /// The server asks for a client certificate, and none was given.
    ClientCertificateRequired,
    /// The server does not accept the client certificate that was given.
    ClientCertificateRefused,
    /// What answers does not speak TLS.
    NotTls,
    /// No agreement on a version or method, or the server broke off.
    Handshake,
}

/// Why no (complete) answer came. The text holds no URL, header or body.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// The layer.
    pub kind: FailureKind,
    /// Why; always there when the layer is [`FailureKind::Tls`].
    pub tls: Option<TlsFault>,
    message: String,
}

impl Failure {
    fn new(kind: FailureKind, message: String) -> Self {
        Self {
            kind,
            tls: None,
            message,
        }
    }

    /// No connection was even tried.
    pub(crate) fn not_built(reason: impl Display) -> Self {
        let message = format!("the secure connection could not be prepared: {reason}");
        Self::new(FailureKind::Request, message)
    }

    pub(crate) fn timed_out(after: Duration) -> Self {
        let message = format!("no answer within {} s", after.as_secs());
        Self::new(FailureKind::Timeout, message)
    }

    pub(crate) fn too_large(limit_bytes: usize) -> Self {
        let limit_mib = limit_bytes / (1024 * 1024);
        let message = format!("the answer is larger than {limit_mib} MiB");
        Self::new(FailureKind::TooLarge, message)
    }

    /// An error while the body was read.
    pub(crate) fn broken_off(error: reqwest::Error) -> Self {
        let kind = if error.is_timeout() {
            FailureKind::Timeout
        } else {
            FailureKind::Cut
        };
        Self::new(kind, causes(&error.without_url()))
    }

    /// An error the stream's decoder reported; `kind` as found among its causes, or `None` when
    /// the bytes were not a stream of events.
    pub fn in_stream(error: &dyn std::error::Error, kind: Option<FailureKind>) -> Self {
        let kind = kind.unwrap_or(FailureKind::Unreadable);
        Self::new(kind, error.to_string())
    }

    /// `shows_certificate`: whether the server could have been shown one of ours.
    pub(crate) fn from_reqwest(
        error: reqwest::Error,
        policy: &Policy,
        shows_certificate: bool,
    ) -> Self {
        let error = error.without_url();
        // First, because a server may refuse a client certificate after the connection is made.
        if let Some((fault, message)) = tls_fault(&error, shows_certificate) {
            return Self {
                kind: FailureKind::Tls,
                tls: Some(fault),
                message,
            };
        }
        let message = causes(&error);
        let kind = if error.is_timeout() {
            if error.is_connect() {
                let seconds = policy.connect_timeout.as_secs();
                let message = format!("no connection within {seconds} s");
                return Self::new(FailureKind::Timeout, message);
            }
            FailureKind::Timeout
        } else if error.is_connect() {
            // reqwest and hyper give this layer no type of its own.
            if message.contains("dns error") {
                FailureKind::Dns
            } else {
                FailureKind::Connect
            }
        } else {
            FailureKind::Request
        };
        Self::new(kind, message)
    }
}

/// The reason among the causes, and its text alone: what wraps it says nothing more.
fn tls_fault(error: &reqwest::Error, shows_certificate: bool) -> Option<(TlsFault, String)> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            let fault = TlsFault::of(tls, shows_certificate);
            return Some((fault, tls.to_string()));
        }
        let text = error.to_string();
        if text == "tls handshake eof" {
            let message = "the server broke off the handshake".to_owned();
            return Some((TlsFault::Handshake, message));
        }
        // HTTP/2 keeps only the text of what broke its connection.
        if let Some((_, alert)) = text.split_once(ALERT) {
            let name = alert.split(|c: char| !c.is_alphanumeric()).next()?;
            let fault = TlsFault::of_alert(name, shows_certificate);
            return Some((fault, format!("{ALERT}{name}")));
        }
        // An I/O error's `source` passes over the error inside it.
        cause = match error.downcast_ref::<io::Error>().map(io::Error::get_ref) {
            Some(Some(inner)) => Some(inner),
            _ => error.source(),
        };
    }
    None
}

const ALERT: &str = "received fatal alert: ";

impl TlsFault {
    fn of(error: &rustls::Error, shows_certificate: bool) -> Self {
        use rustls::{CertificateError as Certificate, Error, InvalidMessage};
        match error {
            Error::InvalidCertificate(reason) => match reason {
                Certificate::UnknownIssuer | Certificate::BadSignature => Self::Untrusted,
                Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
                    Self::WrongHost
                }
                Certificate::Expired | Certificate::ExpiredContext { .. } => Self::Expired,
                Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
                    Self::NotYetValid
                }
                Certificate::Revoked => Self::Revoked,
                // Inside is a type of a crate that is not ours to name.
                Certificate::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
                    Self::Authority
                }
                _ => Self::Unusable,
            },
            Error::AlertReceived(alert) => Self::of_alert(&format!("{alert:?}"), shows_certificate),
            Error::InvalidMessage(InvalidMessage::InvalidContentType) => Self::NotTls,
            _ => Self::Handshake,
        }
    }

    /// What a server says about a certificate can only mean ours.
    fn of_alert(name: &str, shows_certificate: bool) -> Self {
        match name {
            "CertificateRequired" | "NoCertificate" => Self::ClientCertificateRequired,
            "BadCertificate"
            | "UnsupportedCertificate"
            | "CertificateRevoked"
            | "CertificateExpired"
            | "CertificateUnknown"
            | "UnknownCA"
            | "AccessDenied" => {
                if shows_certificate {
                    Self::ClientCertificateRefused
                } else {
                    Self::ClientCertificateRequired
                }
            }
            _ => Self::Handshake,
        }
    }
}

/// The chain of causes in one line; the last one is what a person can act on.
fn causes(error: &reqwest::Error) -> String {
    let mut texts = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        if !texts.iter().any(|known| known.contains(&text)) {
            texts.push(text);
        }
        source = cause.source();
    }
    texts.join(": ")
}
