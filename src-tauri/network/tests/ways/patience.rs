//! A run says at which part of its way the time for a connection ran out.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use patchbay_network::{FailureKind, Names, Network, Proxy, ProxyFault, Route};

use crate::machines::{HttpProxy, Temper, nobody, silent};
use crate::tls_server::{get, network};

/// Looks for ever for the names that begin so; every other one is this machine.
#[derive(Debug)]
struct Slow(&'static str);

impl Names for Slow {
    fn addresses(&self, name: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        if name.starts_with(self.0) {
            return std::future::pending().boxed();
        }
        std::future::ready(Ok(vec![IpAddr::from([127, 0, 0, 1])])).boxed()
    }
}

fn within_a_second(proxy: Option<&str>) -> Route {
    let mut route = Route {
        proxy: proxy.map(|url| Proxy::new(url).expect("a proxy")),
        ..Route::default()
    };
    route.timeouts.connect = Duration::from_secs(1);
    route
}

#[tokio::test]
async fn the_part_that_took_too_long_is_named() {
    let slow = |name| Network::with_names(Route::default(), Arc::new(Slow(name))).expect("one");
    let silent = silent().await;
    let willing = HttpProxy::start(None, Temper::Willing).await;
    let mute = HttpProxy::start(None, Temper::Silent).await;
    let closed = nobody().await;
    let by = |scheme: &str, port: u16| format!("{scheme}://localhost:{port}");
    let late = Some(ProxyFault::TimedOut);
    for (network, url, proxy, fault, said) in [
        (
            slow("host"),
            format!("https://host.test:{silent}/"),
            None,
            None,
            "the address of \"host.test\" was not found",
        ),
        (
            slow("never"),
            format!("https://host.test:{silent}/"),
            None,
            None,
            "the TLS handshake was not finished",
        ),
        (
            network(),
            format!("https://localhost:{silent}/"),
            Some(by("http", willing.port)),
            None,
            "the TLS handshake was not finished",
        ),
        (
            network(),
            format!("https://localhost:{closed}/"),
            Some(by("http", mute.port)),
            late,
            "did not open a way",
        ),
        (
            network(),
            format!("https://other.test:{closed}/"),
            Some(by("https", silent)),
            late,
            "did not open a way",
        ),
        (
            network(),
            format!("http://localhost:{closed}/"),
            Some(by("socks5h", silent)),
            late,
            "did not open a way",
        ),
        (
            slow("proxy"),
            format!("https://localhost:{closed}/"),
            Some("http://proxy.test:1".to_owned()),
            late,
            "host name whose address was not found",
        ),
        (
            slow("host"),
            format!("http://host.test:{closed}/"),
            Some(by("socks5", willing.port)),
            None,
            "the address of \"host.test\" was not found",
        ),
    ] {
        let failure = get(&network, &url, within_a_second(proxy.as_deref())).await;
        let failure = failure.expect_err("too late");
        let place = format!("{url} {proxy:?}: {failure}");
        let kind = match fault {
            Some(_) => FailureKind::Proxy,
            None => FailureKind::Timeout,
        };
        assert_eq!((failure.kind, failure.proxy), (kind, fault), "{place}");
        assert!(failure.to_string().contains(said), "{place}");
        assert!(failure.to_string().contains("within 1 s"), "{place}");
    }
}
