//! The layers of a way and their names.

use patchbay_openai::Api;
use serde_json::json;
use url::Url;

use super::DiagnosisLayer as Layer;

impl Layer {
    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Settings => "Settings",
            Self::Dns => "Name lookup",
            Self::Tcp => "Connection",
            Self::Proxy => "Proxy",
            Self::Tls => "TLS",
            Self::Authentication => "Authentication",
            Self::Model => "Model",
            Self::Streaming => "Streaming",
        }
    }
}

/// Those below the settings.
pub(super) fn on_the_way(url: &Url, has_proxy: bool, streamed: bool) -> Vec<Layer> {
    let mut layers = vec![Layer::Dns, Layer::Tcp];
    layers.extend(has_proxy.then_some(Layer::Proxy));
    layers.extend((url.scheme() == "https").then_some(Layer::Tls));
    layers.extend([Layer::Authentication, Layer::Model]);
    layers.extend(streamed.then_some(Layer::Streaming));
    layers
}

/// A small request with an answer long enough to see whether it comes piece by piece, and whether
/// its API streams.
pub(super) fn body(url: &Url) -> (String, bool) {
    const ASK: &str = "Count from 1 to 20. Write nothing but the numbers, separated by spaces.";
    let (body, streams) = match Api::of(url) {
        Api::Embeddings => (json!({ "input": "Patchbay" }), false),
        Api::Responses => (json!({ "input": ASK }), true),
        Api::Completions => (json!({ "prompt": "1 2 3 4 5", "max_tokens": 40 }), true),
        Api::Chat | Api::Other => (
            json!({ "messages": [{ "role": "user", "content": ASK }] }),
            true,
        ),
    };
    (body.to_string(), streams)
}
