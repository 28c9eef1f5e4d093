//! Guessing a passphrase is made slow: after some wrong ones in a row, tries are refused for a while.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::Error;

/// Typing errors are free.
const FREE_TRIES: u32 = 3;
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Time since some fixed moment, that never goes back.
pub(crate) type Clock = Box<dyn Fn() -> Duration + Send + Sync>;

/// The clock of the system.
pub(crate) fn monotonic() -> Clock {
    let start = Instant::now();
    Box::new(move || start.elapsed())
}

pub(crate) struct Limiter {
    clock: Clock,
    /// Held while a passphrase is tried: tries side by side would all see the count before the first
    /// of them was wrong.
    trying: Mutex<()>,
    tries: Mutex<Tries>,
}

#[derive(Default)]
struct Tries {
    wrong: u32,
    /// Before this moment every try is refused.
    until: Duration,
}

impl Limiter {
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            trying: Mutex::default(),
            tries: Mutex::default(),
        }
    }

    /// Runs `open` unless it is too early, and counts a wrong passphrase.
    pub(crate) fn attempt<T>(&self, open: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        let _one_at_a_time = self.trying.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(retry_after) = self.retry_after() {
            return Err(Error::TooManyTries { retry_after });
        }
        let opened = open();
        let mut tries = self.tries();
        match &opened {
            Ok(_) => *tries = Tries::default(),
            Err(Error::WrongPassphrase) => {
                tries.wrong = tries.wrong.saturating_add(1);
                tries.until = (self.clock)() + wait_after(tries.wrong);
            }
            Err(_) => {}
        }
        opened
    }

    pub(crate) fn retry_after(&self) -> Option<Duration> {
        let left = self.tries().until.saturating_sub((self.clock)());
        (!left.is_zero()).then_some(left)
    }

    fn tries(&self) -> MutexGuard<'_, Tries> {
        self.tries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wait_after(wrong: u32) -> Duration {
    let Some(doublings) = wrong.checked_sub(FREE_TRIES + 1) else {
        return Duration::ZERO;
    };
    FIRST_WAIT
        .saturating_mul(2_u32.saturating_pow(doublings))
        .min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    #[test]
    fn tries_at_the_same_time_are_made_one_after_the_other() {
        let limiter = Limiter::new(Box::new(|| Duration::ZERO));
        let (inside, tried) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let outcome: Result<(), _> = limiter.attempt(|| {
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        thread::sleep(Duration::from_millis(20));
                        inside.fetch_sub(1, Ordering::SeqCst);
                        tried.fetch_add(1, Ordering::SeqCst);
                        Err(Error::WrongPassphrase)
                    });
                    assert!(outcome.is_err());
                });
            }
        });
        assert_eq!(tried.into_inner() as u32, FREE_TRIES + 1);
    }

    #[test]
    fn the_wait_is_asked_for_without_waiting_for_a_try_under_way() {
        let limiter = Limiter::new(Box::new(|| Duration::ZERO));
        let opened = limiter.attempt(|| Ok(limiter.retry_after()));
        assert_eq!(opened, Ok(None));
    }
}
