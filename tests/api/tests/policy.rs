//! What a run may and may not do under the networking settings, with a provider that listens.

mod face;
mod provider;

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_compression::tokio::write::GzipEncoder;
use axum::body::Body;
use axum::http::StatusCode;
use face::{Face, connector, create, post, refusal, run, settings};
use http_body_util::BodyExt;
use provider::{
    ANSWER, Act, DONE, Provider, chat, finish, head, json_answer, send, stream_head, usage_event,
    well_behaved, word,
};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::sync::Notify;

/// A name that only a proxy could look up; an address of this machine is never sent to one.
const ELSEWHERE: &str = "http://provider.test:8080/v1/chat/completions";

#[tokio::test(flavor = "multi_thread")]
async fn only_allowed_hosts_are_saved_shown_as_fine_and_sent_to() {
    let provider = Provider::start(well_behaved).await;
    let (face, key) = Face::with_key().await;
    create(&face, &key, connector("before", &provider.url())).await;
    let words = |url: &str| {
        format!("target url {url:?} is not added to the Kibana config xpack.actions.allowedHosts")
    };
    for closed in [json!([]), json!(["api.openai.com"]), json!(["127.0.0.1:1"])] {
        settings(&face, &key, json!({ "allowedHosts": closed })).await;
        let another = connector("another", &provider.url());
        let (code, error) = face.call(&key, "connectors_create", another.clone()).await;
        assert_eq!(code, StatusCode::BAD_REQUEST, "{closed}");
        assert_eq!(error["fields"][0]["field"], "config.apiUrl", "{error}");
        let said = error["fields"][0]["message"].as_str().expect("words");
        // As a sentence.
        let same = said.replacen("Target", "target", 1);
        assert_eq!(same, format!("{}.", words(&provider.url())));
        let mut unsaved = another;
        unsaved["stored_id"] = Value::Null;
        let (_, checked) = face.call(&key, "connectors_check", unsaved).await;
        assert_eq!(checked["fields"][0]["field"], "config.apiUrl", "{checked}");

        let (_, stored) = face
            .call(&key, "connectors_get", json!({ "id": "before" }))
            .await;
        assert_eq!(stored["networking_problem"], words(&provider.url()));
        assert_eq!(
            refusal(&face.run(&key, "before", true).await),
            words(&provider.url())
        );
        // The Sandbox is a part of the program.
        assert_eq!(face.run(&key, "sandbox", true).await["outcome"], "success");
    }
    assert!(provider.heard().is_empty(), "{:?}", provider.heard());
    for open in [
        json!(["*"]),
        json!(["127.0.0.0/8"]),
        json!([format!("127.0.0.1:{}", provider.port)]),
    ] {
        settings(&face, &key, json!({ "allowedHosts": open })).await;
        let result = face.run(&key, "before", false).await;
        assert_eq!(result["outcome"], "success", "{open}: {result}");
    }
    // The query of a URL may hold a key, and is not shown.
    let with_query = format!("{}?key=canary", provider.url());
    create(&face, &key, connector("query", &with_query)).await;
    settings(&face, &key, json!({ "allowedHosts": [] })).await;
    let result = face.run(&key, "query", true).await;
    assert_eq!(refusal(&result), words(&provider.url()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_type_that_is_not_enabled_is_neither_made_nor_run() {
    let provider = Provider::start(well_behaved).await;
    let (face, key) = Face::with_key().await;
    create(&face, &key, connector("before", &provider.url())).await;
    settings(&face, &key, json!({ "enabledActionTypes": [".slack"] })).await;
    let words = "action type \".gen-ai\" is not enabled in the Kibana config xpack.actions.enabledActionTypes";
    let (code, error) = face
        .call(&key, "connectors_create", connector("b", &provider.url()))
        .await;
    assert_eq!(code, StatusCode::BAD_REQUEST);
    assert!(error.to_string().contains("enabledActionTypes"), "{error}");
    assert_eq!(refusal(&face.run(&key, "before", true).await), words);
    assert_eq!(
        face.run(&key, "sandbox", true).await["outcome"],
        "success",
        "preconfigured ones are exempt"
    );
    settings(&face, &key, json!({ "enabledActionTypes": [".gen-ai"] })).await;
    assert_eq!(face.run(&key, "before", true).await["outcome"], "success");
    assert_eq!(provider.heard().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_runs_than_the_rate_limit_are_too_many_and_leave_no_record() {
    let provider = Provider::start(well_behaved).await;
    let (face, key) = Face::with_key().await;
    create(&face, &key, connector("p", &provider.url())).await;
    let limit = json!({ "gen-ai": { "lookbackWindow": "10m", "limit": 2 } });
    settings(&face, &key, json!({ "rateLimiter": limit })).await;
    for _ in 0..2 {
        assert_eq!(face.run(&key, "p", true).await["outcome"], "success");
    }
    let third = post("/rpc_stream/connectors_run", Some(&key), &run("p", true));
    assert_eq!(
        face.send(third).await.status(),
        StatusCode::TOO_MANY_REQUESTS
    );
    let refused = face.run(&key, "p", true).await;
    assert_eq!(refused["code"], "too_many", "{refused}");
    assert!(
        refused["hint"]
            .as_str()
            .expect("a hint")
            .contains("rateLimiter"),
        "{refused}"
    );
    assert_eq!(provider.heard().len(), 2);
    let (_, activity) = face.call(&key, "connectors_activity", json!({})).await;
    assert_eq!(activity[0]["requests_7d"], 2);
    settings(&face, &key, json!({})).await;
    assert_eq!(face.run(&key, "p", true).await["outcome"], "success");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_stream_ends_as_it_began_and_the_next_one_does_not_begin() {
    let go_on = Arc::new(Notify::new());
    let first = [word("Grüße")].concat();
    let rest = [word(" 🎈"), finish(), usage_event(), DONE.into()].concat();
    let acts = vec![
        send(stream_head("")),
        send(first),
        Act::WaitFor(go_on.clone()),
        send(rest),
    ];
    let provider = Provider::sending(acts).await;
    let (face, key) = Face::with_key().await;
    create(&face, &key, connector("p", &provider.url())).await;
    let request = post("/rpc_stream/connectors_run", Some(&key), &run("p", true));
    let mut body = face.send(request).await.into_body();
    let mut seen = String::new();
    while !seen.contains("Grüße") {
        seen.push_str(&next(&mut body).await);
    }
    settings(
        &face,
        &key,
        json!({ "allowedHosts": [], "responseTimeout": "1ms", "maxResponseContentLength": 1 }),
    )
    .await;
    assert!(refusal(&face.run(&key, "p", true).await).contains("allowedHosts"));
    go_on.notify_waiters();
    while !seen.contains("\"finished\"") {
        seen.push_str(&next(&mut body).await);
    }
    let last: Value = serde_json::from_str(seen.lines().last().expect("a line")).expect("JSON");
    assert_eq!(last["result"]["outcome"], "success", "{last}");
    assert_eq!(last["result"]["answer"], ANSWER);
    assert_eq!(provider.heard().len(), 1);
}

async fn next(body: &mut Body) -> String {
    let frame = tokio::time::timeout(Duration::from_secs(20), body.frame()).await;
    let frame = frame.expect("in time").expect("more").expect("a frame");
    String::from_utf8(frame.into_data().expect("data").to_vec()).expect("whole letters")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_measured_decoded_and_cut_at_the_limit() {
    let mib = 1024 * 1024;
    let zeros = vec![b' '; 200 * mib];
    let mut bomb = GzipEncoder::new(Vec::new());
    bomb.write_all(&zeros).await.expect("written");
    bomb.shutdown().await.expect("ended");
    let bomb = bomb.into_inner();
    assert!(bomb.len() < mib, "{}", bomb.len());
    let gzip = "content-encoding: gzip\r\n";
    let of_json = head(
        "200 OK",
        &format!("content-type: application/json\r\n{gzip}"),
    );
    let buffered = Provider::sending(vec![send(of_json), send(bomb.clone())]).await;
    let streamed = Provider::sending(vec![send(stream_head(gzip)), send(bomb)]).await;
    let mut long = chat();
    long["padding"] = json!("x".repeat(mib));
    let padded = Provider::sending(vec![send(json_answer("200 OK", &long))]).await;
    let (face, key) = Face::with_key().await;
    for (id, provider) in [
        ("bomb", &buffered),
        ("streamed-bomb", &streamed),
        ("padded", &padded),
    ] {
        create(&face, &key, connector(id, &provider.url())).await;
    }
    for (id, stream, limit) in [
        ("bomb", false, "1 M"),
        ("streamed-bomb", true, "64 M"),
        ("padded", false, "1 M"),
    ] {
        let result = face.run(&key, id, stream).await;
        let said = result["service_message"].as_str().expect("words");
        let expected = format!("the answer is larger than {limit}");
        assert!(said.contains(&expected), "{id}: {said}");
        assert_eq!(result["outcome"], "failure", "{id}");
    }
    settings(&face, &key, json!({ "maxResponseContentLength": "2mb" })).await;
    assert_eq!(face.run(&key, "padded", false).await["outcome"], "success");
    let result = face.run(&key, "streamed-bomb", true).await;
    let said = result["service_message"].as_str().expect("words");
    assert!(said.contains("larger than 2 M"), "also of a stream: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_ends_when_the_settings_and_the_connector_say() {
    let silent = Provider::sending(vec![Act::Hold]).await;
    let pausing =
        Provider::sending(vec![send(stream_head("")), send(word("Half")), Act::Hold]).await;
    let mut drops = vec![send(stream_head(""))];
    for _ in 0..100 {
        drops.extend([
            send(": keep-alive\n\n"),
            Act::Wait(Duration::from_millis(100)),
        ]);
    }
    let dripping = Provider::sending(drops).await;
    let (face, key) = Face::with_key().await;
    for (id, provider, timeouts, said) in [
        (
            "first",
            &silent,
            json!({ "firstByte": "300ms" }),
            "no answer within 300 ms",
        ),
        (
            "idle",
            &pausing,
            json!({ "idle": "400ms" }),
            "nothing came for 400 ms",
        ),
        (
            "total",
            &dripping,
            json!({ "total": "600ms" }),
            "not complete within 600 ms",
        ),
    ] {
        let mut limited = connector(id, &provider.url());
        limited["networking"] = json!({ "timeouts": timeouts });
        create(&face, &key, limited).await;
        let result = face.run(&key, id, true).await;
        assert_eq!(result["outcome"], "timeout", "{id}: {result}");
        let message = result["service_message"].as_str().expect("words");
        assert!(message.contains(said), "{id}: {message}");
    }
    // A run never waits shorter than Kibana's 200 s for that; a look-up does.
    settings(&face, &key, json!({ "responseTimeout": "300ms" })).await;
    let mut lookup = connector("first", &silent.url());
    lookup["stored_id"] = Value::Null;
    lookup["id"] = Value::Null;
    let began = Instant::now();
    let (code, models) = face.call(&key, "connectors_models", lookup).await;
    assert_eq!(code, StatusCode::OK);
    let problem = models["problem"].as_str().expect("words");
    assert!(problem.contains("took too long"), "{problem}");
    assert!(began.elapsed() < Duration::from_secs(5));
    create(&face, &key, connector("slow", ELSEWHERE)).await;
    for (typed, shown) in [("300ms", "200 s"), ("5m", "5 min")] {
        settings(&face, &key, json!({ "responseTimeout": typed })).await;
        let (_, found) = face
            .call(&key, "connectors_networking", json!({ "id": "slow" }))
            .await;
        let mut values = found["values"].as_array().expect("values").iter();
        let first = values.find(|value| value["label"] == "First byte within");
        assert_eq!(first.expect("a value")["value"], shown);
    }
}
