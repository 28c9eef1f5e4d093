//! The secrets of the networking settings: which come in, which stay, and whose they are.

use std::collections::{BTreeMap, BTreeSet};

use patchbay_model::SecretField;
use patchbay_network::{ClientCertificate, RootCertificates};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::InForce;
use super::draft::proxy_of;
use crate::FieldError;
use crate::networking::{ClientCertificateAt, CustomHost, Target};
use crate::spec::{sentence, variable};

/// Secrets that come in, and those that stay.
pub(super) struct Secrets {
    pub(super) kept: BTreeSet<SecretField>,
    pub(super) given: BTreeMap<SecretField, SecretString>,
    pub(super) errors: Vec<FieldError>,
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

    pub(super) fn read(&mut self, given: BTreeMap<String, SecretString>) {
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
    pub(super) fn check_headers(&mut self, names: &[String]) {
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
    pub(super) fn check_hosts(&mut self, hosts: &[CustomHost]) {
        let origins: BTreeSet<_> = hosts
            .iter()
            .filter(|host| host.client_certificate == Some(ClientCertificateAt::Vault))
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
    pub(super) fn check_credentials(
        &mut self,
        before: &InForce,
        after: &InForce,
    ) -> Option<String> {
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
