//! What somebody wants to save on the Networking page.

use std::collections::{BTreeMap, BTreeSet};

use patchbay_model::SecretField;
use patchbay_network::{ClientCertificate, RootCertificates};
use patchbay_store::{Forget, NetworkingWrite, SecretPlace, Written};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use url::Url;

use super::InForce;
use super::authorities::check_authorities;
use super::page::CUSTOM_HOSTS;
use crate::networking::{
    CustomHost, Given, NetworkingLayer, ProxyAddress, Target, check_networking,
};
use crate::secrets::TRIES;
use crate::spec::{sentence, variable};
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
        secrets.check_hosts(&found.settings);
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

fn check_pem(settings: &NetworkingLayer) -> Vec<FieldError> {
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

fn proxy_of(settings: &InForce) -> Option<ProxyAddress> {
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

/// Secrets that come in, and those that stay.
struct Secrets {
    kept: BTreeSet<SecretField>,
    given: BTreeMap<SecretField, SecretString>,
    errors: Vec<FieldError>,
}

impl Secrets {
    fn refuse(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.errors.push(FieldError {
            field: field.into(),
            message: message.into(),
        });
    }

    fn has(&self, field: &SecretField) -> bool {
        self.kept.contains(field) || self.given.contains_key(field)
    }

    fn read(&mut self, given: BTreeMap<String, SecretString>) {
        for (name, secret) in given {
            if secret.expose_secret().trim().is_empty() {
                continue;
            }
            match SecretField::parse(&name).and_then(of_networking) {
                Some(field) => {
                    self.given
                        .insert(field, SecretString::from(secret.expose_secret().trim()));
                }
                None => self.refuse("secrets", "Unrecognized names of secrets."),
            }
        }
    }

    /// A header stays as long as its name is in the settings.
    fn check_headers(&mut self, names: &[String]) {
        let is_there = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        let stays = |field: &SecretField| match field {
            SecretField::ProxyHeader(name) => is_there(name),
            _ => true,
        };
        self.kept.retain(stays);
        self.given.retain(|field, _| stays(field));
        for name in names {
            let all = self.kept.iter().chain(self.given.keys());
            let has_value = all.into_iter().any(|field| {
                matches!(field, SecretField::ProxyHeader(known) if known.eq_ignore_ascii_case(name))
            });
            if !has_value {
                let field = format!("secrets.{}", SecretField::ProxyHeader(name.clone()).name());
                self.refuse(field, format!("Enter the value of {name}."));
            }
        }
        let wrong: Vec<_> = self
            .given
            .iter()
            .filter(|(field, secret)| {
                matches!(field, SecretField::ProxyHeader(_))
                    && variable(secret.expose_secret()).is_none()
                    && !secret
                        .expose_secret()
                        .bytes()
                        .all(|b| (b' '..=b'~').contains(&b))
            })
            .map(|(field, _)| format!("secrets.{}", field.name()))
            .collect();
        for field in wrong {
            self.refuse(
                field,
                "It holds characters that an HTTP header cannot hold.",
            );
        }
    }

    /// A client certificate stays as long as its host says that the vault has it.
    fn check_hosts(&mut self, settings: &NetworkingLayer) {
        use crate::networking::ClientCertificateAt::Vault;
        let origins: BTreeSet<_> = custom_hosts(settings)
            .iter()
            .filter(|host| host.client_certificate == Some(Vault))
            .map(|host| format!("https://{}", host.target))
            .collect();
        self.given = std::mem::take(&mut self.given)
            .into_iter()
            .map(|(field, secret)| (with_port(field), secret))
            .collect();
        let stays = |field: &SecretField| match field {
            SecretField::HostCertificate(origin) | SecretField::HostKey(origin) => {
                origins.contains(origin)
            }
            _ => true,
        };
        self.kept.retain(stays);
        self.given.retain(|field, _| stays(field));
        for origin in &origins {
            self.check_pair(origin);
        }
    }

    fn check_pair(&mut self, origin: &str) {
        let certificate = SecretField::HostCertificate(origin.to_owned());
        let key = SecretField::HostKey(origin.to_owned());
        let path = |field: &SecretField| format!("secrets.{}", field.name());
        for (field, message) in [
            (&certificate, "Choose the client certificate."),
            (&key, "Choose the private key of the client certificate."),
        ] {
            if !self.has(field) {
                self.refuse(path(field), message);
            }
        }
        let typed = |field| {
            let secret = self.given.get(field)?;
            let is_text = variable(secret.expose_secret()).is_none();
            is_text.then(|| secret.clone())
        };
        let (new_certificate, new_key) = (typed(&certificate), typed(&key));
        let wrong = match (new_certificate, new_key) {
            (Some(new), Some(new_key)) => {
                let pem = new.expose_secret().as_bytes();
                match RootCertificates::from_pem(pem) {
                    Err(error) => Some((&certificate, error)),
                    Ok(_) => ClientCertificate::from_pem(pem, &new_key)
                        .err()
                        .map(|error| (&key, error)),
                }
            }
            (Some(new), None) => RootCertificates::from_pem(new.expose_secret().as_bytes())
                .err()
                .map(|error| (&certificate, error)),
            _ => None,
        };
        if let Some((field, error)) = wrong {
            self.refuse(path(field), sentence(&error.to_string()));
        } else if self.given.contains_key(&certificate) != self.given.contains_key(&key) {
            let other = if self.given.contains_key(&key) {
                &certificate
            } else {
                &key
            };
            self.refuse(
                path(other),
                "Choose certificate and key together: they belong to each other.",
            );
        }
    }

    /// User name and password go to the proxy they were entered for and to no other. Gives that
    /// proxy, as long as there are any.
    fn check_credentials(&mut self, before: &InForce, after: &InForce) -> Option<String> {
        let (user, password) = (SecretField::ProxyUsername, SecretField::ProxyPassword);
        let proxy = proxy_of(after);
        let was_for = before
            .settings
            .proxy_credentials_for
            .value
            .clone()
            .ok()
            .flatten();
        if proxy != was_for {
            self.kept.remove(&user);
            self.kept.remove(&password);
        }
        let is_given = self.given.contains_key(&user) || self.given.contains_key(&password);
        let path = |field: &SecretField| format!("secrets.{}", field.name());
        let Some(proxy) = proxy else {
            if is_given {
                self.refuse(path(&user), "Enter the URL of the proxy they are for.");
            }
            return None;
        };
        if self.has(&password) && !self.has(&user) {
            self.refuse(path(&user), "The password needs a user name.");
        }
        self.has(&user).then(|| proxy.to_string())
    }
}

fn of_networking(field: SecretField) -> Option<SecretField> {
    match field {
        SecretField::ProxyUsername
        | SecretField::ProxyPassword
        | SecretField::ProxyHeader(_)
        | SecretField::HostCertificate(_)
        | SecretField::HostKey(_) => Some(field),
        _ => None,
    }
}

/// The origin of a host, however its URL was written.
fn with_port(field: SecretField) -> SecretField {
    let origin = |text: &str| {
        let target = Url::parse(text).ok().and_then(|url| Target::of(&url));
        target.map_or_else(|| text.to_owned(), |target| format!("https://{target}"))
    };
    match field {
        SecretField::HostCertificate(text) => SecretField::HostCertificate(origin(&text)),
        SecretField::HostKey(text) => SecretField::HostKey(origin(&text)),
        field => field,
    }
}
