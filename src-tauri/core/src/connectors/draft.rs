//! A connector before it is saved, held against the spec and against what is stored.

use std::collections::{BTreeMap, BTreeSet};

use patchbay_model::{Connector, SecretField};
use patchbay_store::Forget;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use url::Url;

use crate::connections::check_authorities;
use crate::networking::{NetworkingSettings, ProxyAddress, check_connector_networking};
use crate::spec::{CONNECTOR_TYPE_ID, Checked, Typed, check, provider_spec, secret_path, sentence};
use crate::{Error, FieldError};

/// A connector as a form, a program or a file has it. Nothing in it has been checked.
#[derive(Debug, Clone, Default)]
pub struct ConnectorDraft {
    /// For people.
    pub name: String,
    /// Kibana's config: texts, numbers and switches by key.
    pub config: Map<String, Value>,
    /// Kibana's secrets by key. An empty one counts as not given.
    pub secrets: BTreeMap<String, SecretString>,
    /// Its own networking settings; `None` leaves them as they are stored.
    pub networking: Option<Map<String, Value>>,
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
    /// Its own networking settings.
    pub(crate) networking: Map<String, Value>,
    pub(super) forget: Forget,
}

impl Prepared {
    /// What the connector has when it is used like this.
    pub(super) fn secrets(&self) -> BTreeSet<SecretField> {
        let given = self.checked.secrets.keys();
        self.kept.iter().chain(given).cloned().collect()
    }
}

/// Holds a draft against the spec, the networking settings and what is stored.
pub(super) fn prepare(
    settings: &NetworkingSettings,
    stored: Option<&Connector>,
    draft: &ConnectorDraft,
    forget: &[SecretField],
) -> Result<Prepared, Error> {
    let mut kept: BTreeSet<_> = stored
        .map(|stored| stored.stored_secrets.clone())
        .unwrap_or_default();
    kept.retain(|field| !forget.contains(field));
    let networking = networking_of(stored, draft);
    let before = stored.and_then(|stored| own_proxy(&stored.networking));
    if own_proxy(&networking).is_none_or(|proxy| before.as_ref() != Some(&proxy)) {
        // They were entered for another proxy.
        kept.retain(|field| !is_proxys(field));
    }
    let checked = check(&Typed {
        name: &draft.name,
        config: &draft.config,
        secrets: &draft.secrets,
        kept: &kept,
        secrets_come_later: false,
    });
    let mut errors = check_networking(&networking, draft, &kept);
    let checked = match checked {
        Ok(checked) => {
            let allowed = settings
                .check_type(CONNECTOR_TYPE_ID, false)
                .and_then(|()| settings.check_url(&checked.config.api_url));
            if let Err(refusal) = allowed {
                errors.push(FieldError {
                    field: "config.apiUrl".into(),
                    message: sentence(&refusal.to_string()),
                });
            }
            checked
        }
        Err(mut all) => {
            all.append(&mut errors);
            return Err(Error::Invalid(all));
        }
    };
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }

    // Another provider may have no use for a secret.
    let spec = provider_spec(checked.config.provider);
    kept.retain(|field| spec.has_secret(field));

    let moved = stored.filter(|stored| stored.config.host_port() != checked.config.host_port());
    if let Some(stored) = moved {
        let fields: Vec<_> = kept
            .iter()
            .filter(|field| !checked.secrets.contains_key(field) && !is_proxys(field))
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
    let keeps_proxys = kept.iter().any(is_proxys);
    let forget = if let Some(stored) = moved.filter(|_| keeps_proxys) {
        let there = stored.stored_secrets.union(&stored.lost_secrets);
        let of_the_host = there.filter(|field| !is_proxys(field));
        Forget::Only(of_the_host.map(|field| field.name().into_owned()).collect())
    } else if moved.is_some() {
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
        networking,
        forget,
    })
}

/// What the draft says, without what says nothing.
fn networking_of(stored: Option<&Connector>, draft: &ConnectorDraft) -> Map<String, Value> {
    let mut networking = match (&draft.networking, stored) {
        (Some(networking), _) => networking.clone(),
        (None, Some(stored)) => stored.networking.clone(),
        (None, None) => Map::new(),
    };
    networking.retain(|key, value| {
        let is_empty = match &*value {
            Value::Null => true,
            Value::String(text) => text.is_empty() || (key == "proxy" && text == "inherit"),
            Value::Array(items) => items.is_empty(),
            Value::Object(map) => map.values().all(Value::is_null),
            Value::Bool(on) => !on,
            Value::Number(_) => false,
        };
        !is_empty
    });
    networking
}

fn own_proxy(networking: &Map<String, Value>) -> Option<ProxyAddress> {
    ProxyAddress::parse(networking.get("proxy")?.get("url")?.as_str()?).ok()
}

fn is_proxys(field: &SecretField) -> bool {
    matches!(
        field,
        SecretField::ProxyUsername | SecretField::ProxyPassword
    )
}

fn check_networking(
    networking: &Map<String, Value>,
    draft: &ConnectorDraft,
    kept: &BTreeSet<SecretField>,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    match check_connector_networking(networking) {
        Ok(own) => errors.extend(check_authorities("", &own.authorities)),
        Err(problems) => errors.extend(problems),
    }
    for error in &mut errors {
        error.field = format!("networking.{}", error.field);
    }
    let given = |field: &SecretField| {
        let given = draft.secrets.get(&*field.name());
        given.is_some_and(|secret| !secret.expose_secret().trim().is_empty())
    };
    let (user, password) = (SecretField::ProxyUsername, SecretField::ProxyPassword);
    let mut refuse = |field: &SecretField, message: &str| {
        errors.push(FieldError {
            field: secret_path(field),
            message: message.to_owned(),
        });
    };
    for field in [&user, &password] {
        if given(field) && own_proxy(networking).is_none() {
            refuse(
                field,
                "Only a proxy of the connector's own can be signed in to: enter its URL.",
            );
        }
    }
    if given(&password) && !given(&user) && !kept.contains(&user) {
        refuse(&user, "The password needs a user name.");
    }
    errors
}

pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
