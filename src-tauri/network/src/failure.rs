use std::error::Error as _;
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

/// Why no (complete) answer came. The text holds no URL, header or body.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// The layer.
    pub kind: FailureKind,
    message: String,
}

impl Failure {
    pub(crate) fn timed_out(after: Duration) -> Self {
        Self {
            kind: FailureKind::Timeout,
            message: format!("no answer within {} s", after.as_secs()),
        }
    }

    pub(crate) fn too_large(limit_bytes: usize) -> Self {
        let limit_mib = limit_bytes / (1024 * 1024);
        Self {
            kind: FailureKind::TooLarge,
            message: format!("the answer is larger than {limit_mib} MiB"),
        }
    }

    /// An error while the body was read.
    pub(crate) fn broken_off(error: reqwest::Error) -> Self {
        let kind = if error.is_timeout() {
            FailureKind::Timeout
        } else {
            FailureKind::Cut
        };
        Self {
            kind,
            message: causes(&error.without_url()),
        }
    }

    /// An error the stream's decoder reported; `kind` as found among its causes, or `None` when
    /// the bytes were not a stream of events.
    pub fn in_stream(error: &dyn std::error::Error, kind: Option<FailureKind>) -> Self {
        Self {
            kind: kind.unwrap_or(FailureKind::Unreadable),
            message: error.to_string(),
        }
    }

    pub(crate) fn from_reqwest(error: reqwest::Error, policy: &Policy) -> Self {
        let error = error.without_url();
        let message = causes(&error);
        let kind = if error.is_timeout() {
            if error.is_connect() {
                let seconds = policy.connect_timeout.as_secs();
                return Self {
                    kind: FailureKind::Timeout,
                    message: format!("no connection within {seconds} s"),
                };
            }
            FailureKind::Timeout
        } else if error.is_connect() {
            // reqwest and hyper give these layers no types of their own.
            if message.contains("dns error") {
                FailureKind::Dns
            } else if message.contains("certificate")
                || message.contains("tls")
                || message.contains("TLS")
            {
                FailureKind::Tls
            } else {
                FailureKind::Connect
            }
        } else {
            FailureKind::Request
        };
        Self { kind, message }
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
