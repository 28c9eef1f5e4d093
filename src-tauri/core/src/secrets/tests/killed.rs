//! A process that does nothing but change the vault is killed again and again.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use patchbay_vault::Backend;
use secrecy::SecretString;

use super::fake::{Folder, add, key, start};
use crate::{Core, VaultChange};

/// The data directory; the keychain is beside it. Set for the process that is killed.
const FOLDER: &str = "VAULT_CHANGES_IN";
const PASSPHRASE: &str = "the same all the time";
const CONNECTORS: usize = 12;
const KILLS: usize = 200;
const THREADS: usize = 2;

async fn open(folder: &Path) -> Core {
    let keychain = Folder(folder.join("keychain"));
    start(&folder.join("data"), keychain, Some(PASSPHRASE)).await
}

fn id(n: usize) -> String {
    format!("c{n}")
}

/// Not a test of its own: what the next one kills.
#[tokio::test]
async fn a_process_that_changes_the_vault_without_end() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let core = open(Path::new(&folder)).await;
    println!("\nstarted");
    for turn in 0.. {
        // Rotation in the keychain, to the passphrase, rotation there, and back.
        let backend = [
            Backend::Keychain,
            Backend::Passphrase,
            Backend::Passphrase,
            Backend::Keychain,
        ][turn % 4];
        let change = VaultChange {
            backend,
            passphrase: Some(SecretString::from(PASSPHRASE)),
            new_passphrase: None,
            give_up: false,
        };
        core.change_vault(change).await.expect("changed");
    }
}

#[test]
fn killed_at_any_point_of_a_change_no_secret_is_lost() {
    std::thread::scope(|threads| {
        let all: Vec<_> = (0..THREADS)
            .map(|thread| threads.spawn(move || kill_again_and_again(thread)))
            .collect();
        let changes: usize = all.into_iter().map(|t| t.join().expect("held")).sum();
        // Otherwise nothing was interrupted.
        assert!(changes > KILLS / 2, "{changes} changes came to an end");
    });
}

/// How often the key in use was another one after a kill.
fn kill_again_and_again(thread: usize) -> usize {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("keychain")).expect("a keychain");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let core = open(folder.path()).await;
        for n in 0..CONNECTORS {
            add(&core, &id(n), &format!("sk-{n}")).await;
        }
        core.close(Duration::ZERO).await;
    });
    let (mut last, mut changes) = (String::new(), 0);
    for kill in 0..KILLS / THREADS {
        let mut child = child(folder.path());
        // Primes, so that the moments are spread over everything a change does.
        let moment = (kill * 7919 + thread * 4507) % 30_011;
        std::thread::sleep(Duration::from_micros(moment as u64));
        child.kill().expect("killed");
        child.wait().expect("ended");
        let current = runtime.block_on(check(folder.path(), kill));
        changes += usize::from(current != last);
        last = current;
    }
    changes
}

/// Every secret opens, and no more than one key is left over. Gives the key in use.
async fn check(folder: &Path, kill: usize) -> String {
    let core = open(folder).await;
    for n in 0..CONNECTORS {
        let opened = key(&core, &id(n)).await;
        let opened = opened.unwrap_or_else(|error| panic!("after kill {kill}: {error}"));
        assert_eq!(opened, format!("sk-{n}"), "after kill {kill}");
    }
    let ring = core.inner.secrets.ring().await.expect("read");
    let current = ring.current().expect("there is one").record.key_id.clone();
    core.close(Duration::ZERO).await;
    current
}

fn child(folder: &Path) -> Child {
    let program = std::env::current_exe().expect("this program");
    let mut child = Command::new(program)
        .args([
            "--exact",
            "secrets::tests::killed::a_process_that_changes_the_vault_without_end",
            "--nocapture",
        ])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    let mut said = BufReader::new(child.stdout.take().expect("piped")).lines();
    while said.next().expect("it says so").expect("text") != "started" {}
    child
}
