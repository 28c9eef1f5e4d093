use std::time::Duration;

use patchbay_model::VerificationMode;
use secrecy::ExposeSecret;
use serde_json::json;

use super::*;
use crate::networking::hosts::HostPattern;
use crate::networking::settings::{Authorities, ClientCertificateAt};

const PEM: &str = "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n";

fn map(settings: Value) -> Map<String, Value> {
    match settings {
        Value::Object(map) => map,
        other => panic!("no map: {other}"),
    }
}

fn check(settings: Value) -> CheckedNetworking {
    check_networking(&map(settings))
}

fn paths(findings: &[FieldError]) -> Vec<&str> {
    findings.iter().map(|found| found.field.as_str()).collect()
}

fn good(settings: Value) -> NetworkingLayer {
    let checked = check(settings);
    assert!(checked.problems.is_empty(), "{:?}", checked.problems);
    assert!(checked.warnings.is_empty(), "{:?}", checked.warnings);
    checked.settings
}

#[test]
fn every_setting_is_read() {
    let read = good(json!({
        "allowedHosts": ["api.openai.com", "*.example.com", "10.0.0.0/8"],
        "customHostSettings": [
            {
                "url": "https://LLM.example:8443",
                "ssl": {
                    "verificationMode": "certificate",
                    "certificateAuthoritiesFiles": "a.pem",
                    "certificateAuthoritiesData": PEM,
                    "onlyTheseAuthorities": true,
                    "clientCertificateFile": "me.pem",
                    "clientKeyFile": "me.key",
                },
            },
            {
                "url": "https://other.example",
                "ssl": {"certificateAuthoritiesFiles": ["a.pem", "b.pem"], "clientCertificate": "true"},
            },
            {"url": "smtp://mail.example:25", "smtp": {"ignoreTLS": true}},
        ],
        "proxyUrl": "socks5h://proxy.example",
        "proxyHeaders": {"X-Team": "blue"},
        "proxyBypassHosts": ["localhost"],
        "useSystemProxy": true,
        "proxyCredentialsFor": "socks5h://proxy.example:1080",
        "ssl": {
            "verificationMode": "none",
            "proxyVerificationMode": "certificate",
            "certificateAuthoritiesData": [PEM, PEM],
        },
        "responseTimeout": "5m",
        "maxResponseContentLength": "2mb",
        "enabledActionTypes": [".gen-ai"],
        "rateLimiter": {".gen-ai": {"lookbackWindow": "1m", "limit": "10"}},
    }));
    let Given::Value(allowed) = read.allowed_hosts else {
        panic!("{:?}", read.allowed_hosts);
    };
    let allowed: Vec<_> = allowed.iter().map(HostPattern::as_str).collect();
    assert_eq!(allowed, ["api.openai.com", "*.example.com", "10.0.0.0/8"]);
    let Given::Value(hosts) = read.custom_hosts else {
        panic!("{:?}", read.custom_hosts);
    };
    assert_eq!(hosts.len(), 2, "mail is no connection of ours");
    assert_eq!(hosts[0].target.to_string(), "llm.example:8443");
    assert_eq!(
        hosts[0].verification_mode,
        Some(VerificationMode::Certificate)
    );
    assert_eq!(
        hosts[0].authorities,
        Authorities {
            data: vec![PEM.into()],
            files: vec!["a.pem".into()],
            only_these: true,
        }
    );
    assert_eq!(
        hosts[0].client_certificate,
        Some(ClientCertificateAt::Files {
            certificate: "me.pem".into(),
            key: "me.key".into(),
        })
    );
    assert_eq!(hosts[1].target.to_string(), "other.example:443");
    assert_eq!(hosts[1].verification_mode, None);
    assert_eq!(hosts[1].authorities.files, ["a.pem", "b.pem"]);
    assert_eq!(
        hosts[1].client_certificate,
        Some(ClientCertificateAt::Vault)
    );
    let proxy = value_of(read.proxy).expect("a proxy");
    assert_eq!(proxy.to_string(), "socks5h://proxy.example:1080");
    assert_eq!(value_of(read.proxy_credentials_for), Some(proxy));
    let headers = value_of(read.proxy_headers).expect("headers");
    assert_eq!(headers["x-team"].expose_secret(), "blue");
    assert_eq!(
        value_of(read.bypass_hosts).map(|hosts| hosts.len()),
        Some(1)
    );
    assert!(!read.only_hosts.is_given());
    assert_eq!(value_of(read.use_system_proxy), Some(true));
    assert_eq!(
        value_of(read.verification_mode),
        Some(VerificationMode::None)
    );
    assert_eq!(
        value_of(read.proxy_verification_mode),
        Some(VerificationMode::Certificate)
    );
    assert_eq!(
        value_of(read.authorities).map(|own| own.data.len()),
        Some(2)
    );
    assert_eq!(
        value_of(read.response_timeout),
        Some(Duration::from_secs(300))
    );
    assert_eq!(value_of(read.max_response_bytes), Some(2 * 1024 * 1024));
    assert_eq!(
        value_of(read.enabled_types),
        Some(vec![".gen-ai".to_owned()])
    );
    assert_eq!(
        value_of(read.rate_limits).and_then(|limits| limits.get("gen-ai").copied()),
        Some(RateLimit {
            lookback: Duration::from_secs(60),
            limit: 10,
        })
    );
}

#[test]
fn nothing_and_null_set_nothing() {
    for settings in [
        json!({}),
        json!({"allowedHosts": null, "customHostSettings": null, "proxyUrl": null, "proxyHeaders": null,
               "proxyBypassHosts": null, "proxyOnlyHosts": null, "ssl": null, "responseTimeout": null,
               "maxResponseContentLength": null, "enabledActionTypes": null, "rateLimiter": null}),
        json!({"ssl": {"verificationMode": null}}),
    ] {
        let read = good(settings);
        assert!(!read.allowed_hosts.is_given());
        assert!(!read.custom_hosts.is_given());
        assert!(!read.proxy.is_given());
        assert!(!read.proxy_headers.is_given());
        assert!(!read.verification_mode.is_given());
        assert!(!read.authorities.is_given());
        assert!(!read.rate_limits.is_given());
    }
    let none = good(json!({"allowedHosts": [], "enabledActionTypes": []}));
    assert!(matches!(none.allowed_hosts, Given::Value(list) if list.is_empty()));
    assert!(matches!(none.enabled_types, Given::Value(list) if list.is_empty()));
}

#[test]
fn each_problem_names_its_setting_and_what_to_do() {
    let host = |ssl: Value| json!({"customHostSettings": [{"url": "https://a.example"}, {"url": "https://b.example", "ssl": ssl}]});
    for (settings, path, part) in [
        (
            json!({"allowedHosts": "a.example"}),
            "allowedHosts",
            "must be a list such as",
        ),
        (
            json!({"allowedHosts": ["a.example", 7]}),
            "allowedHosts[1]",
            "in quotes",
        ),
        (
            json!({"allowedHosts": ["https://a.example"]}),
            "allowedHosts[0]",
            "host name alone",
        ),
        (
            json!({"allowedHosts": ["10.0.0.1/8"]}),
            "allowedHosts[0]",
            "(\"10.0.0.1/8\")",
        ),
        (
            json!({"allowedHosts": vec!["a"; 1001]}),
            "allowedHosts",
            "1000 items",
        ),
        (
            json!({"allowedHost": []}),
            "allowedHost",
            "use allowedHosts, ",
        ),
        (
            json!({"proxyBypassHosts": {"a": 1}}),
            "proxyBypassHosts",
            "must be a list",
        ),
        (
            json!({"proxyOnlyHosts": ["a b"]}),
            "proxyOnlyHosts[0]",
            "one host name",
        ),
        (
            json!({"proxyUrl": "proxy.example:3128"}),
            "proxyUrl",
            "http://proxy.example:3128",
        ),
        (
            json!({"proxyUrl": "http://me:canary@proxy.example"}),
            "proxyUrl",
            "user name",
        ),
        (json!({"proxyUrl": ""}), "proxyUrl", "valid proxy URL"),
        (json!({"proxyUrl": 3128}), "proxyUrl", "in quotes"),
        (
            json!({"proxyUrl": ["http://canary"]}),
            "proxyUrl",
            "in quotes",
        ),
        (
            json!({"proxyUrl": "http://a.example", "proxyHeaders": ["canary"]}),
            "proxyHeaders",
            "names with values",
        ),
        (
            json!({"proxyUrl": "http://a.example", "proxyHeaders": {"a b": "canary"}}),
            "proxyHeaders.a b",
            "letters",
        ),
        (
            json!({"proxyUrl": "http://a.example", "proxyHeaders": {"X": 7}}),
            "proxyHeaders.X",
            "in quotes",
        ),
        (
            json!({"proxyUrl": "http://a.example", "proxyHeaders": {"X": "canary\r\nY: 1"}}),
            "proxyHeaders.X",
            "line breaks",
        ),
        (
            json!({"proxyUrl": "http://a.example", "proxyHeaders": {"Host": "canary"}}),
            "proxyHeaders.Host",
            "remove it",
        ),
        (
            json!({"proxyUrl": "http://a.example", "proxyHeaders": {"X": "1", "x": "canary"}}),
            "proxyHeaders",
            "twice",
        ),
        (
            json!({"proxyCredentialsFor": "me:canary@a"}),
            "proxyCredentialsFor",
            "valid proxy URL",
        ),
        (
            json!({"useSystemProxy": "yes"}),
            "useSystemProxy",
            "true or false",
        ),
        (json!({"ssl": "full"}), "ssl", "names with values"),
        (
            json!({"ssl": {"verificationMode": "strict"}}),
            "ssl.verificationMode",
            "\"full\", \"certificate\" or \"none\"",
        ),
        (
            json!({"ssl": {"verificationMode": false}}),
            "ssl.verificationMode",
            "\"full\"",
        ),
        (
            json!({"ssl": {"proxyVerificationMode": "FULL"}}),
            "ssl.proxyVerificationMode",
            "\"full\"",
        ),
        (
            json!({"ssl": {"rejectUnauthorized": false}}),
            "ssl.rejectUnauthorized",
            "verificationMode",
        ),
        (
            json!({"ssl": {"onlyTheseAuthorities": true}}),
            "ssl.onlyTheseAuthorities",
            "nothing would be trusted",
        ),
        (
            json!({"ssl": {"certificateAuthoritiesData": "a.pem"}}),
            "ssl.certificateAuthoritiesData",
            "PEM",
        ),
        (json!({"responseTimeout": "soon"}), "responseTimeout", "60s"),
        (
            json!({"maxResponseContentLength": "much"}),
            "maxResponseContentLength",
            "1mb",
        ),
        (
            json!({"enabledActionTypes": ".gen-ai"}),
            "enabledActionTypes",
            "must be a list",
        ),
        (
            json!({"enabledActionTypes": [""]}),
            "enabledActionTypes[0]",
            ".gen-ai",
        ),
        (
            json!({"rateLimiter": 7}),
            "rateLimiter",
            "names with values",
        ),
        (
            json!({"rateLimiter": {"email": 7}}),
            "rateLimiter.email",
            "names with values",
        ),
        (
            json!({"rateLimiter": {"email": {"limit": 1}}}),
            "rateLimiter.email.lookbackWindow",
            "is missing",
        ),
        (
            json!({"rateLimiter": {"email": {"lookbackWindow": "1m"}}}),
            "rateLimiter.email.limit",
            "is missing",
        ),
        (
            json!({"rateLimiter": {"email": {"lookbackWindow": "1m", "limit": 0}}}),
            "rateLimiter.email.limit",
            "at least 1",
        ),
        (
            json!({"rateLimiter": {"email": {"lookbackWindow": 1, "limit": 1, "x": 1}}}),
            "rateLimiter.email.x",
            "use lookbackWindow",
        ),
        (
            json!({"customHostSettings": {"url": "https://a.example"}}),
            "customHostSettings",
            "must be a list",
        ),
        (
            json!({"customHostSettings": ["https://a.example"]}),
            "customHostSettings[0]",
            "must be a map",
        ),
        (
            json!({"customHostSettings": [{}]}),
            "customHostSettings[0].url",
            "is missing",
        ),
        (
            json!({"customHostSettings": [{"url": "a.example"}]}),
            "customHostSettings[0].url",
            "invalid URL",
        ),
        (
            json!({"customHostSettings": [{"url": "http://a.example"}]}),
            "customHostSettings[0].url",
            "https://",
        ),
        (
            json!({"customHostSettings": [{"url": "https://a.example", "tls": {}}]}),
            "customHostSettings[0].tls",
            "use url, ssl",
        ),
        (
            json!({"customHostSettings": [{"url": "https://a.example", "ssl": []}]}),
            "customHostSettings[0].ssl",
            "names with values",
        ),
        (
            host(json!({"verificationMode": "non"})),
            "customHostSettings[1].ssl.verificationMode",
            "\"none\"",
        ),
        (
            host(json!({"certificateAuthoritiesFiles": []})),
            "customHostSettings[1].ssl.certificateAuthoritiesFiles",
            "add one",
        ),
        (
            host(json!({"certificateAuthoritiesFiles": ["a.pem", ""]})),
            "customHostSettings[1].ssl.certificateAuthoritiesFiles[1]",
            "none of them empty",
        ),
        (
            host(json!({"certificateAuthoritiesFiles": 7})),
            "customHostSettings[1].ssl.certificateAuthoritiesFiles",
            "list of texts",
        ),
        (
            host(json!({"certificateAuthoritiesData": "canary"})),
            "customHostSettings[1].ssl.certificateAuthoritiesData",
            "PEM",
        ),
        (
            host(json!({"clientCertificateFile": "a"})),
            "customHostSettings[1].ssl.clientKeyFile",
            "is missing",
        ),
        (
            host(json!({"clientKeyFile": "a"})),
            "customHostSettings[1].ssl.clientCertificateFile",
            "is missing",
        ),
        (
            host(json!({"clientCertificate": true, "clientKeyFile": "a"})),
            "customHostSettings[1].ssl.clientCertificate",
            "one of the two",
        ),
        (
            host(json!({"clientCertificate": 1})),
            "customHostSettings[1].ssl.clientCertificate",
            "true or false",
        ),
    ] {
        let checked = check(settings.clone());
        assert_eq!(paths(&checked.problems), [path], "{settings}");
        let FieldError { field, message } = &checked.problems[0];
        let named = field.contains(' ') || message.starts_with(field.as_str());
        assert!(named, "{message}");
        assert!(message.contains(part), "{settings}: {message}");
        assert!(!message.contains("canary"), "{message}");
        assert!(!format!("{checked:?}").contains("canary"), "{checked:?}");
    }
}

#[test]
fn what_cannot_be_read_is_marked_and_the_rest_is_kept() {
    let checked = check(json!({
        "allowedHosts": ["a.example", "b c"],
        "ssl": {"verificationMode": 7, "certificateAuthoritiesFiles": "a.pem"},
        "customHostSettings": [
            {"url": "https://a.example", "ssl": {"verificationMode": "non"}},
            {"url": "nowhere"},
            {"url": "https://b.example", "ssl": {"verificationMode": "none"}},
        ],
        "responseTimeout": "1m",
        "typo": 1,
    }));
    assert_eq!(
        paths(&checked.problems),
        [
            "typo",
            "allowedHosts[1]",
            "customHostSettings[0].ssl.verificationMode",
            "customHostSettings[1].url",
            "ssl.verificationMode",
        ]
    );
    let read = checked.settings;
    assert!(matches!(read.allowed_hosts, Given::Broken(_)));
    assert!(matches!(read.verification_mode, Given::Broken(_)));
    assert!(matches!(read.authorities, Given::Value(_)));
    assert!(matches!(read.response_timeout, Given::Value(_)));
    let hosts = value_of(read.custom_hosts).expect("hosts");
    let broken: Vec<_> = hosts.iter().map(|host| host.broken.is_some()).collect();
    assert_eq!(broken, [true, false]);
}

#[test]
fn what_kibana_ignores_with_a_warning_is_ignored_with_a_warning() {
    for (settings, path, part) in [
        (
            json!({"proxyBypassHosts": ["a"], "proxyOnlyHosts": ["b"]}),
            "proxyOnlyHosts",
            "can not be used at the same time",
        ),
        (
            json!({"proxyHeaders": {"X": "canary"}}),
            "proxyHeaders",
            "no proxyUrl",
        ),
        (
            json!({"customHostSettings": [{"url": "https://me:canary@a.example"}]}),
            "customHostSettings[0].url",
            "user name",
        ),
        (
            json!({"customHostSettings": [{"url": "https://a.example/v1"}]}),
            "customHostSettings[0].url",
            "a path",
        ),
        (
            json!({"customHostSettings": [{"url": "https://a.example#x"}]}),
            "customHostSettings[0].url",
            "a hash",
        ),
        (
            json!({"customHostSettings": [{"url": "https://a.example?x"}]}),
            "customHostSettings[0].url",
            "a query",
        ),
        (
            json!({"customHostSettings": [
                {"url": "https://a.example", "ssl": {"verificationMode": "full"}},
                {"url": "https://A.example:443", "ssl": {"verificationMode": "none"}},
            ]}),
            "customHostSettings[1].url",
            "only the first counts",
        ),
    ] {
        let checked = check(settings.clone());
        assert!(checked.problems.is_empty(), "{:?}", checked.problems);
        assert_eq!(paths(&checked.warnings), [path], "{settings}");
        let message = &checked.warnings[0].message;
        assert!(message.contains(part), "{settings}: {message}");
        assert!(!message.contains("canary"), "{message}");
        if path == "proxyOnlyHosts" {
            assert!(!checked.settings.only_hosts.is_given());
            assert!(checked.settings.bypass_hosts.is_given());
        }
        if let Given::Value(hosts) = checked.settings.custom_hosts {
            assert_eq!(hosts.len(), 1);
            assert_ne!(hosts[0].verification_mode, Some(VerificationMode::None));
        }
    }
}

#[test]
fn a_connectors_own_settings_are_read() {
    let read = check_connector_networking(&map(json!({
        "timeouts": {"connect": "5s", "firstByte": "10m", "idle": 30000, "total": "1h"},
        "proxy": {"url": "https://proxy.example", "hasCredentials": true},
        "verificationMode": "none",
        "certificateAuthoritiesData": PEM,
        "onlyTheseAuthorities": true,
    })))
    .expect("fine");
    assert_eq!(
        read.timeouts,
        Timeouts {
            connect: Some(Duration::from_secs(5)),
            first_byte: Some(Duration::from_secs(600)),
            idle: Some(Duration::from_secs(30)),
            total: Some(Duration::from_secs(3600)),
        }
    );
    assert_eq!(
        read.proxy,
        ProxyChoice::Own {
            address: ProxyAddress::parse("https://proxy.example").expect("a proxy"),
            has_credentials: true,
        }
    );
    assert_eq!(read.verification_mode, Some(VerificationMode::None));
    assert!(read.authorities.only_these);
    for nothing in [json!({}), json!({"timeouts": null, "proxy": "inherit"})] {
        let read = check_connector_networking(&map(nothing)).expect("fine");
        assert_eq!(read, ConnectorNetworking::default());
    }
    let direct = check_connector_networking(&map(json!({"proxy": "none"}))).expect("fine");
    assert_eq!(direct.proxy, ProxyChoice::None);
}

#[test]
fn each_problem_of_a_connector_names_its_setting() {
    for (settings, expected) in [
        (json!({"timeout": "1s"}), &["timeout"][..]),
        (json!({"timeouts": "1s"}), &["timeouts"]),
        (
            json!({"timeouts": {"total": "0s", "first_byte": 1}}),
            &["timeouts.first_byte", "timeouts.total"],
        ),
        (
            json!({"timeouts": {"connect": "3s", "firstByte": "2s", "idle": "3s", "total": "2s"}}),
            &["timeouts.connect", "timeouts.idle"],
        ),
        (json!({"proxy": "http://a.example"}), &["proxy"]),
        (json!({"proxy": true}), &["proxy"]),
        (json!({"proxy": {}}), &["proxy.url"]),
        (json!({"proxy": {"url": "a"}}), &["proxy.url"]),
        (
            json!({"proxy": {"url": "http://a.example", "password": "x"}}),
            &["proxy.password"],
        ),
        (json!({"verificationMode": ""}), &["verificationMode"]),
        (
            json!({"onlyTheseAuthorities": true}),
            &["onlyTheseAuthorities"],
        ),
        (
            json!({"certificateAuthoritiesFiles": [7]}),
            &["certificateAuthoritiesFiles[0]"],
        ),
    ] {
        let problems = check_connector_networking(&map(settings.clone())).expect_err("refused");
        assert_eq!(paths(&problems), expected, "{settings}");
    }
}

#[test]
fn a_name_that_nobody_can_read_is_escaped_and_cut_in_the_message_alone() {
    let long = "x".repeat(5000);
    for key in ["", "a\nb", "\u{202e}evil", long.as_str()] {
        let mut settings = Map::new();
        settings.insert(key.to_owned(), json!(1));
        let problems = check_networking(&settings).problems;
        assert_eq!(paths(&problems), [key]);
        let (name, _) = problems[0]
            .message
            .split_once(" is not a setting")
            .expect("a name");
        assert!(name.starts_with('"') && name.len() < 60, "{name}");
        assert!(!name.contains(['\n', '\u{202e}']), "{name}");
    }
}
