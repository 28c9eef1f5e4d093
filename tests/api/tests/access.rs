//! Who gets in: T1 to T4 of the threat list.

mod face;

use std::net::Ipv4Addr;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use face::{Face, HOST, PORT, bytes, post, rpc};
use patchbay_api::{COMMANDS, Role};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn path(command: &patchbay_api::Command) -> String {
    let route = if command.streams { "rpc_stream" } else { "rpc" };
    format!("/{route}/{}", command.name)
}

#[tokio::test]
async fn every_command_needs_a_key_and_the_role_it_says() {
    let face = Face::new().await;
    for command in COMMANDS {
        let path = path(command);
        for nobody in [None, Some("pb_"), Some("x"), Some("' OR 1=1 --")] {
            let refused = face.send(post(&path, nobody, &json!({}))).await;
            assert_eq!(
                refused.status(),
                StatusCode::UNAUTHORIZED,
                "{path} {nobody:?}"
            );
            let body: Value = serde_json::from_slice(&bytes(refused).await).expect("JSON");
            assert_eq!(body["code"], "unauthorized");
        }
        for role in [Role::Usage, Role::Read, Role::All] {
            let key = face.key(role).await;
            // A body that fits nothing: what is permitted goes on to say that it is invalid.
            let answer = face.send(post(&path, Some(&key), &json!({"?": 1}))).await;
            let expected = if role.covers(command.role) {
                StatusCode::BAD_REQUEST
            } else {
                StatusCode::FORBIDDEN
            };
            assert_eq!(answer.status(), expected, "{path} as {role:?}");
        }
    }
    let key = face.key(Role::All).await;
    for method in [Method::POST, Method::DELETE] {
        let mut session = post("/session", None, &json!({}));
        *session.method_mut() = method.clone();
        let refused = face.send(session).await;
        assert_eq!(
            refused.status(),
            StatusCode::UNAUTHORIZED,
            "{method} /session"
        );
    }
    let unknown = face
        .send(rpc("connectors_explode", Some(&key), &json!({})))
        .await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_our_own_addresses_are_answered_with_or_without_a_key() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    let ask = |host: &str, path: &str| {
        Request::post(path)
            .header(header::HOST, host)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {key}"))
            .body(Body::from("{}"))
            .expect("a request")
    };
    for host in ["127.0.0.1:5199", "localhost:5199", "[::1]:5199"] {
        let answer = face.send(ask(host, "/rpc/connectors_list")).await;
        assert_eq!(answer.status(), StatusCode::OK, "{host}");
    }
    for host in [
        "evil.com",
        "evil.com:5199",
        "127.0.0.1",
        "localhost:80",
        "0.0.0.0:5199",
        "127.0.0.1.evil.com:5199",
    ] {
        for path in ["/rpc/connectors_list", "/", "/session", "/nowhere"] {
            let answer = face.send(ask(host, path)).await;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{host} {path}");
        }
    }
}

#[tokio::test]
async fn web_pages_are_refused_even_with_a_key() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    let ask = |name: &str, value: &str, content_type: &str| {
        Request::post("/rpc/connectors_list")
            .header(header::HOST, HOST)
            .header(header::CONTENT_TYPE, content_type)
            .header(header::AUTHORIZATION, format!("Bearer {key}"))
            .header(name, value)
            .body(Body::from("{}"))
            .expect("a request")
    };
    let json_type = "application/json";
    for origin in ["http://127.0.0.1:5199", "http://localhost:5199"] {
        let answer = face.send(ask("origin", origin, json_type)).await;
        assert_eq!(answer.status(), StatusCode::OK, "{origin}");
    }
    for origin in [
        "null",
        "https://127.0.0.1:5199",
        "http://localhost:3000",
        "http://evil.com",
        "tauri://localhost",
        "",
    ] {
        let answer = face.send(ask("origin", origin, json_type)).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{origin:?}");
        let cors = header::ACCESS_CONTROL_ALLOW_ORIGIN;
        assert!(!answer.headers().contains_key(cors));
    }
    for site in ["cross-site", "same-site"] {
        let answer = face.send(ask("sec-fetch-site", site, json_type)).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{site}");
    }
    for simple in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ] {
        let answer = face.send(ask("x-a", "b", simple)).await;
        assert_eq!(
            answer.status(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "{simple}"
        );
    }
    let preflight = Request::options("/rpc/connectors_list")
        .header(header::HOST, HOST)
        .header("origin", "http://evil.com")
        .header("access-control-request-method", "POST")
        .body(Body::empty())
        .expect("a request");
    assert_eq!(face.send(preflight).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_link_to_the_screen_may_be_followed_from_anywhere() {
    let face = Face::new().await;
    let follow = |path: &str, dest: &str| {
        Request::get(path)
            .header(header::HOST, HOST)
            .header("sec-fetch-site", "cross-site")
            .header("sec-fetch-mode", "navigate")
            .header("sec-fetch-dest", dest)
            .body(Body::empty())
            .expect("a request")
    };
    let page = face.send(follow("/usage", "document")).await;
    assert_eq!(page.status(), StatusCode::OK);
    let framed = face.send(follow("/usage", "iframe")).await;
    assert_eq!(framed.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn reading_a_command_by_get_does_nothing() {
    let face = Face::new().await;
    let key = face.key(Role::All).await;
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let request = Request::builder()
            .method(&method)
            .uri("/rpc/connectors_list")
            .header(header::HOST, HOST)
            .header(header::AUTHORIZATION, format!("Bearer {key}"))
            .body(Body::empty())
            .expect("a request");
        let status = face.send(request).await.status();
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
}

#[tokio::test]
async fn a_browser_signs_in_with_a_key_and_out_again() {
    let face = Face::new().await;
    let key = face.key(Role::Read).await;
    let wrong = face
        .send(post("/session", Some("pb_wrong"), &json!({})))
        .await;
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    assert!(!wrong.headers().contains_key(header::SET_COOKIE));

    let signed_in = face.send(post("/session", Some(&key), &json!({}))).await;
    assert_eq!(signed_in.status(), StatusCode::NO_CONTENT);
    let cookie = signed_in.headers()[header::SET_COOKIE]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    assert!(!cookie.contains(&key), "the cookie is not the key");
    let token = cookie.split(';').next().expect("a pair").to_owned();

    let ask = || {
        let mut request = rpc("app_info", None, &json!({}));
        let value = format!("other=1; {token}").parse().expect("a cookie");
        request.headers_mut().insert(header::COOKIE, value);
        request
    };
    let info: Value = serde_json::from_slice(&bytes(face.send(ask()).await).await).expect("JSON");
    assert_eq!(
        (&info["role"], &info["user"], &info["face"]),
        (&json!("read"), &json!("tester"), &json!("http"))
    );

    let mut out = Request::delete("/session")
        .header(header::HOST, HOST)
        .body(Body::empty())
        .expect("a request");
    out.headers_mut()
        .insert(header::COOKIE, token.parse().expect("a cookie"));
    assert_eq!(face.send(out).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(face.send(ask()).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_screen_needs_no_key_and_runs_nothing_foreign() {
    let face = Face::new().await;
    let get = |path: &str| {
        Request::get(path)
            .header(header::HOST, HOST)
            .body(Body::empty())
            .expect("a request")
    };
    for screen in ["/", "/index.html", "/usage", "/connectors/abc/test"] {
        let answer = face.send(get(screen)).await;
        assert_eq!(answer.status(), StatusCode::OK, "{screen}");
        let policy = answer.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .expect("text");
        assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"));
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-cache");
        assert_eq!(bytes(answer).await, b"<title>Patchbay</title>");
    }
    let script = face.send(get("/assets/app-1.js")).await;
    assert!(
        script.headers()[header::CACHE_CONTROL]
            .to_str()
            .expect("text")
            .contains("immutable")
    );
    for absent in ["/assets/app-2.js", "/../secret.txt", "/patchbay.sqlite"] {
        assert_eq!(
            face.send(get(absent)).await.status(),
            StatusCode::NOT_FOUND,
            "{absent}"
        );
    }
}

/// Shapes that only a raw socket can send.
#[tokio::test]
async fn strange_requests_are_refused_before_anything_is_routed() {
    let face = Face::new().await;
    let listener = patchbay_http::bind(0).await.expect("a port");
    let port = listener.port();
    // The router believes in another port, so that only the shape is tested where Host is absent.
    tokio::spawn(listener.serve(face.app.clone(), std::future::pending()));
    let own = format!("127.0.0.1:{PORT}");
    for (request, status) in [
        (format!("GET / HTTP/1.1\r\nHost: {own}\r\n\r\n"), "200"),
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.0\r\n\r\n".to_owned(), "400"),
        (
            format!("GET / HTTP/1.1\r\nHost: {own}\r\nHost: evil.com\r\n\r\n"),
            "400",
        ),
        (
            format!("GET / HTTP/1.1\r\nHost: {own}\r\nHost: {own}\r\n\r\n"),
            "400",
        ),
        (
            format!("GET http://{own}/ HTTP/1.1\r\nHost: {own}\r\n\r\n"),
            "400",
        ),
        (
            format!("CONNECT evil.com:443 HTTP/1.1\r\nHost: {own}\r\n\r\n"),
            "400",
        ),
        ("GET / HTTP/1.1\r\nHost:\r\n\r\n".to_owned(), "403"),
        ("GET / HTTP/1.1\r\nHost: \u{fe}\r\n\r\n".to_owned(), "403"),
    ] {
        let mut socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port))
            .await
            .expect("connected");
        socket.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = vec![0; 64];
        let read = socket.read(&mut answer).await.expect("answered");
        let line = String::from_utf8_lossy(&answer[..read]).into_owned();
        assert!(line.contains(&format!(" {status} ")), "{request:?}: {line}");
    }
}

#[tokio::test]
async fn a_taken_port_is_an_error_and_never_another_port() {
    let first = patchbay_http::bind(0).await.expect("a port");
    let error = patchbay_http::bind(first.port())
        .await
        .err()
        .expect("refused");
    assert!(error.to_string().contains("--port"), "{error}");
}
