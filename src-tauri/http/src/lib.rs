//! The face for browsers and programs: a loopback port with the same commands as the window.
//!
//! Nothing here decides anything about connectors or tokens. What it does decide is who may
//! ask: `guard` refuses foreign hosts and origins before routing, `auth` wants a key for every
//! route but the static screen.

mod assets;
mod auth;
mod guard;
mod reply;
mod rpc;
mod serve;
mod sessions;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::post;
use patchbay_api::Api;

pub use assets::{Asset, Assets};
pub use serve::{CannotListen, Listener, bind};

/// The largest request. A chat body with images fits, and so does the largest file to import,
/// which JSON may make twice as long.
pub(crate) const MAX_REQUEST_BYTES: usize = 40 * 1024 * 1024;

/// What every handler shares.
pub(crate) struct Face {
    pub(crate) api: Api,
    pub(crate) assets: Arc<dyn Assets>,
    pub(crate) sessions: sessions::Sessions,
    pub(crate) port: u16,
}

/// The whole face as a router; no socket is needed to test it. `port` is the one it will be
/// reached at: requests addressed to another are refused.
pub fn app(api: Api, assets: Arc<dyn Assets>, port: u16) -> Router {
    let face = Arc::new(Face {
        api,
        assets,
        sessions: sessions::Sessions::default(),
        port,
    });
    let with_key = Router::new()
        .route("/rpc/{command}", post(rpc::call))
        .route("/rpc_stream/{command}", post(rpc::stream))
        .route("/session", post(auth::sign_in).delete(auth::sign_out))
        .layer(from_fn_with_state(face.clone(), auth::require_key));
    Router::new()
        .merge(with_key)
        .fallback(assets::serve)
        .layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES))
        .layer(from_fn(guard::require_json))
        .layer(from_fn_with_state(port, guard::require_local))
        .with_state(face)
}
