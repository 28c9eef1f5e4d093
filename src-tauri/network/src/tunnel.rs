//! A way through a proxy, for a diagnosis: CONNECT (RFC 9110, 9.3.6) and SOCKS5 (RFC 1928).

use std::future::{Ready, ready};
use std::io;
use std::task::{Context, Poll};

use http::header::{HOST, HeaderMap, PROXY_AUTHENTICATE, USER_AGENT};
use http::{Request, StatusCode, Uri};
use hyper::client::conn::http1;
use hyper_util::client::legacy::connect::proxy::SocksV5;
use hyper_util::rt::TokioIo;
use secrecy::ExposeSecret;
use tower::{Service, ServiceExt as _};

use crate::connector::{credentials, of_socks};
use crate::dial::{Socket, Target};
use crate::failure::causes;
use crate::report::Seen;
use crate::tls_fault::tls_fault;
use crate::trace::Trace;
use crate::{AGENT, Failure, Proxy, ProxyFault, ProxyKind};

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
    let failed = |error: &hyper::Error| not_answered(proxy, error);
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
        return Err(refused(proxy, answer.status(), answer.headers()));
    }
    let upgraded = hyper::upgrade::on(answer).await;
    let upgraded = upgraded.map_err(|error| failed(&error))?;
    Ok(Box::new(TokioIo::new(upgraded)))
}

fn request(proxy: &Proxy, target: &Target) -> Result<Request<String>, http::Error> {
    let authority = format!("{}:{}", target.host, target.port);
    let mut request = Request::connect(&authority)
        .header(HOST, &authority)
        .header(USER_AGENT, AGENT)
        .body(String::new())?;
    let own = proxy.request_headers();
    for name in own.keys() {
        request.headers_mut().remove(name);
    }
    request.headers_mut().extend(own);
    Ok(request)
}

/// What an HTTP proxy's status means, other than success.
pub(crate) fn refused(proxy: &Proxy, status: StatusCode, headers: &HeaderMap) -> Failure {
    let code = Some(status.as_u16());
    let (fault, what) = match status {
        // tinyproxy says 401 to wrong credentials.
        StatusCode::PROXY_AUTHENTICATION_REQUIRED | StatusCode::UNAUTHORIZED => {
            // A scheme is the first word; what follows may be a challenge and is of no use here.
            let scheme = headers.get(PROXY_AUTHENTICATE);
            let scheme = scheme.and_then(|value| value.to_str().ok());
            let scheme = scheme.and_then(|value| value.split_whitespace().next());
            let scheme = scheme.filter(|word| word.chars().all(|c| c.is_ascii_alphanumeric()));
            let scheme = scheme.map(|word| format!(" ({word})")).unwrap_or_default();
            return credentials(proxy, &format!("{status}{scheme}"));
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
    Failure::proxy(fault, &proxy.authority(), what)
}

pub(crate) fn note_answer(seen: &mut Seen, status: StatusCode, headers: &HeaderMap) {
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

fn not_answered(proxy: &Proxy, error: &hyper::Error) -> Failure {
    let name = &proxy.authority();
    // A proxy that wants a client certificate says so only after the handshake.
    if let Some((fault, message)) = tls_fault(error, proxy.client_certificate.is_some()) {
        let what = format!("broke off: {message}");
        return Failure::proxy(ProxyFault::Tls(fault), name, what);
    }
    if error.is_parse() {
        let what = match proxy.kind() {
            ProxyKind::Http => "does not answer as an HTTP proxy does, or wants https://",
            _ => "does not answer as an HTTP proxy does",
        };
        return Failure::proxy(ProxyFault::NotAProxy, name, what);
    }
    let what = format!("closed the connection: {}", causes(error));
    Failure::proxy(ProxyFault::BrokenOff, name, what)
}

/// Asks a SOCKS5 proxy for a way to a host and port, in the words of `reqwest`.
pub(crate) async fn socks_tunnel(
    proxy: &Proxy,
    target: &str,
    socket: Socket,
) -> Result<Socket, Failure> {
    let connected = There(Some(TokioIo::new(socket)));
    // Which proxy it is counts for nothing, because the connection is there.
    let mut way = SocksV5::new(Uri::from_static("socks5://connected"), connected);
    if let Some((user, password)) = &proxy.credentials {
        way = way.with_auth(user.clone(), password.expose_secret().to_owned());
    }
    let target = Uri::builder()
        .scheme("https")
        .authority(target)
        .path_and_query("/")
        .build()
        .map_err(Failure::not_built)?;
    let opened = way.oneshot(target).await;
    opened
        .map(TokioIo::into_inner)
        .map_err(|error| of_socks(proxy, &error))
}

/// A connection that was made before it was asked for.
struct There(Option<TokioIo<Socket>>);

impl Service<Uri> for There {
    type Response = TokioIo<Socket>;
    type Error = io::Error;
    type Future = Ready<io::Result<TokioIo<Socket>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let socket = self.0.take();
        ready(socket.ok_or_else(|| io::ErrorKind::NotConnected.into()))
    }
}
