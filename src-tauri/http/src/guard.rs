//! Who may speak to the port at all, decided before any route is looked up.
//!
//! A loopback port is open to every web page the user visits: by a name that is rebound to
//! 127.0.0.1, or by a form that needs no permission to be sent. Both are refused here, whether
//! or not they carry a key.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use patchbay_api::{ApiError, ErrorCode};

use crate::reply::refuse;

/// Exactly these, with exactly this port: no other name of the machine, no trailing dot.
fn is_ours(host: &str, port: u16) -> bool {
    let names = ["127.0.0.1", "localhost", "[::1]"];
    names.iter().any(|name| {
        let rest = host.strip_prefix(name);
        rest == Some(&format!(":{port}")) || (port == 80 && rest == Some(""))
    })
}

pub(crate) async fn require_local(
    State(port): State<u16>,
    request: Request,
    next: Next,
) -> Response {
    match check(&request, port) {
        Ok(()) => next.run(request).await,
        Err((status, what)) => refuse(
            status,
            ApiError::new(ErrorCode::Forbidden, what)
                .with_hint(format!("Use http://127.0.0.1:{port} from this machine.")),
        ),
    }
}

fn check(request: &Request, port: u16) -> Result<(), (StatusCode, &'static str)> {
    let headers = request.headers();
    if request.uri().authority().is_some() {
        return Err((StatusCode::BAD_REQUEST, "this is not a proxy"));
    }
    match only(headers, &header::HOST) {
        Count::None => return Err((StatusCode::BAD_REQUEST, "the Host header is missing")),
        Count::Many => {
            return Err((
                StatusCode::BAD_REQUEST,
                "there is more than one Host header",
            ));
        }
        Count::One(host) if is_ours(host, port) => {}
        Count::One(_) => return Err((StatusCode::FORBIDDEN, "this host name is not served")),
    }
    match only(headers, &header::ORIGIN) {
        Count::None => {}
        Count::One(origin)
            if origin
                .strip_prefix("http://")
                .is_some_and(|host| is_ours(host, port)) => {}
        Count::One(_) | Count::Many => {
            return Err((StatusCode::FORBIDDEN, "requests from web pages are refused"));
        }
    }
    let site = headers.get("sec-fetch-site").map(|value| value.as_bytes());
    match site {
        None | Some(b"same-origin" | b"none") => Ok(()),
        // A link to the screen, followed in the browser: it changes nothing and brings no cookie.
        Some(_) if is_followed_link(request) => Ok(()),
        Some(_) => Err((StatusCode::FORBIDDEN, "requests from web pages are refused")),
    }
}

fn is_followed_link(request: &Request) -> bool {
    let is = |name: &str, value: &[u8]| {
        request
            .headers()
            .get(name)
            .is_some_and(|header| header.as_bytes() == value)
    };
    request.method() == Method::GET
        && is("sec-fetch-mode", b"navigate")
        && is("sec-fetch-dest", b"document")
}

enum Count<'a> {
    None,
    One(&'a str),
    Many,
}

fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Count<'a> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Count::None,
        // A value that is not text is nobody's address.
        (Some(value), None) => Count::One(value.to_str().unwrap_or("")),
        (Some(_), Some(_)) => Count::Many,
    }
}

/// A form can post `text/plain` anywhere without asking; JSON needs a permission no page gets.
pub(crate) async fn require_json(request: Request, next: Next) -> Response {
    let is_json = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case("application/json"));
    let is_rpc = request.uri().path().starts_with("/rpc");
    if is_rpc && request.method() == Method::POST && !is_json {
        return refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ApiError::new(ErrorCode::Invalid, "Content-Type must be application/json"),
        );
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn only_the_three_names_with_the_right_port_are_ours() {
        for ours in ["127.0.0.1:5199", "localhost:5199", "[::1]:5199"] {
            assert!(is_ours(ours, 5199), "{ours}");
        }
        assert!(is_ours("localhost", 80) && is_ours("localhost:80", 80));
        for foreign in [
            "",
            ":5199",
            "127.0.0.1",
            "localhost",
            "[::1]",
            "127.0.0.1:80",
            "127.0.0.1:51990",
            "127.0.0.1:5199:5199",
            "127.0.0.1.:5199",
            "localhost.:5199",
            "LOCALHOST:5199",
            "127.0.0.1.evil.com:5199",
            "evil.com:5199",
            "evil.com",
            "localhost.evil.com:5199",
            "127.0.0.1:5199.evil.com",
            "127.0.0.1:5199@evil.com",
            "evil@127.0.0.1:5199",
            "0.0.0.0:5199",
            "2130706433:5199",
            "0x7f000001:5199",
            "017700000001:5199",
            "127.1:5199",
            "127.0.1:5199",
            "127.0.0.2:5199",
            "[::]:5199",
            "::1:5199",
            "[0:0:0:0:0:0:0:1]:5199",
            "[::ffff:127.0.0.1]:5199",
            "[::1%25lo]:5199",
            " 127.0.0.1:5199",
            "127.0.0.1:5199 ",
            "127.0.0.1 :5199",
            "127.0.0.1:5199/",
            "http://127.0.0.1:5199",
            "127.0.0.1:05199",
            "127.0.0.1:+5199",
            "localhost:5199,evil.com",
            "xn--localhost:5199",
            "127。0。0。1:5199",
        ] {
            assert!(!is_ours(foreign, 5199), "{foreign:?}");
        }
    }
}
