use std::collections::BTreeMap;

use patchbay_model::{Connector, SecretField, VerificationMode};
use patchbay_vault::Backend;
use rcgen::{CertificateParams, KeyPair};
use secrecy::SecretString;
use serde_json::{Map, Value, json};

use super::*;
use crate::networking::Call;
use crate::run::tests::{
    PASSPHRASE, caller, config, connector, core, core_with, finish, provider, request, sse,
};
use crate::{ConnectorDraft, RunStatus, VaultChange};

const OK: &str = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
const STREAMED: Call = Call::Run { streamed: true };

fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().expect("an object")
}

fn secrets(pairs: &[(&str, &str)]) -> BTreeMap<String, SecretString> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, secret)| ((*name).to_owned(), SecretString::from(*secret)))
        .collect()
}

fn draft(settings: Value, given: &[(&str, &str)]) -> NetworkingDraft {
    NetworkingDraft {
        settings: map(settings),
        secrets: secrets(given),
        forget: Vec::new(),
    }
}

fn file(settings: Value) -> NetworkingFile {
    NetworkingFile::new(map(settings), "patchbay.yml".into(), |setting| {
        setting.starts_with("proxyUrl").then_some(7)
    })
}

async fn save(core: &Core, settings: Value, given: &[(&str, &str)]) {
    let saved = core.save_networking(draft(settings, given)).await;
    saved.expect("saved");
}

async fn refused(core: &Core, settings: Value, given: &[(&str, &str)]) -> Vec<FieldError> {
    let saved = core.save_networking(draft(settings, given)).await;
    saved.expect_err("refused").into_fields().expect("fields")
}

async fn route_of(core: &Core, connector: &Connector) -> Result<patchbay_network::Route, Error> {
    let secrets = core.secrets_of(&connector.id, &connector.name).await?;
    let url = &connector.config.api_url;
    core.route(connector, &secrets, url, STREAMED).await
}

fn certificate(name: &str) -> (String, String) {
    let key = KeyPair::generate().expect("a key");
    let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    let made = params.self_signed(&key).expect("a certificate");
    (made.pem(), key.serialize_pem())
}

async fn at(core: &Core, url: &str, networking: Value, given: &[(&str, &str)]) -> Connector {
    let draft = ConnectorDraft {
        name: "c".into(),
        config: config(url),
        secrets: secrets(given),
        networking: Some(map(networking)),
    };
    core.create_connector(None, draft).await.expect("made")
}

#[tokio::test]
async fn saved_settings_count_from_the_next_request_on() {
    let core = core(None).await;
    let (url, seen) = provider(|| sse(OK)).await;
    let connector = connector(&core, &url, None).await;
    let run = async || {
        let run = core.run(&caller(), request(&connector, true)).await;
        finish(run.expect("started")).await.1
    };
    assert_eq!(run().await.status, RunStatus::Ok);

    save(&core, json!({"allowedHosts": ["api.openai.com"]}), &[]).await;
    let blocked = run().await;
    assert_eq!(blocked.status, RunStatus::Error);
    let message = blocked.service_message.expect("why");
    assert!(message.ends_with("is not added to the Kibana config xpack.actions.allowedHosts"));
    assert_eq!(
        seen.lock().expect("not poisoned").len(),
        1,
        "nothing was sent"
    );
    let states = core.connection_states().await.expect("read");
    assert_eq!(states.of(&connector).problem, Some(message));
    let other = ConnectorDraft {
        name: "late".into(),
        config: config(&url),
        ..ConnectorDraft::default()
    };
    let fields = core
        .create_connector(None, other)
        .await
        .expect_err("refused");
    assert_eq!(
        fields.into_fields().expect("fields")[0].field,
        "config.apiUrl"
    );

    save(&core, json!({}), &[]).await;
    assert_eq!(run().await.status, RunStatus::Ok);
}

#[tokio::test]
async fn a_proxys_credentials_are_sealed_and_go_to_no_other_proxy() {
    let core = core(Some(PASSPHRASE)).await;
    let connector = connector(&core, "https://provider.example/v1/chat/completions", None).await;
    let given = [("proxyUsername", "me"), ("proxyPassword", "hunter22")];
    save(
        &core,
        json!({"proxyUrl": "http://one.example:3128"}),
        &given,
    )
    .await;
    let status = core.networking_status().await.expect("read");
    assert_eq!(
        status.proxy_credentials_for.as_deref(),
        Some("http://one.example:3128")
    );
    assert_eq!(
        status.saved,
        map(json!({"proxyUrl": "http://one.example:3128"}))
    );
    let proxy = route_of(&core, &connector).await.expect("a route").proxy;
    let (user, _) = proxy.expect("a proxy").credentials.expect("credentials");
    assert_eq!(user, "me");

    // A new sealing key seals them anew, too.
    let change = VaultChange {
        backend: Backend::Passphrase,
        passphrase: Some(SecretString::from(PASSPHRASE)),
        new_passphrase: None,
        give_up: false,
    };
    core.change_vault(change).await.expect("rotated");
    assert!(route_of(&core, &connector).await.is_ok());

    save(&core, json!({"proxyUrl": "http://two.example:3128"}), &[]).await;
    let status = core.networking_status().await.expect("read");
    assert_eq!(
        (status.proxy_credentials_for, status.stored_secrets),
        (None, vec![])
    );
    let proxy = route_of(&core, &connector).await.expect("a route").proxy;
    assert!(proxy.expect("a proxy").credentials.is_none());
    let fields = refused(&core, json!({}), &given).await;
    assert_eq!(fields[0].field, "secrets.proxyUsername");
    let fields = refused(&core, json!({"proxyUrl": "http://a"}), &given[1..]).await;
    assert_eq!(fields[0].field, "secrets.proxyUsername", "a password alone");
}

#[tokio::test]
async fn values_of_headers_for_the_proxy_are_secrets_wherever_they_were_written() {
    let core = core(Some(PASSPHRASE)).await;
    let connector = connector(&core, "https://provider.example/v1/chat/completions", None).await;
    let settings =
        json!({"proxyUrl": "http://p.example", "proxyHeaders": {"X-Team": "blue-canary"}});
    save(&core, settings, &[]).await;
    let status = core.networking_status().await.expect("read");
    assert_eq!(status.saved["proxyHeaders"], json!({"X-Team": ""}));
    assert_eq!(
        status.stored_secrets,
        [SecretField::ProxyHeader("X-Team".into())]
    );
    let proxy = route_of(&core, &connector).await.expect("a route").proxy;
    let headers = proxy.expect("a proxy").headers;
    assert_eq!(headers["x-team"], "blue-canary");
    assert!(headers["x-team"].is_sensitive());
    // Its value stays as long as its name does.
    let kept = json!({"proxyUrl": "http://p.example", "proxyHeaders": {"X-Team": ""}});
    save(&core, kept, &[]).await;
    let two = json!({"proxyUrl": "http://p.example", "proxyHeaders": {"X-Team": "", "X-New": ""}});
    let fields = refused(&core, two, &[]).await;
    assert_eq!(fields[0].field, "secrets.proxyHeaders.X-New");
    let moved = json!({"proxyUrl": "http://q.example", "proxyHeaders": {"X-Team": ""}});
    let fields = refused(&core, moved, &[]).await;
    assert_eq!(
        fields[0].field, "secrets.proxyHeaders.X-Team",
        "it was entered for another proxy"
    );
    save(&core, json!({"proxyUrl": "http://p.example"}), &[]).await;
    let status = core.networking_status().await.expect("read");
    assert_eq!(status.stored_secrets, []);
}

#[tokio::test]
async fn the_file_wins_and_says_where_it_stands() {
    let settings = json!({"proxyUrl": "http://file.example:1", "proxyHeaders": {"X": "secret"}});
    let core = core_with(None, file(settings)).await;
    save(
        &core,
        json!({"proxyUrl": "http://page.example:2", "responseTimeout": "5m"}),
        &[],
    )
    .await;
    let status = core.networking_status().await.expect("read");
    let setting = |key| {
        status
            .settings
            .iter()
            .find(|s| s.key == key)
            .expect("there")
    };
    assert_eq!(setting("proxyUrl").value, "http://file.example:1");
    assert_eq!(
        setting("proxyUrl").place.as_deref(),
        Some("patchbay.yml, line 7")
    );
    assert_eq!(setting("proxyHeaders").value, json!(["X"]), "names alone");
    assert_eq!(
        setting("proxyHeaders").place.as_deref(),
        Some("patchbay.yml")
    );
    assert_eq!(setting("responseTimeout").value, "5m");
    assert_eq!(setting("responseTimeout").place, None);
    let connector = connector(&core, "https://provider.example/v1/chat/completions", None).await;
    let described = core
        .effective_networking(&caller(), connector.id.as_str())
        .await;
    let described = described.expect("described");
    let proxy = described
        .values
        .iter()
        .find(|v| v.label == "Proxy")
        .expect("there");
    assert_eq!(
        (proxy.value.as_str(), &proxy.source),
        ("http://file.example:1", &crate::networking::Source::File)
    );
    assert_eq!(proxy.place.as_deref(), Some("patchbay.yml, line 7"));
}

#[tokio::test]
async fn what_cannot_be_read_closes_what_depends_on_it_and_nothing_else() {
    let settings = json!({
        "proxyUrl": "no proxy at all",
        "customHostSettings": [{"url": "https://broken.example", "ssl": {"verificationMode": "of"}}],
    });
    let core = core_with(None, file(settings)).await;
    let status = core.networking_status().await.expect("read");
    let keys: Vec<_> = status.problems.iter().map(|p| p.key.as_str()).collect();
    assert!(keys.contains(&"proxyUrl") && keys.len() == 2, "{keys:?}");
    let (url, _) = provider(|| sse(OK)).await;
    let here = connector(&core, &url, None).await;
    let run = core.run(&caller(), request(&here, true)).await;
    assert_eq!(finish(run.expect("started")).await.1.status, RunStatus::Ok);
    let away = connector(&core, "https://provider.example/v1/chat/completions", None).await;
    let error = route_of(&core, &away).await.expect_err("refused");
    assert!(error.to_string().starts_with("proxyUrl "), "{error}");
    assert!(error.hint().expect("what to do").contains("proxyUrl"));
}

#[tokio::test]
async fn a_certificate_file_that_vanished_is_named_with_its_setting() {
    let core = core(None).await;
    let path = std::env::temp_dir().join("patchbay-no-such-file.pem");
    let settings = json!({"customHostSettings": [{
        "url": "https://provider.example",
        "ssl": {"certificateAuthoritiesFiles": [path.to_string_lossy()]},
    }]});
    save(&core, settings, &[]).await;
    let away = connector(&core, "https://provider.example/v1/chat/completions", None).await;
    let error = route_of(&core, &away)
        .await
        .expect_err("refused")
        .to_string();
    for part in [
        "certificateAuthoritiesFiles",
        "https://provider.example:443",
        "no-such-file",
    ] {
        assert!(error.contains(part), "{error}");
    }
    let described = core.effective_networking(&caller(), away.id.as_str()).await;
    assert_eq!(described.expect("described").problem, Some(error));
    let other = connector(&core, "https://other.example/v1/chat/completions", None).await;
    assert!(
        route_of(&core, &other).await.is_ok(),
        "it does not depend on the file"
    );
}

#[tokio::test]
async fn a_certificate_is_trusted_for_one_host_and_once() {
    let locked = json!({"customHostSettings": [{"url": "https://locked.example"}]});
    let core = core_with(None, file(locked)).await;
    let (pem, key) = certificate("home.example");
    for _ in 0..2 {
        let trusted = core
            .trust_certificate("https://home.example/v1?key=1", &pem)
            .await;
        trusted.expect("trusted");
    }
    let status = core.networking_status().await.expect("read");
    let host = status
        .hosts
        .iter()
        .find(|host| host.url == "https://home.example:443");
    assert_eq!(host.expect("there").authorities_data.len(), 1);
    let wrong = core.trust_certificate("https://locked.example", &pem).await;
    assert!(wrong.expect_err("locked").into_fields().is_ok());
    for (url, pem) in [
        ("http://home.example", pem.as_str()),
        ("https://home.example", "no certificate"),
        ("https://home.example", &format!("{pem}{pem}")),
        ("https://home.example", &key),
    ] {
        assert!(core.trust_certificate(url, pem).await.is_err(), "{url}");
    }
}

#[tokio::test]
async fn a_hosts_client_certificate_is_sealed_and_checked_against_its_key() {
    let core = core(Some(PASSPHRASE)).await;
    let host = json!({"customHostSettings": [{
        "url": "https://mtls.example",
        "ssl": {"clientCertificate": true, "verificationMode": "certificate"},
    }]});
    let (certificate_pem, key_pem) = certificate("me");
    let (_, other_key) = certificate("somebody");
    let (one, two) = (
        "clientCertificate.https://mtls.example",
        "clientKey.https://mtls.example",
    );
    let mismatch = refused(
        &core,
        host.clone(),
        &[(one, &certificate_pem), (two, &other_key)],
    )
    .await;
    assert_eq!(
        mismatch[0].field,
        "secrets.clientKey.https://mtls.example:443"
    );
    let alone = refused(&core, host.clone(), &[(one, &certificate_pem)]).await;
    assert_eq!(alone[0].field, "secrets.clientKey.https://mtls.example:443");
    save(&core, host, &[(one, &certificate_pem), (two, &key_pem)]).await;

    let connector = connector(&core, "https://mtls.example/v1/chat/completions", None).await;
    let route = route_of(&core, &connector).await.expect("a route");
    assert!(route.tls.client_certificate.is_some());
    let states = core.connection_states().await.expect("read");
    let weak = states.of(&connector).weak_verification;
    assert_eq!(weak, Some(VerificationMode::Certificate));
    save(&core, json!({}), &[]).await;
    let status = core.networking_status().await.expect("read");
    assert_eq!(status.stored_secrets, [], "it went with its host");
}

#[tokio::test]
async fn a_connectors_own_proxy_keeps_its_credentials_as_long_as_it_is_the_same() {
    let core = core(Some(PASSPHRASE)).await;
    let url = "https://provider.example/v1/chat/completions";
    let own = json!({"proxy": {"url": "socks5://p.example:1080"}, "timeouts": {"connect": "3s"}});
    let given = [("proxyUsername", "me"), ("proxyPassword", "hunter22")];
    let made = at(&core, url, own.clone(), &given).await;
    assert_eq!(made.networking, map(own));
    let route = route_of(&core, &made).await.expect("a route");
    assert_eq!(route.timeouts.connect.as_secs(), 3);
    assert!(route.proxy.expect("a proxy").credentials.is_some());
    let change = async |networking: Option<Value>, given: &[(&str, &str)]| {
        let draft = ConnectorDraft {
            name: "c".into(),
            config: config(url),
            secrets: secrets(given),
            networking: networking.map(map),
        };
        core.update_connector(made.id.as_str(), draft, &[]).await
    };
    let same = change(None, &[]).await.expect("saved");
    assert_eq!((same.networking.len(), same.stored_secrets.len()), (2, 2));
    let moved = change(Some(json!({"proxy": {"url": "socks5://q.example"}})), &[]).await;
    assert_eq!(
        moved.expect("saved").stored_secrets.len(),
        0,
        "entered for another proxy"
    );
    let nowhere = change(Some(json!({"proxy": "none"})), &given).await;
    let fields = nowhere.expect_err("refused").into_fields().expect("fields");
    assert_eq!(fields[0].field, "secrets.proxyUsername");
    let wrong = json!({"timeouts": {"total": "soon"}, "certificateAuthoritiesData": ["x"]});
    let fields = change(Some(wrong), &[]).await.expect_err("refused");
    let fields: Vec<_> = fields
        .into_fields()
        .expect("fields")
        .into_iter()
        .map(|f| f.field)
        .collect();
    assert_eq!(
        fields,
        [
            "networking.timeouts.total",
            "networking.certificateAuthoritiesData[0]"
        ]
    );
}

#[tokio::test]
async fn a_rate_limit_refuses_the_run_that_is_too_much_and_records_nothing() {
    let core = core(None).await;
    let (url, _) = provider(|| sse(OK)).await;
    let connector = connector(&core, &url, None).await;
    let limit = json!({"rateLimiter": {"gen-ai": {"lookbackWindow": "1m", "limit": 1}}});
    save(&core, limit, &[]).await;
    let run = core.run(&caller(), request(&connector, true)).await;
    finish(run.expect("started")).await;
    let Err(error) = core.run(&caller(), request(&connector, true)).await else {
        panic!("one was too much");
    };
    assert!(
        matches!(error, Error::RateLimited { limit: 1, .. }),
        "{error}"
    );
    assert_eq!(crate::run::tests::totals(&core).await.requests, 1);
}

#[tokio::test]
async fn the_systems_proxy_counts_when_it_is_switched_on_and_not_before() {
    let core = core(None).await;
    let away = connector(&core, "https://provider.example/v1/chat/completions", None).await;
    let direct = connector(&core, "https://direct.example/v1/chat/completions", None).await;
    assert!(
        route_of(&core, &away)
            .await
            .expect("a route")
            .proxy
            .is_none()
    );
    let says = core.networking_status().await.expect("read").system_proxy;
    assert_eq!(
        says.https.as_deref(),
        Some("http://system.example:8080"),
        "without credentials"
    );
    assert_eq!(
        (says.http, says.no_proxy.as_deref()),
        (None, Some("direct.example"))
    );

    save(&core, json!({"useSystemProxy": true}), &[]).await;
    let proxy = route_of(&core, &away).await.expect("a route").proxy;
    let proxy = proxy.expect("the system's");
    assert_eq!(proxy.authority(), "system.example:8080");
    assert!(proxy.credentials.is_some());
    assert!(
        route_of(&core, &direct)
            .await
            .expect("a route")
            .proxy
            .is_none()
    );
}
