//! SOCKS5 as RFC 1928 and RFC 1929 have it, and as it goes wrong.

use patchbay_network::{FailureKind, Proxy, ProxyFault, Route, Tls};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;

use crate::machines::{Heard, OK, Socket, host, listen, nobody, nowhere, proxy, silent, through};
use crate::tls_server::{get, network};

/// What a SOCKS5 proxy does.
#[derive(Clone, Copy)]
pub(crate) struct Temper {
    /// User and password it wants.
    asks: Option<(&'static str, &'static str)>,
    /// The reply to a request; 0 opens the way.
    reply: u8,
}

pub(crate) const WILLING: Temper = Temper {
    asks: None,
    reply: 0,
};

/// Hears `name:port` of each request, with `d` before a domain and `4` before an address.
pub(crate) async fn socks(temper: Temper) -> (u16, Heard) {
    let heard = Heard::default();
    let ears = heard.clone();
    let port = listen(None, move |socket| serve(socket, temper, ears.clone())).await;
    (port, heard)
}

async fn serve(mut socket: Socket, temper: Temper, ears: Heard) -> std::io::Result<()> {
    let _version = socket.read_u8().await?;
    let mut methods = vec![0; socket.read_u8().await?.into()];
    socket.read_exact(&mut methods).await?;
    let wanted = if temper.asks.is_some() { 2 } else { 0 };
    if !methods.contains(&wanted) {
        return socket.write_all(&[5, 0xff]).await;
    }
    socket.write_all(&[5, wanted]).await?;
    if let Some((user, password)) = temper.asks {
        let _version = socket.read_u8().await?;
        let mut given = Vec::new();
        for _ in 0..2 {
            let mut part = vec![0; socket.read_u8().await?.into()];
            socket.read_exact(&mut part).await?;
            given.push(part);
        }
        let is_right = given == [user.as_bytes(), password.as_bytes()];
        socket.write_all(&[1, u8::from(!is_right)]).await?;
        if !is_right {
            return Ok(());
        }
    }
    let mut start = [0; 4];
    socket.read_exact(&mut start).await?;
    let (kind, name) = match start[3] {
        1 => {
            let mut address = [0; 4];
            socket.read_exact(&mut address).await?;
            ("4", std::net::Ipv4Addr::from(address).to_string())
        }
        3 => {
            let mut name = vec![0; socket.read_u8().await?.into()];
            socket.read_exact(&mut name).await?;
            ("d", String::from_utf8_lossy(&name).into_owned())
        }
        _ => ("6", String::new()),
    };
    let port = socket.read_u16().await?;
    ears.hear(&format!("{kind} {name}:{port}"));
    let reply = [5, temper.reply, 0, 1, 0, 0, 0, 0, 0, 0];
    socket.write_all(&reply).await?;
    if temper.reply == 0 {
        let mut onward = TcpStream::connect(("127.0.0.1", port)).await?;
        copy_bidirectional(&mut socket, &mut onward).await?;
    }
    Ok(())
}

fn with(scheme: &str, port: u16, credentials: &str) -> Route {
    let url = format!("{scheme}://{credentials}localhost:{port}");
    through(Proxy::new(&url).expect("a proxy"), Tls::default())
}

#[tokio::test]
async fn who_looks_up_the_name_is_told_by_the_scheme() {
    let (at, _) = host(None, OK).await;
    let (port, heard) = socks(WILLING).await;
    for (scheme, expected) in [
        ("socks5", format!("4 127.0.0.1:{at}")),
        ("socks5h", format!("d nowhere.invalid:{at}")),
    ] {
        let name = if scheme == "socks5" {
            "localhost"
        } else {
            "nowhere.invalid"
        };
        let url = format!("http://{name}:{at}/");
        let answer = get(&network(), &url, with(scheme, port, "")).await;
        assert_eq!(answer.expect(scheme), b"ok");
        assert_eq!(heard.last(), expected);
    }
    let url = format!("http://{}/", nowhere());
    let failure = get(&network(), &url, with("socks5", port, "")).await;
    let failure = failure.expect_err("looked up here");
    assert_eq!(failure.kind, FailureKind::Dns, "{failure}");
}

#[tokio::test]
async fn credentials_are_asked_for_refused_and_taken() {
    let (at, _) = host(None, OK).await;
    let url = format!("http://localhost:{at}/");
    let asks = Some(("me@work", "p:ss"));
    let (port, _) = socks(Temper { asks, reply: 0 }).await;
    for (credentials, fault) in [
        ("", Some(ProxyFault::CredentialsRequired)),
        ("me%40work:wrong@", Some(ProxyFault::CredentialsRefused)),
        ("me%40work:p%3Ass@", None),
    ] {
        let answer = get(&network(), &url, with("socks5h", port, credentials)).await;
        let failure = answer.err();
        assert_eq!(failure.as_ref().and_then(|f| f.proxy), fault, "{failure:?}");
        if let Some(failure) = failure {
            assert_eq!(failure.kind, FailureKind::Proxy);
            let text = format!("{failure} {failure:?}");
            assert!(text.contains(&format!("localhost:{port}")), "{text}");
            assert!(!text.contains("wrong") && !text.contains("me@"), "{text}");
        }
    }
    // Whatever is in them: `reqwest` takes them from a URL.
    let odd = ("100%25 user:@/?#", "p%3Ass \u{e9}@[]%");
    let (strange, _) = socks(Temper {
        asks: Some(odd),
        reply: 0,
    })
    .await;
    let mut way = proxy("socks5h", strange);
    way.credentials = Some((odd.0.into(), odd.1.to_owned().into()));
    let answer = get(&network(), &url, through(way, Tls::default())).await;
    assert_eq!(answer.expect("an answer"), b"ok");
    // `reqwest` that has some offers no way without them.
    let (open, _) = socks(WILLING).await;
    let answer = get(&network(), &url, with("socks5h", open, "a:b@")).await;
    let failure = answer.expect_err("wants none");
    assert_eq!(failure.proxy, Some(ProxyFault::CredentialsRefused));
    assert!(failure.to_string().contains("does not take"), "{failure}");
}

#[tokio::test]
async fn each_reply_has_its_meaning() {
    for (reply, fault) in [
        (1, ProxyFault::NoWayOn(None)),
        (2, ProxyFault::Refused(None)),
        (3, ProxyFault::NoWayOn(None)),
        (4, ProxyFault::NoWayOn(None)),
        (5, ProxyFault::NoWayOn(None)),
        (6, ProxyFault::NoWayOn(None)),
        (7, ProxyFault::NoWayOn(None)),
        (99, ProxyFault::NotAProxy),
    ] {
        let (port, _) = socks(Temper { asks: None, reply }).await;
        let answer = get(&network(), "http://a.invalid/", with("socks5h", port, "")).await;
        let failure = answer.expect_err("no way");
        assert_eq!(failure.proxy, Some(fault), "{reply}: {failure}");
    }
}

#[tokio::test]
async fn what_is_no_socks_proxy_is_told_apart() {
    let (http, _) = host(None, OK).await;
    let silent = silent().await;
    let closed = listen(None, |mut socket| async move {
        let _ = socket.read_u8().await?;
        socket.shutdown().await
    })
    .await;
    let hello = listen(None, |mut socket| async move {
        socket.write_all(b"SSH-2.0-OpenSSH\r\n").await?;
        std::future::pending().await
    })
    .await;
    for (port, fault) in [
        (nobody().await, ProxyFault::Unreachable),
        (http, ProxyFault::TimedOut),
        (silent, ProxyFault::TimedOut),
        (closed, ProxyFault::BrokenOff),
        (hello, ProxyFault::NotAProxy),
    ] {
        let mut route = through(proxy("socks5h", port), Tls::default());
        route.timeouts.connect = std::time::Duration::from_secs(1);
        let answer = get(&network(), "http://a.invalid/", route).await;
        let failure = answer.expect_err("no way");
        assert_eq!(failure.proxy, Some(fault), "{failure}");
        assert_eq!(failure.kind, FailureKind::Proxy);
    }
}
