//! The contract between the product and its faces: what can be asked, with what, by whom, and
//! what comes back. TypeScript's view of it is generated from here (`cargo xtask types`).
//!
//! Deliberately absent: rules (`core`) and transport (`http`, the shell).

mod commands;
mod dto;
mod error;
mod table;
pub mod wire;

use futures_util::stream::BoxStream;
use patchbay_core::Core;
use serde_json::Value;

pub use dto::*;
pub use error::{ApiError, ErrorCode, FieldErrorDto};
pub use patchbay_core::Caller;
pub use patchbay_model::Role;
pub use table::{COMMANDS, Command, Tag};

/// Everything a face may ask. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    core: Core,
    about: About,
}

/// What the shell knows about this process.
#[derive(Debug, Clone)]
pub struct About {
    /// The program's version.
    pub version: String,
    /// Where the database is.
    pub data_dir: String,
    /// The file with preconfigured connectors, when there is one.
    pub config_file: Option<String>,
    /// What was odd about that file, for people.
    pub notices: Vec<String>,
}

/// Who asks, and through which face.
#[derive(Debug, Clone)]
pub struct Context {
    /// On whose behalf.
    pub caller: Caller,
    /// Through what.
    pub face: FaceDto,
}

/// A stream's items, as JSON; an error can only be the last one.
pub type EventStream = BoxStream<'static, Result<Value, ApiError>>;

impl Api {
    /// The contract over a core.
    pub fn new(core: Core, about: About) -> Self {
        Self { core, about }
    }

    /// Carries out a command of the table.
    pub async fn call(
        &self,
        context: &Context,
        command: &str,
        request: Value,
    ) -> Result<Value, ApiError> {
        table::call(self, context, command, request).await
    }

    /// Starts a command that answers with a stream.
    pub async fn stream(
        &self,
        context: &Context,
        command: &str,
        request: Value,
    ) -> Result<EventStream, ApiError> {
        table::stream(self, context, command, request).await
    }

    /// Who a key belongs to, or `None`.
    pub async fn authenticate(&self, key: &str) -> Result<Option<Caller>, ApiError> {
        Ok(self.core.authenticate(key).await?)
    }
}
