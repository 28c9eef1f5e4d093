use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use patchbay_api::Role;

/// OpenAI connectors on your desktop. Without a command it opens the window.
#[derive(Parser)]
#[command(version)]
pub(crate) struct Cli {
    /// Where the database and the preferences are. Made when it is not there.
    #[arg(long, global = true, env = "PATCHBAY_DATA_DIR", value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,

    /// A file with preconfigured connectors, read once at the start [default: patchbay.yml in
    /// the configuration directory, when it is there].
    #[arg(long, global = true, env = "PATCHBAY_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve the same screen and commands on 127.0.0.1 for a browser, without a window.
    Serve {
        /// The port; 0 takes a free one, which is printed.
        #[arg(long, default_value_t = 5199)]
        port: u16,
    },
    /// Keys that let browsers and programs in.
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
}

#[derive(Subcommand)]
pub(crate) enum KeysCommand {
    /// Make a key and print it, once: only its hash is kept.
    Create {
        /// Becomes the user of what is done with the key.
        #[arg(long)]
        name: String,
        /// What the key may do.
        #[arg(long, value_enum)]
        role: RoleArgument,
        /// Bind the key to one connector, by ID; such a key has the role "read".
        #[arg(long, value_name = "ID")]
        connector: Option<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum RoleArgument {
    /// Everything.
    All,
    /// See and run connectors.
    Read,
    /// The token usage dashboard and nothing else.
    Usage,
}

impl From<RoleArgument> for Role {
    fn from(role: RoleArgument) -> Self {
        match role {
            RoleArgument::All => Self::All,
            RoleArgument::Read => Self::Read,
            RoleArgument::Usage => Self::Usage,
        }
    }
}
