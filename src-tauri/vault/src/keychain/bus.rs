//! The session bus, as far as the Secret Service is on it: what there is to see, and unlocking.
//!
//! Values are not read or written here; the library does that, once nothing has to be asked any more.
//! It cannot stop waiting for a prompt, and this can.

use std::collections::HashMap;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use zbus::blocking::{Connection, Proxy, connection, fdo::DBusProxy};
use zbus::names::BusName;
use zbus::zvariant::{OwnedObjectPath, OwnedValue};

use super::{KeychainError, KeychainReport, KeychainState};

const SECRETS: &str = "org.freedesktop.secrets";
const SERVICE_PATH: &str = "/org/freedesktop/secrets";
const SERVICE: &str = "org.freedesktop.Secret.Service";
const COLLECTION: &str = "org.freedesktop.Secret.Collection";
const PROMPT: &str = "org.freedesktop.Secret.Prompt";
/// gnome-keyring's collection in memory.
const SESSION_COLLECTION: &str = "/org/freedesktop/secrets/collection/session";
/// Where the specification says "none" with a path.
const NOWHERE: &str = "/";
/// How often the program behind a prompt is checked for being there.
const PULSE: Duration = Duration::from_millis(250);

/// Runs something that may hang in a thread of its own; `None` when it takes longer than `limit`.
pub(super) fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new()
        .name("keychain".into())
        .spawn(move || {
            // Nobody listens any more when it took too long.
            let _ = sender.send(work());
        })
        .ok()?;
    receiver.recv_timeout(limit).ok()
}

/// A connection of its own: one that was made before the keychain was restarted is of no use.
pub(super) struct Bus {
    connection: Connection,
}

impl Bus {
    /// `limit` holds for each call.
    pub(super) fn connect(limit: Duration) -> Result<Self, KeychainError> {
        let no_bus = |_| KeychainError::Unavailable("there is no session bus".into());
        let connection = connection::Builder::session()
            .map_err(no_bus)?
            .method_timeout(limit)
            .build()
            .map_err(no_bus)?;
        Ok(Self { connection })
    }

    /// What can be seen without asking anybody.
    pub(super) fn look(&self) -> Result<KeychainReport, KeychainError> {
        self.wake()?;
        let name = self.program();
        let report = |state, message: Option<&str>| KeychainReport {
            state,
            name: name.clone(),
            message: message.map(str::to_owned),
        };
        let collection = self.default_collection()?;
        Ok(match collection.as_ref().map(|path| path.as_str()) {
            None => report(
                KeychainState::NoCollection,
                Some("it has no default keyring to put a key into"),
            ),
            Some(SESSION_COLLECTION) => report(
                KeychainState::Untrusted,
                Some("its default keyring is in memory only and ends with the session"),
            ),
            Some(path) if self.is_locked(path)? => report(
                KeychainState::Locked,
                Some("its default keyring waits for its password"),
            ),
            Some(_) => report(KeychainState::Works, None),
        })
    }

    /// Starts the keychain if the bus knows how to.
    fn wake(&self) -> Result<(), KeychainError> {
        let bus = DBusProxy::new(&self.connection).map_err(|error| told(&error))?;
        let name = BusName::try_from(SECRETS).map_err(|error| told(&error.into()))?;
        if bus
            .name_has_owner(name)
            .map_err(|error| told(&error.into()))?
        {
            return Ok(());
        }
        let startable = bus
            .list_activatable_names()
            .map_err(|error| told(&error.into()))?;
        if !startable.iter().any(|name| name.as_str() == SECRETS) {
            return Err(absent());
        }
        let name = SECRETS
            .try_into()
            .map_err(|error: zbus::names::Error| told(&error.into()))?;
        bus.start_service_by_name(name, 0)
            .map(|_| ())
            .map_err(|error| told(&error.into()))
    }

    /// What answers, by the name people know it by, or by that of its process.
    fn program(&self) -> Option<String> {
        let bus = DBusProxy::new(&self.connection).ok()?;
        let process = bus
            .get_connection_unix_process_id(BusName::try_from(SECRETS).ok()?)
            .ok()?;
        let name = std::fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
        Some(known_as(name.trim()).to_owned()).filter(|name| !name.is_empty())
    }

    pub(super) fn default_collection(&self) -> Result<Option<OwnedObjectPath>, KeychainError> {
        let path: OwnedObjectPath = self.call(SERVICE_PATH, SERVICE, "ReadAlias", &"default")?;
        Ok(Some(path).filter(|path| path.as_str() != NOWHERE))
    }

    pub(super) fn is_locked(&self, collection: &str) -> Result<bool, KeychainError> {
        self.proxy(collection, COLLECTION)?
            .get_property("Locked")
            .map_err(|error| told(&error))
    }

    /// The entries that have these attributes: those that are open, and those that are locked.
    pub(super) fn search(
        &self,
        attributes: &HashMap<&str, &str>,
    ) -> Result<(Vec<OwnedObjectPath>, Vec<OwnedObjectPath>), KeychainError> {
        self.call(SERVICE_PATH, SERVICE, "SearchItems", attributes)
    }

    /// Asks the user to unlock. Ends when there is an answer, when nobody is left to ask, and after
    /// `limit`.
    pub(super) fn unlock(
        &self,
        locked: &[OwnedObjectPath],
        limit: Duration,
    ) -> Result<(), KeychainError> {
        let (unlocked, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) =
            self.call(SERVICE_PATH, SERVICE, "Unlock", &locked)?;
        if prompt.as_str() == NOWHERE {
            return if unlocked.is_empty() {
                Err(KeychainError::Locked("it stays locked".into()))
            } else {
                Ok(())
            };
        }
        self.show(&prompt, limit)
    }

    fn show(&self, prompt: &OwnedObjectPath, limit: Duration) -> Result<(), KeychainError> {
        let proxy = self.proxy(prompt.as_str(), PROMPT)?;
        let mut completed = proxy
            .receive_signal("Completed")
            .map_err(|error| told(&error))?;
        let (sender, answer) = mpsc::channel();
        // Ends with the connection at the latest.
        thread::spawn(move || {
            let dismissed = completed.next().and_then(|signal| {
                let (dismissed, _): (bool, OwnedValue) = signal.body().deserialize().ok()?;
                Some(dismissed)
            });
            let _ = sender.send(dismissed);
        });
        let shown: Result<(), _> = proxy.call("Prompt", &"");
        shown.map_err(|error| told(&error))?;
        let start = Instant::now();
        loop {
            match answer.recv_timeout(PULSE) {
                Ok(Some(false)) => return Ok(()),
                Ok(Some(true)) => {
                    return Err(dismissed());
                }
                Ok(None) | Err(mpsc::RecvTimeoutError::Disconnected) => return Err(ended()),
                Err(mpsc::RecvTimeoutError::Timeout) => {}
            }
            if !self.is_there() {
                return Err(ended());
            }
            if start.elapsed() > limit {
                // The question must not stay on the screen when nobody waits for the answer.
                let _: Result<(), _> = proxy.call("Dismiss", &());
                return Err(KeychainError::Denied(
                    "its question was not answered in time".into(),
                ));
            }
        }
    }

    fn is_there(&self) -> bool {
        let there = || {
            let bus = DBusProxy::new(&self.connection).ok()?;
            bus.name_has_owner(BusName::try_from(SECRETS).ok()?).ok()
        };
        there().unwrap_or(false)
    }

    fn call<B, R>(
        &self,
        path: &str,
        interface: &'static str,
        method: &str,
        body: &B,
    ) -> Result<R, KeychainError>
    where
        B: serde::Serialize + zbus::zvariant::DynamicType,
        R: for<'d> zbus::zvariant::DynamicDeserialize<'d>,
    {
        self.proxy(path, interface)?
            .call(method, body)
            .map_err(|error| told(&error))
    }

    fn proxy<'a>(
        &'a self,
        path: &'a str,
        interface: &'static str,
    ) -> Result<Proxy<'a>, KeychainError> {
        zbus::blocking::proxy::Builder::new(&self.connection)
            .destination(SECRETS)
            .and_then(|builder| builder.path(path))
            .and_then(|builder| builder.interface(interface))
            // Values are asked for once; following their changes would be a conversation more.
            .map(|builder| builder.cache_properties(zbus::proxy::CacheProperties::No))
            .and_then(|builder| builder.build())
            .map_err(|error| told(&error))
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // What still waits for an answer on it ends.
        let _ = self.connection.clone().close();
    }
}

fn absent() -> KeychainError {
    KeychainError::Unavailable("no program offers a keychain (the Secret Service)".into())
}

/// The specification has one word for both.
pub(super) fn dismissed() -> KeychainError {
    KeychainError::Denied("its question was dismissed, or there is no screen to show it on".into())
}

fn ended() -> KeychainError {
    KeychainError::Unavailable("it ended while it was asked".into())
}

/// The name of what went wrong, without the text that came with it: that is the other program's, and may
/// hold anything.
pub(super) fn told(error: &zbus::Error) -> KeychainError {
    let name = match error {
        zbus::Error::MethodError(name, ..) => name.as_str().to_owned(),
        zbus::Error::FDO(error) => {
            use zbus::DBusError as _;
            error.name().as_str().to_owned()
        }
        zbus::Error::InputOutput(error) if error.kind() == std::io::ErrorKind::TimedOut => {
            return KeychainError::Unavailable("it did not answer in time".into());
        }
        zbus::Error::InputOutput(_) => return ended(),
        _ => return KeychainError::Unavailable("its answer was not understood".into()),
    };
    let short = name.rsplit('.').next().unwrap_or_default();
    match short {
        "IsLocked" => KeychainError::Locked("it waits for its password".into()),
        "ServiceUnknown" | "NameHasNoOwner" => absent(),
        "NoReply" | "Disconnected" | "UnknownObject" => ended(),
        _ => KeychainError::Unavailable(format!("it answered {short}")),
    }
}

/// Linux cuts the name of a process after 15 characters.
fn known_as(process: &str) -> &str {
    match process {
        "gnome-keyring-d" => "GNOME Keyring",
        "kwalletd5" | "kwalletd6" | "ksecretd" => "KWallet",
        "keepassxc" => "KeePassXC",
        other => other,
    }
}

#[cfg(test)]
mod tests;
