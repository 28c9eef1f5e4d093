//! The nouns every other room speaks of: ids, connectors, usage, roles.
//!
//! No IO, no clock, no randomness, and no secret: a credential has no type here, so nothing that
//! only knows the nouns can carry one.

mod connector;
mod event;
mod ids;
mod role;
mod usage;

pub use connector::{
    Connector, ConnectorConfig, HostPort, Provider, SecretField, VerificationMode,
};
pub use event::{Event, Outcome};
pub use ids::{ApiKeyId, ConnectorId, EventId, InvalidId};
pub use role::Role;
pub use usage::{Usage, UsageSource};

/// UTC, milliseconds since the Unix epoch.
pub type UnixMs = i64;
