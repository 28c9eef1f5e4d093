//! Secrets of the Networking page: they go in, belong to one place, and never come back.

mod face;

use axum::http::StatusCode;
use face::{API_KEY, Face, connector, draft, save, setting};
use serde_json::{Value, json};

const PASSWORD: &str = "canary-of-the-proxy";
const TOKEN: &str = "canary-of-the-header";
const CERTIFICATE: &str = include_str!("../../fixtures/pki/client.crt");
const KEY: &str = include_str!("../../fixtures/pki/client_pkcs8.key");

#[tokio::test]
async fn secrets_go_in_and_never_come_back() {
    let (face, key) = Face::with_key().await;
    let mut seen = String::new();
    let mut call = async |command: &str, body: Value| {
        let (code, answer) = face.call(&key, command, body).await;
        assert_eq!(code, StatusCode::OK, "{command}: {answer}");
        seen.push_str(&answer.to_string());
        answer
    };
    let settings = json!({
        "proxyUrl": "http://proxy.example:3128",
        // As a program may write it.
        "proxyHeaders": { "X-Team": TOKEN, "X-Other": "" },
        "customHostSettings": [{ "url": "https://llm.example", "ssl": { "clientCertificate": true } }],
    });
    let secrets = json!({
        "proxyUsername": "me",
        "proxyPassword": PASSWORD,
        "proxyHeaders.X-Other": "${env:CARGO_MANIFEST_DIR}",
        "clientCertificate.https://llm.example": CERTIFICATE,
        "clientKey.https://llm.example": KEY,
    });
    call("networking_check", draft(settings.clone(), secrets.clone())).await;
    let status = call("networking_save", draft(settings, secrets)).await;
    let mut stored: Vec<_> = status["stored_secrets"].as_array().expect("names").clone();
    stored.sort_by_key(ToString::to_string);
    let expected = [
        "clientCertificate.https://llm.example:443",
        "clientKey.https://llm.example:443",
        "proxyHeaders.X-Other",
        "proxyHeaders.X-Team",
        "proxyPassword",
        "proxyUsername",
    ];
    assert_eq!(stored, expected);
    assert_eq!(status["proxy_credentials_for"], "http://proxy.example:3128");
    assert_eq!(
        status["secret_references"],
        json!([{ "path": "proxyHeaders.X-Other", "variable": "CARGO_MANIFEST_DIR", "is_set": true }])
    );
    let names = setting(&status, "proxyHeaders");
    assert_eq!(names["value"], json!(["X-Team", "X-Other"]));
    assert_eq!(
        status["saved"]["proxyHeaders"],
        json!({ "X-Team": "", "X-Other": "" })
    );

    call("networking_get", json!({})).await;
    let mut of = connector("llm", "https://llm.example/v1/chat/completions");
    let own = json!({ "proxy": { "url": "http://other.example:1" } });
    call("connectors_create", of.clone()).await;
    call("connectors_networking", json!({ "id": "llm" })).await;
    of["networking"] = own;
    of["secrets"]["proxyUsername"] = json!("me");
    of["secrets"]["proxyPassword"] = json!(PASSWORD);
    let made = call("connectors_update", of).await;
    let stored = json!([
        "secrets.apiKey",
        "secrets.proxyUsername",
        "secrets.proxyPassword"
    ]);
    for name in stored.as_array().expect("names") {
        let all = made["stored_secrets"].as_array().expect("names");
        assert!(all.contains(name), "{name} in {made}");
    }
    call("connectors_list", json!({})).await;
    call("connectors_networking", json!({ "id": "llm" })).await;
    call("connectors_export", json!({ "ids": null })).await;
    call("vault_lock", json!({})).await;
    call("connectors_networking", json!({ "id": "llm" })).await;
    call("networking_get", json!({})).await;
    let key_line = KEY.lines().nth(1).expect("a line");
    let certificate_line = CERTIFICATE.lines().nth(3).expect("a line");
    let folder = env!("CARGO_MANIFEST_DIR");
    for secret in [PASSWORD, TOKEN, API_KEY, key_line, certificate_line, folder] {
        assert!(!seen.contains(secret), "{secret} came back");
    }
    for file in std::fs::read_dir(face.folder.path()).expect("a folder") {
        let path = file.expect("a file").path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        for secret in [PASSWORD, TOKEN, key_line] {
            let found = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} is in {}", path.display());
        }
    }
}

#[tokio::test]
async fn credentials_belong_to_one_proxy_and_are_forgotten_with_it() {
    let (face, key) = Face::with_key().await;
    let proxy = |url: &str| json!({ "proxyUrl": url });
    let credentials = json!({ "proxyUsername": "me", "proxyPassword": PASSWORD });
    let first = "http://one.example:3128";
    save(&face, &key, draft(proxy(first), credentials.clone())).await;
    // Anything else may change; they stay.
    let more = json!({ "proxyUrl": first, "responseTimeout": "90s" });
    let status = save(&face, &key, draft(more, json!({ "proxyPassword": "" }))).await;
    assert_eq!(status["proxy_credentials_for"], first);
    assert_eq!(
        status["stored_secrets"],
        json!(["proxyPassword", "proxyUsername"])
    );
    for other in [
        "http://two.example:3128",
        "http://one.example:3129",
        "https://one.example:3128",
    ] {
        save(&face, &key, draft(proxy(first), credentials.clone())).await;
        let status = save(&face, &key, draft(proxy(other), json!({}))).await;
        assert_eq!(status["stored_secrets"], json!([]), "{other}");
        // Nor do they come back with the old address.
        let back = save(&face, &key, draft(proxy(first), json!({}))).await;
        assert_eq!(back["proxy_credentials_for"], Value::Null, "{other}");
    }
    save(&face, &key, draft(proxy(first), credentials.clone())).await;
    let forget = json!({ "settings": proxy(first), "secrets": {}, "forget_secrets": ["proxyUsername", "proxyPassword"] });
    assert_eq!(save(&face, &key, forget).await["stored_secrets"], json!([]));
    save(&face, &key, draft(proxy(first), credentials)).await;
    let none = save(&face, &key, draft(json!({}), json!({}))).await;
    assert_eq!(
        none["stored_secrets"],
        json!([]),
        "no proxy, no credentials"
    );
}
