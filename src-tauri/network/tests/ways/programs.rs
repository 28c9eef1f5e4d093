//! Programs that people have between themselves and a provider, each in the foreground with a
//! configuration and a folder of its own.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::machines::nobody;
use crate::tls_server::Identity;

/// Ends with the test.
pub(crate) struct Program {
    name: &'static str,
    child: Child,
    folder: TempDir,
}

/// `NAME` in these places; a service is often not in the path of a user.
fn find(name: &str) -> PathBuf {
    let folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];
    let places = folders.map(|folder| Path::new(folder).join(name));
    let found = places.into_iter().find(|place| place.exists());
    found.unwrap_or_else(|| {
        panic!("{name} is not installed: apt-get install squid tinyproxy nginx-light dante-server")
    })
}

/// A folder that a program may read after it gave up its rights.
pub(crate) fn folder() -> TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let all = std::fs::Permissions::from_mode(0o777);
    std::fs::set_permissions(folder.path(), all).expect("opened");
    folder
}

pub(crate) fn write(folder: &TempDir, name: &str, text: &str) -> String {
    let file = folder.path().join(name);
    std::fs::write(&file, text).expect("written");
    file.display().to_string()
}

/// Certificate and key, as files.
pub(crate) fn write_identity(folder: &TempDir, name: &str, identity: &Identity) -> [String; 2] {
    let certificate = identity.certificate.pem();
    let key = identity.key.serialize_pem();
    [
        write(folder, &format!("{name}.crt"), &certificate),
        write(folder, &format!("{name}.key"), &key),
    ]
}

impl Program {
    /// Waits until it listens on `port`.
    pub(crate) async fn start(
        name: &'static str,
        arguments: &[&str],
        folder: TempDir,
        port: u16,
    ) -> Self {
        let log = std::fs::File::create(folder.path().join("said")).expect("a file");
        let child = Command::new(find(name))
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file"))
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .expect("starts");
        let mut program = Self {
            name,
            child,
            folder,
        };
        for _ in 0..100 {
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return program;
            }
            if let Ok(Some(status)) = program.child.try_wait() {
                panic!("{name} ended: {status}\n{}", program.said());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{name} does not listen\n{}", program.said());
    }

    pub(crate) fn said(&self) -> String {
        let mut all = self.name.to_owned();
        for file in std::fs::read_dir(self.folder.path()).expect("a folder") {
            let file = file.expect("a file").path();
            let is_log = file.extension().is_some_and(|end| end == "log");
            if is_log || file.ends_with("said") {
                all.push('\n');
                all.push_str(&std::fs::read_to_string(&file).unwrap_or_default());
            }
        }
        all
    }
}

impl Drop for Program {
    /// Asks first, because some have children of their own that only they can end; what does not
    /// hear is killed by tokio.
    fn drop(&mut self) {
        let Some(id) = self.child.id() else { return };
        let asked = std::process::Command::new("kill")
            .arg(id.to_string())
            .status();
        let until = std::time::Instant::now() + Duration::from_secs(3);
        while asked.is_ok() && std::time::Instant::now() < until {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// Ports of squid: without TLS and with it.
pub(crate) async fn squid(identity: &Identity) -> (Program, [u16; 2]) {
    let (port, secure) = (nobody().await, nobody().await);
    let folder = folder();
    let place = folder.path().display().to_string();
    let [certificate, key] = write_identity(&folder, "proxy", identity);
    // `user` with the password `secret1`, as htpasswd writes it.
    let users = write(
        &folder,
        "users",
        "user:$apr1$patchbay$Cu/6HHOfhFgrJUjx30XwK0\n",
    );
    let text = format!(
        "http_port 127.0.0.1:{port}
https_port 127.0.0.1:{secure} tls-cert={certificate} tls-key={key}
pid_filename none
access_log none
cache deny all
cache_log {place}/cache.log
netdb_filename none
coredump_dir {place}
visible_hostname squid.test
shutdown_lifetime 0 seconds
auth_param basic program /usr/lib/squid/basic_ncsa_auth {users}
auth_param basic children 1 startup=1 idle=1
acl known proxy_auth REQUIRED
acl forbidden dstdomain forbidden.test
http_access deny forbidden
http_access allow known
http_access deny all
"
    );
    let file = write(&folder, "squid.conf", &text);
    let program = Program::start("squid", &["-N", "-f", &file], folder, port).await;
    (program, [port, secure])
}

pub(crate) async fn tinyproxy() -> (Program, u16) {
    let port = nobody().await;
    let folder = folder();
    let filter = write(&folder, "filter", "^forbidden\\.test$\n");
    let text = format!(
        "Port {port}
Listen 127.0.0.1
Timeout 60
Allow 127.0.0.1
BasicAuth user secret1
Filter \"{filter}\"
"
    );
    let file = write(&folder, "tinyproxy.conf", &text);
    let program = Program::start("tinyproxy", &["-d", "-c", &file], folder, port).await;
    (program, port)
}

pub(crate) async fn dante() -> (Program, u16) {
    let port = nobody().await;
    let folder = folder();
    let text = format!(
        "logoutput: stderr
internal: 127.0.0.1 port = {port}
external: 127.0.0.1
clientmethod: none
socksmethod: none
client pass {{ from: 127.0.0.0/8 to: 0.0.0.0/0 }}
socks block {{ from: 0.0.0.0/0 to: 127.0.0.9/32 }}
socks pass {{ from: 127.0.0.0/8 to: 0.0.0.0/0 }}
"
    );
    let file = write(&folder, "danted.conf", &text);
    let program = Program::start("danted", &["-f", &file], folder, port).await;
    (program, port)
}

/// `servers` is what stands inside of `http { }`.
pub(crate) async fn nginx(folder: TempDir, servers: &str, port: u16) -> Program {
    let place = folder.path().display().to_string();
    let text = format!(
        "daemon off;
master_process off;
pid {place}/nginx.pid;
error_log {place}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
{servers}
}}
"
    );
    let file = write(&folder, "nginx.conf", &text);
    Program::start("nginx", &["-p", &place, "-c", &file], folder, port).await
}
