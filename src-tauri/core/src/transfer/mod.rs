//! Connectors in and out as Kibana's saved objects: NDJSON, one object of type `action` a line.
//!
//! Secrets take no part in it, unless the file is closed with a passphrase.

mod export;
mod import;
mod saved_object;
#[cfg(test)]
mod tests;

pub use export::Exported;
pub use import::{Conflicts, ImportAction, ImportFile, ImportPlan, ImportRow, MAX_IMPORT_BYTES};
