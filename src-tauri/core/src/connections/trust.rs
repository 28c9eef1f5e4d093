//! A certificate that a server showed, taken in as trusted for this server alone.

use serde_json::{Map, Value, json};
use url::Url;

use super::draft::NetworkingDraft;
use super::page::{CUSTOM_HOSTS, index_of};
use crate::networking::Target;
use crate::{Core, Error, FieldError};

impl Core {
    /// Adds a certificate to those trusted for the host of a URL, in the settings of the
    /// Networking page. Nothing else of them changes.
    pub async fn trust_certificate(&self, url: &str, pem: &str) -> Result<(), Error> {
        let target = Url::parse(url)
            .ok()
            .filter(|url| url.scheme() == "https")
            .and_then(|url| Target::of(&url))
            .ok_or_else(|| {
                Error::BadRequest("a certificate can be trusted for an https:// URL only".into())
            })?;
        if Self::read_certificates(pem)?.len() != 1 {
            return Err(Error::BadRequest(
                "exactly one certificate can be trusted at a time".into(),
            ));
        }
        let file = &self.inner.connections.file;
        if index_of(&file.settings, &target).is_some() {
            return Err(Error::Invalid(vec![FieldError {
                field: "url".into(),
                message: format!(
                    "The configuration file has settings of https://{target}: add the certificate there."
                ),
            }]));
        }
        let mut settings = self.in_force().await?.saved.clone();
        add(&mut settings, &target, pem.trim());
        let draft = NetworkingDraft {
            settings,
            ..NetworkingDraft::default()
        };
        self.save_networking(draft).await
    }
}

fn add(settings: &mut Map<String, Value>, target: &Target, pem: &str) {
    let at = index_of(settings, target);
    let hosts = list(settings, CUSTOM_HOSTS);
    let at = at.unwrap_or_else(|| {
        hosts.push(json!({ "url": format!("https://{target}") }));
        hosts.len() - 1
    });
    let Some(host) = hosts.get_mut(at).and_then(Value::as_object_mut) else {
        return;
    };
    let ssl = host.entry("ssl").or_insert_with(|| json!({}));
    if !ssl.is_object() {
        *ssl = json!({});
    }
    if let Some(ssl) = ssl.as_object_mut() {
        let trusted = list(ssl, "certificateAuthoritiesData");
        if !trusted
            .iter()
            .any(|known| known.as_str().map(str::trim) == Some(pem))
        {
            trusted.push(pem.into());
        }
    }
}

/// Kibana takes one text for a list of one.
fn list<'m>(map: &'m mut Map<String, Value>, key: &str) -> &'m mut Vec<Value> {
    let value = map.entry(key).or_insert(Value::Null);
    if !value.is_array() {
        let items = match value.take() {
            Value::Null => Vec::new(),
            one => vec![one],
        };
        *value = Value::Array(items);
    }
    match value {
        Value::Array(items) => items,
        // It was made one above.
        _ => unreachable!("a list"),
    }
}
