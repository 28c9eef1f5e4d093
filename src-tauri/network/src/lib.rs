//! One policy and one client for everything that leaves the machine.
//!
//! Deliberately absent: what is sent and what an answer means (`openai`), retries (`core`).
//! No redirect is ever followed: a request carries a key, and the key belongs to one host.
//! No proxy is taken from the environment: where a key travels is never a surprise.

mod clients;
mod failure;
mod pem;
mod pinned;
mod tls;
mod verifier;

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http::{HeaderMap, StatusCode};
use url::Url;

use clients::Clients;
pub use failure::{Failure, FailureKind, TlsFault};
pub use pem::PemError;
pub use tls::{ClientCertificate, RootCertificates, Tls, Verification};

/// Limits of every connection.
#[derive(Debug, Clone)]
pub struct Policy {
    /// TCP and TLS.
    pub connect_timeout: Duration,
    /// From sending the request to the provider's status line. Kibana's run timeout.
    pub first_byte_timeout: Duration,
    /// Between two pieces of an answer.
    pub idle_timeout: Duration,
    /// The whole answer, decoded.
    pub max_response_bytes: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            first_byte_timeout: Duration::from_secs(200),
            idle_timeout: Duration::from_secs(120),
            max_response_bytes: 64 * 1024 * 1024,
        }
    }
}

/// The clients under one policy. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct Network {
    clients: Clients,
    policy: Policy,
}

/// What is done at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Asks for what is there.
    Get,
    /// Sends a body.
    Post,
}

/// A request to a provider.
#[derive(Debug)]
pub struct Outgoing {
    /// What to do.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// Secrets among them are marked sensitive.
    pub headers: HeaderMap,
    /// JSON; empty for [`Method::Get`].
    pub body: Bytes,
    /// How the connection is secured, if the URL is one of HTTPS. Connections are shared only by
    /// requests with equal settings.
    pub tls: Tls,
}

/// The beginning of an answer; the rest is read from `body`.
pub struct Incoming {
    /// The provider's status; redirects are answers like any other.
    pub status: StatusCode,
    /// As received.
    pub headers: HeaderMap,
    /// Fails with the policy's limits.
    pub body: Body,
}

/// The bytes of an answer.
pub struct Body {
    bytes: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>,
    left: usize,
    limit: usize,
}

impl Network {
    /// Builds the client; fails when the system's trust store cannot be read.
    pub fn new(policy: Policy) -> Result<Self, Failure> {
        let clients = Clients::new(&policy)?;
        Ok(Self { clients, policy })
    }

    /// Sends a request and waits for the status line. Dropping the future closes the connection.
    pub async fn send(&self, request: Outgoing) -> Result<Incoming, Failure> {
        let client = self.clients.client(&request.tls, &self.policy).await?;
        let shows_certificate = request.tls.client_certificate.is_some();
        let sent = match request.method {
            Method::Get => client.get(request.url),
            Method::Post => client.post(request.url).body(request.body),
        };
        let sent = sent.headers(request.headers).send();
        let response = tokio::time::timeout(self.policy.first_byte_timeout, sent)
            .await
            .map_err(|_| Failure::timed_out(self.policy.first_byte_timeout))?
            .map_err(|error| Failure::from_reqwest(error, &self.policy, shows_certificate))?;
        Ok(Incoming {
            status: response.status(),
            headers: response.headers().clone(),
            body: Body {
                bytes: response.bytes_stream().boxed(),
                left: self.policy.max_response_bytes,
                limit: self.policy.max_response_bytes,
            },
        })
    }

    /// The limits in force.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}

impl Stream for Body {
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = std::task::ready!(self.bytes.poll_next_unpin(cx));
        Poll::Ready(next.map(|piece| {
            let piece = piece.map_err(Failure::broken_off)?;
            match self.left.checked_sub(piece.len()) {
                Some(left) => {
                    self.left = left;
                    Ok(piece)
                }
                None => Err(Failure::too_large(self.limit)),
            }
        }))
    }
}
