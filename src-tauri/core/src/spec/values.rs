//! Between Kibana's config, which is JSON of any shape, and ours.

use std::collections::BTreeMap;

use patchbay_model::{ConnectorConfig, Provider, VerificationMode};
use serde_json::{Map, Number, Value};
use url::Url;

use super::address::check_url;
use super::check::Errors;
use super::headers::check_headers;
use super::text::{check_header_text, check_line};
use super::{FieldKind, FieldSpec, ProviderSpec};

const MAX_TEXT_CHARS: usize = 256;

/// A field's value in the type its kind promises.
enum Read {
    Text(String),
    Url(Url),
    Number(f64),
    Switch(bool),
    Headers(BTreeMap<String, String>),
}

pub(super) struct Values(BTreeMap<&'static str, Read>);

pub(super) fn read_values(
    config: &Map<String, Value>,
    spec: &ProviderSpec,
    errors: &mut Errors,
) -> Values {
    let mut values = BTreeMap::new();
    for field in spec.fields.iter().filter(|field| !field.is_secret()) {
        match read_value(field, config.get(field.key())) {
            Ok(Some(value)) => {
                values.insert(field.key(), value);
            }
            Ok(None) if field.required => {
                errors.add(field.name, format!("{} is required.", field.label));
            }
            Ok(None) => {}
            Err(message) => errors.add(field.name, message),
        }
    }
    Values(values)
}

fn read_value(field: &FieldSpec, value: Option<&Value>) -> Result<Option<Read>, String> {
    let label = field.label;
    let text = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) if text.trim().is_empty() => return Ok(None),
        Some(Value::String(text)) => Some(text.trim()),
        Some(_) => None,
    };
    let must_be_text = || format!("{label} must be a text.");
    let read = match field.kind {
        FieldKind::Url => Read::Url(check_url(text.ok_or_else(must_be_text)?)?),
        FieldKind::Text | FieldKind::Secret | FieldKind::File { .. } => {
            let text = text.ok_or_else(must_be_text)?;
            check_line(text, label, MAX_TEXT_CHARS)?;
            Read::Text(text.to_owned())
        }
        FieldKind::HeaderText => {
            let text = text.ok_or_else(must_be_text)?;
            check_header_text(text, label, MAX_TEXT_CHARS)?;
            Read::Text(text.to_owned())
        }
        FieldKind::Number { min, max, whole } => {
            let number = match (text, value) {
                (Some(text), _) => text.parse().ok(),
                (None, Some(Value::Number(number))) => number.as_f64(),
                _ => None,
            };
            let fits = |n: &f64| (min..=max).contains(n) && (!whole || n.fract() == 0.0);
            let kind = if whole { "a whole number" } else { "a number" };
            let number = number
                .filter(fits)
                .ok_or_else(|| format!("{label} must be {kind} from {min} to {max}."))?;
            Read::Number(number)
        }
        FieldKind::Switch => match (text, value) {
            (Some("true"), _) | (_, Some(Value::Bool(true))) => Read::Switch(true),
            (Some("false"), _) | (_, Some(Value::Bool(false))) => Read::Switch(false),
            _ => return Err(format!("{label} must be true or false.")),
        },
        FieldKind::Choice(options) => {
            let known = |text: &&str| options.iter().any(|(value, _)| value == text);
            let all = || {
                let values: Vec<_> = options.iter().map(|(value, _)| *value).collect();
                format!("{label} must be one of: {}.", values.join(", "))
            };
            Read::Text(text.filter(known).ok_or_else(all)?.to_owned())
        }
        FieldKind::Headers => {
            let headers = check_headers(value.unwrap_or(&Value::Null))?;
            if headers.is_empty() {
                return Ok(None);
            }
            Read::Headers(headers)
        }
    };
    Ok(Some(read))
}

impl Values {
    /// The plain ones; none where there are none, or where they are wrong.
    pub(super) fn headers(&self) -> &BTreeMap<String, String> {
        static NONE: BTreeMap<String, String> = BTreeMap::new();
        match self.0.get("headers") {
            Some(Read::Headers(headers)) => headers,
            _ => &NONE,
        }
    }

    /// `None` when the URL, which every connector has, is not there.
    pub(super) fn config(mut self, provider: Provider) -> Option<ConnectorConfig> {
        let Some(Read::Url(api_url)) = self.0.remove("apiUrl") else {
            return None;
        };
        Some(ConnectorConfig {
            default_model: self.text("defaultModel"),
            organization_id: self.text("organizationId"),
            project_id: self.text("projectId"),
            headers: match self.0.remove("headers") {
                Some(Read::Headers(headers)) => headers,
                _ => BTreeMap::new(),
            },
            context_window_length: self.number("contextWindowLength").map(|n| n as u64),
            temperature: self.number("temperature"),
            verification_mode: self
                .text("verificationMode")
                .and_then(|mode| VerificationMode::parse(&mode)),
            native_function_calling: match self.0.remove("enableNativeFunctionCalling") {
                Some(Read::Switch(on)) => Some(on),
                _ => None,
            },
            ..ConnectorConfig::new(provider, api_url)
        })
    }

    fn text(&mut self, key: &str) -> Option<String> {
        match self.0.remove(key) {
            Some(Read::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn number(&mut self, key: &str) -> Option<f64> {
        match self.0.remove(key) {
            Some(Read::Number(number)) => Some(number),
            _ => None,
        }
    }
}

/// The reverse of the check: Kibana's config of a connector, without what was never set.
pub(crate) fn config_to_json(config: &ConnectorConfig) -> Map<String, Value> {
    let mut json = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            json.insert(key.into(), value);
        }
    };
    let text = |text: &Option<String>| text.clone().map(Value::from);
    put("apiProvider", Some(config.provider.as_str().into()));
    put("apiUrl", Some(config.api_url.as_str().into()));
    put("defaultModel", text(&config.default_model));
    put("organizationId", text(&config.organization_id));
    put("projectId", text(&config.project_id));
    let headers = config.headers.iter();
    let headers: Map<_, _> = headers
        .map(|(k, v)| (k.clone(), v.clone().into()))
        .collect();
    put("headers", (!headers.is_empty()).then_some(headers.into()));
    put(
        "contextWindowLength",
        config.context_window_length.map(Value::from),
    );
    let temperature = config.temperature.and_then(Number::from_f64);
    put("temperature", temperature.map(Value::Number));
    let mode = config.verification_mode.map(|mode| mode.as_str().into());
    put("verificationMode", mode);
    let native = config.native_function_calling.map(Value::Bool);
    put("enableNativeFunctionCalling", native);
    json
}
