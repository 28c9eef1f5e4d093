//! A provider's refusal, worded as Kibana words it, so that what people find when they search
//! for the message still applies.

use http::StatusCode;
use serde_json::Value;

/// Error texts can be whole HTML pages; a message keeps this many characters.
const MAX_CHARS: usize = 600;

/// The provider's own words: `error.message`, `error` as a plain text (LM Studio), `message`
/// or `detail` at the top, else the body when it is short and not HTML.
pub fn provider_message(body: &str) -> Option<String> {
    let text = match serde_json::from_str::<Value>(body) {
        Ok(json) => ["/error/message", "/error", "/message", "/detail"]
            .into_iter()
            .find_map(|path| json.pointer(path)?.as_str().map(str::to_owned))?,
        Err(_) => {
            let body = body.trim();
            if body.is_empty() || body.starts_with('<') {
                return None;
            }
            body.to_owned()
        }
    };
    let mut short: String = text.chars().take(MAX_CHARS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    Some(short)
}

/// `Status code: 401. Message: Unauthorized API Error - …` and its siblings.
pub fn service_message(status: StatusCode, message: Option<&str>) -> String {
    let code = status.as_u16();
    let said = message.map_or_else(String::new, |message| format!(" - {message}"));
    if status == StatusCode::UNAUTHORIZED {
        return format!("Status code: {code}. Message: Unauthorized API Error{said}");
    }
    let reason = status.canonical_reason().unwrap_or("Unknown status");
    format!("Status code: {code}. Message: API Error: {reason}{said}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_of_error_gives_its_message() {
        for (body, message) in [
            (
                r#"{"error":{"message":"bad key","code":1}}"#,
                Some("bad key"),
            ),
            (r#"{"error":"no model loaded"}"#, Some("no model loaded")),
            (r#"{"message":"m"}"#, Some("m")),
            (r#"{"detail":"d"}"#, Some("d")),
            ("plain words", Some("plain words")),
            ("<html><body>502</body></html>", None),
            ("", None),
            (r#"{"error":null}"#, None),
        ] {
            assert_eq!(provider_message(body).as_deref(), message, "{body}");
        }
    }

    #[test]
    fn a_page_of_text_is_cut() {
        let message = provider_message(&"ä".repeat(5000)).expect("a message");
        assert_eq!(message.chars().count(), MAX_CHARS + 1);
    }

    #[test]
    fn the_wording_is_kibanas() {
        assert_eq!(
            service_message(StatusCode::UNAUTHORIZED, Some("Invalid API Key")),
            "Status code: 401. Message: Unauthorized API Error - Invalid API Key"
        );
        assert_eq!(
            service_message(StatusCode::TOO_MANY_REQUESTS, Some("slow down")),
            "Status code: 429. Message: API Error: Too Many Requests - slow down"
        );
        assert_eq!(
            service_message(StatusCode::BAD_GATEWAY, None),
            "Status code: 502. Message: API Error: Bad Gateway"
        );
    }
}
