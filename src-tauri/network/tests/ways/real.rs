//! squid, tinyproxy and dante, with an nginx behind them: what they do is not what a test would have
//! thought of.

use patchbay_network::{
    FailureKind, Layer, Proxy, ProxyFault, ProxyKind, Roots, Route, Tls, TlsFault, Verification,
};
use secrecy::SecretString;

use crate::diagnosis::{failure, of_http, of_proxy, shape, steps};
use crate::machines::{SECURE, and, host, nobody, proxy, through};
use crate::programs::{Program, dante, folder, nginx, squid, tinyproxy, write, write_identity};
use crate::tls_server::{Authority, Identity, expired, get, network, params};

use TlsFault::{ClientCertificateRequired, Expired, Untrusted, WrongHost};
use Verification::{Certificate, Full, None as Nothing};

fn signed_in(mut proxy: Proxy) -> Proxy {
    proxy.credentials = Some(("user".into(), SecretString::from("secret1")));
    proxy
}

/// Every kind of certificate, each at a port of its own.
struct Site {
    _program: Program,
    ports: Vec<(&'static str, u16, Outcomes)>,
}

/// Of the three modes, with our authority added.
type Outcomes = [Option<TlsFault>; 3];

async fn site(ours: &Authority) -> Site {
    let key = || rcgen::KeyPair::generate().expect("a key");
    let theirs = Authority::new("Theirs");
    let folder = folder();
    let authority = write(&folder, "ours.pem", &ours.certificate.pem());
    let asks = format!("ssl_verify_client on; ssl_client_certificate {authority};");
    let strict = Some(ClientCertificateRequired);
    let kinds = [
        ("valid", ours.identity("localhost"), "", [None; 3]),
        (
            "expired",
            ours.sign(&expired("localhost"), key()),
            "",
            [Some(Expired), Some(Expired), None],
        ),
        (
            "wrong host",
            ours.identity("other.test"),
            "",
            [Some(WrongHost), None, None],
        ),
        (
            "self-signed",
            Identity::self_signed(&params("localhost")),
            "",
            [Some(Untrusted), Some(Untrusted), None],
        ),
        (
            "of another authority",
            theirs.identity("localhost"),
            "",
            [Some(Untrusted), Some(Untrusted), None],
        ),
        (
            "asks",
            ours.identity("localhost"),
            asks.as_str(),
            [strict; 3],
        ),
    ];
    let mut servers = String::new();
    let mut ports = Vec::new();
    for (at, (kind, identity, more, outcomes)) in kinds.into_iter().enumerate() {
        let port = nobody().await;
        let [certificate, key] = write_identity(&folder, &at.to_string(), &identity);
        servers.push_str(&format!(
            "server {{ listen 127.0.0.1:{port} ssl http2; ssl_certificate {certificate};
            ssl_certificate_key {key}; {more} location / {{ return 200 '{kind}'; }} }}\n"
        ));
        ports.push((kind, port, outcomes));
    }
    let first = ports[0].1;
    Site {
        _program: nginx(folder, &servers, first).await,
        ports,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_mode_holds_for_each_certificate_of_nginx_through_each_proxy() {
    let ours = Authority::new("Ours");
    let site = site(&ours).await;
    let (squid, [plain, secure]) = squid(&ours.identity(SECURE)).await;
    let (tinyproxy, tiny) = tinyproxy().await;
    let (dante, socks) = dante().await;
    let mut of_tls = signed_in(proxy("https", secure));
    of_tls.roots = and(&ours);
    let ways = [
        ("direct", None),
        ("squid", Some(signed_in(proxy("http", plain)))),
        ("squid over TLS", Some(of_tls)),
        ("tinyproxy", Some(signed_in(proxy("http", tiny)))),
        ("dante", Some(proxy("socks5", socks))),
        ("dante, its own look-up", Some(proxy("socks5h", socks))),
    ];
    let network = network();
    let client = ours.identity("client");
    let mut combinations = 0;
    for (kind, port, outcomes) in &site.ports {
        let url = format!("https://localhost:{port}/");
        for (mode, expected) in [Full, Certificate, Nothing].into_iter().zip(outcomes) {
            for (way, proxy) in &ways {
                let mut route = Route {
                    tls: Tls {
                        verification: mode,
                        roots: and(&ours),
                        client_certificate: None,
                    },
                    proxy: proxy.clone(),
                    ..Route::default()
                };
                let place = format!("{kind}, {mode:?}, {way}");
                let answer = get(&network, &url, route.clone()).await;
                // nginx asks for the certificate in the handshake and answers without one: 400.
                match (*kind, expected) {
                    ("asks", _) => {
                        let said = answer.unwrap_or_else(|e| panic!("{place}: {e}"));
                        let said = String::from_utf8_lossy(&said);
                        assert!(
                            said.contains("No required SSL certificate"),
                            "{place}: {said}"
                        );
                        route.tls.client_certificate = Some(client.as_client());
                        let answer = get(&network, &url, route).await;
                        assert_eq!(answer.expect(&place), b"asks");
                    }
                    (_, None) => assert_eq!(answer.expect(&place), kind.as_bytes()),
                    (_, Some(fault)) => {
                        let failure = answer.expect_err(&place);
                        let said = || {
                            format!(
                                "{place}: {failure}\n{}{}{}",
                                squid.said(),
                                tinyproxy.said(),
                                dante.said()
                            )
                        };
                        assert_eq!(failure.tls, Some(*fault), "{}", said());
                        assert_eq!(failure.kind, FailureKind::Tls, "{}", said());
                    }
                }
                combinations += 1;
            }
        }
    }
    assert_eq!(combinations, 6 * 3 * 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_proxy_refuses_in_its_own_way_and_is_understood() {
    use ProxyFault::{CredentialsRefused, CredentialsRequired, NoWayOn, Refused};
    let identity = Identity::self_signed(&params("localhost"));
    let (squid, [plain, _]) = squid(&identity).await;
    let (tinyproxy, tiny) = tinyproxy().await;
    let (dante, socks) = dante().await;
    let wrong = |mut way: Proxy| {
        way.credentials = Some(("user".into(), SecretString::from("canary")));
        way
    };
    let closed = format!("https://127.0.0.1:{}/", nobody().await);
    let forbidden = "https://forbidden.test/";
    let unknown = "https://nowhere.invalid/";
    let (squid_way, tiny_way) = (proxy("http", plain), proxy("http", tiny));
    let is = |expected: ProxyFault| move |fault: ProxyFault| fault == expected;
    type Expected = Box<dyn Fn(ProxyFault) -> bool>;
    let no_way: fn(ProxyFault) -> bool = |fault| matches!(fault, NoWayOn(_));
    let cases: Vec<(&str, Proxy, &str, Expected)> = vec![
        (
            "squid, no credentials",
            squid_way.clone(),
            &closed,
            Box::new(is(CredentialsRequired)),
        ),
        (
            "squid, wrong ones",
            wrong(squid_way.clone()),
            &closed,
            Box::new(is(CredentialsRefused)),
        ),
        (
            "squid, forbidden",
            signed_in(squid_way.clone()),
            forbidden,
            Box::new(is(Refused(Some(403)))),
        ),
        (
            "squid, nobody there",
            signed_in(squid_way.clone()),
            &closed,
            Box::new(is(NoWayOn(Some(503)))),
        ),
        (
            "squid, no such name",
            signed_in(squid_way),
            unknown,
            Box::new(no_way),
        ),
        (
            "tinyproxy, no credentials",
            tiny_way.clone(),
            &closed,
            Box::new(is(CredentialsRequired)),
        ),
        (
            "tinyproxy, wrong ones",
            wrong(tiny_way.clone()),
            &closed,
            Box::new(is(CredentialsRefused)),
        ),
        (
            "tinyproxy, forbidden",
            signed_in(tiny_way.clone()),
            forbidden,
            Box::new(is(Refused(Some(403)))),
        ),
        (
            "tinyproxy, nobody there",
            signed_in(tiny_way.clone()),
            &closed,
            Box::new(no_way),
        ),
        (
            "tinyproxy, no such name",
            signed_in(tiny_way),
            unknown,
            Box::new(no_way),
        ),
        (
            "dante, forbidden",
            proxy("socks5", socks),
            "https://127.0.0.9/",
            Box::new(is(Refused(None))),
        ),
        (
            "dante, nobody there",
            proxy("socks5h", socks),
            &closed,
            Box::new(no_way),
        ),
        (
            "dante, no such name",
            proxy("socks5h", socks),
            unknown,
            Box::new(no_way),
        ),
    ];
    for (what, way, url, expected) in cases {
        let said = || format!("{}{}{}", squid.said(), tinyproxy.said(), dante.said());
        let route = || through(way.clone(), Tls::default());
        // A diagnosis knows what was answered to CONNECT.
        let steps = steps(url, route()).await;
        let seen = failure(&steps);
        let fault = seen.proxy.unwrap_or_else(|| panic!("{what}: {seen}"));
        assert!(expected(fault), "{what}: {seen} {fault:?}\n{}", said());
        // A run does only where `reqwest` says it.
        let refused = get(&network(), url, route()).await.expect_err(what);
        let is_told = way.kind() != ProxyKind::Http || fault == CredentialsRequired;
        match refused.proxy {
            Some(Refused(None)) if !is_told => {
                assert!(refused.to_string().contains("Diagnose"), "{refused}");
            }
            told => assert_eq!(told, Some(fault), "{what}: {refused}\n{}", said()),
        }
        assert_eq!(refused.kind, FailureKind::Proxy, "{what}");
        assert!(!format!("{refused}{seen}").contains("canary"), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_of_http_goes_through_each_proxy_with_its_credentials() {
    let identity = Identity::self_signed(&params(SECURE));
    let (_squid, [plain, secure]) = squid(&identity).await;
    let (_tinyproxy, tiny) = tinyproxy().await;
    let (at, heard) = host(
        None,
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok",
    )
    .await;
    let url = format!("http://localhost:{at}/");
    let mut of_tls = proxy("https", secure);
    of_tls.roots = Roots::Only(vec![identity.as_root()]);
    for way in [proxy("http", plain), of_tls, proxy("http", tiny)] {
        let refused = get(&network(), &url, through(way.clone(), Tls::default())).await;
        let fault = refused.expect_err("no credentials").proxy;
        assert_eq!(fault, Some(ProxyFault::CredentialsRequired));
        let answer = get(&network(), &url, through(signed_in(way), Tls::default())).await;
        assert_eq!(answer.expect("an answer"), b"ok");
        let reached = heard.last().to_lowercase();
        assert!(!reached.contains("proxy-authorization"), "{reached}");
    }
    assert_eq!(heard.all().len(), 3);
}

/// What each proxy says by itself of a request of HTTP, and what it hands on from the host.
#[tokio::test(flavor = "multi_thread")]
async fn a_diagnosis_tells_a_proxys_own_refusal_from_the_hosts() {
    use ProxyFault::{CredentialsRefused, CredentialsRequired, NoWayOn, Refused};
    let identity = Identity::self_signed(&params(SECURE));
    let (_squid, [plain, _]) = squid(&identity).await;
    let (_tinyproxy, tiny) = tinyproxy().await;
    let closed = format!("http://127.0.0.1:{}/", nobody().await);
    let forbidding = "HTTP/1.1 403 Forbidden\r\nserver: nginx\r\nconnection: close\r\ncontent-length: 2\r\n\r\nno";
    let (at, heard) = host(None, forbidding).await;
    let of_host = format!("http://localhost:{at}/");
    let wrong = |mut way: Proxy| {
        way.credentials = Some(("user".into(), SecretString::from("canary")));
        way
    };
    for (name, way) in [
        ("squid", proxy("http", plain)),
        ("tinyproxy", proxy("http", tiny)),
    ] {
        for (url, way, expected) in [
            (of_host.as_str(), way.clone(), Some(CredentialsRequired)),
            (&of_host, wrong(way.clone()), Some(CredentialsRefused)),
            (
                "http://forbidden.test/",
                signed_in(way.clone()),
                Some(Refused(Some(403))),
            ),
            (&closed, signed_in(way.clone()), Some(NoWayOn(None))),
            (&of_host, signed_in(way.clone()), None),
        ] {
            let told = steps(url, through(way, Tls::default())).await;
            let place = format!("{name} {url} {expected:?}: {told:?}");
            let Some(expected) = expected else {
                assert!(shape(&told).iter().all(|(_, how)| *how == 'p'), "{place}");
                assert_eq!(of_http(&told).status.as_u16(), 403, "{place}");
                continue;
            };
            let [rest @ .., (Layer::Proxy, 'f'), (Layer::Http, '-')] = &shape(&told)[..] else {
                panic!("{place}");
            };
            assert_eq!(rest, [(Layer::Dns, 'p'), (Layer::Tcp, 'p')], "{place}");
            match (failure(&told).proxy, expected) {
                (Some(NoWayOn(Some(status))), NoWayOn(None)) => {
                    assert_eq!(of_proxy(&told).status.map(|s| s.as_u16()), Some(status));
                }
                (fault, expected) => assert_eq!(fault, Some(expected), "{place}"),
            }
            let says =
                |(header, value): &(String, String)| header == "server" && value.starts_with(name);
            assert!(of_proxy(&told).headers.iter().any(says), "{place}");
        }
    }
    assert_eq!(heard.all().len(), 2);
}
