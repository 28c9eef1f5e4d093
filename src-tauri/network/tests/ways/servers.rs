//! nginx as a server in front of a stream, and with heads that are too large.

use std::time::Duration;

use futures_util::StreamExt as _;
use http::HeaderMap;
use patchbay_network::{FailureKind, HttpSeen, Method, Outcome, Outgoing, Route, Seen, Tls};
use tokio::io::AsyncWriteExt;
use url::Url;

use crate::machines::{and, head, listen, nobody};
use crate::programs::{folder, nginx, write_identity};
use crate::tls_server::{Authority, get, network};

/// Four events, a fifth of a second apart.
async fn events() -> u16 {
    listen(None, |mut socket| async move {
        let _ = head(&mut socket).await?;
        let start =
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
        socket.write_all(start).await?;
        for n in 0..4 {
            socket
                .write_all(format!("data: {n}\n\n").as_bytes())
                .await?;
            socket.flush().await?;
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        socket.shutdown().await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_nginx_that_collects_a_stream_is_found_out_and_one_that_does_not_is_not() {
    let ours = Authority::new("Ours");
    let identity = ours.identity("localhost");
    let behind = events().await;
    let folder = folder();
    let [certificate, key] = write_identity(&folder, "own", &identity);
    let (on, off) = (nobody().await, nobody().await);
    let server = |port, buffering| {
        format!(
            "server {{ listen 127.0.0.1:{port} ssl http2; ssl_certificate {certificate};
            ssl_certificate_key {key}; location / {{ proxy_pass http://127.0.0.1:{behind};
            proxy_buffering {buffering}; proxy_http_version 1.1; }} }}\n"
        )
    };
    let servers = server(on, "on") + &server(off, "off");
    let _nginx = nginx(folder, &servers, on).await;
    for (port, is_collected) in [(on, true), (off, false)] {
        let seen = seen(port, &ours).await;
        assert_eq!(seen.version, http::Version::HTTP_2);
        assert_eq!((seen.status.as_u16(), seen.body_bytes), (200, 36));
        let first = seen.pieces.first().expect("a piece").at;
        let last = seen.pieces.last().expect("a piece").at;
        let spread = last - first;
        assert_eq!(
            spread < Duration::from_millis(300),
            is_collected,
            "{:?}",
            seen.pieces
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_head_of_an_answer_has_its_limits_in_both_versions_of_http() {
    let ours = Authority::new("Ours");
    let folder = folder();
    let [certificate, key] = write_identity(&folder, "own", &ours.identity("localhost"));
    let many = "add_header x-a b;\n".repeat(150);
    let large = format!("add_header x-a {};\n", "b".repeat(4000)).repeat(20);
    let some = "add_header x-a b;\n".repeat(50);
    let mut servers = String::new();
    let mut cases = Vec::new();
    for version in ["", "http2"] {
        for (what, headers, is_taken) in [
            ("some", &some, true),
            ("many", &many, false),
            ("large", &large, false),
        ] {
            let port = nobody().await;
            servers.push_str(&format!(
                "server {{ listen 127.0.0.1:{port} ssl {version}; ssl_certificate {certificate};
                ssl_certificate_key {key}; {headers} location / {{ return 200 'x'; }} }}\n"
            ));
            cases.push((format!("{what} {version}"), port, is_taken));
        }
    }
    let _nginx = nginx(folder, &servers, cases[0].1).await;
    for (place, port, is_taken) in cases {
        let route = Route {
            tls: Tls {
                roots: and(&ours),
                ..Tls::default()
            },
            ..Route::default()
        };
        let answer = get(&network(), &format!("https://localhost:{port}/"), route).await;
        match answer {
            Ok(_) => assert!(is_taken, "{place}"),
            Err(failure) => {
                assert!(!is_taken, "{place}: {failure}");
                assert_eq!(failure.kind, FailureKind::TooLarge, "{place}: {failure:?}");
            }
        }
    }
}

async fn seen(port: u16, ours: &Authority) -> HttpSeen {
    let request = Outgoing {
        method: Method::Post,
        url: Url::parse(&format!("https://localhost:{port}/")).expect("a URL"),
        headers: HeaderMap::new(),
        body: "{}".into(),
        route: Route {
            tls: Tls {
                roots: and(ours),
                ..Tls::default()
            },
            ..Route::default()
        },
    };
    let steps: Vec<_> = network().diagnose(request).collect().await;
    let last = steps.last().expect("steps");
    assert!(matches!(last.outcome, Outcome::Passed), "{steps:?}");
    match &last.seen {
        Seen::Http(seen) => HttpSeen::clone(seen),
        _ => panic!("{steps:?}"),
    }
}
