//! A request whose every layer is told. First the way is gone step by step (`dial`) and the
//! connection closed; then the request is sent with a client of its own, so that nothing old hides a
//! fault. What that client meets below HTTP although the way was open, such as a client certificate
//! that is refused only after the handshake, is told at its own layer, for a second time.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, Stream, StreamExt as _};
use http::header::PROXY_AUTHENTICATE;
use http::{HeaderMap, StatusCode};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::Instant;

use crate::clients::Clients;
use crate::dial::Dialer;
use crate::exchange::{Head, answered, prepared, usable};
use crate::report::{HttpSeen, Layer, Piece, Seen, Step};
use crate::trace::Trace;
use crate::tunnel::{note_answer, refused};
use crate::{Body, Failure, Network, Outgoing, Route};

const KEPT_BODY_BYTES: usize = 256 * 1024;
/// A stream of one piece for each token is far below it.
const MAX_PIECES: usize = 10_000;
/// What proxies call themselves in answers of their own.
const PROXIES: [&str; 3] = ["squid", "tinyproxy", "privoxy"];

/// The layers of a request, each as soon as it is known: first those that were reached, in order,
/// then those that were not. Dropping it ends the request.
pub struct Diagnosis {
    steps: UnboundedReceiver<Step>,
    work: Option<BoxFuture<'static, ()>>,
}

impl Network {
    /// Sends a request and tells of each layer. There is no step for a layer that the way does not
    /// have: no proxy, no TLS for a URL of HTTP. The limits of the route hold; a status of the host
    /// is an answer, whatever it is, and for the caller to judge. A request that cannot be sent at
    /// all fails at the first layer.
    ///
    /// A layer that had passed may fail later, when the request itself is sent. Of two steps of one
    /// layer the last one counts.
    pub fn diagnose(&self, request: Outgoing) -> Diagnosis {
        let (listener, steps) = unbounded_channel();
        let clients = self.clients.clone();
        let work = async move {
            let trace = Trace::heard_by(listener);
            let layers = layers(&request);
            let Err(failure) = examine(clients, request, &trace).await else {
                return;
            };
            if let Some(layer) = failure.layer().filter(|layer| *layer < trace.layer()) {
                trace.begin_again(layer);
            }
            let reached = trace.layer();
            trace.failed(failure);
            for layer in layers.into_iter().filter(|layer| *layer > reached) {
                trace.not_reached(layer);
            }
        };
        Diagnosis {
            steps,
            work: Some(work.boxed()),
        }
    }
}

impl Stream for Diagnosis {
    type Item = Step;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Step>> {
        // What is dropped when it is done is also what ends the steps.
        if let Some(work) = &mut self.work
            && work.as_mut().poll(cx).is_ready()
        {
            self.work = None;
        }
        self.steps.poll_recv(cx)
    }
}

/// Those that the way has.
fn layers(request: &Outgoing) -> Vec<Layer> {
    let mut layers = vec![Layer::Dns, Layer::Tcp];
    layers.extend(request.route.proxy.as_ref().map(|_| Layer::Proxy));
    layers.extend((request.url.scheme() == "https").then_some(Layer::Tls));
    layers.push(Layer::Http);
    layers
}

async fn examine(clients: Clients, request: Outgoing, trace: &Trace) -> Result<(), Failure> {
    let route = request.route.clone();
    let (request, target) = prepared(request)?;
    let is_https = target.is_https;
    let forwarding = route.proxy.as_ref().filter(|p| p.forwards(is_https));
    dialer(&clients, &route).await?.dial(&target, trace).await?;
    let (client, connected) = clients.fresh(&route, is_https).await?;
    if forwarding.is_none() {
        trace.begin(Layer::Http);
    }
    let sent = answered(&client, request, &route, Instant::now()).await;
    // The connection was made anew, which is no part of what the host is asked for.
    let began = connected.get().copied().unwrap_or_else(Instant::now);
    let head = sent?;
    if let Some(proxy) = forwarding {
        // The proxy has the request and answers with its own refusal or with the host's answer.
        let (status, headers) = (head.incoming.status, &head.incoming.headers);
        if is_the_proxys_own(status, headers) {
            trace.amend(|seen| note_answer(seen, status, headers));
            return Err(refused(proxy, status, headers));
        }
        trace.passed();
        trace.begin(Layer::Http);
    }
    trace.began(began);
    usable(&head, &route, is_https)?;
    let (seen, ended) = read(head, began).await;
    trace.note(Seen::Http(Box::new(seen)));
    ended?;
    trace.passed();
    Ok(())
}

/// The system's authorities are read from disk.
async fn dialer(clients: &Clients, route: &Route) -> Result<Dialer, Failure> {
    let (route, names) = (route.clone(), clients.names().clone());
    tokio::task::spawn_blocking(move || Dialer::new(&route, names))
        .await
        .map_err(|_| Failure::not_built("the task was stopped"))?
}

/// Up to the end of the body, or to what broke it off.
async fn read(head: Head, began: Instant) -> (HttpSeen, Result<(), Failure>) {
    let Head { version, incoming } = head;
    let mut seen = HttpSeen {
        status: incoming.status,
        version,
        headers: incoming.headers,
        first_byte: began.elapsed(),
        pieces: Vec::new(),
        body: Bytes::new(),
        body_bytes: 0,
    };
    let mut body: Body = incoming.body;
    let mut kept = BytesMut::new();
    let mut ended = Ok(());
    while let Some(piece) = body.next().await {
        let piece = match piece {
            Ok(piece) => piece,
            Err(failure) => {
                ended = Err(failure);
                break;
            }
        };
        seen.body_bytes += piece.len();
        if seen.pieces.len() < MAX_PIECES {
            seen.pieces.push(Piece {
                at: began.elapsed(),
                bytes: piece.len(),
            });
        }
        let room = KEPT_BODY_BYTES.saturating_sub(kept.len());
        kept.extend_from_slice(&piece[..piece.len().min(room)]);
    }
    seen.body = kept.freeze();
    (seen, ended)
}

/// Whether a proxy that was handed a request as it is has answered by itself. `Via` says no more
/// than that there is one: it is in the host's answers too.
fn is_the_proxys_own(status: StatusCode, headers: &HeaderMap) -> bool {
    let is_refusal = status.is_client_error() || status.is_server_error();
    let says = |name: &str, word: &str| {
        headers.get_all(name).iter().any(|value| {
            let value = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
            value.starts_with(word) || value.contains(&format!(" {word}"))
        })
    };
    status == StatusCode::PROXY_AUTHENTICATION_REQUIRED
        || is_refusal
            && (headers.contains_key("x-squid-error")
                || headers.contains_key(PROXY_AUTHENTICATE)
                || headers.contains_key("proxy-agent")
                || says("proxy-status", "error=")
                || PROXIES.iter().any(|name| says("server", name)))
}
