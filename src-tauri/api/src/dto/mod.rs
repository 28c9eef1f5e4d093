//! The shapes on the wire. Keys are snake_case, but for `config` and `secrets`, which speak
//! Kibana's camelCase so that its exports and scripts fit. No shape carries a secret out.

mod app;
mod certificates;
mod connectors;
mod diagnosis;
mod models;
mod networking;
mod runs;
mod spec;
mod transfer;
mod usage;
mod vault;

pub use app::*;
pub use certificates::*;
pub use connectors::*;
pub use diagnosis::*;
pub use models::*;
pub use networking::*;
pub use runs::*;
pub use spec::*;
pub use transfer::*;
pub use usage::*;
pub use vault::*;

use serde::Deserialize;
use ts_rs::TS;

/// The request of commands that need no words.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Empty {}
