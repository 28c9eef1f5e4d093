//! Reading an answer: its text, its model, its usage; buffered or chunk by chunk.

use patchbay_model::{Usage, UsageSource};
use serde_json::Value;

/// What a buffered answer says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The text of the first choice; `None` when it has none (only tool calls, say).
    pub text: Option<String>,
    /// The model the provider names.
    pub model: Option<String>,
    /// The provider's usage, or `None` when it sent none.
    pub usage: Option<Usage>,
    /// Everything the model produced, for an estimate: texts and tool calls of all choices.
    pub produced: String,
}

impl Answer {
    /// Reads a JSON answer of the chat, completions, responses or embeddings API.
    pub fn read(body: &Value) -> Self {
        let mut answer = Self {
            model: text_at(body, "model"),
            usage: usage_of(body),
            ..Self::default()
        };
        for (index, choice) in choices(body).iter().enumerate() {
            let message = choice.get("message").unwrap_or(choice);
            if let Some(text) = content_of(message) {
                answer.produced.push_str(&text);
                if index == 0 {
                    answer.text = Some(text);
                }
            }
            push_calls(message, &mut answer.produced);
        }
        answer
    }
}

/// Adds up a stream. Usage is the last one seen and never a sum: some providers send a running
/// total with every chunk.
#[derive(Debug, Clone, Default)]
pub struct StreamedAnswer {
    answer: Answer,
    complete: bool,
    error: Option<Value>,
}

impl StreamedAnswer {
    /// Takes the next chunk and returns the text it adds to the first choice. A chunk that is
    /// not JSON adds nothing: the raw view shows it, the stream goes on.
    pub fn push(&mut self, chunk: &str) -> Option<String> {
        let chunk: Value = serde_json::from_str(chunk).ok()?;
        if let Some(error) = chunk.get("error").filter(|error| !error.is_null()) {
            self.error = Some(error.clone());
        }
        if let Some(usage) = usage_of(&chunk) {
            self.answer.usage = Some(usage);
        }
        let named = text_at(&chunk, "model").or_else(|| text_at(chunk.get("response")?, "model"));
        if let Some(model) = named {
            self.answer.model = Some(model);
        }
        if let Some(text) = self.push_response_event(&chunk) {
            return Some(text);
        }

        let mut added = None;
        for choice in choices(&chunk) {
            if choice.get("finish_reason").is_some_and(Value::is_string) {
                self.complete = true;
            }
            let delta = choice.get("delta").unwrap_or(choice);
            if let Some(text) = content_of(delta).filter(|text| !text.is_empty()) {
                self.answer.produced.push_str(&text);
                if choice.get("index").and_then(Value::as_u64).unwrap_or(0) == 0 {
                    self.answer.text.get_or_insert_default().push_str(&text);
                    added = Some(text);
                }
            }
            push_calls(delta, &mut self.answer.produced);
        }
        added
    }

    /// `[DONE]` was seen.
    pub fn done(&mut self) {
        self.complete = true;
    }

    /// Whether the stream said that it is complete, by a finish reason or `[DONE]`.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The `error` member of a chunk, if one had it.
    pub fn error(&self) -> Option<&Value> {
        self.error.as_ref()
    }

    /// What has come so far.
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// The Responses API has typed events instead of choices.
    fn push_response_event(&mut self, chunk: &Value) -> Option<String> {
        match chunk.get("type")?.as_str()? {
            "response.output_text.delta" => {
                let text = text_at(chunk, "delta")?;
                self.answer.produced.push_str(&text);
                self.answer.text.get_or_insert_default().push_str(&text);
                Some(text)
            }
            "response.completed" | "response.incomplete" => {
                self.complete = true;
                None
            }
            "response.failed" => {
                self.error = chunk.pointer("/response/error").cloned();
                None
            }
            _ => None,
        }
    }
}

fn choices(body: &Value) -> &[Value] {
    body.get("choices")
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn text_at(value: &Value, key: &str) -> Option<String> {
    let text = value.get(key)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// `content` of chat (a text, or parts with texts), `text` of legacy completions.
fn content_of(message: &Value) -> Option<String> {
    match message.get("content").or_else(|| message.get("text"))? {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => Some(
            parts
                .iter()
                .filter_map(|part| part.get("text")?.as_str())
                .collect(),
        ),
        _ => None,
    }
}

fn push_calls(message: &Value, produced: &mut String) {
    let calls = message.get("tool_calls").and_then(Value::as_array);
    let functions = calls
        .into_iter()
        .flatten()
        .filter_map(|call| call.get("function"));
    for function in functions.chain(message.get("function_call")) {
        for key in ["name", "arguments"] {
            if let Some(text) = function.get(key).and_then(Value::as_str) {
                produced.push_str(text);
            }
        }
    }
}

/// Finds the usage object: at the top, in the Responses API's `response`, or in Groq's
/// `x_groq`. `null` and objects without a single count are no usage.
fn usage_of(body: &Value) -> Option<Usage> {
    [
        body.get("usage"),
        body.pointer("/response/usage"),
        body.pointer("/x_groq/usage"),
    ]
    .into_iter()
    .flatten()
    .find_map(read_usage)
}

fn read_usage(usage: &Value) -> Option<Usage> {
    let count = |names: [&str; 2]| names.into_iter().find_map(|name| usage.get(name)?.as_u64());
    let prompt_tokens = count(["prompt_tokens", "input_tokens"]);
    let completion_tokens = count(["completion_tokens", "output_tokens"]);
    let total_tokens = usage
        .get("total_tokens")
        .and_then(Value::as_u64)
        .or_else(|| Some(prompt_tokens? + completion_tokens?));
    let known = prompt_tokens.or(completion_tokens).or(total_tokens);
    known.map(|_| Usage {
        prompt_tokens,
        completion_tokens,
        total_tokens,
        source: UsageSource::Reported,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reported(prompt: Option<u64>, completion: Option<u64>, total: Option<u64>) -> Usage {
        Usage {
            prompt_tokens: prompt,
            completion_tokens: completion,
            total_tokens: total,
            source: UsageSource::Reported,
        }
    }

    #[test]
    fn a_buffered_chat_answer_gives_text_model_and_usage() {
        let answer = Answer::read(&json!({
            "model": "gpt-4.1-2025-04-14",
            "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi"}}],
            "usage": {"prompt_tokens": 9, "completion_tokens": 0, "total_tokens": 9,
                      "prompt_tokens_details": null}
        }));
        assert_eq!(answer.text.as_deref(), Some("Hi"));
        assert_eq!(answer.model.as_deref(), Some("gpt-4.1-2025-04-14"));
        assert_eq!(answer.usage, Some(reported(Some(9), Some(0), Some(9))));
    }

    #[test]
    fn an_answer_of_tool_calls_has_no_text_but_something_to_count() {
        let answer = Answer::read(&json!({"choices": [{"message": {"content": null,
            "tool_calls": [{"function": {"name": "f", "arguments": "{}"}}]}}]}));
        assert_eq!(answer.text, None);
        assert_eq!(answer.produced, "f{}");
        assert_eq!(answer.usage, None);
    }

    #[test]
    fn what_is_not_in_usage_is_unknown_and_not_zero() {
        let answer = Answer::read(&json!({"usage": {"prompt_tokens": 7, "total_tokens": 7}}));
        assert_eq!(answer.usage, Some(reported(Some(7), None, Some(7))));
        for nothing in [json!({"usage": null}), json!({"usage": {}}), json!([])] {
            assert_eq!(Answer::read(&nothing).usage, None, "{nothing}");
        }
    }

    #[test]
    fn the_last_usage_of_a_stream_counts_and_a_null_does_not_erase_it() {
        let mut streamed = StreamedAnswer::default();
        for chunk in [
            // Azure's first chunk: no choices, no model.
            r#"{"id":"","model":"","choices":[],"prompt_filter_results":[]}"#,
            r#"{"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""}}],"usage":null}"#,
            r#"{"model":"m","choices":[{"index":0,"delta":{"content":"Hel"}}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}"#,
            r#"{"model":"m","choices":[{"index":1,"delta":{"content":"other"}}]}"#,
            r#"{"model":"m","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}"#,
            r#"{"model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#,
            // Azure's trailing chunk: no delta.
            r#"{"model":"m","choices":[{"index":0,"content_filter_offsets":{}}],"usage":null}"#,
            "not json",
        ] {
            streamed.push(chunk);
        }
        assert_eq!(streamed.answer().text.as_deref(), Some("Hello"));
        assert_eq!(streamed.answer().produced, "Helotherlo");
        assert_eq!(
            streamed.answer().usage,
            Some(reported(Some(3), Some(2), Some(5)))
        );
        assert!(streamed.is_complete());
        assert!(streamed.error().is_none());
    }

    #[test]
    fn a_stream_without_finish_reason_or_done_is_not_complete() {
        let mut streamed = StreamedAnswer::default();
        streamed.push(r#"{"choices":[{"delta":{"content":"a"},"finish_reason":null}]}"#);
        assert!(!streamed.is_complete());
        streamed.done();
        assert!(streamed.is_complete());
    }

    #[test]
    fn an_error_in_the_middle_of_a_stream_is_kept() {
        let mut streamed = StreamedAnswer::default();
        streamed.push(r#"{"error":{"message":"overloaded"}}"#);
        assert_eq!(streamed.error(), Some(&json!({"message": "overloaded"})));
    }

    #[test]
    fn the_responses_api_streams_by_typed_events() {
        let mut streamed = StreamedAnswer::default();
        let added = streamed.push(r#"{"type":"response.output_text.delta","delta":"Hi"}"#);
        assert_eq!(added.as_deref(), Some("Hi"));
        streamed.push(
            r#"{"type":"response.completed","response":{"model":"gpt-5","usage":{"input_tokens":4,"output_tokens":2,"total_tokens":6}}}"#,
        );
        assert_eq!(
            streamed.answer().usage,
            Some(reported(Some(4), Some(2), Some(6)))
        );
        assert_eq!(streamed.answer().model.as_deref(), Some("gpt-5"));
        assert!(streamed.is_complete());
    }
}
