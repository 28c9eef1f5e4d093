//! Keys that are replaced while something else goes on.

use std::time::Duration;

use patchbay_vault::{Backend, Error as VaultError};

use super::fake::{Fake, Mode, add, folder, key, start, to};
use crate::run::tests::caller;
use crate::{Error, VaultState};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_keychain_is_asked_once_and_holds_up_nothing_else() {
    let (folder, keychain) = (folder(), Fake::new());
    let core = start(folder.path(), keychain.clone(), None).await;
    for id in ["a", "b", "c"] {
        add(&core, id, &format!("sk-{id}")).await;
    }
    core.lock_vault();
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
    let before = (keychain.keys(), core.inner.store.secrets("a").await);
    core.change_vault(to(Backend::Keychain))
        .await
        .expect("done");
    assert_ne!(keychain.keys(), before.0);
    assert_eq!(keychain.keys().len(), 1);
    let after = core.inner.store.secrets("a").await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn locking_while_a_new_key_is_on_its_way_loses_nothing() {
    let (folder, keychain) = (folder(), Fake::new());
    let core = start(folder.path(), keychain.clone(), None).await;
    add(&core, "a", "sk-1").await;
    keychain.hold(true);
    let changing = core.clone();
    let change = tokio::spawn(async move { changing.change_vault(to(Backend::Keychain)).await });
    while core.inner.store.sealing_keys().await.expect("read").len() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    core.lock_vault();
    keychain.hold(false);
    change.await.expect("ended").expect("changed");
    core.unlock_vault(None).await.expect("unlocked");
    assert_eq!(key(&core, "a").await.expect("opened"), "sk-1");
    assert_eq!(keychain.keys().len(), 1);
}
