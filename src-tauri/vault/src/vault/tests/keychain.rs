//! Every way a keychain fails.

use super::fake::{Fake, Mode, kept_in, vault};
use crate::{Ask, Backend, Error, KeychainState};

#[test]
fn every_failure_has_its_own_error_and_none_touches_what_is_kept() {
    type Expected = fn(&Error) -> bool;
    let failures: [(Mode, Expected); 4] = [
        (Mode::Absent, |error| matches!(error, Error::NoKeychain(_))),
        (Mode::Denies, |error| matches!(error, Error::Denied(_))),
        (Mode::Mute, |error| matches!(error, Error::Locked(_))),
        (Mode::Mock, |error| matches!(error, Error::Untrusted(_))),
    ];
    for (mode, is_expected) in failures {
        let fake = Fake::default();
        let record = kept_in(&fake);
        let before = fake.entries();
        fake.turn(mode);
        let vault = vault(&fake);
        let error = vault.open(&record, Ask::May).err().expect("refused");
        assert!(is_expected(&error), "{mode:?}: {error:?}");
        assert_eq!(vault.last_error(&record.key_id), Some(error));
        let new = vault.make(Backend::Keychain, None).expect("made");
        let error = vault.keep(&new).expect_err("refused");
        assert!(is_expected(&error), "{mode:?}: {error:?}");
        assert_eq!(fake.entries(), before, "{mode:?}");
        fake.turn(Mode::Works);
        assert!(vault.open(&record, Ask::Again).is_ok(), "{mode:?}");
        assert_eq!(vault.last_error(&record.key_id), None);
    }
}

#[test]
fn a_key_that_is_missing_says_who_had_it_and_who_was_asked() {
    let gnome = Fake::default();
    gnome.rename("GNOME Keyring");
    let record = kept_in(&gnome);
    for mode in [Mode::Works, Mode::NoCollection] {
        let other = Fake::new(mode);
        other.rename("KWallet");
        let missing = Error::KeyMissing {
            key_id: record.key_id.clone(),
            written_by: Some("GNOME Keyring".into()),
            answering: Some("KWallet".into()),
        };
        for ask in [Ask::Never, Ask::May, Ask::Again] {
            assert_eq!(
                vault(&other).open(&record, ask).err(),
                Some(missing.clone())
            );
        }
        assert!(
            other.entries().is_empty(),
            "no new key is made for an old record"
        );
    }
}

#[test]
fn a_status_asks_nobody() {
    for mode in [Mode::Locked, Mode::Denies, Mode::DeniesOne, Mode::Mute] {
        let fake = Fake::default();
        let record = kept_in(&fake);
        fake.turn(mode);
        let (gets, vault) = (fake.gets(), vault(&fake));
        let error = vault.open(&record, Ask::Never).err();
        assert!(
            matches!(error, Some(Error::Locked(_))),
            "{mode:?}: {error:?}"
        );
        vault.keychain();
        if mode != Mode::DeniesOne {
            vault.probe();
        }
        assert_eq!(fake.gets(), gets, "{mode:?}");
    }
}

#[test]
fn a_no_is_not_asked_about_again_until_the_user_wants_it() {
    for (mode, again) in [
        (Mode::Denies, true),
        (Mode::DeniesOne, true),
        (Mode::Mute, false),
    ] {
        let fake = Fake::default();
        let record = kept_in(&fake);
        fake.turn(mode);
        let vault = vault(&fake);
        let first = vault.open(&record, Ask::May).err().expect("refused");
        let gets = fake.gets();
        for ask in [Ask::May, Ask::Never, Ask::May] {
            assert_eq!(vault.open(&record, ask).err(), Some(first.clone()));
        }
        assert_eq!(
            fake.gets(),
            gets,
            "{mode:?}: one prompt, not one per connector"
        );
        assert_eq!(vault.open(&record, Ask::Again).err(), Some(first));
        assert_eq!(fake.gets(), gets + 1);
        // Unlocked at the desktop, or here.
        fake.turn(if again { Mode::Locked } else { Mode::Works });
        let ask = if again { Ask::Again } else { Ask::Never };
        assert!(vault.open(&record, ask).is_ok(), "{mode:?}");
    }
}

#[test]
fn an_unlocked_keychain_makes_an_earlier_no_void() {
    let fake = Fake::default();
    let first = kept_in(&fake);
    let second = kept_in(&fake);
    fake.turn(Mode::Denies);
    let vault = vault(&fake);
    assert!(matches!(
        vault.open(&first, Ask::May).err(),
        Some(Error::Denied(_))
    ));
    fake.turn(Mode::Works);
    vault.open(&first, Ask::May).expect("opened");
    fake.turn(Mode::Locked);
    assert!(
        vault.open(&second, Ask::May).is_ok(),
        "asked, as nothing was refused since"
    );
}

#[test]
fn a_keychain_that_forgets_or_changes_is_given_no_key() {
    for (mode, word) in [(Mode::Forgets, "forgets"), (Mode::Changes, "changes")] {
        let fake = Fake::new(mode);
        let vault = vault(&fake);
        let new = vault.make(Backend::Keychain, None).expect("made");
        let Err(Error::Untrusted(reason)) = vault.keep(&new) else {
            panic!("{mode:?} was trusted");
        };
        assert!(reason.contains(word), "{reason}");
        assert!(
            fake.entries().is_empty(),
            "{mode:?}: nothing is left behind"
        );
    }
}

#[test]
fn the_probe_finds_a_bad_keychain_before_a_key_is_in_it_and_a_repaired_one_is_good() {
    for (mode, word) in [
        (Mode::Forgets, "forgets"),
        (Mode::Changes, "changes"),
        (Mode::ReadOnly, "read-only"),
    ] {
        let fake = Fake::new(mode);
        fake.rename("odd-keychain");
        let vault = vault(&fake);
        assert_eq!(
            vault.keychain().state,
            KeychainState::Works,
            "not probed yet"
        );
        let report = vault.probe();
        assert_eq!(report.state, KeychainState::Untrusted, "{mode:?}");
        assert_eq!(vault.keychain(), report, "it is remembered");
        let message = report.message.expect("a reason");
        assert!(message.contains(word), "{message}");
        fake.rename("good-keychain");
        assert_eq!(vault.keychain().state, KeychainState::Works, "another one");
        fake.rename("odd-keychain");
        fake.turn(Mode::Works);
        assert_eq!(vault.probe().state, KeychainState::Works);
        assert!(fake.entries().is_empty(), "the canary is deleted");
    }
}

#[test]
fn only_a_keychain_that_works_is_probed() {
    for mode in [Mode::Locked, Mode::NoCollection, Mode::Absent, Mode::Mock] {
        let fake = Fake::new(mode);
        let report = vault(&fake).probe();
        assert_ne!(report.state, KeychainState::Works, "{mode:?}");
        assert_eq!(fake.sets(), 0, "{mode:?}");
    }
}

#[test]
fn a_keychain_without_a_place_keeps_nothing_and_says_so() {
    let fake = Fake::new(Mode::NoCollection);
    let vault = vault(&fake);
    let new = vault.make(Backend::Keychain, None).expect("made");
    assert_eq!(vault.keep(&new), Err(Error::NoKeychain("no place".into())));
}
