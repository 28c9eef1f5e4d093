//! Certificates and keys that settings name: PEM texts in them, files on the disk.

use std::path::Path;

use patchbay_network::{RootCertificates, Roots};

use super::NetworkingFile;
use crate::networking::{Authorities, Source, Sourced};
use crate::spec::sentence;
use crate::{Error, FieldError};

/// No PEM file of a person is larger.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// What is wrong with the PEM texts; `path` is that of the map they are in. Files are not looked
/// at: they may come and go, and are read when they are needed.
pub(crate) fn check_authorities(path: &str, authorities: &Authorities) -> Vec<FieldError> {
    let wrong = authorities.data.iter().enumerate().filter_map(|(at, pem)| {
        let error = RootCertificates::from_pem(pem.as_bytes()).err()?;
        Some(FieldError {
            field: format!("{path}certificateAuthoritiesData[{at}]"),
            message: sentence(&error.to_string()),
        })
    });
    wrong.collect()
}

/// Reads all of them. `more` comes on top, whatever the settings say.
pub(super) async fn roots(
    file: &NetworkingFile,
    authorities: &[Sourced<Authorities>],
    with_system: bool,
    more: Option<RootCertificates>,
) -> Result<Roots, Error> {
    let mut all: Vec<_> = more.into_iter().collect();
    for Sourced { value, source } in authorities {
        for (at, pem) in value.data.iter().enumerate() {
            let read = RootCertificates::from_pem(pem.as_bytes());
            all.push(read.map_err(|error| {
                let setting = format!("certificateAuthoritiesData[{at}]");
                unusable(&named(&setting, source, file), &error.to_string())
            })?);
        }
        for path in &value.files {
            let setting = named("certificateAuthoritiesFiles", source, file);
            let bytes = read_file(path, &setting).await?;
            let read = RootCertificates::from_pem(&bytes);
            all.push(read.map_err(|error| {
                unusable(
                    &setting,
                    &format!("the file {path:?} holds no certificate: {error}"),
                )
            })?);
        }
    }
    Ok(if with_system {
        Roots::SystemAnd(all)
    } else {
        Roots::Only(all)
    })
}

pub(super) async fn read_file(path: &str, setting: &str) -> Result<Vec<u8>, Error> {
    let unreadable = |reason: &str| {
        unusable(
            setting,
            &format!("the file {path:?} cannot be read: {reason}"),
        )
    };
    let file = Path::new(path);
    if !file.is_absolute() {
        return Err(unreadable(
            "its path must begin at the root, such as /etc/ssl/ca.pem",
        ));
    }
    let metadata = tokio::fs::metadata(file)
        .await
        .map_err(|error| unreadable(&error.to_string()))?;
    if !metadata.is_file() || metadata.len() > MAX_FILE_BYTES {
        return Err(unreadable("it is not a PEM file"));
    }
    tokio::fs::read(file)
        .await
        .map_err(|error| unreadable(&error.to_string()))
}

pub(super) fn unusable(setting: &str, reason: &str) -> Error {
    Error::NetworkingUnusable {
        message: format!("{setting} cannot be used: {reason}"),
        hint: format!("Put in order what {setting} names, or change the setting."),
    }
}

/// A setting and where it stands, as a message names it.
pub(super) fn named(setting: &str, source: &Source, file: &NetworkingFile) -> String {
    match source {
        Source::Connector => format!("{setting} of the connector"),
        Source::Host(url) => format!("ssl.{setting} of the host {url}"),
        Source::File => {
            let name = file.name.as_deref().unwrap_or("the configuration file");
            format!("ssl.{setting} in {name}")
        }
        Source::Settings | Source::Default => format!("ssl.{setting} of the Networking page"),
    }
}
