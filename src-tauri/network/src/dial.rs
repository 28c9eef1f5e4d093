//! From a URL to a connection, hop by hop, for a diagnosis: name, TCP, proxy, TLS. What is asked of
//! each end is what a run asks; what it is asked with differs from `reqwest` in that every layer is
//! seen.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tower::{ServiceExt as _, service_fn};
use url::Host;

use crate::connector::{proxy_without_address, shaken};
use crate::failure::{causes, span};
use crate::handshake::Handshake;
use crate::inspect::tls_seen;
use crate::names::LookUp;
use crate::report::{Layer, ProxySeen, Seen};
use crate::trace::Trace;
use crate::tunnel::{connect_tunnel, socks_tunnel};
use crate::{Failure, FailureKind, Proxy, ProxyFault, ProxyKind, Route, TlsFault};

/// Makes one connection along one route.
pub(crate) struct Dialer {
    names: LookUp,
    target: Handshake,
    hop: Option<Hop>,
    patience: Duration,
}

struct Hop {
    proxy: Proxy,
    /// There when TLS is spoken with it.
    handshake: Option<Handshake>,
}

/// Where a URL points to.
pub(crate) struct Target {
    pub(crate) host: Host<String>,
    pub(crate) port: u16,
    pub(crate) is_https: bool,
}

pub(crate) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}
pub(crate) type Socket = Box<dyn Duplex>;

impl Dialer {
    /// Reads the system's authorities from disk.
    pub(crate) fn new(route: &Route, names: LookUp) -> Result<Self, Failure> {
        let target = Handshake::with_target(&route.tls).map_err(Failure::not_built)?;
        let hop = match &route.proxy {
            None => None,
            Some(proxy) => {
                proxy.check().map_err(Failure::not_built)?;
                let is_https = proxy.kind() == ProxyKind::Https;
                let handshake = is_https
                    .then(|| Handshake::with_proxy(proxy))
                    .transpose()
                    .map_err(Failure::not_built)?;
                Some(Hop {
                    proxy: proxy.clone(),
                    handshake,
                })
            }
        };
        Ok(Self {
            names,
            target,
            hop,
            patience: route.timeouts.connect,
        })
    }

    /// Tells of each layer, and closes the connection. What a proxy thinks of a request that it is
    /// handed as it is, it says only when it has it: that layer is left open.
    pub(crate) async fn dial(&self, target: &Target, trace: &Trace) -> Result<(), Failure> {
        let walk = tokio::time::timeout(self.patience, self.walk(target, trace));
        walk.await
            .unwrap_or_else(|_| Err(self.out_of_time(target, trace.layer())))
    }

    async fn walk(&self, target: &Target, trace: &Trace) -> Result<(), Failure> {
        let socket: Socket = match &self.hop {
            None => Box::new(self.tcp(&target.host, target.port, trace).await?),
            Some(hop) => self.through(hop, target, trace).await?,
        };
        if !target.is_https {
            return Ok(());
        }
        trace.begin(Layer::Tls);
        let shaken = shake(&self.target, &target.host, socket).await;
        let connection = shaken.as_ref().ok().map(|stream| stream.get_ref().1);
        trace.note(Seen::Tls(Box::new(tls_seen(&self.target, connection))));
        shaken.map_err(|(fault, message)| Failure::tls(fault, message))?;
        trace.passed();
        Ok(())
    }

    async fn through(&self, hop: &Hop, target: &Target, trace: &Trace) -> Result<Socket, Failure> {
        let proxy = &hop.proxy;
        let tcp = self.tcp(proxy.host(), proxy.port(), trace).await;
        let tcp = tcp.map_err(|failure| unreached(proxy, &failure))?;
        trace.begin(Layer::Proxy);
        let mut seen = ProxySeen {
            authority: proxy.authority(),
            ..ProxySeen::default()
        };
        let socket: Socket = match &hop.handshake {
            None => Box::new(tcp),
            Some(handshake) => {
                let shaken = shake(handshake, proxy.host(), Box::new(tcp)).await;
                let connection = shaken.as_ref().ok().map(|stream| stream.get_ref().1);
                seen.tls = Some(tls_seen(handshake, connection));
                trace.note(Seen::Proxy(Box::new(seen.clone())));
                Box::new(shaken.map_err(|(fault, message)| {
                    let what = format!("cannot be trusted or spoken to: {message}");
                    Failure::proxy(ProxyFault::Tls(fault), &proxy.authority(), what)
                })?)
            }
        };
        trace.note(Seen::Proxy(Box::new(seen)));
        if proxy.forwards(target.is_https) {
            return Ok(socket);
        }
        let socket = match proxy.kind() {
            ProxyKind::Http | ProxyKind::Https => {
                connect_tunnel(proxy, target, socket, trace).await?
            }
            ProxyKind::Socks5 => {
                let address = self.names.addresses(&target.host).await?[0];
                let address = SocketAddr::new(address, target.port).to_string();
                socks_tunnel(proxy, &address, socket).await?
            }
            ProxyKind::Socks5h => {
                let target = format!("{}:{}", target.host, target.port);
                socks_tunnel(proxy, &target, socket).await?
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
        let addresses = self.names.addresses(host).await?;
        trace.note(Seen::Addresses {
            host: bare(host),
            addresses: addresses.clone(),
        });
        trace.passed();
        trace.begin(Layer::Tcp);
        let stream = connect(addresses, port, self.patience).await;
        let stream = stream.map_err(|(kind, reason)| {
            let kind = match kind {
                Some(io::ErrorKind::TimedOut) => FailureKind::Timeout,
                _ => FailureKind::Connect,
            };
            Failure::new(kind, format!("nothing answers at {host}:{port}: {reason}"))
        })?;
        if let (Ok(remote), Ok(local)) = (stream.peer_addr(), stream.local_addr()) {
            trace.note(Seen::Peer { remote, local });
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
                return Failure::proxy(ProxyFault::TimedOut, &hop.proxy.authority(), what);
            }
            (Layer::Dns, None) => format!("the address of {} was not found", target.host),
            (Layer::Tls, _) => "the TLS handshake was not finished".to_owned(),
            _ => "nothing answered".to_owned(),
        };
        let message = format!("no connection {within}: {doing}");
        Failure::new(FailureKind::Timeout, message)
    }
}

fn unreached(proxy: &Proxy, failure: &Failure) -> Failure {
    let (fault, what) = match failure.kind {
        FailureKind::Dns | FailureKind::Blocked => return proxy_without_address(proxy, failure),
        FailureKind::Timeout => (ProxyFault::TimedOut, "did not answer in time"),
        _ => (ProxyFault::Unreachable, "cannot be reached"),
    };
    Failure::proxy(fault, &proxy.authority(), format!("{what}: {failure}"))
}

/// As `reqwest` does: tries both families, the slower one a little later, and gives each address its
/// share of the time.
async fn connect(
    addresses: Vec<IpAddr>,
    port: u16,
    patience: Duration,
) -> Result<TcpStream, (Option<io::ErrorKind>, String)> {
    let known = service_fn(move |_: Name| {
        let addresses = addresses.clone().into_iter();
        let addresses = addresses.map(move |address| SocketAddr::new(address, port));
        std::future::ready(Ok::<_, io::Error>(addresses))
    });
    let mut connector = HttpConnector::new_with_resolver(known);
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
        .map_err(|error| shaken(&error, handshake.shows_certificate))
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
