//! Against real servers: who is believed, who is not, and what is said about it.

use crate::tls_server::{Authority, Identity, Manner, Server, ask, expired, network, params, tls};
use Verification::{Certificate, Full, None as Nothing};
use patchbay_network::{FailureKind, RootCertificates, Roots, Tls, TlsFault, Verification};
use rcgen::{BasicConstraints, IsCa, date_time_ymd};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

#[tokio::test]
async fn each_mode_asks_what_it_says_and_no_less() {
    let ours = Authority::new("Ours");
    let mut early = params("localhost");
    early.not_before = date_time_ymd(2090, 1, 1);
    early.not_after = date_time_ymd(2091, 1, 1);
    let mut authority = params("localhost");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);

    let good = ours.identity("localhost");
    let other_host = ours.identity("other.test");
    let too_late = ours.sign(
        &expired("localhost"),
        Identity::self_signed(&params("x")).key,
    );
    let too_early = ours.sign(&early, Identity::self_signed(&params("x")).key);
    let alone = Identity::self_signed(&params("localhost"));
    let as_authority = Identity::self_signed(&authority);

    use TlsFault::{
        Authority as IsAuthority, ClientCertificateRequired, Expired, NotYetValid, Untrusted,
        WrongHost,
    };
    // For each mode: without and with our authority among the roots.
    let cases = [
        (
            "good",
            &good,
            None,
            [Some(Untrusted), None],
            [Some(Untrusted), None],
        ),
        (
            "another host",
            &other_host,
            None,
            [Some(Untrusted), Some(WrongHost)],
            [Some(Untrusted), None],
        ),
        (
            "expired",
            &too_late,
            None,
            [Some(Expired); 2],
            [Some(Expired); 2],
        ),
        (
            "not yet valid",
            &too_early,
            None,
            [Some(NotYetValid); 2],
            [Some(NotYetValid); 2],
        ),
        (
            "self-signed",
            &alone,
            None,
            [Some(Untrusted); 2],
            [Some(Untrusted); 2],
        ),
        (
            "an authority itself",
            &as_authority,
            None,
            [Some(IsAuthority); 2],
            [Some(IsAuthority); 2],
        ),
        (
            "asks for a certificate",
            &good,
            Some(&ours),
            [Some(Untrusted), Some(ClientCertificateRequired)],
            [Some(Untrusted), Some(ClientCertificateRequired)],
        ),
    ];
    let network = network();
    for (what, identity, clients, full, certificate) in cases {
        let server = Server::start(&Manner {
            clients,
            ..Manner::showing(identity)
        })
        .await;
        let nothing = clients.map(|_| ClientCertificateRequired);
        for (mode, faults) in [
            (Full, full),
            (Certificate, certificate),
            (Nothing, [nothing; 2]),
        ] {
            for (extra, expected) in [None, Some(&ours)].into_iter().zip(faults) {
                let fault = server.fault(&network, tls(mode, extra)).await;
                let with = if extra.is_some() { "with" } else { "without" };
                assert_eq!(fault, expected, "{what}, {mode:?}, {with} our authority");
            }
        }
    }
}

#[tokio::test]
async fn a_certificate_that_is_itself_a_root_is_trusted_in_its_time_and_for_its_host() {
    let network = network();
    for is_ca in [
        IsCa::NoCa,
        IsCa::ExplicitNoCa,
        IsCa::Ca(BasicConstraints::Unconstrained),
    ] {
        let wrong_host = Some(TlsFault::WrongHost);
        let late = Some(TlsFault::Expired);
        for (mut params, full, certificate) in [
            (params("localhost"), None, None),
            (params("other.test"), wrong_host, None),
            (expired("localhost"), late, late),
        ] {
            params.is_ca = is_ca;
            let identity = Identity::self_signed(&params);
            let roots = RootCertificates::from_pem(identity.certificate.pem().as_bytes());
            let server = Server::start(&Manner::showing(&identity)).await;
            for (verification, expected) in [(Full, full), (Certificate, certificate)] {
                let tls = Tls {
                    verification,
                    roots: Roots::SystemAnd(vec![roots.clone().expect("roots")]),
                    client_certificate: None,
                };
                let fault = server.fault(&network, tls).await;
                assert_eq!(fault, expected, "{is_ca:?} {:?}", params.subject_alt_names);
            }
        }
    }
}

#[tokio::test]
async fn the_default_asks_for_everything() {
    let identity = Identity::self_signed(&params("localhost"));
    let server = Server::start(&Manner::showing(&identity)).await;
    let failure = server.ask(&network(), Tls::default()).await;
    let failure = failure.expect_err("nobody trusts it");
    assert_eq!(failure.kind, FailureKind::Tls);
    assert_eq!(failure.tls, Some(TlsFault::Untrusted));
    assert!(!failure.to_string().contains("http"), "{failure}");
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_a_server_that_asks_and_refused_if_it_does_not_know_it() {
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    let identity = ours.identity("localhost");
    let known = ours.identity("client");
    let unknown = theirs.identity("client");
    let late = ours.sign(&expired("client"), Identity::self_signed(&params("x")).key);
    let network = network();
    for versions in [[&rustls::version::TLS12], [&rustls::version::TLS13]] {
        for alpn in ["http/1.1", "h2"] {
            let server = Server::start(&Manner {
                clients: Some(&ours),
                versions: &versions,
                alpn,
                identity: &identity,
            })
            .await;
            for verification in [Full, Certificate, Nothing] {
                let with = |client: Option<&Identity>| Tls {
                    client_certificate: client.map(Identity::as_client),
                    ..tls(verification, Some(&ours))
                };
                let place = format!("{versions:?} {alpn} {verification:?}");
                // A connection may break before the server's word arrives, so more than once.
                for _ in 0..10 {
                    let required = server.fault(&network, with(None)).await;
                    assert_eq!(
                        required,
                        Some(TlsFault::ClientCertificateRequired),
                        "{place}"
                    );
                    for bad in [&unknown, &late] {
                        let refused = server.fault(&network, with(Some(bad))).await;
                        assert_eq!(refused, Some(TlsFault::ClientCertificateRefused), "{place}");
                    }
                }
                if alpn == "http/1.1" {
                    let seen = server.ask(&network, with(Some(&known))).await;
                    assert_eq!(seen.expect(&place), known.certificate.der().to_vec());
                }
            }
        }
    }
}

#[tokio::test]
async fn connectors_of_different_settings_never_share_a_connection() {
    let ours = Authority::new("Ours");
    let wrong_host = ours.identity("other.test");
    let server = Server::start(&Manner {
        clients: None,
        ..Manner::showing(&wrong_host)
    })
    .await;
    let network = network();
    for _ in 0..4 {
        let ask = |mode, extra| server.fault(&network, tls(mode, extra));
        assert_eq!(ask(Nothing, None).await, None);
        assert_eq!(ask(Full, Some(&ours)).await, Some(TlsFault::WrongHost));
        assert_eq!(ask(Certificate, Some(&ours)).await, None);
        assert_eq!(ask(Full, None).await, Some(TlsFault::Untrusted));
        assert_eq!(ask(Certificate, None).await, Some(TlsFault::Untrusted));
    }
    // Each of the two that succeed has one connection of its own, kept over all rounds.
    assert_eq!(server.handshakes(), 2);
}

#[tokio::test]
async fn each_connector_shows_its_own_certificate() {
    let ours = Authority::new("Ours");
    let identity = ours.identity("localhost");
    let server = Server::start(&Manner {
        clients: Some(&ours),
        ..Manner::showing(&identity)
    })
    .await;
    let network = network();
    let clients: Vec<_> = (0..3)
        .map(|n| ours.identity(&format!("client{n}")))
        .collect();
    for _ in 0..3 {
        for client in &clients {
            let tls = Tls {
                client_certificate: Some(client.as_client()),
                ..tls(Full, Some(&ours))
            };
            let seen = server.ask(&network.clone(), tls).await.expect("an answer");
            assert_eq!(seen, client.certificate.der().to_vec());
        }
        let bare = server.fault(&network, tls(Full, Some(&ours))).await;
        assert_eq!(bare, Some(TlsFault::ClientCertificateRequired));
    }
    assert_eq!(server.handshakes(), clients.len());
}

#[tokio::test]
async fn what_is_no_tls_server_is_told_apart() {
    let old_version = b"\x15\x03\x01\x00\x02\x02\x46";
    for (answer, expected) in [
        (&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], TlsFault::NotTls),
        (b"SSH-2.0-OpenSSH\r\n", TlsFault::NotTls),
        (old_version, TlsFault::Handshake),
        (b"", TlsFault::Handshake),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("bound").port();
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut hello = [0; 4096];
                let _ = socket.read(&mut hello).await;
                let _ = socket.write_all(answer).await;
                let _ = socket.shutdown().await;
            }
        });
        for mode in [Full, Nothing] {
            let failure = ask(&network(), port, tls(mode, None)).await;
            let failure = failure.expect_err("no handshake");
            assert_eq!(failure.kind, FailureKind::Tls, "{failure}");
            assert_eq!(failure.tls, Some(expected), "{failure}");
        }
    }
}

#[tokio::test]
async fn a_server_that_promises_http_2_and_speaks_another_is_unreadable() {
    let ours = Authority::new("Ours");
    let identity = ours.identity("localhost");
    let server = Server::start(&Manner {
        alpn: "h2",
        ..Manner::showing(&identity)
    })
    .await;
    let failure = server.ask(&network(), tls(Full, Some(&ours))).await;
    let failure = failure.expect_err("HTTP/1.1 instead");
    assert_eq!(failure.kind, FailureKind::Unreadable, "{failure}");
}

#[tokio::test]
async fn nobody_at_the_port_is_no_matter_of_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    drop(listener);
    let failure = ask(&network(), port, tls(Nothing, None)).await;
    let failure = failure.expect_err("nobody is there");
    assert_eq!(failure.kind, FailureKind::Connect);
    assert_eq!(failure.tls, None);
}
