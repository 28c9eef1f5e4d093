//! What is known of models: context window and price, from the catalogue bundled with the
//! program. No answer is better than a wrong one: what is not known is `None`, never 0.

use genai_prices::{Calculator, PriceRequest, Usage, UsageKey};
use patchbay_model::Provider;
use url::Url;

/// Where the figures come from, with its version.
pub(crate) const SOURCE: &str = "genai-prices 0.2.1";

/// Facts about one model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ModelFacts {
    /// Tokens.
    pub context_window_tokens: Option<u64>,
    /// Pico-dollars for one input token, in the lowest tier.
    pub input_pusd: Option<u64>,
    /// Pico-dollars for one output token, in the lowest tier.
    pub output_pusd: Option<u64>,
}

/// Looks a model up at a provider. The first call decodes the catalogue, which takes some tens
/// of milliseconds: not for an async thread.
pub(crate) fn model_facts(provider: Provider, api_url: Option<&Url>, model: &str) -> ModelFacts {
    let catalogue = Calculator::bundled();
    let by_url = api_url.map(Url::as_str);
    let found = match provider {
        Provider::OpenAi => catalogue.find_provider(Some("openai"), None),
        Provider::AzureOpenAi => catalogue.find_provider(Some("azure"), None),
        Provider::Other => catalogue.find_provider(None, by_url),
    };
    let Ok(Some(seller)) = found else {
        return ModelFacts::default();
    };
    // Few enough tokens to stay in the lowest tier, and many enough to keep the digits.
    let price_of = |key: UsageKey| {
        let usage = Usage::from([(key, 1_000.0)]);
        let request = PriceRequest::new(model, &usage).with_provider_id(seller.id());
        catalogue.calculate(&request).ok()
    };
    let input = price_of(UsageKey::INPUT_TOKENS);
    let output = price_of(UsageKey::OUTPUT_TOKENS);
    let id = input
        .as_ref()
        .or(output.as_ref())
        .map(|price| &price.model_id);
    let info = id.and_then(|id| seller.models().find(|model| model.id() == id));
    ModelFacts {
        context_window_tokens: info.and_then(|model| model.context_window()),
        input_pusd: input.and_then(|price| per_token(price.input_price)),
        output_pusd: output.and_then(|price| per_token(price.output_price)),
    }
}

/// Dollars for 1,000 tokens as pico-dollars for one. A price of 0 is one that is not known.
fn per_token(dollars: f64) -> Option<u64> {
    let pusd = (dollars * 1e9).round();
    (1.0..1e15).contains(&pusd).then_some(pusd as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_model_has_its_published_price_and_an_unknown_one_none() {
        let known = model_facts(Provider::OpenAi, None, "gpt-4.1");
        assert_eq!(known.context_window_tokens, Some(1_000_000));
        assert_eq!(known.input_pusd, Some(2_000_000), "$2 for a million");
        assert_eq!(known.output_pusd, Some(8_000_000), "$8 for a million");
        let dated = model_facts(Provider::OpenAi, None, "gpt-4.1-2025-04-14");
        assert_eq!(dated, known);
        let unknown = model_facts(Provider::OpenAi, None, "nobody-has-this");
        assert_eq!(unknown, ModelFacts::default());
        let local = "http://localhost:11434/v1/chat/completions"
            .parse()
            .expect("valid");
        assert_eq!(
            model_facts(Provider::Other, Some(&local), "gpt-4.1"),
            ModelFacts::default(),
            "a server of one's own has no price"
        );
    }

    #[test]
    fn the_source_names_the_version_that_is_built_in() {
        let lock = include_str!("../../../Cargo.lock");
        let (name, version) = SOURCE.split_once(' ').expect("name and version");
        assert!(lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"")));
    }
}
