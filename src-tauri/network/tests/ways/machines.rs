//! Hosts and proxies that do one thing each, also what no well-behaved one does.

use std::future::Future;
use std::sync::{Arc, Mutex};

use patchbay_network::{Proxy, Roots, Route, Tls, Verification};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::tls_server::{Authority, Identity, Manner};

pub(crate) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}
pub(crate) type Socket = Box<dyn Duplex>;

/// The heads of all requests that came.
#[derive(Clone, Default)]
pub(crate) struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().expect("no panic").clone()
    }

    pub(crate) fn last(&self) -> String {
        self.all().pop().expect("a request came")
    }

    pub(crate) fn hear(&self, head: &str) {
        self.0.lock().expect("no panic").push(head.to_owned());
    }
}

/// Gives each connection to `handle`, inside TLS if there is an identity.
pub(crate) async fn listen<F, W>(identity: Option<&Identity>, handle: F) -> u16
where
    F: Fn(Socket) -> W + Send + Sync + 'static,
    W: Future<Output = std::io::Result<()>> + Send + 'static,
{
    accept(identity.map(|i| Manner::showing(i).acceptor()), handle).await
}

async fn accept<F, W>(acceptor: Option<TlsAcceptor>, handle: F) -> u16
where
    F: Fn(Socket) -> W + Send + Sync + 'static,
    W: Future<Output = std::io::Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let handle = Arc::new(handle);
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let (acceptor, handle) = (acceptor.clone(), Arc::clone(&handle));
            tokio::spawn(async move {
                let socket: Socket = match acceptor {
                    None => Box::new(socket),
                    Some(acceptor) => Box::new(acceptor.accept(socket).await?),
                };
                handle(socket).await
            });
        }
    });
    port
}

/// Takes connections and says nothing.
pub(crate) async fn silent() -> u16 {
    listen(None, |socket| async move {
        let _open = socket;
        std::future::pending().await
    })
    .await
}

/// A name that the resolver refuses by itself, without asking a name server: a label has 63
/// characters at most.
pub(crate) fn nowhere() -> String {
    format!("{}.invalid", "a".repeat(64))
}

/// A port at which nobody answers.
pub(crate) async fn nobody() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    listener.local_addr().expect("bound").port()
}

/// Up to the empty line, or what came until the end.
pub(crate) async fn head(socket: &mut Socket) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let byte = socket.read_u8().await?;
        head.push(byte);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Answers each request of a connection with the same bytes.
pub(crate) async fn host(identity: Option<&Identity>, answer: &str) -> (u16, Heard) {
    let heard = Heard::default();
    let (ears, answer) = (heard.clone(), answer.to_owned());
    let port = listen(identity, move |mut socket| {
        let (ears, answer) = (ears.clone(), answer.clone());
        async move {
            loop {
                let head = head(&mut socket).await?;
                ears.hear(&head);
                socket.write_all(answer.as_bytes()).await?;
                socket.flush().await?;
            }
        }
    })
    .await;
    (port, heard)
}

pub(crate) const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// What an HTTP proxy does with a request.
#[derive(Clone, Copy)]
pub(crate) enum Temper {
    /// Opens a tunnel, or hands the request on.
    Willing,
    /// The same, for requests with this line in their head; others get a 407.
    Asks(&'static str),
    /// Says this, whatever comes, and closes.
    Says(&'static str),
    /// Never says anything.
    Silent,
}

pub(crate) struct HttpProxy {
    pub(crate) port: u16,
    pub(crate) heard: Heard,
}

impl HttpProxy {
    pub(crate) async fn start(identity: Option<&Identity>, temper: Temper) -> Self {
        Self::with(identity.map(|i| Manner::showing(i).acceptor()), temper).await
    }

    pub(crate) async fn with(acceptor: Option<TlsAcceptor>, temper: Temper) -> Self {
        let heard = Heard::default();
        let ears = heard.clone();
        let port = accept(acceptor, move |socket| {
            pass_on(socket, temper, ears.clone())
        })
        .await;
        Self { port, heard }
    }
}

const ASKS: &str = "HTTP/1.1 407 Proxy Authentication Required\r\nServer: fake/1\r\nProxy-Authenticate: Basic realm=\"us\"\r\ncontent-length: 0\r\n\r\n";

async fn pass_on(mut socket: Socket, temper: Temper, ears: Heard) -> std::io::Result<()> {
    let head = head(&mut socket).await?;
    ears.hear(&head);
    let refusal = match temper {
        Temper::Willing => None,
        Temper::Asks(line) => (!head.contains(line)).then_some(ASKS),
        Temper::Says(text) => Some(text),
        Temper::Silent => std::future::pending().await,
    };
    if let Some(refusal) = refusal {
        socket.write_all(refusal.as_bytes()).await?;
        return socket.shutdown().await;
    }
    let mut words = head.split(' ');
    let (method, place) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    if method == "CONNECT" {
        let mut onward = TcpStream::connect(place).await?;
        let opened = b"HTTP/1.1 200 Connection established\r\nVia: 1.1 fake\r\n\r\n";
        socket.write_all(opened).await?;
        socket.flush().await?;
        copy_bidirectional(&mut socket, &mut onward).await?;
    } else {
        let rest = place.strip_prefix("http://").unwrap_or("");
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let mut onward = TcpStream::connect(authority).await?;
        let head = head.replacen(place, &format!("/{path}"), 1);
        onward.write_all(head.as_bytes()).await?;
        copy_bidirectional(&mut socket, &mut onward).await?;
    }
    Ok(())
}

/// The name of a proxy of HTTPS. Hosts are `localhost` here, and it may not have their name.
pub(crate) const SECURE: &str = "127.0.0.1";

pub(crate) fn proxy(scheme: &str, port: u16) -> Proxy {
    let name = if scheme == "https" {
        SECURE
    } else {
        "localhost"
    };
    Proxy::new(&format!("{scheme}://{name}:{port}")).expect("a proxy")
}

pub(crate) fn through(proxy: Proxy, tls: Tls) -> Route {
    Route {
        tls,
        proxy: Some(proxy),
        ..Route::default()
    }
}

pub(crate) fn mode(verification: Verification) -> Tls {
    Tls {
        verification,
        ..Tls::default()
    }
}

pub(crate) fn and(authority: &Authority) -> Roots {
    Roots::SystemAnd(vec![authority.roots()])
}
