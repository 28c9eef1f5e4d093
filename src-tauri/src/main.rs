//! The program: one binary that is the desktop window, the headless server and the command line.
//!
//! Everything here is wiring. The adapters are built in `launch` and handed to the core; the
//! window and the server are two faces of the same command table.

// No console window beside the desktop window on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod assets;
mod cli;
mod configuration;
mod data_folder;
mod downloads;
mod hardening;
mod keys;
mod launch;
mod serve;
mod window;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command, KeysCommand};
use crate::launch::Places;

fn main() -> ExitCode {
    let refused = hardening::harden();
    let cli = Cli::parse();
    start_log();
    for reason in refused {
        tracing::warn!("{reason}");
    }
    let places = Places {
        data_dir: cli.data_dir,
        config: cli.config,
    };
    let ended = match cli.command {
        None => window::open(places),
        Some(Command::Serve { port }) => serve::run(places, port),
        Some(Command::Keys {
            command:
                KeysCommand::Create {
                    name,
                    role,
                    connector,
                },
        }) => keys::create(places, &name, role.into(), connector.as_deref()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("patchbay: {error}");
            if let Some(hint) = error.hint() {
                eprintln!("{hint}");
            }
            ExitCode::FAILURE
        }
    }
}

/// To stderr: stdout belongs to what commands print. `PATCHBAY_LOG=debug` shows more.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("PATCHBAY_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
}
