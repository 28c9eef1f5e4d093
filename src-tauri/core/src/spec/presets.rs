//! Servers people run themselves, at the addresses their makers chose.

use patchbay_model::Provider;

use super::ConnectorPreset;

const fn preset(
    id: &'static str,
    label: &'static str,
    api_url: &'static str,
    description: &'static str,
    help: &'static str,
    docs_url: &'static str,
) -> ConnectorPreset {
    ConnectorPreset {
        id,
        label,
        description,
        provider: Provider::Other,
        api_url,
        default_model: "",
        help,
        docs_url,
    }
}

pub(super) const PRESETS: &[ConnectorPreset] = &[
    preset(
        "ollama",
        "Ollama",
        "http://localhost:11434/v1/chat/completions",
        "Models that Ollama runs on this machine.",
        "Get a model with \"ollama pull\", for example \"ollama pull llama3.2\"; Ollama then listens by itself. It needs no API key.",
        "https://docs.ollama.com/api/openai-compatibility",
    ),
    preset(
        "lm-studio",
        "LM Studio",
        "http://localhost:1234/v1/chat/completions",
        "Models that LM Studio serves on this machine.",
        "Download a model, open the Developer tab and start the server. It needs no API key unless you switched one on.",
        "https://lmstudio.ai/docs/developer/openai-compat",
    ),
    preset(
        "llama-cpp",
        "llama.cpp",
        "http://localhost:8080/v1/chat/completions",
        "A model file served by llama-server.",
        "Start it with \"llama-server -m model.gguf\". It needs a key only when started with --api-key.",
        "https://github.com/ggml-org/llama.cpp/tree/master/tools/server",
    ),
    preset(
        "vllm",
        "vLLM",
        "http://localhost:8000/v1/chat/completions",
        "Models that vLLM serves, here or on a machine with a graphics card.",
        "Start it with \"vllm serve MODEL\". It needs a key only when started with --api-key.",
        "https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html",
    ),
];

#[cfg(test)]
mod tests {
    use super::super::address::check_url;
    use super::*;
    use patchbay_model::ConnectorId;

    #[test]
    fn a_preset_passes_the_rules_of_the_form() {
        for preset in PRESETS {
            assert!(ConnectorId::parse(preset.id).is_ok(), "{}", preset.id);
            assert!(check_url(preset.api_url).is_ok(), "{}", preset.api_url);
        }
    }
}
