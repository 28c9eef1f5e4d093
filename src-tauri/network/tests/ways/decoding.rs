//! Answers that come compressed although nobody asked.

use std::sync::Arc;
use std::time::Duration;

use async_compression::tokio::write::{BrotliEncoder, GzipEncoder, ZlibEncoder, ZstdEncoder};
use futures_util::{StreamExt as _, TryStreamExt as _};
use http::HeaderMap;
use patchbay_network::{Failure, FailureKind, Incoming, Limits, Method, Outgoing, Route};
use tokio::io::{AsyncWriteExt, duplex};
use tokio::sync::Notify;
use url::Url;

use crate::machines::{Heard, Socket, head, host, listen};
use crate::tls_server::network;

const CODINGS: [&str; 4] = ["gzip", "br", "deflate", "zstd"];

fn encoder<W: tokio::io::AsyncWrite + Send + Unpin + 'static>(coding: &str, to: W) -> Sink {
    match coding {
        "gzip" => Box::new(GzipEncoder::new(to)),
        "br" => Box::new(BrotliEncoder::new(to)),
        "deflate" => Box::new(ZlibEncoder::new(to)),
        _ => Box::new(ZstdEncoder::new(to)),
    }
}

type Sink = Box<dyn tokio::io::AsyncWrite + Send + Unpin>;

async fn encoded(coding: &str, plain: &[u8]) -> Vec<u8> {
    let (near, mut far) = duplex(64 * 1024 * 1024);
    let mut encoder = encoder(coding, near);
    encoder.write_all(plain).await.expect("encoded");
    encoder.shutdown().await.expect("encoded");
    drop(encoder);
    let mut bytes = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut far, &mut bytes)
        .await
        .expect("read");
    bytes
}

/// Answers with these bytes as its body.
async fn serving(coding: &str, body: Vec<u8>) -> (u16, Heard) {
    let heard = Heard::default();
    let ears = heard.clone();
    let coding = coding.to_owned();
    let port = listen(None, move |socket| {
        answer(socket, ears.clone(), coding.clone(), body.clone())
    });
    (port.await, heard)
}

async fn answer(
    mut socket: Socket,
    ears: Heard,
    coding: String,
    body: Vec<u8>,
) -> std::io::Result<()> {
    ears.hear(&head(&mut socket).await?);
    let length = body.len();
    let start = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: {coding}\r\ncontent-length: {length}\r\n\r\n"
    );
    socket.write_all(start.as_bytes()).await?;
    socket.write_all(&body).await
}

async fn ask(port: u16, max_response_bytes: usize) -> Result<Incoming, Failure> {
    let request = Outgoing {
        method: Method::Post,
        url: Url::parse(&format!("http://127.0.0.1:{port}/")).expect("a URL"),
        headers: HeaderMap::new(),
        body: "{}".into(),
        route: Route {
            limits: Limits {
                max_response_bytes,
                ..Limits::default()
            },
            ..Route::default()
        },
    };
    network().send(request).await
}

async fn whole(incoming: Incoming) -> Result<Vec<u8>, Failure> {
    let pieces: Vec<_> = incoming.body.try_collect().await?;
    Ok(pieces.concat())
}

#[tokio::test]
async fn no_compression_is_asked_for_and_every_common_one_is_read() {
    let plain = "{\"a\": \"é\"}".repeat(10_000).into_bytes();
    for coding in CODINGS {
        let (port, heard) = serving(coding, encoded(coding, &plain).await).await;
        let incoming = ask(port, plain.len()).await.expect(coding);
        assert!(heard.last().contains("accept-encoding: identity\r\n"));
        for name in ["content-encoding", "content-length"] {
            assert!(!incoming.headers.contains_key(name), "{coding} {name}");
        }
        assert_eq!(whole(incoming).await.expect(coding), plain, "{coding}");
    }
}

#[tokio::test]
async fn the_limit_holds_for_what_comes_out_and_not_for_what_comes_in() {
    let limit = 1024 * 1024;
    let bomb = vec![b'0'; 20 * limit];
    for coding in CODINGS {
        let body = encoded(coding, &bomb).await;
        assert!(body.len() < limit, "{coding}: {}", body.len());
        let (port, _) = serving(coding, body).await;
        let mut incoming = ask(port, limit).await.expect(coding);
        let mut taken = 0;
        let failure = loop {
            match incoming
                .body
                .next()
                .await
                .expect("no end before the failure")
            {
                Ok(piece) => taken += piece.len(),
                Err(failure) => break failure,
            }
        };
        assert_eq!(failure.kind, FailureKind::TooLarge, "{coding}: {failure}");
        assert!(failure.to_string().contains("1 MiB"), "{failure}");
        assert!(taken <= limit, "{coding}: {taken}");
        assert!(incoming.body.next().await.is_none(), "{coding}");
    }
}

#[tokio::test]
async fn a_compressed_stream_arrives_piece_by_piece() {
    for coding in CODINGS {
        let read = Arc::new(Notify::new());
        let (name, told) = (coding.to_owned(), Arc::clone(&read));
        let port = listen(None, move |mut socket| {
            let (name, told) = (name.clone(), Arc::clone(&told));
            async move {
                let _ = head(&mut socket).await?;
                let start = format!(
                    "HTTP/1.1 200 OK\r\ncontent-encoding: {name}\r\nconnection: close\r\n\r\n"
                );
                socket.write_all(start.as_bytes()).await?;
                let mut encoder = encoder(&name, socket);
                for n in 0..3 {
                    encoder
                        .write_all(format!("data: {n}\n\n").as_bytes())
                        .await?;
                    encoder.flush().await?;
                    // The next one is not sent before this one was read.
                    told.notified().await;
                }
                encoder.shutdown().await
            }
        })
        .await;
        let mut body = ask(port, 1000).await.expect(coding).body;
        let mut text = Vec::new();
        for n in 0..3 {
            let event = format!("data: {n}\n\n");
            while !text.ends_with(event.as_bytes()) {
                let piece = tokio::time::timeout(Duration::from_secs(10), body.next()).await;
                let piece = piece.unwrap_or_else(|_| panic!("{coding}: {n} is held back"));
                text.extend_from_slice(&piece.expect("more").expect(coding));
            }
            read.notify_one();
        }
        assert_eq!(text, b"data: 0\n\ndata: 1\n\ndata: 2\n\n", "{coding}");
        assert!(body.next().await.is_none(), "{coding}");
    }
}

#[tokio::test]
async fn damaged_cut_and_unknown_compression_are_failures_and_never_text() {
    for coding in CODINGS {
        let plain: Vec<u8> = (0..20_000u32).flat_map(u32::to_be_bytes).collect();
        let good = encoded(coding, &plain).await;
        let mut damaged = b"this is no such thing at all".to_vec();
        damaged.extend_from_slice(&good);
        let half = good[..good.len() / 2].to_vec();
        for (body, kind) in [(damaged, FailureKind::Unreadable), (half, FailureKind::Cut)] {
            let (port, _) = serving(coding, body).await;
            let incoming = ask(port, 1_000_000).await.expect(coding);
            let failure = whole(incoming).await.expect_err(coding);
            assert_eq!(failure.kind, kind, "{coding}: {failure}");
        }
    }
    for coding in ["compress", "gzip, br", "x-secret"] {
        let (port, _) = serving(coding, b"abc".to_vec()).await;
        let failure = ask(port, 1000).await.expect_err(coding);
        assert_eq!(failure.kind, FailureKind::Unreadable, "{failure}");
        assert!(failure.to_string().contains(coding), "{failure}");
    }
    let plain = "HTTP/1.1 200 OK\r\ncontent-encoding: Identity\r\ncontent-length: 2\r\n\r\nok";
    let (port, _) = host(None, plain).await;
    let incoming = ask(port, 1000).await.expect("an answer");
    assert_eq!(whole(incoming).await.expect("a body"), b"ok");
}
