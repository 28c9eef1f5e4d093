//! What is the same for every request: its headers, its decoding, its limits.

use bytes::Bytes;
use futures_util::StreamExt as _;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, HOST, HeaderMap, HeaderName, HeaderValue,
    PROXY_AUTHENTICATE, USER_AGENT,
};
use http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming as Received;
use tokio::time::Instant;
use tower::{Service, ServiceExt as _};
use tower_http::decompression::Decompression;

use crate::body::Body;
use crate::dial::Target;
use crate::tunnel::refused;
use crate::{AGENT, Failure, FailureKind, Incoming, Limits, Method, Outgoing, Route};

/// The request as HTTP has it, with the whole URL, and the place it goes to.
pub(crate) fn prepared(request: Outgoing) -> Result<(Request<Full<Bytes>>, Target), Failure> {
    let Outgoing {
        method,
        mut url,
        headers,
        body,
        route,
    } = request;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Failure::unsendable("its URL holds a user or a password"));
    }
    url.set_fragment(None);
    let uri: Option<Uri> = url.as_str().parse().ok();
    let uri = uri.ok_or_else(|| {
        Failure::unsendable("its URL is too long or has characters that HTTP does not know")
    })?;
    let target = Target::of(&uri);
    let target =
        target.ok_or_else(|| Failure::unsendable("its URL has no host, or is not one of HTTP"))?;
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
    };
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    let headers = request.headers_mut();
    default(headers, USER_AGENT, AGENT);
    default(headers, ACCEPT, "*/*");
    // Not asked for: what compresses a stream also collects it. What comes compressed in spite of
    // it is decoded.
    default(headers, ACCEPT_ENCODING, "identity");
    if let Some(proxy) = route.proxy.filter(|proxy| proxy.forwards(target.is_https)) {
        let own = proxy.request_headers();
        for name in own.keys() {
            headers.remove(name);
        }
        headers.extend(own);
    }
    Ok((request, target))
}

fn default(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers
        .entry(name)
        .or_insert_with(|| HeaderValue::from_static(value));
}

/// For a connection that is no client and does not do so itself.
pub(crate) fn name_the_host(request: &mut Request<Full<Bytes>>, target: &Target) {
    let is_usual = target.port == if target.is_https { 443 } else { 80 };
    let host = if is_usual {
        target.host.to_string()
    } else {
        format!("{}:{}", target.host, target.port)
    };
    if let Ok(host) = HeaderValue::from_str(&host) {
        request.headers_mut().entry(HOST).or_insert(host);
    }
}

/// Sends the request and waits for the head of the answer, under the limits of the route.
pub(crate) async fn answered<S>(
    service: S,
    request: Request<Full<Bytes>>,
    route: &Route,
    began: Instant,
) -> Result<(http::Version, Incoming), Failure>
where
    S: Service<Request<Full<Bytes>>, Response = Response<Received>> + Send,
    S::Error: std::error::Error + Send + Sync + 'static,
    S::Future: Send,
{
    let timeouts = &route.timeouts;
    let is_https = request.uri().scheme_str() == Some("https");
    let patience = timeouts
        .total
        .map_or(timeouts.first_byte, |total| total.min(timeouts.first_byte));
    let sent = Decompression::new(service).oneshot(request);
    let response = tokio::time::timeout_at(began + patience, sent)
        .await
        .map_err(|_| Failure::timed_out(patience))?;
    let shows_certificate = route.tls.client_certificate.is_some();
    let response = response.map_err(|error| Failure::before_answer(&error, shows_certificate))?;
    let (head, body) = response.into_parts();
    if is_too_large(&head.headers, &route.limits) {
        return Err(Failure::large_head());
    }
    let proxy = route.proxy.as_ref();
    let proxy = proxy.filter(|proxy| proxy.forwards(is_https));
    if let Some(proxy) = proxy
        && head.status == StatusCode::PROXY_AUTHENTICATION_REQUIRED
    {
        // Only the proxy says 407; every other status may be the host's own.
        let asks = head.headers.get(PROXY_AUTHENTICATE);
        return Err(refused(proxy, &proxy.authority(), head.status, asks));
    }
    still_encoded(&head.headers)?;
    let bytes = body.into_data_stream().boxed();
    let incoming = Incoming {
        status: head.status,
        headers: head.headers,
        body: Body::new(bytes, route, began),
    };
    Ok((head.version, incoming))
}

fn is_too_large(headers: &HeaderMap, limits: &Limits) -> bool {
    let length = |(name, value): (&HeaderName, &HeaderValue)| name.as_str().len() + value.len();
    headers.len() > limits.max_header_count
        || headers.iter().map(length).sum::<usize>() > limits.max_header_bytes
}

/// What was decoded has lost this header.
fn still_encoded(headers: &HeaderMap) -> Result<(), Failure> {
    let mut codings = headers.get_all(CONTENT_ENCODING).into_iter();
    let is_plain = |value: &HeaderValue| {
        let value = value.as_bytes().trim_ascii();
        value.is_empty() || value.eq_ignore_ascii_case(b"identity")
    };
    match codings.find(|value| !is_plain(value)) {
        None => Ok(()),
        Some(coding) => {
            let coding: String = String::from_utf8_lossy(coding.as_bytes())
                .chars()
                .take(40)
                .collect();
            let message = format!(
                "the answer is compressed as {coding:?}, which was not asked for and cannot be read"
            );
            Err(Failure::new(FailureKind::Unreadable, message))
        }
    }
}
