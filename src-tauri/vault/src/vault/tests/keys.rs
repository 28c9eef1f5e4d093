//! Making, keeping, opening, closing and forgetting keys.

use super::fake::{Fake, LONG, Mode, kept_in, vault, words};
use crate::{Ask, Backend, Error, Keychain as _, Vault};

fn seal_and_open(with: &crate::Sealer, again: &crate::Sealer) {
    let sealed = with.seal("c", "apiKey", b"sk-1").expect("sealed");
    let opened = again.open("c", "apiKey", &sealed).expect("whole");
    assert_eq!(opened.as_slice(), b"sk-1");
}

#[test]
fn a_key_in_the_keychain_opens_in_a_new_process() {
    let fake = Fake::default();
    fake.rename("GNOME Keyring");
    let here = vault(&fake);
    let new = here.make(Backend::Keychain, None).expect("made");
    assert!(
        fake.entries().is_empty(),
        "a key is written when it is kept"
    );
    here.keep(&new).expect("kept");
    let record = new.record().clone();
    assert_eq!(record.holder.as_deref(), Some("GNOME Keyring"));
    assert_eq!(record.wrapped, None);
    let there = vault(&fake).open(&record, Ask::Never).expect("opened");
    assert_eq!(there.key_id(), record.key_id);
    seal_and_open(new.sealer(), &there);
}

#[test]
fn a_passphrase_vault_opens_in_a_new_process_with_the_passphrase_alone() {
    let fake = Fake::new(Mode::Absent);
    let new = vault(&fake)
        .make(Backend::Passphrase, Some(&words(LONG)))
        .expect("made");
    let there = vault(&fake);
    there.keep(&new).expect("nothing to do");
    let record = new.record().clone();
    for ask in [Ask::Never, Ask::May, Ask::Again] {
        assert_eq!(
            there.open(&record, ask).err(),
            Some(Error::PassphraseNeeded)
        );
    }
    let opened = there.unlock_with(&record, &words(LONG)).expect("opened");
    seal_and_open(new.sealer(), &opened);
    assert!(there.open(&record, Ask::Never).is_ok());
    assert_eq!(there.last_error(&record.key_id), None);
    assert_eq!((fake.gets(), fake.sets()), (0, 0));
}

#[test]
fn a_new_passphrase_must_be_there_and_long() {
    let vault = vault(&Fake::default());
    assert_eq!(
        vault.make(Backend::Passphrase, None).err(),
        Some(Error::PassphraseNeeded)
    );
    for short in ["", "eleven char", "äöüäöüäöüäö"] {
        assert_eq!(
            vault.make(Backend::Passphrase, Some(&words(short))).err(),
            Some(Error::PassphraseTooShort { least: 12 }),
            "{short}"
        );
    }
    assert!(
        vault
            .make(Backend::Passphrase, Some(&words("äöüäöüäöüäöü")))
            .is_ok()
    );
}

#[test]
fn a_session_key_lives_as_long_as_its_process_and_outlives_a_closing() {
    let fake = Fake::default();
    let here = vault(&fake);
    let new = here.make(Backend::Session, None).expect("made");
    here.keep(&new).expect("nothing to do");
    let record = new.record().clone();
    assert_eq!(here.open(&record, Ask::May).err(), Some(Error::SessionOver));
    here.adopt(new);
    assert!(here.in_memory(&record.key_id).is_some());
    here.close();
    assert!(here.in_memory(&record.key_id).is_none());
    assert_eq!(here.open(&record, Ask::May).err(), Some(Error::Closed));
    assert!(here.open(&record, Ask::Again).is_ok());
    assert!(here.in_memory(&record.key_id).is_some());
    let there = vault(&fake);
    assert_eq!(
        there.open(&record, Ask::Again).err(),
        Some(Error::SessionOver)
    );
    assert_eq!(there.last_error(&record.key_id), Some(Error::SessionOver));
    assert!(fake.entries().is_empty());
}

#[test]
fn a_closed_vault_gives_nothing_until_its_user_unlocks_it() {
    let fake = Fake::default();
    let record = kept_in(&fake);
    let vault = vault(&fake);
    vault.open(&record, Ask::May).expect("opened");
    vault.close();
    assert!(vault.is_closed());
    let gets = fake.gets();
    for ask in [Ask::Never, Ask::May] {
        assert_eq!(vault.open(&record, ask).err(), Some(Error::Closed));
    }
    assert!(vault.in_memory(&record.key_id).is_none());
    assert_eq!(fake.gets(), gets, "a closed vault does not ask");
    vault.open(&record, Ask::Again).expect("opened");
    assert!(!vault.is_closed());
    assert!(vault.in_memory(&record.key_id).is_some());
    assert_eq!(fake.gets(), gets + 1, "the key had been wiped");
}

#[test]
fn a_closed_passphrase_vault_needs_the_passphrase_again() {
    let vault = vault(&Fake::default());
    let new = vault
        .make(Backend::Passphrase, Some(&words(LONG)))
        .expect("made");
    let record = new.record().clone();
    vault.adopt(new);
    assert!(vault.open(&record, Ask::May).is_ok());
    vault.close();
    assert_eq!(vault.open(&record, Ask::May).err(), Some(Error::Closed));
    assert_eq!(
        vault.open(&record, Ask::Again).err(),
        Some(Error::PassphraseNeeded)
    );
    vault.close();
    vault.unlock_with(&record, &words(LONG)).expect("opened");
    assert!(!vault.is_closed());
    assert!(vault.in_memory(&record.key_id).is_some());
}

#[test]
fn a_forgotten_key_is_gone_from_memory_and_keychain() {
    let fake = Fake::default();
    let here = vault(&fake);
    let new = here.make(Backend::Keychain, None).expect("made");
    here.keep(&new).expect("kept");
    let record = new.record().clone();
    here.adopt(new);
    here.forget(&record).expect("gone");
    assert!(here.in_memory(&record.key_id).is_none());
    assert!(fake.entries().is_empty());
    here.forget(&record).expect("not having it is fine");
    assert!(matches!(
        here.open(&record, Ask::May).err(),
        Some(Error::KeyMissing { .. })
    ));
}

#[test]
fn a_key_that_cannot_be_taken_out_of_its_keychain_is_at_least_out_of_memory() {
    let fake = Fake::default();
    let record = kept_in(&fake);
    let vault = vault(&fake);
    vault.open(&record, Ask::May).expect("opened");
    fake.turn(Mode::Absent);
    assert!(matches!(vault.forget(&record), Err(Error::NoKeychain(_))));
    assert!(vault.in_memory(&record.key_id).is_none());
}

#[test]
fn a_key_of_the_wrong_length_is_not_used() {
    let fake = Fake::default();
    let record = kept_in(&fake);
    fake.set(&record.key_id, b"short").expect("set");
    assert!(matches!(
        vault(&fake).open(&record, Ask::May).err(),
        Some(Error::Damaged(_))
    ));
}

#[test]
fn several_keys_are_open_at_once_while_one_replaces_the_other() {
    let fake = Fake::default();
    let old = kept_in(&fake);
    let vault: Vault = vault(&fake);
    vault.open(&old, Ask::May).expect("opened");
    let new = vault.make(Backend::Keychain, None).expect("made");
    vault.keep(&new).expect("kept");
    let fresh = new.record().clone();
    assert_ne!(fresh.key_id, old.key_id);
    assert!(vault.in_memory(&fresh.key_id).is_none(), "not adopted yet");
    vault.adopt(new);
    assert!(vault.in_memory(&old.key_id).is_some());
    assert!(vault.in_memory(&fresh.key_id).is_some());
    vault.forget(&old).expect("gone");
    assert_eq!(fake.entries().len(), 1);
}
