//! A provider that sends the bytes a test tells it to, also what no well-behaved one sends. As it
//! reads whole URLs in a request's first line, too, it can stand for a proxy.

#![allow(dead_code, reason = "each test file uses a part")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What to do next with the connection. After the last one it is closed.
#[derive(Clone)]
pub(crate) enum Act {
    Send(Vec<u8>),
    Wait(Duration),
    /// Until the test says so.
    WaitFor(Arc<Notify>),
    /// Until the other side goes away.
    Hold,
}

pub(crate) fn send(bytes: impl Into<Vec<u8>>) -> Act {
    Act::Send(bytes.into())
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// First line and headers.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|l| l.split_once(": "));
        lines.find_map(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value))
    }
}

pub(crate) struct Provider {
    pub(crate) port: u16,
    heard: Arc<Mutex<Vec<Request>>>,
}

impl Provider {
    pub(crate) async fn start(
        answer: impl Fn(&Request) -> Vec<Act> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = heard.clone();
        let answer = Arc::new(answer);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(talk(socket, ears.clone(), answer.clone()));
            }
        });
        Self { port, heard }
    }

    /// Sends the same to everybody.
    pub(crate) async fn sending(acts: Vec<Act>) -> Self {
        Self::start(move |_| acts.clone()).await
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/v1/chat/completions", self.port)
    }

    /// As a proxy.
    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn heard(&self) -> Vec<Request> {
        self.heard.lock().expect("no panic").clone()
    }
}

async fn talk(
    mut socket: TcpStream,
    ears: Arc<Mutex<Vec<Request>>>,
    answer: Arc<impl Fn(&Request) -> Vec<Act>>,
) -> std::io::Result<()> {
    socket.set_nodelay(true)?;
    let Some(request) = read(&mut socket).await? else {
        return Ok(());
    };
    ears.lock().expect("no panic").push(request.clone());
    let acts = answer(&request);
    for act in acts {
        match act {
            Act::Send(bytes) => socket.write_all(&bytes).await?,
            Act::Wait(pause) => tokio::time::sleep(pause).await,
            Act::WaitFor(signal) => signal.notified().await,
            Act::Hold => while socket.read(&mut [0; 1024]).await? > 0 {},
        }
    }
    Ok(())
}

/// `None`: somebody only looked whether there is an open port.
async fn read(socket: &mut TcpStream) -> std::io::Result<Option<Request>> {
    let mut bytes = Vec::new();
    let mut piece = [0; 16 * 1024];
    loop {
        let count = socket.read(&mut piece).await?;
        if count == 0 {
            return Ok(None);
        }
        bytes.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let request = Request {
            head: head.to_owned(),
            body: body.to_owned(),
        };
        let length = request.header("content-length").unwrap_or("0");
        if body.len() >= length.parse().expect("a length") {
            return Ok(Some(request));
        }
    }
}

pub(crate) const MODEL: &str = "parrot-1";
pub(crate) const ANSWER: &str = "Grüße 🎈";

pub(crate) fn usage() -> Value {
    json!({ "prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18 })
}

/// Closed after its body, so that no length is needed.
pub(crate) fn head(status: &str, more: &str) -> String {
    format!("HTTP/1.1 {status}\r\nconnection: close\r\n{more}\r\n")
}

pub(crate) fn json_answer(status: &str, body: &Value) -> Vec<u8> {
    let head = head(status, "content-type: application/json\r\n");
    format!("{head}{body}").into_bytes()
}

pub(crate) fn chat() -> Value {
    json!({
        "id": "1",
        "object": "chat.completion",
        "model": MODEL,
        "choices": [{
            "index": 0,
            "message": { "role": "assistant", "content": ANSWER },
            "finish_reason": "stop",
        }],
        "usage": usage(),
    })
}

pub(crate) fn event(data: &Value) -> String {
    format!("data: {data}\n\n")
}

pub(crate) fn word(text: &str) -> String {
    let delta = json!({ "content": text });
    event(
        &json!({ "model": MODEL, "choices": [{ "index": 0, "delta": delta, "finish_reason": null }] }),
    )
}

/// The last chunk with a choice.
pub(crate) fn finish() -> String {
    event(
        &json!({ "model": MODEL, "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] }),
    )
}

pub(crate) fn usage_event() -> String {
    event(&json!({ "model": MODEL, "choices": [], "usage": usage() }))
}

pub(crate) const DONE: &str = "data: [DONE]\n\n";

/// A whole stream as OpenAI sends it.
pub(crate) fn stream() -> String {
    let words = [word("Grüße"), word(" 🎈")].concat();
    [&words, &finish(), &usage_event(), DONE].concat()
}

pub(crate) fn stream_head(more: &str) -> String {
    head(
        "200 OK",
        &format!("content-type: text/event-stream\r\n{more}"),
    )
}

/// Answers as asked for: a stream or a whole.
pub(crate) fn well_behaved(request: &Request) -> Vec<Act> {
    let asked: Value = serde_json::from_str(&request.body).unwrap_or_default();
    if request.head.starts_with("GET ") {
        let models = json!({ "object": "list", "data": [{ "id": MODEL }] });
        return vec![send(json_answer("200 OK", &models))];
    }
    if asked["stream"] == true {
        vec![send(stream_head("")), send(stream())]
    } else {
        vec![send(json_answer("200 OK", &chat()))]
    }
}

/// Nobody listens there.
pub(crate) async fn nobody() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Twelve words in half a second.
pub(crate) fn counting(_: &Request) -> Vec<Act> {
    let mut acts = vec![send(stream_head(""))];
    for number in 1..=12 {
        acts.push(send(word(&format!("{number} "))));
        acts.push(Act::Wait(Duration::from_millis(45)));
    }
    acts.push(send([finish(), usage_event(), DONE.into()].concat()));
    acts
}
