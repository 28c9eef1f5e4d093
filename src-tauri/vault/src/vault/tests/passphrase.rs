//! Wrong passphrases: clear, of constant effort, and slower each time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::fake::{CHEAP, Fake, LONG, vault, words};
use crate::limiter::Clock;
use crate::{Backend, Error, KdfCost, Record, Vault, close_file};

/// A clock that a test moves.
#[derive(Clone, Default)]
struct Hands(Arc<AtomicU64>);

impl Hands {
    fn forward(&self, time: Duration) {
        self.0.fetch_add(time.as_millis() as u64, Ordering::SeqCst);
    }

    fn clock(&self) -> Clock {
        let hands = self.0.clone();
        Box::new(move || Duration::from_millis(hands.load(Ordering::SeqCst)))
    }
}

fn timed(cost: KdfCost) -> (Vault, Record, Hands) {
    let hands = Hands::default();
    let keychain = Box::new(Fake::default());
    let vault = Vault::with_clocks(keychain, cost, hands.clock(), hands.clock());
    let new = vault
        .make(Backend::Passphrase, Some(&words(LONG)))
        .expect("made");
    let record = new.record().clone();
    (vault, record, hands)
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn from_the_fourth_wrong_passphrase_on_each_wait_is_twice_as_long() {
    let (vault, record, hands) = timed(CHEAP);
    let wrong = || vault.unlock_with(&record, &words("wrong")).err();
    for _ in 0..3 {
        assert_eq!(wrong(), Some(Error::WrongPassphrase));
        assert_eq!(vault.retry_after(), None);
    }
    for wait in [1, 2, 4, 8, 16, 32, 60, 60] {
        assert_eq!(wrong(), Some(Error::WrongPassphrase));
        assert_eq!(vault.retry_after(), Some(seconds(wait)));
        hands.forward(seconds(wait) - Duration::from_millis(1));
        let early = Error::TooManyTries {
            retry_after: Duration::from_millis(1),
        };
        assert_eq!(wrong(), Some(early.clone()));
        let right = vault.unlock_with(&record, &words(LONG)).err();
        assert_eq!(
            right,
            Some(early),
            "the right one tells nothing early either"
        );
        hands.forward(Duration::from_millis(1));
        assert_eq!(vault.retry_after(), None);
    }
    assert!(vault.unlock_with(&record, &words(LONG)).is_ok());
    assert_eq!(wrong(), Some(Error::WrongPassphrase));
    assert_eq!(
        vault.retry_after(),
        None,
        "the right one starts the count anew"
    );
}

#[test]
fn what_is_refused_early_costs_nothing_and_what_is_tried_costs_the_same() {
    let slow = KdfCost {
        memory_kib: 32 * 1024,
        passes: 2,
        lanes: 1,
    };
    let (vault, record, _) = timed(slow);
    let time = |passphrase: &str| {
        let start = Instant::now();
        let outcome = vault.unlock_with(&record, &words(passphrase)).map(|_| ());
        (start.elapsed(), outcome)
    };
    let (right, outcome) = time(LONG);
    assert_eq!(outcome, Ok(()));
    for wrong in ["", "a", &"a".repeat(4096), "nearly right"] {
        let (taken, outcome) = time(wrong);
        assert_eq!(outcome, Err(Error::WrongPassphrase));
        assert!(taken > right / 4, "{taken:?} against {right:?}");
    }
    let (early, outcome) = time("");
    assert!(matches!(outcome, Err(Error::TooManyTries { .. })));
    assert!(early < right / 4, "{early:?} against {right:?}");
}

#[test]
fn tries_side_by_side_are_counted_one_by_one() {
    let (vault, record, _) = timed(CHEAP);
    let outcomes: Vec<_> = thread::scope(|scope| {
        let tries: Vec<_> = (0..20)
            .map(|_| scope.spawn(|| vault.unlock_with(&record, &words("wrong")).err()))
            .collect();
        tries
            .into_iter()
            .map(|one| one.join().expect("no panic"))
            .collect()
    });
    let tried = outcomes
        .iter()
        .filter(|outcome| **outcome == Some(Error::WrongPassphrase))
        .count();
    assert_eq!(tried, 4);
}

#[test]
fn a_record_that_asks_for_too_much_is_damaged_and_not_a_wrong_passphrase() {
    let (vault, record, _) = timed(CHEAP);
    let giant = [
        (u32::MAX, 1, 1),
        (1024 * 1024 + 1, 1, 1),
        (8, 17, 1),
        (8, u32::MAX, 1),
        (8 * 9, 1, 9),
        (7, 1, 1),
        (8, 0, 1),
        (8, 1, 0),
        (0, 0, 0),
    ];
    for (memory_kib, passes, lanes) in giant {
        let mut record = record.clone();
        let wrapped = record.wrapped.as_mut().expect("wrapped");
        wrapped.cost = KdfCost {
            memory_kib,
            passes,
            lanes,
        };
        let start = Instant::now();
        let outcome = vault.unlock_with(&record, &words(LONG)).err();
        assert!(matches!(outcome, Some(Error::Damaged(_))), "{outcome:?}");
        assert!(start.elapsed() < seconds(1));
    }
    let no_key = Record {
        wrapped: None,
        ..record.clone()
    };
    assert!(matches!(
        vault.unlock_with(&no_key, &words(LONG)).err(),
        Some(Error::Damaged(_))
    ));
    assert_eq!(vault.retry_after(), None);
    assert!(vault.unlock_with(&record, &words(LONG)).is_ok());
}

#[test]
fn a_wrapped_key_opens_only_under_its_own_name_salt_and_cost() {
    let (vault, record, hands) = timed(CHEAP);
    let changed: [fn(&mut Record); 5] = [
        |record| record.key_id.push('x'),
        |record| record.wrapped.as_mut().expect("wrapped").salt[0] ^= 1,
        |record| record.wrapped.as_mut().expect("wrapped").key[30] ^= 1,
        |record| record.wrapped.as_mut().expect("wrapped").cost.passes += 1,
        |record| record.wrapped.as_mut().expect("wrapped").key.truncate(20),
    ];
    for change in changed {
        let mut record = record.clone();
        change(&mut record);
        hands.forward(seconds(60));
        assert_eq!(
            vault.unlock_with(&record, &words(LONG)).err(),
            Some(Error::WrongPassphrase)
        );
    }
}

#[test]
fn lock_now_wins_over_a_passphrase_that_is_still_computed() {
    let slow = KdfCost {
        memory_kib: 64 * 1024,
        passes: 16,
        lanes: 1,
    };
    let (vault, record, _) = timed(slow);
    thread::scope(|scope| {
        let unlocking = scope.spawn(|| vault.unlock_with(&record, &words(LONG)).err());
        thread::sleep(Duration::from_millis(60));
        vault.close();
        assert_eq!(unlocking.join().expect("no panic"), Some(Error::Closed));
    });
    assert!(vault.in_memory(&record.key_id).is_none());
}

#[test]
fn files_are_guarded_by_a_count_of_their_own() {
    let (vault, record, hands) = timed(CHEAP);
    let file = close_file(b"[]", &words(LONG), CHEAP).expect("closed");
    for _ in 0..4 {
        assert_eq!(
            vault.open_file(&file, &words("wrong")).err(),
            Some(Error::WrongPassphrase)
        );
    }
    assert!(matches!(
        vault.open_file(&file, &words(LONG)).err(),
        Some(Error::TooManyTries { .. })
    ));
    assert_eq!(vault.retry_after(), None);
    assert!(vault.unlock_with(&record, &words(LONG)).is_ok());
    hands.forward(seconds(1));
    assert_eq!(
        vault
            .open_file(&file, &words(LONG))
            .expect("opened")
            .as_slice(),
        b"[]"
    );
}

#[test]
fn the_recommended_cost_is_the_default() {
    let cost = KdfCost::default();
    assert_eq!((cost.memory_kib, cost.passes, cost.lanes), (65_536, 3, 1));
    let default = Vault::new(Box::new(Fake::default()), cost);
    let new = default
        .make(Backend::Passphrase, Some(&words(LONG)))
        .expect("made");
    let wrapped = new.record().wrapped.clone().expect("wrapped");
    assert_eq!(wrapped.cost, cost);
    assert_eq!(wrapped.salt.len(), 16);
    assert!(
        vault(&Fake::default())
            .unlock_with(new.record(), &words(LONG))
            .is_ok()
    );
}
