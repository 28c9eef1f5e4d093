//! What is the same for every request: what is refused, its headers, its limits.

use std::net::IpAddr;

use futures_util::StreamExt as _;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, HeaderMap, HeaderName, HeaderValue,
    PROXY_AUTHORIZATION, USER_AGENT,
};
use http::{StatusCode, Uri, Version};
use tokio::time::Instant;
use url::Host;

use crate::blocked::{is_blocked, is_metadata_name};
use crate::body::Body;
use crate::connector::proxy_without_address;
use crate::dial::{Target, bare};
use crate::peers::have_one_name;
use crate::tunnel::refused;
use crate::{
    AGENT, Failure, FailureKind, Incoming, Limits, Method, Outgoing, Proxy, ProxyKind, Route,
};

/// The request as `reqwest` has it, and the place it goes to.
pub(crate) fn prepared(request: Outgoing) -> Result<(reqwest::Request, Target), Failure> {
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
    allowed(&target, route.proxy.as_ref())?;
    let method = match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
    };
    let mut request = reqwest::Request::new(method, url);
    *request.headers_mut() = headers;
    if !body.is_empty() {
        *request.body_mut() = Some(body.into());
    }
    let headers = request.headers_mut();
    default(headers, USER_AGENT, AGENT);
    default(headers, ACCEPT, "*/*");
    // Not asked for: what compresses a stream also collects it. What comes compressed in spite of
    // it is decoded.
    default(headers, ACCEPT_ENCODING, "identity");
    let forwarding = route.proxy.filter(|proxy| proxy.forwards(target.is_https));
    if forwarding.is_some_and(|proxy| proxy.credentials.is_some()) {
        // `reqwest` would leave the proxy's own away.
        headers.remove(PROXY_AUTHORIZATION);
    }
    Ok((request, target))
}

fn default(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers
        .entry(name)
        .or_insert_with(|| HeaderValue::from_static(value));
}

/// What can be said without looking up a name. Where a proxy looks it up, it can lead anywhere:
/// what is written, and the names that clouds share, is all that can be held against it here.
fn allowed(target: &Target, proxy: Option<&Proxy>) -> Result<(), Failure> {
    written(&target.host)?;
    let Some(proxy) = proxy else { return Ok(()) };
    written(proxy.host()).map_err(|failure| proxy_without_address(proxy, &failure))?;
    if let Host::Domain(name) = &target.host
        && is_metadata_name(name)
    {
        return Err(Failure::blocked_name(name));
    }
    if !target.is_https {
        return Ok(());
    }
    if proxy.kind() == ProxyKind::Https && have_one_name(proxy.host(), &target.host) {
        let name = bare(&target.host);
        return Err(Failure::unsendable(format!(
            "the proxy and the host are both {name:?}, and their certificates could not be told \
             apart: reach the proxy by another name or its address, or with http://"
        )));
    }
    if matches!(target.host, Host::Ipv6(_)) {
        // `reqwest` asks the certificate for the address with its brackets, which is no name.
        return Err(Failure::unsendable(
            "through a proxy, an address of IPv6 cannot be spoken to with https://: use a name",
        ));
    }
    Ok(())
}

fn written(host: &Host<String>) -> Result<(), Failure> {
    let address: IpAddr = match host {
        Host::Domain(_) => return Ok(()),
        Host::Ipv4(address) => (*address).into(),
        Host::Ipv6(address) => (*address).into(),
    };
    if is_blocked(address) {
        return Err(Failure::blocked_address(&address.to_string(), address));
    }
    Ok(())
}

/// The head of an answer.
pub(crate) struct Head {
    pub(crate) version: Version,
    pub(crate) incoming: Incoming,
}

/// Sends the request and waits for the head of the answer, under the limits of the route.
pub(crate) async fn answered(
    client: &reqwest::Client,
    request: reqwest::Request,
    route: &Route,
    began: Instant,
) -> Result<Head, Failure> {
    let timeouts = &route.timeouts;
    let is_https = request.url().scheme() == "https";
    let patience = timeouts
        .total
        .map_or(timeouts.first_byte, |total| total.min(timeouts.first_byte));
    let response = tokio::time::timeout_at(began + patience, client.execute(request))
        .await
        .map_err(|_| Failure::timed_out(patience))?;
    let response = response.map_err(|error| Failure::before_answer(error, route, is_https))?;
    let headers = response.headers().clone();
    if is_too_large(&headers, &route.limits) {
        return Err(Failure::large_head());
    }
    Ok(Head {
        version: response.version(),
        incoming: Incoming {
            status: response.status(),
            headers,
            body: Body::new(response.bytes_stream().boxed(), route, began),
        },
    })
}

/// What is no answer of the host, or none that can be read. Only a proxy says 407; every other
/// status may be the host's own.
pub(crate) fn usable(head: &Head, route: &Route, is_https: bool) -> Result<(), Failure> {
    let headers = &head.incoming.headers;
    let proxy = route.proxy.as_ref();
    if let Some(proxy) = proxy.filter(|proxy| proxy.forwards(is_https))
        && head.incoming.status == StatusCode::PROXY_AUTHENTICATION_REQUIRED
    {
        return Err(refused(proxy, head.incoming.status, headers));
    }
    still_encoded(headers)
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
