//! The OpenAI connector, `.gen-ai`: every field of every provider.

use patchbay_model::Provider;

use super::presets::PRESETS;
use super::{ConnectorSpec, FieldGroup, FieldKind, FieldSpec, ProviderSpec, Section};

/// Kibana's id of the type.
pub const CONNECTOR_TYPE_ID: &str = ".gen-ai";

const SAMPLE_BODY: &str = r#"{
    "messages": [
        {
            "role": "user",
            "content": "Hello world"
        }
    ]
}"#;

const HEADERS: FieldGroup = FieldGroup {
    id: "headers",
    section: Section::Authentication,
    label: "Add HTTP header",
    heading: Some("HTTP headers"),
    makes_optional: &[],
};

const PKI: FieldGroup = FieldGroup {
    id: "pki",
    section: Section::Authentication,
    label: "Enable PKI Authentication",
    heading: None,
    makes_optional: &["secrets.apiKey"],
};

const CERTIFICATES: FieldKind = FieldKind::File {
    accept: ".crt,.cert,.cer,.pem",
};

/// The OpenAI connector.
pub fn connector_spec() -> ConnectorSpec {
    ConnectorSpec {
        type_id: CONNECTOR_TYPE_ID,
        name: "OpenAI",
        description: "Send a request to an OpenAI or Azure OpenAI service.",
        compatibility: &["Chat Completions", "Responses", "Embeddings", "Completions"],
        providers: Provider::ALL.map(provider_spec).to_vec(),
        presets: PRESETS,
    }
}

/// Whether a provider's connectors cannot work without a key. Compatible servers on one's own
/// machine (Ollama, llama.cpp, LM Studio) often have none; Kibana asks for one all the same.
pub(crate) fn needs_key(provider: Provider) -> bool {
    provider != Provider::Other
}

/// One provider's part of [`connector_spec`].
pub(crate) fn provider_spec(provider: Provider) -> ProviderSpec {
    match provider {
        Provider::OpenAi => openai(),
        Provider::AzureOpenAi => azure(),
        Provider::Other => other(),
    }
}

fn openai() -> ProviderSpec {
    ProviderSpec {
        id: Provider::OpenAi,
        label: "OpenAI",
        description: "Models of OpenAI, with a key from its platform.",
        sample_body: SAMPLE_BODY,
        fields: vec![
            FieldSpec {
                default_value: "https://api.openai.com/v1/chat/completions",
                placeholder: "https://api.openai.com/v1/chat/completions",
                help: "The full address of the endpoint, /chat/completions included.",
                docs: Some((
                    "OpenAI documentation",
                    "https://platform.openai.com/docs/api-reference",
                )),
                ..url()
            },
            FieldSpec {
                default_value: "gpt-4.1",
                ..model()
            },
            context_window(),
            temperature(),
            FieldSpec {
                kind: FieldKind::HeaderText,
                help: "For people who belong to more than one organization: the ID from your organization's settings, such as org-…",
                docs: Some((
                    "Organization settings",
                    "https://platform.openai.com/settings/organization/general",
                )),
                ..field("config.organizationId", "OpenAI Organization")
            },
            FieldSpec {
                kind: FieldKind::HeaderText,
                help: "For keys that belong to a user and not to a project: the ID from the project's settings, such as proj_…",
                docs: Some((
                    "Project settings",
                    "https://platform.openai.com/settings/organization/projects",
                )),
                ..field("config.projectId", "OpenAI Project")
            },
            FieldSpec {
                help: "Sent as a bearer token. It is sealed when you save and never shown again.",
                docs: Some((
                    "Create an OpenAI API key",
                    "https://platform.openai.com/api-keys",
                )),
                ..api_key(true)
            },
            headers(),
        ],
        groups: vec![HEADERS],
    }
}

fn azure() -> ProviderSpec {
    ProviderSpec {
        id: Provider::AzureOpenAi,
        label: "Azure OpenAI",
        description: "A deployment in your Azure resource.",
        sample_body: SAMPLE_BODY,
        fields: vec![
            FieldSpec {
                placeholder: "https://{your-resource-name}.openai.azure.com/openai/deployments/{deployment-id}/chat/completions?api-version={api-version}",
                help: "The target URI of your deployment, with its api-version.",
                docs: Some((
                    "Azure OpenAI documentation",
                    "https://learn.microsoft.com/azure/ai-foundry/openai/reference",
                )),
                ..url()
            },
            FieldSpec {
                help: "Most deployments have their model already. If a request does not include one, this is sent.",
                ..model()
            },
            context_window(),
            temperature(),
            FieldSpec {
                help: "Sent in the api-key header. It is sealed when you save and never shown again.",
                ..api_key(true)
            },
            headers(),
        ],
        groups: vec![HEADERS],
    }
}

fn other() -> ProviderSpec {
    ProviderSpec {
        id: Provider::Other,
        label: "Other (OpenAI Compatible Service)",
        description: "Any server or gateway that speaks OpenAI's wire.",
        sample_body: SAMPLE_BODY,
        fields: vec![
            FieldSpec {
                placeholder: "http://localhost:11434/v1/chat/completions",
                help: "The full address of the endpoint, for example of Ollama, llama.cpp, LM Studio, vLLM or a gateway.",
                ..url()
            },
            FieldSpec {
                required: true,
                ..model()
            },
            context_window(),
            temperature(),
            FieldSpec {
                kind: FieldKind::Switch,
                default_value: "false",
                help: "Tells programs that ask for it that the model can call tools by itself. Requests are not changed.",
                ..field(
                    "config.enableNativeFunctionCalling",
                    "Enable native function calling",
                )
            },
            FieldSpec {
                help: "Sent as a bearer token. Leave it empty for servers that ask for none.",
                ..api_key(false)
            },
            FieldSpec {
                group: Some(PKI.id),
                section: Section::Authentication,
                kind: FieldKind::Choice(&[
                    ("full", "Full (Certificate and Hostname)"),
                    ("certificate", "Certificate Only"),
                    ("none", "None (Skip Verification)"),
                ]),
                default_value: "full",
                help: "How the server's certificate is checked. None lets anybody on the way read the key and the answers: for tests only.",
                ..field("config.verificationMode", "SSL verification mode")
            },
            FieldSpec {
                required: true,
                kind: CERTIFICATES,
                help: "The client's certificate as PEM, with the chain when the server needs it.",
                ..pki_file("secrets.certificateData", "Certificate file")
            },
            FieldSpec {
                required: true,
                kind: FieldKind::File {
                    accept: ".key,.pem",
                },
                help: "Its private key as PEM: RSA or EC, PKCS#1, SEC1 or PKCS#8, without a passphrase.",
                ..pki_file("secrets.privateKeyData", "Private key file")
            },
            FieldSpec {
                kind: CERTIFICATES,
                help: "Who signed the server's certificate, when your system does not know them. The system's own stay trusted.",
                ..pki_file("secrets.caData", "CA certificate file")
            },
            headers(),
        ],
        groups: vec![PKI, HEADERS],
    }
}

fn field(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec {
        name,
        section: Section::Settings,
        group: None,
        label,
        kind: FieldKind::Text,
        required: false,
        default_value: "",
        placeholder: "",
        help: "",
        docs: None,
        suggests_models: false,
    }
}

fn url() -> FieldSpec {
    FieldSpec {
        kind: FieldKind::Url,
        required: true,
        ..field("config.apiUrl", "URL")
    }
}

fn model() -> FieldSpec {
    FieldSpec {
        help: "If a request does not include a model, it uses the default.",
        suggests_models: true,
        ..field("config.defaultModel", "Default model")
    }
}

fn context_window() -> FieldSpec {
    FieldSpec {
        kind: FieldKind::Number {
            min: 1.0,
            max: 100_000_000.0,
            whole: true,
        },
        help: "In tokens. For models that programs do not know the limit of; requests are not changed.",
        ..field("config.contextWindowLength", "Context window length")
    }
}

fn temperature() -> FieldSpec {
    FieldSpec {
        kind: FieldKind::Number {
            min: 0.0,
            max: 2.0,
            whole: false,
        },
        help: "From 0 to 2, for programs that ask the connector for it; requests are not changed.",
        ..field("config.temperature", "Temperature")
    }
}

fn api_key(required: bool) -> FieldSpec {
    FieldSpec {
        section: Section::Authentication,
        kind: FieldKind::Secret,
        required,
        ..field("secrets.apiKey", "API key")
    }
}

fn pki_file(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec {
        section: Section::Authentication,
        group: Some(PKI.id),
        ..field(name, label)
    }
}

fn headers() -> FieldSpec {
    FieldSpec {
        section: Section::Authentication,
        group: Some(HEADERS.id),
        kind: FieldKind::Headers,
        help: "Sent with every request. The lock seals a value like a key; the others are stored in the clear.",
        ..field("config.headers", "HTTP headers")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use patchbay_model::SecretField;

    use super::*;

    #[test]
    fn every_field_has_its_own_name_a_known_group_and_a_known_secret() {
        for provider in connector_spec().providers {
            let mut names = BTreeSet::new();
            for field in &provider.fields {
                assert!(names.insert(field.name), "{} twice", field.name);
                if let Some(group) = field.group {
                    assert!(provider.groups.iter().any(|g| g.id == group), "{group}");
                }
                if field.is_secret() {
                    assert!(SecretField::parse(field.key()).is_some(), "{}", field.name);
                } else {
                    assert!(field.name.starts_with("config."), "{}", field.name);
                }
            }
            for group in &provider.groups {
                assert!(group.makes_optional.iter().all(|name| names.contains(name)));
            }
        }
    }
}
