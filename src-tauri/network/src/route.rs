//! The way of one request: who is asked for what proof, through which proxy, for how long, and how
//! much of an answer is taken.

use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::{Proxy, Tls};

/// Settings of one request's way. The default is direct, asks for every proof and has the limits of
/// [`Timeouts`] and [`Limits`]. Equal routes share connections, different ones never do.
#[derive(Debug, Clone, Default)]
pub struct Route {
    /// How the connection to the host of the URL is secured, if the URL is one of HTTPS.
    pub tls: Tls,
    /// `None` is a direct connection, whatever the environment says.
    pub proxy: Option<Proxy>,
    /// How long each part may take.
    pub timeouts: Timeouts,
    /// How much is taken.
    pub limits: Limits,
}

/// How long each part of a request may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeouts {
    /// Name, TCP, proxy and TLS together.
    pub connect: Duration,
    /// From sending the request to the status line, the connection included. The default is
    /// Kibana's timeout of a run.
    pub first_byte: Duration,
    /// Between two pieces of an answer.
    pub idle: Duration,
    /// From sending the request to the last byte. `None` lets an answer take as long as it
    /// likes, as long as it goes on.
    pub total: Option<Duration>,
}

/// How much of an answer is taken. What exceeds a limit is a [`crate::FailureKind::TooLarge`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The whole answer, decoded.
    pub max_response_bytes: usize,
    /// Lines of its head.
    pub max_header_count: usize,
    /// Names and values of its head together.
    pub max_header_bytes: usize,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first_byte: Duration::from_secs(200),
            idle: Duration::from_secs(120),
            total: None,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_response_bytes: 64 * 1024 * 1024,
            max_header_count: 100,
            max_header_bytes: 64 * 1024,
        }
    }
}

impl Route {
    /// Equal for routes that may share a connection. What is held against the clock or counted
    /// while an answer is read is no property of the connection and not part of it.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        self.tls.hash_into(&mut hash);
        hash.update(self.timeouts.connect.as_nanos().to_be_bytes());
        hash.update((self.limits.max_header_count as u64).to_be_bytes());
        hash.update((self.limits.max_header_bytes as u64).to_be_bytes());
        if let Some(proxy) = &self.proxy {
            proxy.hash_into(&mut hash);
        }
        hash.finalize().into()
    }
}

/// A length before the bytes, so that `ab`, `c` is not `a`, `bc`.
pub(crate) fn hash_part(hash: &mut Sha256, part: &[u8]) {
    hash.update((part.len() as u64).to_be_bytes());
    hash.update(part);
}
