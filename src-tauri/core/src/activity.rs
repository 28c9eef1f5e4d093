//! What the list of connectors says of their calls.

use patchbay_model::UnixMs;
pub use patchbay_store::ActivityRow as ConnectorActivity;

use crate::{Caller, Core, Error};

/// Seven days to the millisecond, not seven calendar days: the same at every hour and in every
/// time zone.
const RECENT_MS: UnixMs = 7 * 24 * 60 * 60 * 1000;

impl Core {
    /// Last run and recent calls of every connector the caller may use and that has calls.
    pub async fn connector_activity(
        &self,
        caller: &Caller,
    ) -> Result<Vec<ConnectorActivity>, Error> {
        let since_ms = self.inner.environment.now_ms() - RECENT_MS;
        let mut rows = self.inner.store.activity(since_ms).await?;
        rows.retain(|row| caller.may_use(&row.connector_id));
        Ok(rows)
    }
}
