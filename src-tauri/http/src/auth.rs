//! A key for every request: in the `Authorization` header, or behind a browser's session cookie.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use patchbay_api::{ApiError, Caller, Context, ErrorCode, FaceDto};
use secrecy::{ExposeSecret, SecretString};

use crate::{Face, reply};

pub(crate) async fn require_key(
    State(face): State<Arc<Face>>,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    let key = key_in_header(headers).or_else(|| {
        let token = session_token(headers, face.port)?;
        face.sessions.key(token)
    });
    match caller(&face, key).await {
        Ok(caller) => {
            request.extensions_mut().insert(Context {
                caller,
                face: FaceDto::Http,
            });
            next.run(request).await
        }
        Err(response) => response,
    }
}

/// Exchanges the key of the `Authorization` header, which [`require_key`] has checked, for a
/// session cookie.
pub(crate) async fn sign_in(State(face): State<Arc<Face>>, headers: HeaderMap) -> Response {
    let Some(key) = key_in_header(&headers) else {
        return unauthorized();
    };
    let token = face.sessions.open(key);
    match token.and_then(|token| cookie(face.port, &token, "")) {
        Some(cookie) => (StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response(),
        None => reply::error(ApiError::new(
            ErrorCode::Internal,
            "no session could be opened",
        )),
    }
}

/// Ends the browser's session.
pub(crate) async fn sign_out(State(face): State<Arc<Face>>, headers: HeaderMap) -> Response {
    if let Some(token) = session_token(&headers, face.port) {
        face.sessions.close(token);
    }
    let gone = cookie(face.port, "", "; Max-Age=0");
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(gone) = gone {
        response.headers_mut().insert(header::SET_COOKIE, gone);
    }
    response
}

/// Unknown, malformed and missing keys get the same answer.
async fn caller(face: &Face, key: Option<SecretString>) -> Result<Caller, Response> {
    let known = match key {
        Some(key) => face.api.authenticate(key.expose_secret()).await,
        None => Ok(None),
    };
    match known {
        Ok(Some(caller)) => Ok(caller),
        Ok(None) => Err(unauthorized()),
        Err(error) => Err(reply::error(error)),
    }
}

fn unauthorized() -> Response {
    let error = ApiError::new(ErrorCode::Unauthorized, "a valid API key is needed")
        .with_hint("Make one with: patchbay keys create --name NAME --role all");
    let mut response = reply::error(error);
    let challenge = HeaderValue::from_static("Bearer realm=\"Patchbay\"");
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, challenge);
    response
}

fn key_in_header(headers: &HeaderMap) -> Option<SecretString> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    ["Bearer", "ApiKey"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(scheme))
        .then(|| SecretString::from(key.trim()))
}

/// Cookies do not know ports: the name keeps two servers of one machine apart.
fn cookie_name(port: u16) -> String {
    format!("patchbay_{port}")
}

fn cookie(port: u16, token: &str, more: &str) -> Option<HeaderValue> {
    let name = cookie_name(port);
    let text = format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict{more}");
    HeaderValue::try_from(text).ok()
}

fn session_token(headers: &HeaderMap, port: u16) -> Option<&str> {
    let name = cookie_name(port);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| {
            let (found, token) = pair.trim().split_once('=')?;
            (found == name).then_some(token)
        })
}
