//! A proxy of TLS with a host of TLS behind it: what is asked of one end, or shown to it, is never
//! asked of the other.

use patchbay_network::{FailureKind, Proxy, ProxyFault, Roots, Route, Tls, TlsFault, Verification};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

use crate::diagnosis::{failure, shape, steps};
use crate::machines::{HttpProxy, OK, SECURE, Temper, and, host, proxy, through};
use crate::tls_server::{Authority, Identity, Manner, Server, get, network, params, showing_pem};

/// As OpenSSL makes it without a file of extensions: version 1, which no verifier here can read.
/// Made for this test; it opens nothing.
const OLD: &str = "\
-----BEGIN CERTIFICATE-----
MIIBHzCBxQIUW/LCMiKG7yEX+xHF5bRQxJ1KYk0wCgYIKoZIzj0EAwIwETEPMA0G
A1UEAwwGY2xpZW50MCAXDTI2MTEyMjA5NDIzOVoYDzIxMjYxMDI5MDk0MjM5WjAR
MQ8wDQYDVQQDDAZjbGllbnQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARPFknY
cWy4ITuLrRoDKf7KdQO5sDjdP3KPITwVs4qcACKK8CftSmDi5z/neJblIgP4z48y
UKEt2kxevZPIN33IMAoGCCqGSM49BAMCA0kAMEYCIQD5WlxIz/sZhQp590ZN838t
vtb8hg3jXf+vMgsfr4oijQIhAPdsztLp1a8WOVH1oOZjBBIoczfWH37CNe+qdKK2
r0Ot
-----END CERTIFICATE-----";
const OLD_KEY: &str = "\
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIBKwvzI1ZFUiMujVnDG+k3ISV5mOEeaCutJ5QnPvExXXoAoGCCqGSM49
AwEHoUQDQgAETxZJ2HFsuCE7i60aAyn+ynUDubA43T9yjyE8FbOKnAAiivAn7Upg
4uc/53iW5SID+M+PMlChLdpMXr2TyDd9yA==
-----END EC PRIVATE KEY-----";

fn trusting(ours: &Authority) -> Tls {
    Tls {
        roots: and(ours),
        ..Tls::default()
    }
}

fn unasked(port: u16) -> Proxy {
    let mut way = proxy("https", port);
    way.verification = Verification::None;
    way
}

#[tokio::test]
async fn a_proxy_with_the_name_of_the_host_is_refused_where_their_certificates_would_be_mixed_up() {
    let ours = Authority::new("Ours");
    let identity = ours.identity("localhost");
    let machine = HttpProxy::start(Some(&identity), Temper::Willing).await;
    let (at, _) = host(Some(&identity), OK).await;
    let (plain, _) = host(None, OK).await;
    for name in ["localhost", "LocalHost", "localhost."] {
        for host in ["localhost", "LOCALHOST", "localhost."] {
            let mut way = Proxy::new(&format!("https://{name}:{}", machine.port)).expect("a URL");
            way.roots = and(&ours);
            let url = format!("https://{host}:{at}/");
            let route = through(way, trusting(&ours));
            let refused = get(&network(), &url, route.clone()).await;
            let refused = refused.expect_err("one name");
            assert_eq!(refused.kind, FailureKind::Request, "{refused}");
            assert!(refused.to_string().contains("told apart"), "{refused}");
            let steps = steps(&url, route).await;
            assert_eq!(failure(&steps).to_string(), refused.to_string());
        }
    }
    assert_eq!(machine.heard.all(), Vec::<String>::new());
    // Where only one of them has a certificate there is nothing to mix up.
    let mut way = Proxy::new(&format!("https://localhost:{}", machine.port)).expect("a URL");
    way.roots = and(&ours);
    let url = format!("http://localhost:{plain}/");
    let answer = get(&network(), &url, through(way, Tls::default())).await;
    assert_eq!(answer.expect("an answer"), b"ok");
    let open = HttpProxy::start(None, Temper::Willing).await;
    let route = through(proxy("http", open.port), trusting(&ours));
    let answer = get(&network(), &format!("https://localhost:{at}/"), route).await;
    assert_eq!(answer.expect("an answer"), b"ok");
}

#[tokio::test]
async fn whoever_shows_a_certificate_without_its_key_is_nobody() {
    let ours = Authority::new("Ours");
    let stolen = |name: &str| Identity {
        certificate: ours.identity(name).certificate,
        key: rcgen::KeyPair::generate().expect("a key"),
    };
    let good = ours.identity("localhost");
    let plain = HttpProxy::start(None, Temper::Willing).await;
    // The proxy is not asked for anything, and the host is all the same.
    let shady = Identity::self_signed(&params("elsewhere.test"));
    let secure = HttpProxy::start(Some(&shady), Temper::Willing).await;
    let impostor = HttpProxy::start(Some(&stolen(SECURE)), Temper::Willing).await;
    for versions in [[&rustls::version::TLS12], [&rustls::version::TLS13]] {
        let pretends = stolen("localhost");
        let behind = Server::start(&Manner {
            versions: &versions,
            ..Manner::showing(&pretends)
        })
        .await;
        let url = format!("https://localhost:{}/", behind.port);
        for proxy in [
            None,
            Some(proxy("http", plain.port)),
            Some(unasked(secure.port)),
        ] {
            for (verification, is_asked) in [
                (Verification::Full, true),
                (Verification::Certificate, true),
                (Verification::None, false),
            ] {
                let route = Route {
                    tls: Tls {
                        verification,
                        ..trusting(&ours)
                    },
                    proxy: proxy.clone(),
                    ..Route::default()
                };
                let place = format!("{versions:?} {verification:?} {:?}", route.proxy);
                let answer = get(&network(), &url, route).await;
                assert_eq!(answer.is_err(), is_asked, "{place}: {answer:?}");
                if let Err(failure) = answer {
                    assert_eq!(failure.kind, FailureKind::Tls, "{place}: {failure}");
                }
            }
        }
    }
    // And the other way round.
    let server = Server::start(&Manner::showing(&good)).await;
    let url = format!("https://localhost:{}/", server.port);
    let mut way = proxy("https", impostor.port);
    way.roots = and(&ours);
    for verification in [Verification::Full, Verification::Certificate] {
        way.verification = verification;
        let tls = Tls {
            verification: Verification::None,
            ..Tls::default()
        };
        let failure = get(&network(), &url, through(way.clone(), tls)).await;
        let failure = failure.expect_err("no key");
        assert!(
            matches!(failure.proxy, Some(ProxyFault::Tls(_))),
            "{failure}"
        );
    }
    assert_eq!(impostor.heard.all(), Vec::<String>::new());
}

#[tokio::test]
async fn a_proxy_whose_certificate_nobody_can_read_is_used_if_nothing_is_asked_of_it() {
    let ours = Authority::new("Ours");
    let (at, _) = host(Some(&ours.identity("localhost")), OK).await;
    let old = HttpProxy::with(Some(showing_pem(OLD, OLD_KEY)), Temper::Willing).await;
    let url = format!("https://localhost:{at}/");
    let answer = get(
        &network(),
        &url,
        through(unasked(old.port), trusting(&ours)),
    )
    .await;
    assert_eq!(answer.expect("an answer"), b"ok");
    let asked = through(proxy("https", old.port), trusting(&ours));
    let failure = get(&network(), &url, asked).await.expect_err("unreadable");
    assert!(
        matches!(failure.proxy, Some(ProxyFault::Tls(_))),
        "{failure}"
    );
}

#[tokio::test]
async fn each_end_is_shown_its_own_certificate_also_when_a_session_goes_on() {
    let ours = Authority::new("Ours");
    let theirs = Authority::new("Theirs");
    let (secure, identity) = (ours.identity(SECURE), ours.identity("localhost"));
    let for_host = ours.identity("for the host");
    let for_proxy = theirs.identity("for the proxy");
    for versions in [[&rustls::version::TLS12], [&rustls::version::TLS13]] {
        let strict = Manner {
            clients: Some(&theirs),
            versions: &versions,
            ..Manner::showing(&secure)
        };
        let machine = HttpProxy::with(Some(strict.acceptor()), Temper::Willing).await;
        let server = Server::start(&Manner {
            clients: Some(&ours),
            versions: &versions,
            ..Manner::showing(&identity)
        })
        .await;
        let url = format!("https://localhost:{}/", server.port);
        let shown = |own: Option<&Identity>| {
            let mut way = proxy("https", machine.port);
            way.roots = and(&ours);
            way.client_certificate = own.map(Identity::as_client);
            let tls = Tls {
                client_certificate: Some(for_host.as_client()),
                ..trusting(&ours)
            };
            through(way, tls)
        };
        let network = network();
        // Of two at once, one has to make a connection of its own after the first handshake.
        for _ in 0..3 {
            let route = shown(Some(&for_proxy));
            let both = futures_util::future::join(
                get(&network, &url, route.clone()),
                get(&network, &url, route),
            );
            let (one, two) = both.await;
            for seen in [one, two] {
                let seen = seen.expect("an answer");
                assert_eq!(seen, for_host.certificate.der().to_vec(), "{versions:?}");
            }
        }
        let bare = get(&network, &url, shown(None)).await.expect_err("asked");
        let fault = ProxyFault::Tls(TlsFault::ClientCertificateRequired);
        assert_eq!(bare.proxy, Some(fault), "{versions:?} {bare}");
        let wrong = get(&network, &url, shown(Some(&for_host))).await;
        let wrong = wrong.expect_err("another authority's");
        let fault = ProxyFault::Tls(TlsFault::ClientCertificateRefused);
        assert_eq!(wrong.proxy, Some(fault), "{versions:?} {wrong}");
        // The dialer of a diagnosis has configurations of its own.
        let told = steps(&url, shown(Some(&for_proxy))).await;
        assert!(shape(&told).iter().all(|(_, how)| *how == 'p'), "{told:?}");
    }
}

/// In TLS 1.3 a client certificate is refused only after the handshake.
#[tokio::test]
async fn what_is_refused_after_the_handshake_is_told_at_the_layer_it_belongs_to() {
    use patchbay_network::Layer::{Dns, Http, Tcp, Tls as OfTls};
    let ours = Authority::new("Ours");
    let identity = ours.identity("localhost");
    let server = Server::start(&Manner {
        clients: Some(&ours),
        ..Manner::showing(&identity)
    })
    .await;
    let url = format!("https://localhost:{}/", server.port);
    let stranger = Authority::new("Theirs").identity("client");
    for (own, fault) in [
        (None, TlsFault::ClientCertificateRequired),
        (Some(&stranger), TlsFault::ClientCertificateRefused),
    ] {
        let tls = Tls {
            client_certificate: own.map(Identity::as_client),
            roots: Roots::Only(vec![ours.roots()]),
            ..Tls::default()
        };
        let route = Route {
            tls,
            ..Route::default()
        };
        let told = steps(&url, route).await;
        let expected = [
            (Dns, 'p'),
            (Tcp, 'p'),
            (OfTls, 'p'),
            (OfTls, 'f'),
            (Http, '-'),
        ];
        assert_eq!(shape(&told), expected, "{told:?}");
        assert_eq!(failure(&told).tls, Some(fault), "{told:?}");
    }
}

#[tokio::test]
async fn an_address_of_ipv6_behind_a_proxy_is_refused_with_a_reason() {
    let machine = HttpProxy::start(None, Temper::Willing).await;
    for scheme in ["http", "https", "socks5", "socks5h"] {
        let route = through(proxy(scheme, machine.port), Tls::default());
        let failure = get(&network(), "https://[::1]:1/", route).await;
        let failure = failure.expect_err("refused");
        assert_eq!(failure.kind, FailureKind::Request, "{failure}");
        assert!(failure.to_string().contains("IPv6"), "{failure}");
    }
    assert_eq!(machine.heard.all(), Vec::<String>::new());
}

/// Not with the end of the connection, but with a reset, of which TLS knows nothing.
#[tokio::test]
async fn a_proxy_that_drops_a_handshake_is_there_and_does_not_speak_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            socket.set_zero_linger().expect("a socket");
            let mut hello = [0; 16];
            let _ = socket.read(&mut hello).await;
        }
    });
    for url in ["https://a.invalid/", "http://a.invalid/"] {
        let route = through(proxy("https", port), Tls::default());
        let failure = get(&network(), url, route).await.expect_err("dropped");
        let fault = ProxyFault::Tls(TlsFault::Handshake);
        assert_eq!(failure.proxy, Some(fault), "{failure}");
    }
}

#[tokio::test]
async fn a_client_certificate_is_for_the_host_and_never_for_the_proxy() {
    let ours = Authority::new("Ours");
    let identity = ours.identity("localhost");
    let secure = ours.identity(SECURE);
    let client = ours.identity("client");
    let server = Server::start(&Manner {
        clients: Some(&ours),
        ..Manner::showing(&identity)
    })
    .await;
    // A proxy that asks for a certificate of everybody.
    let curious = Server::start(&Manner {
        clients: Some(&ours),
        ..Manner::showing(&secure)
    })
    .await;
    let willing = HttpProxy::start(Some(&secure), Temper::Willing).await;
    let tls = Tls {
        client_certificate: Some(client.as_client()),
        roots: and(&ours),
        ..Tls::default()
    };
    let url = format!("https://localhost:{}/", server.port);
    let way = |port| {
        let mut way = proxy("https", port);
        way.roots = and(&ours);
        through(way, tls.clone())
    };
    let shown = get(&network(), &url, way(willing.port)).await;
    assert_eq!(shown.expect("an answer"), client.certificate.der().to_vec());
    let failure = get(&network(), &url, way(curious.port)).await;
    let failure = failure.expect_err("nothing is shown");
    let fault = ProxyFault::Tls(TlsFault::ClientCertificateRequired);
    assert_eq!(failure.proxy, Some(fault), "{failure}");
}
