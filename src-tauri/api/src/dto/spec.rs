use patchbay_core::{
    ConnectorPreset, ConnectorSpec, FieldGroup, FieldKind, FieldSpec, MAX_IMPORT_BYTES,
    ProviderSpec, Section,
};
use patchbay_model::ConnectorId;
use serde::Serialize;
use ts_rs::TS;

use crate::ProviderDto;

/// Under which heading a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "FieldSection")]
#[expect(missing_docs, reason = "the spec documents them")]
pub enum FieldSectionDto {
    Settings,
    Authentication,
}

impl From<Section> for FieldSectionDto {
    fn from(section: Section) -> Self {
        match section {
            Section::Settings => Self::Settings,
            Section::Authentication => Self::Authentication,
        }
    }
}

/// How a field is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "FieldKind")]
#[expect(missing_docs, reason = "the spec documents them")]
pub enum FieldKindDto {
    Text,
    Url,
    Secret,
    Number,
    Switch,
    Choice,
    Headers,
    File,
}

impl From<FieldKind> for FieldKindDto {
    fn from(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Text | FieldKind::HeaderText => Self::Text,
            FieldKind::Url => Self::Url,
            FieldKind::Secret => Self::Secret,
            FieldKind::Number { .. } => Self::Number,
            FieldKind::Switch => Self::Switch,
            FieldKind::Choice(_) => Self::Choice,
            FieldKind::Headers => Self::Headers,
            FieldKind::File { .. } => Self::File,
        }
    }
}

/// One choice of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[expect(missing_docs, reason = "the spec documents them")]
pub struct FieldOption {
    pub value: String,
    pub label: String,
}

/// One field of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "FieldSpec")]
#[expect(missing_docs, reason = "the spec documents them")]
pub struct FieldSpecDto {
    pub name: String,
    pub section: FieldSectionDto,
    pub group: Option<String>,
    pub label: String,
    pub kind: FieldKindDto,
    pub required: bool,
    pub default_value: String,
    pub placeholder: String,
    pub help: String,
    pub docs_label: Option<String>,
    pub docs_url: Option<String>,
    pub options: Vec<FieldOption>,
    pub accept: Option<String>,
    pub suggests_models: bool,
}

impl From<FieldSpec> for FieldSpecDto {
    fn from(field: FieldSpec) -> Self {
        let options = match field.kind {
            FieldKind::Choice(options) => options,
            _ => &[],
        };
        Self {
            name: field.name.to_owned(),
            section: field.section.into(),
            group: field.group.map(str::to_owned),
            label: field.label.to_owned(),
            kind: field.kind.into(),
            required: field.required,
            default_value: field.default_value.to_owned(),
            placeholder: field.placeholder.to_owned(),
            help: field.help.to_owned(),
            docs_label: field.docs.map(|(label, _)| label.to_owned()),
            docs_url: field.docs.map(|(_, url)| url.to_owned()),
            options: options
                .iter()
                .map(|(value, label)| FieldOption {
                    value: (*value).to_owned(),
                    label: (*label).to_owned(),
                })
                .collect(),
            accept: match field.kind {
                FieldKind::File { accept } => Some(accept.to_owned()),
                _ => None,
            },
            suggests_models: field.suggests_models,
        }
    }
}

/// Fields that stand behind a switch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "FieldGroup")]
pub struct FieldGroupDto {
    /// Named by its fields.
    pub id: String,
    /// Where its switch stands.
    pub section: FieldSectionDto,
    /// Of the switch that shows its fields.
    pub label: String,
    /// Above its fields.
    pub heading: Option<String>,
    /// Fields that may stay empty while it is on.
    pub makes_optional: Vec<String>,
}

impl From<FieldGroup> for FieldGroupDto {
    fn from(group: FieldGroup) -> Self {
        Self {
            id: group.id.to_owned(),
            section: group.section.into(),
            label: group.label.to_owned(),
            heading: group.heading.map(str::to_owned),
            makes_optional: group
                .makes_optional
                .iter()
                .map(|&name| name.to_owned())
                .collect(),
        }
    }
}

/// What one provider's connectors need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ProviderSpec")]
#[expect(missing_docs, reason = "the spec documents them")]
pub struct ProviderSpecDto {
    pub id: ProviderDto,
    pub label: String,
    pub description: String,
    pub sample_body: String,
    pub fields: Vec<FieldSpecDto>,
    pub groups: Vec<FieldGroupDto>,
}

impl From<ProviderSpec> for ProviderSpecDto {
    fn from(provider: ProviderSpec) -> Self {
        Self {
            id: provider.id.into(),
            label: provider.label.to_owned(),
            description: provider.description.to_owned(),
            sample_body: provider.sample_body.to_owned(),
            fields: provider.fields.into_iter().map(Into::into).collect(),
            groups: provider.groups.into_iter().map(Into::into).collect(),
        }
    }
}

/// A server on one's own machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ConnectorPreset")]
pub struct ConnectorPresetDto {
    /// A slug.
    pub id: String,
    /// For people.
    pub label: String,
    /// One sentence.
    pub description: String,
    /// Whose form it fills.
    pub provider: ProviderDto,
    /// What it starts with.
    pub api_url: String,
    /// What it starts with; may be empty.
    pub default_model: String,
    /// How to get a model and start it.
    pub help: String,
    /// Where more is written.
    pub docs_url: String,
}

impl From<ConnectorPreset> for ConnectorPresetDto {
    fn from(preset: ConnectorPreset) -> Self {
        Self {
            id: preset.id.to_owned(),
            label: preset.label.to_owned(),
            description: preset.description.to_owned(),
            provider: preset.provider.into(),
            api_url: preset.api_url.to_owned(),
            default_model: preset.default_model.to_owned(),
            help: preset.help.to_owned(),
            docs_url: preset.docs_url.to_owned(),
        }
    }
}

/// The connector as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ConnectorSpec")]
pub struct ConnectorSpecDto {
    /// Kibana's id of the type.
    pub type_id: String,
    /// For people.
    pub name: String,
    /// One sentence.
    pub description: String,
    /// The APIs such connectors can speak.
    pub compatibility: Vec<String>,
    /// Longest connector id, in characters.
    pub id_max_chars: usize,
    /// In the order of the form.
    pub providers: Vec<ProviderSpecDto>,
    /// Servers on one's own machine, with their default addresses.
    pub presets: Vec<ConnectorPresetDto>,
    /// Longest file that can be imported.
    pub max_import_bytes: usize,
}

impl From<ConnectorSpec> for ConnectorSpecDto {
    fn from(spec: ConnectorSpec) -> Self {
        Self {
            type_id: spec.type_id.to_owned(),
            name: spec.name.to_owned(),
            description: spec.description.to_owned(),
            compatibility: spec
                .compatibility
                .iter()
                .map(|&api| api.to_owned())
                .collect(),
            id_max_chars: ConnectorId::MAX_CHARS,
            providers: spec.providers.into_iter().map(Into::into).collect(),
            presets: spec.presets.iter().map(|&preset| preset.into()).collect(),
            max_import_bytes: MAX_IMPORT_BYTES,
        }
    }
}
