//! The program itself: `serve`, `keys`, and what they say when something is wrong.

mod program;

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use program::{Server, key, output, patchbay, post, read, serve};

/// Runs the Sandbox with so many words and reads until its first piece.
#[cfg(unix)]
fn begin_stream(server: &Server, key: &str, words: usize) -> BufReader<TcpStream> {
    let text = "word ".repeat(words);
    let body = serde_json::json!({
        "run_id": "018f5e9a-5d3c-7b1e-9a55-0123456789ab",
        "connector_id": "sandbox",
        "body": serde_json::json!({ "messages": [{ "role": "user", "content": text }] }).to_string(),
        "stream": true,
    });
    let socket = post(server, "/rpc_stream/connectors_run", key, &body.to_string());
    let mut reader = BufReader::new(socket);
    let mut line = String::new();
    while !line.contains("delta") {
        line.clear();
        assert!(
            reader.read_line(&mut line).expect("a line") > 0,
            "the stream began"
        );
    }
    reader
}

#[cfg(unix)]
fn terminate(child: &Child) {
    let killed = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status();
    assert!(killed.expect("kill runs").success());
}

#[test]
fn a_key_made_beside_a_running_server_opens_it_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = serve(folder.path());
    assert!(server.url.starts_with("http://127.0.0.1:"));
    let key = key(folder.path());
    assert!(read(post(&server, "/rpc/app_info", &key, "{}")).starts_with("HTTP/1.1 200"));
    assert!(read(post(&server, "/rpc/app_info", "pb_wrong", "{}")).starts_with("HTTP/1.1 401"));
}

#[cfg(unix)]
#[test]
fn sigterm_lets_an_open_stream_end_and_exits_with_0() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = key(folder.path());
    let mut server = serve(folder.path());
    let mut reader = begin_stream(&server, &key, 40);
    terminate(&server.child);
    let mut rest = String::new();
    reader.read_to_string(&mut rest).expect("the rest");
    assert!(rest.contains("\"outcome\":\"success\""), "{rest:.200}");
    let status = server.child.wait().expect("ended");
    assert_eq!(status.code(), Some(0));
    let files = std::fs::read_dir(folder.path()).expect("listed").count();
    assert_eq!(files, 1, "the database was closed cleanly");
}

#[cfg(unix)]
#[test]
fn sigterm_does_not_wait_longer_than_ten_seconds() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = key(folder.path());
    let mut server = serve(folder.path());
    let mut reader = begin_stream(&server, &key, 4_000);
    terminate(&server.child);
    let asked = Instant::now();
    let status = server.child.wait().expect("ended");
    assert_eq!(status.code(), Some(0));
    let took = asked.elapsed();
    assert!(
        took > Duration::from_secs(9),
        "it was given its time: {took:?}"
    );
    assert!(took < Duration::from_secs(60), "{took:?}");
    let mut rest = String::new();
    let _ = reader.read_to_string(&mut rest);
    assert!(
        rest.contains("\"outcome\":\"client_abort\""),
        "the reader is told"
    );
}

#[test]
fn a_newer_database_is_refused_with_a_way_out() {
    let folder = tempfile::tempdir().expect("a folder");
    key(folder.path());
    let path = folder.path().join("patchbay.sqlite");
    // `user_version` is the four bytes at offset 60 of the file.
    let mut bytes = std::fs::read(&path).expect("readable");
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    std::fs::write(&path, &bytes).expect("written");
    let refused = output(patchbay(folder.path()).args(["serve", "--port", "0"]));
    assert!(!refused.status.success() && refused.stdout.is_empty());
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        text.contains("newer") && text.contains("--data-dir"),
        "{text}"
    );
    assert_eq!(std::fs::read(&path).expect("readable"), bytes, "untouched");
}

#[test]
fn a_taken_port_and_a_bad_role_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = serve(folder.path());
    let port = server.url.rsplit(':').next().expect("a port");
    let refused = output(patchbay(folder.path()).args(["serve", "--port", port]));
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && text.contains(port) && text.contains("--port"),
        "{text}"
    );

    let role =
        output(patchbay(folder.path()).args(["keys", "create", "--name", "n", "--role", "root"]));
    let text = String::from_utf8_lossy(&role.stderr).into_owned();
    assert!(
        !role.status.success() && text.contains("root") && text.contains("usage"),
        "{text}"
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "x").expect("written");
    let refused = output(
        patchbay(&file.join("data")).args(["keys", "create", "--name", "n", "--role", "all"]),
    );
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && text.contains("data"), "{text}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_window_without_a_screen_says_so_and_makes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let data_dir = folder.path().join("data");
    let mut window = patchbay(&data_dir);
    let refused = output(window.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY"));
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{text}");
    assert!(
        text.contains("patchbay serve") && !text.contains("panicked"),
        "{text}"
    );
    assert!(!data_dir.exists());
}
