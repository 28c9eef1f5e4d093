use std::time::Duration;

use crate::keychain::KeychainError;

/// Why the vault gives no key. Each has its own remedy, and none of them destroys anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No keychain works and nothing else was chosen: a new secret cannot be kept.
    #[error("there is no place to keep secrets yet: {reason}")]
    NoPlace {
        /// Why the keychain does not serve.
        reason: String,
    },
    /// The keychain is there and locked.
    #[error("the system keychain is locked ({0})")]
    Locked(String),
    /// Its user was asked and said no.
    #[error("access to the system keychain was not allowed ({0})")]
    Denied(String),
    /// The key is in a keychain that does not answer.
    #[error("the system keychain does not answer ({0})")]
    NoKeychain(String),
    /// Something answers, but what it is given is not safe there.
    #[error("the system keychain cannot be trusted with a key ({0})")]
    Untrusted(String),
    /// The keychain works, but has no such key.
    #[error("{}", missing(key_id, written_by.as_deref(), answering.as_deref()))]
    KeyMissing {
        /// The key looked for.
        key_id: String,
        /// The keychain that took it.
        written_by: Option<String>,
        /// The keychain that was asked now.
        answering: Option<String>,
    },
    /// It was locked on purpose, here.
    #[error("the vault was locked in Patchbay")]
    Closed,
    /// The vault waits for its passphrase.
    #[error("the vault needs its passphrase")]
    PassphraseNeeded,
    /// Authenticated encryption cannot tell a wrong passphrase from changed bytes.
    #[error("this passphrase does not open it: it is another one, or the stored data was changed")]
    WrongPassphrase,
    /// After several wrong passphrases.
    #[error("too many wrong passphrases; the next try is in {} s", whole_seconds(*retry_after))]
    TooManyTries {
        /// How long tries are refused from now on.
        retry_after: Duration,
    },
    /// A new passphrase that is easy to guess.
    #[error("the passphrase needs at least {least} characters")]
    PassphraseTooShort {
        /// The fewest characters accepted.
        least: usize,
    },
    /// The key lived in the memory of a process that has ended.
    #[error("the key was kept for one session only, and that session has ended")]
    SessionOver,
    /// The record is not one of ours.
    #[error("the vault's record is damaged: {0}")]
    Damaged(&'static str),
    /// A closed file that is cut or changed where no passphrase is needed to see it.
    #[error("the file is damaged or incomplete")]
    FileDamaged,
    /// A closed file of a later Patchbay.
    #[error("the file was written by a newer Patchbay (its format is version {version})")]
    FileTooNew {
        /// The version the file names.
        version: u64,
    },
    /// The system gives no random bytes.
    #[error("the system gives no random numbers")]
    NoRandomness,
}

impl Error {
    /// What to do about it, in one sentence.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoPlace { .. } => {
                "Choose a passphrase or session-only under Settings > Security, start a keychain (on Linux gnome-keyring or KWallet), or enter ${env:NAME} to use an environment variable."
            }
            Self::Locked(_) => {
                "Press Unlock under Settings > Security and answer your keychain's question."
            }
            Self::Denied(_) => {
                "Press Unlock under Settings > Security to be asked again, and allow access."
            }
            Self::NoKeychain(_) => {
                "Start the keychain of your desktop (on Linux gnome-keyring or KWallet) and try again; nothing is lost."
            }
            Self::Untrusted(_) => {
                "Choose a passphrase or session-only under Settings > Security, or repair the keychain."
            }
            Self::KeyMissing { .. } => {
                "Start or restore the keychain that has the key, or enter the API keys again."
            }
            Self::Closed => "Press Unlock under Settings > Security.",
            Self::PassphraseNeeded => {
                "Enter the passphrase under Settings > Security, or set PATCHBAY_VAULT_PASSPHRASE before starting Patchbay."
            }
            Self::WrongPassphrase => "Check Caps Lock and the keyboard layout, and try again.",
            Self::TooManyTries { .. } => "Wait a moment and try again.",
            Self::PassphraseTooShort { .. } => "Several words in a row are long and easy to keep.",
            Self::SessionOver => {
                "Enter the API keys again, or choose a place that lasts under Settings > Security."
            }
            Self::Damaged(_) => "Restore the database from a backup.",
            Self::FileDamaged => "Export the connectors again, and copy the whole file.",
            Self::FileTooNew { .. } => "Update Patchbay and import the file again.",
            Self::NoRandomness => "Restart the system.",
        }
    }
}

impl From<KeychainError> for Error {
    fn from(error: KeychainError) -> Self {
        match error {
            KeychainError::Unavailable(reason) => Self::NoKeychain(reason),
            KeychainError::Locked(reason) => Self::Locked(reason),
            KeychainError::Denied(reason) => Self::Denied(reason),
            KeychainError::Untrusted(reason) => Self::Untrusted(reason),
        }
    }
}

fn missing(key_id: &str, written_by: Option<&str>, answering: Option<&str>) -> String {
    match (written_by, answering) {
        (Some(then), Some(now)) if then != now => {
            format!("the sealing key {key_id:?} was put into {then}; {now} answers now")
        }
        _ => format!(
            "the system keychain has no key {key_id:?}; this database was made under another user or on another machine"
        ),
    }
}

/// Rounded up: after the time named the next try must be allowed.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_missing(written_by: &str, answering: &str) -> String {
        Error::KeyMissing {
            key_id: "key-1".into(),
            written_by: Some(written_by.into()),
            answering: Some(answering.into()),
        }
        .to_string()
    }

    #[test]
    fn a_changed_desktop_is_named_and_another_machine_is_told_apart() {
        let changed = key_missing("gnome-keyring", "kwalletd6");
        assert!(changed.contains("gnome-keyring") && changed.contains("kwalletd6"));
        let moved = key_missing("gnome-keyring", "gnome-keyring");
        assert!(moved.contains("another machine"), "{moved}");
    }

    #[test]
    fn the_time_to_wait_is_rounded_up() {
        let wait = |ms| Error::TooManyTries {
            retry_after: Duration::from_millis(ms),
        };
        assert!(wait(1_000).to_string().contains(" 1 s"));
        assert!(wait(1_001).to_string().contains(" 2 s"));
    }

    #[test]
    fn with_no_place_every_way_out_is_named() {
        let error = Error::NoPlace {
            reason: "no session bus".into(),
        };
        let text = format!("{error} {}", error.hint());
        for way in [
            "no session bus",
            "passphrase",
            "session-only",
            "keychain",
            "${env:NAME}",
        ] {
            assert!(text.contains(way), "{way}: {text}");
        }
    }
}
