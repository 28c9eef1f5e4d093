//! Against a bare TCP listener, because a well-behaved server cannot break off or stay silent.

use std::time::Duration;

use futures_util::StreamExt;
use http::HeaderMap;
use patchbay_network::{FailureKind, Limits, Method, Network, Outgoing, Route, Timeouts};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

async fn server(answer: &'static [u8], stay_open: bool) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a client");
        let mut request = [0; 4096];
        let _ = socket.read(&mut request).await;
        let _ = socket.write_all(answer).await;
        if stay_open {
            std::future::pending::<()>().await;
        }
    });
    Url::parse(&format!("http://127.0.0.1:{port}/v1/chat/completions")).expect("a URL")
}

fn request(url: Url) -> Outgoing {
    Outgoing {
        method: Method::Post,
        url,
        headers: HeaderMap::new(),
        body: "{}".into(),
        route: Route {
            timeouts: Timeouts {
                connect: Duration::from_secs(5),
                first_byte: Duration::from_millis(200),
                idle: Duration::from_millis(200),
                total: None,
            },
            limits: Limits {
                max_response_bytes: 10,
                ..Limits::default()
            },
            ..Route::default()
        },
    }
}

fn network() -> Network {
    Network::new(Route::default()).expect("a client")
}

async fn failure_of_body(url: Url) -> FailureKind {
    let mut answer = network().send(request(url)).await.expect("a status");
    loop {
        match answer.body.next().await.expect("a failure before the end") {
            Ok(_) => {}
            Err(failure) => return failure.kind,
        }
    }
}

#[tokio::test]
async fn a_server_that_stays_silent_is_a_timeout() {
    let failure = network().send(request(server(b"", true).await)).await;
    assert_eq!(failure.err().map(|f| f.kind), Some(FailureKind::Timeout));
}

#[tokio::test]
async fn a_body_that_stops_half_way_is_a_timeout_and_a_closed_one_is_cut() {
    let half = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf";
    assert_eq!(
        failure_of_body(server(half, true).await).await,
        FailureKind::Timeout
    );
    assert_eq!(
        failure_of_body(server(half, false).await).await,
        FailureKind::Cut
    );
}

#[tokio::test]
async fn an_answer_above_the_limit_is_refused() {
    let large = b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n12345678901";
    assert_eq!(
        failure_of_body(server(large, true).await).await,
        FailureKind::TooLarge
    );
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let moved = b"HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    let answer = network()
        .send(request(server(moved, false).await))
        .await
        .expect("a status");
    assert_eq!(answer.status, 307);
}

#[tokio::test]
async fn nobody_at_the_port_and_no_such_host_are_told_apart() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    drop(listener);
    let closed = Url::parse(&format!("http://127.0.0.1:{port}/")).expect("a URL");
    let failure = network().send(request(closed)).await.err().expect("fails");
    assert_eq!(failure.kind, FailureKind::Connect);

    // A label of 64 characters is refused by the resolver itself, without asking a name server.
    let nowhere = Url::parse(&format!("http://{}.invalid/", "a".repeat(64))).expect("a URL");
    let failure = network().send(request(nowhere)).await.err().expect("fails");
    assert_eq!(failure.kind, FailureKind::Dns);
    assert!(!failure.to_string().contains("http://"), "{failure}");
}
