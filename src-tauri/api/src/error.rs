use patchbay_core::{Error, FieldError, VaultError};
use serde::Serialize;
use ts_rs::TS;

/// What a screen or a program may branch on. A new code needs a branch that uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request does not pass; `fields` says where.
    Invalid,
    /// There is no such thing.
    NotFound,
    /// Another one is in the way.
    Conflict,
    /// Preconfigured things cannot be changed.
    ReadOnly,
    /// The key must be entered again.
    SecretRequired,
    /// The key that sealed a secret is gone: it must be entered again.
    SecretLost,
    /// Secrets cannot be kept or read at the moment.
    VaultUnavailable,
    /// They can once the vault is unlocked.
    VaultLocked,
    /// They can once somebody chooses where.
    VaultUnset,
    /// A file is closed with a passphrase.
    PassphraseRequired,
    /// It is another passphrase.
    WrongPassphrase,
    /// No valid key came with the request.
    Unauthorized,
    /// The key's role does not reach that far.
    Forbidden,
    /// A limit is reached.
    TooMany,
    /// The product broke; the log has more.
    Internal,
}

/// One field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "FieldError")]
pub struct FieldErrorDto {
    /// Path, e.g. `config.apiUrl`.
    pub field: String,
    /// For people.
    pub message: String,
}

impl From<FieldError> for FieldErrorDto {
    fn from(error: FieldError) -> Self {
        Self {
            field: error.field,
            message: error.message,
        }
    }
}

/// The body of every refusal. Never carries a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ApiError {
    /// For programs.
    pub code: ErrorCode,
    /// For people: what happened.
    pub message: String,
    /// For people: what to do.
    pub hint: Option<String>,
    /// Where, for forms.
    pub fields: Vec<FieldErrorDto>,
}

impl ApiError {
    /// An error without hint and fields.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            fields: Vec::new(),
        }
    }

    /// Adds what to do about it.
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let code = match &error {
            Error::Invalid(_)
            | Error::BadRequest(_)
            | Error::VariableUnset { .. }
            | Error::Networking(_)
            | Error::NetworkingUnusable { .. } => ErrorCode::Invalid,
            Error::ConnectorNotFound { .. } => ErrorCode::NotFound,
            Error::ReadOnly { .. } => ErrorCode::ReadOnly,
            Error::SecretRequired { .. } => ErrorCode::SecretRequired,
            Error::RunIdTaken { .. } | Error::PlanOutdated | Error::VaultChanged => {
                ErrorCode::Conflict
            }
            Error::TooManyRuns { .. } | Error::RateLimited { .. } => ErrorCode::TooMany,
            Error::SecretLost { .. } | Error::SecretUnreadable { .. } => ErrorCode::SecretLost,
            Error::FilePassphraseNeeded => ErrorCode::PassphraseRequired,
            Error::Vault(error) => of_vault(error),
            _ => ErrorCode::Internal,
        };
        if code == ErrorCode::Internal {
            tracing::error!(%error, "a command failed");
        }
        let mut body = Self::new(code, error.to_string());
        body.hint = error.hint();
        body.fields = error
            .into_fields()
            .unwrap_or_default()
            .into_iter()
            .map(Into::into)
            .collect();
        body
    }
}

fn of_vault(error: &VaultError) -> ErrorCode {
    match error {
        VaultError::NoPlace { .. } => ErrorCode::VaultUnset,
        VaultError::Locked(_)
        | VaultError::Denied(_)
        | VaultError::Closed
        | VaultError::PassphraseNeeded => ErrorCode::VaultLocked,
        VaultError::WrongPassphrase => ErrorCode::WrongPassphrase,
        VaultError::TooManyTries { .. } => ErrorCode::TooMany,
        VaultError::PassphraseTooShort { .. }
        | VaultError::FileDamaged
        | VaultError::FileTooNew { .. } => ErrorCode::Invalid,
        _ => ErrorCode::VaultUnavailable,
    }
}
