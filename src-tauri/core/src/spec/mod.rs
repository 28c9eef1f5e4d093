//! The connector as data: the form is drawn from it and the rules are checked by it.

use patchbay_model::{ConnectorConfig, Provider};
use url::Url;

use crate::FieldError;

/// A kind of connector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectorSpec {
    /// Kibana's id of the type.
    pub type_id: &'static str,
    /// For people.
    pub name: &'static str,
    /// One sentence.
    pub description: &'static str,
    /// In the order of the form.
    pub providers: Vec<ProviderSpec>,
}

/// What one provider's connectors need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderSpec {
    /// Kibana's `apiProvider`.
    pub id: Provider,
    /// For people.
    pub label: &'static str,
    /// A body to start from.
    pub sample_body: &'static str,
    /// In the order of the form.
    pub fields: Vec<FieldSpec>,
}

/// Under which heading a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Connector settings.
    Settings,
    /// Authentication.
    Authentication,
}

/// How a field is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Text,
    /// One line that must be a URL.
    Url,
    /// Hidden while typed; never shown again.
    Secret,
}

/// One field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSpec {
    /// Path, e.g. `config.apiUrl`.
    pub name: &'static str,
    /// Its heading.
    pub section: Section,
    /// For people.
    pub label: &'static str,
    /// How it is entered.
    pub kind: FieldKind,
    /// Whether it may stay empty.
    pub required: bool,
    /// What the form starts with.
    pub default_value: &'static str,
    /// Shown while empty.
    pub placeholder: &'static str,
    /// One or two sentences below the field.
    pub help: &'static str,
    /// Where more is written: label and address.
    pub docs: Option<(&'static str, &'static str)>,
}

/// Path of the name field.
pub(crate) const NAME: &str = "name";
pub(crate) const API_URL: &str = "config.apiUrl";
pub(crate) const DEFAULT_MODEL: &str = "config.defaultModel";
pub(crate) const API_KEY: &str = "secrets.apiKey";

const MAX_NAME_CHARS: usize = 256;
const MAX_URL_BYTES: usize = 2048;
const MAX_MODEL_CHARS: usize = 256;
const MAX_KEY_BYTES: usize = 16 * 1024;

const SAMPLE_BODY: &str = r#"{
    "messages": [
        {
            "role": "user",
            "content": "Hello world"
        }
    ]
}"#;

/// The OpenAI connector.
pub fn connector_spec() -> ConnectorSpec {
    ConnectorSpec {
        type_id: ".gen-ai",
        name: "OpenAI",
        description: "Send a request to an OpenAI or Azure OpenAI service.",
        providers: Provider::ALL.map(provider_spec).to_vec(),
    }
}

/// Whether a provider's connectors cannot work without a key. Compatible servers on one's own
/// machine (Ollama, llama.cpp, LM Studio) often have none; Kibana asks for one all the same.
pub(crate) fn needs_key(provider: Provider) -> bool {
    provider != Provider::Other
}

fn provider_spec(provider: Provider) -> ProviderSpec {
    let (label, url_default, url_help, docs, key_help) = match provider {
        Provider::OpenAi => (
            "OpenAI",
            "https://api.openai.com/v1/chat/completions",
            "The full address of the endpoint, /chat/completions included.",
            Some((
                "OpenAI documentation",
                "https://platform.openai.com/docs/api-reference",
            )),
            "Sent as a bearer token. It is sealed when you save and never shown again.",
        ),
        Provider::AzureOpenAi => (
            "Azure OpenAI",
            "",
            "The target URI of your deployment, with its api-version.",
            Some((
                "Azure OpenAI documentation",
                "https://learn.microsoft.com/azure/ai-foundry/openai/reference",
            )),
            "Sent in the api-key header. It is sealed when you save and never shown again.",
        ),
        Provider::Other => (
            "Other (OpenAI Compatible Service)",
            "",
            "The full address of the endpoint, for example of Ollama, llama.cpp, LM Studio, vLLM or a gateway.",
            None,
            "Sent as a bearer token. Leave it empty for servers that ask for none.",
        ),
    };
    let fields = vec![
        FieldSpec {
            name: API_URL,
            section: Section::Settings,
            label: "URL",
            kind: FieldKind::Url,
            required: true,
            default_value: url_default,
            placeholder: match provider {
                Provider::OpenAi => "https://api.openai.com/v1/chat/completions",
                Provider::AzureOpenAi => {
                    "https://{your-resource-name}.openai.azure.com/openai/deployments/{deployment-id}/chat/completions?api-version={api-version}"
                }
                Provider::Other => "http://localhost:11434/v1/chat/completions",
            },
            help: url_help,
            docs,
        },
        FieldSpec {
            name: DEFAULT_MODEL,
            section: Section::Settings,
            label: "Default model",
            kind: FieldKind::Text,
            required: provider == Provider::Other,
            default_value: if provider == Provider::OpenAi {
                "gpt-4.1"
            } else {
                ""
            },
            placeholder: "",
            help: "If a request does not include a model, it uses the default.",
            docs: None,
        },
        FieldSpec {
            name: API_KEY,
            section: Section::Authentication,
            label: "API key",
            kind: FieldKind::Secret,
            required: needs_key(provider),
            default_value: "",
            placeholder: "",
            help: key_help,
            docs: match provider {
                Provider::OpenAi => Some((
                    "Create an OpenAI API key",
                    "https://platform.openai.com/api-keys",
                )),
                _ => None,
            },
        },
    ];
    ProviderSpec {
        id: provider,
        label,
        sample_body: SAMPLE_BODY,
        fields,
    }
}

/// A connector's visible part as typed.
pub(crate) struct Typed<'a> {
    pub(crate) name: &'a str,
    pub(crate) provider: Provider,
    pub(crate) api_url: &'a str,
    pub(crate) default_model: Option<&'a str>,
    pub(crate) api_key: Option<&'a str>,
}

/// Checks every field, so that a form shows all that is wrong at once.
pub(crate) fn check(typed: &Typed<'_>) -> Result<(String, ConnectorConfig), Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut note = |field: &'static str, result: Result<(), String>| {
        if let Err(message) = result {
            errors.push(FieldError { field, message });
        }
    };
    let name = typed.name.trim();
    note(NAME, line(name, "Name", true, MAX_NAME_CHARS));
    let url = check_url(typed.api_url.trim());
    note(API_URL, url.as_ref().map(|_| ()).map_err(Clone::clone));
    let model = typed.default_model.unwrap_or_default().trim();
    let model_required = typed.provider == Provider::Other;
    note(
        DEFAULT_MODEL,
        line(model, "Default model", model_required, MAX_MODEL_CHARS),
    );
    note(API_KEY, check_key(typed.api_key));

    match url {
        Ok(api_url) if errors.is_empty() => Ok((
            name.to_owned(),
            ConnectorConfig {
                provider: typed.provider,
                api_url,
                default_model: (!model.is_empty()).then(|| model.to_owned()),
            },
        )),
        _ => Err(errors),
    }
}

fn line(text: &str, label: &str, required: bool, max_chars: usize) -> Result<(), String> {
    if text.is_empty() {
        return if required {
            Err(format!("{label} is required."))
        } else {
            Ok(())
        };
    }
    if text.chars().count() > max_chars {
        return Err(format!("{label} must be {max_chars} characters or less."));
    }
    if text.chars().any(char::is_control) {
        return Err(format!(
            "{label} must not contain line breaks or other control characters."
        ));
    }
    Ok(())
}

/// Kibana's check (parseable, http or https, no trailing dot), and where Kibana is wrong
/// stricter: its own Azure template, braces and all, is a valid URL to a browser.
fn check_url(text: &str) -> Result<Url, String> {
    if text.is_empty() {
        return Err("URL is required.".into());
    }
    if text.len() > MAX_URL_BYTES {
        return Err(format!("URL must be {MAX_URL_BYTES} characters or less."));
    }
    if let (Some(open), Some(close)) = (text.find('{'), text.find('}'))
        && open < close
    {
        return Err(format!(
            "Invalid URL: replace {} with your own value.",
            &text[open..=close]
        ));
    }
    let url = Url::parse(text).map_err(|_| "Invalid URL".to_owned())?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err("Invalid URL: use http or https.".into());
    }
    let host = url.host_str().unwrap_or_default();
    if host.is_empty() || host.ends_with('.') {
        return Err("Invalid URL".into());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "Invalid URL: leave the user name and password out; the API key has its own field."
                .into(),
        );
    }
    Ok(url)
}

fn check_key(key: Option<&str>) -> Result<(), String> {
    let Some(key) = key else { return Ok(()) };
    if key.len() > MAX_KEY_BYTES {
        return Err("API key is too long.".into());
    }
    if !key.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Err(
            "API key must not contain line breaks, accents or other characters that an HTTP header cannot hold."
                .into(),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed<'a>(api_url: &'a str) -> Typed<'a> {
        Typed {
            name: "n",
            provider: Provider::OpenAi,
            api_url,
            default_model: None,
            api_key: None,
        }
    }

    fn errors(typed: &Typed<'_>) -> Vec<(&'static str, String)> {
        check(typed)
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|error| (error.field, error.message))
            .collect()
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once_in_kibanas_words() {
        let wrong = Typed {
            name: " ",
            provider: Provider::Other,
            api_url: "",
            default_model: Some(""),
            api_key: Some("a\nb"),
        };
        let messages: Vec<_> = errors(&wrong);
        assert_eq!(messages.len(), 4);
        assert_eq!(messages[0], (NAME, "Name is required.".into()));
        assert_eq!(messages[1], (API_URL, "URL is required.".into()));
        assert_eq!(
            messages[2],
            (DEFAULT_MODEL, "Default model is required.".into())
        );
        assert!(!messages[3].1.contains("a\nb"), "the key is not repeated");
    }

    #[test]
    fn urls_people_use_pass() {
        for url in [
            "https://api.openai.com/v1/chat/completions",
            "http://localhost:1234/v1/chat/completions",
            "http://[::1]:8080/v1/chat/completions",
            "https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-10-21",
            "https://bücher.example/v1/chat/completions",
        ] {
            assert_eq!(errors(&typed(url)), [], "{url}");
        }
    }

    #[test]
    fn urls_that_cannot_work_are_refused_with_a_reason() {
        for (url, part) in [
            ("api.openai.com/v1", "Invalid URL"),
            ("ftp://example.com/", "http or https"),
            ("https://", "Invalid URL"),
            ("https://example.com./v1", "Invalid URL"),
            ("https://me:pw@example.com/v1", "user name"),
            (
                "https://{your-resource-name}.openai.azure.com/",
                "{your-resource-name}",
            ),
            ("javascript:alert(1)", "http or https"),
        ] {
            let all = errors(&typed(url));
            assert!(all.len() == 1 && all[0].1.contains(part), "{url}: {all:?}");
        }
        let long = format!("https://example.com/{}", "a".repeat(10_000));
        assert!(errors(&typed(&long))[0].1.contains("2048"));
    }

    #[test]
    fn what_the_form_starts_with_passes_its_own_rules_or_is_empty() {
        for provider in connector_spec().providers {
            for field in provider.fields {
                if field.kind == FieldKind::Url && !field.default_value.is_empty() {
                    assert!(check_url(field.default_value).is_ok());
                }
            }
        }
    }
}
