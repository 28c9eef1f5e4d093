//! A provider that is always there: the OpenAI chat wire on a loopback port, answered by rule.
//!
//! It is not a language model and says so. It counts tokens as OpenAI does, streams word by
//! word, and gives the same answer to the same request, so that a newcomer without an account
//! can try everything, and a test can say what must come out. Deliberately absent: anything
//! that reads the machine or leaves it.

mod answer;
mod wire;

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The only model.
pub const MODEL: &str = "sandbox-echo";

/// Why the Sandbox could not be started.
#[derive(Debug, thiserror::Error)]
#[error("the Sandbox could not be started: {0}")]
pub struct Error(String);

/// A running Sandbox; it ends when dropped.
pub struct Sandbox {
    port: u16,
    key: SecretString,
    stop: CancellationToken,
}

impl Sandbox {
    /// Takes a free loopback port and makes a key that lives as long as the process: nobody else
    /// on the machine can use it.
    pub async fn start() -> Result<Self, Error> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(|error| Error(error.to_string()))?;
        let port = listener
            .local_addr()
            .map_err(|error| Error(error.to_string()))?
            .port();
        let key = random_key()?;
        let stop = CancellationToken::new();
        let state = Arc::new(wire::State {
            authority: format!("127.0.0.1:{port}"),
            key: key.clone(),
        });
        let serve = axum::serve(listener, app(state))
            .with_graceful_shutdown(stop.clone().cancelled_owned());
        tokio::spawn(async move {
            if let Err(error) = serve.await {
                tracing::error!(%error, "the Sandbox ended");
            }
        });
        Ok(Self { port, key, stop })
    }

    /// The chat endpoint.
    pub fn api_url(&self) -> String {
        format!("http://127.0.0.1:{}/v1/chat/completions", self.port)
    }

    /// The key of this start.
    pub fn key(&self) -> SecretString {
        self.key.clone()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn app(state: Arc<wire::State>) -> Router {
    Router::new()
        .route("/v1/chat/completions", post(wire::chat))
        .route("/v1/models", get(wire::models))
        .layer(axum::middleware::from_fn_with_state(state, wire::guard))
}

fn random_key() -> Result<SecretString, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Error(error.to_string()))?;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(SecretString::from(hex))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// The Sandbox's own answer to a request, as text. The header lines are the caller's.
    async fn ask(sandbox: &Sandbox, line: &str, headers: &[String], body: &str) -> String {
        let mut socket = tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, sandbox.port))
            .await
            .expect("connected");
        let headers: String = headers
            .iter()
            .map(|header| format!("{header}\r\n"))
            .collect();
        let length = body.len();
        let request = format!(
            "{line} HTTP/1.1\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        socket.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.expect("answered");
        answer
    }

    fn headers(sandbox: &Sandbox) -> Vec<String> {
        vec![
            format!("host: 127.0.0.1:{}", sandbox.port),
            format!("authorization: Bearer {}", sandbox.key.expose_secret()),
            "content-type: application/json".into(),
        ]
    }

    #[tokio::test]
    async fn it_lists_its_model_and_knows_no_other() {
        let sandbox = Sandbox::start().await.expect("started");
        let models = ask(&sandbox, "GET /v1/models", &headers(&sandbox), "").await;
        assert!(
            models.starts_with("HTTP/1.1 200") && models.contains(MODEL),
            "{models}"
        );
        let other = r#"{"model":"gpt-4.1","messages":[]}"#;
        let chat = "POST /v1/chat/completions";
        let refused = ask(&sandbox, chat, &headers(&sandbox), other).await;
        assert!(
            refused.starts_with("HTTP/1.1 404") && refused.contains("gpt-4.1"),
            "{refused}"
        );
        for rubbish in ["", "{", "[]", "{\"messages\":5}"] {
            let refused = ask(&sandbox, chat, &headers(&sandbox), rubbish).await;
            assert!(refused.starts_with("HTTP/1.1 400"), "{rubbish}: {refused}");
        }
    }

    #[tokio::test]
    async fn usage_comes_in_a_stream_only_when_it_is_asked_for() {
        let sandbox = Sandbox::start().await.expect("started");
        for (asked, chunks) in [(true, 1), (false, 0)] {
            let body = serde_json::json!({
                "messages": [{ "role": "user", "content": "Hi" }],
                "stream": true,
                "stream_options": { "include_usage": asked },
            });
            let chat = "POST /v1/chat/completions";
            let answer = ask(&sandbox, chat, &headers(&sandbox), &body.to_string()).await;
            assert_eq!(
                answer.matches("\"total_tokens\"").count(),
                chunks,
                "{answer}"
            );
            assert!(answer.contains("data: [DONE]"), "{answer}");
        }
    }

    #[tokio::test]
    async fn it_answers_nobody_else() {
        let sandbox = Sandbox::start().await.expect("started");
        let own = headers(&sandbox);
        let without_key = [own[0].clone()];
        let refused = ask(&sandbox, "GET /v1/models", &without_key, "").await;
        assert!(refused.starts_with("HTTP/1.1 401"), "{refused}");
        let rebound = ["host: evil.example".to_owned(), own[1].clone()];
        let refused = ask(&sandbox, "GET /v1/models", &rebound, "").await;
        assert!(refused.starts_with("HTTP/1.1 403"), "{refused}");
    }
}
