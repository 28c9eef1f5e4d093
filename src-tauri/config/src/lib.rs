//! The file that sets up connectors and their network before the first click: `patchbay.yml`.
//!
//! Its settings are those of Kibana's `xpack.actions`, so that a block moves here unchanged. This room reads YAML, brings dotted and nested spellings together, puts variables
//! in, and says where each setting stands.
//!
//! Deliberately absent: what a connector's fields and the networking settings mean and whether they are valid (`core`); the
//! place of the file and the real environment (the shell hands them in).

mod branch;
mod entry;
mod environment;
mod error;
mod networking;
mod scalar;
mod settings;
mod text;
mod tree;
mod values;

use std::path::{Path, PathBuf};

pub use entry::PreconfiguredEntry;
pub use error::{Error, Problem};
pub use networking::NetworkingEntry;

/// What a file sets up.
#[derive(Debug)]
pub struct ConfigFile {
    /// As it was given.
    pub path: PathBuf,
    /// In the order of the file.
    pub preconfigured: Vec<PreconfiguredEntry>,
    /// How connections are made.
    pub networking: NetworkingEntry,
    /// What the file holds and nobody reads, for the log. Each names the file and the line.
    pub warnings: Vec<String>,
}

/// Reads a file; `env` looks up the variables it names.
///
/// Blocks while the file is read. One entry that cannot be understood fails the whole file: a
/// start with half of the connectors would be noticed too late.
pub fn read(path: &Path, env: &dyn Fn(&str) -> Option<String>) -> Result<ConfigFile, Error> {
    let in_file = |fault: error::Fault| Error::new(path, fault);
    let text = text::load(path).map_err(in_file)?;
    let mut warnings = error::Warnings::new(path);
    let (preconfigured, networking) = tree::parse(&text)
        .and_then(|root| {
            let mut found = settings::collect(root.as_deref())?;
            let mut later = error::Warnings::new(path);
            let networking = networking::read(&mut found, env, &mut later)?;
            found.warn(&mut warnings);
            warnings.append(later);
            let entries = entry::read_all(&found.entries, env, &mut warnings)?;
            Ok((entries, networking))
        })
        .map_err(in_file)?;
    Ok(ConfigFile {
        path: path.to_owned(),
        preconfigured,
        networking,
        warnings: warnings.into_list(),
    })
}
