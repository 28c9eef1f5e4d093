use std::path::PathBuf;
use std::time::Duration;

use patchbay_api::Role;
use secrecy::ExposeSecret;

use crate::launch::{Error, data_dir, offline, runtime};

/// Prints a new key alone on stdout, so that a script can take it.
pub(crate) fn create(chosen: Option<PathBuf>, name: &str, role: Role) -> Result<(), Error> {
    let data_dir = data_dir(chosen)?;
    runtime()?.block_on(async {
        let core = offline(&data_dir).await?;
        let key = core.create_key(name, role).await?;
        core.close(Duration::ZERO).await;
        println!("{}", key.expose_secret());
        Ok(())
    })
}
