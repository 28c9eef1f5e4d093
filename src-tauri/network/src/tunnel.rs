//! A way through a proxy: CONNECT (RFC 9110, 9.3.6) and SOCKS5 (RFC 1928).

use bytes::Bytes;
use http::header::{HOST, HeaderMap, PROXY_AUTHENTICATE, USER_AGENT};
use http::{HeaderValue, Request, StatusCode};
use http_body_util::Empty;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use secrecy::ExposeSecret;
use tokio_socks::tcp::Socks5Stream;
use tokio_socks::{Error as SocksError, IntoTargetAddr};

use crate::dial::Target;
use crate::failure::causes;
use crate::report::Seen;
use crate::tls_fault::tls_fault;
use crate::trace::Trace;
use crate::wire::Socket;
use crate::{AGENT, Failure, Proxy, ProxyFault};

/// What of a proxy's answer helps to find out which proxy it is and what it wants.
const TELLING: [&str; 5] = [
    "server",
    "via",
    "proxy-agent",
    "proxy-authenticate",
    "x-squid-error",
];
const MAX_TELLING_BYTES: usize = 200;

/// Asks an HTTP proxy for a way to the target.
pub(crate) async fn connect_tunnel(
    proxy: &Proxy,
    target: &Target,
    socket: Socket,
    trace: &Trace,
) -> Result<Socket, Failure> {
    let name = proxy.authority();
    let failed = |error: &hyper::Error| not_answered(proxy, &name, error);
    let (mut sender, connection) = http1::handshake(TokioIo::new(socket))
        .await
        .map_err(|error| failed(&error))?;
    // Ends with the connection: when the tunnel is closed, and when nobody waits for it any more.
    tokio::spawn(connection.with_upgrades());
    let request = request(proxy, target).map_err(Failure::not_built)?;
    let answer = sender.send_request(request).await;
    let answer = answer.map_err(|error| failed(&error))?;
    trace.amend(|seen| note_answer(seen, answer.status(), answer.headers()));
    if !answer.status().is_success() {
        let asks = answer.headers().get(PROXY_AUTHENTICATE);
        return Err(refused(proxy, &name, answer.status(), asks));
    }
    let upgraded = hyper::upgrade::on(answer).await;
    let upgraded = upgraded.map_err(|error| failed(&error))?;
    Ok(Box::new(TokioIo::new(upgraded)))
}

fn request(proxy: &Proxy, target: &Target) -> Result<Request<Empty<Bytes>>, http::Error> {
    let authority = format!("{}:{}", target.host, target.port);
    let mut request = Request::connect(&authority)
        .header(HOST, &authority)
        .header(USER_AGENT, AGENT)
        .body(Empty::new())?;
    let own = proxy.request_headers();
    for name in own.keys() {
        request.headers_mut().remove(name);
    }
    request.headers_mut().extend(own);
    Ok(request)
}

/// What an HTTP proxy's status means, other than success.
pub(crate) fn refused(
    proxy: &Proxy,
    name: &str,
    status: StatusCode,
    asks: Option<&HeaderValue>,
) -> Failure {
    let code = Some(status.as_u16());
    let (fault, what) = match status {
        // tinyproxy says 401 to wrong credentials.
        StatusCode::PROXY_AUTHENTICATION_REQUIRED | StatusCode::UNAUTHORIZED => {
            // A scheme is the first word; what follows may be a challenge and is of no use here.
            let scheme = asks.and_then(|value| value.to_str().ok());
            let scheme = scheme.and_then(|value| value.split_whitespace().next());
            let scheme = scheme.filter(|word| word.chars().all(|c| c.is_ascii_alphanumeric()));
            let scheme = scheme.map(|word| format!(" ({word})")).unwrap_or_default();
            let has_sent = proxy.credentials.is_some()
                || proxy
                    .headers
                    .contains_key(http::header::PROXY_AUTHORIZATION);
            if has_sent {
                let what = format!("does not accept the credentials{scheme}: {status}");
                (ProxyFault::CredentialsRefused, what)
            } else {
                let what = format!("asks for credentials{scheme}: {status}");
                (ProxyFault::CredentialsRequired, what)
            }
        }
        _ if status.is_server_error() => {
            let what = format!("could not reach the host: {status}");
            (ProxyFault::NoWayOn(code), what)
        }
        _ => {
            let what = format!("does not let the request through: {status}");
            (ProxyFault::Refused(code), what)
        }
    };
    Failure::proxy(fault, name, what)
}

fn note_answer(seen: &mut Seen, status: StatusCode, headers: &HeaderMap) {
    if let Seen::Proxy(seen) = seen {
        seen.status = Some(status);
        for name in TELLING {
            for value in headers.get_all(name) {
                let value = String::from_utf8_lossy(value.as_bytes());
                let value = value.chars().take(MAX_TELLING_BYTES).collect();
                seen.headers.push((name.to_owned(), value));
            }
        }
    }
}

fn not_answered(proxy: &Proxy, name: &str, error: &hyper::Error) -> Failure {
    // A proxy that wants a client certificate says so only after the handshake.
    if let Some((fault, message)) = tls_fault(error, false) {
        let what = format!("broke off: {message}");
        return Failure::proxy(ProxyFault::Tls(fault), name, what);
    }
    if error.is_parse() {
        let what = match proxy.kind() {
            crate::ProxyKind::Http => "does not answer as an HTTP proxy does, or wants https://",
            _ => "does not answer as an HTTP proxy does",
        };
        return Failure::proxy(ProxyFault::NotAProxy, name, what);
    }
    let what = format!("closed the connection: {}", causes(error));
    Failure::proxy(ProxyFault::BrokenOff, name, what)
}

/// Asks a SOCKS5 proxy for a way to the target.
pub(crate) async fn socks_tunnel<'t>(
    proxy: &Proxy,
    target: impl IntoTargetAddr<'t>,
    socket: Socket,
) -> Result<Socket, Failure> {
    let connected = match &proxy.credentials {
        Some((user, password)) => {
            let password = password.expose_secret();
            Socks5Stream::connect_with_password_and_socket(socket, target, user, password).await
        }
        None => Socks5Stream::connect_with_socket(socket, target).await,
    };
    match connected {
        Ok(stream) => Ok(stream.into_inner()),
        Err(error) => Err(socks_failure(proxy, &error)),
    }
}

fn socks_failure(proxy: &Proxy, error: &SocksError) -> Failure {
    use SocksError as E;
    let (fault, what) = match error {
        E::NoAcceptableAuthMethods | E::AuthorizationRequired => {
            if proxy.credentials.is_some() {
                let what = "does not take a user name and a password";
                (ProxyFault::CredentialsRefused, what.to_owned())
            } else {
                let what = "asks for credentials";
                (ProxyFault::CredentialsRequired, what.to_owned())
            }
        }
        E::PasswordAuthFailure(_) => {
            let what = "does not accept the credentials";
            (ProxyFault::CredentialsRefused, what.to_owned())
        }
        E::ConnectionNotAllowedByRuleset => {
            let what = "does not let the request through";
            (ProxyFault::Refused(None), what.to_owned())
        }
        E::GeneralSocksServerFailure
        | E::NetworkUnreachable
        | E::HostUnreachable
        | E::ConnectionRefused
        | E::TtlExpired
        | E::CommandNotSupported
        | E::AddressTypeNotSupported => {
            let what = format!("could not reach the host: {error}");
            (ProxyFault::NoWayOn(None), what)
        }
        E::Io(_) => {
            let what = format!("closed the connection: {error}");
            (ProxyFault::BrokenOff, what)
        }
        _ => {
            let what = format!("does not answer as a SOCKS5 proxy does: {error}");
            (ProxyFault::NotAProxy, what)
        }
    };
    Failure::proxy(fault, &proxy.authority(), what)
}
