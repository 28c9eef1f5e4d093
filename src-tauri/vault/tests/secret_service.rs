//! The vault on the real gnome-keyring over D-Bus: present, locked, without a place, killed, absent.
#![cfg(target_os = "linux")]

mod session;

use std::io::BufRead;

use patchbay_vault::{Ask, Backend, KdfCost, Keychain, NewKey, OsKeychain, Record, Vault};
use session::{CHILD, SAYS, Session};

/// Not a test: the other side of the tests. A question per line, an answer per line.
#[test]
#[ignore = "the tests of this file start it themselves, each in a session of its own"]
fn a_vault_in_a_process_of_its_own() {
    let role = std::env::var("PATCHBAY_TEST_ROLE");
    assert_eq!(role.as_deref(), Ok(CHILD), "not for use alone");
    let mut person = Person {
        vault: Vault::new(Box::new(OsKeychain), KdfCost::default()),
        made: None,
    };
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split(' ').collect();
        println!("\n{SAYS}{}", person.answer(&words));
    }
}

struct Person {
    vault: Vault,
    made: Option<NewKey>,
}

impl Person {
    fn answer(&mut self, words: &[&str]) -> String {
        match words {
            ["look"] => seen(&OsKeychain.look()),
            ["probe"] => seen(&self.vault.probe()),
            ["set", account, value] => outcome(OsKeychain.set(account, value.as_bytes())),
            ["get", account] => match OsKeychain.get(account) {
                Ok(Some(value)) => String::from_utf8_lossy(&value).into_owned(),
                Ok(None) => "none".into(),
                Err(error) => format!("{error:?}"),
            },
            ["delete", account] => outcome(OsKeychain.delete(account)),
            ["make"] => match self.vault.make(Backend::Keychain, None) {
                Ok(new) => {
                    let record = new.record().clone();
                    self.made = Some(new);
                    format!("{} {}", record.key_id, record.holder.unwrap_or_default())
                }
                Err(error) => format!("{error:?}"),
            },
            ["keep"] => outcome(self.vault.keep(self.made.as_ref().expect("made"))),
            ["open", ask, key_id, holder @ ..] => {
                let ask = match *ask {
                    "never" => Ask::Never,
                    "may" => Ask::May,
                    _ => Ask::Again,
                };
                outcome(
                    self.vault
                        .open(&record(key_id, &holder.join(" ")), ask)
                        .map(|_| ()),
                )
            }
            ["set-as-before", account] => outcome(
                keyring::Entry::new("Patchbay", account)
                    .and_then(|entry| entry.set_secret(&[7; 32])),
            ),
            ["forget", key_id, holder @ ..] => {
                outcome(self.vault.forget(&record(key_id, &holder.join(" "))))
            }
            _ => format!("not understood: {words:?}"),
        }
    }
}

fn record(key_id: &str, holder: &str) -> Record {
    Record {
        key_id: key_id.into(),
        backend: Backend::Keychain,
        holder: Some(holder.into()),
        wrapped: None,
    }
}

fn seen(report: &patchbay_vault::KeychainReport) -> String {
    format!(
        "{} {} {}",
        report.state.as_str(),
        report.name.as_deref().unwrap_or("-"),
        report.message.as_deref().unwrap_or("-"),
    )
}

fn outcome<E: std::fmt::Debug>(result: Result<(), E>) -> String {
    match result {
        Ok(()) => "ok".into(),
        Err(error) => format!("{error:?}"),
    }
}

/// What a test goes on with after a key was made and kept.
fn kept(session: &Session) -> (String, String) {
    let mut vault = session.vault();
    let made = vault.ask("make");
    assert_eq!(vault.ask("keep"), "ok");
    let (key_id, holder) = made.split_once(' ').expect("an id and a name");
    (key_id.to_owned(), holder.to_owned())
}

#[test]
fn a_key_put_into_the_keychain_opens_in_another_process_and_can_be_removed() {
    let mut session = Session::with_a_bus();
    session.start_unlocked();
    let (key_id, holder) = kept(&session);
    assert!(holder.starts_with("GNOME Keyring"), "{holder}");
    assert_eq!(session.entries(), 1);
    let mut other = session.vault();
    for ask in ["never", "may", "again"] {
        let mut another = session.vault();
        assert_eq!(another.ask(&format!("open {ask} {key_id} {holder}")), "ok");
    }
    assert_eq!(other.ask(&format!("forget {key_id} {holder}")), "ok");
    assert_eq!(other.ask(&format!("forget {key_id} {holder}")), "ok");
    assert_eq!(session.entries(), 0);
    assert!(
        other
            .ask(&format!("open may {key_id} kwalletd6"))
            .starts_with("KeyMissing"),
    );
}

#[test]
fn a_key_of_an_earlier_version_still_opens() {
    let mut session = Session::with_a_bus();
    session.start_unlocked();
    let mut vault = session.vault();
    assert_eq!(vault.ask("set-as-before key-old"), "ok");
    assert_eq!(vault.ask("open may key-old -"), "ok");
}

#[test]
fn the_probe_trusts_the_real_keychain_and_leaves_nothing_in_it() {
    let mut session = Session::with_a_bus();
    session.start_unlocked();
    let report = session.vault().ask("probe");
    assert!(report.starts_with("works GNOME Keyring"), "{report}");
    assert_eq!(session.entries(), 0);
}

#[test]
fn a_locked_keychain_is_told_from_one_without_the_key_and_keeps_the_key() {
    let mut session = Session::with_a_bus();
    session.start_unlocked();
    let (key_id, holder) = kept(&session);
    session.start_locked();
    let mut vault = session.vault();
    let open = |ask: &str| format!("open {ask} {key_id} {holder}");
    assert!(vault.ask("look").starts_with("locked GNOME Keyring"));
    assert!(vault.ask("probe").starts_with("locked"));
    assert!(vault.ask(&open("never")).starts_with("Locked"));
    // Nobody can be asked here, and the keychain says so at once.
    for ask in ["may", "never", "again"] {
        assert!(vault.ask(&open(ask)).starts_with("Denied"), "{ask}");
    }
    vault.ask("make");
    assert!(vault.ask("keep").starts_with("Denied"));
    assert!(
        vault
            .ask(&format!("forget {key_id} {holder}"))
            .starts_with("Denied")
    );
    // Unlocked somewhere else: no need to press anything here.
    session.start_unlocked();
    assert_eq!(vault.ask(&open("never")), "ok");
    assert_eq!(session.entries(), 1);
}

#[test]
fn a_keychain_that_ends_while_it_asks_its_user_ends_the_waiting() {
    let mut session = Session::with_a_bus();
    session.start_unlocked();
    let (key_id, holder) = kept(&session);
    session.teach("org.gnome.keyring.SystemPrompter", "sleep 600");
    session.start_locked();
    let mut vault = session.vault();
    let open = format!("open may {key_id} {holder}");
    vault.begin(&open);
    session::wait_until("the question is on its way", || {
        session.has_started("org.gnome.keyring.SystemPrompter")
    });
    session.stop_keychain();
    let ended = vault.end(&open);
    assert!(ended.starts_with("NoKeychain"), "{ended}");
    session.start_unlocked();
    assert_eq!(vault.ask(&open), "ok");
}

#[test]
fn a_keychain_without_a_place_for_keys_takes_none_and_says_why() {
    let mut session = Session::with_a_bus();
    session.start_locked();
    let mut vault = session.vault();
    assert!(vault.ask("look").starts_with("no_collection GNOME Keyring"));
    assert!(vault.ask("open may key-1 -").starts_with("KeyMissing"));
    vault.ask("make");
    let refused = vault.ask("keep");
    assert!(refused.contains("no default keyring"), "{refused}");
}

#[test]
fn a_default_keyring_in_memory_is_not_trusted() {
    let mut session = Session::with_a_bus();
    session.start_unlocked();
    session.make_the_default_keyring_forgetful();
    let mut vault = session.vault();
    assert!(vault.ask("look").starts_with("untrusted GNOME Keyring"));
    vault.ask("make");
    assert!(vault.ask("keep").starts_with("Untrusted"));
    assert_eq!(session.entries(), 0);
}

#[test]
fn a_keychain_killed_between_write_and_read_loses_nothing_and_is_seen_when_it_is_back() {
    let mut session = Session::with_a_bus();
    session.start_unlocked();
    let mut vault = session.vault();
    assert_eq!(vault.ask("set key-1 value"), "ok");
    session.stop_keychain();
    assert!(vault.ask("look").starts_with("absent"));
    assert!(vault.ask("get key-1").starts_with("Unavailable"));
    assert!(vault.ask("open may key-1 -").starts_with("NoKeychain"));
    session.start_unlocked();
    assert_eq!(vault.ask("get key-1"), "value");
    assert_eq!(vault.ask("delete key-1"), "ok");
    assert_eq!(vault.ask("get key-1"), "none");
}

#[test]
fn a_keychain_killed_while_it_is_given_a_key_is_an_error_and_the_key_can_be_given_again() {
    let mut session = Session::with_a_bus();
    session.start_unlocked();
    let mut vault = session.vault();
    let made = vault.ask("make");
    // Stopped after it was looked at: the key is on its way when it is killed.
    session.freeze_keychain();
    vault.begin("set key-1 value");
    std::thread::sleep(std::time::Duration::from_millis(300));
    session.stop_keychain();
    let failed = vault.end("set key-1 value");
    assert!(failed.starts_with("Unavailable"), "{failed}");
    session.start_unlocked();
    assert_eq!(vault.ask("keep"), "ok");
    assert_eq!(vault.ask(&format!("open may {made}")), "ok");
}

#[test]
fn a_keychain_that_hangs_does_not_hang_the_status() {
    let mut session = Session::with_a_bus();
    session.start_unlocked();
    let mut vault = session.vault();
    session.freeze_keychain();
    let start = std::time::Instant::now();
    assert!(vault.ask("look").starts_with("unknown"));
    assert!(vault.ask("open never key-1 -").starts_with("NoKeychain"));
    assert!(start.elapsed() < std::time::Duration::from_secs(6));
    session.thaw_keychain();
    assert!(vault.ask("look").starts_with("works"));
}

#[test]
fn a_bus_without_a_keychain_and_no_bus_at_all_are_an_absent_keychain() {
    let mut session = Session::with_a_bus();
    let mut vault = session.vault();
    assert!(vault.ask("look").starts_with("absent - no program offers"));
    assert!(vault.ask("probe").starts_with("absent"));
    assert!(vault.ask("open may key-1 -").starts_with("NoKeychain"));
    session.stop_bus();
    assert!(vault.ask("get key-1").contains("there is no session bus"));
    let nowhere = Session::without_a_bus();
    let mut vault = nowhere.vault();
    assert!(
        vault
            .ask("look")
            .starts_with("absent - there is no session bus")
    );
    assert!(vault.ask("open again key-1 -").starts_with("NoKeychain"));
    vault.ask("make");
    assert!(vault.ask("keep").starts_with("NoKeychain"));
}

#[test]
fn a_bus_that_never_answers_does_not_hang_the_status() {
    let session = Session::without_a_bus();
    let _silent = std::os::unix::net::UnixListener::bind(session.socket()).expect("bound");
    let mut vault = session.vault();
    let start = std::time::Instant::now();
    for _ in 0..8 {
        assert!(vault.ask("look").starts_with("unknown"));
    }
    assert!(
        start.elapsed() < std::time::Duration::from_secs(12),
        "after some that hang, no more are begun"
    );
}

#[test]
fn a_keychain_that_sleeps_is_woken_by_looking_at_it() {
    let session = Session::with_a_bus();
    session.teach(
        "org.freedesktop.secrets",
        "gnome-keyring-daemon --foreground --unlock --components=secrets",
    );
    let mut vault = session.vault();
    let report = vault.ask("look");
    assert!(report.starts_with("works GNOME Keyring"), "{report}");
}
