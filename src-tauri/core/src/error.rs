use std::fmt;
use std::time::Duration;

use patchbay_model::SecretField;

use crate::networking::Refusal;
use crate::spec::secret_path;

/// One field of a form and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Path in the form, e.g. `config.apiUrl`.
    pub field: String,
    /// For people.
    pub message: String,
}

/// Whose secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretOwner {
    /// The connector of this name.
    Connector(String),
    /// The networking settings.
    Networking,
}

impl fmt::Display for SecretOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connector(name) => write!(f, "the connector {name:?}"),
            Self::Networking => f.write_str("the networking settings"),
        }
    }
}

impl SecretOwner {
    /// Where its secrets are entered, as the beginning of a sentence.
    fn way_there(&self) -> &'static str {
        match self {
            Self::Connector(_) => "Edit the connector",
            Self::Networking => "Open the Networking page",
        }
    }
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
    #[error("a stored secret of {owner} cannot be read")]
    SecretUnreadable {
        /// Whose.
        owner: SecretOwner,
    },
    /// The key that sealed a secret is gone.
    #[error("the key that sealed the secrets of {owner} is gone")]
    SecretLost {
        /// Whose.
        owner: SecretOwner,
    },
    /// A secret is in an environment variable that is not there.
    #[error("{owner} reads the environment variable {variable}, which is not set")]
    VariableUnset {
        /// Who.
        owner: SecretOwner,
        /// The variable's.
        variable: String,
    },
    /// The networking settings do not let it go out.
    #[error("{0}")]
    Networking(#[from] Refusal),
    /// A certificate, key or header that the networking settings name cannot be used.
    #[error("{message}")]
    NetworkingUnusable {
        /// What is wrong, with the setting's name and its place.
        message: String,
        /// What to do.
        hint: String,
    },
    /// More runs than the rate limit lets through.
    #[error("{limit} runs within {} s are allowed, and that many have started", .window.as_secs_f64())]
    RateLimited {
        /// How many.
        limit: u64,
        /// Within how long.
        window: Duration,
        /// When one may start again.
        wait: Duration,
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
            Self::SecretUnreadable { owner } => Some(format!(
                "{} and enter its secrets again.",
                owner.way_there()
            )),
            Self::SecretLost { owner } => Some(format!(
                "{} and enter its secrets again, or bring back the keychain they were sealed with.",
                owner.way_there()
            )),
            Self::VariableUnset { variable, owner } => Some(format!(
                "Set {variable} before Patchbay is started. Or: {} and enter the secret itself.",
                lowercase_first(owner.way_there())
            )),
            Self::Networking(refusal) => Some(hint_for_refusal(refusal)),
            Self::NetworkingUnusable { hint, .. } => Some(hint.clone()),
            Self::RateLimited { wait, .. } => Some(format!(
                "Wait {} s, or raise rateLimiter on the Networking page.",
                wait.as_secs() + 1
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

fn lowercase_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

fn hint_for_refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::HostNotAllowed { .. } => {
            "Add the host to allowedHosts on the Networking page, or in the configuration file."
                .to_owned()
        }
        Refusal::TypeNotEnabled { .. } => {
            "Add the type to enabledActionTypes on the Networking page, or in the configuration file."
                .to_owned()
        }
        Refusal::Unreadable(problem) => format!(
            "Correct {} on the Networking page, in the connector, or in the configuration file.",
            problem.field
        ),
    }
}
