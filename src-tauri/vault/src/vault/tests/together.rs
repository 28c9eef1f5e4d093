//! Many threads at the same keychain.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use super::fake::{Fake, Mode, kept_in, vault};
use crate::{Ask, Backend, Error};

const CALLERS: usize = 20;

/// All of them are on their way before the first answer comes.
fn open_all_at_once(mode: Mode) -> (usize, Vec<Option<Error>>) {
    let fake = Fake::default();
    let record = kept_in(&fake);
    fake.turn(mode);
    let (vault, before) = (vault(&fake), fake.gets());
    let together = Barrier::new(CALLERS);
    let outcomes = thread::scope(|scope| {
        let gate = fake.gate();
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let (vault, record, together) = (&vault, &record, &together);
                scope.spawn(move || {
                    together.wait();
                    let ask = if caller == 0 { Ask::Again } else { Ask::May };
                    vault.open(record, ask).err()
                })
            })
            .collect();
        gate.wait_for_somebody();
        // The slow answer of a keychain: the others come meanwhile.
        thread::sleep(Duration::from_millis(100));
        gate.open();
        callers
            .into_iter()
            .map(|caller| caller.join().expect("no panic"))
            .collect()
    });
    (fake.gets() - before, outcomes)
}

#[test]
fn twenty_callers_at_once_lead_to_one_prompt() {
    for mode in [Mode::Works, Mode::Locked] {
        let (gets, outcomes) = open_all_at_once(mode);
        assert_eq!(gets, 1, "{mode:?}");
        assert_eq!(outcomes, vec![None; CALLERS], "{mode:?}");
    }
}

#[test]
fn one_no_serves_all_who_waited() {
    let (gets, outcomes) = open_all_at_once(Mode::Denies);
    assert_eq!(gets, 1);
    assert!(
        outcomes
            .iter()
            .all(|outcome| matches!(outcome, Some(Error::Denied(_)))),
        "{outcomes:?}"
    );
}

#[test]
fn while_a_keychain_is_slow_nothing_else_waits_for_it() {
    let fake = Fake::default();
    let (record, other) = (kept_in(&fake), kept_in(&fake));
    let vault = vault(&fake);
    vault.open(&other, Ask::May).expect("opened");
    assert_eq!(vault.opening_since(), None);
    thread::scope(|scope| {
        let gate = fake.gate();
        let slow = scope.spawn(|| vault.open(&record, Ask::May).is_ok());
        gate.wait_for_somebody();
        let start = Instant::now();
        assert!(vault.in_memory(&record.key_id).is_none());
        assert!(vault.in_memory(&other.key_id).is_some());
        assert!(vault.opening_since().is_some());
        assert!(matches!(
            vault.open(&record, Ask::Never).err(),
            Some(Error::Locked(_))
        ));
        assert_eq!(vault.last_error(&record.key_id), None);
        let sets = fake.sets();
        vault.probe();
        assert_eq!(fake.sets(), sets, "no canary while somebody waits");
        assert!(start.elapsed() < Duration::from_secs(5));
        gate.open();
        assert!(slow.join().expect("no panic"));
    });
    assert_eq!(vault.opening_since(), None);
}

#[test]
fn keeping_a_key_is_shown_as_waiting_too() {
    let fake = Fake::default();
    let vault = vault(&fake);
    let new = vault.make(Backend::Keychain, None).expect("made");
    thread::scope(|scope| {
        let gate = fake.gate();
        let slow = scope.spawn(|| vault.keep(&new).is_ok());
        gate.wait_for_somebody();
        assert!(vault.opening_since().is_some());
        gate.open();
        assert!(slow.join().expect("no panic"));
    });
    assert_eq!(vault.opening_since(), None);
}

#[test]
fn lock_now_wins_over_an_answer_that_comes_later() {
    let fake = Fake::default();
    let record = kept_in(&fake);
    let vault = vault(&fake);
    thread::scope(|scope| {
        let gate = fake.gate();
        let slow = scope.spawn(|| vault.open(&record, Ask::May).err());
        gate.wait_for_somebody();
        vault.close();
        gate.open();
        assert_eq!(slow.join().expect("no panic"), Some(Error::Closed));
    });
    assert!(vault.is_closed());
    vault.open(&record, Ask::Again).expect("opened");
}

#[test]
fn two_keys_are_asked_for_one_after_the_other() {
    let fake = Fake::default();
    let records = [kept_in(&fake), kept_in(&fake)];
    let (vault, before) = (vault(&fake), fake.gets());
    thread::scope(|scope| {
        let gate = fake.gate();
        let callers = records
            .each_ref()
            .map(|record| scope.spawn(|| vault.open(record, Ask::May).expect("opened")));
        gate.wait_for_somebody();
        assert_eq!(fake.gets(), before + 1, "one prompt at a time");
        gate.open();
        for (caller, record) in callers.into_iter().zip(&records) {
            assert_eq!(caller.join().expect("no panic").key_id(), record.key_id);
        }
    });
    assert_eq!(fake.gets(), before + 2);
}

#[test]
fn a_keychain_that_breaks_down_leaves_nobody_waiting() {
    let fake = Fake::default();
    let record = kept_in(&fake);
    fake.turn(Mode::Panics);
    let vault = vault(&fake);
    thread::scope(|scope| {
        let gate = fake.gate();
        let broken = scope.spawn(|| vault.open(&record, Ask::May).err());
        gate.wait_for_somebody();
        let waiting = scope.spawn(|| vault.open(&record, Ask::May).err());
        thread::sleep(Duration::from_millis(50));
        gate.open();
        assert!(broken.join().is_err(), "the panic is not hidden");
        // It either shared the outcome, or came late and met the same panic.
        if let Ok(outcome) = waiting.join() {
            assert!(matches!(outcome, Some(Error::NoKeychain(_))), "{outcome:?}");
        }
    });
    assert_eq!(vault.opening_since(), None);
    fake.turn(Mode::Works);
    assert!(vault.open(&record, Ask::Never).is_ok());
}
