use std::fmt;

use uuid::Uuid;

/// A text that cannot be an id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidId {
    /// Nothing was given.
    #[error("Connector ID is required.")]
    Empty,
    /// More than [`ConnectorId::MAX_CHARS`] characters.
    #[error("Connector ID must be 36 characters or less.")]
    TooLong,
    /// Something besides `a-z`, `0-9` and `-`.
    #[error("Only lowercase letters, numbers, and hyphens are allowed.")]
    Alphabet,
}

/// Names a connector: a slug such as `prod-gpt`, or a UUID. Kibana's alphabet and length.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectorId(String);

impl ConnectorId {
    /// A UUID just fits.
    pub const MAX_CHARS: usize = 36;

    /// Accepts 1 to 36 characters of `a-z`, `0-9` and `-`.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        if text.is_empty() {
            return Err(InvalidId::Empty);
        }
        if text.chars().count() > Self::MAX_CHARS {
            return Err(InvalidId::TooLong);
        }
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !text.chars().all(allowed) {
            return Err(InvalidId::Alphabet);
        }
        Ok(Self(text.to_owned()))
    }

    /// The id as it is stored and sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Uuid> for ConnectorId {
    fn from(id: Uuid) -> Self {
        Self(id.hyphenated().to_string())
    }
}

impl fmt::Display for ConnectorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
    };
}

uuid_id! {
    /// Names one recorded call. UUIDv7, so ids sort by time.
    EventId
}
uuid_id! {
    /// Names one of Patchbay's own API keys. UUIDv7.
    ApiKeyId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_and_a_uuid_are_connector_ids() {
        assert!(ConnectorId::parse("prod-gpt-4").is_ok());
        assert!(ConnectorId::parse("018f5e9a-5d3c-7b1e-9a55-0123456789ab").is_ok());
    }

    #[test]
    fn what_kibana_refuses_is_refused_with_its_reason() {
        assert_eq!(ConnectorId::parse(""), Err(InvalidId::Empty));
        assert_eq!(ConnectorId::parse(&"a".repeat(37)), Err(InvalidId::TooLong));
        for bad in ["Prod", "a b", "a_b", "ä", "../x"] {
            assert_eq!(ConnectorId::parse(bad), Err(InvalidId::Alphabet), "{bad:?}");
        }
    }
}
