//! Mode × way × certificate, with every expectation written down.
//!
//! A certificate that the system trusts is needed for it, so the test runs itself once more with an
//! authority of its own in the system's place (`SSL_CERT_FILE`, which the system's verifier heeds on
//! Linux).

use std::process::Command;

use patchbay_network::{
    FailureKind, Network, ProxyFault, Roots, Route, Tls, TlsFault, Verification,
};
use rcgen::{BasicConstraints, DnType, IsCa};

use crate::machines::{HttpProxy, SECURE, Temper, proxy, through};
use crate::tls_server::{Authority, Identity, Manner, Server, expired, get, network, params};

use TlsFault::{Authority as IsAuthority, Expired, Untrusted, WrongHost};
use Verification::{Certificate, Full, None as Nothing};

const AGAIN: &str = "PATCHBAY_TEST_SYSTEM_AUTHORITY";

/// Runs one test again, in a process whose system trusts `authority`; in that process it is the
/// folder where the authority's key is.
fn again(test: &str) -> Option<std::path::PathBuf> {
    if let Some(folder) = std::env::var_os(AGAIN) {
        return Some(folder.into());
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut params = rcgen::CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "System");
    let key = rcgen::KeyPair::generate().expect("a key");
    let certificate = params.self_signed(&key).expect("a certificate").pem();
    let file = folder.path().join("system.pem");
    std::fs::write(&file, certificate).expect("written");
    std::fs::write(folder.path().join("key.pem"), key.serialize_pem()).expect("written");
    let program = std::env::current_exe().expect("this program");
    let output = Command::new(program)
        .args(["--exact", test, "--nocapture"])
        .env(AGAIN, folder.path())
        .env("SSL_CERT_FILE", &file)
        .env_remove("SSL_CERT_DIR")
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{complained}");
    assert!(said.contains("1 passed"), "{said}");
    None
}

struct Kinds {
    system: Authority,
    private: Authority,
}

fn kinds(folder: &std::path::Path) -> Kinds {
    let key = std::fs::read_to_string(folder.join("key.pem")).expect("a key");
    Kinds {
        system: Authority::with_key("System", &key),
        private: Authority::new("Private"),
    }
}

/// Outcomes of the three modes: full, certificate, none.
type Outcomes = [Option<TlsFault>; 3];

impl Kinds {
    fn rows(&self, name: &str) -> Vec<(&'static str, Identity, Roots, Outcomes)> {
        let Self { system, private } = self;
        let key = || rcgen::KeyPair::generate().expect("a key");
        let late = |authority: &Authority| authority.sign(&expired(name), key());
        let none = || Roots::SystemAnd(Vec::new());
        let and = || Roots::SystemAnd(vec![private.roots()]);
        let both = || Roots::SystemAnd(vec![system.roots(), private.roots()]);
        let only = || Roots::Only(vec![private.roots()]);
        let alone = Identity::self_signed(&params(name));
        let pinned = Roots::SystemAnd(vec![alone.as_root()]);
        let pinned_only = Roots::Only(vec![alone.as_root()]);
        let alone_too = Identity {
            certificate: alone.certificate.clone(),
            key: rcgen::KeyPair::from_pem(&alone.key.serialize_pem()).expect("a key"),
        };
        let stranger = Identity::self_signed(&params(name));
        let mut as_authority = params(name);
        as_authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let valid = || system.identity(name);
        let other = |authority: &Authority| authority.identity("other.test");
        vec![
            ("valid", valid(), none(), [None; 3]),
            ("valid, private added", valid(), and(), [None; 3]),
            (
                "valid, private only",
                valid(),
                only(),
                [Some(Untrusted), Some(Untrusted), None],
            ),
            (
                "expired",
                late(system),
                none(),
                [Some(Expired), Some(Expired), None],
            ),
            (
                "wrong host",
                other(system),
                none(),
                [Some(WrongHost), None, None],
            ),
            (
                "wrong host, private only",
                other(system),
                only(),
                [Some(Untrusted), Some(Untrusted), None],
            ),
            (
                "self-signed",
                stranger,
                none(),
                [Some(Untrusted), Some(Untrusted), None],
            ),
            ("self-signed, added", alone, pinned, [None; 3]),
            ("self-signed, only it", alone_too, pinned_only, [None; 3]),
            (
                "an authority itself",
                Identity::self_signed(&as_authority),
                none(),
                [Some(IsAuthority), Some(IsAuthority), None],
            ),
            (
                "private",
                private.identity(name),
                none(),
                [Some(Untrusted), Some(Untrusted), None],
            ),
            ("private, added", private.identity(name), and(), [None; 3]),
            (
                "private, one of two",
                private.identity(name),
                both(),
                [None; 3],
            ),
            (
                "private, only it",
                private.identity(name),
                only(),
                [None; 3],
            ),
            (
                "private, added, expired",
                late(private),
                and(),
                [Some(Expired), Some(Expired), None],
            ),
            (
                "private, added, wrong host",
                other(private),
                and(),
                [Some(WrongHost), None, None],
            ),
            (
                "private, only it, wrong host",
                other(private),
                only(),
                [Some(WrongHost), None, None],
            ),
        ]
    }
}

async fn fault(network: &Network, url: &str, route: Route) -> Option<TlsFault> {
    let failure = get(network, url, route).await.err()?;
    assert_eq!(failure.kind, FailureKind::Tls, "{failure}");
    failure.tls
}

#[test]
fn each_mode_holds_for_each_certificate_on_each_way() {
    if let Some(folder) = again("matrix::each_mode_holds_for_each_certificate_on_each_way") {
        runtime().block_on(each_certificate(kinds(&folder)));
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Runtime::new().expect("a runtime")
}

async fn each_certificate(kinds: Kinds) {
    let network = network();
    let plain = HttpProxy::start(None, Temper::Willing).await;
    // The proxy's certificate is one that nobody trusts: what it is asked has no part in what the
    // host is asked.
    let shady = Identity::self_signed(&params("elsewhere.test"));
    let secure = HttpProxy::start(Some(&shady), Temper::Willing).await;
    let mut unasked = proxy("https", secure.port);
    unasked.verification = Nothing;
    let ways = [
        ("direct", None),
        ("a proxy", Some(proxy("http", plain.port))),
        ("a proxy of TLS", Some(unasked)),
    ];
    let mut combinations = 0;
    for (kind, identity, roots, outcomes) in kinds.rows("localhost") {
        let server = Server::start(&Manner::showing(&identity)).await;
        let url = format!("https://localhost:{}/", server.port);
        for (mode, expected) in [Full, Certificate, Nothing].into_iter().zip(outcomes) {
            for (way, proxy) in &ways {
                let route = Route {
                    tls: Tls {
                        verification: mode,
                        roots: roots.clone(),
                        client_certificate: None,
                    },
                    proxy: proxy.clone(),
                    ..Route::default()
                };
                let fault = fault(&network, &url, route).await;
                assert_eq!(fault, expected, "{kind}, {mode:?}, {way}");
                combinations += 1;
            }
        }
    }
    assert_eq!(combinations, 17 * 3 * 3);
    // Every one of them went through the proxy it should have gone through.
    assert_eq!(plain.heard.all().len(), 17 * 3);
    assert_eq!(secure.heard.all().len(), 17 * 3);
}

#[test]
fn each_mode_holds_for_the_proxy_itself_whatever_the_host_is_asked() {
    let name = "matrix::each_mode_holds_for_the_proxy_itself_whatever_the_host_is_asked";
    if let Some(folder) = again(name) {
        runtime().block_on(each_proxy(kinds(&folder)));
    }
}

async fn each_proxy(kinds: Kinds) {
    let network = network();
    let valid = kinds.system.identity("localhost");
    let shady = Identity::self_signed(&params("elsewhere.test"));
    let good = Server::start(&Manner::showing(&valid)).await;
    let bad = Server::start(&Manner::showing(&shady)).await;
    for (kind, identity, roots, outcomes) in kinds.rows(SECURE) {
        let secure = HttpProxy::start(Some(&identity), Temper::Willing).await;
        for (mode, expected) in [Full, Certificate, Nothing].into_iter().zip(outcomes) {
            let mut way = proxy("https", secure.port);
            way.verification = mode;
            way.roots = roots.clone();
            // The host behind it: one that is believed, one that is not, one that need not be.
            for (host, of_host, behind) in [
                (&good, Full, None),
                (&bad, Full, Some(Untrusted)),
                (&bad, Nothing, None),
            ] {
                let place = format!("{kind}, proxy {mode:?}, host {of_host:?}");
                let url = format!("https://localhost:{}/", host.port);
                let tls = Tls {
                    verification: of_host,
                    ..Tls::default()
                };
                let answer = get(&network, &url, through(way.clone(), tls)).await;
                let failure = answer.err();
                let (kind, proxy, tls) = match &failure {
                    None => (None, None, None),
                    Some(failure) => (Some(failure.kind), failure.proxy, failure.tls),
                };
                match expected {
                    Some(fault) => {
                        assert_eq!(kind, Some(FailureKind::Proxy), "{place}");
                        assert_eq!(proxy, Some(ProxyFault::Tls(fault)), "{place}");
                    }
                    None => assert_eq!((proxy, tls), (None, behind), "{place}"),
                }
            }
        }
        let may_pass = outcomes.iter().any(Option::is_none);
        assert_eq!(!secure.heard.all().is_empty(), may_pass, "{kind}");
    }
}

#[tokio::test]
async fn nobody_at_all_to_trust_is_refused_before_anything_is_sent() {
    let alone = Identity::self_signed(&params("localhost"));
    let server = Server::start(&Manner::showing(&alone)).await;
    let url = format!("https://localhost:{}/", server.port);
    for mode in [Full, Certificate] {
        let route = Route {
            tls: Tls {
                verification: mode,
                roots: Roots::Only(Vec::new()),
                client_certificate: None,
            },
            ..Route::default()
        };
        let failure = get(&network(), &url, route).await.expect_err("refused");
        assert_eq!(failure.kind, FailureKind::Request, "{failure}");
        assert!(failure.to_string().contains("none is given"), "{failure}");
    }
}
