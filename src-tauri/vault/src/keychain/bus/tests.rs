//! Unlocking, against a keychain of the test's own on a bus of the test's own: one whose user agrees, says no,
//! or is away. The real one has nobody to ask in a test.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use zbus::object_server::SignalEmitter;
use zbus::zvariant::Value;

use super::*;

#[derive(Clone, Copy, PartialEq)]
enum User {
    Agrees,
    Dismisses,
    IsAway,
    /// The program ends while it asks.
    Ends,
    /// Unlocks without being asked, as with an empty password.
    NeedsNoPrompt,
    /// A keychain that neither unlocks nor asks.
    IsNotAsked,
}

#[derive(Clone)]
struct Keychain {
    user: User,
    prompts: Arc<AtomicUsize>,
    dismissals: Arc<AtomicUsize>,
}

struct Service(Keychain);

#[zbus::interface(name = "org.freedesktop.Secret.Service")]
impl Service {
    fn unlock(&self, objects: Vec<OwnedObjectPath>) -> (Vec<OwnedObjectPath>, OwnedObjectPath) {
        let path = |path: &str| OwnedObjectPath::try_from(path).expect("a path");
        match self.0.user {
            User::NeedsNoPrompt => (objects, path("/")),
            User::IsNotAsked => (Vec::new(), path("/")),
            _ => (Vec::new(), path("/prompt")),
        }
    }
}

struct Prompt(Keychain);

#[zbus::interface(name = "org.freedesktop.Secret.Prompt")]
impl Prompt {
    async fn prompt(
        &self,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
        _window: String,
    ) -> zbus::fdo::Result<()> {
        self.0.prompts.fetch_add(1, Ordering::SeqCst);
        let dismissed = match self.0.user {
            User::Agrees => false,
            User::Dismisses => true,
            _ => return Ok(()),
        };
        Ok(Self::completed(&emitter, dismissed, Value::from("")).await?)
    }

    fn dismiss(&self) {
        self.0.dismissals.fetch_add(1, Ordering::SeqCst);
    }

    #[zbus(signal)]
    async fn completed(
        emitter: &SignalEmitter<'_>,
        dismissed: bool,
        result: Value<'_>,
    ) -> zbus::Result<()>;
}

struct Asked {
    outcome: Result<(), KeychainError>,
    prompts: usize,
    dismissals: usize,
    took: Duration,
}

/// Ends with the test, also when it fails.
struct Daemon(Child);

/// Without the services of this machine: the bus would start the real keychain.
const CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>"#;

impl Daemon {
    fn start() -> (Self, String) {
        let config = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(config.path(), CONFIG).expect("written");
        let mut daemon = Command::new("dbus-daemon")
            .args([
                "--nofork",
                "--nopidfile",
                "--print-address",
                "--config-file",
            ])
            .arg(config.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is needed, which `cargo xtask test` installs");
        let output = daemon.stdout.take().expect("piped");
        let daemon = Self(daemon);
        let mut address = String::new();
        BufReader::new(output)
            .read_line(&mut address)
            .expect("an address");
        (daemon, address.trim().to_owned())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn connected(address: &str) -> connection::Builder<'_> {
    connection::Builder::address(address).expect("an address")
}

fn ask(user: User, limit: Duration) -> Asked {
    let keychain = Keychain {
        user,
        prompts: Arc::default(),
        dismissals: Arc::default(),
    };
    let (_daemon, address) = Daemon::start();
    let server = connected(&address)
        .serve_at(SERVICE_PATH, Service(keychain.clone()))
        .and_then(|builder| builder.serve_at("/prompt", Prompt(keychain.clone())))
        .and_then(|builder| builder.name(SECRETS))
        .and_then(|builder| builder.build())
        .expect("served");
    let connection = connected(&address).build().expect("connected");
    let bus = Bus { connection };
    let start = Instant::now();
    let prompts = keychain.prompts.clone();
    let (end, ended) = mpsc::channel::<()>();
    let ending = thread::spawn(move || {
        // Lives until its time has come, or until the test has what it wanted.
        while user != User::Ends || prompts.load(Ordering::SeqCst) == 0 {
            if ended.recv_timeout(Duration::from_millis(5)) != Err(mpsc::RecvTimeoutError::Timeout)
            {
                break;
            }
        }
        server.close()
    });
    let locked = OwnedObjectPath::try_from("/collection").expect("a path");
    let outcome = bus.unlock(&[locked], limit);
    let took = start.elapsed();
    drop(end);
    ending.join().expect("no panic").expect("closed");
    Asked {
        outcome,
        prompts: keychain.prompts.load(Ordering::SeqCst),
        dismissals: keychain.dismissals.load(Ordering::SeqCst),
        took,
    }
}

const LONG: Duration = Duration::from_secs(60);

#[test]
fn a_user_who_agrees_unlocks() {
    let asked = ask(User::Agrees, LONG);
    assert_eq!(asked.outcome, Ok(()));
    assert_eq!((asked.prompts, asked.dismissals), (1, 0));
}

#[test]
fn a_user_who_says_no_is_told_from_a_keychain_that_does_not_ask() {
    let no = ask(User::Dismisses, LONG);
    assert!(matches!(no.outcome, Err(KeychainError::Denied(_))));
    let mute = ask(User::IsNotAsked, LONG);
    assert!(matches!(mute.outcome, Err(KeychainError::Locked(_))));
    assert_eq!((no.prompts, mute.prompts), (1, 0));
}

#[test]
fn a_keychain_that_needs_no_prompt_shows_none() {
    let asked = ask(User::NeedsNoPrompt, LONG);
    assert_eq!((asked.outcome, asked.prompts), (Ok(()), 0));
}

#[test]
fn a_question_nobody_answers_is_taken_back_after_a_while() {
    let asked = ask(User::IsAway, Duration::from_millis(600));
    assert!(matches!(asked.outcome, Err(KeychainError::Denied(_))));
    assert_eq!((asked.prompts, asked.dismissals), (1, 1));
    assert!(asked.took >= Duration::from_millis(600));
}

#[test]
fn a_keychain_that_ends_while_it_asks_is_not_waited_for() {
    let asked = ask(User::Ends, LONG);
    assert!(matches!(asked.outcome, Err(KeychainError::Unavailable(_))));
    assert!(asked.took < Duration::from_secs(10), "{:?}", asked.took);
}
