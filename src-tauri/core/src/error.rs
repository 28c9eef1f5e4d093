use patchbay_model::SecretField;

use crate::spec::secret_path;

/// One field of a form and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Path in the form, e.g. `config.apiUrl`.
    pub field: String,
    /// For people.
    pub message: String,
}

/// Why a use-case could not be carried out.
///
/// Variants hold facts a caller may act on. None holds a credential, a prompt or a provider's
/// raw answer: errors end up in logs and bug reports.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The form's fields do not pass.
    #[error("There are errors in the form")]
    Invalid(Vec<FieldError>),
    /// The request as a whole does not pass.
    #[error("{0}")]
    BadRequest(String),
    /// No connector has this id. Kibana's words.
    #[error("Saved object [action/{id}] not found")]
    ConnectorNotFound {
        /// The id asked for; not necessarily well-formed.
        id: String,
    },
    /// Preconfigured connectors cannot be changed.
    #[error("the connector {name:?} is preconfigured and cannot be changed or deleted")]
    ReadOnly {
        /// The connector's name.
        name: String,
    },
    /// A stored secret stays with the host it was entered for.
    #[error("the host changed from {from:?} to {to:?}, so its secrets must be entered again")]
    SecretRequired {
        /// Origin the stored key belongs to.
        from: String,
        /// Origin it would have been sent to.
        to: String,
        /// Which ones.
        fields: Vec<SecretField>,
    },
    /// Something has changed since a plan was made.
    #[error("the connectors have changed since the preview")]
    PlanOutdated,
    /// Another run of this id has not ended.
    #[error("a run with the id {id} is still going on")]
    RunIdTaken {
        /// The caller's id.
        id: uuid::Uuid,
    },
    /// More runs at once than a person can watch.
    #[error("{limit} runs are going on already")]
    TooManyRuns {
        /// How many may go on at once.
        limit: usize,
    },
    /// The vault gives no key.
    #[error(transparent)]
    Vault(#[from] patchbay_vault::Error),
    /// A stored secret does not open with the key the vault gave.
    #[error("a stored secret of the connector {name:?} cannot be read")]
    SecretUnreadable {
        /// The connector's name.
        name: String,
    },
    /// The key that sealed a secret is gone.
    #[error("the key that sealed the secrets of the connector {name:?} is gone")]
    SecretLost {
        /// The connector's name.
        name: String,
    },
    /// A secret is in an environment variable that is not there.
    #[error("the connector {name:?} reads the environment variable {variable}, which is not set")]
    VariableUnset {
        /// The connector's name.
        name: String,
        /// The variable's.
        variable: String,
    },
    /// A file to import is closed with a passphrase.
    #[error("the file is closed with a passphrase")]
    FilePassphraseNeeded,
    /// Another process has changed the vault at the same time.
    #[error("the vault was changed by another Patchbay at the same time")]
    VaultChanged,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] patchbay_store::Error),
    /// A part of the program broke; the log has more.
    #[error("internal error: {0}")]
    Internal(&'static str),
}

impl Error {
    /// The fields it is about, or the error itself when it is about none.
    pub fn into_fields(self) -> Result<Vec<FieldError>, Self> {
        match self {
            Self::Invalid(fields) => Ok(fields),
            Self::SecretRequired { fields, .. } => Ok(fields
                .into_iter()
                .map(|field| FieldError {
                    field: secret_path(&field),
                    message: match field {
                        SecretField::ApiKey => {
                            "The host changed, so the API key must be entered again.".into()
                        }
                        SecretField::Header(name) => format!(
                            "The host changed, so the value of the header {name} must be entered again."
                        ),
                        _ => "The host changed, so the file must be chosen again.".into(),
                    },
                })
                .collect()),
            other => Err(other),
        }
    }

    /// Puts one more field in front of those it is about, where it is about fields.
    pub(crate) fn and_field(self, field: FieldError) -> Self {
        match self.into_fields() {
            Ok(mut fields) => {
                fields.insert(0, field);
                Self::Invalid(fields)
            }
            Err(other) => other,
        }
    }

    /// What to do about it, when there is something to say beyond the message.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Vault(error) => Some(error.hint().to_owned()),
            Self::ReadOnly { .. } => {
                Some("Create a connector of your own with the same settings.".into())
            }
            Self::SecretRequired { .. } => {
                Some("Enter the secrets of the new host, or keep the old one.".into())
            }
            Self::SecretUnreadable { .. } => {
                Some("Edit the connector and enter its secrets again.".into())
            }
            Self::SecretLost { .. } => {
                Some("Edit the connector and enter its secrets again, or bring back the keychain they were sealed with.".into())
            }
            Self::VariableUnset { variable, .. } => Some(format!(
                "Set {variable} before Patchbay is started, or edit the connector."
            )),
            Self::FilePassphraseNeeded => {
                Some("Enter the passphrase the file was exported with.".into())
            }
            Self::VaultChanged => Some("Try again.".into()),
            Self::PlanOutdated => Some("Look at the preview again.".into()),
            Self::TooManyRuns { .. } => Some("Wait for one to end, or stop one.".into()),
            Self::Store(patchbay_store::Error::Sqlite(_)) => Some(
                "Check that the disk has space and that the data directory can be written.".into(),
            ),
            _ => None,
        }
    }
}
