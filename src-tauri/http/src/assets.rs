//! The screen's files. They are the same for everybody and hold no data, so they need no key.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use patchbay_api::{ApiError, ErrorCode};

use crate::{Face, reply};

/// One file of the screen.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub content_type: String,
}

/// Where the screen's files come from; the shell has them.
pub trait Assets: Send + Sync {
    /// `path` begins with a slash, e.g. `/index.html`.
    fn get(&self, path: &str) -> Option<Asset>;
}

/// Same as the window's: no foreign origin, no inline or evaluated script. EUI writes its styles
/// at run time, hence `unsafe-inline` for styles alone.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; \
    connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

const INDEX: &str = "/index.html";

pub(crate) async fn serve(State(face): State<Arc<Face>>, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return not_found();
    }
    let path = request.uri().path();
    let found = match path {
        "/" => face.assets.get(INDEX),
        _ => face.assets.get(path),
    };
    // The screen has addresses of its own (`/connectors/…`); files have an extension.
    let is_screen = !path.rsplit('/').next().unwrap_or_default().contains('.');
    let Some(asset) = found.or_else(|| face.assets.get(INDEX).filter(|_| is_screen)) else {
        return not_found();
    };
    let mut response = Body::from(asset.bytes).into_response();
    let headers = response.headers_mut();
    // Built files carry their hash in their name.
    let cache = if path.starts_with("/assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    let content_type = HeaderValue::try_from(asset.content_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, content_type);
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn not_found() -> Response {
    reply::refuse(
        StatusCode::NOT_FOUND,
        ApiError::new(ErrorCode::NotFound, "there is nothing at this address"),
    )
}
