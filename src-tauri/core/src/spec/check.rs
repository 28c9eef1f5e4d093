//! Holds a connector against its spec, field by field, so that a form shows all that is wrong at
//! once. The same check is made of a form, a program's request, an import and the configuration
//! file.

use std::collections::{BTreeMap, BTreeSet};

use patchbay_model::{ConnectorConfig, Provider, SecretField};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::headers::shown;
use super::secrets::{check_all_headers, read_secrets, require_secrets};
use super::text::check_line;
use super::values::read_values;
use super::{NAME, ProviderSpec, provider_spec};
use crate::FieldError;

const MAX_NAME_CHARS: usize = 256;
const MAX_NAMED_KEYS: usize = 5;

const PROVIDER: &str = "config.apiProvider";
const HEADERS: &str = "config.headers";

/// A connector as it comes in.
pub(crate) struct Typed<'a> {
    pub(crate) name: &'a str,
    /// Kibana's config.
    pub(crate) config: &'a Map<String, Value>,
    /// Kibana's secrets.
    pub(crate) secrets: &'a BTreeMap<String, SecretString>,
    /// What is stored already and stays.
    pub(crate) kept: &'a BTreeSet<SecretField>,
    /// An import has no secrets and never will.
    pub(crate) secrets_come_later: bool,
}

/// A connector that passed.
pub(crate) struct Checked {
    pub(crate) name: String,
    pub(crate) config: ConnectorConfig,
    /// Only those given.
    pub(crate) secrets: BTreeMap<SecretField, SecretString>,
}

/// Checks every field.
pub(crate) fn check(typed: &Typed<'_>) -> Result<Checked, Vec<FieldError>> {
    let mut errors = Errors::default();
    let name = typed.name.trim();
    if name.is_empty() {
        errors.add(NAME, "Name is required.");
    } else {
        errors.keep(NAME, check_line(name, "Name", MAX_NAME_CHARS));
    }
    let provider = match read_provider(typed.config) {
        Ok(provider) => provider,
        Err(message) => {
            errors.add(PROVIDER, message);
            return Err(errors.0);
        }
    };
    let spec = provider_spec(provider);
    errors.refuse_unknown(typed, &spec);
    let values = read_values(typed.config, &spec, &mut errors);
    let secrets = read_secrets(typed.secrets, &spec, &mut errors);
    if !typed.secrets_come_later {
        require_secrets(&spec, &secrets, typed.kept, &mut errors);
    }
    let headers = check_all_headers(values.headers(), &secrets, typed.kept);
    errors.keep(HEADERS, headers);
    match (values.config(provider), errors.0.is_empty()) {
        (Some(config), true) => Ok(Checked {
            name: name.to_owned(),
            config,
            secrets,
        }),
        _ => Err(errors.0),
    }
}

#[derive(Default)]
pub(super) struct Errors(Vec<FieldError>);

impl Errors {
    pub(super) fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError {
            field: field.into(),
            message: message.into(),
        });
    }

    pub(super) fn keep<T>(&mut self, field: &str, result: Result<T, String>) -> Option<T> {
        result.map_err(|message| self.add(field, message)).ok()
    }

    /// Kibana's schemas are strict: a key that is spelled wrong must not be dropped in silence.
    fn refuse_unknown(&mut self, typed: &Typed<'_>, spec: &ProviderSpec) {
        let known = |path: &str| spec.fields.iter().any(|field| field.name == path);
        let config = typed.config.iter().filter(|(_, value)| !value.is_null());
        let unknown: Vec<_> = config
            .map(|(key, _)| key)
            .filter(|key| *key != "apiProvider" && !known(&format!("config.{key}")))
            .collect();
        if unknown.iter().any(|key| SecretField::parse(key).is_some()) {
            self.add(
                "config",
                format!(
                    "{} Certificates and keys are secrets.",
                    unrecognized(&unknown)
                ),
            );
        } else if !unknown.is_empty() {
            self.add("config", unrecognized(&unknown));
        }
        let secrets = typed.secrets.iter();
        let unknown: Vec<_> = secrets
            .filter(|(_, value)| !value.expose_secret().is_empty())
            .map(|(key, _)| key)
            .filter(|key| SecretField::parse(key).is_none_or(|secret| !spec.has_secret(&secret)))
            .collect();
        if !unknown.is_empty() {
            self.add("secrets", unrecognized(&unknown));
        }
    }
}

fn unrecognized(keys: &[&String]) -> String {
    let named: Vec<_> = keys
        .iter()
        .take(MAX_NAMED_KEYS)
        .map(|key| shown(key))
        .collect();
    let more = match keys.len().saturating_sub(MAX_NAMED_KEYS) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("Unrecognized keys: {}{more}.", named.join(", "))
}

fn read_provider(config: &Map<String, Value>) -> Result<Provider, String> {
    match config.get("apiProvider") {
        None | Some(Value::Null) => Err("API provider is required.".into()),
        Some(Value::String(text)) if text.is_empty() => Err("API provider is required.".into()),
        Some(Value::String(text)) => Provider::parse(text)
            .ok_or_else(|| format!("API provider is not supported: {}.", shown(text))),
        Some(_) => Err("API provider must be a text.".into()),
    }
}
