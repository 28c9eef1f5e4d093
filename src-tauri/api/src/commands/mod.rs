//! One function a command: shapes in, a use-case of the core, shapes out.

pub(crate) mod app;
pub(crate) mod connectors;
pub(crate) mod diagnosis;
pub(crate) mod models;
pub(crate) mod networking;
pub(crate) mod runs;
pub(crate) mod settings;
pub(crate) mod transfer;
pub(crate) mod usage;
pub(crate) mod vault;
