//! Reading JSON, item by item, with the path of each in the message when it is wrong.

use std::collections::BTreeMap;

use http::{HeaderName, HeaderValue};
use patchbay_model::VerificationMode;
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::hosts::HostPattern;
use super::settings::{Authorities, Given};
use crate::FieldError;
use crate::spec::shown;

const MAX_ITEMS: usize = 1000;
const BEGIN_CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----";
/// The keys of [`Authorities`].
pub(super) const AUTHORITIES: [&str; 3] = [
    "certificateAuthoritiesFiles",
    "certificateAuthoritiesData",
    "onlyTheseAuthorities",
];
/// Headers of the connection itself, which a proxy must not get twice.
const CONNECTION_HEADERS: [&str; 6] = [
    "connection",
    "content-length",
    "host",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// What came up while reading.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) problems: Vec<FieldError>,
    pub(super) warnings: Vec<FieldError>,
}

/// A map and its path.
#[derive(Clone, Copy)]
pub(super) struct Object<'a> {
    pub(super) path: &'a str,
    pub(super) map: &'a Map<String, Value>,
}

/// A message that begins with the path and goes on with `rest`. The path in it is fit to be read;
/// the one beside it is exact, so that its place in a file can be found.
pub(super) fn finding(path: &str, rest: impl AsRef<str>) -> FieldError {
    const LONGEST: usize = 120;
    let is_plain =
        (1..=LONGEST).contains(&path.len()) && path.bytes().all(|b| b.is_ascii_graphic());
    let name = if is_plain {
        path.to_owned()
    } else {
        shown(path)
    };
    FieldError {
        field: path.to_owned(),
        message: format!("{name} {}.", rest.as_ref()),
    }
}

impl<'a> Object<'a> {
    pub(super) fn path_of(&self, key: &str) -> String {
        match self.path {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        }
    }

    /// `null` is what a form sends and YAML makes of nothing.
    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }
}

impl Findings {
    pub(super) fn problem(&mut self, path: &str, rest: impl AsRef<str>) -> FieldError {
        let problem = finding(path, rest);
        self.problems.push(problem.clone());
        problem
    }

    pub(super) fn warn(&mut self, path: &str, rest: impl AsRef<str>) {
        self.warnings.push(finding(path, rest));
    }

    /// A key that is spelled wrong must not be dropped in silence. Gives the first problem.
    pub(super) fn refuse_unknown(
        &mut self,
        object: Object<'_>,
        known: &[&str],
    ) -> Option<FieldError> {
        let mut first = None;
        for key in object
            .map
            .keys()
            .filter(|key| !known.contains(&key.as_str()))
        {
            let rest = match key.as_str() {
                "rejectUnauthorized" | "proxyRejectUnauthorizedCertificates" => {
                    "is no longer a setting: use a verificationMode of \"full\" or \"none\"".into()
                }
                _ => format!("is not a setting here: use {}", known.join(", ")),
            };
            let path = object.path_of(key);
            let problem = self.problem(&path, rest);
            first.get_or_insert(problem);
        }
        first
    }

    /// Reads one key with `read`, whose error is the end of a sentence about it.
    pub(super) fn read<T>(
        &mut self,
        object: Object<'_>,
        key: &str,
        read: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Given<T> {
        let Some(value) = object.get(key) else {
            return Given::Absent;
        };
        match read(value) {
            Ok(value) => Given::Value(value),
            Err(rest) => Given::Broken(self.problem(&object.path_of(key), rest)),
        }
    }

    /// Every wrong item is a problem of its own; the list counts only as a whole.
    pub(super) fn list<T>(
        &mut self,
        object: Object<'_>,
        key: &str,
        example: &str,
        read: impl Fn(&Value) -> Result<T, String>,
    ) -> Given<Vec<T>> {
        let Some(value) = object.get(key) else {
            return Given::Absent;
        };
        let path = object.path_of(key);
        let Value::Array(items) = value else {
            return Given::Broken(self.problem(&path, format!("must be a list such as {example}")));
        };
        if items.len() > MAX_ITEMS {
            return Given::Broken(
                self.problem(&path, format!("must have {MAX_ITEMS} items or less")),
            );
        }
        let mut read_items = Vec::with_capacity(items.len());
        let mut first = None;
        for (at, item) in items.iter().enumerate() {
            match read(item) {
                Ok(item) => read_items.push(item),
                Err(rest) => {
                    let problem = self.problem(&format!("{path}[{at}]"), rest);
                    first.get_or_insert(problem);
                }
            }
        }
        first.map_or(Given::Value(read_items), Given::Broken)
    }

    pub(super) fn hosts(&mut self, object: Object<'_>, key: &str) -> Given<Vec<HostPattern>> {
        self.list(object, key, "[\"api.openai.com\"]", |item| {
            let text = item.as_str().ok_or("must be a host name in quotes")?;
            HostPattern::parse(text).map_err(|rest| format!("({}) {rest}", shown(text)))
        })
    }

    /// A map below a key; one that is none is a problem.
    pub(super) fn object<'a>(
        &mut self,
        object: Object<'a>,
        key: &str,
    ) -> Result<Option<&'a Map<String, Value>>, FieldError> {
        match object.get(key) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map)),
            Some(_) => Err(self.problem(&object.path_of(key), "must be names with values")),
        }
    }

    /// `certificateAuthoritiesFiles`, `certificateAuthoritiesData` and `onlyTheseAuthorities`.
    pub(super) fn authorities(&mut self, object: Object<'_>) -> Given<Authorities> {
        const ONLY: &str = "onlyTheseAuthorities";
        let files = self.texts(object, "certificateAuthoritiesFiles", |_| Ok(()));
        let data =
            self.texts(object, "certificateAuthoritiesData", |text| {
                text.contains(BEGIN_CERTIFICATE).then_some(()).ok_or_else(|| {
                format!("must be certificates as PEM text, each beginning with {BEGIN_CERTIFICATE}")
            })
            });
        let only = self.read(object, ONLY, flag);
        if !(files.is_given() || data.is_given() || only.is_given()) {
            return Given::Absent;
        }
        match (files.or_default(), data.or_default(), only.or_default()) {
            (Ok(files), Ok(data), Ok(only_these)) => {
                if only_these && files.is_empty() && data.is_empty() {
                    let rest = "needs certificateAuthoritiesFiles or certificateAuthoritiesData beside it: without them nothing would be trusted";
                    return Given::Broken(self.problem(&object.path_of(ONLY), rest));
                }
                Given::Value(Authorities {
                    data,
                    files,
                    only_these,
                })
            }
            (Err(problem), _, _) | (_, Err(problem), _) | (_, _, Err(problem)) => {
                Given::Broken(problem)
            }
        }
    }

    /// One text, or a list of at least one (Kibana).
    fn texts(
        &mut self,
        object: Object<'_>,
        key: &str,
        check: impl Fn(&str) -> Result<(), String>,
    ) -> Given<Vec<String>> {
        let one = |item: &Value| -> Result<String, String> {
            let text = item.as_str().filter(|text| !text.is_empty());
            let text = text.ok_or("must be a text, or a list of texts, none of them empty")?;
            check(text)?;
            Ok(text.to_owned())
        };
        match object.get(key) {
            Some(Value::Array(items)) if items.is_empty() => {
                let rest = "must have an item: add one, or remove the setting";
                Given::Broken(self.problem(&object.path_of(key), rest))
            }
            Some(Value::Array(_)) => self.list(object, key, "[\"one\", \"two\"]", one),
            _ => self.read(object, key, |value| one(value).map(|text| vec![text])),
        }
    }

    /// Headers for the proxy. No message shows a value: it may be a password.
    pub(super) fn headers(
        &mut self,
        object: Object<'_>,
        key: &str,
    ) -> Given<BTreeMap<String, SecretString>> {
        let map = match self.object(object, key) {
            Ok(None) => return Given::Absent,
            Ok(Some(map)) => map,
            Err(problem) => return Given::Broken(problem),
        };
        let path = object.path_of(key);
        let mut headers = BTreeMap::new();
        let mut first = None;
        for (name, value) in map {
            match header(name, value) {
                Ok((name, value)) if !headers.contains_key(&name) => {
                    headers.insert(name, value);
                }
                Ok(_) => {
                    let rest =
                        format!("has {} twice: names are compared without case", shown(name));
                    let problem = self.problem(&path, rest);
                    first.get_or_insert(problem);
                }
                Err(rest) => {
                    let problem = self.problem(&format!("{path}.{name}"), rest);
                    first.get_or_insert(problem);
                }
            }
        }
        first.map_or(Given::Value(headers), Given::Broken)
    }
}

impl<T: Default> Given<T> {
    pub(super) fn or_default(self) -> Result<T, FieldError> {
        match self {
            Self::Absent => Ok(T::default()),
            Self::Value(value) => Ok(value),
            Self::Broken(problem) => Err(problem),
        }
    }
}

pub(super) fn value_of<T>(given: Given<T>) -> Option<T> {
    match given {
        Given::Value(value) => Some(value),
        Given::Absent | Given::Broken(_) => None,
    }
}

/// `true` or `false`, which a variable of the environment can only give as text.
pub(super) fn flag(value: &Value) -> Result<bool, String> {
    match value {
        Value::Bool(value) => Ok(*value),
        Value::String(text) if text == "true" => Ok(true),
        Value::String(text) if text == "false" => Ok(false),
        _ => Err("must be true or false".into()),
    }
}

pub(super) fn verification_mode(value: &Value) -> Result<VerificationMode, String> {
    let mode = value.as_str().and_then(VerificationMode::parse);
    mode.ok_or_else(|| "must be \"full\", \"certificate\" or \"none\"".into())
}

/// Name in lowercase.
fn header(name: &str, value: &Value) -> Result<(String, SecretString), String> {
    let name = HeaderName::try_from(name)
        .map_err(|_| "cannot be the name of an HTTP header: use letters, digits and hyphens")?;
    if CONNECTION_HEADERS.contains(&name.as_str()) {
        return Err("belongs to the connection and is set by Patchbay: remove it".into());
    }
    let text = value.as_str().ok_or("must be a text in quotes")?;
    let is_plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if !is_plain || HeaderValue::try_from(text).is_err() {
        return Err(
            "must not contain line breaks, accents or other characters that an HTTP header cannot hold"
                .into(),
        );
    }
    Ok((name.as_str().to_owned(), SecretString::from(text)))
}
