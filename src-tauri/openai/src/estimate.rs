//! Counting tokens where the provider does not: stopped, cut and usage-less answers.
//!
//! The tables take tens of milliseconds to decode, so they are loaded at the first count.

use patchbay_model::Usage;
use serde_json::Value;
use tiktoken_rs::{ChatCompletionRequestMessage, CoreBPE, FunctionCall, tokenizer};

/// Overhead of one chat message and of the primed reply, from OpenAI's cookbook
/// (“How to count tokens with tiktoken”).
const PER_MESSAGE: u64 = 3;
const PER_NAME: u64 = 1;
const PER_CALL: u64 = 1;
const REPLY: u64 = 3;

/// A model's tokenizer; models that tiktoken does not know are counted with `o200k_base`.
pub struct Encoding(&'static CoreBPE);

impl Encoding {
    /// Loads the tables on first use.
    pub fn of(model: &str) -> Self {
        let known = tokenizer::get_tokenizer(model).unwrap_or(tokenizer::Tokenizer::O200kBase);
        let table = tiktoken_rs::bpe_for_tokenizer(known);
        Self(table.unwrap_or_else(|_| tiktoken_rs::o200k_base_singleton()))
    }

    /// Tokens of a text; what looks like a special token is counted as the text it is.
    pub fn count(&self, text: &str) -> u64 {
        self.0.count_ordinary(text) as u64
    }
}

/// Tokens of a text with a model's own encoding.
pub fn count_text(model: &str, text: &str) -> u64 {
    Encoding::of(model).count(text)
}

/// Tokens of a request body: chat messages with their overhead, or a prompt or input text.
pub fn prompt_tokens(model: &str, body: &Value) -> u64 {
    let encoding = Encoding::of(model);
    let Some(messages) = body.get("messages").and_then(Value::as_array) else {
        return ["prompt", "input"]
            .into_iter()
            .filter_map(|key| body.get(key))
            .map(|texts| count_texts(&encoding, texts))
            .sum();
    };
    let tools: u64 = ["tools", "functions"]
        .into_iter()
        .filter_map(|key| body.get(key))
        .map(|tools| encoding.count(&tools.to_string()))
        .sum();
    let messages: u64 = messages
        .iter()
        .map(|message| count_message(&encoding, &read_message(message)))
        .sum();
    messages + tools + REPLY
}

/// The usage of an answer that came without one.
pub fn estimate_usage(model: &str, request: &Value, produced: &str) -> Usage {
    Usage::estimated(prompt_tokens(model, request), count_text(model, produced))
}

fn count_message(encoding: &Encoding, message: &ChatCompletionRequestMessage) -> u64 {
    let text = |text: &Option<String>| text.as_deref().map_or(0, |text| encoding.count(text));
    let calls: u64 = message
        .tool_calls
        .iter()
        .chain(&message.function_call)
        .map(|call| encoding.count(&call.name) + encoding.count(&call.arguments) + PER_CALL)
        .sum();
    let name = message.name.as_ref().map_or(0, |_| PER_NAME) + text(&message.name);
    PER_MESSAGE + encoding.count(&message.role) + text(&message.content) + name + calls
}

fn read_message(message: &Value) -> ChatCompletionRequestMessage {
    let text = |value: &Value, key: &str| value.get(key)?.as_str().map(str::to_owned);
    let call = |function: &Value| FunctionCall {
        name: text(function, "name").unwrap_or_default(),
        arguments: text(function, "arguments").unwrap_or_default(),
    };
    let content = match message.get("content") {
        Some(Value::String(content)) => Some(content.clone()),
        // Only the texts: what an image costs depends on the model and is not estimated.
        Some(Value::Array(parts)) => Some(parts.iter().filter_map(|p| text(p, "text")).collect()),
        _ => None,
    };
    ChatCompletionRequestMessage {
        role: text(message, "role").unwrap_or_default(),
        content,
        name: text(message, "name"),
        function_call: message.get("function_call").map(call),
        tool_calls: message
            .get("tool_calls")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|tool| tool.get("function").map(call))
            .collect(),
        refusal: None,
    }
}

fn count_texts(encoding: &Encoding, texts: &Value) -> u64 {
    match texts {
        Value::String(text) => encoding.count(text),
        Value::Array(all) => all.iter().map(|text| count_texts(encoding, text)).sum(),
        // A number is a token the caller has already encoded.
        Value::Number(_) => 1,
        Value::Object(item) => item
            .get("content")
            .or_else(|| item.get("text"))
            .map_or(0, |text| count_texts(encoding, text)),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The worked example of OpenAI's cookbook: 124 tokens with gpt-4o.
    #[test]
    fn the_cookbooks_example_counts_as_the_cookbook_says() {
        let body = json!({"messages": [
            {"role": "system", "content": "You are a helpful, pattern-following assistant that translates corporate jargon into plain English."},
            {"role": "system", "name": "example_user", "content": "New synergies will help drive top-line growth."},
            {"role": "system", "name": "example_assistant", "content": "Things working well together will increase revenue."},
            {"role": "system", "name": "example_user", "content": "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage."},
            {"role": "system", "name": "example_assistant", "content": "Let's talk later when we're less busy about how to do better."},
            {"role": "user", "content": "This late pivot means we don't have time to boil the ocean for the client deliverable."},
        ]});
        assert_eq!(prompt_tokens("gpt-4o", &body), 124);
        assert_eq!(prompt_tokens("gpt-4", &body), 129);
    }

    #[test]
    fn parts_names_and_tool_calls_are_counted() {
        let plain = json!({"messages": [{"role": "user", "content": "Hello world"}]});
        let parts = json!({"messages": [{"role": "user", "content": [
            {"type": "text", "text": "Hello world"},
            {"type": "image_url", "image_url": {"url": "data:"}}]}]});
        let base = prompt_tokens("gpt-4o", &plain);
        assert_eq!(base, PER_MESSAGE + 1 + 2 + REPLY);
        assert_eq!(prompt_tokens("gpt-4o", &parts), base);
        let with_call = json!({"messages": [{"role": "user", "content": "Hello world",
            "tool_calls": [{"function": {"name": "f", "arguments": "{}"}}]}]});
        assert!(prompt_tokens("gpt-4o", &with_call) > base);
    }

    #[test]
    fn an_unknown_model_and_a_special_token_are_counted_all_the_same() {
        assert_eq!(count_text("tiny-random", "Hello world"), 2);
        assert!(count_text("gpt-4o", "<|endoftext|>") > 1);
    }

    #[test]
    fn a_prompt_an_input_and_encoded_tokens_are_counted() {
        assert_eq!(
            prompt_tokens("gpt-4o", &json!({"input": ["Hello", "world"]})),
            2
        );
        assert_eq!(prompt_tokens("gpt-4o", &json!({"prompt": [1, 2, 3]})), 3);
        assert_eq!(prompt_tokens("gpt-4o", &json!({})), 0);
    }
}
