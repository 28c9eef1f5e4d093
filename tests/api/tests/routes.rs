//! Which way a run goes: through the proxy of the page, past it, or through one of its own.

mod face;
mod provider;

use axum::http::StatusCode;
use face::{Face, connector, create, draft, refusal, run_id, save, settings};
use provider::{ANSWER, Provider, head, send, well_behaved};
use serde_json::{Value, json};

/// A name that only a proxy could look up; an address of this machine is never sent to one.
const ELSEWHERE: &str = "http://provider.test:8080/v1/chat/completions";

#[tokio::test(flavor = "multi_thread")]
async fn the_proxy_of_the_page_is_used_from_the_next_run_on_with_what_is_for_it() {
    let proxy = Provider::start(well_behaved).await;
    let (face, key) = Face::with_key().await;
    create(&face, &key, connector("p", ELSEWHERE)).await;
    let direct = face.run(&key, "p", true).await;
    assert!(refusal(&direct).contains("provider.test"), "{direct}");
    let secrets =
        json!({ "proxyUsername": "me", "proxyPassword": "canary", "proxyHeaders.X-Team": "birds" });
    let page = json!({ "proxyUrl": proxy.origin(), "proxyHeaders": { "X-Team": "" } });
    save(&face, &key, draft(page.clone(), secrets)).await;
    for stream in [true, false] {
        let result = face.run(&key, "p", stream).await;
        assert_eq!(result["answer"], ANSWER, "{result}");
    }
    for request in proxy.heard() {
        assert!(
            request
                .head
                .starts_with(&format!("POST {ELSEWHERE} HTTP/1.1")),
            "{}",
            request.head
        );
        // me:canary
        assert_eq!(
            request.header("proxy-authorization"),
            Some("Basic bWU6Y2FuYXJ5")
        );
        assert_eq!(request.header("x-team"), Some("birds"));
        assert_eq!(
            request.header("authorization"),
            Some(format!("Bearer {}", face::API_KEY).as_str())
        );
    }
    for (around, list) in [
        ("proxyBypassHosts", "*.test"),
        ("proxyOnlyHosts", "*.example"),
    ] {
        let mut page = page.clone();
        page[around] = json!([list]);
        settings(&face, &key, page).await;
        let result = face.run(&key, "p", true).await;
        assert!(
            refusal(&result).contains("provider.test"),
            "{around}: {result}"
        );
    }
    // What is on this machine needs no proxy; a connector's own choice comes first.
    settings(&face, &key, page).await;
    let here = Provider::start(well_behaved).await;
    create(&face, &key, connector("here", &here.url())).await;
    let mut none = connector("none", ELSEWHERE);
    none["networking"] = json!({ "proxy": "none" });
    create(&face, &key, none).await;
    assert_eq!(face.run(&key, "here", true).await["outcome"], "success");
    assert!(refusal(&face.run(&key, "none", true).await).contains("provider.test"));
    let mut own = connector("own", &here.url());
    own["networking"] = json!({ "proxy": { "url": proxy.origin() } });
    own["secrets"]["proxyUsername"] = json!("own");
    create(&face, &key, own).await;
    assert_eq!(face.run(&key, "own", true).await["outcome"], "success");
    let last = proxy.heard().pop().expect("a request");
    assert_eq!(
        last.header("proxy-authorization"),
        Some("Basic b3duOg=="),
        "own:"
    );
    assert_eq!(
        last.header("x-team"),
        None,
        "the headers are for the page's proxy"
    );
    assert_eq!((here.heard().len(), proxy.heard().len()), (1, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_refuses_is_told_from_a_provider_that_does() {
    let said = "proxy-authenticate: Basic realm=\"p\"\r\n";
    let proxy =
        Provider::sending(vec![send(head("407 Proxy Authentication Required", said))]).await;
    let (face, key) = Face::with_key().await;
    create(&face, &key, connector("p", ELSEWHERE)).await;
    let page = json!({ "proxyUrl": proxy.origin() });
    for (secrets, hint) in [
        (json!({}), "Enter the user name and password of the proxy."),
        (
            json!({ "proxyUsername": "me", "proxyPassword": "canary" }),
            "Enter a valid user name and password",
        ),
    ] {
        save(&face, &key, draft(page.clone(), secrets)).await;
        let result = face.run(&key, "p", true).await;
        let said = refusal(&result);
        assert!(said.contains("the proxy 127.0.0.1:"), "{said}");
        assert!(
            result["hint"].as_str().expect("a hint").starts_with(hint),
            "{result}"
        );
        assert!(!result.to_string().contains("canary"), "{result}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_connector_has_of_its_own_is_checked_and_can_be_tried_unsaved() {
    let provider = Provider::start(well_behaved).await;
    let (face, key) = Face::with_key().await;
    for (networking, field) in [
        (
            json!({ "timeouts": { "connect": "soon" } }),
            "networking.timeouts.connect",
        ),
        (
            json!({ "timeouts": { "total": "1s", "idle": "2s" } }),
            "networking.timeouts.idle",
        ),
        (json!({ "proxy": { "url": "x" } }), "networking.proxy.url"),
        (json!({ "proxy": "sometimes" }), "networking.proxy"),
        (
            json!({ "verificationMode": "off" }),
            "networking.verificationMode",
        ),
        (
            json!({ "certificateAuthoritiesData": ["-----BEGIN CERTIFICATE-----"] }),
            "networking.certificateAuthoritiesData[0]",
        ),
        (json!({ "surprise": 1 }), "networking.surprise"),
    ] {
        let mut wrong = connector("wrong", &provider.url());
        wrong["networking"] = networking;
        let (code, error) = face.call(&key, "connectors_create", wrong.clone()).await;
        assert_eq!(code, StatusCode::BAD_REQUEST, "{wrong}");
        assert_eq!(error["fields"][0]["field"], field, "{error}");
        wrong["stored_id"] = Value::Null;
        let (_, checked) = face.call(&key, "connectors_check", wrong).await;
        assert_eq!(checked["fields"], error["fields"]);
    }
    let mut unsaved = connector("unsaved", &provider.url());
    unsaved["stored_id"] = Value::Null;
    unsaved["networking"] = json!({ "proxy": { "url": "socks5://127.0.0.1:9" } });
    let (_, found) = face
        .call(&key, "connectors_networking_draft", unsaved.clone())
        .await;
    let proxy = &found["values"][0];
    assert_eq!(
        (&proxy["source"], &proxy["value"]),
        (&json!("connector"), &json!("socks5://127.0.0.1:9"))
    );
    let body = json!({ "messages": [{ "role": "user", "content": "Hello" }] }).to_string();
    let request = json!({ "run_id": run_id(), "draft": unsaved, "body": body, "stream": true });
    let events = face.stream(&key, "connectors_run_draft", request).await;
    let result = &events.last().expect("an end")["result"];
    assert!(
        refusal(result).contains("the proxy 127.0.0.1:9"),
        "{result}"
    );
    assert!(provider.heard().is_empty());
}
