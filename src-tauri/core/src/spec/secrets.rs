//! The secrets of a connector as they come in: keys as they are, PEM files as base64.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use patchbay_model::SecretField;
use patchbay_network::{ClientCertificate, PemError, RootCertificates};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::check::Errors;
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
    for field in spec.fields.iter().filter(|field| field.is_secret()) {
        let Some(name) = SecretField::parse(field.key()) else {
            continue;
        };
        let Some(secret) = given.get(field.key()) else {
            continue;
        };
        let text = secret.expose_secret().trim();
        if text.is_empty() {
            continue;
        }
        let checked = match field.kind {
            FieldKind::File { .. } if name == SecretField::PrivateKeyData => {
                decode_key(&SecretString::from(text)).map(drop)
            }
            FieldKind::File { .. } => decode_pem(text, field.label).map(drop),
            _ => check_header_text(text, field.label, MAX_KEY_BYTES),
        };
        errors.keep(field.name, checked);
        secrets.insert(name, SecretString::from(text));
    }
    check_pki(&secrets, errors);
    secrets
}

/// Reads certificates and key as they will be used, so that a mistake shows here and not in a run.
fn check_pki(secrets: &BTreeMap<SecretField, SecretString>, errors: &mut Errors) {
    let decoded = |field| {
        let secret = secrets.get(&field)?;
        decode_pem(secret.expose_secret(), "").ok()
    };
    if let Some(ca) = decoded(SecretField::CaData) {
        let roots = RootCertificates::from_pem(&ca).map_err(|error| sentence(&error));
        errors.keep(&secret_path(SecretField::CaData), roots);
    }
    let Some(certificate) = decoded(SecretField::CertificateData) else {
        return;
    };
    if let Err(error) = RootCertificates::from_pem(&certificate) {
        errors.add(secret_path(SecretField::CertificateData), sentence(&error));
        return;
    }
    let key = secrets.get(&SecretField::PrivateKeyData);
    if let Some(key) = key.and_then(|key| decode_key(key).ok())
        && let Err(error) = ClientCertificate::from_pem(&certificate, &key)
    {
        errors.add(secret_path(SecretField::PrivateKeyData), sentence(&error));
    }
}

/// An error of a room below, as a form says things.
fn sentence(error: &PemError) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => text,
    }
}

/// A private key as the network takes it.
pub(crate) fn decode_key(secret: &SecretString) -> Result<SecretString, String> {
    let bytes = decode_pem(secret.expose_secret(), "Private key file")?;
    std::str::from_utf8(&bytes)
        .map(SecretString::from)
        .map_err(|_| "Private key file must be a text.".to_owned())
}

/// Kibana keeps PEM files as base64 of their text.
pub(crate) fn decode_pem(text: &str, label: &str) -> Result<Zeroizing<Vec<u8>>, String> {
    if text.len() > MAX_PEM_BYTES * 4 / 3 + 4 {
        return Err(format!(
            "{label} must be {} kB or less.",
            MAX_PEM_BYTES / 1024
        ));
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
    let has = |field: SecretField| given.contains_key(&field) || kept.contains(&field);
    let pki = [CertificateData, PrivateKeyData, CaData]
        .into_iter()
        .any(has);
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
            if !has(field) || (given.contains_key(&other) && !given.contains_key(&field)) {
                errors.add(secret_path(field), message);
            }
        }
    }
    let requires_key = spec
        .fields
        .iter()
        .any(|field| field.key() == ApiKey.as_str() && field.required);
    if requires_key && !pki && !has(ApiKey) {
        errors.add(secret_path(ApiKey), "API key is required.");
    }
}
