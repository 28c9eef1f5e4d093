//! One policy and one client for everything that leaves the machine.
//!
//! Deliberately absent: what is sent and what an answer means (`openai`), retries (`core`).
//! No redirect is ever followed: a request carries a key, and the key belongs to one host.
//! No proxy is taken from the environment: where a key travels is never a surprise.

mod failure;

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http::{HeaderMap, StatusCode};
use url::Url;

pub use failure::{Failure, FailureKind};

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

/// The client under one policy. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct Network {
    client: reqwest::Client,
    policy: Policy,
}

/// A request to a provider.
#[derive(Debug)]
pub struct Outgoing {
    /// Where to.
    pub url: Url,
    /// Secrets among them are marked sensitive.
    pub headers: HeaderMap,
    /// JSON.
    pub body: Bytes,
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
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(policy.connect_timeout)
            .read_timeout(policy.idle_timeout)
            .user_agent(concat!("Patchbay/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Failure::from_reqwest(error, &policy))?;
        Ok(Self { client, policy })
    }

    /// Sends a request and waits for the status line. Dropping the future closes the connection.
    pub async fn post(&self, request: Outgoing) -> Result<Incoming, Failure> {
        let sent = self
            .client
            .post(request.url)
            .headers(request.headers)
            .body(request.body)
            .send();
        let response = tokio::time::timeout(self.policy.first_byte_timeout, sent)
            .await
            .map_err(|_| Failure::timed_out(self.policy.first_byte_timeout))?
            .map_err(|error| Failure::from_reqwest(error, &self.policy))?;
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
