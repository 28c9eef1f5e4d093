//! A session bus of the test's own with the real gnome-keyring on it, and a process that uses the vault there.
//!
//! The address of the bus comes from a process's environment, so each test has its vault in a child: this
//! test program once more, in the role of the test named [`CHILD`].

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde::Serialize;
use tempfile::TempDir;
use zbus::blocking::connection;
use zbus::message::Message;
use zbus::zvariant::{DynamicType, ObjectPath, OwnedObjectPath};

pub(crate) const CHILD: &str = "a_vault_in_a_process_of_its_own";
/// Before what the child says, to tell it from what the test runner says.
pub(crate) const SAYS: &str = "vault> ";
const PASSWORD: &str = "the password of the login keyring";
const PATIENCE: Duration = Duration::from_secs(40);

/// A program that ends with the value, also when the test fails.
struct Program(Child);

impl Program {
    fn start(command: &mut Command) -> Self {
        let name = command.get_program().to_owned();
        Self(command.spawn().unwrap_or_else(|error| {
            panic!(
                "{name:?} does not start ({error}): these tests need dbus-daemon and gnome-keyring-daemon, \
                 which `cargo xtask test` installs"
            )
        }))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(crate) struct Session {
    // In this order: the keychain is a client of the bus.
    keychain: Option<Program>,
    bus: Option<Program>,
    /// Programs the bus starts leave their process id in it.
    home: TempDir,
}

impl Drop for Session {
    fn drop(&mut self) {
        for file in files(&self.home.path().join("pids")) {
            let pid = fs::read_to_string(file).unwrap_or_default();
            let _ = Command::new("kill").args(["-KILL", pid.trim()]).status();
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect()
}

impl Session {
    /// A bus and nobody on it.
    pub(crate) fn with_a_bus() -> Self {
        let mut session = Self::without_a_bus();
        let config = session.home.path().join("bus.conf");
        let services = session.services();
        // Without the services of this machine: the bus would start its keychain whenever it is asked for.
        let text = format!(
            r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#,
            session.socket().display(),
            services.display(),
        );
        fs::write(&config, text).expect("written");
        let mut bus = session.command("dbus-daemon");
        bus.args(["--nofork", "--nopidfile", "--config-file"])
            .arg(config)
            .stderr(Stdio::null());
        let bus = Program::start(&mut bus);
        wait_until("the bus listens", || session.socket().exists());
        session.bus = Some(bus);
        session
    }

    /// No bus either.
    pub(crate) fn without_a_bus() -> Self {
        let home = tempfile::tempdir().expect("a directory");
        let run = home.path().join("run");
        for folder in ["services", "pids"] {
            fs::create_dir(home.path().join(folder)).expect("made");
        }
        fs::create_dir_all(home.path().join("data/keyrings")).expect("made");
        fs::create_dir(&run).expect("made");
        fs::set_permissions(&run, fs::Permissions::from_mode(0o700)).expect("private");
        Self {
            keychain: None,
            bus: None,
            home,
        }
    }

    /// As after a login with the right password.
    pub(crate) fn start_unlocked(&mut self) {
        self.start_keychain(Some(PASSWORD), &["--unlock"]);
    }

    /// As after a login without a password.
    pub(crate) fn start_locked(&mut self) {
        self.start_keychain(None, &[]);
    }

    fn start_keychain(&mut self, password: Option<&str>, more: &[&str]) {
        self.stop_keychain();
        let mut command = self.command("gnome-keyring-daemon");
        command
            .args(["--foreground", "--components=secrets"])
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut keychain = Program::start(&mut command);
        let mut input = keychain.0.stdin.take().expect("piped");
        input
            .write_all(password.unwrap_or_default().as_bytes())
            .expect("told");
        drop(input);
        // It makes this when it is ready.
        let pid = keychain.0.id();
        self.keychain = Some(keychain);
        let mut onlooker = self.vault();
        wait_until(&format!("the keychain {pid} is on the bus"), || {
            !onlooker.ask("look").starts_with("absent")
        });
    }

    /// With `SIGKILL`, at once.
    pub(crate) fn stop_keychain(&mut self) {
        self.keychain = None;
    }

    pub(crate) fn stop_bus(&mut self) {
        self.bus = None;
    }

    /// Stops the keychain in its tracks: the bus still knows it, and it answers nothing.
    pub(crate) fn freeze_keychain(&mut self) {
        self.signal("-STOP");
    }

    pub(crate) fn thaw_keychain(&mut self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let pid = self.keychain.as_ref().expect("started").0.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status();
        assert!(sent.expect("kill").success());
    }

    /// Teaches the bus to start a program when `name` is asked for.
    pub(crate) fn teach(&self, name: &str, program: &str) {
        let script = self.home.path().join(format!("{name}.sh"));
        let pid = self.home.path().join("pids").join(name);
        let input = self.home.path().join("password");
        fs::write(&input, PASSWORD).expect("written");
        let text = format!(
            "echo $$ > {}\nexec {program} < {}\n",
            pid.display(),
            input.display()
        );
        fs::write(&script, text).expect("written");
        let service = format!(
            "[D-BUS Service]\nName={name}\nExec=/bin/sh {}\n",
            script.display()
        );
        fs::write(self.services().join(format!("{name}.service")), service).expect("written");
        let name = "org.freedesktop.DBus";
        self.call(name, "/", name, "ReloadConfig", &());
    }

    /// How many entries of ours the keychain has.
    pub(crate) fn entries(&self) -> usize {
        let ours = HashMap::from([("service", "Patchbay")]);
        let found = self.ask_keychain("SearchItems", &ours);
        let (open, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            found.body().deserialize().expect("two lists");
        open.len() + locked.len()
    }

    /// What is added by default is in memory only from now on.
    pub(crate) fn make_the_default_keyring_forgetful(&self) {
        let memory =
            ObjectPath::from_static_str_unchecked("/org/freedesktop/secrets/collection/session");
        self.ask_keychain("SetAlias", &("default", memory));
    }

    fn ask_keychain<B: Serialize + DynamicType>(&self, method: &str, body: &B) -> Message {
        let name = "org.freedesktop.secrets";
        let service = "org.freedesktop.Secret.Service";
        self.call(name, "/org/freedesktop/secrets", service, method, body)
    }

    fn call<B: Serialize + DynamicType>(
        &self,
        name: &str,
        path: &str,
        interface: &str,
        method: &str,
        body: &B,
    ) -> Message {
        let address = format!("unix:path={}", self.socket().display());
        connection::Builder::address(address.as_str())
            .and_then(|builder| builder.build())
            .and_then(|bus| bus.call_method(Some(name), path, Some(interface), method, body))
            .expect("an answer")
    }

    pub(crate) fn has_started(&self, name: &str) -> bool {
        self.home.path().join("pids").join(name).exists()
    }

    pub(crate) fn vault(&self) -> Vault {
        Vault::start(self)
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.home.path().join("bus")
    }

    fn services(&self) -> PathBuf {
        self.home.path().join("services")
    }

    /// With an environment that leads nowhere but here.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.home.path())
            .env("XDG_DATA_HOME", self.home.path().join("data"))
            .env("XDG_RUNTIME_DIR", self.home.path().join("run"))
            .env(
                "DBUS_SESSION_BUS_ADDRESS",
                format!("unix:path={}", self.socket().display()),
            );
        command
    }
}

/// A process with a vault on the bus of its session. It stays the same while keychains come and go.
pub(crate) struct Vault {
    input: ChildStdin,
    answers: Receiver<String>,
    _program: Program,
}

impl Vault {
    fn start(session: &Session) -> Self {
        let this = std::env::current_exe().expect("this program");
        let mut command = session.command(this);
        command
            .args(["--exact", CHILD, "--ignored", "--nocapture"])
            .env("PATCHBAY_TEST_ROLE", CHILD)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut program = Program::start(&mut command);
        let input = program.0.stdin.take().expect("piped");
        let output = BufReader::new(program.0.stdout.take().expect("piped"));
        let (sender, answers) = channel();
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if let Some((_, answer)) = line.split_once(SAYS) {
                    let _ = sender.send(answer.to_owned());
                }
            }
        });
        Self {
            input,
            answers,
            _program: program,
        }
    }

    pub(crate) fn ask(&mut self, question: &str) -> String {
        self.begin(question);
        self.end(question)
    }

    pub(crate) fn begin(&mut self, question: &str) {
        writeln!(self.input, "{question}").expect("the child is there");
    }

    pub(crate) fn end(&mut self, question: &str) -> String {
        self.answers
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|_| panic!("no answer to {question:?} within {PATIENCE:?}"))
    }
}

pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(15), "never: {what}");
        thread::sleep(Duration::from_millis(30));
    }
}
