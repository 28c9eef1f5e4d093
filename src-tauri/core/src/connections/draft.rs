//! What somebody wants to save on the Networking page.

use std::collections::{BTreeMap, BTreeSet};

use patchbay_model::SecretField;
use patchbay_store::{Forget, NetworkingWrite, SecretPlace, Written};
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::InForce;
use super::authorities::check_authorities;
use super::page::CUSTOM_HOSTS;
use super::secrets::Secrets;
use crate::networking::{CustomHost, Given, NetworkingLayer, ProxyAddress, check_networking};
use crate::secrets::TRIES;
use crate::{Core, Error, FieldError};

/// Settings as a form or a program has them. Nothing in it has been checked.
#[derive(Debug, Clone, Default)]
pub struct NetworkingDraft {
    /// By Kibana's keys, nested. Replaces what was saved.
    pub settings: Map<String, Value>,
    /// By name. An empty one counts as not given.
    pub secrets: BTreeMap<String, SecretString>,
    /// Secrets to remove, by name.
    pub forget: Vec<String>,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckedDraft {
    /// What is wrong; empty when it can be saved.
    pub fields: Vec<FieldError>,
    /// What would be partly ignored.
    pub warnings: Vec<FieldError>,
}

/// A draft that passed.
struct Prepared {
    settings: Map<String, Value>,
    secrets: BTreeMap<SecretField, SecretString>,
    forget: Vec<String>,
}

pub(super) const CREDENTIALS_FOR: &str = "proxyCredentialsFor";
const PROXY_HEADERS: &str = "proxyHeaders";

impl Core {
    /// What is wrong with settings before they are saved.
    pub async fn check_networking(&self, draft: NetworkingDraft) -> Result<CheckedDraft, Error> {
        let (checked, _) = self.prepare_networking(draft).await?;
        Ok(checked)
    }

    /// Replaces the settings of the Networking page. They count from the next request on.
    pub async fn save_networking(&self, draft: NetworkingDraft) -> Result<(), Error> {
        let (checked, prepared) = self.prepare_networking(draft).await?;
        let Some(prepared) = prepared else {
            return Err(Error::Invalid(checked.fields));
        };
        for _ in 0..TRIES {
            let sealed = self
                .inner
                .secrets
                .seal(patchbay_store::NETWORKING, &prepared.secrets)
                .await?;
            let write = NetworkingWrite {
                settings: Value::Object(prepared.settings.clone()).to_string(),
                forget: Forget::Only(prepared.forget.clone()),
                secrets: sealed,
            };
            if self.inner.store.write_networking(write).await? == Written::Done {
                return Ok(());
            }
        }
        Err(Error::VaultChanged)
    }

    async fn prepare_networking(
        &self,
        draft: NetworkingDraft,
    ) -> Result<(CheckedDraft, Option<Prepared>), Error> {
        let stored = self.inner.store.networking().await?.secrets;
        let before = self.in_force().await?;
        let mut settings = draft.settings;
        settings.retain(|_, value| !value.is_null());
        settings.remove(CREDENTIALS_FOR);
        let mut given = draft.secrets;
        hide_headers(&mut settings, &mut given);

        let found = check_networking(&settings);
        let mut errors: Vec<_> = found.problems.iter().map(below_settings).collect();
        errors.extend(check_pem(&found.settings).iter().map(below_settings));
        let forgotten: BTreeSet<_> = draft.forget.iter().cloned().collect();
        let mut secrets = Secrets {
            kept: kept(&stored, &forgotten),
            given: BTreeMap::new(),
            errors,
        };
        secrets.read(given);
        let after = self.inner.connections.with(None, settings.clone());
        if proxy_of(&after) != proxy_of(&before) {
            // A header for a proxy is often what it knows us by.
            let is_proxys = |field: &SecretField| matches!(field, SecretField::ProxyHeader(_));
            secrets.kept.retain(|field| !is_proxys(field));
        }
        secrets.check_headers(&header_names(&settings));
        secrets.check_hosts(custom_hosts(&found.settings));
        let credentials_for = secrets.check_credentials(&before, &after);
        if let Some(proxy) = credentials_for {
            settings.insert(CREDENTIALS_FOR.into(), proxy.into());
        }
        let warnings = found.warnings.iter().map(below_settings).collect();
        let Secrets {
            kept,
            given,
            errors,
        } = secrets;
        let prepared = errors.is_empty().then(|| Prepared {
            settings,
            forget: stored
                .into_iter()
                .map(|place| place.field)
                .filter(|name| SecretField::parse(name).is_none_or(|field| !kept.contains(&field)))
                .collect(),
            secrets: given,
        });
        Ok((
            CheckedDraft {
                fields: errors,
                warnings,
            },
            prepared,
        ))
    }
}

/// Values of headers for a proxy are secrets, wherever they were written.
fn hide_headers(settings: &mut Map<String, Value>, given: &mut BTreeMap<String, SecretString>) {
    let Some(Value::Object(headers)) = settings.get_mut(PROXY_HEADERS) else {
        return;
    };
    for (name, value) in headers {
        if let Value::String(text) = value
            && !text.is_empty()
        {
            let secret = SecretField::ProxyHeader(name.clone()).name().into_owned();
            given.insert(secret, SecretString::from(std::mem::take(text)));
        }
    }
}

fn below_settings(problem: &FieldError) -> FieldError {
    FieldError {
        field: format!("settings.{}", problem.field),
        message: problem.message.clone(),
    }
}

pub(super) fn check_pem(settings: &NetworkingLayer) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    if let Given::Value(authorities) = &settings.authorities {
        wrong.extend(check_authorities("ssl.", authorities));
    }
    for (at, host) in custom_hosts(settings).iter().enumerate() {
        let path = format!("{CUSTOM_HOSTS}[{at}].ssl.");
        wrong.extend(check_authorities(&path, &host.authorities));
    }
    wrong
}

pub(super) fn proxy_of(settings: &InForce) -> Option<ProxyAddress> {
    let proxy = settings.settings.proxy.value.as_ref();
    proxy.ok().cloned().flatten()
}

/// As they were typed: errors name the field of the form.
fn header_names(settings: &Map<String, Value>) -> Vec<String> {
    let headers = settings.get(PROXY_HEADERS).and_then(Value::as_object);
    headers
        .map(|headers| headers.keys().cloned().collect())
        .unwrap_or_default()
}

fn custom_hosts(settings: &NetworkingLayer) -> &[CustomHost] {
    match &settings.custom_hosts {
        Given::Value(hosts) => hosts,
        Given::Absent | Given::Broken(_) => &[],
    }
}

fn kept(stored: &[SecretPlace], forgotten: &BTreeSet<String>) -> BTreeSet<SecretField> {
    let stays = stored
        .iter()
        .filter(|place| !forgotten.contains(&place.field));
    stays
        .filter_map(|place| SecretField::parse(&place.field))
        .collect()
}
