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
