//! Everything that leaves the machine, along routes: which proxy, which proof, which limits.
//!
//! Deliberately absent: which route a request takes (`core`), what is sent and what an answer means
//! (`openai`), retries (`core`).
//! No redirect is ever followed: a request carries a key, and the key belongs to one host.
//! No proxy is taken from the environment unless a route was made from it: where a key travels is
//! never a surprise.

mod body;
mod clients;
mod diagnose;
mod dial;
mod environment;
mod exchange;
mod failure;
mod handshake;
mod inspect;
mod pem;
mod pinned;
mod proxy;
mod report;
mod route;
mod tls;
mod tls_fault;
mod trace;
mod tunnel;
mod verifier;
mod wire;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tokio::time::Instant;
use tower::service_fn;
use url::Url;

pub use body::Body;
use clients::Clients;
pub use diagnose::Diagnosis;
pub use environment::EnvironmentProxyError;
pub use failure::{Failure, FailureKind, ProxyFault};
pub use pem::PemError;
pub use proxy::{Proxy, ProxyKind, ProxyUrlError};
pub use report::{
    CertificateFacts, Checks, HttpSeen, Layer, Outcome, Piece, PresentedCertificate, ProxySeen,
    Seen, Step, TlsSeen,
};
pub use route::{Limits, Route, Timeouts};
pub use tls::{ClientCertificate, RootCertificates, Roots, Tls, Verification};
pub use tls_fault::TlsFault;

const AGENT: &str = concat!("Patchbay/", env!("CARGO_PKG_VERSION"));

/// Clients for routes. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct Network {
    clients: Clients,
    route: Route,
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
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// What to do.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// Secrets among them are marked sensitive.
    pub headers: HeaderMap,
    /// JSON; empty for [`Method::Get`].
    pub body: Bytes,
    /// The way there. Connections are shared only by requests with equal settings.
    pub route: Route,
}

/// The beginning of an answer; the rest is read from `body`.
#[derive(Debug)]
pub struct Incoming {
    /// The provider's status; redirects are answers like any other.
    pub status: StatusCode,
    /// As received, without the encoding and length of what was decoded.
    pub headers: HeaderMap,
    /// Fails with the limits of the route.
    pub body: Body,
}

impl Network {
    /// `route` is the one of requests that have no settings of their own. Reads the system's trust
    /// store from disk, and fails when it cannot be read.
    pub fn new(route: Route) -> Result<Self, Failure> {
        let clients = Clients::new(&route)?;
        Ok(Self { clients, route })
    }

    /// Of requests that have no settings of their own.
    pub fn route(&self) -> &Route {
        &self.route
    }

    /// Sends a request and waits for the status line. Dropping the future closes the connection.
    pub async fn send(&self, request: Outgoing) -> Result<Incoming, Failure> {
        let route = request.route.clone();
        let client = self.clients.client(&route).await?;
        let (request, _) = exchange::prepared(request)?;
        // Later than the reading of authorities, which is this machine's own time.
        let began = Instant::now();
        let service = service_fn(move |request| clients::request(client.clone(), request));
        let (_, incoming) = exchange::answered(service, request, &route, began).await?;
        Ok(incoming)
    }
}
