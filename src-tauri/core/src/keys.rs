//! Patchbay's own keys, which let programs and browsers in. Not the providers' keys.

use std::fmt::Write as _;

use patchbay_model::{ApiKeyId, ConnectorId, Role};
use patchbay_store::ApiKeyRow;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::{Caller, Core, Error, FieldError, SANDBOX_ID};

const PREFIX: &str = "pb_";
const RANDOM_BYTES: usize = 32;
const MAX_NAME_CHARS: usize = 100;

impl Core {
    /// Makes a key and returns it: the only time it can be seen. A key bound to a connector
    /// opens that one only, and its role is `read`.
    pub async fn create_key(
        &self,
        name: &str,
        role: Role,
        connector_id: Option<&str>,
    ) -> Result<SecretString, Error> {
        let name = name.trim();
        let invalid = |message: &str| {
            Error::Invalid(vec![FieldError {
                field: "name".into(),
                message: message.into(),
            }])
        };
        if name.is_empty() {
            return Err(invalid("Name is required."));
        }
        if name.chars().count() > MAX_NAME_CHARS || name.chars().any(char::is_control) {
            return Err(invalid(
                "Name must be 100 characters or less, without line breaks.",
            ));
        }
        let connector_id = match connector_id {
            Some(id) => Some(self.bindable(id, role).await?.to_string()),
            None => None,
        };
        let key = new_key()?;
        self.inner
            .store
            .insert_api_key(ApiKeyRow {
                id: ApiKeyId::from(self.inner.environment.new_id()).to_string(),
                name: name.to_owned(),
                role: role.as_str().to_owned(),
                connector_id,
                hash: hash(key.expose_secret()),
                created_at_ms: self.inner.environment.now_ms(),
            })
            .await?;
        Ok(key)
    }

    /// Who a key belongs to; `None` for anything that is not a key in force. The lookup is by
    /// hash, so its timing tells nothing about the keys there are.
    pub async fn authenticate(&self, key: &str) -> Result<Option<Caller>, Error> {
        if !is_well_formed(key) {
            return Ok(None);
        }
        let row = self.inner.store.api_key_by_hash(hash(key)).await?;
        Ok(row.and_then(|row| {
            Some(Caller {
                role: Role::parse(&row.role)?,
                user: row.name,
                connector: match row.connector_id {
                    Some(id) => Some(ConnectorId::parse(&id).ok()?),
                    None => None,
                },
            })
        }))
    }

    async fn bindable(&self, id: &str, role: Role) -> Result<ConnectorId, Error> {
        if role != Role::Read {
            return Err(Error::BadRequest(format!(
                "a key bound to a connector has the role \"read\", not {:?}",
                role.as_str()
            )));
        }
        // The Sandbox has no address before the product runs, and may be bound all the same.
        match ConnectorId::parse(id) {
            Ok(id) if id.as_str() == SANDBOX_ID => Ok(id),
            _ => Ok(self.find_connector(id).await?.id),
        }
    }
}

fn new_key() -> Result<SecretString, Error> {
    let mut bytes = [0; RANDOM_BYTES];
    getrandom::fill(&mut bytes).map_err(|_| Error::Internal("no random numbers"))?;
    let mut key = PREFIX.to_owned();
    for byte in bytes {
        let _ = write!(key, "{byte:02x}");
    }
    Ok(key.into())
}

fn is_well_formed(key: &str) -> bool {
    key.strip_prefix(PREFIX).is_some_and(|hex| {
        hex.len() == RANDOM_BYTES * 2
            && hex
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    })
}

fn hash(key: &str) -> Vec<u8> {
    Sha256::digest(key.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::tests::core_without_network;

    #[tokio::test]
    async fn a_key_names_its_caller_and_nothing_else_does() {
        let core = core_without_network().await;
        let key = core
            .create_key(" ci ", Role::Read, None)
            .await
            .expect("made");
        let caller = core.authenticate(key.expose_secret()).await.expect("asked");
        assert_eq!(
            caller,
            Some(Caller {
                user: "ci".into(),
                role: Role::Read,
                connector: None,
            })
        );
        let text = key.expose_secret().to_owned();
        for other in [
            "",
            "pb_",
            &text[..text.len() - 1],
            &text.to_uppercase(),
            &format!("{text} "),
            &format!("pb_{}", "0".repeat(64)),
            "' OR 1=1 --",
        ] {
            let nobody = core.authenticate(other).await.expect("asked");
            assert_eq!(nobody, None, "{other:?}");
        }
    }

    #[tokio::test]
    async fn a_key_needs_a_name_that_fits_a_line() {
        let core = core_without_network().await;
        for name in ["", "  ", "a\nb", &"x".repeat(101)] {
            let refused = core.create_key(name, Role::All, None).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{name:?}");
        }
    }
}
