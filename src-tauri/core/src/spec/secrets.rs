//! The secrets of a connector as they come in: keys as they are, PEM files as base64.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use patchbay_model::SecretField;
use patchbay_network::{ClientCertificate, RootCertificates};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::check::Errors;
use super::headers::{MAX_HEADERS, check_name, check_value, shown, too_many_headers};
use super::reference::is_reference;
use super::text::check_header_text;
use super::{FieldKind, ProviderSpec, secret_path};

const MAX_KEY_BYTES: usize = 16 * 1024;
const MAX_PEM_BYTES: usize = 256 * 1024;

pub(super) fn read_secrets(
    given: &BTreeMap<String, SecretString>,
    spec: &ProviderSpec,
    errors: &mut Errors,
) -> BTreeMap<SecretField, SecretString> {
    let mut secrets = BTreeMap::new();
    for (key, secret) in given {
        let text = secret.expose_secret().trim();
        // What no field has is refused elsewhere.
        let Some(name) = SecretField::parse(key).filter(|name| spec.has_secret(name)) else {
            continue;
        };
        if text.is_empty() {
            continue;
        }
        let checked = match is_reference(text) {
            Ok(true) => check_place(&name),
            Ok(false) => check_secret(&name, text, spec),
            Err(message) => Err(message),
        };
        errors.keep(&secret_path(&name), checked);
        secrets.insert(name, SecretString::from(text));
    }
    check_pki(&secrets, errors);
    secrets
}

/// What is wrong with a secret before anybody looks at what it is.
fn check_place(name: &SecretField) -> Result<(), String> {
    match name {
        SecretField::Header(header) => check_name(header).map(drop),
        _ => Ok(()),
    }
}

fn check_secret(name: &SecretField, text: &str, spec: &ProviderSpec) -> Result<(), String> {
    if let SecretField::Header(header) = name {
        check_name(header)?;
        return check_value(header, text);
    }
    let field = spec
        .fields
        .iter()
        .find(|field| field.is_secret() && SecretField::parse(field.key()).as_ref() == Some(name));
    let label = match name {
        SecretField::ProxyUsername => "User name of the proxy",
        SecretField::ProxyPassword => "Password of the proxy",
        _ => field.map_or("Secret", |field| field.label),
    };
    match field.map(|field| field.kind) {
        Some(FieldKind::File { .. }) if *name == SecretField::PrivateKeyData => {
            decode_key(&SecretString::from(text)).map(drop)
        }
        Some(FieldKind::File { .. }) => decode_pem(text, label).map(drop),
        _ => check_header_text(text, label, MAX_KEY_BYTES),
    }
}

/// Plain and secret headers go out together: none twice, and not too many.
pub(super) fn check_all_headers(
    plain: &BTreeMap<String, String>,
    given: &BTreeMap<SecretField, SecretString>,
    kept: &BTreeSet<SecretField>,
) -> Result<(), String> {
    let secret: BTreeSet<_> = given.keys().chain(kept).collect();
    let secret = secret.into_iter().filter_map(|field| match field {
        SecretField::Header(name) => Some(name),
        _ => None,
    });
    let mut seen = BTreeSet::new();
    for name in plain.keys().chain(secret) {
        if !seen.insert(name.to_ascii_lowercase()) {
            return Err(format!("The header {} is there twice.", shown(name)));
        }
    }
    if seen.len() > MAX_HEADERS {
        return Err(too_many_headers());
    }
    Ok(())
}

/// Reads certificates and key as they will be used, so that a mistake shows here and not in a run.
fn check_pki(secrets: &BTreeMap<SecretField, SecretString>, errors: &mut Errors) {
    let decoded = |field| {
        let secret = secrets.get(&field)?;
        decode_pem(secret.expose_secret(), "").ok()
    };
    if let Some(ca) = decoded(SecretField::CaData) {
        let roots = RootCertificates::from_pem(&ca).map_err(|error| sentence(&error.to_string()));
        errors.keep(&secret_path(&SecretField::CaData), roots);
    }
    let Some(certificate) = decoded(SecretField::CertificateData) else {
        return;
    };
    if let Err(error) = RootCertificates::from_pem(&certificate) {
        errors.add(
            secret_path(&SecretField::CertificateData),
            sentence(&error.to_string()),
        );
        return;
    }
    let key = secrets.get(&SecretField::PrivateKeyData);
    if let Some(key) = key.and_then(|key| decode_key(key).ok())
        && let Err(error) = ClientCertificate::from_pem(&certificate, &key)
    {
        errors.add(
            secret_path(&SecretField::PrivateKeyData),
            sentence(&error.to_string()),
        );
    }
}

/// An error of a room below, as a form says things.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => text.to_owned(),
    }
}

/// A private key as the network takes it.
pub(crate) fn decode_key(secret: &SecretString) -> Result<SecretString, String> {
    let bytes = decode_pem(secret.expose_secret(), "Private key file")?;
    std::str::from_utf8(&bytes)
        .map(SecretString::from)
        .map_err(|_| "Private key file must be a text.".to_owned())
}

/// Kibana keeps PEM files as base64 of their text; an environment variable may hold the text.
pub(crate) fn decode_pem(text: &str, label: &str) -> Result<Zeroizing<Vec<u8>>, String> {
    if text.len() > MAX_PEM_BYTES * 4 / 3 + 4 {
        return Err(format!(
            "{label} must be {} kB or less.",
            MAX_PEM_BYTES / 1024
        ));
    }
    if text.trim_start().starts_with("-----BEGIN ") {
        return Ok(Zeroizing::new(text.as_bytes().to_vec()));
    }
    BASE64
        .decode(text)
        .map(Zeroizing::new)
        .map_err(|_| format!("{label} must be the base64 of a PEM file."))
}

pub(super) fn require_secrets(
    spec: &ProviderSpec,
    given: &BTreeMap<SecretField, SecretString>,
    kept: &BTreeSet<SecretField>,
    errors: &mut Errors,
) {
    use SecretField::{ApiKey, CaData, CertificateData, PrivateKeyData};
    let has = |field: &SecretField| given.contains_key(field) || kept.contains(field);
    let pki = [CertificateData, PrivateKeyData, CaData].iter().any(has);
    if pki {
        for (field, message) in [
            (CertificateData, "CRT file is required."),
            (PrivateKeyData, "KEY file is required."),
        ] {
            let other = if field == PrivateKeyData {
                CertificateData
            } else {
                PrivateKeyData
            };
            // One without the other cannot be checked against it.
            if !has(&field) || (given.contains_key(&other) && !given.contains_key(&field)) {
                errors.add(secret_path(&field), message);
            }
        }
    }
    let requires_key = spec
        .fields
        .iter()
        .any(|field| field.key() == ApiKey.name() && field.required);
    if requires_key && !pki && !has(&ApiKey) {
        errors.add(secret_path(&ApiKey), "API key is required.");
    }
}
