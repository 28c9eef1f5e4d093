//! Diagnose with a proxy: both ways, who is to blame, and no secret in what is told.

mod face;
mod provider;
mod told;

use std::time::Duration;

use face::{API_KEY, Face, connector, create, draft, save};
use provider::{Act, Provider, Request, counting, head, json_answer, nobody, send};
use serde_json::{Value, json};
use told::diagnose;

fn through(mut connector: Value, proxy: &Provider) -> Value {
    connector["networking"] = json!({ "proxy": { "url": proxy.origin() } });
    connector
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_proxy_both_ways_are_gone_and_it_is_said_who_is_to_blame() {
    let provider = Provider::start(counting).await;
    let passes = Provider::start(counting).await;
    let refuses = Provider::sending(vec![send(head(
        "403 Forbidden",
        "via: 1.1 squid\r\nx-squid-error: ERR_ACCESS_DENIED 0\r\n",
    ))])
    .await;
    let closed = nobody().await;
    let collects = Provider::start(|request| {
        let mut acts = vec![Act::Wait(Duration::from_millis(600))];
        acts.extend(
            counting(request)
                .into_iter()
                .filter(|act| matches!(act, Act::Send(_))),
        );
        acts
    })
    .await;
    let unauthorized = || vec![send(json_answer("401 Unauthorized", &json!({})))];
    let strict = Provider::sending(unauthorized()).await;
    let hands_on = Provider::sending(unauthorized()).await;
    let (face, key) = Face::with_key().await;
    let own = |id: &str, to: &Provider, by: &Provider| through(connector(id, &to.url()), by);
    let mut gone = connector("gone", &provider.url());
    gone["networking"] = json!({ "proxy": { "url": format!("http://127.0.0.1:{closed}") } });
    let ok = "dns passed, tcp passed, authentication passed, model passed, streaming passed";
    let refused = "authentication failed, model not_reached, streaming not_reached";
    let nothing = "authentication not_reached, model not_reached, streaming not_reached";
    let reached = "settings passed, dns passed, tcp passed, proxy";
    for (id, made, configured, direct, state, to_blame) in [
        (
            "passes",
            own("passes", &provider, &passes),
            format!("{reached} passed, authentication passed, model passed, streaming passed"),
            ok.to_owned(),
            "passed",
            json!(false),
        ),
        (
            "refuses",
            own("refuses", &provider, &refuses),
            format!("{reached} failed, {nothing}"),
            ok.to_owned(),
            "failed",
            json!(true),
        ),
        (
            "gone",
            gone,
            format!("settings passed, dns passed, tcp failed, proxy not_reached, {nothing}"),
            ok.to_owned(),
            "failed",
            json!(true),
        ),
        (
            "strict",
            own("strict", &strict, &hands_on),
            format!("{reached} passed, {refused}"),
            format!("dns passed, tcp passed, {refused}"),
            "failed",
            json!(false),
        ),
    ] {
        create(&face, &key, made).await;
        let told = diagnose(&face, &key, id).await;
        let labels: Vec<_> = told.started["ways"]
            .as_array()
            .expect("ways")
            .iter()
            .map(|way| &way["way"])
            .collect();
        assert_eq!(labels, ["configured", "direct"], "{id}");
        let report = &told.report;
        assert_eq!(told.states("configured"), configured, "{id}: {report}");
        assert_eq!(told.states("direct"), direct, "{id}: {report}");
        assert_eq!(told.verdict["state"], state, "{id}: {}", told.verdict);
        assert_eq!(
            told.verdict["proxy_to_blame"], to_blame,
            "{id}: {}",
            told.verdict
        );
    }
    create(&face, &key, own("collects", &provider, &collects)).await;
    let told = diagnose(&face, &key, "collects").await;
    let verdict = &told.verdict;
    assert_eq!(
        (&verdict["state"], &verdict["layer"]),
        (&json!("warning"), &json!("streaming")),
        "{verdict}"
    );
    assert_eq!(verdict["proxy_to_blame"], true);
    assert!(
        verdict["title"]
            .as_str()
            .expect("words")
            .contains("holds the stream back"),
        "{verdict}"
    );
    let (_, activity) = face.call(&key, "connectors_activity", json!({})).await;
    let mut of = activity.as_array().expect("a list").iter();
    let collects = of.find(|one| one["connector_id"] == "collects");
    assert_eq!(
        collects.expect("recorded")["requests_7d"],
        2,
        "each way is a request"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_told_even_where_it_is_repeated() {
    let canary = "canary-password";
    let page = "canary-of-the-page";
    let repeats = |request: &Request| {
        let seen = request.head.replace("\r\n", " ");
        let told = json!({ "error": { "message": format!("I got {seen}") } });
        vec![send(json_answer("401 Unauthorized", &told))]
    };
    let provider = Provider::start(repeats).await;
    let proxy = Provider::start(|request| {
        let all = |name| request.header(name).unwrap_or_default().to_owned();
        let realm = format!("{} {}", all("proxy-authorization"), all("x-team"));
        let said = format!(
            "proxy-authenticate: Basic realm=\"{realm} canary-password\"\r\nvia: {realm}\r\n"
        );
        vec![send(head("407 Proxy Authentication Required", &said))]
    })
    .await;
    let (face, key) = Face::with_key().await;
    create(&face, &key, connector("direct", &provider.url())).await;
    let mut own = through(connector("own", &provider.url()), &proxy);
    own["secrets"]["proxyUsername"] = json!("me");
    own["secrets"]["proxyPassword"] = json!(canary);
    create(&face, &key, own).await;
    create(
        &face,
        &key,
        connector("page", "http://provider.test/v1/chat/completions"),
    )
    .await;
    let secrets =
        json!({ "proxyUsername": "me", "proxyPassword": canary, "proxyHeaders.X-Team": page });
    let settings = json!({ "proxyUrl": proxy.origin(), "proxyHeaders": { "X-Team": "" } });
    save(&face, &key, draft(settings, secrets)).await;
    let mut leaks = Vec::new();
    for id in ["direct", "own", "page"] {
        let everything = json!(diagnose(&face, &key, id).await.all).to_string();
        // The last one is me:canary-password.
        let secrets = [API_KEY, canary, page, "bWU6Y2FuYXJ5LXBhc3N3b3Jk"];
        let found = secrets
            .into_iter()
            .filter(|secret| everything.contains(secret));
        leaks.extend(found.map(|secret| (id, secret)));
    }
    assert_eq!(leaks, []);
    assert_eq!(proxy.heard().len(), 2, "they were sent there");
}
