//! What becomes of secrets in each state of a keychain.

use patchbay_model::SecretField;
use patchbay_vault::{Backend, Error as VaultError};

use super::fake::{Fake, Mode, add, code, draft, folder, key, passphrase, start, state, to};
use crate::run::tests::caller;
use crate::{Core, Error, VaultChange, VaultState};

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
    denied.lock_vault();
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

    core.lock_vault();
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
    core.lock_vault();
    assert_eq!(state(&core).await, VaultState::Closed);
    assert_eq!(code(&core, "a").await, VaultError::Closed);
    core.inner.secrets.wake().await.expect("looked at");
    assert_eq!(code(&core, "a").await, VaultError::Closed);
    core.unlock_vault(None).await.expect("unlocked");
    assert_eq!(key(&core, "a").await.expect("opened"), "sk-1");
}
