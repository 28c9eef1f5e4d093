//! A key from a passphrase (Argon2id), and the sealing key encrypted with it.

use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::Error;
use crate::record::Wrapped;
use crate::seal::{KEY_BYTES, context, decrypt, encrypt};

const SALT_BYTES: usize = 16;
/// Fewer characters fall to a patient guesser even through Argon2id.
const LEAST_CHARACTERS: usize = 12;

/// A cost is read back from a file or a database that somebody may have written: without a ceiling it
/// would be a way to take all memory.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 16;
const MOST_LANES: u32 = 8;

/// What turning a passphrase into a key costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KdfCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// How often that memory is gone through.
    pub passes: u32,
    /// How many parts of it could be computed at the same time.
    pub lanes: u32,
}

impl Default for KdfCost {
    /// RFC 9106's second recommendation (64 MiB, three passes) with one lane: about 0.2 s on a laptop.
    fn default() -> Self {
        Self {
            memory_kib: 64 * 1024,
            passes: 3,
            lanes: 1,
        }
    }
}

impl KdfCost {
    /// `None` outside of what this program is willing to spend.
    pub(crate) fn params(self) -> Option<Params> {
        if self.memory_kib > MOST_MEMORY_KIB || self.passes > MOST_PASSES || self.lanes > MOST_LANES
        {
            return None;
        }
        Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY_BYTES)).ok()
    }
}

/// Whether a new passphrase is long enough. Not asked of one that opens something.
pub(crate) fn long_enough(passphrase: &SecretString) -> Result<(), Error> {
    if passphrase.expose_secret().chars().count() < LEAST_CHARACTERS {
        return Err(Error::PassphraseTooShort {
            least: LEAST_CHARACTERS,
        });
    }
    Ok(())
}

pub(crate) fn wrap_key(
    key_id: &str,
    key: &[u8; KEY_BYTES],
    passphrase: &SecretString,
    cost: KdfCost,
) -> Result<Wrapped, Error> {
    let salt = new_salt()?;
    let wrapping = derive(passphrase, &salt, cost).ok_or(OUT_OF_RANGE)?;
    let key = encrypt(wrapping.as_slice(), &wrap_context(key_id), key)?;
    Ok(Wrapped { salt, key, cost })
}

pub(crate) fn unwrap_key(
    key_id: &str,
    wrapped: &Wrapped,
    passphrase: &SecretString,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let wrapping = derive(passphrase, &wrapped.salt, wrapped.cost).ok_or(OUT_OF_RANGE)?;
    decrypt(wrapping.as_slice(), &wrap_context(key_id), &wrapped.key)
        .map_err(|_| Error::WrongPassphrase)
}

const OUT_OF_RANGE: Error = Error::Damaged("its salt or its cost is out of range");

fn wrap_context(key_id: &str) -> Vec<u8> {
    context(&["patchbay vault", key_id])
}

pub(crate) fn new_salt() -> Result<Vec<u8>, Error> {
    let mut salt = vec![0; SALT_BYTES];
    getrandom::fill(&mut salt).map_err(|_| Error::NoRandomness)?;
    Ok(salt)
}

/// `None` when salt or cost are out of range; nothing was allocated then.
pub(crate) fn derive(
    passphrase: &SecretString,
    salt: &[u8],
    cost: KdfCost,
) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.params()?)
        .hash_password_into(
            passphrase.expose_secret().as_bytes(),
            salt,
            key.as_mut_slice(),
        )
        .ok()?;
    Some(key)
}
