use std::time::Duration;

use patchbay_api::Role;
use secrecy::ExposeSecret;

use crate::launch::{Error, Places, offline, runtime};

/// Prints a new key alone on stdout, so that a script can take it.
pub(crate) fn create(
    places: Places,
    name: &str,
    role: Role,
    connector: Option<&str>,
) -> Result<(), Error> {
    runtime()?.block_on(async {
        let core = offline(&places).await?;
        let key = core.create_key(name, role, connector).await?;
        core.close(Duration::ZERO).await;
        println!("{}", key.expose_secret());
        Ok(())
    })
}
