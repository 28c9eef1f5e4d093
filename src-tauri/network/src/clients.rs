//! One client of `reqwest` for each route: connections of different settings never meet. A change of
//! settings is another route, so it takes effect with the next request, and what runs on the old one
//! ends there.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::Uri;
use http::header::{PROXY_AUTHORIZATION, USER_AGENT};
use hyper_util::client::proxy::matcher::Matcher;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use crate::connector::{Connected, Watch};
use crate::names::LookUp;
use crate::peers::shared;
use crate::{AGENT, Failure, Limits, Proxy, ProxyKind, Route};

/// Besides the default one. A dropped client closes its idle connections, no more.
const KEPT: usize = 16;
/// `reqwest` gives up at the same moment as `connector` otherwise, and says less about it.
const LATER: Duration = Duration::from_secs(5);
/// HTTP/2 takes no smaller one; the exact limit is held when the head is there.
const SMALLEST_LIST_BYTES: usize = 256 * 1024;

/// Cheap to clone; clones share the clients.
#[derive(Debug, Clone)]
pub(crate) struct Clients {
    names: LookUp,
    default: (Key, reqwest::Client),
    others: Arc<Mutex<Known>>,
}

/// Digest of the route, and whether a proxy of HTTPS is handed the request as it is: it is spoken
/// to without HTTP/2 then, as it is before a tunnel.
type Key = ([u8; 32], bool);

/// The one used last is at the end.
type Known = Vec<(Key, reqwest::Client)>;

impl Clients {
    /// Reads the system's authorities from disk.
    pub(crate) fn new(default: &Route, names: LookUp) -> Result<Self, Failure> {
        let (client, _) = built(default, false, &names)?;
        Ok(Self {
            names,
            default: ((default.digest(), false), client),
            others: Arc::default(),
        })
    }

    pub(crate) fn names(&self) -> &LookUp {
        &self.names
    }

    pub(crate) async fn client(
        &self,
        route: &Route,
        is_https: bool,
    ) -> Result<reqwest::Client, Failure> {
        let key = key(route, is_https);
        if key == self.default.0 {
            return Ok(self.default.1.clone());
        }
        if let Some(known) = self.known(&key) {
            return Ok(known);
        }
        let (client, _) = self.fresh(route, is_https).await?;
        // Another request may have been faster: the first one stays, so that both share it.
        Ok(self.known(&key).unwrap_or_else(|| {
            let mut others = self.lock();
            if others.len() >= KEPT {
                others.remove(0);
            }
            others.push((key, client.clone()));
            client
        }))
    }

    /// One that shares no connection with anybody, and when it made its first one.
    pub(crate) async fn fresh(
        &self,
        route: &Route,
        is_https: bool,
    ) -> Result<(reqwest::Client, Connected), Failure> {
        let (_, is_forwarded) = key(route, is_https);
        let (route, names) = (route.clone(), self.names.clone());
        // The system's authorities are read from disk.
        tokio::task::spawn_blocking(move || built(&route, is_forwarded, &names))
            .await
            .map_err(|_| Failure::not_built("the task was stopped"))?
    }

    fn known(&self, key: &Key) -> Option<reqwest::Client> {
        let mut others = self.lock();
        let at = others.iter().position(|(known, _)| known == key)?;
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

fn key(route: &Route, is_https: bool) -> Key {
    let proxy = route.proxy.as_ref();
    let is_of_tls = proxy.is_some_and(|proxy| proxy.kind() == ProxyKind::Https);
    (route.digest(), is_of_tls && !is_https)
}

fn built(
    route: &Route,
    is_forwarded: bool,
    names: &LookUp,
) -> Result<(reqwest::Client, Connected), Failure> {
    let watch = Watch::new(route);
    let connected = watch.connected();
    let mut builder = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .dns_resolver(names.clone())
        .tls_backend_preconfigured(shared(route, is_forwarded).map_err(Failure::not_built)?)
        .connect_timeout(route.timeouts.connect.saturating_add(LATER))
        .connector_layer(watch)
        .http1_max_headers(route.limits.max_header_count)
        .http2_max_header_list_size(list_bytes(&route.limits));
    // It would be said to the proxy in place of the proxy's own.
    let proxy = route.proxy.as_ref();
    if !proxy.is_some_and(|proxy| proxy.headers.contains_key(USER_AGENT)) {
        builder = builder.user_agent(AGENT);
    }
    if let Some(proxy) = proxy {
        builder = builder.proxy(in_their_words(proxy)?);
    }
    let client = builder.build().map_err(Failure::not_built)?;
    Ok((client, connected))
}

fn in_their_words(proxy: &Proxy) -> Result<reqwest::Proxy, Failure> {
    proxy.check().map_err(Failure::not_built)?;
    let url = proxy.url();
    let unread = || Failure::not_built("the proxy's URL was not understood");
    // What `reqwest` reads it with passes over a URL that it does not understand, and the request
    // would go out directly.
    let reader = Matcher::builder().all(url.clone()).build();
    let read = reader.intercept(&Uri::from_static("https://any.invalid/"));
    let read = read.ok_or_else(unread)?;
    if read.uri().authority().map(|a| a.as_str().to_owned()) != Some(proxy.authority()) {
        return Err(unread());
    }
    let mut own = reqwest::Proxy::all(url).map_err(|_| unread())?;
    if proxy.is_socks() {
        if let Some((user, password)) = &proxy.credentials {
            // It puts them into the URL, where a `%` would begin an escape.
            let escaped = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
            let password = Zeroizing::new(escaped(password.expose_secret()));
            own = own.basic_auth(&escaped(user), &password);
        }
        return Ok(own);
    }
    let mut headers = proxy.request_headers();
    if let Some(credentials) = headers.remove(PROXY_AUTHORIZATION) {
        own = own.custom_http_auth(credentials);
    }
    Ok(if headers.is_empty() {
        own
    } else {
        own.headers(headers)
    })
}

/// More than the limit, which is held when the head is there: of a head above this one HTTP/2 says
/// only that it was against the protocol. It counts 32 bytes more for each header (RFC 9113, 6.5.2).
fn list_bytes(limits: &Limits) -> u32 {
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
    use crate::names::System;
    use crate::{ClientCertificate, RootCertificates, Roots, Tls, Verification};

    fn names() -> LookUp {
        LookUp::new(Arc::new(System))
    }

    #[tokio::test]
    async fn few_clients_are_kept_and_the_one_used_last_longest() {
        let clients = Clients::new(&Route::default(), names()).expect("a client");
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
            clients.client(route, true).await.expect("a client");
            clients.client(first, true).await.expect("a client");
            clients
                .client(&Route::default(), true)
                .await
                .expect("a client");
            assert!(clients.lock().len() <= KEPT);
        }
        assert!(clients.known(&(first.digest(), false)).is_some());
        let is_known = |at: usize| clients.known(&(settings[at].digest(), false)).is_some();
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
        let key = rcgen::KeyPair::generate().expect("a key");
        let own = rcgen::CertificateParams::default().self_signed(&key);
        let own = own.expect("a certificate").pem();
        let key = key.serialize_pem().into();
        let own = ClientCertificate::from_pem(own.as_bytes(), &key).expect("a pair");
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
            with(&|r| r.proxy.as_mut().expect("one").client_certificate = Some(own.clone())),
            with(&|r| r.tls.client_certificate = Some(own.clone())),
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

    #[test]
    fn a_proxy_of_https_has_another_client_for_what_it_is_handed_as_it_is() {
        let by = |url: &str| Route {
            proxy: Some(Proxy::new(url).expect("a proxy")),
            ..Route::default()
        };
        let secure = by("https://proxy.test");
        assert_ne!(key(&secure, true), key(&secure, false));
        for same in [Route::default(), by("http://proxy.test")] {
            assert_eq!(key(&same, true), key(&same, false));
        }
    }
}
