//! Each fault is found at its layer, with a proxy and without.

use std::time::Duration;

use patchbay_network::{FailureKind, Layer, ProxyFault, Route, Tls, TlsFault};
use tokio::io::AsyncWriteExt;

use crate::diagnosis::{failure, of_http, of_proxy, shape, steps};
use crate::machines::{
    HttpProxy, OK, SECURE, Temper, and, head, host, listen, nobody, nowhere, proxy, silent, through,
};
use crate::tls_server::Authority;

use Layer::{Dns, Http, Proxy as ProxyLayer, Tcp, Tls as TlsLayer};

#[tokio::test]
async fn each_fault_is_found_at_its_layer() {
    let closed = nobody().await;
    let silent = silent().await;
    let cut = listen(None, |mut socket| async move {
        let _ = head(&mut socket).await?;
        socket
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf")
            .await
    })
    .await;
    for (url, expected, kind) in [
        (
            format!("https://{}/", nowhere()),
            vec![(Dns, 'f'), (Tcp, '-'), (TlsLayer, '-'), (Http, '-')],
            FailureKind::Dns,
        ),
        (
            format!("http://127.0.0.1:{closed}/"),
            vec![(Dns, 'p'), (Tcp, 'f'), (Http, '-')],
            FailureKind::Connect,
        ),
        (
            format!("https://127.0.0.1:{silent}/"),
            vec![(Dns, 'p'), (Tcp, 'p'), (TlsLayer, 'f'), (Http, '-')],
            FailureKind::Timeout,
        ),
        (
            format!("https://127.0.0.1:{cut}/"),
            vec![(Dns, 'p'), (Tcp, 'p'), (TlsLayer, 'f'), (Http, '-')],
            FailureKind::Timeout,
        ),
        (
            format!("http://127.0.0.1:{silent}/"),
            vec![(Dns, 'p'), (Tcp, 'p'), (Http, 'f')],
            FailureKind::Timeout,
        ),
        (
            format!("http://127.0.0.1:{cut}/"),
            vec![(Dns, 'p'), (Tcp, 'p'), (Http, 'f')],
            FailureKind::Cut,
        ),
    ] {
        let mut route = Route::default();
        route.timeouts.connect = Duration::from_secs(1);
        route.timeouts.first_byte = Duration::from_secs(1);
        let steps = steps(&url, route).await;
        assert_eq!(shape(&steps), expected, "{url} {steps:?}");
        assert_eq!(failure(&steps).kind, kind, "{url} {steps:?}");
        if kind == FailureKind::Cut {
            assert_eq!(&of_http(&steps).body[..], b"half");
        }
    }
}

#[tokio::test]
async fn a_proxy_is_a_layer_of_its_own_and_says_what_it_answered() {
    let ours = Authority::new("Ours");
    let identity = ours.identity("localhost");
    let (at, _) = host(Some(&identity), OK).await;
    let (plain, _) = host(None, OK).await;
    let tls = Tls {
        roots: and(&ours),
        ..Tls::default()
    };
    let https = format!("https://localhost:{at}/");
    let http = format!("http://localhost:{plain}/");
    let all = [
        (Dns, 'p'),
        (Tcp, 'p'),
        (ProxyLayer, 'p'),
        (TlsLayer, 'p'),
        (Http, 'p'),
    ];

    let secure = ours.identity(SECURE);
    let willing = HttpProxy::start(Some(&secure), Temper::Willing).await;
    let mut way = proxy("https", willing.port);
    way.roots = and(&ours);
    let open = steps(&https, through(way, tls.clone())).await;
    assert_eq!(shape(&open), all, "{open:?}");
    let seen = of_proxy(&open);
    assert_eq!(seen.authority, format!("{SECURE}:{}", willing.port));
    assert_eq!(seen.status.map(|status| status.as_u16()), Some(200));
    assert_eq!(seen.headers, [("via".to_owned(), "1.1 fake".to_owned())]);
    let of_proxys_own = seen.tls.as_ref().expect("a handshake");
    assert_eq!(of_proxys_own.checks.expect("a chain").host, Ok(()));
    // One that is not believed is shown too.
    let shady = steps(&https, through(proxy("https", willing.port), tls.clone())).await;
    assert_eq!(
        shape(&shady)[2..],
        [(ProxyLayer, 'f'), (TlsLayer, '-'), (Http, '-')]
    );
    assert_eq!(
        failure(&shady).proxy,
        Some(ProxyFault::Tls(TlsFault::Untrusted))
    );
    assert_eq!(of_proxy(&shady).tls.as_ref().expect("shown").chain.len(), 1);

    let asks = HttpProxy::start(None, Temper::Asks("never")).await;
    for (url, rest) in [
        (&https, &[(TlsLayer, '-'), (Http, '-')][..]),
        (&http, &[(Http, '-')]),
    ] {
        let asked = steps(url, through(proxy("http", asks.port), tls.clone())).await;
        assert_eq!(
            shape(&asked)[..3],
            [(Dns, 'p'), (Tcp, 'p'), (ProxyLayer, 'f')],
            "{asked:?}"
        );
        assert_eq!(shape(&asked)[3..], *rest);
        assert_eq!(failure(&asked).proxy, Some(ProxyFault::CredentialsRequired));
    }
    let asked = steps(&https, through(proxy("http", asks.port), tls.clone())).await;
    let names: Vec<_> = of_proxy(&asked)
        .headers
        .iter()
        .map(|(n, _)| n.as_str())
        .collect();
    assert_eq!(names, ["server", "proxy-authenticate"]);

    let willing = HttpProxy::start(None, Temper::Willing).await;
    let handed_on = steps(&http, through(proxy("http", willing.port), tls.clone())).await;
    let expected = [(Dns, 'p'), (Tcp, 'p'), (ProxyLayer, 'p'), (Http, 'p')];
    assert_eq!(shape(&handed_on), expected, "{handed_on:?}");
    assert_eq!(&of_http(&handed_on).body[..], b"ok");

    let gone = steps(&https, through(proxy("http", nobody().await), tls)).await;
    let expected = [
        (Dns, 'p'),
        (Tcp, 'f'),
        (ProxyLayer, '-'),
        (TlsLayer, '-'),
        (Http, '-'),
    ];
    assert_eq!(shape(&gone), expected, "{gone:?}");
    assert_eq!(failure(&gone).proxy, Some(ProxyFault::Unreachable));
}
