//! What the Sandbox says.

use patchbay_openai::{Encoding, prompt_tokens};
use serde_json::Value;

use crate::MODEL;

/// An answer cut into the words it is streamed in, and what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) words: Vec<String>,
    pub(crate) finish_reason: &'static str,
    pub(crate) prompt_tokens: u64,
    pub(crate) completion_tokens: u64,
}

/// Answers a chat body. The same body always gets the same answer.
pub(crate) fn answer(body: &Value) -> Answer {
    let said = last_user_text(body).unwrap_or_default();
    let said = said.trim();
    let text = if said.is_empty() {
        "This is the Sandbox. It is not a language model, and there was no text to answer."
            .to_owned()
    } else {
        format!("This is the Sandbox, not a language model. You said: {said}")
    };
    let encoding = Encoding::of(MODEL);
    let mut words = words(&text);
    let mut finish_reason = "stop";
    if let Some(limit) = max_tokens(body)
        && encoding.count(&text) > limit
    {
        finish_reason = "length";
        // Tokens do not end where words end: take words as long as they fit.
        let fitting = longest_prefix(&words, |prefix| encoding.count(&prefix.concat()) <= limit);
        words.truncate(fitting);
    }
    Answer {
        prompt_tokens: prompt_tokens(MODEL, body),
        completion_tokens: encoding.count(&words.concat()),
        finish_reason,
        words,
    }
}

/// How many leading words fit, by halving: counting is not free.
fn longest_prefix(words: &[String], fits: impl Fn(&[String]) -> bool) -> usize {
    let (mut fitting, mut too_many) = (0, words.len() + 1);
    while too_many - fitting > 1 {
        let middle = fitting.midpoint(too_many);
        if fits(&words[..middle]) {
            fitting = middle;
        } else {
            too_many = middle;
        }
    }
    fitting
}

/// Each word with the white space after it; joined, they are the text.
fn words(text: &str) -> Vec<String> {
    text.split_inclusive(char::is_whitespace)
        .map(str::to_owned)
        .collect()
}

fn max_tokens(body: &Value) -> Option<u64> {
    ["max_completion_tokens", "max_tokens"]
        .into_iter()
        .find_map(|key| body.get(key)?.as_u64())
}

fn last_user_text(body: &Value) -> Option<String> {
    let messages = body.get("messages")?.as_array()?;
    let user = messages
        .iter()
        .rev()
        .find(|message| message.get("role").and_then(Value::as_str) == Some("user"))?;
    match user.get("content")? {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => {
            let texts = parts.iter().filter_map(|part| part.get("text")?.as_str());
            Some(texts.collect::<Vec<_>>().join(" "))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(text: &str) -> Value {
        json!({"messages": [{"role": "system", "content": "x"}, {"role": "user", "content": text}]})
    }

    #[test]
    fn the_same_words_get_the_same_answer_and_the_same_count() {
        let first = answer(&said("Hello world"));
        assert_eq!(first, answer(&said("Hello world")));
        assert_eq!(
            first.words.concat(),
            "This is the Sandbox, not a language model. You said: Hello world"
        );
        assert_eq!(first.finish_reason, "stop");
        assert_eq!(first.completion_tokens, 15);
    }

    #[test]
    fn a_limit_cuts_at_a_word_and_says_length() {
        for limit in 0..20 {
            let mut body = said("one two three");
            body["max_tokens"] = limit.into();
            let cut = answer(&body);
            assert!(cut.completion_tokens <= limit, "{limit}");
            let whole = answer(&said("one two three")).words.concat();
            assert!(whole.starts_with(&cut.words.concat()));
            assert_eq!(cut.finish_reason == "stop", cut.words.concat() == whole);
        }
    }

    #[test]
    fn a_body_without_words_is_answered_too() {
        for body in [
            json!({}),
            said(" "),
            json!({"messages": [{"role": "user", "content": 5}]}),
        ] {
            assert!(answer(&body).words.concat().contains("no text"));
        }
    }
}
