//! The passphrase vault: Argon2id makes a key from the passphrase, and that one encrypts the
//! sealing key, so that a new passphrase need not touch the secrets.

use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::seal::{KEY_BYTES, context, decrypt, encrypt};
use crate::{Backend, Error, Record};

const SALT_BYTES: usize = 16;
/// RFC 9106's second recommendation: 64 MiB, three passes. About 0.2 s on a laptop.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;

pub(crate) fn wrap_key(
    key_id: String,
    key: &[u8; KEY_BYTES],
    passphrase: &SecretString,
) -> Result<Record, Error> {
    let mut salt = vec![0; SALT_BYTES];
    getrandom::fill(&mut salt).map_err(|_| Error::NoRandomness)?;
    let wrapping = derive(passphrase, &salt)?;
    let wrapped = encrypt(wrapping.as_slice(), &wrap_context(&key_id), key)?;
    Ok(Record {
        key_id,
        backend: Backend::Passphrase,
        salt: Some(salt),
        wrapped_key: Some(wrapped),
    })
}

pub(crate) fn unwrap_key(
    record: &Record,
    passphrase: &SecretString,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let (Some(salt), Some(wrapped)) = (&record.salt, &record.wrapped_key) else {
        return Err(Error::Damaged("a passphrase vault without salt or key"));
    };
    let wrapping = derive(passphrase, salt)?;
    decrypt(wrapping.as_slice(), &wrap_context(&record.key_id), wrapped)
        .map_err(|_| Error::WrongPassphrase)
}

fn wrap_context(key_id: &str) -> Vec<u8> {
    context(&["patchbay vault", key_id])
}

fn derive(passphrase: &SecretString, salt: &[u8]) -> Result<Zeroizing<[u8; KEY_BYTES]>, Error> {
    let damaged = |_| Error::Damaged("the salt does not fit Argon2id");
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(KEY_BYTES)).map_err(damaged)?;
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(
            passphrase.expose_secret().as_bytes(),
            salt,
            key.as_mut_slice(),
        )
        .map_err(damaged)?;
    Ok(key)
}
