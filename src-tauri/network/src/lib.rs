//! Everything that leaves the machine, along routes: which proxy, which proof, which limits.
//!
//! `reqwest` sends every request, with one client for each route. A diagnosis first goes the same way
//! step by step with a dialer of its own (`dial`), because `reqwest` shows no layer of its way and
//! not what a proxy answered, and then sends the request with a new client of the same route.
//!
//! `reqwest` has one configuration of TLS for a proxy and for the host behind it. `peers` makes it so
//! that neither counts for the other:
//! - Who is judged is told by the name of the server. A proxy of HTTPS with the name of the host is
//!   therefore refused for a URL of HTTPS.
//! - The host is shown the host's client certificate and the proxy its own. A handshake that was not
//!   seen to begin is shown none.
//! - How a signature is checked follows the same rule, and the stricter way where the end is not known.
//!
//! Addresses that give out a machine's own credentials are never connected to (`blocked`).
//!
//! Deliberately absent: which route a request takes (`core`), what is sent and what an answer means
//! (`openai`), retries (`core`).
//! No redirect is ever followed: a request carries a key, and the key belongs to one host.
//! No proxy is taken from the environment unless a route was made from it: where a key travels is
//! never a surprise.

mod blocked;
mod body;
mod clients;
mod connector;
mod diagnose;
mod dial;
mod environment;
mod exchange;
mod failure;
mod handshake;
mod inspect;
mod names;
mod peers;
mod pem;
mod pinned;
mod progress;
mod proxy;
mod report;
mod route;
mod tls;
mod tls_fault;
mod trace;
mod tunnel;
mod verifier;

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tokio::time::Instant;
use url::Url;

pub use body::Body;
use clients::Clients;
pub use diagnose::Diagnosis;
pub use environment::EnvironmentProxyError;
pub use failure::{Failure, FailureKind, ProxyFault};
pub use inspect::read_certificates;
use names::LookUp;
pub use names::Names;
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
        Self::with_names(route, Arc::new(names::System))
    }

    /// As [`Network::new`], with somebody else to ask for the addresses of names.
    pub fn with_names(route: Route, names: Arc<dyn Names>) -> Result<Self, Failure> {
        let clients = Clients::new(&route, LookUp::new(names))?;
        Ok(Self { clients, route })
    }

    /// Of requests that have no settings of their own.
    pub fn route(&self) -> &Route {
        &self.route
    }

    /// Sends a request and waits for the status line. Dropping the future closes the connection.
    pub async fn send(&self, request: Outgoing) -> Result<Incoming, Failure> {
        let route = request.route.clone();
        let (request, target) = exchange::prepared(request)?;
        let client = self.clients.client(&route, target.is_https).await?;
        // Later than the reading of authorities, which is this machine's own time.
        let began = Instant::now();
        let head = exchange::answered(&client, request, &route, began).await?;
        exchange::usable(&head, &route, target.is_https)?;
        Ok(head.incoming)
    }
}
