//! One client for each route: connections of different settings never meet. A change of settings is
//! another route, so it takes effect with the next request, and what runs on the old one ends there.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use crate::dial::Dialer;
use crate::{Failure, Limits, Route};

/// Besides the default one. A dropped client closes its idle connections, no more.
const KEPT: usize = 16;
/// As `reqwest` does.
const IDLE_CONNECTION: Duration = Duration::from_secs(90);
/// hyper takes no smaller one; the exact limit is held when the head is there.
const SMALLEST_BUFFER_BYTES: usize = 8 * 1024;
const SMALLEST_LIST_BYTES: usize = 256 * 1024;

/// Speaks HTTP along one route. Cheap to clone; clones share connections.
pub(crate) type Client = HyperClient<Dialer, Full<Bytes>>;

/// Cheap to clone; clones share the clients.
#[derive(Debug, Clone)]
pub(crate) struct Clients {
    default: ([u8; 32], Client),
    others: Arc<Mutex<Known>>,
}

/// By digest of the route; the one used last is at the end.
type Known = Vec<([u8; 32], Client)>;

impl Clients {
    /// Reads the system's authorities from disk.
    pub(crate) fn new(default: &Route) -> Result<Self, Failure> {
        let client = built(Dialer::new(default, false)?, &default.limits);
        Ok(Self {
            default: (default.digest(), client),
            others: Arc::default(),
        })
    }

    pub(crate) async fn client(&self, route: &Route) -> Result<Client, Failure> {
        let digest = route.digest();
        if digest == self.default.0 {
            return Ok(self.default.1.clone());
        }
        if let Some(known) = self.known(&digest) {
            return Ok(known);
        }
        let client = built(dialer(route, false).await?, &route.limits);
        // Another request may have been faster: the first one stays, so that both share it.
        Ok(self.known(&digest).unwrap_or_else(|| {
            let mut others = self.lock();
            if others.len() >= KEPT {
                others.remove(0);
            }
            others.push((digest, client.clone()));
            client
        }))
    }

    fn known(&self, digest: &[u8; 32]) -> Option<Client> {
        let mut others = self.lock();
        let at = others.iter().position(|(known, _)| known == digest)?;
        let found = others.remove(at);
        let client = found.1.clone();
        others.push(found);
        Some(client)
    }

    /// A panic cannot leave the list half changed.
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.others.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The system's authorities are read from disk.
pub(crate) async fn dialer(route: &Route, witnessed: bool) -> Result<Dialer, Failure> {
    let route = route.clone();
    tokio::task::spawn_blocking(move || Dialer::new(&route, witnessed))
        .await
        .map_err(|_| Failure::not_built("the task was stopped"))?
}

fn built(dialer: Dialer, limits: &Limits) -> Client {
    HyperClient::builder(TokioExecutor::new())
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE_CONNECTION)
        .http1_max_headers(limits.max_header_count)
        .http1_max_buf_size(buffer_bytes(limits))
        .http2_max_header_list_size(list_bytes(limits))
        .build(dialer)
}

/// Sends a request, and once more when the server says of HTTP/2 that it has not looked at it.
pub(crate) async fn request(
    client: Client,
    request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, hyper_util::client::legacy::Error> {
    match client.request(request.clone()).await {
        Err(error) if is_untouched(&error) => client.request(request).await,
        answer => answer,
    }
}

/// RFC 9113, 8.7: such a request may be sent again, whatever it does.
fn is_untouched(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<h2::Error>() {
            let reason = error.reason();
            return error.is_remote()
                && (error.is_reset() && reason == Some(h2::Reason::REFUSED_STREAM)
                    || error.is_go_away() && reason == Some(h2::Reason::NO_ERROR));
        }
        cause = error.source();
    }
    false
}

pub(crate) fn buffer_bytes(limits: &Limits) -> usize {
    limits.max_header_bytes.max(SMALLEST_BUFFER_BYTES)
}

/// More than the limit, which is held when the head is there: of a head above this one HTTP/2 says
/// only that it was against the protocol. It counts 32 bytes more for each header (RFC 9113, 6.5.2).
pub(crate) fn list_bytes(limits: &Limits) -> u32 {
    let more = limits.max_header_count.saturating_mul(32);
    let twice = limits
        .max_header_bytes
        .saturating_add(more)
        .saturating_mul(2);
    u32::try_from(twice.max(SMALLEST_LIST_BYTES)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Proxy, RootCertificates, Roots, Tls, Verification};

    #[tokio::test]
    async fn few_clients_are_kept_and_the_one_used_last_longest() {
        let clients = Clients::new(&Route::default()).expect("a client");
        let settings: Vec<_> = (0..KEPT + 3)
            .map(|_| {
                let key = rcgen::KeyPair::generate().expect("a key");
                let params = rcgen::CertificateParams::default();
                let root = params.self_signed(&key).expect("a certificate").pem();
                let root = RootCertificates::from_pem(root.as_bytes()).expect("a root");
                let tls = Tls {
                    verification: Verification::None,
                    roots: Roots::SystemAnd(vec![root]),
                    client_certificate: None,
                };
                Route {
                    tls,
                    ..Route::default()
                }
            })
            .collect();
        let first = settings.first().expect("some");
        for route in &settings {
            clients.client(route).await.expect("a client");
            clients.client(first).await.expect("a client");
            clients.client(&Route::default()).await.expect("a client");
            assert!(clients.lock().len() <= KEPT);
        }
        assert!(clients.known(&first.digest()).is_some());
        let is_known = |at: usize| clients.known(&settings[at].digest()).is_some();
        assert!(!is_known(1) && !is_known(3));
        assert!(is_known(4) && is_known(KEPT + 2));
    }

    #[test]
    fn every_setting_of_a_connection_makes_another_client_and_no_other_setting_does() {
        let proxy = |url: &str| Proxy::new(url).expect("a proxy");
        let with = |change: &dyn Fn(&mut Route)| {
            let mut route = Route {
                proxy: Some(proxy("http://proxy.test:3128")),
                ..Route::default()
            };
            change(&mut route);
            route.digest()
        };
        let header = |name: &'static str, value: &str| {
            let mut proxy = proxy("http://proxy.test:3128");
            proxy.headers.insert(name, value.parse().expect("a value"));
            Some(proxy)
        };
        let different = [
            with(&|_| ()),
            with(&|r| r.proxy = None),
            with(&|r| r.proxy = Some(proxy("https://proxy.test:3128"))),
            with(&|r| r.proxy = Some(proxy("http://proxy.test:3129"))),
            with(&|r| r.proxy = Some(proxy("http://other.test:3128"))),
            with(&|r| r.proxy = Some(proxy("socks5://proxy.test:3128"))),
            with(&|r| r.proxy = Some(proxy("socks5h://proxy.test:3128"))),
            with(&|r| r.proxy = Some(proxy("http://a:bc@proxy.test:3128"))),
            with(&|r| r.proxy = Some(proxy("http://ab:c@proxy.test:3128"))),
            with(&|r| r.proxy = header("x-team", "a")),
            with(&|r| r.proxy = header("x-team", "b")),
            with(&|r| {
                let proxy = r.proxy.as_mut().expect("one");
                proxy.verification = Verification::None;
            }),
            with(&|r| r.proxy.as_mut().expect("one").roots = Roots::Only(Vec::new())),
            with(&|r| r.tls.verification = Verification::Certificate),
            with(&|r| r.tls.roots = Roots::Only(Vec::new())),
            with(&|r| r.timeouts.connect = Duration::from_secs(1)),
            with(&|r| r.limits.max_header_count = 1),
            with(&|r| r.limits.max_header_bytes = 1),
        ];
        for (at, digest) in different.iter().enumerate() {
            assert!(!different[..at].contains(digest), "{at}");
        }
        for same in [
            with(&|r| r.timeouts.first_byte = Duration::from_secs(1)),
            with(&|r| r.timeouts.idle = Duration::from_secs(1)),
            with(&|r| r.timeouts.total = Some(Duration::from_secs(1))),
            with(&|r| r.limits.max_response_bytes = 1),
        ] {
            assert_eq!(same, different[0]);
        }
    }
}
