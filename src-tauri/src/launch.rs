//! Building the product from its parts. The only place where adapters are made.

use std::path::PathBuf;

use patchbay_api::{About, Api, ApiError};
use patchbay_core::{Core, Environment, Parts, Preconfigured, Route};
use patchbay_network::Network;
use patchbay_sandbox::Sandbox;
use patchbay_store::Store;
use patchbay_vault::{KdfCost, OsKeychain, Vault};
use secrecy::SecretString;

use crate::{configuration, data_folder};

/// Why the program cannot start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("this system has no place for application data; name one with --data-dir")]
    NoDataDir,
    #[error("{0}")]
    Core(#[from] patchbay_core::Error),
    #[error("{0}")]
    Store(#[from] patchbay_store::Error),
    #[error("{0}")]
    Configuration(#[from] patchbay_config::Error),
    #[error("no HTTP client could be made: {0}")]
    Network(#[from] patchbay_network::Failure),
    #[error("{0}")]
    Sandbox(#[from] patchbay_sandbox::Error),
    #[error("the Sandbox has no valid address")]
    SandboxAddress,
    #[error("{0}")]
    Listen(#[from] patchbay_http::CannotListen),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error(
        "there is no screen to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set; \
         start it in a desktop session, or use a browser with `patchbay serve`"
    )]
    NoScreen,
    #[error("the window cannot be opened: {0}")]
    Window(#[from] tauri::Error),
}

impl Error {
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Core(error) => error.hint(),
            Self::Configuration(error) => error.hint(),
            _ => None,
        }
    }
}

impl From<Error> for ApiError {
    /// For the window, which shows on its pages why nothing works.
    fn from(error: Error) -> Self {
        let hint = error.hint();
        let mut body = Self::new(patchbay_api::ErrorCode::Internal, error.to_string());
        body.hint = hint;
        body
    }
}

/// The running product.
pub(crate) struct Launched {
    pub(crate) core: Core,
    pub(crate) api: Api,
    /// Answers as long as this lives.
    _sandbox: Sandbox,
}

/// Where things are, as far as the command line says.
pub(crate) struct Places {
    pub(crate) data_dir: Option<PathBuf>,
    pub(crate) config: Option<PathBuf>,
}

impl Places {
    /// `--data-dir`, or the platform's folder for application data.
    pub(crate) fn data_dir(&self) -> Result<PathBuf, Error> {
        let folder = match &self.data_dir {
            Some(folder) => folder.clone(),
            None => dirs::data_dir().ok_or(Error::NoDataDir)?.join("patchbay"),
        };
        Ok(std::path::absolute(folder)?)
    }
}

/// Opens the database and puts everything together.
pub(crate) async fn launch(places: &Places) -> Result<Launched, Error> {
    let data_dir = places.data_dir()?;
    let openness = data_folder::close_to_others(&data_dir, places.data_dir.is_some());
    // The file first: when it is wrong, the database is not even opened.
    let configuration = configuration::read(places.config.as_deref())?;
    let store = Store::open(&data_dir).await?;
    let configuration = configuration.without_conflicts(&store).await?;
    let sandbox = Sandbox::start().await?;
    let url = sandbox
        .api_url()
        .parse()
        .map_err(|_| Error::SandboxAddress)?;
    let mut preconfigured = configuration.preconfigured;
    preconfigured.push(
        Preconfigured::sandbox(url, patchbay_sandbox::MODEL, sandbox.key())
            .ok_or(Error::SandboxAddress)?,
    );
    let core = Core::new(Parts {
        store,
        vault: vault(),
        passphrase: passphrase(),
        network: Network::new(Route::default())?,
        networking: configuration.networking.unwrap_or_default(),
        environment: Environment::system(),
        preconfigured,
    });
    core.wake_vault();
    let api = Api::new(
        core.clone(),
        About {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_dir: data_dir.display().to_string(),
            config_file: configuration.path.map(|path| path.display().to_string()),
            notices: configuration.notices.into_iter().chain(openness).collect(),
        },
    );
    Ok(Launched {
        core,
        api,
        _sandbox: sandbox,
    })
}

/// The core alone, for commands that send nothing.
pub(crate) async fn offline(places: &Places) -> Result<Core, Error> {
    let configuration = configuration::read(places.config.as_deref())?;
    Ok(Core::new(Parts {
        store: Store::open(&places.data_dir()?).await?,
        vault: vault(),
        passphrase: passphrase(),
        network: Network::new(Route::default())?,
        networking: configuration.networking.unwrap_or_default(),
        environment: Environment::system(),
        preconfigured: configuration.preconfigured,
    }))
}

fn vault() -> Vault {
    Vault::new(Box::new(OsKeychain), KdfCost::default())
}

fn passphrase() -> Option<SecretString> {
    std::env::var("PATCHBAY_VAULT_PASSPHRASE")
        .ok()
        .filter(|passphrase| !passphrase.is_empty())
        .map(SecretString::from)
}

pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    Ok(tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?)
}
