use std::time::Duration;

use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde_json::json;

use super::http::Flow;
use super::verdict::{Walked, verdict};
use super::*;
use crate::run::tests::{caller, connector, core, core_with, provider, sse, totals};
use crate::{NetworkingDraft, NetworkingFile};

const OK: &str = "data: {\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"1 2\"},\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}\n\ndata: [DONE]\n\n";

use DiagnosisLayer as Layer;
use DiagnosisState as State;

async fn finish(mut stream: DiagnosisStream) -> (Vec<DiagnosisStep>, DiagnosisVerdict, String) {
    let mut steps = Vec::new();
    loop {
        match stream.recv().await.expect("an end") {
            DiagnosisEvent::Started { .. } => {}
            DiagnosisEvent::Step { step, .. } => steps.push(*step),
            DiagnosisEvent::Finished { verdict, report } => return (steps, verdict, report),
        }
    }
}

async fn diagnose(
    core: &Core,
    url: &str,
    key: Option<&str>,
) -> (Vec<DiagnosisStep>, DiagnosisVerdict, String) {
    let connector = connector(core, url, key).await;
    let id = connector.id.as_str();
    let stream = core.diagnose(&caller(), Uuid::from_u128(1), id).await;
    finish(stream.expect("started")).await
}

fn states(steps: &[DiagnosisStep]) -> Vec<(Layer, State)> {
    steps.iter().map(|step| (step.layer, step.state)).collect()
}

#[tokio::test]
async fn a_connection_that_works_passes_each_layer_and_is_in_the_ledger() {
    let core = core(None).await;
    let (url, seen) = provider(|| sse(OK)).await;
    let (steps, verdict, report) = diagnose(&core, &url, None).await;
    let layers = [
        Layer::Settings,
        Layer::Dns,
        Layer::Tcp,
        Layer::Authentication,
        Layer::Model,
        Layer::Streaming,
    ];
    assert_eq!(states(&steps), layers.map(|layer| (layer, State::Passed)));
    assert_eq!((verdict.state, verdict.layer), (State::Passed, None));
    assert!(report.contains("The model \"m-1\" answers."), "{report}");
    assert_eq!(seen.lock().expect("not poisoned").len(), 1);
    let totals = totals(&core).await;
    assert_eq!((totals.requests, totals.total_tokens), (1, 11));
}

#[tokio::test]
async fn a_key_that_is_refused_fails_at_authentication_and_is_not_repeated() {
    let core = core(Some(crate::run::tests::PASSPHRASE)).await;
    let (url, _) = provider(|| {
        let said = json!({"error": {"message": "Incorrect API key provided: sk-canary-1234"}});
        (StatusCode::UNAUTHORIZED, said.to_string()).into_response()
    })
    .await;
    let (steps, verdict, report) = diagnose(&core, &url, Some("sk-canary-1234")).await;
    assert_eq!(
        states(&steps)[3..],
        [
            (Layer::Authentication, State::Failed),
            (Layer::Model, State::NotReached),
            (Layer::Streaming, State::NotReached)
        ]
    );
    assert_eq!(verdict.layer, Some(Layer::Authentication));
    let all = format!("{steps:?} {verdict:?} {report}");
    assert!(
        all.contains("Incorrect API key provided: [hidden]"),
        "{all}"
    );
    assert!(!all.contains("canary"), "{all}");
}

#[tokio::test]
async fn an_answer_in_one_piece_of_json_is_read_and_told() {
    let core = core(None).await;
    let (url, _) = provider(|| {
        let answer = json!({"model": "m-1", "choices": [{"message": {"content": "1 2"}}]});
        ([("content-type", "application/json")], answer.to_string()).into_response()
    })
    .await;
    let (steps, verdict, _) = diagnose(&core, &url, None).await;
    assert_eq!(states(&steps)[5], (Layer::Streaming, State::Warning));
    assert_eq!(
        (verdict.state, verdict.layer),
        (State::Warning, Some(Layer::Streaming))
    );
}

#[tokio::test]
async fn what_is_not_the_api_fails_at_the_model_and_a_cut_stream_at_streaming() {
    let core = core(None).await;
    let (url, _) = provider(|| "<html>Sign in to the hotel</html>".into_response()).await;
    let (steps, ..) = diagnose(&core, &url, None).await;
    assert_eq!(states(&steps)[4], (Layer::Model, State::Failed));
    let (url, _) = provider(|| {
        sse("data: {\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"1\"}}]}\n\n")
    })
    .await;
    let (steps, ..) = diagnose(&core, &url, None).await;
    assert_eq!(
        states(&steps)[4..],
        [
            (Layer::Model, State::Passed),
            (Layer::Streaming, State::Failed)
        ]
    );
}

#[tokio::test]
async fn settings_that_let_nothing_out_are_the_layer_that_fails() {
    let core = core(None).await;
    let (url, seen) = provider(|| sse(OK)).await;
    let connector = connector(&core, &url, None).await;
    let settings = json!({"allowedHosts": []}).as_object().cloned();
    let draft = NetworkingDraft {
        settings: settings.expect("an object"),
        ..NetworkingDraft::default()
    };
    core.save_networking(draft).await.expect("saved");
    let id = connector.id.as_str();
    let stream = core.diagnose(&caller(), Uuid::from_u128(1), id).await;
    let (steps, verdict, _) = finish(stream.expect("started")).await;
    assert_eq!(states(&steps)[0], (Layer::Settings, State::Failed));
    assert!(
        steps[1..]
            .iter()
            .all(|step| step.state == State::NotReached)
    );
    assert_eq!((steps.len(), verdict.layer), (6, Some(Layer::Settings)));
    assert!(seen.lock().expect("not poisoned").is_empty());
    assert_eq!(totals(&core).await.requests, 0, "nothing was sent");
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_to_blame_when_the_direct_way_works() {
    let core = core_with(None, NetworkingFile::default()).await;
    let (url, seen) = provider(|| sse(OK)).await;
    let draft = crate::ConnectorDraft {
        name: "c".into(),
        config: crate::run::tests::config(&url),
        networking: json!({"proxy": {"url": "http://127.0.0.1:1"}})
            .as_object()
            .cloned(),
        ..crate::ConnectorDraft::default()
    };
    let made = core.create_connector(None, draft).await.expect("made");
    let id = made.id.as_str();
    let stream = core.diagnose(&caller(), Uuid::from_u128(1), id).await;
    let mut stream = stream.expect("started");
    let Some(DiagnosisEvent::Started { ways, .. }) = stream.recv().await else {
        panic!("it begins with its plan");
    };
    assert_eq!(ways.len(), 2);
    assert!(ways[0].layers.contains(&Layer::Proxy) && !ways[1].layers.contains(&Layer::Proxy));
    let (steps, verdict, _) = finish(stream).await;
    assert_eq!(steps.len(), ways[0].layers.len() + ways[1].layers.len());
    assert_eq!(verdict.proxy_to_blame, Some(true));
    assert_eq!(
        (verdict.state, verdict.layer),
        (State::Failed, Some(Layer::Tcp))
    );
    assert_eq!(
        seen.lock().expect("not poisoned").len(),
        1,
        "past the proxy alone"
    );
}

#[tokio::test]
async fn a_diagnosis_that_is_stopped_says_so_and_gives_its_place_back() {
    let core = core(None).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!(
        "http://{}/v1/chat/completions",
        listener.local_addr().expect("bound")
    );
    let connector = connector(&core, &url, None).await;
    let id = Uuid::from_u128(5);
    let stream = core.diagnose(&caller(), id, connector.id.as_str()).await;
    let mut stream = stream.expect("started");
    assert!(
        core.diagnose(&caller(), id, connector.id.as_str())
            .await
            .is_err(),
        "it goes on"
    );
    let (_held, _) = listener.accept().await.expect("asked");
    // The settings are known before anything is sent.
    assert!(stream.recv().await.is_some());
    assert!(core.stop_run(id));
    let (_, verdict, report) = finish(stream).await;
    assert_eq!(
        (verdict.state, verdict.title.as_str()),
        (State::NotReached, "Stopped")
    );
    assert!(report.contains("Stopped"));
    core.settle(Duration::from_secs(5)).await;
    assert!(!core.stop_run(id));
}

fn walked(failed: Option<Layer>, flow: Option<Flow>) -> Walked {
    let all = [
        Layer::Dns,
        Layer::Tcp,
        Layer::Proxy,
        Layer::Tls,
        Layer::Authentication,
        Layer::Model,
        Layer::Streaming,
    ];
    let steps = all.into_iter().map(|layer| {
        let state = match failed {
            Some(failed) if layer == failed => State::Failed,
            Some(failed) if layer > failed => State::NotReached,
            _ => State::Passed,
        };
        DiagnosisStep::new(layer, state, "What was seen.")
    });
    Walked {
        steps: steps.collect(),
        flow,
    }
}

#[test]
fn whether_the_proxy_is_to_blame_is_told_by_the_way_past_it() {
    use Layer::{Authentication, Dns, Model, Proxy, Tcp, Tls};
    for (configured, direct, blame) in [
        (Some(Proxy), None, Some(true)),
        (Some(Proxy), Some(Tcp), Some(true)),
        (Some(Tcp), Some(Model), Some(true)),
        (Some(Tls), None, Some(true)),
        (Some(Tls), Some(Tls), Some(false)),
        (Some(Tls), Some(Dns), None),
        (Some(Tls), Some(Model), Some(true)),
        (Some(Authentication), Some(Authentication), Some(false)),
        (Some(Authentication), Some(Tcp), None),
        (Some(Model), None, Some(true)),
        (None, Some(Tcp), Some(false)),
        (None, None, Some(false)),
    ] {
        let found = verdict(&walked(configured, None), Some(&walked(direct, None)));
        assert_eq!(found.proxy_to_blame, blame, "{configured:?} {direct:?}");
        assert_eq!(found.layer, configured);
    }
    let alone = verdict(&walked(Some(Layer::Tls), None), None);
    assert_eq!((alone.proxy_to_blame, alone.state), (None, State::Failed));
}

#[test]
fn a_proxy_that_collects_or_recuts_a_stream_is_found_by_comparison() {
    let flow = |pieces, first, spread| {
        Some(Flow {
            events: 20,
            pieces,
            first: Duration::from_millis(first),
            spread: Duration::from_millis(spread),
        })
    };
    let slow = walked(None, flow(20, 50, 1_000));
    for (through, found) in [
        (flow(1, 1_050, 0), Some("The proxy holds the stream back")),
        (flow(20, 1_050, 3), Some("The proxy holds the stream back")),
        (
            flow(4, 60, 900),
            Some("The proxy hands the stream on in larger pieces"),
        ),
        (flow(18, 60, 990), None),
    ] {
        let verdict = verdict(&walked(None, through), Some(&slow));
        match found {
            Some(title) => {
                assert_eq!(
                    (verdict.title.as_str(), verdict.proxy_to_blame),
                    (title, Some(true))
                );
            }
            None => assert_eq!(verdict.state, State::Passed),
        }
    }
    // An answer that comes at once by itself tells nothing of the proxy.
    let fast = walked(None, flow(20, 5, 2));
    let verdict = verdict(&walked(None, flow(1, 6, 0)), Some(&fast));
    assert_eq!(verdict.state, State::Passed);
}

#[test]
fn events_at_one_moment_after_a_wait_were_collected_on_the_way() {
    let flow = |events, first, spread| Flow {
        events,
        pieces: 1,
        first: Duration::from_millis(first),
        spread: Duration::from_millis(spread),
    };
    assert!(flow(20, 900, 1).came_at_once());
    assert!(!flow(3, 900, 1).came_at_once(), "too few to tell");
    assert!(!flow(20, 20, 1).came_at_once(), "a fast server");
    assert!(!flow(20, 900, 300).came_at_once());
}
