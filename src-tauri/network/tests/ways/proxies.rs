//! HTTP proxies: what they are told, what they may not know, and how they refuse.

use std::time::Duration;

use futures_util::StreamExt as _;
use http::HeaderMap;
use patchbay_network::{
    FailureKind, Method, Outgoing, Proxy, ProxyFault, ProxyUrlError, Route, Tls, TlsFault,
    Verification,
};
use secrecy::SecretString;
use tokio::io::AsyncWriteExt;
use url::Url;

use crate::machines::{
    HttpProxy, OK, SECURE, Temper, and, head, host, listen, mode, nobody, nowhere, proxy, through,
};
use crate::tls_server::{Authority, Identity, Manner, Server, get, network, params};

/// `user:se/cret` in Base64.
const RIGHT: &str = "Basic dXNlcjpzZS9jcmV0";

fn with_credentials(scheme: &str, port: u16, password: &str) -> Proxy {
    let mut proxy = proxy(scheme, port);
    proxy.credentials = Some(("user".into(), SecretString::from(password)));
    proxy
}

fn request(url: &str, headers: HeaderMap, route: Route) -> Outgoing {
    Outgoing {
        method: Method::Post,
        url: Url::parse(url).expect("a URL"),
        headers,
        body: "{}".into(),
        route,
    }
}

fn key() -> HeaderMap {
    let mut headers = HeaderMap::new();
    let value = "Bearer sk-canary".parse().expect("a value");
    headers.insert("authorization", value);
    headers
}

#[tokio::test]
async fn the_proxy_never_sees_the_key_and_the_host_never_sees_what_is_for_the_proxy() {
    let ours = Authority::new("Ours");
    let identity = ours.identity("localhost");
    let (at, host_heard) = host(Some(&identity), OK).await;
    let secure = ours.identity(SECURE);
    for temper in [Temper::Willing, Temper::Asks(RIGHT)] {
        for (scheme, own) in [("http", None), ("https", Some(&secure))] {
            let machine = HttpProxy::start(own, temper).await;
            let mut way = with_credentials(scheme, machine.port, "se/cret");
            way.headers
                .insert("x-team", "blue".parse().expect("a value"));
            way.roots = and(&ours);
            let tls = Tls {
                roots: and(&ours),
                ..Tls::default()
            };
            let url = format!("https://localhost:{at}/v1/chat/completions");
            let sent = network()
                .send(request(&url, key(), through(way, tls)))
                .await;
            assert_eq!(sent.expect("an answer").status, 200);

            let asked = machine.heard.last();
            assert!(
                asked.starts_with(&format!("CONNECT localhost:{at} HTTP/1.1\r\n")),
                "{asked}"
            );
            assert!(
                asked.contains(RIGHT) && asked.contains("x-team: blue"),
                "{asked}"
            );
            assert!(
                !asked.contains("canary") && !asked.contains("completions"),
                "{asked}"
            );
            let reached = host_heard.last();
            assert!(
                reached.starts_with("POST /v1/chat/completions HTTP/1.1\r\n"),
                "{reached}"
            );
            assert!(reached.contains("Bearer sk-canary"), "{reached}");
            let reached = reached.to_lowercase();
            assert!(
                !reached.contains("proxy") && !reached.contains("x-team"),
                "{reached}"
            );
        }
    }
}

#[tokio::test]
async fn a_request_of_http_is_handed_to_the_proxy_with_its_whole_url() {
    let (at, host_heard) = host(None, OK).await;
    let machine = HttpProxy::start(None, Temper::Asks(RIGHT)).await;
    let mut way = with_credentials("http", machine.port, "se/cret");
    way.headers
        .insert("x-team", "blue".parse().expect("a value"));
    let url = format!("http://localhost:{at}/v1/models?a=b#fragment");
    let body = get(&network(), &url, through(way, Tls::default())).await;
    assert_eq!(body.expect("an answer"), b"ok");
    let asked = machine.heard.last();
    let line = format!("GET http://localhost:{at}/v1/models?a=b HTTP/1.1\r\n");
    assert!(asked.starts_with(&line), "{asked}");
    assert!(
        asked.contains(RIGHT) && asked.contains("x-team: blue"),
        "{asked}"
    );
    assert_eq!(host_heard.all().len(), 1);

    // A direct request to the same host has none of it.
    let body = get(&network(), &url, Route::default()).await;
    assert_eq!(body.expect("an answer"), b"ok");
    let reached = host_heard.last().to_lowercase();
    assert!(
        reached.starts_with("get /v1/models?a=b http/1.1\r\n"),
        "{reached}"
    );
    assert!(
        !reached.contains("proxy") && !reached.contains("x-team"),
        "{reached}"
    );
}

#[tokio::test]
async fn each_refusal_says_what_it_is_and_names_the_proxy_without_its_credentials() {
    const TEAPOT: &str = "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n";
    const UNREACHED: &str = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n";
    const MOVED: &str = "HTTP/1.1 302 Found\r\nlocation: http://portal.test/\r\n\r\n";
    // What `reqwest` says of every answer to CONNECT but 200 and 407.
    let opaque = ProxyFault::Refused(None);
    let (ours, _) = host(None, OK).await;
    for (temper, password, fault) in [
        (Temper::Asks(RIGHT), None, ProxyFault::CredentialsRequired),
        (
            Temper::Asks(RIGHT),
            Some("canary"),
            ProxyFault::CredentialsRefused,
        ),
        (Temper::Says(TEAPOT), Some("canary"), opaque),
        (Temper::Says(UNREACHED), None, opaque),
        (Temper::Says(MOVED), None, opaque),
        (Temper::Says("SSH-2.0-OpenSSH\r\n"), None, opaque),
        (Temper::Says("\x15\x03\x01\x00\x02\x02\x46"), None, opaque),
        (Temper::Says(""), None, ProxyFault::BrokenOff),
        (Temper::Silent, None, ProxyFault::TimedOut),
    ] {
        let machine = HttpProxy::start(None, temper).await;
        let way = match password {
            Some(password) => with_credentials("http", machine.port, password),
            None => proxy("http", machine.port),
        };
        let mut route = through(way, Tls::default());
        route.timeouts.connect = Duration::from_secs(2);
        let url = format!("https://localhost:{ours}/");
        let failure = get(&network(), &url, route).await.expect_err("refused");
        assert_eq!(failure.kind, FailureKind::Proxy, "{failure}");
        assert_eq!(failure.proxy, Some(fault), "{failure}");
        let text = format!("{failure} {failure:?}");
        assert!(
            text.contains(&format!("localhost:{}", machine.port)),
            "{text}"
        );
        assert!(
            !text.contains("canary") && !text.contains("Basic "),
            "{text}"
        );
    }
}

#[tokio::test]
async fn of_a_request_that_is_handed_on_only_a_407_is_the_proxys_own() {
    let (at, _) = host(None, OK).await;
    let asks = HttpProxy::start(None, Temper::Asks(RIGHT)).await;
    let url = format!("http://localhost:{at}/");
    for (way, fault) in [
        (proxy("http", asks.port), ProxyFault::CredentialsRequired),
        (
            with_credentials("http", asks.port, "canary"),
            ProxyFault::CredentialsRefused,
        ),
    ] {
        let failure = get(&network(), &url, through(way, Tls::default())).await;
        let failure = failure.expect_err("refused");
        assert_eq!(failure.proxy, Some(fault), "{failure}");
    }
    let says = Temper::Says("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    let forbids = HttpProxy::start(None, says).await;
    let route = through(proxy("http", forbids.port), Tls::default());
    let sent = network().send(request(&url, key(), route)).await;
    assert_eq!(sent.expect("an answer").status, 403);
    // From a host, with no proxy between, 407 is an answer like any other.
    let (odd, _) = host(None, "HTTP/1.1 407 Odd\r\ncontent-length: 0\r\n\r\n").await;
    let url = format!("http://localhost:{odd}/");
    let sent = network().send(request(&url, key(), Route::default())).await;
    assert_eq!(sent.expect("an answer").status, 407);
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_no_reason_to_go_directly() {
    let (at, heard) = host(None, OK).await;
    let url = format!("http://127.0.0.1:{at}/");
    let unknown = Proxy::new(&format!("http://{}:3128", nowhere())).expect("a URL");
    for scheme in ["http", "https", "socks5", "socks5h"] {
        let route = through(proxy(scheme, nobody().await), Tls::default());
        let failure = get(&network(), &url, route).await.expect_err("nobody");
        assert_eq!(failure.proxy, Some(ProxyFault::Unreachable), "{failure}");
    }
    let failure = get(&network(), &url, through(unknown, Tls::default())).await;
    let failure = failure.expect_err("no such name");
    assert_eq!(failure.proxy, Some(ProxyFault::NoAddress), "{failure}");
    assert_eq!(failure.kind, FailureKind::Proxy);
    assert_eq!(heard.all(), Vec::<String>::new());
}

#[tokio::test]
async fn a_change_counts_for_the_next_request_and_what_runs_ends_on_the_old_way() {
    let at = listen(None, |mut socket| async move {
        let _ = head(&mut socket).await?;
        socket
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\na")
            .await?;
        socket.flush().await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        socket.write_all(b"b").await
    })
    .await;
    let url = format!("http://localhost:{at}/");
    let machine = HttpProxy::start(None, Temper::Willing).await;
    let network = network();
    let old = through(proxy("http", machine.port), Tls::default());
    let mut running = network
        .send(request(&url, key(), old))
        .await
        .expect("an answer")
        .body;
    let first = running.next().await.expect("a piece").expect("a piece");
    assert_eq!(&first[..], b"a");
    // So many other ways that the old client is forgotten.
    for n in 0..20u64 {
        let mut route = Route::default();
        route.timeouts.connect = Duration::from_secs(5 + n);
        network
            .send(request(&url, key(), route))
            .await
            .expect("an answer");
    }
    assert_eq!(machine.heard.all().len(), 1);
    let last = running.next().await.expect("a piece").expect("a piece");
    assert_eq!(&last[..], b"b");
    assert!(running.next().await.is_none());
}

#[tokio::test]
async fn a_redirect_is_not_followed_through_a_proxy_either() {
    let (other, other_heard) = host(None, OK).await;
    let moved = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://localhost:{other}/\r\ncontent-length: 0\r\n\r\n"
    );
    let identity = Identity::self_signed(&params("localhost"));
    let (at, _) = host(Some(&identity), &moved).await;
    let machine = HttpProxy::start(None, Temper::Willing).await;
    let route = through(proxy("http", machine.port), mode(Verification::None));
    let url = format!("https://localhost:{at}/");
    let sent = network()
        .send(request(&url, key(), route))
        .await
        .expect("an answer");
    assert_eq!(sent.status, 307);
    assert_eq!(other_heard.all(), Vec::<String>::new());
}

#[tokio::test]
async fn an_address_is_as_good_as_a_name() {
    let ours = Authority::new("Ours");
    let server = Server::start(&Manner::showing(&ours.identity("127.0.0.1"))).await;
    let machine = HttpProxy::start(None, Temper::Willing).await;
    let tls = Tls {
        roots: and(&ours),
        ..Tls::default()
    };
    for way in [None, Some(proxy("http", machine.port))] {
        let route = Route {
            tls: tls.clone(),
            proxy: way,
            ..Route::default()
        };
        let address = format!("https://127.0.0.1:{}/", server.port);
        let answer = get(&network(), &address, route.clone()).await;
        assert_eq!(answer.expect("an answer"), b"");
        let name = format!("https://localhost:{}/", server.port);
        let failure = get(&network(), &name, route).await;
        let failure = failure.expect_err("the certificate has no name");
        assert_eq!(failure.tls, Some(TlsFault::WrongHost), "{failure}");
    }
}

#[test]
fn a_proxys_url_is_read_or_refused_with_a_reason() {
    for (url, expected) in [
        ("http://proxy.test:3128", Ok("proxy.test:3128")),
        ("HTTP://Proxy.Test/", Ok("proxy.test:80")),
        ("https://proxy.test", Ok("proxy.test:443")),
        ("socks5://proxy.test", Ok("proxy.test:1080")),
        ("socks5h://[::1]:9", Ok("[::1]:9")),
        ("http://user:pass@10.0.0.1:8080", Ok("10.0.0.1:8080")),
        ("  http://proxy.test:3128 ", Ok("proxy.test:3128")),
        ("proxy.test:3128", Err(ProxyUrlError::UnknownScheme)),
        ("ftp://proxy.test", Err(ProxyUrlError::UnknownScheme)),
        ("socks4://proxy.test", Err(ProxyUrlError::UnknownScheme)),
        ("", Err(ProxyUrlError::NotAUrl)),
        ("http://", Err(ProxyUrlError::NotAUrl)),
        ("socks5://", Err(ProxyUrlError::NotAUrl)),
        ("http://proxy.test:99999", Err(ProxyUrlError::NotAUrl)),
        ("http://proxy.test/path", Err(ProxyUrlError::HasPath)),
        ("http://proxy.test?q", Err(ProxyUrlError::HasPath)),
        ("http://proxy.test#f", Err(ProxyUrlError::HasPath)),
        (
            "socks5://u@proxy.test",
            Err(ProxyUrlError::BadSocksCredentials),
        ),
        ("http://a%3Ab:c@proxy.test", Err(ProxyUrlError::BadUser)),
    ] {
        let read = Proxy::new(url).map(|proxy| proxy.authority());
        assert_eq!(read, expected.map(str::to_owned), "{url}");
    }
}

#[test]
fn no_credential_is_in_a_debug_text() {
    let mut proxy = Proxy::new("http://name:canary@proxy.test").expect("a proxy");
    proxy
        .headers
        .insert("x-token", "canary".parse().expect("a value"));
    let text = format!("{:?}", through(proxy, Tls::default()));
    assert!(
        text.contains("proxy.test:80") && text.contains("x-token"),
        "{text}"
    );
    assert!(!text.contains("canary"), "{text}");
}
