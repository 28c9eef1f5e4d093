//! Streams as providers, gateways and proxies really send them: what comes of each.

mod face;
mod provider;

use std::time::Duration;

use async_compression::tokio::write::{BrotliEncoder, GzipEncoder, ZlibEncoder, ZstdEncoder};
use face::{Face, connector};
use provider::{
    ANSWER, Act, DONE, Provider, chat, event, finish, head, json_answer, send, stream, stream_head,
    usage_event, word,
};
use serde_json::{Value, json};
use tokio::io::{AsyncWrite, AsyncWriteExt};

/// What is written down of a run: how it ended, its text, its tokens and how sure they are.
#[derive(Debug, PartialEq)]
struct Ended {
    outcome: String,
    text: Option<String>,
    usage: String,
    total_tokens: Option<u64>,
}

fn ended(result: &Value) -> Ended {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    Ended {
        outcome: text(&result["outcome"]).unwrap_or_default(),
        text: text(&result["answer"]),
        usage: text(&result["usage"]["source"]).unwrap_or_default(),
        total_tokens: result["usage"]["total_tokens"].as_u64(),
    }
}

fn expected(outcome: &str, text: Option<&str>, usage: &str, total_tokens: Option<u64>) -> Ended {
    Ended {
        outcome: outcome.into(),
        text: text.map(str::to_owned),
        usage: usage.into(),
        total_tokens,
    }
}

/// All of it, with the provider's own numbers.
fn whole() -> Ended {
    expected("success", Some(ANSWER), "reported", Some(18))
}

async fn run(acts: Vec<Act>) -> Value {
    let provider = Provider::sending(acts).await;
    let (face, key) = Face::with_key().await;
    let (_, made) = face
        .call(&key, "connectors_create", connector("p", &provider.url()))
        .await;
    assert_eq!(made["id"], "p", "{made}");
    face.run(&key, "p", true).await
}

/// A stream with this body, cut off by nobody.
fn of(body: impl AsRef<[u8]>) -> Vec<Act> {
    vec![send(stream_head("")), send(body.as_ref())]
}

/// Each piece is a chunk of its own; nothing ends it.
fn chunks<'p>(pieces: impl IntoIterator<Item = &'p [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for piece in pieces {
        bytes.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
        bytes.extend_from_slice(piece);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
}

fn chunked(bytes: Vec<u8>, end: &str) -> Vec<Act> {
    let head = stream_head("transfer-encoding: chunked\r\n");
    vec![send(head), send(bytes), send(end)]
}

/// `flushed`: so that each event can be read before the next one.
async fn compressed(coding: &str, events: &[&str], flushed: bool) -> Vec<Vec<u8>> {
    let (near, mut far) = tokio::io::duplex(1024 * 1024);
    let mut encoder: Box<dyn AsyncWrite + Send + Unpin> = match coding {
        "gzip" => Box::new(GzipEncoder::new(near)),
        "br" => Box::new(BrotliEncoder::new(near)),
        "deflate" => Box::new(ZlibEncoder::new(near)),
        _ => Box::new(ZstdEncoder::new(near)),
    };
    let mut pieces = Vec::new();
    for event in events {
        encoder.write_all(event.as_bytes()).await.expect("written");
        if flushed {
            encoder.flush().await.expect("flushed");
            let mut piece = vec![0; 64 * 1024];
            let count = tokio::io::AsyncReadExt::read(&mut far, &mut piece).await;
            piece.truncate(count.expect("read"));
            pieces.push(piece);
        }
    }
    encoder.shutdown().await.expect("ended");
    drop(encoder);
    let mut rest = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut far, &mut rest)
        .await
        .expect("read");
    pieces.push(rest);
    pieces
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_to_write_the_same_stream_gives_the_same_answer() {
    let plain = stream();
    let crlf = plain.replace('\n', "\r\n");
    let comments = format!(
        ": OPENROUTER PROCESSING\n\n{}",
        plain.replace("data:", ": keep-alive\n\n:\ndata:")
    );
    let named = plain.replace("data:", "event: message\nid: 7\nretry: 10\ndata:");
    // JSON in several lines of data, as the standard has it.
    let folded = plain.replace(",\"choices\"", ",\ndata: \"choices\"");
    assert_ne!(folded, plain);
    let without_space = plain.replace("data: ", "data:");
    let without_last_line = plain.trim_end();
    let without_done = plain.replace(DONE, "");
    let usage_everywhere = plain.replace(
        "\"finish_reason\":null",
        "\"finish_reason\":null,\"usage\":null",
    );
    let cumulative = format!(
        "{}{}",
        event(
            &json!({ "choices": [], "usage": { "prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2 } })
        ),
        plain
    );
    let byte_by_byte = chunks(plain.as_bytes().chunks(1));
    let by_three = chunks(crlf.as_bytes().chunks(3));
    let trailers = "0\r\nx-checksum: 1\r\nserver-timing: total;dur=1\r\n\r\n";
    let continued = |first: &str| [vec![send(first)], of(&plain)].concat();
    for (how, acts) in [
        ("plain", of(&plain)),
        ("CRLF", of(&crlf)),
        ("comments", of(comments)),
        ("other fields", of(named)),
        ("several lines of data", of(folded)),
        ("no space after the colon", of(without_space)),
        ("a BOM", of(format!("\u{feff}{plain}"))),
        ("no blank line at the end", of(without_last_line)),
        ("no [DONE]", of(without_done)),
        ("usage: null in every chunk", of(usage_everywhere)),
        ("a running total", of(cumulative)),
        ("a byte a chunk", chunked(byte_by_byte, "0\r\n\r\n")),
        ("three bytes a chunk", chunked(by_three, "0\r\n\r\n")),
        ("trailers", chunked(chunks([plain.as_bytes()]), trailers)),
        ("100 Continue", continued("HTTP/1.1 100 Continue\r\n\r\n")),
        (
            "103 Early Hints",
            continued("HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n"),
        ),
        (
            "one JSON in place of a stream",
            vec![send(json_answer("200 OK", &chat()))],
        ),
    ] {
        let result = run(acts).await;
        assert_eq!(ended(&result), whole(), "{how}: {result}");
        assert_eq!(result["http_status"], 200, "{how}");
        assert_eq!(result["response_model"], provider::MODEL, "{how}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_known_by_its_type_however_that_is_written() {
    for content_type in [
        "text/event-stream; charset=utf-8",
        "text/event-stream;charset=UTF-8",
        "Text/Event-Stream",
    ] {
        let head = head("200 OK", &format!("content-type: {content_type}\r\n"));
        let result = run(vec![send(head), send(stream())]).await;
        assert_eq!(ended(&result), whole(), "{content_type}: {result}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_stream_is_read_though_nobody_asked_for_it() {
    let all = stream();
    let events: Vec<_> = all.split_inclusive("\n\n").collect();
    for coding in ["gzip", "br", "deflate", "zstd"] {
        for flushed in [false, true] {
            let head = stream_head(&format!("content-encoding: {coding}\r\n"));
            let mut acts = vec![send(head)];
            for piece in compressed(coding, &events, flushed).await {
                acts.push(send(piece));
                acts.push(Act::Wait(Duration::from_millis(5)));
            }
            let result = run(acts).await;
            assert_eq!(ended(&result), whole(), "{coding}, {flushed}: {result}");
        }
    }
    let gzip = compressed("gzip", &events, false).await.concat();
    let mut damaged = gzip.clone();
    let middle = damaged.len() / 2;
    damaged[middle..].fill(0x55);
    let head = stream_head("content-encoding: gzip\r\n");
    let result = run(vec![send(head.as_str()), send(damaged)]).await;
    assert_eq!(result["status"], "error", "{result}");
    let cut = gzip[..gzip.len() / 2].to_vec();
    let result = run(vec![send(head), send(cut)]).await;
    assert_eq!(result["outcome"], "upstream_cut", "{result}");
    // What nobody here can read is said to be that, and not taken for an answer.
    let head = stream_head("content-encoding: compress\r\n");
    let result = run(vec![send(head), send(all)]).await;
    assert_eq!(result["outcome"], "failure", "{result}");
    let said = result["service_message"].as_str().expect("words");
    assert!(said.contains("compress"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_ten_megabytes_is_one_event() {
    let long = "ä".repeat(5 * 1024 * 1024);
    let body = [word(&long), finish(), usage_event(), DONE.into()].concat();
    let result = run(of(body)).await;
    assert_eq!(
        ended(&result),
        expected("success", Some(&long), "reported", Some(18)),
        "{}",
        result["service_message"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_ends_early_keeps_what_had_come() {
    let text = "The first words of an answer";
    let said = [word(text), word(" and more")].concat();
    let all = format!("{text} and more");
    let cut = |usage, total| expected("upstream_cut", Some(&all), usage, total);
    let with_usage = |end: &str| [said.as_str(), &usage_event(), end].concat();
    let long = stream_head("content-length: 100000\r\n");
    let estimated = |result: &Value| {
        let usage = &result["usage"];
        assert_eq!(usage["source"], "estimated", "{usage}");
        assert!(usage["completion_tokens"].as_u64() > Some(3), "{usage}");
        usage["total_tokens"].as_u64()
    };
    for (how, acts) in [
        ("closed without a word", of(&said)),
        ("a chunk is missing", chunked(chunks([said.as_bytes()]), "")),
        (
            "cut within a chunk",
            chunked(chunks([said.as_bytes()]), "400\r\ndata: {\"choi"),
        ),
        (
            "shorter than it said",
            vec![send(long), send(said.as_str())],
        ),
    ] {
        let result = run(acts).await;
        let total = estimated(&result);
        assert_eq!(ended(&result), cut("estimated", total), "{how}: {result}");
        let hint = result["hint"].as_str().expect("a hint");
        assert!(hint.contains("is kept"), "{how}: {hint}");
    }
    // The provider's numbers had come before.
    let result = run(of(with_usage(""))).await;
    assert_eq!(ended(&result), cut("reported", Some(18)), "{result}");
    // Nothing is missing after the last word, however the connection ends.
    for end in ["", "400\r\ndata: {\"choi"] {
        let body = with_usage(&finish());
        let result = run(chunked(chunks([body.as_bytes()]), end)).await;
        let whole = expected("success", Some(&all), "reported", Some(18));
        assert_eq!(ended(&result), whole, "{end:?}: {result}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_ends_within_a_letter_was_cut_like_any_other() {
    let half: &[u8] = b"data: {\"choices\":[{\"delta\":{\"content\":\"\xc3";
    let body = [word("The first words").as_bytes(), half].concat();
    for acts in [of(&body), chunked(chunks([body.as_slice()]), "")] {
        let result = run(acts).await;
        assert_eq!(result["outcome"], "upstream_cut", "{result}");
        assert_eq!(result["answer"], "The first words");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_answer_is_told_from_one() {
    let broken = event(&json!({ "error": { "message": "overloaded", "code": 529 } }));
    let partly = [word("Half"), usage_event(), broken].concat();
    for (how, acts, outcome, text, usage, said) in [
        (
            "an error in the middle",
            of(partly),
            "failure",
            Some("Half"),
            "reported",
            "overloaded",
        ),
        (
            "nothing but an error",
            of(event(&json!({ "error": "no such model" }))),
            "failure",
            None,
            "unknown",
            "no such model",
        ),
        (
            "a page",
            vec![
                send(head("200 OK", "content-type: text/html\r\n")),
                send("<html>Welcome</html>"),
            ],
            "failure",
            None,
            "unknown",
            "not JSON",
        ),
        (
            "an error that says 200",
            vec![send(json_answer(
                "200 OK",
                &json!({ "error": { "message": "no quota" } }),
            ))],
            "failure",
            None,
            "unknown",
            "no quota",
        ),
        (
            "a status",
            vec![send(json_answer(
                "503 Busy",
                &json!({ "error": { "message": "later" } }),
            ))],
            "failure",
            None,
            "unknown",
            "Status code: 503",
        ),
        (
            "no HTTP",
            vec![send("SSH-2.0-OpenSSH_9.2\r\n")],
            "failure",
            None,
            "unknown",
            "Unexpected API Error",
        ),
        (
            "a closed door",
            vec![],
            "failure",
            None,
            "unknown",
            "Unexpected API Error",
        ),
    ] {
        let result = run(acts).await;
        let found = ended(&result);
        assert_eq!(
            (found.outcome.as_str(), found.text.as_deref()),
            (outcome, text),
            "{how}: {result}"
        );
        assert_eq!(found.usage, usage, "{how}: {result}");
        let message = result["service_message"].as_str().expect("words");
        assert!(message.contains(said), "{how}: {message}");
    }
}
