use patchbay_core::{ConnectorModels, KnownModel, ModelOption};
use serde::Serialize;
use ts_rs::TS;

use crate::ProviderDto;

/// A model that can be put into Default model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ModelOption")]
pub struct ModelOptionDto {
    /// To be put into Default model.
    pub id: String,
    /// Where known.
    pub context_window_tokens: Option<u64>,
    /// Pico-dollars a token, where known.
    pub input_pusd: Option<u64>,
    /// Pico-dollars a token, where known.
    pub output_pusd: Option<u64>,
}

impl From<ModelOption> for ModelOptionDto {
    fn from(option: ModelOption) -> Self {
        Self {
            id: option.id,
            context_window_tokens: option.facts.context_window_tokens,
            input_pusd: option.facts.input_pusd,
            output_pusd: option.facts.output_pusd,
        }
    }
}

/// A provider's models.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "ConnectorModels")]
pub struct ConnectorModelsDto {
    /// By id; empty when the provider cannot be asked.
    pub models: Vec<ModelOptionDto>,
    /// Why there are none, for people.
    pub problem: Option<String>,
}

impl From<ConnectorModels> for ConnectorModelsDto {
    fn from(models: ConnectorModels) -> Self {
        Self {
            models: models.models.into_iter().map(Into::into).collect(),
            problem: models.problem,
        }
    }
}

/// A model of the guide for newcomers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "KnownModel")]
pub struct KnownModelDto {
    /// To be put into Default model.
    pub id: String,
    /// For people.
    pub name: String,
    /// Whose.
    pub provider: ProviderDto,
    /// One short sentence.
    pub good_at: String,
    /// Where known.
    pub context_window_tokens: Option<u64>,
    /// Pico-dollars a token, where known.
    pub input_pusd: Option<u64>,
    /// Pico-dollars a token, where known.
    pub output_pusd: Option<u64>,
}

impl From<KnownModel> for KnownModelDto {
    fn from(model: KnownModel) -> Self {
        Self {
            id: model.id.to_owned(),
            name: model.name.to_owned(),
            provider: ProviderDto::OpenAi,
            good_at: model.good_at.to_owned(),
            context_window_tokens: model.facts.context_window_tokens,
            input_pusd: model.facts.input_pusd,
            output_pusd: model.facts.output_pusd,
        }
    }
}

/// The guide's models.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "KnownModels")]
pub struct KnownModelsDto {
    /// Where context and prices come from, with its version, for people.
    pub source: String,
    /// Best first.
    pub models: Vec<KnownModelDto>,
}
