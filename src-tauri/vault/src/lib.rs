//! Where keys are kept: one random key seals every secret, and that one is in the system's
//! keychain, under a passphrase, or in this process only.
//!
//! What blocks says so (a keychain may ask its user, Argon2 takes its time): call it off the async
//! threads. Deliberately absent: storage. Sealed bytes and the record travel through the caller.

mod closed_file;
mod error;
mod flight;
mod keychain;
mod limiter;
mod memory;
mod record;
mod seal;
mod vault;
mod wrap;

pub use closed_file::{close_file, is_closed_file, open_file};
pub use error::Error;
pub use keychain::{Keychain, KeychainError, KeychainReport, KeychainState, OsKeychain};
pub use record::{Backend, NewKey, Record, Wrapped};
pub use seal::{CannotOpen, Sealer};
pub use vault::{Ask, Vault};
pub use wrap::KdfCost;
