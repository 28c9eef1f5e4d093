//! From a URL to a connection that HTTP can be spoken on: name, TCP, proxy, TLS.
//!
//! The hops are made here and not by an HTTP library's proxy support, for three reasons. Such
//! support has one TLS configuration for proxy and host, and with it one mode and one client
//! certificate; a verifier could tell the two apart by name only, and a proxy may have the host's
//! name. It says of a refusing proxy that it refused, not with which status. And a diagnosis must
//! take the very steps that a run takes.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::future::BoxFuture;
use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tower::{Service, ServiceExt, service_fn};
use url::Host;

use crate::failure::{causes, span};
use crate::handshake::Handshake;
use crate::inspect::tls_seen;
use crate::report::{Layer, ProxySeen, Seen};
use crate::tls_fault::tls_fault;
use crate::trace::Trace;
use crate::tunnel::{connect_tunnel, socks_tunnel};
use crate::wire::{Socket, Wire};
use crate::{Failure, FailureKind, Proxy, ProxyFault, ProxyKind, Route, TlsFault};

/// Makes connections along one route. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Dialer(Arc<Way>);

#[derive(Debug)]
struct Way {
    target: Handshake,
    hop: Option<Hop>,
    patience: Duration,
}

#[derive(Debug)]
struct Hop {
    proxy: Proxy,
    authority: String,
    /// There when TLS is spoken with it.
    handshake: Option<Handshake>,
}

/// Where a URL points to.
pub(crate) struct Target {
    pub(crate) host: Host<String>,
    pub(crate) port: u16,
    pub(crate) is_https: bool,
}

/// As `reqwest` and most browsers do: a connection that was cut without a word is found out.
const KEEPALIVE: Duration = Duration::from_secs(15);

impl Dialer {
    /// Reads the system's authorities from disk. `witnessed` keeps what servers show.
    pub(crate) fn new(route: &Route, witnessed: bool) -> Result<Self, Failure> {
        let target = Handshake::with_target(&route.tls, witnessed).map_err(Failure::not_built)?;
        let hop = match &route.proxy {
            None => None,
            Some(proxy) => {
                proxy.check().map_err(Failure::not_built)?;
                let is_https = proxy.kind() == ProxyKind::Https;
                let handshake = is_https
                    .then(|| Handshake::with_proxy(proxy, witnessed))
                    .transpose()
                    .map_err(Failure::not_built)?;
                Some(Hop {
                    authority: proxy.authority(),
                    proxy: proxy.clone(),
                    handshake,
                })
            }
        };
        Ok(Self(Arc::new(Way {
            target,
            hop,
            patience: route.timeouts.connect,
        })))
    }

    pub(crate) async fn dial(&self, target: &Target, trace: &Trace) -> Result<Wire, Failure> {
        let way = &*self.0;
        let walk = tokio::time::timeout(way.patience, way.walk(target, trace));
        walk.await
            .unwrap_or_else(|_| Err(way.out_of_time(target, trace.layer())))
    }
}

impl Way {
    async fn walk(&self, target: &Target, trace: &Trace) -> Result<Wire, Failure> {
        let socket: Socket = match &self.hop {
            None => Box::new(self.tcp(&target.host, target.port, trace).await?),
            Some(hop) => self.through(hop, target, trace).await?,
        };
        if !target.is_https {
            let hop = self.hop.as_ref();
            return Ok(Wire {
                io: socket,
                is_http2: false,
                is_forwarded: hop.is_some_and(|hop| hop.proxy.forwards(false)),
            });
        }
        trace.begin(Layer::Tls);
        let shaken = shake(&self.target, &target.host, socket).await;
        let connection = shaken.as_ref().ok().map(|stream| stream.get_ref().1);
        trace.note(|| Seen::Tls(Box::new(tls_seen(&self.target, connection))));
        let stream = shaken.map_err(|(fault, message)| Failure::tls(fault, message))?;
        trace.passed();
        Ok(Wire {
            is_http2: stream.get_ref().1.alpn_protocol() == Some(b"h2"),
            io: Box::new(stream),
            is_forwarded: false,
        })
    }

    async fn through(&self, hop: &Hop, target: &Target, trace: &Trace) -> Result<Socket, Failure> {
        let (host, port) = (hop.proxy.host(), hop.proxy.port());
        let tcp = self.tcp(host, port, trace).await;
        let tcp = tcp.map_err(|failure| hop.unreached(&failure))?;
        trace.begin(Layer::Proxy);
        let mut seen = ProxySeen {
            authority: hop.authority.clone(),
            ..ProxySeen::default()
        };
        let socket: Socket = match &hop.handshake {
            None => Box::new(tcp),
            Some(handshake) => {
                let shaken = shake(handshake, host, Box::new(tcp)).await;
                let connection = shaken.as_ref().ok().map(|stream| stream.get_ref().1);
                seen.tls = Some(tls_seen(handshake, connection));
                trace.note(|| Seen::Proxy(Box::new(seen.clone())));
                Box::new(shaken.map_err(|(fault, message)| {
                    let fault = ProxyFault::Tls(fault);
                    let what = format!("cannot be trusted or spoken to: {message}");
                    Failure::proxy(fault, &hop.authority, what)
                })?)
            }
        };
        trace.note(|| Seen::Proxy(Box::new(seen)));
        if hop.proxy.forwards(target.is_https) {
            // The proxy says what it thinks of the request only when it has it.
            return Ok(socket);
        }
        let socket = match hop.proxy.kind() {
            ProxyKind::Http | ProxyKind::Https => {
                connect_tunnel(&hop.proxy, target, socket, trace).await?
            }
            ProxyKind::Socks5 => {
                let address = resolve(&target.host, target.port).await?[0];
                socks_tunnel(&hop.proxy, address, socket).await?
            }
            ProxyKind::Socks5h => {
                let address = (bare(&target.host), target.port);
                socks_tunnel(&hop.proxy, (address.0.as_str(), address.1), socket).await?
            }
        };
        trace.passed();
        Ok(socket)
    }

    async fn tcp(
        &self,
        host: &Host<String>,
        port: u16,
        trace: &Trace,
    ) -> Result<TcpStream, Failure> {
        trace.begin(Layer::Dns);
        let addresses = resolve(host, port).await?;
        trace.note(|| Seen::Addresses {
            host: bare(host),
            addresses: addresses.iter().map(SocketAddr::ip).collect(),
        });
        trace.passed();
        trace.begin(Layer::Tcp);
        let stream = connect(addresses, self.patience).await;
        let stream = stream.map_err(|(kind, reason)| {
            let kind = match kind {
                Some(io::ErrorKind::TimedOut) => FailureKind::Timeout,
                _ => FailureKind::Connect,
            };
            Failure::new(kind, format!("nothing answers at {host}:{port}: {reason}"))
        })?;
        if let (Ok(remote), Ok(local)) = (stream.peer_addr(), stream.local_addr()) {
            trace.note(|| Seen::Peer { remote, local });
        }
        trace.passed();
        Ok(stream)
    }

    fn out_of_time(&self, target: &Target, layer: Layer) -> Failure {
        let within = format!("within {}", span(self.patience));
        let doing = match (layer, &self.hop) {
            (Layer::Dns | Layer::Tcp | Layer::Proxy, Some(hop)) => {
                let what = match layer {
                    Layer::Proxy => format!("opened no way to the host {within}"),
                    _ => format!("did not answer {within}"),
                };
                return Failure::proxy(ProxyFault::TimedOut, &hop.authority, what);
            }
            (Layer::Dns, None) => format!("the address of {} was not found", target.host),
            (Layer::Tls, _) => "the TLS handshake was not finished".to_owned(),
            _ => "nothing answered".to_owned(),
        };
        let message = format!("no connection {within}: {doing}");
        Failure::new(FailureKind::Timeout, message)
    }
}

impl Hop {
    fn unreached(&self, failure: &Failure) -> Failure {
        let (fault, what) = match failure.kind {
            FailureKind::Dns => (ProxyFault::NoAddress, "has a host name without an address"),
            FailureKind::Timeout => (ProxyFault::TimedOut, "did not answer in time"),
            _ => (ProxyFault::Unreachable, "cannot be reached"),
        };
        Failure::proxy(fault, &self.authority, format!("{what}: {failure}"))
    }
}

/// At least one.
async fn resolve(host: &Host<String>, port: u16) -> Result<Vec<SocketAddr>, Failure> {
    let name = match host {
        Host::Ipv4(address) => return Ok(vec![(IpAddr::V4(*address), port).into()]),
        Host::Ipv6(address) => return Ok(vec![(IpAddr::V6(*address), port).into()]),
        Host::Domain(name) => name,
    };
    let unknown = |reason: &dyn std::fmt::Display| {
        let message = format!("the host {name:?} has no address: {reason}");
        Failure::new(FailureKind::Dns, message)
    };
    let found = tokio::net::lookup_host((name.as_str(), port)).await;
    let found: Vec<_> = found.map_err(|error| unknown(&error))?.collect();
    if found.is_empty() {
        return Err(unknown(&"the name server knows none"));
    }
    Ok(found)
}

/// Tries both families, the slower one a little later, and gives each address its share of the
/// time.
async fn connect(
    addresses: Vec<SocketAddr>,
    patience: Duration,
) -> Result<TcpStream, (Option<io::ErrorKind>, String)> {
    let port = addresses.first().map(SocketAddr::port).unwrap_or_default();
    let known = service_fn(move |_: Name| {
        std::future::ready(Ok::<_, io::Error>(addresses.clone().into_iter()))
    });
    let mut connector = HttpConnector::new_with_resolver(known);
    connector.set_nodelay(true);
    connector.set_keepalive(Some(KEEPALIVE));
    connector.set_connect_timeout(Some(patience));
    // The name is not looked up; the addresses above are what it stands for.
    let name = Uri::builder()
        .scheme("http")
        .authority(format!("resolved:{port}"))
        .path_and_query("/")
        .build()
        .map_err(|error| (None, error.to_string()))?;
    match connector.oneshot(name).await {
        Ok(stream) => Ok(stream.into_inner()),
        Err(error) => {
            let cause = std::error::Error::source(&error);
            let kind = cause.and_then(|cause| cause.downcast_ref::<io::Error>());
            let kind = kind.map(io::Error::kind);
            Err((kind, cause.map_or_else(|| error.to_string(), causes)))
        }
    }
}

async fn shake(
    handshake: &Handshake,
    host: &Host<String>,
    socket: Socket,
) -> Result<TlsStream<Socket>, (TlsFault, String)> {
    let name = ServerName::try_from(bare(host)).map_err(|_| {
        let message = format!("no certificate can be for the name {host:?}");
        (TlsFault::WrongHost, message)
    })?;
    TlsConnector::from(Arc::clone(&handshake.config))
        .connect(name, socket)
        .await
        .map_err(|error| {
            tls_fault(&error, handshake.shows_certificate).unwrap_or_else(|| {
                let message = format!("the server broke off the handshake: {error}");
                (TlsFault::Handshake, message)
            })
        })
}

/// Without the brackets of IPv6.
pub(crate) fn bare(host: &Host<String>) -> String {
    match host {
        Host::Domain(name) => name.clone(),
        Host::Ipv4(address) => address.to_string(),
        Host::Ipv6(address) => address.to_string(),
    }
}

impl Target {
    /// `None` for what is no URL of HTTP.
    pub(crate) fn of(uri: &Uri) -> Option<Self> {
        let is_https = match uri.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        Some(Self {
            host: Host::parse(uri.host()?).ok()?,
            port: uri.port_u16().unwrap_or(if is_https { 443 } else { 80 }),
            is_https,
        })
    }
}

impl Service<Uri> for Dialer {
    type Response = TokioIo<Wire>;
    type Error = Failure;
    type Future = BoxFuture<'static, Result<Self::Response, Failure>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let dialer = self.clone();
        Box::pin(async move {
            let target = Target::of(&uri);
            let target = target.ok_or_else(|| Failure::unsendable("its URL has no host"))?;
            dialer
                .dial(&target, &Trace::silent())
                .await
                .map(TokioIo::new)
        })
    }
}
