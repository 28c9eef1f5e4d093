//! Against a bare TCP listener, because a well-behaved server cannot break off or stay silent.

use std::time::Duration;

use futures_util::StreamExt;
use http::HeaderMap;
use patchbay_network::{Failure, FailureKind, Limits, Method, Network, Outgoing, Route, Timeouts};
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
                first_byte: Duration::from_millis(700),
                idle: Duration::from_millis(700),
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
    let failure = failure.expect_err("silence");
    assert_eq!(failure.kind, FailureKind::Timeout);
    assert_eq!(failure.to_string(), "no answer within 700 ms");
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
    let failure = network().send(request(closed)).await.expect_err("fails");
    assert_eq!(failure.kind, FailureKind::Connect);

    // A label of 64 characters is refused by the resolver itself, without asking a name server.
    let nowhere = Url::parse(&format!("http://{}.invalid/", "a".repeat(64))).expect("a URL");
    let failure = network().send(request(nowhere)).await.expect_err("fails");
    assert_eq!(failure.kind, FailureKind::Dns);
    assert!(!failure.to_string().contains("http://"), "{failure}");
}

/// Sends one byte after the other, forever.
async fn drip(pause: Duration) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a client");
        let mut request = [0; 4096];
        let _ = socket.read(&mut request).await;
        let head = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n";
        let _ = socket.write_all(head).await;
        while socket.write_all(b".").await.is_ok() {
            tokio::time::sleep(pause).await;
        }
    });
    Url::parse(&format!("http://127.0.0.1:{port}/")).expect("a URL")
}

async fn taken(request: Outgoing) -> (usize, Failure) {
    let mut body = network().send(request).await.expect("a status").body;
    let mut taken = 0;
    loop {
        match body.next().await.expect("a failure before the end") {
            Ok(piece) => taken += piece.len(),
            Err(failure) => {
                assert!(body.next().await.is_none(), "nothing comes after a failure");
                return (taken, failure);
            }
        }
    }
}

#[tokio::test]
async fn an_answer_that_drips_ends_with_the_whole_time_and_one_that_rests_with_the_idle_time() {
    let mut dripping = request(drip(Duration::from_millis(20)).await);
    dripping.route.limits.max_response_bytes = 1_000_000;
    dripping.route.timeouts.total = Some(Duration::from_millis(600));
    let began = std::time::Instant::now();
    let (bytes, failure) = taken(dripping).await;
    assert_eq!(failure.kind, FailureKind::Timeout);
    assert_eq!(
        failure.to_string(),
        "the answer was not complete within 600 ms"
    );
    assert!(bytes > 1, "{bytes}");
    let took = began.elapsed();
    assert!(
        took >= Duration::from_millis(600) && took < Duration::from_secs(5),
        "{took:?}"
    );

    let resting = request(drip(Duration::from_secs(60)).await);
    let (bytes, failure) = taken(resting).await;
    assert_eq!((bytes, failure.kind), (1, FailureKind::Timeout));
    assert_eq!(
        failure.to_string(),
        "the answer stopped: nothing came for 700 ms"
    );
}

#[tokio::test]
async fn the_whole_time_counts_before_the_first_byte_too() {
    let mut waiting = request(server(b"", true).await);
    waiting.route.timeouts.first_byte = Duration::from_secs(60);
    waiting.route.timeouts.total = Some(Duration::from_millis(200));
    let failure = network().send(waiting).await.expect_err("silence");
    assert_eq!(failure.to_string(), "no answer within 200 ms");
}

#[tokio::test]
async fn the_head_of_an_answer_has_its_limits() {
    // Names and values of it: 2 + 1 + 14 + 1.
    let two = b"HTTP/1.1 200 OK\r\nab: c\r\ncontent-length: 0\r\n\r\n";
    for (max_header_count, max_header_bytes, is_taken) in [
        (2, 18, true),
        (1, 18, false),
        (2, 17, false),
        (100, 60_000, true),
    ] {
        let mut request = request(server(two, false).await);
        request.route.limits.max_header_count = max_header_count;
        request.route.limits.max_header_bytes = max_header_bytes;
        let sent = network().send(request).await;
        let place = format!("{max_header_count} {max_header_bytes}");
        assert_eq!(sent.is_ok(), is_taken, "{place}");
        if let Err(failure) = sent {
            assert_eq!(failure.kind, FailureKind::TooLarge, "{place}: {failure}");
        }
    }
    let long = "x".repeat(100_000);
    let long = format!("HTTP/1.1 200 OK\r\nab: {long}\r\ncontent-length: 0\r\n\r\n").leak();
    let endless = request(server(long.as_bytes(), true).await);
    let failure = network().send(endless).await.expect_err("too long");
    assert_eq!(failure.kind, FailureKind::TooLarge, "{failure}");
}

/// Sends this, and then the same piece over and over.
async fn repeating(start: &'static [u8], piece: &'static [u8], pause: Duration) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a client");
        let mut request = [0; 4096];
        let _ = socket.read(&mut request).await;
        let _ = socket.write_all(start).await;
        while socket.write_all(piece).await.is_ok() {
            tokio::time::sleep(pause).await;
        }
    });
    Url::parse(&format!("http://127.0.0.1:{port}/")).expect("a URL")
}

#[tokio::test]
async fn a_head_without_an_end_is_cut_off_by_its_length_or_by_the_time() {
    let start = b"HTTP/1.1 200 OK\r\n";
    let few = b"x-a: 1\r\n";
    let large = [b"x-a: ", "b".repeat(50_000).as_bytes(), b"\r\n"]
        .concat()
        .leak();
    for (piece, pause, kind) in [
        (
            few.repeat(1000).leak() as &[u8],
            Duration::ZERO,
            FailureKind::TooLarge,
        ),
        (large, Duration::ZERO, FailureKind::TooLarge),
        (few, Duration::from_millis(100), FailureKind::Timeout),
    ] {
        let mut endless = request(repeating(start, piece, pause).await);
        if kind == FailureKind::TooLarge {
            endless.route.timeouts.first_byte = Duration::from_secs(30);
        }
        let failure = network().send(endless).await.expect_err("no end");
        assert_eq!(failure.kind, kind, "{failure}");
    }
}

#[tokio::test]
async fn what_comes_before_an_answer_is_passed_over() {
    let early = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
    let mut answer = network().send(request(server(early, false).await)).await;
    let answer = answer.as_mut().expect("an answer");
    assert_eq!(answer.status, 200);
    assert!(!answer.headers.contains_key("link"));
    let body = answer.body.next().await.expect("a piece").expect("a piece");
    assert_eq!(&body[..], b"ok");
    // Nothing but that is no answer, and one of them after the other is no sign of life.
    let more = b"HTTP/1.1 100 Continue\r\n\r\n";
    let never = repeating(b"", more, Duration::from_millis(20)).await;
    let failure = network().send(request(never)).await.expect_err("nothing");
    assert_eq!(failure.kind, FailureKind::Timeout, "{failure}");
}

#[tokio::test]
async fn an_answer_that_ends_early_is_cut_however_its_length_was_told() {
    for answer in [
        &b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"[..],
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nhalf",
    ] {
        let url = server(answer, false).await;
        assert_eq!(failure_of_body(url).await, FailureKind::Cut);
    }
    // Without a length the end of the connection is the end of the answer.
    let open = server(b"HTTP/1.1 200 OK\r\n\r\nhalf", false).await;
    let mut body = network().send(request(open)).await.expect("a status").body;
    assert_eq!(&body.next().await.expect("one").expect("one")[..], b"half");
    assert!(body.next().await.is_none());
}

/// Which of the two ends the connection is seen by a server that waits for the end.
#[tokio::test]
async fn nothing_goes_on_when_nobody_waits_for_the_answer() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let url = Url::parse(&format!("http://127.0.0.1:{port}/")).expect("a URL");
    let mut patient = request(url);
    patient.route.timeouts.first_byte = Duration::from_secs(60);
    let network = network();
    let sent = tokio::spawn(async move { network.send(patient).await });
    let (mut socket, _) = listener.accept().await.expect("a client");
    let mut asked = [0; 4096];
    assert!(socket.read(&mut asked).await.expect("a request") > 0);
    sent.abort();
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(10), socket.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "the connection is still there");
}

#[tokio::test]
async fn an_answer_that_is_no_http_is_unreadable_and_a_request_without_an_answer_is_told_apart() {
    for (answer, kind) in [
        (&b"SSH-2.0-OpenSSH\r\n"[..], FailureKind::Unreadable),
        (b"", FailureKind::Request),
    ] {
        let failure = network().send(request(server(answer, false).await)).await;
        let failure = failure.expect_err("no answer");
        assert_eq!(failure.kind, kind, "{failure}");
    }
}

#[tokio::test]
async fn a_url_with_credentials_is_not_sent_and_not_shown() {
    let mut url = server(b"", true).await;
    url.set_password(Some("canary")).expect("a password");
    let failure = network().send(request(url)).await.expect_err("refused");
    assert_eq!(failure.kind, FailureKind::Request);
    assert!(!failure.to_string().contains("canary"), "{failure}");
}
