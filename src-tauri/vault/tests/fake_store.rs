//! In a process of its own: the store that is set is one for the whole process.

use patchbay_vault::{Ask, Backend, Error, KdfCost, Keychain, KeychainState, OsKeychain, Vault};

#[test]
fn a_store_made_for_tests_is_recognised_and_given_nothing() {
    keyring_core::set_default_store(keyring_core::mock::Store::new().expect("made"));
    assert_eq!(OsKeychain.look().state, KeychainState::Untrusted);
    let vault = Vault::new(Box::new(OsKeychain), KdfCost::default());
    assert_eq!(vault.probe().state, KeychainState::Untrusted);
    let new = vault.make(Backend::Keychain, None).expect("made");
    assert!(matches!(vault.keep(&new), Err(Error::Untrusted(_))));
    assert!(matches!(
        vault.open(new.record(), Ask::Again).err(),
        Some(Error::Untrusted(_))
    ));
    assert!(OsKeychain.get("canary").is_err());
}
