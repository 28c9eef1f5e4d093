//! Around each connection that `reqwest` makes: its time, where it is on its way, and what its
//! errors mean. Those of a proxy have types without a name, and nothing but their text tells them
//! apart; a test holds each text against a proxy that does it.

use std::error::Error as StdError;
use std::io;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::time::Instant;
use tower::{BoxError, Layer as Wrap, Service};

use crate::failure::{root, span};
use crate::progress::{Peer, Place, Progress};
use crate::report::Layer;
use crate::tls_fault::{beneath, tls_fault};
use crate::{Failure, FailureKind, Proxy, ProxyFault, Route, TlsFault};

/// When the first connection was made.
pub(crate) type Connected = Arc<OnceLock<Instant>>;

/// Made for one client, and put around each of its connections.
#[derive(Clone)]
pub(crate) struct Watch {
    way: Arc<Way>,
    connected: Connected,
}

struct Way {
    proxy: Option<Proxy>,
    shows_certificate: bool,
    patience: Duration,
}

#[derive(Clone)]
pub(crate) struct Watched<S> {
    inner: S,
    watch: Watch,
}

impl Watch {
    pub(crate) fn new(route: &Route) -> Self {
        Self {
            way: Arc::new(Way {
                proxy: route.proxy.clone(),
                shows_certificate: route.tls.client_certificate.is_some(),
                patience: route.timeouts.connect,
            }),
            connected: Connected::default(),
        }
    }

    pub(crate) fn connected(&self) -> Connected {
        Arc::clone(&self.connected)
    }
}

impl<S> Wrap<S> for Watch {
    type Service = Watched<S>;

    fn layer(&self, inner: S) -> Watched<S> {
        let watch = self.clone();
        Watched { inner, watch }
    }
}

impl<S, R> Service<R> for Watched<S>
where
    S: Service<R, Error = BoxError>,
    S::Response: 'static,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = BoxFuture<'static, Result<S::Response, BoxError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, target: R) -> Self::Future {
        let connecting = self.inner.call(target);
        let Watch { way, connected } = self.watch.clone();
        Box::pin(async move {
            let progress = Progress::new();
            let connecting = tokio::time::timeout(way.patience, connecting);
            match progress.of(connecting).await {
                Ok(Ok(connection)) => {
                    let _ = connected.set(Instant::now());
                    Ok(connection)
                }
                Ok(Err(error)) => Err(way.failure(&*error, &progress).into()),
                Err(_) => Err(way.out_of_time(&progress.place()).into()),
            }
        })
    }
}

impl Way {
    fn failure(&self, error: &(dyn StdError + 'static), progress: &Progress) -> Failure {
        if let Some(failure) = progress.no_address() {
            return self.no_address(failure, says(error, "error resolving for socks proxy"));
        }
        let place = progress.place();
        match &self.proxy {
            _ if place == Place::Handshake(Peer::Host) => {
                let (fault, message) = shaken(error, self.shows_certificate);
                Failure::tls(fault, message)
            }
            Some(proxy) => of_proxy(proxy, error, &place),
            None if is_late(error) => {
                let message = format!("no connection: {}", root(error));
                Failure::new(FailureKind::Timeout, message).at(Layer::Tcp)
            }
            None => {
                let message = format!("nothing answers at the port of the host: {}", root(error));
                Failure::new(FailureKind::Connect, message)
            }
        }
    }

    fn no_address(&self, failure: Failure, is_of_host: bool) -> Failure {
        match &self.proxy {
            Some(proxy) if !is_of_host => proxy_without_address(proxy, &failure),
            _ => failure,
        }
    }

    fn out_of_time(&self, place: &Place) -> Failure {
        let within = format!("within {}", span(self.patience));
        let late = |layer, what: &str| {
            let message = format!("no connection {within}: {what}");
            Failure::new(FailureKind::Timeout, message).at(layer)
        };
        match (place, &self.proxy) {
            (Place::Handshake(Peer::Host), _) => {
                late(Layer::Tls, "the TLS handshake was not finished")
            }
            (Place::LooksUp(name), Some(proxy)) if *name == proxy.host().to_string() => {
                let what = format!("has a host name whose address was not found {within}");
                Failure::proxy(ProxyFault::TimedOut, &proxy.authority(), what).at(Layer::Dns)
            }
            (Place::LooksUp(name), _) => late(
                Layer::Dns,
                &format!("the address of {name:?} was not found"),
            ),
            (_, Some(proxy)) => {
                let what = format!("did not open a way to the host {within}");
                Failure::proxy(ProxyFault::TimedOut, &proxy.authority(), what)
            }
            (_, None) => late(Layer::Tcp, "nothing answered"),
        }
    }
}

/// The proxy's name leads nowhere, or to where nothing is ever sent.
pub(crate) fn proxy_without_address(proxy: &Proxy, failure: &Failure) -> Failure {
    let name = proxy.authority();
    if failure.kind == FailureKind::Blocked {
        let message = format!("the proxy {name} is not used: {failure}");
        return Failure::new(FailureKind::Blocked, message);
    }
    let what = format!("has a host name without an address: {failure}");
    Failure::proxy(ProxyFault::NoAddress, &name, what)
}

/// A handshake that failed, whatever is known of why.
pub(crate) fn shaken(
    error: &(dyn StdError + 'static),
    shows_certificate: bool,
) -> (TlsFault, String) {
    tls_fault(error, shows_certificate).unwrap_or_else(|| {
        let message = format!("the server broke off the handshake: {}", root(error));
        (TlsFault::Handshake, message)
    })
}

/// What is known to have gone wrong between this machine and the proxy, or in what it was told.
fn of_proxy(proxy: &Proxy, error: &(dyn StdError + 'static), place: &Place) -> Failure {
    let says = |text| says(error, text);
    let fail = |fault, what: &str| Failure::proxy(fault, &proxy.authority(), what);
    // Also a proxy that wants a client certificate, which is said only after the handshake.
    if let Some((fault, message)) = tls_fault(error, proxy.client_certificate.is_some()) {
        let what = format!("cannot be trusted or spoken to: {message}");
        return fail(ProxyFault::Tls(fault), &what);
    }
    if proxy.is_socks() {
        return of_socks(proxy, error);
    }
    if says("tunnel error: proxy authorization required") {
        return credentials(proxy, "407 Proxy Authentication Required");
    }
    if says("tunnel error: unsuccessful") {
        let what = "opened no way to the host: it may not allow it, not reach it, not accept the \
                    credentials or be no HTTP proxy at all; Diagnose shows its answer";
        return fail(ProxyFault::Refused(None), what);
    }
    if says("tunnel error: proxy response headers too long") {
        return fail(
            ProxyFault::NotAProxy,
            "does not answer as an HTTP proxy does",
        );
    }
    if says("tunnel error: unexpected end of file") || says("tunnel error: io error") {
        let what = format!("closed the connection: {}", root(error));
        return fail(ProxyFault::BrokenOff, &what);
    }
    if *place == Place::Handshake(Peer::Proxy) {
        let (fault, message) = shaken(error, proxy.client_certificate.is_some());
        let what = format!("cannot be trusted or spoken to: {message}");
        return fail(ProxyFault::Tls(fault), &what);
    }
    unreached(proxy, error)
}

fn unreached(proxy: &Proxy, error: &(dyn StdError + 'static)) -> Failure {
    if is_late(error) {
        let what = "did not answer in time";
        return Failure::proxy(ProxyFault::TimedOut, &proxy.authority(), what).at(Layer::Tcp);
    }
    let what = format!("cannot be reached: {}", root(error));
    Failure::proxy(ProxyFault::Unreachable, &proxy.authority(), what)
}

/// What a proxy wants that asks who we are.
pub(crate) fn credentials(proxy: &Proxy, said: &str) -> Failure {
    let has_sent = proxy.credentials.is_some()
        || proxy
            .headers
            .contains_key(http::header::PROXY_AUTHORIZATION);
    let (fault, what) = if has_sent {
        let what = format!("does not accept the credentials: {said}");
        (ProxyFault::CredentialsRefused, what)
    } else {
        let what = format!("asks for credentials: {said}");
        (ProxyFault::CredentialsRequired, what)
    };
    Failure::proxy(fault, &proxy.authority(), what)
}

/// What went wrong between this machine and a proxy of SOCKS, or in what it was told.
pub(crate) fn of_socks(proxy: &Proxy, error: &(dyn StdError + 'static)) -> Failure {
    let said = |text| says(error, &format!("SOCKS error: {text}"));
    let fail = |fault, what: &str| Failure::proxy(fault, &proxy.authority(), what);
    if said("server does not support user/pass") {
        return match proxy.credentials {
            Some(_) => fail(
                ProxyFault::CredentialsRefused,
                "does not take a user name and a password",
            ),
            None => fail(ProxyFault::CredentialsRequired, "asks for credentials"),
        };
    }
    if said("credentials not accepted") {
        let what = "does not accept the credentials";
        return fail(ProxyFault::CredentialsRefused, what);
    }
    if said("connection not allowed") {
        let what = "does not let the request through";
        return fail(ProxyFault::Refused(None), what);
    }
    let replies = [
        "general server failure",
        "network unreachable",
        "host unreachable",
        "connection refused",
        "ttl expired",
        "command not supported",
        "address type not supported",
    ];
    if let Some(reply) = replies.into_iter().find(|reply| said(reply)) {
        let what = format!("could not reach the host: {reply}");
        return fail(ProxyFault::NoWayOn(None), &what);
    }
    if said("io error during SOCKS handshake") {
        return fail(ProxyFault::BrokenOff, "closed the connection");
    }
    if said("failed to create underlying connection") {
        return fail(ProxyFault::Unreachable, "cannot be reached");
    }
    let what = "does not answer as a SOCKS5 proxy does";
    fail(ProxyFault::NotAProxy, what)
}

fn says(error: &(dyn StdError + 'static), text: &str) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.to_string().starts_with(text) {
            return true;
        }
        cause = beneath(error);
    }
    false
}

fn is_late(error: &(dyn StdError + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let io = error.downcast_ref::<io::Error>();
        if io.is_some_and(|error| error.kind() == io::ErrorKind::TimedOut) {
            return true;
        }
        cause = beneath(error);
    }
    false
}
