//! Sealing a secret so that it opens only where it belongs.

use std::fmt::Write as _;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::Error;

pub(crate) const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// First byte of everything encrypted here: what the rest looks like.
const VERSION: u8 = 1;

/// The sealed bytes were changed, belong to another connector or field, or to another key.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the stored secret does not open: it was changed, moved, or sealed with another key")]
pub struct CannotOpen;

/// Seals and opens with one key. Cheap to clone; the key is wiped with the last clone.
#[derive(Clone)]
pub struct Sealer {
    key_id: String,
    key: Arc<Zeroizing<[u8; KEY_BYTES]>>,
}

impl Sealer {
    pub(crate) fn new(key_id: String, key: &[u8]) -> Result<Self, Error> {
        let key: [u8; KEY_BYTES] = key
            .try_into()
            .map_err(|_| Error::Damaged("the key has the wrong length"))?;
        Ok(Self {
            key_id,
            key: Arc::new(Zeroizing::new(key)),
        })
    }

    /// The key's name.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    pub(crate) fn key(&self) -> &[u8] {
        self.key.as_slice()
    }

    /// Version, nonce, ciphertext. Bound to the connector, the field and the key.
    pub fn seal(&self, connector_id: &str, field: &str, secret: &[u8]) -> Result<Vec<u8>, Error> {
        let context = self.context(connector_id, field);
        encrypt(self.key.as_slice(), &context, secret)
    }

    /// Opens what [`Sealer::seal`] made for the same connector and field.
    pub fn open(
        &self,
        connector_id: &str,
        field: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
        let context = self.context(connector_id, field);
        decrypt(self.key.as_slice(), &context, sealed)
    }

    fn context(&self, connector_id: &str, field: &str) -> Vec<u8> {
        context(&["patchbay secret", &self.key_id, connector_id, field])
    }
}

/// Lengths before the parts: `ab` + `c` must not read like `a` + `bc`.
pub(crate) fn context(parts: &[&str]) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    for part in parts {
        bytes.extend((part.len() as u64).to_be_bytes());
        bytes.extend(part.as_bytes());
    }
    bytes
}

pub(crate) fn encrypt(key: &[u8], context: &[u8], secret: &[u8]) -> Result<Vec<u8>, Error> {
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(|_| Error::NoRandomness)?;
    let payload = Payload {
        msg: secret,
        aad: context,
    };
    let ciphertext = cipher(key)
        .and_then(|cipher| cipher.encrypt(&XNonce::from(nonce), payload).ok())
        .ok_or(Error::Damaged("the secret cannot be encrypted"))?;
    let mut sealed = vec![VERSION];
    sealed.extend(nonce);
    sealed.extend(ciphertext);
    Ok(sealed)
}

pub(crate) fn decrypt(
    key: &[u8],
    context: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
    let (&version, rest) = sealed.split_first().ok_or(CannotOpen)?;
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(CannotOpen)?;
    if version != VERSION {
        return Err(CannotOpen);
    }
    let payload = Payload {
        msg: ciphertext,
        aad: context,
    };
    cipher(key)
        .and_then(|cipher| cipher.decrypt(&XNonce::from(*nonce), payload).ok())
        .map(Zeroizing::new)
        .ok_or(CannotOpen)
}

fn cipher(key: &[u8]) -> Option<XChaCha20Poly1305> {
    XChaCha20Poly1305::new_from_slice(key).ok()
}

pub(crate) fn random_key() -> Result<Zeroizing<[u8; KEY_BYTES]>, Error> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    getrandom::fill(key.as_mut_slice()).map_err(|_| Error::NoRandomness)?;
    Ok(key)
}

pub(crate) fn random_id() -> Result<String, Error> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|_| Error::NoRandomness)?;
    Ok(bytes.iter().fold("key-".to_owned(), |mut id, byte| {
        let _ = write!(id, "{byte:02x}");
        id
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer(key: u8) -> Sealer {
        Sealer::new("k".into(), &[key; KEY_BYTES]).expect("32 bytes")
    }

    #[test]
    fn a_secret_opens_only_for_its_connector_and_field_and_with_its_key() {
        let sealed = sealer(1).seal("a", "apiKey", b"sk-1").expect("sealed");
        let opened = sealer(1).open("a", "apiKey", &sealed).expect("opens");
        assert_eq!(opened.as_slice(), b"sk-1");
        assert_eq!(
            sealer(1).open("b", "apiKey", &sealed).err(),
            Some(CannotOpen)
        );
        assert_eq!(
            sealer(1).open("a", "caData", &sealed).err(),
            Some(CannotOpen)
        );
        assert_eq!(
            sealer(1).open("aa", "piKey", &sealed).err(),
            Some(CannotOpen)
        );
        assert_eq!(
            sealer(2).open("a", "apiKey", &sealed).err(),
            Some(CannotOpen)
        );
    }

    #[test]
    fn any_changed_byte_and_any_cut_is_noticed() {
        let sealed = sealer(1).seal("a", "apiKey", b"sk-1").expect("sealed");
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(
                sealer(1).open("a", "apiKey", &changed).err(),
                Some(CannotOpen)
            );
            let cut = &sealed[..place];
            assert_eq!(sealer(1).open("a", "apiKey", cut).err(), Some(CannotOpen));
        }
    }

    #[test]
    fn the_same_secret_never_looks_the_same() {
        let seal = || sealer(1).seal("a", "apiKey", b"sk-1").expect("sealed");
        assert_ne!(seal(), seal());
        assert!(!seal().windows(4).any(|bytes| bytes == b"sk-1"));
    }
}
