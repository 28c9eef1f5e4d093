//! Which models there are: those a provider lists, and those the guide for newcomers recommends.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::StreamExt;
use patchbay_model::Provider;
use patchbay_network::{Incoming, Method, Outgoing};
use patchbay_openai::{models_url, provider_message};
use serde_json::Value;

use crate::networking::Call;
use crate::prices::{self, ModelFacts, model_facts};
use crate::run::{hint_for_failure, request_headers};
use crate::{Core, Error, UnsavedConnector};

/// A model that can be put into Default model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelOption {
    /// What a request calls it.
    pub id: String,
    /// What is known of it.
    pub facts: ModelFacts,
}

/// The provider's models, or why there are none to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectorModels {
    /// By id.
    pub models: Vec<ModelOption>,
    /// For people.
    pub problem: Option<String>,
}

/// A model of the guide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownModel {
    /// What a request calls it.
    pub id: &'static str,
    /// For people.
    pub name: &'static str,
    /// One short sentence.
    pub good_at: &'static str,
    /// From the catalogue.
    pub facts: ModelFacts,
}

const PATIENCE: Duration = Duration::from_secs(15);
const MAX_BYTES: usize = 8 * 1024 * 1024;
const MAX_MODELS: usize = 2_000;
const MAX_ID_CHARS: usize = 256;

/// Id, name, what it is good at. OpenAI's three tiers, and the models that do not reason first,
/// which many programs still expect.
const GUIDE: [(&str, &str, &str); 7] = [
    (
        "gpt-6.1-terra",
        "GPT-6.1 Terra",
        "Everyday work: writing, analysis, questions about documents. A good first choice.",
    ),
    (
        "gpt-6.1-sol",
        "GPT-6.1 Sol",
        "Hard problems: many steps, code, agents with tools. The strongest and the slowest.",
    ),
    (
        "gpt-6-luna",
        "GPT-6 Luna",
        "Much and simple work: sorting, extracting, short answers. Fast and cheap.",
    ),
    (
        "gpt-4.1",
        "GPT-4.1",
        "Answers at once without reasoning first, follows instructions closely; takes a temperature.",
    ),
    (
        "gpt-4.1-mini",
        "GPT-4.1 mini",
        "As GPT-4.1, for a fifth of the price: summaries, chat, tools.",
    ),
    (
        "gpt-4o-mini",
        "GPT-4o mini",
        "Short texts and images for very little money; the one most examples use.",
    ),
    (
        "text-embedding-3-small",
        "Text embedding 3 small",
        "Search by meaning. Needs a connector whose URL ends in /embeddings.",
    ),
];

impl Core {
    /// Asks the provider of a connector that may not be saved yet which models it has. That it
    /// cannot be asked is an answer, not an error: the user can always type a name.
    pub async fn connector_models(
        &self,
        unsaved: UnsavedConnector,
    ) -> Result<ConnectorModels, Error> {
        match self.ask_for_models(unsaved).await {
            Ok(models) => Ok(ConnectorModels {
                models,
                problem: None,
            }),
            Err(problem) => Ok(ConnectorModels {
                models: Vec::new(),
                problem: Some(problem),
            }),
        }
    }

    async fn ask_for_models(&self, unsaved: UnsavedConnector) -> Result<Vec<ModelOption>, String> {
        let (connector, prepared) = self
            .prepare_trial(with_blanks_filled(unsaved))
            .await
            .map_err(|error| match error.into_fields() {
                Ok(fields) => fields
                    .into_iter()
                    .map(|f| f.message)
                    .collect::<Vec<_>>()
                    .join(" "),
                Err(error) => error.to_string(),
            })?;
        let secrets = self
            .secrets_of_draft(&connector, &prepared.kept, &prepared.checked.secrets)
            .await
            .map_err(|error| error.to_string())?;
        let headers =
            request_headers(&connector.config, &secrets).map_err(|error| error.to_string())?;
        let url = models_url(&connector.config);
        let route = self.route(&connector, &secrets, &url, Call::Lookup).await;
        let route = route.map_err(|error| error.to_string())?;
        let request = Outgoing {
            method: Method::Get,
            url,
            headers,
            body: bytes::Bytes::new(),
            route,
        };
        let asking = async {
            let incoming = self.inner.network.send(request).await.map_err(|failure| {
                hint_for_failure(&failure, &connector).unwrap_or_else(|| failure.to_string())
            })?;
            read_list(incoming).await
        };
        let ids = tokio::time::timeout(PATIENCE, asking)
            .await
            .map_err(|_| format!("No list of models came within {} s.", PATIENCE.as_secs()))??;
        let config = connector.config.clone();
        tokio::task::spawn_blocking(move || {
            ids.into_iter()
                .map(|(id, context_window_tokens)| {
                    let mut facts = model_facts(config.provider, Some(&config.api_url), &id);
                    // The server knows how it was started; the catalogue does not.
                    facts.context_window_tokens =
                        context_window_tokens.or(facts.context_window_tokens);
                    ModelOption { id, facts }
                })
                .collect()
        })
        .await
        .map_err(|_| "the thread that looks up prices ended early".to_owned())
    }

    /// The models the guide recommends, with what the catalogue knows of them.
    pub async fn known_models(&self) -> Result<(&'static str, Vec<KnownModel>), Error> {
        let models = tokio::task::spawn_blocking(|| {
            GUIDE
                .map(|(id, name, good_at)| KnownModel {
                    id,
                    name,
                    good_at,
                    facts: model_facts(Provider::OpenAi, None, id),
                })
                .to_vec()
        });
        let models = models
            .await
            .map_err(|_| Error::Internal("the thread that looks up prices ended early"))?;
        Ok((prices::SOURCE, models))
    }
}

/// The list of models depends on URL, secrets and headers only.
fn with_blanks_filled(mut unsaved: UnsavedConnector) -> UnsavedConnector {
    const ANY: &str = "any";
    for key in ["contextWindowLength", "temperature"] {
        unsaved.draft.config.remove(key);
    }
    unsaved
        .draft
        .config
        .insert("defaultModel".into(), Value::from(ANY));
    unsaved
}

async fn read_list(incoming: Incoming) -> Result<BTreeMap<String, Option<u64>>, String> {
    let status = incoming.status;
    let mut body = incoming.body;
    let mut bytes = Vec::new();
    while let Some(piece) = body.next().await {
        bytes.extend_from_slice(&piece.map_err(|failure| failure.to_string())?);
        if bytes.len() > MAX_BYTES {
            return Err("The list of models is too long.".into());
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    if !status.is_success() {
        let more = provider_message(&text)
            .map(|m| format!(" {m}"))
            .unwrap_or_default();
        return Err(format!(
            "The provider refused the list of models: {status}.{more}"
        ));
    }
    let json: Value = serde_json::from_str(&text)
        .map_err(|_| "The provider has no list of models at this address.".to_owned())?;
    let list = json
        .get("data")
        .or_else(|| json.get("models"))
        .unwrap_or(&json);
    let Some(list) = list.as_array() else {
        return Err("The provider has no list of models at this address.".into());
    };
    let models = list.iter().filter_map(|model| {
        let id = model.as_str().or_else(|| model.get("id")?.as_str())?;
        let is_fit = !id.is_empty()
            && id.chars().count() <= MAX_ID_CHARS
            && !id.chars().any(char::is_control);
        is_fit.then(|| (id.to_owned(), context_window(model)))
    });
    Ok(models.take(MAX_MODELS).collect())
}

/// vLLM, OpenRouter, Groq, LM Studio and llama.cpp each say it in a place of their own.
fn context_window(model: &Value) -> Option<u64> {
    let places = [
        "/max_model_len",
        "/context_length",
        "/context_window",
        "/max_context_length",
        "/meta/n_ctx",
        "/meta/n_ctx_train",
    ];
    places
        .iter()
        .find_map(|place| model.pointer(place)?.as_u64())
        .filter(|tokens| *tokens > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_of_the_guide_is_in_the_catalogue() {
        for (id, ..) in GUIDE {
            let facts = model_facts(Provider::OpenAi, None, id);
            assert!(facts.input_pusd.is_some(), "{id}");
        }
    }

    #[test]
    fn a_context_window_is_found_where_each_server_puts_it() {
        for model in [
            serde_json::json!({"max_model_len": 8192}),
            serde_json::json!({"context_length": 8192}),
            serde_json::json!({"meta": {"n_ctx_train": 8192}}),
        ] {
            assert_eq!(context_window(&model), Some(8192));
        }
        assert_eq!(context_window(&serde_json::json!({"id": "m"})), None);
    }
}
