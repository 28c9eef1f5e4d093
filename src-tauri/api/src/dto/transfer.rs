use patchbay_core::{Conflicts, Exported, ImportAction, ImportPlan, ImportRow};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Names connectors to export.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorsExport {
    /// `null`: every connector that is not preconfigured.
    pub ids: Option<Vec<String>>,
}

/// A file to save.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConnectorsExported {
    /// A name for the file.
    pub file_name: String,
    /// Kibana's saved objects, one a line, or a file closed with a passphrase.
    pub ndjson: String,
    /// How many connectors it holds.
    pub count: usize,
}

impl From<Exported> for ConnectorsExported {
    fn from(exported: Exported) -> Self {
        Self {
            file_name: exported.file_name,
            ndjson: exported.text,
            count: exported.count,
        }
    }
}

/// What to do with ids that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the core documents them")]
pub enum ImportConflicts {
    Overwrite,
    Skip,
    Copy,
}

impl From<ImportConflicts> for Conflicts {
    fn from(conflicts: ImportConflicts) -> Self {
        match conflicts {
            ImportConflicts::Overwrite => Self::Overwrite,
            ImportConflicts::Skip => Self::Skip,
            ImportConflicts::Copy => Self::Copy,
        }
    }
}

/// What happens to one object of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "ImportAction")]
#[expect(missing_docs, reason = "the core documents them")]
pub enum ImportActionDto {
    Add,
    Change,
    Same,
    Skip,
    Refuse,
}

impl From<ImportAction> for ImportActionDto {
    fn from(action: ImportAction) -> Self {
        match action {
            ImportAction::Add => Self::Add,
            ImportAction::Change => Self::Change,
            ImportAction::Same => Self::Same,
            ImportAction::Skip => Self::Skip,
            ImportAction::Refuse => Self::Refuse,
        }
    }
}

/// One object of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ImportRow")]
pub struct ImportRowDto {
    /// In the file, from 1.
    pub line: usize,
    /// The id it will have, where one can be read.
    pub id: Option<String>,
    /// Where one can be read.
    pub name: Option<String>,
    /// What happens to it.
    pub action: ImportActionDto,
    /// Why it is refused or skipped, or what else to know.
    pub reason: Option<String>,
    /// Labels of the fields that change.
    pub changes: Vec<String>,
    /// Whether secrets must be entered before it works.
    pub needs_secrets: bool,
    /// Whether the file brings its secrets.
    pub brings_secrets: bool,
}

impl From<ImportRow> for ImportRowDto {
    fn from(row: ImportRow) -> Self {
        Self {
            line: row.line,
            id: row.id,
            name: row.name,
            action: row.action.into(),
            reason: row.reason,
            changes: row.changes,
            needs_secrets: row.needs_secrets,
            brings_secrets: row.brings_secrets,
        }
    }
}

/// Names connectors to export with their secrets.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorsSealedExport {
    /// `null`: every connector that is not preconfigured.
    pub ids: Option<Vec<String>>,
    /// What the file is closed with.
    #[ts(as = "String")]
    pub passphrase: SecretString,
}

/// Asks what an import would do.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorsImportPreview {
    /// The file's text.
    pub ndjson: String,
    /// For a file that is closed with one.
    #[serde(default)]
    #[ts(as = "Option<String>", optional = nullable)]
    pub passphrase: Option<SecretString>,
    /// What to do with ids that are taken.
    pub conflicts: ImportConflicts,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ImportPlan")]
pub struct ImportPlanDto {
    /// Names exactly this plan over exactly these connectors.
    pub plan_id: String,
    /// Whether the file was closed with a passphrase.
    pub is_sealed: bool,
    /// One for every object of the file.
    pub rows: Vec<ImportRowDto>,
}

impl From<ImportPlan> for ImportPlanDto {
    fn from(plan: ImportPlan) -> Self {
        Self {
            plan_id: plan.plan_id,
            is_sealed: plan.is_sealed,
            rows: plan.rows.into_iter().map(Into::into).collect(),
        }
    }
}

/// Imports what was previewed.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorsImport {
    /// The file's text.
    pub ndjson: String,
    /// For a file that is closed with one.
    #[serde(default)]
    #[ts(as = "Option<String>", optional = nullable)]
    pub passphrase: Option<SecretString>,
    /// As for the preview.
    pub conflicts: ImportConflicts,
    /// From the preview; refused with `conflict` when something has changed since.
    pub plan_id: String,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConnectorsImported {
    /// What was done.
    pub rows: Vec<ImportRowDto>,
}
