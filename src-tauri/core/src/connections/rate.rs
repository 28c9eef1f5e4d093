//! Kibana's `rateLimiter`: a window that slides over the starts of runs, kept in memory.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use patchbay_model::UnixMs;

use crate::Error;
use crate::networking::RateLimit;

/// When runs were started, by the type of their connectors.
#[derive(Default)]
pub(crate) struct Starts(Mutex<HashMap<String, VecDeque<UnixMs>>>);

impl Starts {
    /// Counts a start, or refuses it. What is refused does not count.
    pub(crate) fn admit(
        &self,
        type_id: &str,
        limit: RateLimit,
        now_ms: UnixMs,
    ) -> Result<(), Error> {
        let window_ms = i64::try_from(limit.lookback.as_millis()).unwrap_or(i64::MAX);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let starts = all.entry(type_id.to_owned()).or_default();
        // A clock that was set back must not keep old starts for ever.
        starts.retain(|start| (0..window_ms).contains(&(now_ms - start)));
        if let Some(oldest) = starts
            .front()
            .filter(|_| starts.len() as u64 >= limit.limit)
        {
            let wait_ms = window_ms - (now_ms - oldest);
            return Err(Error::RateLimited {
                limit: limit.limit,
                window: limit.lookback,
                wait: Duration::from_millis(u64::try_from(wait_ms).unwrap_or_default()),
            });
        }
        starts.push_back(now_ms);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_slides_and_what_is_refused_does_not_count() {
        let starts = Starts::default();
        let limit = RateLimit {
            lookback: Duration::from_secs(10),
            limit: 2,
        };
        let at = |now_ms| starts.admit("gen-ai", limit, now_ms);
        assert!(at(0).is_ok());
        assert!(at(4_000).is_ok());
        let Err(Error::RateLimited { wait, .. }) = at(5_000) else {
            panic!("two have started");
        };
        assert_eq!(wait, Duration::from_secs(5));
        assert!(at(9_999).is_err());
        assert!(at(10_000).is_ok(), "the first is out of the window");
        assert!(at(13_999).is_err());
        assert!(starts.admit("other", limit, 13_999).is_ok());
        // The clock was set back by a day.
        assert!(at(-86_400_000).is_ok());
    }
}
