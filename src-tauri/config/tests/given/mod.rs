use std::path::Path;

use patchbay_config::{ConfigFile, Error, PreconfiguredEntry};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

/// Reads `text` as the file `patchbay.yml`; every variable `X` holds `value of X`, except those
/// whose name begins with `UNSET`.
pub(crate) fn read(text: impl AsRef<[u8]>) -> Result<ConfigFile, Error> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("patchbay.yml");
    std::fs::write(&path, text).expect("written");
    let mut read = read_path(&path);
    // Tests compare texts, and the folder has another name each time.
    let short =
        |text: &mut String| *text = text.replace(&format!("{}/", folder.path().display()), "");
    match &mut read {
        Ok(file) => file.warnings.iter_mut().for_each(short),
        Err(error) => error.path = "patchbay.yml".into(),
    }
    read
}

pub(crate) fn read_path(path: &Path) -> Result<ConfigFile, Error> {
    patchbay_config::read(path, &|name| {
        (!name.starts_with("UNSET")).then(|| format!("value of {name}"))
    })
}

#[allow(dead_code, reason = "not every test file needs each of these")]
pub(crate) fn refusal(text: impl AsRef<[u8]>) -> String {
    let error = read(text).expect_err("the file is refused");
    assert!(
        error.hint().is_some_and(|hint| !hint.is_empty()),
        "no hint for: {error}"
    );
    error.to_string()
}

#[allow(dead_code, reason = "not every test file needs each of these")]
pub(crate) fn one(text: &str) -> PreconfiguredEntry {
    let mut file = read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(file.preconfigured.len(), 1, "{text}");
    file.preconfigured.remove(0)
}

/// All of an entry but its places in the file.
#[allow(dead_code, reason = "not every test file needs each of these")]
pub(crate) fn content(entry: &PreconfiguredEntry) -> Value {
    let secrets: serde_json::Map<String, Value> = entry
        .secrets
        .iter()
        .map(|(name, secret)| (name.clone(), secret.expose_secret().into()))
        .collect();
    json!({
        "id": entry.id,
        "name": entry.name,
        "actionTypeId": entry.action_type_id,
        "config": entry.config,
        "secrets": secrets,
        "exposeConfig": entry.expose_config,
    })
}
