//! The built program, started and asked as a person or a script does it.

#![allow(dead_code, reason = "each file of tests uses a part of it")]

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// Ends with the test, whatever became of it.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn patchbay(data_dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_patchbay"));
    command
        .arg("--data-dir")
        .arg(data_dir)
        .env("XDG_CONFIG_HOME", data_dir.join("config"))
        .env_remove("PATCHBAY_CONFIG")
        .env_remove("PATCHBAY_VAULT_PASSPHRASE")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

pub(crate) fn output(command: &mut Command) -> Output {
    command.output().expect("patchbay runs")
}

pub(crate) fn serve(data_dir: &Path) -> Server {
    serve_with(&mut patchbay(data_dir))
}

pub(crate) fn serve_with(command: &mut Command) -> Server {
    let mut child = command
        .args(["serve", "--port", "0"])
        .spawn()
        .expect("patchbay runs");
    let mut first = String::new();
    let mut lines = BufReader::new(child.stdout.take().expect("piped"));
    lines.read_line(&mut first).expect("a line");
    let ready: serde_json::Value = serde_json::from_str(&first).expect("one line of JSON");
    let url = ready["url"].as_str().expect("a url").to_owned();
    Server { child, url }
}

pub(crate) fn key(data_dir: &Path) -> String {
    key_with(&mut patchbay(data_dir))
}

pub(crate) fn key_with(command: &mut Command) -> String {
    let made = output(command.args(["keys", "create", "--name", "t", "--role", "all"]));
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    String::from_utf8(made.stdout)
        .expect("text")
        .trim()
        .to_owned()
}

pub(crate) fn post(server: &Server, path: &str, key: &str, body: &str) -> TcpStream {
    use std::io::Write;
    let authority = server.url.strip_prefix("http://").expect("http");
    let mut socket = TcpStream::connect(authority).expect("connected");
    let length = body.len();
    write!(
        socket,
        "POST {path} HTTP/1.1\r\nhost: {authority}\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
    .expect("sent");
    socket
}

pub(crate) fn read(mut socket: TcpStream) -> String {
    let mut text = String::new();
    let _ = socket.read_to_string(&mut text);
    text
}
