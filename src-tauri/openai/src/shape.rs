//! From what a user typed to what the provider is sent.

use patchbay_model::{ConnectorConfig, Provider};
use serde_json::{Map, Value, json};
use url::Url;

/// Which OpenAI API a URL addresses, by the end of its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Api {
    /// `…/chat/completions`
    Chat,
    /// `…/completions`
    Completions,
    /// `…/responses`
    Responses,
    /// `…/embeddings`
    Embeddings,
    /// Anything else: the body passes unchanged but for the model.
    Other,
}

impl Api {
    /// Reads the path only; host and query do not matter.
    pub fn of(url: &Url) -> Self {
        let path = url.path().trim_end_matches('/');
        if path.ends_with("/chat/completions") {
            Self::Chat
        } else if path.ends_with("/completions") {
            Self::Completions
        } else if path.ends_with("/responses") {
            Self::Responses
        } else if path.ends_with("/embeddings") {
            Self::Embeddings
        } else {
            Self::Other
        }
    }

    fn streams(self) -> bool {
        matches!(self, Self::Chat | Self::Completions | Self::Responses)
    }

    /// The Responses API always ends with usage and refuses the option.
    fn takes_stream_options(self) -> bool {
        matches!(self, Self::Chat | Self::Completions)
    }
}

impl Api {
    /// The API's name, for badges. `None` where nothing is known of it.
    pub fn label(self) -> Option<&'static str> {
        match self {
            Self::Chat => Some("Chat Completions"),
            Self::Completions => Some("Completions"),
            Self::Responses => Some("Responses"),
            Self::Embeddings => Some("Embeddings"),
            Self::Other => None,
        }
    }

    /// The end of the path that names it.
    fn suffix(self) -> &'static str {
        match self {
            Self::Chat => "/chat/completions",
            Self::Completions => "/completions",
            Self::Responses => "/responses",
            Self::Embeddings => "/embeddings",
            Self::Other => "",
        }
    }
}

/// Where a connector's provider lists its models: beside the endpoint. In Azure's deployment URLs
/// the list belongs to the resource, not to the deployment; the `api-version` stays.
pub fn models_url(config: &ConnectorConfig) -> Url {
    let mut url = config.api_url.clone();
    let path = url.path().trim_end_matches('/').to_owned();
    let base = path
        .strip_suffix(Api::of(&url).suffix())
        .unwrap_or(&path)
        .to_owned();
    let base = match base.find("/openai/deployments/") {
        Some(start) if config.provider == Provider::AzureOpenAi => {
            format!("{}/openai", &base[..start])
        }
        _ => base,
    };
    url.set_path(&format!("{base}/models"));
    url.set_fragment(None);
    url
}

/// A body that cannot be sent.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum InvalidBody {
    /// Nothing but white space.
    #[error("Body is required.")]
    Empty,
    /// Not JSON.
    #[error("Body does not have a valid JSON format. Line {line}, column {column}: {reason}.")]
    NotJson {
        /// 1-based.
        line: usize,
        /// 1-based.
        column: usize,
        /// What the parser expected.
        reason: String,
    },
    /// JSON, but a list, a text or a number.
    #[error("Body must be a JSON object, such as {{\"messages\": []}}.")]
    NotAnObject,
}

/// A request ready for the network, but for its authentication header.
#[derive(Debug, Clone, PartialEq)]
pub struct Shaped {
    /// The connector's URL as typed.
    pub url: Url,
    /// The body after shaping.
    pub body: Value,
    /// The model in the body, if it names one.
    pub model: Option<String>,
    /// Whether the body asks for a stream.
    pub streamed: bool,
}

/// Applies a connector to a body: `stream` as asked, usage asked for when streaming, and the
/// default model where the body names none. Every other key passes as it is, in its order.
pub fn shape(config: &ConnectorConfig, body: &str, stream: bool) -> Result<Shaped, InvalidBody> {
    if body.trim().is_empty() {
        return Err(InvalidBody::Empty);
    }
    let value: Value = serde_json::from_str(body).map_err(|error| not_json(&error))?;
    let Value::Object(mut object) = value else {
        return Err(InvalidBody::NotAnObject);
    };

    let api = Api::of(&config.api_url);
    if api.streams() {
        object.insert("stream".into(), Value::Bool(stream));
    }
    if api.takes_stream_options() {
        if stream {
            ask_for_usage(&mut object);
        } else {
            // Providers refuse `stream_options` without `stream`.
            object.shift_remove("stream_options");
        }
    }
    let names_a_model = object
        .get("model")
        .is_some_and(|model| model.as_str().is_some_and(|m| !m.is_empty()));
    if !names_a_model && let Some(model) = &config.default_model {
        object.insert("model".into(), Value::String(model.clone()));
    }
    let model = object
        .get("model")
        .and_then(Value::as_str)
        .map(str::to_owned);

    Ok(Shaped {
        url: config.api_url.clone(),
        body: Value::Object(object),
        model,
        streamed: stream && api.streams(),
    })
}

fn ask_for_usage(object: &mut Map<String, Value>) {
    match object.get_mut("stream_options") {
        Some(Value::Object(options)) => {
            options.insert("include_usage".into(), Value::Bool(true));
        }
        _ => {
            object.insert("stream_options".into(), json!({ "include_usage": true }));
        }
    }
}

fn not_json(error: &serde_json::Error) -> InvalidBody {
    // serde_json appends the position to its text; it has fields of its own here.
    let text = error.to_string();
    let reason = text.split(" at line ").next().unwrap_or(&text).to_owned();
    InvalidBody::NotJson {
        line: error.line(),
        column: error.column(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(provider: Provider, url: &str, model: Option<&str>) -> ConnectorConfig {
        ConnectorConfig {
            default_model: model.map(str::to_owned),
            ..ConnectorConfig::new(provider, Url::parse(url).expect("test URL"))
        }
    }

    fn openai() -> ConnectorConfig {
        config(
            Provider::OpenAi,
            "https://api.openai.com/v1/chat/completions",
            Some("gpt-4.1"),
        )
    }

    #[test]
    fn a_streamed_body_asks_for_usage_and_keeps_every_other_key_in_order() {
        let body = r#"{"x":1,"messages":[],"stream_options":{"include_obfuscation":false}}"#;
        let shaped = shape(&openai(), body, true).expect("valid");
        assert_eq!(
            shaped.body.to_string(),
            r#"{"x":1,"messages":[],"stream_options":{"include_obfuscation":false,"include_usage":true},"stream":true,"model":"gpt-4.1"}"#
        );
        assert!(shaped.streamed);
    }

    #[test]
    fn a_buffered_body_has_no_stream_options() {
        let body = r#"{"stream":true,"stream_options":{"include_usage":true},"messages":[]}"#;
        let shaped = shape(&openai(), body, false).expect("valid");
        assert_eq!(shaped.body["stream"], false);
        assert!(shaped.body.get("stream_options").is_none());
    }

    #[test]
    fn the_default_model_fills_in_only_where_the_body_names_none() {
        for (body, model) in [
            (r#"{"messages":[]}"#, "gpt-4.1"),
            (r#"{"model":null,"messages":[]}"#, "gpt-4.1"),
            (r#"{"model":"","messages":[]}"#, "gpt-4.1"),
            (r#"{"model":"o3","messages":[]}"#, "o3"),
        ] {
            let shaped = shape(&openai(), body, false).expect("valid");
            assert_eq!(shaped.model.as_deref(), Some(model), "{body}");
            assert_eq!(shaped.body["model"], model, "{body}");
        }
    }

    #[test]
    fn embeddings_are_never_asked_to_stream() {
        let embeddings = config(
            Provider::Other,
            "http://localhost:1/v1/embeddings",
            Some("e"),
        );
        let shaped = shape(&embeddings, r#"{"input":"x"}"#, true).expect("valid");
        assert!(!shaped.streamed);
        assert_eq!(shaped.body.to_string(), r#"{"input":"x","model":"e"}"#);
    }

    #[test]
    fn an_azure_deployment_url_is_a_chat_url_in_spite_of_its_query() {
        let url = Url::parse(
            "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
        )
        .expect("test URL");
        assert_eq!(Api::of(&url), Api::Chat);
    }

    #[test]
    fn the_list_of_models_is_beside_the_endpoint() {
        for (provider, endpoint, list) in [
            (
                Provider::OpenAi,
                "https://api.openai.com/v1/chat/completions",
                "https://api.openai.com/v1/models",
            ),
            (
                Provider::Other,
                "http://localhost:8080/v1/chat/completions/",
                "http://localhost:8080/v1/models",
            ),
            (
                Provider::Other,
                "https://gateway.example/v1/embeddings?team=a#x",
                "https://gateway.example/v1/models?team=a",
            ),
            (
                Provider::AzureOpenAi,
                "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
                "https://r.openai.azure.com/openai/models?api-version=2024-10-21",
            ),
            (
                Provider::AzureOpenAi,
                "https://r.openai.azure.com/openai/v1/responses",
                "https://r.openai.azure.com/openai/v1/models",
            ),
        ] {
            assert_eq!(models_url(&config(provider, endpoint, None)).as_str(), list);
        }
    }

    #[test]
    fn a_broken_body_names_the_place() {
        assert_eq!(shape(&openai(), " \n", false), Err(InvalidBody::Empty));
        assert_eq!(
            shape(&openai(), "[1]", false),
            Err(InvalidBody::NotAnObject)
        );
        let Err(InvalidBody::NotJson { line, column, .. }) =
            shape(&openai(), "{\n  \"a\": ,\n}", false)
        else {
            panic!("accepted");
        };
        assert_eq!((line, column), (2, 8));
    }
}
