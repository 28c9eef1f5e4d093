//! What is never connected to, whoever says so: a URL, a name, a name that changes its mind.

use std::collections::VecDeque;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _};
use http::HeaderMap;
use patchbay_network::{
    Failure, FailureKind, Layer, Method, Names, Network, Outcome, Outgoing, Proxy, Route, Seen,
    Step, Tls,
};
use url::Url;

use crate::machines::{HttpProxy, OK, Temper, host, proxy, through};
use crate::socks::{WILLING, socks};
use crate::tls_server::get;

/// Says these addresses, whatever the name; the last ones from then on.
#[derive(Debug)]
struct Says(Mutex<VecDeque<Vec<IpAddr>>>);

impl Names for Says {
    fn addresses(&self, _: &str) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        let mut left = self.0.lock().expect("no panic");
        let now = match left.len() {
            1 => left.front().cloned(),
            _ => left.pop_front(),
        };
        std::future::ready(Ok(now.unwrap_or_default())).boxed()
    }
}

fn where_names_are(answers: &[&[&str]]) -> Network {
    let addresses = |texts: &&[&str]| {
        let addresses = texts.iter().map(|text| text.parse().expect("an address"));
        addresses.collect::<Vec<_>>()
    };
    let says = Says(Mutex::new(answers.iter().map(addresses).collect()));
    Network::with_names(Route::default(), Arc::new(says)).expect("a client")
}

async fn steps(network: &Network, url: &str, route: Route) -> Vec<Step> {
    let request = Outgoing {
        method: Method::Get,
        url: Url::parse(url).expect("a URL"),
        headers: HeaderMap::new(),
        body: Default::default(),
        route,
    };
    network.diagnose(request).collect().await
}

/// Refused in a run, and in a diagnosis at the first layer, with nothing reached after it.
async fn blocked(network: &Network, url: &str, route: Route) -> Failure {
    let place = format!("{url} {:?}", route.proxy);
    let failure = get(network, url, route.clone()).await.expect_err(&place);
    assert_eq!(failure.kind, FailureKind::Blocked, "{place}: {failure}");
    let steps = steps(network, url, route).await;
    let reached: Vec<_> = steps
        .iter()
        .filter(|step| !matches!(step.outcome, Outcome::NotReached))
        .collect();
    let last = reached.last().expect("a step");
    assert!(
        matches!(&last.outcome, Outcome::Failed(f) if f.kind == FailureKind::Blocked),
        "{place}: {steps:?}"
    );
    if !place.contains("Socks5,") {
        assert_eq!(
            (reached.len(), last.layer),
            (1, Layer::Dns),
            "{place}: {steps:?}"
        );
    }
    failure
}

/// Every kind of proxy, none of which may hear of it.
async fn proxies() -> (Vec<Option<Proxy>>, HttpProxy) {
    let machine = HttpProxy::start(None, Temper::Willing).await;
    let schemes = ["http", "https", "socks5", "socks5h"];
    let of = |scheme: &&str| Some(proxy(scheme, machine.port));
    let ways = schemes.iter().map(of).collect();
    (ways, machine)
}

fn way(proxy: Option<Proxy>) -> Route {
    Route {
        proxy,
        ..Route::default()
    }
}

#[tokio::test]
async fn an_address_that_is_written_is_blocked_on_every_way() {
    let network = where_names_are(&[&["127.0.0.1"]]);
    let (mut ways, machine) = proxies().await;
    ways.push(None);
    for written in [
        "http://169.254.169.254/latest/meta-data",
        "https://169.254.169.254/",
        // The same address, as a browser reads it too.
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://100.100.100.200/",
        "http://0.0.0.0:11434/v1/models",
        "http://[::]:11434/",
    ] {
        for proxy in &ways {
            let failure = blocked(&network, written, way(proxy.clone())).await;
            assert!(!failure.to_string().contains("http"), "{failure}");
        }
    }
    let everywhere = blocked(&network, "http://0.0.0.0:11434/", Route::default()).await;
    assert!(everywhere.to_string().contains("127.0.0.1"), "{everywhere}");
    assert_eq!(machine.heard.all(), Vec::<String>::new());
}

#[tokio::test]
async fn a_name_that_leads_to_a_blocked_address_is_blocked_where_it_is_looked_up() {
    let network = where_names_are(&[&["169.254.169.254", "fe80::1", "::ffff:169.254.169.254"]]);
    for url in ["http://innocent.test/", "https://innocent.test/"] {
        let failure = blocked(&network, url, Route::default()).await;
        assert!(failure.to_string().contains("innocent.test"), "{failure}");
        assert!(failure.to_string().contains("169.254.169.254"), "{failure}");
    }
    // A proxy by its address, and the name of the host looked up on this machine.
    let (port, heard) = socks(WILLING).await;
    let proxy = Proxy::new(&format!("socks5://127.0.0.1:{port}")).expect("a proxy");
    blocked(
        &network,
        "http://innocent.test/",
        through(proxy, Tls::default()),
    )
    .await;
    assert_eq!(heard.all(), Vec::<String>::new());
}

#[tokio::test]
async fn a_proxy_at_a_blocked_address_is_not_used() {
    let network = where_names_are(&[&["169.254.169.254"]]);
    for scheme in ["http", "https", "socks5", "socks5h"] {
        for name in ["169.254.169.254", "0.0.0.0", "proxy.test"] {
            let proxy = Proxy::new(&format!("{scheme}://{name}:3128")).expect("a proxy");
            let route = through(proxy, Tls::default());
            for url in ["http://8.8.8.8/", "https://8.8.8.8/"] {
                let failure = get(&network, url, route.clone()).await.expect_err(name);
                assert_eq!(failure.kind, FailureKind::Blocked, "{failure}");
                assert!(failure.to_string().contains("the proxy"), "{failure}");
                let steps = steps(&network, url, route.clone()).await;
                let first = &steps[0];
                assert!(
                    matches!(&first.outcome, Outcome::Failed(f) if f.kind == FailureKind::Blocked),
                    "{steps:?}"
                );
                assert_eq!(first.layer, Layer::Dns);
            }
        }
    }
}

#[tokio::test]
async fn of_the_addresses_of_a_name_only_the_allowed_ones_are_used() {
    let network = where_names_are(&[&["169.254.169.254", "::", "127.0.0.1"]]);
    let (at, heard) = host(None, OK).await;
    let url = format!("http://half.test:{at}/");
    let answer = get(&network, &url, Route::default()).await;
    assert_eq!(answer.expect("an answer"), b"ok");
    let steps = steps(&network, &url, Route::default()).await;
    let Seen::Addresses { addresses, .. } = &steps[0].seen else {
        panic!("{steps:?}");
    };
    assert_eq!(addresses, &["127.0.0.1".parse::<IpAddr>().expect("one")]);
    assert_eq!(heard.all().len(), 2);
}

#[tokio::test]
async fn a_name_that_changes_its_address_is_held_to_the_new_one() {
    let network = where_names_are(&[&["127.0.0.1"], &["169.254.169.254"]]);
    let closing = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok";
    let (at, heard) = host(None, closing).await;
    let url = format!("http://fickle.test:{at}/");
    let first = get(&network, &url, Route::default()).await;
    assert_eq!(first.expect("an answer"), b"ok");
    let second = get(&network, &url, Route::default()).await;
    let failure = second.expect_err("another address");
    assert_eq!(failure.kind, FailureKind::Blocked, "{failure}");
    assert_eq!(heard.all().len(), 1);

    // Between the steps of a diagnosis and its request it is looked up once more.
    let network = where_names_are(&[&["127.0.0.1"], &["169.254.169.254"]]);
    let steps = steps(&network, &url, Route::default()).await;
    let told: Vec<_> = steps.iter().map(|step| step.layer).collect();
    assert_eq!(
        told,
        [Layer::Dns, Layer::Tcp, Layer::Dns, Layer::Tcp, Layer::Http]
    );
    assert!(
        matches!(&steps[2].outcome, Outcome::Failed(f) if f.kind == FailureKind::Blocked),
        "{steps:?}"
    );
    assert_eq!(heard.all().len(), 1);
}

#[tokio::test]
async fn a_proxy_is_not_asked_for_a_metadata_server_by_name() {
    let network = where_names_are(&[&["127.0.0.1"]]);
    let (ways, machine) = proxies().await;
    for name in [
        "metadata.google.internal",
        "METADATA.google.internal.",
        "metadata",
    ] {
        for scheme in ["http", "https"] {
            for proxy in &ways {
                blocked(&network, &format!("{scheme}://{name}/"), way(proxy.clone())).await;
            }
        }
    }
    assert_eq!(machine.heard.all(), Vec::<String>::new());
    // Without a proxy the address counts, and this one is our own.
    let (at, _) = host(None, OK).await;
    let url = format!("http://metadata:{at}/");
    let answer = get(&network, &url, Route::default()).await;
    assert_eq!(answer.expect("an answer"), b"ok");
}
