use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use patchbay_model::UnixMs;
use uuid::Uuid;

/// Where time and ids come from, so that a test can hold both still.
#[derive(Clone)]
pub struct Environment {
    now: Arc<dyn Fn() -> UnixMs + Send + Sync>,
    new_id: Arc<dyn Fn() -> Uuid + Send + Sync>,
}

impl Environment {
    /// The machine's clock and UUIDv7.
    pub fn system() -> Self {
        Self::new(
            || {
                let since = SystemTime::now().duration_since(UNIX_EPOCH);
                // A clock before 1970 is a dead battery; the epoch is as good as any.
                since.map_or(0, |since| since.as_millis() as UnixMs)
            },
            Uuid::now_v7,
        )
    }

    /// Other sources.
    pub fn new(
        now: impl Fn() -> UnixMs + Send + Sync + 'static,
        new_id: impl Fn() -> Uuid + Send + Sync + 'static,
    ) -> Self {
        Self {
            now: Arc::new(now),
            new_id: Arc::new(new_id),
        }
    }

    pub(crate) fn now_ms(&self) -> UnixMs {
        (self.now)()
    }

    pub(crate) fn new_id(&self) -> Uuid {
        (self.new_id)()
    }
}
