use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use patchbay_model::UnixMs;
use secrecy::SecretString;
use uuid::Uuid;
use zeroize::Zeroizing;

type ReadVariable = dyn Fn(&str) -> Option<String> + Send + Sync;

/// Where time, ids and variables come from, so that a test can hold them still.
#[derive(Clone)]
pub struct Environment {
    now: Arc<dyn Fn() -> UnixMs + Send + Sync>,
    new_id: Arc<dyn Fn() -> Uuid + Send + Sync>,
    variable: Arc<ReadVariable>,
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
            variable: Arc::new(|name| std::env::var(name).ok()),
        }
    }

    /// Other variables than the process has.
    pub fn with_variables(
        mut self,
        variable: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.variable = Arc::new(variable);
        self
    }

    pub(crate) fn now_ms(&self) -> UnixMs {
        (self.now)()
    }

    /// What a variable holds; an empty one is as good as none.
    pub(crate) fn variable(&self, name: &str) -> Option<SecretString> {
        let value = Zeroizing::new((self.variable)(name)?);
        let text = value.trim();
        (!text.is_empty()).then(|| SecretString::from(text))
    }

    pub(crate) fn new_id(&self) -> Uuid {
        (self.new_id)()
    }
}
