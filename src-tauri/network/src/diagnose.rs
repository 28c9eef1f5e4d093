//! A request whose every layer is told, on a connection of its own, so that nothing old hides a
//! fault. The steps are those of a run: `dial` and `exchange` take them.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, Stream, StreamExt as _};
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper::body::Incoming as Received;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::Instant;
use tower::service_fn;

use crate::clients::{buffer_bytes, dialer, list_bytes};
use crate::exchange::{answered, name_the_host, prepared};
use crate::report::{HttpSeen, Layer, Outcome, Piece, Seen, Step};
use crate::trace::Trace;
use crate::wire::Wire;
use crate::{Failure, FailureKind, Network, Outgoing, Route};

const KEPT_BODY_BYTES: usize = 256 * 1024;
/// A stream of one piece for each token is far below it.
const MAX_PIECES: usize = 10_000;

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
    pub fn diagnose(&self, request: Outgoing) -> Diagnosis {
        let (listener, steps) = unbounded_channel();
        let work = async move {
            let trace = Trace::heard_by(listener.clone());
            let layers = layers(&request);
            let Err(failure) = examine(request, &trace).await else {
                return;
            };
            let reached = trace.layer();
            trace.failed(failure);
            for layer in layers.into_iter().filter(|layer| *layer > reached) {
                // A listener that has gone away needs no step.
                let _ = listener.send(Step {
                    layer,
                    outcome: Outcome::NotReached,
                    elapsed: Duration::ZERO,
                    seen: Seen::Nothing,
                });
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

async fn examine(request: Outgoing, trace: &Trace) -> Result<(), Failure> {
    let route = request.route.clone();
    let (mut request, target) = prepared(request)?;
    let wire = dialer(&route, true).await?.dial(&target, trace).await?;
    let is_forwarded = wire.is_forwarded;
    if !is_forwarded {
        trace.begin(Layer::Http);
    }
    name_the_host(&mut request, &target);
    let began = Instant::now();
    let connection = Connection::open(wire, &route).await;
    let mut connection = connection
        .map_err(|error| Failure::before_answer(&error, route.tls.client_certificate.is_some()))?;
    let service = service_fn(move |request| connection.send(request));
    let sent = answered(service, request, &route, began).await;
    if is_forwarded {
        // The proxy has the request and answers with its own refusal or with the host's answer.
        if !matches!(&sent, Err(failure) if failure.kind == FailureKind::Proxy) {
            trace.passed();
            trace.begin(Layer::Http);
        }
    }
    let (version, incoming) = sent?;
    let mut seen = HttpSeen {
        status: incoming.status,
        version,
        headers: incoming.headers,
        first_byte: began.elapsed(),
        pieces: Vec::new(),
        body: Bytes::new(),
        body_bytes: 0,
    };
    let mut body = incoming.body;
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
    trace.note(|| Seen::Http(Box::new(seen)));
    ended?;
    trace.passed();
    Ok(())
}

/// One connection without a pool.
enum Connection {
    Http1 {
        sender: http1::SendRequest<Full<Bytes>>,
        is_forwarded: bool,
    },
    Http2(http2::SendRequest<Full<Bytes>>),
}

impl Connection {
    async fn open(wire: Wire, route: &Route) -> hyper::Result<Self> {
        let limits = &route.limits;
        if wire.is_http2 {
            let (sender, connection) = http2::Builder::new(TokioExecutor::new())
                .timer(TokioTimer::new())
                .max_header_list_size(list_bytes(limits))
                .handshake(TokioIo::new(wire))
                .await?;
            // Each ends with its sender, and tells it what went wrong.
            tokio::spawn(connection);
            Ok(Self::Http2(sender))
        } else {
            let is_forwarded = wire.is_forwarded;
            let (sender, connection) = http1::Builder::new()
                .max_headers(limits.max_header_count)
                .max_buf_size(buffer_bytes(limits))
                .handshake(TokioIo::new(wire))
                .await?;
            tokio::spawn(connection);
            Ok(Self::Http1 {
                sender,
                is_forwarded,
            })
        }
    }

    fn send(
        &mut self,
        mut request: Request<Full<Bytes>>,
    ) -> BoxFuture<'static, hyper::Result<Response<Received>>> {
        match self {
            Self::Http2(sender) => {
                // The name is in the URL there.
                request.headers_mut().remove(http::header::HOST);
                sender.send_request(request).boxed()
            }
            Self::Http1 {
                sender,
                is_forwarded,
            } => {
                if !*is_forwarded {
                    let path = request.uri().path_and_query().cloned();
                    *request.uri_mut() = path.map_or_else(|| Uri::from_static("/"), Uri::from);
                }
                sender.send_request(request).boxed()
            }
        }
    }
}
