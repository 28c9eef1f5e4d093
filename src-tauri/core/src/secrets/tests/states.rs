use std::time::Duration;

use patchbay_model::{ConnectorId, SecretField};
use patchbay_store::{ConnectorWrite, Forget, Written};
use patchbay_vault::{Backend, Error as VaultError};
use secrecy::SecretString;
use tempfile::TempDir;

use super::fake::{Fake, Mode, add, draft, key, secrets, start};
use crate::run::tests::caller;
use crate::{Core, Error, VaultChange, VaultState};

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn id(text: &str) -> ConnectorId {
    ConnectorId::parse(text).expect("valid")
}

fn to(backend: Backend) -> VaultChange {
    VaultChange {
        backend,
        passphrase: None,
        new_passphrase: None,
        give_up: false,
    }
}

fn passphrase(text: &str) -> Option<SecretString> {
    Some(SecretString::from(text))
}

async fn state(core: &Core) -> VaultState {
    for _ in 0..1000 {
        let status = core.vault_status().await.expect("told");
        if status.state != VaultState::Opening {
            return status.state;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it opens for ever")
}

async fn code(core: &Core, id: &str) -> VaultError {
    match key(core, id).await {
        Err(Error::Vault(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_key_in_the_keychain_opens_in_the_next_process_without_a_question() {
    let (folder, keychain) = (folder(), Fake::new());
    let core = start(folder.path(), keychain.clone(), None).await;
    assert_eq!(state(&core).await, VaultState::Unset);
    add(&core, "a", "sk-1").await;
    let status = core.vault_status().await.expect("told");
    assert_eq!(status.state, VaultState::Open);
    assert_eq!(status.backend, Some(Backend::Keychain));
    assert_eq!(status.written_by.as_deref(), Some("fake-keychain"));
    assert_eq!((status.sealed_secrets, status.lost_secrets), (1, 0));
    let next = start(folder.path(), keychain.clone(), None).await;
    assert_eq!(state(&next).await, VaultState::Open);
    assert_eq!(key(&next, "a").await.expect("opened"), "sk-1");
    assert_eq!(keychain.keys().len(), 1, "no canary stays");
}

#[tokio::test]
async fn locked_denied_absent_and_missing_are_four_states_and_none_changes_anything() {
    let (folder, keychain) = (folder(), Fake::new());
    add(
        &start(folder.path(), keychain.clone(), None).await,
        "a",
        "sk-1",
    )
    .await;
    let before = keychain.keys();
    for (mode, wanted) in [
        (Mode::Locked, VaultState::Locked),
        (Mode::Absent, VaultState::NoKeychain),
    ] {
        keychain.set_mode(mode);
        let core = start(folder.path(), keychain.clone(), None).await;
        assert_eq!(state(&core).await, wanted);
        let refused = core
            .update_connector("a", draft("a", &[("apiKey", "sk-2")]), &[])
            .await;
        assert!(matches!(refused, Err(Error::Vault(_))), "{wanted:?}");
        let refused = core.change_vault(to(Backend::Session)).await;
        assert!(matches!(refused, Err(Error::Vault(_))), "{wanted:?}");
        let listed = core.connectors(&caller()).await.expect("listed");
        assert!(listed[0].lost_secrets.is_empty(), "{wanted:?}");
        keychain.set_mode(Mode::Works);
        // It is noticed by itself that the keychain is there again.
        assert_eq!(state(&core).await, VaultState::Open, "after {wanted:?}");
        assert_eq!(key(&core, "a").await.expect("opened"), "sk-1");
    }
    let denied = start(folder.path(), keychain.clone(), None).await;
    denied.lock_vault().await.expect("locked");
    keychain.set_mode(Mode::Denied);
    let refused = denied.unlock_vault(None).await;
    assert!(matches!(refused, Err(Error::Vault(VaultError::Denied(_)))));
    assert_eq!(state(&denied).await, VaultState::Denied);
    keychain.set_mode(Mode::Works);
    assert_eq!(keychain.keys(), before);

    let elsewhere = start(folder.path(), Fake::new(), None).await;
    assert_eq!(state(&elsewhere).await, VaultState::KeyMissing);
    let status = elsewhere.vault_status().await.expect("told");
    assert_eq!((status.sealed_secrets, status.lost_secrets), (0, 1));
    let lost = key(&elsewhere, "a").await;
    assert!(matches!(lost, Err(Error::SecretLost { .. })), "{lost:?}");
}

#[tokio::test]
async fn who_enters_a_key_again_gets_a_new_vault_and_the_old_one_is_kept_for_the_rest() {
    let (folder, keychain) = (folder(), Fake::new());
    let core = start(folder.path(), keychain.clone(), None).await;
    add(&core, "a", "sk-a").await;
    add(&core, "b", "sk-b").await;
    let old = keychain.keys().remove(0);

    let elsewhere = Fake::new();
    let core = start(folder.path(), elsewhere.clone(), None).await;
    let connector = core.connector(&caller(), "a").await.expect("there");
    assert!(connector.lost_secrets.contains(&SecretField::ApiKey));
    assert!(connector.stored_secrets.is_empty());
    assert!(Core::missing_secrets(&connector).contains(&SecretField::ApiKey));
    core.update_connector("a", draft("a", &[("apiKey", "sk-new")]), &[])
        .await
        .expect("saved");
    assert_eq!(key(&core, "a").await.expect("opened"), "sk-new");
    assert!(matches!(
        key(&core, "b").await,
        Err(Error::SecretLost { .. })
    ));

    // The old keychain comes back, beside the new one.
    elsewhere.put(&old, keychain.take(&old));
    let core = start(folder.path(), elsewhere.clone(), None).await;
    assert_eq!(key(&core, "a").await.expect("opened"), "sk-new");
    assert_eq!(key(&core, "b").await.expect("it came back"), "sk-b");
    // The next change seals all of it with one key.
    core.change_vault(to(Backend::Keychain))
        .await
        .expect("done");
    let core = start(folder.path(), elsewhere.clone(), None).await;
    assert_eq!(key(&core, "b").await.expect("opened"), "sk-b");
    assert_eq!(elsewhere.keys().len(), 1, "both old keys are gone");
}

#[tokio::test]
async fn without_a_keychain_nothing_is_kept_before_somebody_chooses() {
    let (folder, keychain) = (folder(), Fake::new());
    for mode in [Mode::Absent, Mode::Forgets] {
        keychain.set_mode(mode);
        let core = start(folder.path(), keychain.clone(), None).await;
        let refused = core
            .create_connector(Some("a"), draft("a", &[("apiKey", "sk-1")]))
            .await;
        assert!(
            matches!(refused, Err(Error::Vault(VaultError::NoPlace { .. }))),
            "{refused:?}"
        );
        assert!(core.connectors(&caller()).await.expect("listed").is_empty());
    }
    let core = start(folder.path(), keychain.clone(), None).await;
    core.change_vault(to(Backend::Session))
        .await
        .expect("chosen");
    add(&core, "a", "sk-1").await;
    let status = core.vault_status().await.expect("told");
    assert_eq!(status.state, VaultState::Open);
    assert_eq!(status.backend, Some(Backend::Session));
    assert_eq!(key(&core, "a").await.expect("opened"), "sk-1");

    // The next process cannot have it, and says so.
    let next = start(folder.path(), keychain.clone(), None).await;
    assert_eq!(state(&next).await, VaultState::KeyMissing);
    let connector = next.connector(&caller(), "a").await.expect("there");
    assert!(connector.lost_secrets.contains(&SecretField::ApiKey));
    // The first one still has it, and moves it to where it lasts.
    let moved = VaultChange {
        new_passphrase: passphrase("a passphrase that lasts"),
        ..to(Backend::Passphrase)
    };
    core.change_vault(moved).await.expect("moved");
    next.unlock_vault(passphrase("a passphrase that lasts").as_ref())
        .await
        .expect("unlocked");
    assert_eq!(key(&next, "a").await.expect("opened"), "sk-1");
}

#[tokio::test]
async fn a_passphrase_is_asked_for_again_after_each_start_and_after_locking() {
    let (folder, keychain) = (folder(), Fake::new());
    let core = start(folder.path(), keychain.clone(), None).await;
    add(&core, "a", "sk-1").await;
    let chosen = VaultChange {
        new_passphrase: passphrase("the first passphrase"),
        ..to(Backend::Passphrase)
    };
    core.change_vault(chosen).await.expect("moved");
    assert!(keychain.keys().is_empty(), "it left the keychain");

    let core = start(folder.path(), keychain.clone(), None).await;
    assert_eq!(state(&core).await, VaultState::PassphraseNeeded);
    assert_eq!(code(&core, "a").await, VaultError::PassphraseNeeded);
    let wrong = passphrase("another passphrase");
    assert!(matches!(
        core.unlock_vault(wrong.as_ref()).await,
        Err(Error::Vault(VaultError::WrongPassphrase))
    ));
    let right = passphrase("the first passphrase");
    core.unlock_vault(right.as_ref()).await.expect("unlocked");
    assert_eq!(key(&core, "a").await.expect("opened"), "sk-1");

    core.lock_vault().await.expect("locked");
    assert_eq!(state(&core).await, VaultState::PassphraseNeeded);
    assert!(key(&core, "a").await.is_err());
    // Changing it takes the one it has, open or not.
    let other = VaultChange {
        new_passphrase: passphrase("the second passphrase"),
        ..to(Backend::Passphrase)
    };
    let refused = core.change_vault(other.clone()).await;
    assert!(matches!(
        refused,
        Err(Error::Vault(VaultError::PassphraseNeeded))
    ));
    let changed = VaultChange {
        passphrase: passphrase("the first passphrase"),
        ..other
    };
    core.change_vault(changed).await.expect("changed");
    let core = start(
        folder.path(),
        keychain.clone(),
        Some("the second passphrase"),
    )
    .await;
    assert_eq!(key(&core, "a").await.expect("opened"), "sk-1");
    let rotated = VaultChange {
        passphrase: passphrase("the second passphrase"),
        ..to(Backend::Passphrase)
    };
    core.change_vault(rotated).await.expect("rotated");
    let core = start(
        folder.path(),
        keychain.clone(),
        Some("the second passphrase"),
    )
    .await;
    assert_eq!(key(&core, "a").await.expect("opened"), "sk-1");
}

#[tokio::test]
async fn a_forgotten_passphrase_is_given_up_only_when_that_is_said() {
    let folder = folder();
    let keychain = Fake::new();
    keychain.set_mode(Mode::Absent);
    let core = start(folder.path(), keychain.clone(), Some("nobody remembers it")).await;
    add(&core, "a", "sk-1").await;
    keychain.set_mode(Mode::Works);
    let core = start(folder.path(), keychain.clone(), None).await;
    let refused = core.change_vault(to(Backend::Keychain)).await;
    assert!(matches!(refused, Err(Error::Vault(_))));
    let given_up = VaultChange {
        give_up: true,
        ..to(Backend::Keychain)
    };
    core.change_vault(given_up).await.expect("done");
    assert_eq!(state(&core).await, VaultState::Open);
    assert!(matches!(
        key(&core, "a").await,
        Err(Error::SecretLost { .. })
    ));
    assert_eq!(core.vault_status().await.expect("told").lost_secrets, 1);
}

#[tokio::test]
async fn lock_now_holds_until_somebody_unlocks() {
    let (folder, keychain) = (folder(), Fake::new());
    let core = start(folder.path(), keychain.clone(), None).await;
    add(&core, "a", "sk-1").await;
    core.lock_vault().await.expect("locked");
    assert_eq!(state(&core).await, VaultState::Closed);
    assert_eq!(code(&core, "a").await, VaultError::Closed);
    core.wake_vault().await.expect("looked at");
    assert_eq!(code(&core, "a").await, VaultError::Closed);
    core.unlock_vault(None).await.expect("unlocked");
    assert_eq!(key(&core, "a").await.expect("opened"), "sk-1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_keychain_is_asked_once_and_holds_up_nothing_else() {
    let (folder, keychain) = (folder(), Fake::new());
    let core = start(folder.path(), keychain.clone(), None).await;
    for id in ["a", "b", "c"] {
        add(&core, id, &format!("sk-{id}")).await;
    }
    core.lock_vault().await.expect("locked");
    let before = keychain.asked();
    keychain.hold(true);
    let opening = core.clone();
    let unlocking = tokio::spawn(async move { opening.unlock_vault(None).await });
    while core.vault_status().await.expect("told").state != VaultState::Opening {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut waiting = Vec::new();
    for n in 0..30 {
        let core = core.clone();
        let id = ["a", "b", "c"][n % 3];
        waiting.push(tokio::spawn(async move { key(&core, id).await }));
    }
    // The rest of the product does not notice.
    let caller = caller();
    let listed = tokio::time::timeout(Duration::from_secs(5), core.connectors(&caller));
    assert_eq!(listed.await.expect("at once").expect("listed").len(), 3);
    keychain.hold(false);
    unlocking.await.expect("ended").expect("unlocked");
    for waiting in waiting {
        waiting.await.expect("ended").expect("opened");
    }
    assert_eq!(keychain.asked() - before, 1);
}

#[tokio::test]
async fn a_rotation_seals_everything_anew_and_leaves_one_key() {
    let (folder, keychain) = (folder(), Fake::new());
    let core = start(folder.path(), keychain.clone(), None).await;
    add(&core, "a", "sk-a").await;
    let before = (keychain.keys(), core.inner.store.secrets(&id("a")).await);
    core.change_vault(to(Backend::Keychain))
        .await
        .expect("done");
    assert_ne!(keychain.keys(), before.0);
    assert_eq!(keychain.keys().len(), 1);
    let after = core.inner.store.secrets(&id("a")).await;
    assert_ne!(after.expect("read"), before.1.expect("read"));
    assert_eq!(key(&core, "a").await.expect("opened"), "sk-a");
    // A keychain that fails in the middle changes nothing.
    let before = keychain.keys();
    keychain.set_mode(Mode::Forgets);
    let refused = core.change_vault(to(Backend::Keychain)).await;
    assert!(matches!(
        refused,
        Err(Error::Vault(VaultError::Untrusted(_)))
    ));
    keychain.set_mode(Mode::Works);
    assert_eq!(keychain.keys(), before);
    assert_eq!(key(&core, "a").await.expect("opened"), "sk-a");
    assert_eq!(
        core.inner.store.sealing_keys().await.expect("read").len(),
        1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_that_save_and_rotate_at_once_lose_nothing() {
    let (folder, keychain) = (folder(), Fake::new());
    let one = start(folder.path(), keychain.clone(), None).await;
    let two = start(folder.path(), keychain.clone(), None).await;
    let saving = tokio::spawn(async move {
        for n in 0..40 {
            add(&two, &format!("c{n}"), &format!("sk-{n}")).await;
        }
        two
    });
    let mut rotations = 0;
    while !saving.is_finished() {
        match one.change_vault(to(Backend::Keychain)).await {
            Ok(()) => rotations += 1,
            Err(Error::VaultChanged) => {}
            Err(error) => panic!("{error}"),
        }
    }
    let two = saving.await.expect("saved");
    assert!(rotations > 1, "{rotations}");
    for core in [&one, &two] {
        for n in 0..40 {
            let key = key(core, &format!("c{n}")).await.expect("opened");
            assert_eq!(key, format!("sk-{n}"));
        }
    }
}

#[tokio::test]
async fn a_reference_is_read_at_each_use_and_is_not_sealed() {
    let folder = folder();
    let keychain = Fake::new();
    keychain.set_mode(Mode::Absent);
    let core = start(folder.path(), keychain, None).await;
    let given = draft(
        "a",
        &[
            ("apiKey", "${env:TEAM_KEY}"),
            ("secretHeaders.X-Token", "${env:NOT_SET}"),
        ],
    );
    let connector = core.create_connector(Some("a"), given).await;
    let connector = connector.expect("nothing needs a vault");
    let named: Vec<_> = connector.secret_references.values().collect();
    assert_eq!(named, ["TEAM_KEY", "NOT_SET"]);
    assert_eq!(state(&core).await, VaultState::Unset);
    let unset = secrets(&core, "a").await.expect_err("one is not set");
    assert!(unset.to_string().contains("NOT_SET"), "{unset}");
    let forgotten = [SecretField::Header("X-Token".into())];
    core.update_connector("a", draft("a", &[]), &forgotten)
        .await
        .expect("saved");
    assert_eq!(
        key(&core, "a").await.expect("read"),
        "sk-from-the-environment",
        "without the line break"
    );
    assert!(core.has_variable("TEAM_KEY") && !core.has_variable("EMPTY"));
    let status = core.vault_status().await.expect("told");
    assert_eq!((status.sealed_secrets, status.references), (0, 1));
}

#[tokio::test]
async fn a_secret_header_is_sealed_and_goes_to_its_host_only() {
    let (folder, keychain) = (folder(), Fake::new());
    let core = start(folder.path(), keychain.clone(), None).await;
    let given = draft("a", &[("secretHeaders.X-Token", "t-canary")]);
    core.create_connector(Some("a"), given).await.expect("made");
    assert_eq!(
        secrets(&core, "a").await.expect("opened"),
        [("secretHeaders.X-Token".to_owned(), "t-canary".to_owned())]
    );
    let mut twice = draft("a", &[]);
    let headers = serde_json::json!({"x-token": "plain"});
    twice.config.insert("headers".into(), headers);
    let refused = core.update_connector("a", twice, &[]).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    let mut moved = draft("a", &[]);
    moved.config["apiUrl"] = "http://127.0.0.2:1/v1/chat/completions".into();
    let refused = core.update_connector("a", moved, &[]).await;
    assert!(matches!(refused, Err(Error::SecretRequired { .. })));
    for (name, value) in [
        ("secretHeaders.Authorization", "x"),
        ("secretHeaders.a b", "x"),
        ("secretHeaders.X-Token", "two\nlines"),
        ("secretHeaders.X-Token", "${env:PATCHBAY_VAULT_PASSPHRASE}"),
    ] {
        let refused = core
            .update_connector("a", draft("a", &[(name, value)]), &[])
            .await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{name}");
    }
}

#[tokio::test]
async fn a_row_moved_to_another_connector_does_not_open() {
    let (folder, keychain) = (folder(), Fake::new());
    let core = start(folder.path(), keychain.clone(), None).await;
    add(&core, "a", "sk-a").await;
    add(&core, "b", "sk-b").await;
    let store = &core.inner.store;
    let to = store.connector(&id("b")).await.expect("read");
    let moved = ConnectorWrite {
        row: to.expect("there").row,
        forget: Some(Forget::All),
        secrets: store.secrets(&id("a")).await.expect("read"),
    };
    let moved = store.write_connectors(vec![moved]).await.expect("asked");
    assert_eq!(moved, Written::Done);
    let refused = key(&core, "b").await;
    assert!(
        matches!(refused, Err(Error::SecretUnreadable { .. })),
        "{refused:?}"
    );
    assert_eq!(key(&core, "a").await.expect("opened"), "sk-a");
}
