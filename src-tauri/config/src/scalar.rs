//! What a word without quotes means: YAML 1.2's core schema, as in Kibana.

use std::borrow::Cow;

use serde_json::{Number, Value};

/// A single value as it is written.
pub(crate) struct Scalar<'t> {
    pub(crate) text: Cow<'t, str>,
    /// Without quotes and without a tag that says it is text.
    pub(crate) plain: bool,
    pub(crate) unknown_tag: bool,
}

impl Scalar<'_> {
    pub(crate) fn is_null(&self) -> bool {
        self.plain && matches!(self.text.as_ref(), "" | "~" | "null" | "Null" | "NULL")
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        if !self.plain {
            return None;
        }
        match self.text.as_ref() {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    /// The text, when it is meant as text.
    pub(crate) fn as_text(&self) -> Option<&str> {
        let means_else = self.is_null() || self.as_bool().is_some() || self.number().is_some();
        (!means_else).then_some(self.text.as_ref())
    }

    /// `None` for text.
    pub(crate) fn as_json(&self) -> Option<Value> {
        if self.is_null() {
            return Some(Value::Null);
        }
        self.as_bool()
            .map(Value::Bool)
            .or_else(|| self.number().map(Value::Number))
    }

    /// A number that JSON holds exactly enough; digits beyond 64 bits stay text, because they are
    /// an account number more likely than a quantity.
    fn number(&self) -> Option<Number> {
        if !self.plain {
            return None;
        }
        let text = self.text.as_ref();
        if let Some(digits) = text.strip_prefix("0x") {
            return from_radix(digits, 16);
        }
        if let Some(digits) = text.strip_prefix("0o") {
            return from_radix(digits, 8);
        }
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        if !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit()) {
            let text = text.strip_prefix('+').unwrap_or(text);
            return text
                .parse::<i64>()
                .map(Number::from)
                .or_else(|_| text.parse::<u64>().map(Number::from))
                .ok();
        }
        let float = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && unsigned.contains(|c: char| c.is_ascii_digit())
            && unsigned
                .bytes()
                .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
        if !float {
            return None;
        }
        text.parse::<f64>().ok().and_then(Number::from_f64)
    }
}

fn from_radix(digits: &str, radix: u32) -> Option<Number> {
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    u64::from_str_radix(digits, radix).ok().map(Number::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plain(text: &str) -> Option<Value> {
        let scalar = Scalar {
            text: text.into(),
            plain: true,
            unknown_tag: false,
        };
        scalar.as_json()
    }

    #[test]
    fn words_without_quotes_mean_what_the_core_schema_says() {
        for (text, value) in [
            ("", json!(null)),
            ("~", json!(null)),
            ("NULL", json!(null)),
            ("True", json!(true)),
            ("false", json!(false)),
            ("0", json!(0)),
            ("-17", json!(-17)),
            ("+17", json!(17)),
            ("0x1F", json!(31)),
            ("0o17", json!(15)),
            ("18446744073709551615", json!(u64::MAX)),
            ("0.7", json!(0.7)),
            (".5", json!(0.5)),
            ("-1e3", json!(-1000.0)),
        ] {
            assert_eq!(plain(text), Some(value), "{text:?}");
        }
    }

    #[test]
    fn what_only_looks_like_a_number_stays_text() {
        for text in [
            "yes",
            "no",
            "on",
            "nUll",
            "1.2.3",
            "0x",
            "0xg",
            "0o8",
            "+",
            ".",
            "-",
            "e5",
            "1e",
            "1e999",
            ".inf",
            ".nan",
            "1_000",
            "12345678901234567890123",
            "0x+1",
            "2026-11-22",
            "--1",
        ] {
            assert_eq!(plain(text), None, "{text:?}");
        }
    }
}
