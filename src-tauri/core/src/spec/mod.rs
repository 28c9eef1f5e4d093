//! The connector as data: the form is drawn from it, and `check` holds whatever comes in against
//! it, be it from a form, a program, an import or the configuration file.

mod address;
mod check;
mod headers;
mod openai;
mod presets;
mod reference;
mod secrets;
#[cfg(test)]
mod tests;
mod text;
mod values;

use patchbay_model::{Provider, SecretField};

pub(crate) use check::{Checked, Typed, check};
pub(crate) use headers::shown;
pub use openai::{CONNECTOR_TYPE_ID, connector_spec};
pub(crate) use openai::{needs_key, provider_spec};
pub(crate) use reference::{reference_to, variable};
pub(crate) use secrets::{decode_key, decode_pem, sentence};
pub(crate) use values::config_to_json;

/// A kind of connector.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectorSpec {
    /// Kibana's id of the type.
    pub type_id: &'static str,
    /// For people.
    pub name: &'static str,
    /// One sentence.
    pub description: &'static str,
    /// The APIs such connectors can speak.
    pub compatibility: &'static [&'static str],
    /// In the order of the form.
    pub providers: Vec<ProviderSpec>,
    /// Servers on one's own machine.
    pub presets: &'static [ConnectorPreset],
}

/// What one provider's connectors need.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderSpec {
    /// Kibana's `apiProvider`.
    pub id: Provider,
    /// For people.
    pub label: &'static str,
    /// One sentence.
    pub description: &'static str,
    /// A body to start from.
    pub sample_body: &'static str,
    /// In the order of the form.
    pub fields: Vec<FieldSpec>,
    /// Fields that stand behind a switch.
    pub groups: Vec<FieldGroup>,
}

impl ProviderSpec {
    /// Whether such connectors have a use for a secret.
    pub(crate) fn has_secret(&self, secret: &SecretField) -> bool {
        if matches!(
            secret,
            SecretField::ProxyUsername | SecretField::ProxyPassword
        ) {
            return true;
        }
        self.fields.iter().any(|field| match secret {
            SecretField::Header(_) => field.kind == FieldKind::Headers,
            _ => field.is_secret() && field.key() == secret.name(),
        })
    }
}

/// Fields that are shown, and count, while their switch is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldGroup {
    /// Named by its fields.
    pub id: &'static str,
    /// Under which heading the switch stands.
    pub section: Section,
    /// Of the switch.
    pub label: &'static str,
    /// Above the fields.
    pub heading: Option<&'static str>,
    /// Fields that may stay empty while it is on.
    pub makes_optional: &'static [&'static str],
}

/// A server whose address is known, ready to be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectorPreset {
    /// A slug.
    pub id: &'static str,
    /// For people.
    pub label: &'static str,
    /// One sentence.
    pub description: &'static str,
    /// Whose form it fills.
    pub provider: Provider,
    /// Where it listens when nobody told it otherwise.
    pub api_url: &'static str,
    /// Empty where the user must name one.
    pub default_model: &'static str,
    /// How to get a model and start it.
    pub help: &'static str,
    /// Where more is written.
    pub docs_url: &'static str,
}

/// Under which heading a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Connector settings.
    Settings,
    /// Authentication.
    Authentication,
}

/// How a field is entered, and what it may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FieldKind {
    /// One line of any script.
    Text,
    /// One line that goes into an HTTP header.
    HeaderText,
    /// One line that must be a URL.
    Url,
    /// Hidden while typed; never shown again.
    Secret,
    /// From `min` to `max`, both included.
    Number {
        /// The least.
        min: f64,
        /// The most.
        max: f64,
        /// Without fraction.
        whole: bool,
    },
    /// On or off.
    Switch,
    /// One of these: value and label.
    Choice(&'static [(&'static str, &'static str)]),
    /// Names and values.
    Headers,
    /// A PEM file, sent as base64; never shown again.
    File {
        /// For the file picker.
        accept: &'static str,
    },
}

/// One field of the form.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldSpec {
    /// Path, e.g. `config.apiUrl`.
    pub name: &'static str,
    /// Its heading.
    pub section: Section,
    /// The [`FieldGroup`] it belongs to.
    pub group: Option<&'static str>,
    /// For people.
    pub label: &'static str,
    /// How it is entered.
    pub kind: FieldKind,
    /// Whether it must not stay empty.
    pub required: bool,
    /// What the form starts with.
    pub default_value: &'static str,
    /// Shown while empty.
    pub placeholder: &'static str,
    /// One or two sentences below the field.
    pub help: &'static str,
    /// Where more is written: label and address.
    pub docs: Option<(&'static str, &'static str)>,
    /// Whether the provider's list of models may be offered.
    pub suggests_models: bool,
}

impl FieldSpec {
    /// The key below `config` or `secrets`.
    pub(crate) fn key(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(_, key)| key)
    }

    pub(crate) fn is_secret(&self) -> bool {
        self.name.starts_with("secrets.")
    }
}

/// Path of the name field.
pub(crate) const NAME: &str = "name";
/// Path of the id field.
pub(crate) const ID: &str = "id";

/// The path of a secret in the form.
pub fn secret_path(field: &SecretField) -> String {
    format!("secrets.{}", field.name())
}
