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
