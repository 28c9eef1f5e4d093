//! What is said of each layer, and that it is said of the right one.

use std::time::Duration;

use futures_util::StreamExt as _;
use http::{HeaderMap, Version};
use patchbay_network::{
    HttpSeen, Layer, Method, Outcome, Outgoing, ProxySeen, RootCertificates, Roots, Route, Seen,
    Step, Tls, TlsFault, TlsSeen, Verification,
};
use tokio::io::AsyncWriteExt;
use url::Url;

use crate::machines::{OK, and, head, host, listen, mode, silent};
use crate::tls_server::{Authority, Identity, Manner, Server, expired, network, params};

use Layer::{Dns, Http, Tcp, Tls as TlsLayer};

pub(crate) async fn steps(url: &str, route: Route) -> Vec<Step> {
    let mut headers = HeaderMap::new();
    let key = "Bearer sk-canary".parse().expect("a value");
    headers.insert("authorization", key);
    let request = Outgoing {
        method: Method::Get,
        url: Url::parse(url).expect("a URL"),
        headers,
        body: Default::default(),
        route,
    };
    let steps: Vec<_> = network().diagnose(request).collect().await;
    assert!(!format!("{steps:?}").contains("canary"), "{steps:?}");
    for step in &steps {
        let is_reached = !matches!(step.outcome, Outcome::NotReached);
        assert_eq!(step.elapsed > Duration::ZERO, is_reached, "{step:?}");
    }
    steps
}

/// Layer by layer, as one letter each: passed, failed, not reached.
pub(crate) fn shape(steps: &[Step]) -> Vec<(Layer, char)> {
    let letter = |outcome: &Outcome| match outcome {
        Outcome::Passed => 'p',
        Outcome::Failed(_) => 'f',
        Outcome::NotReached => '-',
    };
    steps
        .iter()
        .map(|s| (s.layer, letter(&s.outcome)))
        .collect()
}

pub(crate) fn failure(steps: &[Step]) -> &patchbay_network::Failure {
    let mut failures = steps.iter().filter_map(|step| match &step.outcome {
        Outcome::Failed(failure) => Some(failure),
        _ => None,
    });
    failures.next().expect("a failure")
}

pub(crate) fn of_tls(steps: &[Step]) -> &TlsSeen {
    let seen = steps.iter().find_map(|step| match &step.seen {
        Seen::Tls(seen) => Some(seen),
        _ => None,
    });
    seen.expect("a handshake")
}

pub(crate) fn of_proxy(steps: &[Step]) -> &ProxySeen {
    let seen = steps.iter().find_map(|step| match &step.seen {
        Seen::Proxy(seen) => Some(seen),
        _ => None,
    });
    seen.expect("a proxy")
}

pub(crate) fn of_http(steps: &[Step]) -> &HttpSeen {
    let seen = steps.iter().find_map(|step| match &step.seen {
        Seen::Http(seen) => Some(seen),
        _ => None,
    });
    seen.expect("an answer")
}

#[tokio::test]
async fn a_way_without_a_fault_is_told_from_name_to_body() {
    let ours = Authority::new("Ours");
    let identity = ours.identity("localhost");
    let (at, heard) = host(Some(&identity), OK).await;
    let tls = Tls {
        roots: and(&ours),
        ..Tls::default()
    };
    let url = format!("https://localhost:{at}/v1/models");
    let route = Route {
        tls,
        ..Route::default()
    };
    let steps = steps(&url, route).await;
    let expected = [(Dns, 'p'), (Tcp, 'p'), (TlsLayer, 'p'), (Http, 'p')];
    assert_eq!(shape(&steps), expected, "{steps:?}");
    let Seen::Addresses { host, addresses } = &steps[0].seen else {
        panic!("{steps:?}");
    };
    assert_eq!(host, "localhost");
    assert!(addresses.contains(&"127.0.0.1".parse().expect("an address")));
    let Seen::Peer { remote, local } = &steps[1].seen else {
        panic!("{steps:?}");
    };
    assert_eq!(remote.port(), at);
    assert!(local.ip().is_loopback());
    let seen = of_tls(&steps);
    assert_eq!(seen.version.as_deref(), Some("TLSv1_3"));
    assert!(
        seen.cipher
            .as_deref()
            .is_some_and(|c| c.starts_with("TLS13_"))
    );
    assert_eq!(seen.alpn.as_deref(), Some("http/1.1"));
    let checks = seen.checks.expect("a chain");
    assert_eq!(
        (checks.chain, checks.host, checks.time),
        (Ok(()), Ok(()), Ok(()))
    );
    let seen = of_http(&steps);
    assert_eq!(
        (seen.status.as_u16(), seen.version),
        (200, Version::HTTP_11)
    );
    assert_eq!((&seen.body[..], seen.body_bytes), (&b"ok"[..], 2));
    assert_eq!(
        seen.pieces.iter().map(|piece| piece.bytes).sum::<usize>(),
        2
    );
    assert!(seen.pieces[0].at >= seen.first_byte);
    assert!(heard.last().starts_with("GET /v1/models HTTP/1.1\r\n"));
    assert!(heard.last().contains(&format!("host: localhost:{at}\r\n")));
}

#[tokio::test]
async fn a_certificate_that_is_not_believed_is_shown_with_what_is_wrong_with_it() {
    use TlsFault::{Expired, Untrusted, WrongHost};
    let ours = Authority::new("Ours");
    let key = || rcgen::KeyPair::generate().expect("a key");
    let late = ours.sign(&expired("localhost"), key());
    let late_elsewhere = ours.sign(&expired("other.test"), key());
    let elsewhere = ours.identity("other.test");
    let stranger = Authority::new("Theirs").identity("localhost");
    for (what, identity, chain, host, time) in [
        ("late", &late, Ok(()), Ok(()), Err(Expired)),
        (
            "late, elsewhere",
            &late_elsewhere,
            Ok(()),
            Err(WrongHost),
            Err(Expired),
        ),
        ("elsewhere", &elsewhere, Ok(()), Err(WrongHost), Ok(())),
        ("of a stranger", &stranger, Err(Untrusted), Ok(()), Ok(())),
    ] {
        let server = Server::start(&Manner::showing(identity)).await;
        let url = format!("https://localhost:{}/", server.port);
        for (verification, is_believed) in [
            (Verification::Full, false),
            (Verification::Certificate, chain.is_ok() && time.is_ok()),
            (Verification::None, true),
        ] {
            let route = Route {
                tls: Tls {
                    roots: and(&ours),
                    ..mode(verification)
                },
                ..Route::default()
            };
            let steps = steps(&url, route).await;
            let place = format!("{what}, {verification:?}: {steps:?}");
            let last = if is_believed { 'p' } else { '-' };
            let at_tls = if is_believed { 'p' } else { 'f' };
            let expected = [(Dns, 'p'), (Tcp, 'p'), (TlsLayer, at_tls), (Http, last)];
            assert_eq!(shape(&steps), expected, "{place}");
            // What is wrong is seen whatever the mode asks.
            let seen = of_tls(&steps);
            let checks = seen.checks.expect("a chain");
            assert_eq!(
                (checks.chain, checks.host, checks.time),
                (chain, host, time),
                "{place}"
            );
            if !is_believed {
                let fault = failure(&steps).tls;
                let candidates = [chain, host, time].map(Result::err);
                assert!(candidates.contains(&fault), "{place}");
            }
            assert_eq!(seen.version.is_some(), is_believed, "{place}");

            let shown = &seen.chain[0];
            let roots = RootCertificates::from_pem(shown.pem.as_bytes());
            assert!(roots.is_ok(), "{place}");
            let der = identity.certificate.der();
            assert_eq!(shown.sha256, sha256(der), "{place}");
            let facts = shown.facts.as_ref().expect("readable");
            let name = if host.is_ok() {
                "localhost"
            } else {
                "other.test"
            };
            assert_eq!(facts.names, [name], "{place}");
            assert!(facts.subject.contains("rcgen"), "{place}");
            let issuer = if chain.is_ok() {
                "CN=Ours"
            } else {
                "CN=Theirs"
            };
            assert!(facts.issuer.contains(issuer), "{place}");
            assert!(!facts.is_authority && !facts.is_self_issued, "{place}");
            if time.is_err() {
                assert_eq!(facts.not_before_ms, 978_307_200_000);
                assert_eq!(facts.not_after_ms, 1_009_843_200_000);
            }
        }
    }
}

fn sha256(bytes: &[u8]) -> String {
    use rustls::crypto::aws_lc_rs::default_provider;
    let suites = default_provider().cipher_suites;
    let hash = suites.iter().find_map(|suite| {
        let hash = suite.tls13()?.common.hash_provider;
        (hash.output_len() == 32).then_some(hash)
    });
    let digest = hash.expect("SHA-256").hash(bytes);
    let pairs: Vec<_> = digest.as_ref().iter().map(|b| format!("{b:02X}")).collect();
    pairs.join(":")
}

#[tokio::test]
async fn what_was_shown_can_be_trusted_from_then_on() {
    let alone = Identity::self_signed(&params("localhost"));
    let server = Server::start(&Manner::showing(&alone)).await;
    let url = format!("https://localhost:{}/", server.port);
    let before = steps(&url, Route::default()).await;
    let facts = of_tls(&before).chain[0].facts.as_ref().expect("readable");
    assert!(facts.is_self_issued);
    let pem = &of_tls(&before).chain[0].pem;
    let root = RootCertificates::from_pem(pem.as_bytes()).expect("a root");
    let route = Route {
        tls: Tls {
            roots: Roots::SystemAnd(vec![root]),
            ..Tls::default()
        },
        ..Route::default()
    };
    let after = steps(&url, route).await;
    assert_eq!(shape(&after)[2..], [(TlsLayer, 'p'), (Http, 'p')]);
    assert_eq!(of_tls(&after).checks.expect("a chain").chain, Ok(()));
}

#[tokio::test]
async fn a_stream_that_was_collected_shows_in_the_times_of_its_pieces() {
    for is_collected in [false, true] {
        let at = listen(None, move |mut socket| async move {
            let _ = head(&mut socket).await?;
            let pause = Duration::from_millis(200);
            let start =
                b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
            if is_collected {
                tokio::time::sleep(pause * 4).await;
            }
            socket.write_all(start).await?;
            for n in 0..4 {
                socket
                    .write_all(format!("data: {n}\n\n").as_bytes())
                    .await?;
                socket.flush().await?;
                if !is_collected {
                    tokio::time::sleep(pause).await;
                }
            }
            Ok(())
        })
        .await;
        let steps = steps(&format!("http://127.0.0.1:{at}/"), Route::default()).await;
        let seen = of_http(&steps);
        assert_eq!(seen.body_bytes, 36);
        let (first, last) = (seen.pieces[0].at, seen.pieces[seen.pieces.len() - 1].at);
        let spread = last - first;
        assert_eq!(
            spread < Duration::from_millis(300),
            is_collected,
            "{spread:?}"
        );
        assert_eq!(seen.first_byte > Duration::from_millis(600), is_collected);
    }
}

#[tokio::test]
async fn steps_come_as_they_are_known_and_nothing_goes_on_without_a_listener() {
    let silent = silent().await;
    let request = Outgoing {
        method: Method::Get,
        url: Url::parse(&format!("http://127.0.0.1:{silent}/")).expect("a URL"),
        headers: HeaderMap::new(),
        body: Default::default(),
        route: Route::default(),
    };
    let mut diagnosis = network().diagnose(request);
    for layer in [Dns, Tcp] {
        let step = tokio::time::timeout(Duration::from_secs(5), diagnosis.next()).await;
        assert_eq!(step.expect("at once").expect("a step").layer, layer);
    }
    let more = tokio::time::timeout(Duration::from_millis(100), diagnosis.next()).await;
    assert!(more.is_err(), "the host has not answered yet");
}
