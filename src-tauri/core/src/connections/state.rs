//! What a list says of a connector's connection.

use std::sync::Arc;

use patchbay_model::{Connector, VerificationMode};

use super::route::effective;
use crate::networking::{Call, NetworkingSettings};
use crate::{Core, Error};

/// The connections of connectors, by the settings of one moment.
pub struct ConnectionStates(Arc<NetworkingSettings>);

/// Whether a connector's connection is as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConnectionState {
    /// How its server's certificate is checked, when that is less than [`VerificationMode::Full`].
    pub weak_verification: Option<VerificationMode>,
    /// Why nothing can be sent, for people.
    pub problem: Option<String>,
}

impl ConnectionStates {
    /// Of one connector. Files on the disk and secrets are not looked at.
    pub fn of(&self, connector: &Connector) -> ConnectionState {
        let url = &connector.config.api_url;
        let call = Call::Run { streamed: true };
        match effective(&self.0, connector, url, call) {
            Ok(effective) => {
                let mode = effective.verification_mode.value;
                let is_weak = url.scheme() == "https" && mode != VerificationMode::Full;
                ConnectionState {
                    weak_verification: is_weak.then_some(mode),
                    problem: None,
                }
            }
            Err(error) => ConnectionState {
                weak_verification: None,
                problem: Some(error.to_string()),
            },
        }
    }
}

impl Core {
    /// To ask about connectors.
    pub async fn connection_states(&self) -> Result<ConnectionStates, Error> {
        Ok(ConnectionStates(self.networking_settings().await?))
    }
}
