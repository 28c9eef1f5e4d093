//! The HTTP face over a real core, the real Sandbox and a database in a folder of its own.

#![allow(dead_code, reason = "each test file uses a part")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use patchbay_api::{About, Api, Role};
use patchbay_core::{Core, Environment, Parts, Preconfigured, Route};
use patchbay_http::{Asset, Assets, app};
use patchbay_network::Network;
use patchbay_sandbox::Sandbox;
use patchbay_store::Store;
use patchbay_vault::{KdfCost, Keychain, KeychainError, KeychainReport, KeychainState, Vault};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;
use zeroize::Zeroizing;

pub(crate) const PORT: u16 = 5199;
pub(crate) const HOST: &str = "127.0.0.1:5199";

pub(crate) struct Face {
    pub(crate) app: Router,
    pub(crate) core: Core,
    pub(crate) folder: TempDir,
    _sandbox: Sandbox,
}

/// Argon2id as fast as it goes: what it costs is the vault's own business.
pub(crate) const CHEAP: KdfCost = KdfCost {
    memory_kib: 8,
    passes: 1,
    lanes: 1,
};

struct NoKeychain;

impl Keychain for NoKeychain {
    fn look(&self) -> KeychainReport {
        KeychainReport {
            state: KeychainState::Absent,
            name: None,
            message: Some("no keychain in this test".into()),
        }
    }
    fn get(&self, _: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainError> {
        Err(KeychainError::Unavailable("no D-Bus in this test".into()))
    }
    fn set(&self, _: &str, _: &[u8]) -> Result<(), KeychainError> {
        Err(KeychainError::Unavailable("no D-Bus in this test".into()))
    }
    fn delete(&self, _: &str) -> Result<(), KeychainError> {
        Err(KeychainError::Unavailable("no D-Bus in this test".into()))
    }
}

struct Screen;

impl Assets for Screen {
    fn get(&self, path: &str) -> Option<Asset> {
        let (bytes, content_type) = match path {
            "/index.html" => ("<title>Patchbay</title>", "text/html"),
            "/assets/app-1.js" => ("1", "text/javascript"),
            _ => return None,
        };
        Some(Asset {
            bytes: bytes.into(),
            content_type: content_type.into(),
        })
    }
}

impl Face {
    pub(crate) async fn new() -> Self {
        Self::with_passphrase(None).await
    }

    pub(crate) async fn with_passphrase(passphrase: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let sandbox = Sandbox::start().await.expect("a sandbox");
        let url = sandbox.api_url().parse().expect("a URL");
        let preconfigured = Preconfigured::sandbox(url, patchbay_sandbox::MODEL, sandbox.key());
        let core = Core::new(Parts {
            store: Store::open(folder.path()).await.expect("a database"),
            vault: Vault::new(Box::new(NoKeychain), CHEAP),
            passphrase: passphrase.map(SecretString::from),
            networking: patchbay_core::NetworkingFile::default(),
            network: Network::new(Route::default()).expect("a client"),
            environment: Environment::system(),
            preconfigured: preconfigured.into_iter().collect(),
        });
        let about = About {
            version: "0.0.0".into(),
            data_dir: "/data".into(),
            config_file: None,
            notices: Vec::new(),
        };
        let api = Api::new(core.clone(), about);
        Self {
            app: app(api, Arc::new(Screen), PORT),
            core,
            folder,
            _sandbox: sandbox,
        }
    }

    /// With a vault that keeps secrets, and a key that may everything.
    pub(crate) async fn with_key() -> (Self, String) {
        let face = Self::with_passphrase(Some("a passphrase for tests")).await;
        let key = face.key(Role::All).await;
        (face, key)
    }

    pub(crate) async fn key(&self, role: Role) -> String {
        let key = self
            .core
            .create_key("tester", role, None)
            .await
            .expect("a key");
        key.expose_secret().to_owned()
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.app.clone().oneshot(request).await.expect("an answer")
    }

    /// Calls a command and reads its JSON answer.
    pub(crate) async fn call(&self, key: &str, command: &str, body: Value) -> (StatusCode, Value) {
        let response = self.send(rpc(command, Some(key), &body)).await;
        let status = response.status();
        (
            status,
            serde_json::from_slice(&bytes(response).await).unwrap_or(Value::Null),
        )
    }

    /// Calls a command that streams, and reads it to its end. A refusal is one line, too.
    pub(crate) async fn stream(&self, key: &str, command: &str, body: Value) -> Vec<Value> {
        let path = format!("/rpc_stream/{command}");
        lines(self.send(post(&path, Some(key), &body)).await).await
    }

    /// Runs a connector to its end and gives the result; a run that was not started gives the
    /// refusal.
    pub(crate) async fn run(&self, key: &str, connector_id: &str, stream: bool) -> Value {
        let mut events = self
            .stream(key, "connectors_run", run(connector_id, stream))
            .await;
        let mut last = events.pop().expect("an event");
        match last["type"] == "finished" {
            true => last["result"].take(),
            false => last,
        }
    }
}

/// What the Networking page sends.
pub(crate) fn draft(settings: Value, secrets: Value) -> Value {
    json!({ "settings": settings, "secrets": secrets })
}

/// Saves networking settings; gives what is in force then.
pub(crate) async fn save(face: &Face, key: &str, draft: Value) -> Value {
    let (code, status) = face.call(key, "networking_save", draft).await;
    assert_eq!(code, StatusCode::OK, "{status}");
    status
}

/// Replaces the networking settings.
pub(crate) async fn settings(face: &Face, key: &str, settings: Value) {
    save(face, key, draft(settings, json!({}))).await;
}

pub(crate) async fn create(face: &Face, key: &str, connector: Value) -> Value {
    let (code, made) = face.call(key, "connectors_create", connector).await;
    assert_eq!(code, StatusCode::OK, "{made}");
    made
}

/// A run's message; it must have failed without an answer.
pub(crate) fn refusal(result: &Value) -> &str {
    assert_eq!(result["outcome"], "failure", "{result}");
    assert_eq!(result["http_status"], Value::Null, "{result}");
    result["service_message"].as_str().expect("words")
}

pub(crate) fn setting<'s>(status: &'s Value, key: &str) -> &'s Value {
    let mut settings = status["settings"].as_array().expect("settings").iter();
    settings.find(|one| one["key"] == key).expect("a setting")
}

/// Each run has an id of its own.
pub(crate) fn run_id() -> String {
    static LAST: AtomicU64 = AtomicU64::new(1);
    let last = LAST.fetch_add(1, Ordering::Relaxed);
    format!("018f5e9a-5d3c-7b1e-9a55-{last:012x}")
}

pub(crate) fn run(connector_id: &str, stream: bool) -> Value {
    json!({
        "run_id": run_id(),
        "connector_id": connector_id,
        "body": json!({ "messages": [{ "role": "user", "content": "Hello" }] }).to_string(),
        "stream": stream,
    })
}

/// A connector to any service, with a key.
pub(crate) fn connector(id: &str, url: &str) -> Value {
    json!({
        "id": id,
        "name": id,
        "config": { "apiProvider": "Other", "apiUrl": url, "defaultModel": "m" },
        "secrets": { "apiKey": API_KEY },
    })
}

pub(crate) const API_KEY: &str = "sk-canary-of-the-connector";

pub(crate) fn rpc(command: &str, key: Option<&str>, body: &Value) -> Request<Body> {
    post(&format!("/rpc/{command}"), key, body)
}

pub(crate) fn post(path: &str, key: Option<&str>, body: &Value) -> Request<Body> {
    let mut request = Request::post(path)
        .header(header::HOST, HOST)
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(key) = key {
        request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    }
    request
        .body(Body::from(body.to_string()))
        .expect("a request")
}

pub(crate) async fn bytes(response: Response<Body>) -> Vec<u8> {
    let collected = response.into_body().collect().await.expect("a whole body");
    collected.to_bytes().to_vec()
}

pub(crate) async fn lines(response: Response<Body>) -> Vec<Value> {
    let text = String::from_utf8(bytes(response).await).expect("UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}
