//! The Networking page through the HTTP face: what is in force, what is saved, what is refused, and
//! who may do what.

mod face;

use axum::http::StatusCode;
use face::{Face, connector, draft, save, setting};
use patchbay_api::Role;
use serde_json::{Value, json};

const PASSWORD: &str = "canary-of-the-proxy";
const AUTHORITY: &str = include_str!("../../fixtures/pki/ca.crt");
const CERTIFICATE: &str = include_str!("../../fixtures/pki/client.crt");
const KEY: &str = include_str!("../../fixtures/pki/client_pkcs8.key");
const STRANGER: &str = include_str!("../../fixtures/pki/stranger.key");

fn fields(error: &Value) -> Vec<&str> {
    let fields = error["fields"].as_array().expect("fields").iter();
    fields
        .map(|one| one["field"].as_str().expect("a field"))
        .collect()
}

#[tokio::test]
async fn each_setting_says_its_value_and_who_gave_it() {
    let (face, key) = Face::with_key().await;
    let (_, before) = face.call(&key, "networking_get", json!({})).await;
    for setting in before["settings"].as_array().expect("settings") {
        assert_eq!(setting["source"], "default", "{setting}");
        assert_eq!(setting["problem"], Value::Null);
    }
    for empty in ["hosts", "stored_secrets", "problems", "warnings"] {
        assert_eq!(before[empty], json!([]), "{empty}");
    }
    assert_eq!(
        (&before["saved"], &before["file"]),
        (&json!({}), &Value::Null)
    );
    let settings = json!({
        "allowedHosts": ["*.example.com", "10.0.0.0/8", "localhost:8443"],
        "customHostSettings": [
            { "url": "https://llm.example.com:8443", "ssl": { "verificationMode": "certificate" } },
        ],
        "proxyBypassHosts": ["*.internal"],
        "proxyUrl": "socks5h://proxy.example.com:1080",
        "responseTimeout": "2m",
        "maxResponseContentLength": "5mb",
        "ssl": { "verificationMode": "full", "proxyVerificationMode": "certificate" },
        "rateLimiter": { "gen-ai": { "lookbackWindow": "1m", "limit": 60 } },
    });
    save(&face, &key, draft(settings.clone(), json!({}))).await;
    let (_, after) = face.call(&key, "networking_get", json!({})).await;
    assert_eq!(after["saved"], settings);
    for (key, source, value) in [
        ("allowedHosts", "settings", &settings["allowedHosts"]),
        ("proxyUrl", "settings", &settings["proxyUrl"]),
        ("proxyOnlyHosts", "default", &Value::Null),
        (
            "ssl.proxyVerificationMode",
            "settings",
            &json!("certificate"),
        ),
        ("responseTimeout", "settings", &json!("2m")),
        ("rateLimiter", "settings", &settings["rateLimiter"]),
        ("enabledActionTypes", "default", &Value::Null),
        ("useSystemProxy", "default", &Value::Null),
    ] {
        let found = setting(&after, key);
        assert_eq!(
            (&found["source"], &found["value"]),
            (&json!(source), value),
            "{key}"
        );
    }
    assert_eq!(after["hosts"][0]["url"], "https://llm.example.com:8443");
    assert_eq!(after["hosts"][0]["verification_mode"], "certificate");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_at_its_field_and_nothing_changes() {
    let (face, key) = Face::with_key().await;
    let host =
        |ssl: Value| json!({ "customHostSettings": [{ "url": "https://a.example", "ssl": ssl }] });
    let cut = &AUTHORITY[..AUTHORITY.len() / 2];
    let certificate = "secrets.clientCertificate.https://a.example:443";
    let private = "secrets.clientKey.https://a.example:443";
    let encrypted =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGjMF8=\n-----END ENCRYPTED PRIVATE KEY-----";
    let pair = |certificate: &str, key: &str| {
        json!({
            "clientCertificate.https://a.example": certificate,
            "clientKey.https://a.example": key,
        })
    };
    let in_vault = host(json!({ "clientCertificate": true }));
    for (settings, secrets, expected) in [
        (
            json!({ "proxyURL": "http://a" }),
            json!({}),
            "settings.proxyURL",
        ),
        (
            json!({ "proxyUrl": "proxy.example" }),
            json!({}),
            "settings.proxyUrl",
        ),
        (
            json!({ "proxyUrl": "ftp://proxy.example" }),
            json!({}),
            "settings.proxyUrl",
        ),
        (
            json!({ "proxyUrl": "http://me:canary-in-url@proxy.example" }),
            json!({}),
            "settings.proxyUrl",
        ),
        (
            json!({ "allowedHosts": "api.openai.com" }),
            json!({}),
            "settings.allowedHosts",
        ),
        (
            json!({ "allowedHosts": ["ok.example", "http://x"] }),
            json!({}),
            "settings.allowedHosts[1]",
        ),
        (
            json!({ "allowedHosts": ["10.0.0.0/33"] }),
            json!({}),
            "settings.allowedHosts[0]",
        ),
        (
            json!({ "responseTimeout": "soon" }),
            json!({}),
            "settings.responseTimeout",
        ),
        (
            json!({ "maxResponseContentLength": "1 parsec" }),
            json!({}),
            "settings.maxResponseContentLength",
        ),
        (
            json!({ "ssl": { "verificationMode": "off" } }),
            json!({}),
            "settings.ssl.verificationMode",
        ),
        (
            json!({ "ssl": { "rejectUnauthorized": false } }),
            json!({}),
            "settings.ssl.rejectUnauthorized",
        ),
        (
            json!({ "ssl": { "certificateAuthoritiesData": [cut] } }),
            json!({}),
            "settings.ssl.certificateAuthoritiesData[0]",
        ),
        (
            host(json!({ "verificationMode": "some" })),
            json!({}),
            "settings.customHostSettings[0].ssl.verificationMode",
        ),
        (
            host(json!({ "certificateAuthoritiesData": ["canary"] })),
            json!({}),
            "settings.customHostSettings[0].ssl.certificateAuthoritiesData[0]",
        ),
        (
            json!({ "customHostSettings": [{ "url": "http://a.example" }] }),
            json!({}),
            "settings.customHostSettings[0].url",
        ),
        (
            json!({ "rateLimiter": { "gen-ai": { "limit": 0 } } }),
            json!({}),
            "settings.rateLimiter.gen-ai.limit",
        ),
        (
            json!({ "enabledActionTypes": ".gen-ai" }),
            json!({}),
            "settings.enabledActionTypes",
        ),
        (
            json!({ "useSystemProxy": "yes" }),
            json!({}),
            "settings.useSystemProxy",
        ),
        (in_vault.clone(), json!({}), certificate),
        (in_vault.clone(), pair(CERTIFICATE, STRANGER), private),
        (in_vault.clone(), pair(CERTIFICATE, encrypted), private),
        (in_vault.clone(), pair(KEY, KEY), certificate),
        (in_vault.clone(), pair("canary", KEY), certificate),
        (
            json!({}),
            json!({ "proxyPassword": PASSWORD }),
            "secrets.proxyUsername",
        ),
        (json!({}), json!({ "apiKey": PASSWORD }), "secrets"),
        (
            json!({ "proxyUrl": "http://p.example", "proxyHeaders": { "X-Team": "" } }),
            json!({}),
            "secrets.proxyHeaders.X-Team",
        ),
        (
            json!({ "proxyUrl": "http://p.example", "proxyHeaders": { "X-Team": "" } }),
            json!({ "proxyHeaders.X-Team": "two\nlines" }),
            "secrets.proxyHeaders.X-Team",
        ),
    ] {
        let draft = draft(settings, secrets);
        let (code, checked) = face.call(&key, "networking_check", draft.clone()).await;
        assert_eq!(code, StatusCode::OK, "{draft}: {checked}");
        assert!(fields(&checked).contains(&expected), "{draft}: {checked}");
        let (code, error) = face.call(&key, "networking_save", draft.clone()).await;
        assert_eq!(code, StatusCode::BAD_REQUEST, "{draft}");
        assert_eq!(error["code"], "invalid");
        assert_eq!(error["fields"], checked["fields"], "{draft}");
        for answer in [checked, error] {
            let text = answer.to_string();
            assert!(
                !text.contains("canary") && !text.contains("MIGj"),
                "{draft}: {text}"
            );
        }
    }
    for unknown in [
        json!({ "settings": {}, "secrets": {}, "also": 1 }),
        json!({ "settings": [], "secrets": {} }),
        json!({ "secrets": {} }),
    ] {
        let (code, _) = face.call(&key, "networking_save", unknown).await;
        assert_eq!(code, StatusCode::BAD_REQUEST);
    }
    let (_, after) = face.call(&key, "networking_get", json!({})).await;
    assert_eq!(
        (&after["saved"], &after["stored_secrets"]),
        (&json!({}), &json!([]))
    );
}

#[tokio::test]
async fn both_lists_at_once_are_warned_of_and_only_the_bypass_counts() {
    let (face, key) = Face::with_key().await;
    let both = json!({
        "proxyUrl": "http://proxy.example:3128",
        "proxyBypassHosts": ["a.example"],
        "proxyOnlyHosts": ["b.example"],
    });
    let draft = draft(both, json!({}));
    let (_, checked) = face.call(&key, "networking_check", draft.clone()).await;
    assert_eq!(checked["fields"], json!([]));
    assert_eq!(checked["warnings"][0]["field"], "settings.proxyOnlyHosts");
    let status = save(&face, &key, draft).await;
    assert_eq!(status["warnings"][0]["key"], "proxyOnlyHosts");
    for (host, proxy) in [
        ("a", "None"),
        ("b", "http://proxy.example:3128"),
        ("c", "http://proxy.example:3128"),
    ] {
        let url = format!("https://{host}.example/v1/chat/completions");
        face.call(&key, "connectors_create", connector(host, &url))
            .await;
        let (_, found) = face
            .call(&key, "connectors_networking", json!({ "id": host }))
            .await;
        assert_eq!(found["values"][0]["label"], "Proxy");
        assert_eq!(found["values"][0]["value"], proxy, "{found}");
    }
}

#[tokio::test]
async fn a_certificate_is_read_for_people_and_trusted_for_one_host() {
    let (face, key) = Face::with_key().await;
    let (_, read) = face
        .call(
            &key,
            "certificates_read",
            json!({ "pem": format!("{AUTHORITY}{CERTIFICATE}") }),
        )
        .await;
    assert_eq!(read.as_array().map(Vec::len), Some(2));
    let subject = read[0]["subject"].as_str().expect("a subject");
    assert!(subject.contains("Patchbay tests"), "{subject}");
    assert_eq!(
        (&read[0]["is_authority"], &read[0]["is_self_issued"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(read[1]["is_authority"], false);
    assert_eq!(read[0]["sha256"].as_str().map(str::len), Some(32 * 3 - 1));
    assert!(read[0]["not_after_ms"].as_i64() > Some(4_000_000_000_000));
    for garbage in ["", "canary", KEY, &AUTHORITY[..300]] {
        let (code, error) = face
            .call(&key, "certificates_read", json!({ "pem": garbage }))
            .await;
        assert_eq!(
            (code, &error["code"]),
            (StatusCode::BAD_REQUEST, &json!("invalid"))
        );
        assert!(!error.to_string().contains("canary"), "{error}");
    }

    let before = json!({
        "responseTimeout": "90s",
        "customHostSettings": [{ "url": "https://a.example", "ssl": { "verificationMode": "certificate" } }],
    });
    save(&face, &key, draft(before, json!({}))).await;
    let trust = |url: &str, pem: &str| json!({ "url": url, "pem": pem });
    for url in [
        "https://a.example:443",
        "https://a.example/v1?x=1",
        "https://b.example:8443",
    ] {
        let (code, status) = face
            .call(&key, "networking_trust", trust(url, AUTHORITY))
            .await;
        assert_eq!(code, StatusCode::OK, "{status}");
    }
    let (_, after) = face.call(&key, "networking_get", json!({})).await;
    let hosts = after["hosts"].as_array().expect("hosts");
    let urls: Vec<_> = hosts.iter().map(|host| &host["url"]).collect();
    assert_eq!(urls, ["https://a.example:443", "https://b.example:8443"]);
    for host in hosts {
        let trusted = host["certificate_authorities_data"].as_array();
        assert_eq!(trusted.map(Vec::len), Some(1), "once: {host}");
    }
    assert_eq!(hosts[0]["verification_mode"], "certificate", "as it was");
    assert_eq!(after["saved"]["responseTimeout"], "90s");
    let pair = format!("{AUTHORITY}{CERTIFICATE}");
    for (url, pem) in [
        ("http://a.example", AUTHORITY),
        ("a.example", AUTHORITY),
        ("https://a.example", "canary"),
        ("https://a.example", KEY),
        ("https://a.example", pair.as_str()),
    ] {
        let (code, error) = face.call(&key, "networking_trust", trust(url, pem)).await;
        assert_eq!(code, StatusCode::BAD_REQUEST, "{url}");
        assert!(!error.to_string().contains("canary"), "{error}");
    }
    let (_, same) = face.call(&key, "networking_get", json!({})).await;
    assert_eq!(same, after);
}

#[tokio::test]
async fn who_may_only_read_sees_it_and_changes_nothing() {
    let (face, key) = Face::with_key().await;
    face.call(
        &key,
        "connectors_create",
        connector("mine", "https://a.example/v1"),
    )
    .await;
    let (reader, counter) = (face.key(Role::Read).await, face.key(Role::Usage).await);
    let change = draft(json!({ "allowedHosts": [] }), json!({}));
    let trust = json!({ "url": "https://a.example", "pem": AUTHORITY });
    let one = json!({ "id": "mine" });
    let pem = json!({ "pem": AUTHORITY });
    for (command, body, read) in [
        ("networking_get", json!({}), true),
        ("connectors_networking", one, true),
        ("certificates_read", pem, true),
        ("networking_check", change.clone(), false),
        ("networking_save", change, false),
        ("networking_trust", trust, false),
    ] {
        let expected = if read {
            StatusCode::OK
        } else {
            StatusCode::FORBIDDEN
        };
        assert_eq!(
            face.call(&reader, command, body.clone()).await.0,
            expected,
            "{command}"
        );
        assert_eq!(
            face.call(&counter, command, body).await.0,
            StatusCode::FORBIDDEN,
            "{command}"
        );
    }
    let (_, after) = face.call(&key, "networking_get", json!({})).await;
    assert_eq!((&after["saved"], &after["hosts"]), (&json!({}), &json!([])));
}
