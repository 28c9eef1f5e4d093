use crate::seal::Sealer;
use crate::wrap::KdfCost;

/// Who holds the sealing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Backend {
    /// Secret Service, macOS Keychain or Windows Credential Manager.
    Keychain,
    /// The key is stored, encrypted with what Argon2id makes of a passphrase.
    Passphrase,
    /// Nobody: the key is in this process and ends with it.
    Session,
}

impl Backend {
    /// The word stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keychain => "keychain",
            Self::Passphrase => "passphrase",
            Self::Session => "session",
        }
    }

    /// The reverse of [`Backend::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Keychain, Self::Passphrase, Self::Session]
            .into_iter()
            .find(|backend| backend.as_str() == text)
    }
}

/// A sealing key, encrypted with a passphrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrapped {
    /// Random; makes the same passphrase give another key in another vault.
    pub salt: Vec<u8>,
    /// The encrypted key.
    pub key: Vec<u8>,
    /// What the passphrase went through.
    pub cost: KdfCost,
}

/// How to find a sealing key again. Holds no key in the clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Random; names the key in the keychain and binds every sealed secret to it.
    pub key_id: String,
    /// Who holds it.
    pub backend: Backend,
    /// The keychain that took the key, by its program's name, so that a changed desktop is noticed.
    pub holder: Option<String>,
    /// For a passphrase vault: the key itself.
    pub wrapped: Option<Wrapped>,
}

/// A key that was made and is not in use yet. It is wiped when it is dropped.
pub struct NewKey {
    pub(crate) record: Record,
    pub(crate) sealer: Sealer,
}

impl NewKey {
    /// What to store, so that the key is found again.
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// Seals with the new key.
    pub fn sealer(&self) -> &Sealer {
        &self.sealer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backend_is_read_from_the_word_it_is_written_as() {
        for backend in [Backend::Keychain, Backend::Passphrase, Backend::Session] {
            assert_eq!(Backend::parse(backend.as_str()), Some(backend));
        }
        assert_eq!(Backend::parse("Keychain"), None);
    }
}
