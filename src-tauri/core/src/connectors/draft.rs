//! A connector before it is saved, held against the spec and against what is stored.

use std::collections::{BTreeMap, BTreeSet};

use patchbay_model::{Connector, SecretField};
use patchbay_store::Forget;
use secrecy::SecretString;
use serde_json::{Map, Value};
use url::Url;

use crate::Error;
use crate::spec::{Checked, Typed, check, provider_spec};

/// A connector as a form, a program or a file has it. Nothing in it has been checked.
#[derive(Debug, Clone, Default)]
pub struct ConnectorDraft {
    /// For people.
    pub name: String,
    /// Kibana's config: texts, numbers and switches by key.
    pub config: Map<String, Value>,
    /// Kibana's secrets by key. An empty one counts as not given.
    pub secrets: BTreeMap<String, SecretString>,
}

/// A connector that is not saved, or not as it is saved.
#[derive(Debug, Clone)]
pub struct UnsavedConnector {
    /// The connector that is being edited; secrets that are not given are its.
    pub stored_id: Option<String>,
    /// The id it shall have; not looked at when `stored_id` is given.
    pub id: Option<String>,
    /// What is in the form.
    pub draft: ConnectorDraft,
    /// Stored secrets to leave out.
    pub forget: Vec<SecretField>,
}

/// A draft that passed, and what its saving means for the secrets that are stored.
pub(crate) struct Prepared {
    pub(crate) checked: Checked,
    /// Stored secrets that go on being used.
    pub(crate) kept: BTreeSet<SecretField>,
    pub(super) forget: Forget,
}

impl Prepared {
    /// What the connector has when it is used like this.
    pub(super) fn secrets(&self) -> BTreeSet<SecretField> {
        let given = self.checked.secrets.keys();
        self.kept.iter().chain(given).cloned().collect()
    }
}

/// Holds a draft against the spec and against what is stored.
pub(super) fn prepare(
    stored: Option<&Connector>,
    draft: &ConnectorDraft,
    forget: &[SecretField],
) -> Result<Prepared, Error> {
    let mut kept: BTreeSet<_> = stored
        .map(|stored| stored.stored_secrets.clone())
        .unwrap_or_default();
    kept.retain(|field| !forget.contains(field));
    let checked = check(&Typed {
        name: &draft.name,
        config: &draft.config,
        secrets: &draft.secrets,
        kept: &kept,
        secrets_come_later: false,
    })
    .map_err(Error::Invalid)?;

    // Another provider may have no use for a secret.
    let spec = provider_spec(checked.config.provider);
    kept.retain(|field| spec.has_secret(field));

    let moved = stored.filter(|stored| stored.config.host_port() != checked.config.host_port());
    if let Some(stored) = moved {
        let fields: Vec<_> = kept
            .iter()
            .filter(|field| !checked.secrets.contains_key(field))
            .cloned()
            .collect();
        if !fields.is_empty() {
            return Err(Error::SecretRequired {
                from: origin(&stored.config.api_url),
                to: origin(&checked.config.api_url),
                fields,
            });
        }
    }
    let forget = if moved.is_some() {
        Forget::All
    } else {
        let there = stored.into_iter().flat_map(|stored| {
            let lost = stored.lost_secrets.difference(&stored.stored_secrets);
            // What is lost stays, in case its key comes back, until it is forgotten or replaced.
            let lost = lost.filter(|field| forget.contains(field) || !spec.has_secret(field));
            stored.stored_secrets.difference(&kept).chain(lost)
        });
        Forget::Only(there.map(|field| field.name().into_owned()).collect())
    };
    Ok(Prepared {
        checked,
        kept,
        forget,
    })
}

pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
