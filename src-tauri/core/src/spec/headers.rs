//! Which headers a connector may add to its requests.

use std::collections::BTreeMap;

use http::{HeaderName, HeaderValue};
use serde_json::Value;

pub(super) const MAX_HEADERS: usize = 50;
const MAX_VALUE_BYTES: usize = 8 * 1024;

/// Headers that carry the key; one of the user's would override or accompany it.
const AUTHENTICATION: [&str; 4] = ["authorization", "api-key", "proxy-authorization", "cookie"];

/// Headers that belong to the connection or are set for every request.
const OURS: [&str; 13] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "proxy-connection",
];

/// Headers with a field of their own.
const WITH_FIELD: [(&str, &str); 2] = [
    ("openai-organization", "OpenAI Organization"),
    ("openai-project", "OpenAI Project"),
];

pub(super) fn check_headers(value: &Value) -> Result<BTreeMap<String, String>, String> {
    let Value::Object(object) = value else {
        return Err("HTTP headers must be names with values.".into());
    };
    if object.len() > MAX_HEADERS {
        return Err(too_many_headers());
    }
    let mut headers = BTreeMap::new();
    let mut seen = Vec::new();
    for (name, value) in object {
        let name = name.trim();
        let Value::String(value) = value else {
            return Err(format!(
                "The value of the header {} must be a text.",
                shown(name)
            ));
        };
        let lower = check_name(name)?;
        if seen.contains(&lower) {
            return Err(format!("The header {} is there twice.", shown(name)));
        }
        let value = value.trim();
        check_value(name, value)?;
        headers.insert(name.to_owned(), value.to_owned());
        seen.push(lower);
    }
    Ok(headers)
}

pub(super) fn too_many_headers() -> String {
    format!("There can be {MAX_HEADERS} HTTP headers at most.")
}

pub(super) fn check_name(name: &str) -> Result<String, String> {
    if name.is_empty() {
        return Err("Every HTTP header needs a name.".into());
    }
    let lower = HeaderName::try_from(name)
        .map_err(|_| {
            format!(
                "{} cannot be the name of an HTTP header: use letters, digits and hyphens.",
                shown(name)
            )
        })?
        .as_str()
        .to_owned();
    if AUTHENTICATION.contains(&lower.as_str()) {
        return Err(format!(
            "The header {} would override the authentication. Enter the key under API key.",
            shown(name)
        ));
    }
    if OURS.contains(&lower.as_str()) {
        return Err(format!("The header {} is set by Patchbay.", shown(name)));
    }
    if let Some((_, field)) = WITH_FIELD.iter().find(|(header, _)| *header == lower) {
        return Err(format!(
            "The header {} has a field of its own for the provider OpenAI: {field}.",
            shown(name)
        ));
    }
    Ok(lower)
}

pub(super) fn check_value(name: &str, value: &str) -> Result<(), String> {
    if value.is_empty() {
        return Err(format!("The header {} needs a value.", shown(name)));
    }
    if value.len() > MAX_VALUE_BYTES {
        return Err(format!(
            "The value of the header {} must be {MAX_VALUE_BYTES} characters or less.",
            shown(name)
        ));
    }
    let is_plain = value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if !is_plain || HeaderValue::try_from(value).is_err() {
        return Err(format!(
            "The value of the header {} must not contain line breaks, accents or other characters that an HTTP header cannot hold.",
            shown(name)
        ));
    }
    Ok(())
}

/// Quoted, escaped and short enough for a message.
pub(crate) fn shown(text: &str) -> String {
    const MAX_CHARS: usize = 40;
    if text.chars().count() <= MAX_CHARS {
        return format!("{text:?}");
    }
    let start: String = text.chars().take(MAX_CHARS).collect();
    format!("{:?}", format!("{start}…"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ordinary_headers_are_kept_as_typed() {
        let headers = check_headers(&json!({"X-Team": " a, b ", "x-trace": "1"})).expect("fine");
        assert_eq!(headers["X-Team"], "a, b");
        assert_eq!(headers.len(), 2);
    }

    #[test]
    fn a_header_cannot_take_the_place_of_the_key_or_of_the_connection() {
        for (bad, part) in [
            (json!({"Authorization": "Bearer x"}), "authentication"),
            (json!({"API-KEY": "x"}), "authentication"),
            (json!({"Cookie": "x"}), "authentication"),
            (json!({"host": "x"}), "set by Patchbay"),
            (json!({"Content-Length": "1"}), "set by Patchbay"),
            (json!({"OpenAI-Project": "p"}), "OpenAI Project"),
            (json!({"": "x"}), "needs a name"),
            (json!({"a b": "x"}), "cannot be the name"),
            (json!({"ä": "x"}), "cannot be the name"),
            (json!({"x": "a\r\nInjected: 1"}), "line breaks"),
            (json!({"x": ""}), "needs a value"),
            (json!({"x": 5}), "must be a text"),
            (json!({"x": "1", "X": "2"}), "twice"),
            (json!({"x": "a".repeat(9000)}), "8192"),
            (json!(["x"]), "names with values"),
            (json!({"__proto__ ": {}}), "must be a text"),
        ] {
            let message = check_headers(&bad).expect_err("refused");
            assert!(message.contains(part), "{bad}: {message}");
        }
        let many: serde_json::Map<_, _> = (0..51).map(|n| (format!("x-{n}"), json!("v"))).collect();
        assert!(
            check_headers(&Value::Object(many))
                .expect_err("refused")
                .contains("50")
        );
        let long = check_headers(&json!({"ü".repeat(500): "x"})).expect_err("refused");
        assert!(long.len() < 200, "{long}");
    }
}
