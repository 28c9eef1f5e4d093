//! A file that only its passphrase opens.
//!
//! One JSON object. All of it but the data is bound to the data, so that nothing in it can be changed
//! without notice.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::seal::{context, decrypt, encrypt};
use crate::wrap::{self, KdfCost};

const FORMAT: &str = "patchbay-sealed-connectors";
const VERSION: u64 = 1;
const KDF: &str = "argon2id";
const CIPHER: &str = "xchacha20-poly1305";

/// As much as every version has.
#[derive(Deserialize)]
struct Envelope {
    format: String,
    version: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClosedFile {
    format: String,
    version: u64,
    kdf: Kdf,
    cipher: String,
    /// Base64.
    data: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kdf {
    name: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    /// Base64.
    salt: String,
}

impl ClosedFile {
    fn context(&self) -> Vec<u8> {
        context(&[
            &self.format,
            &self.version.to_string(),
            &self.kdf.name,
            &self.kdf.memory_kib.to_string(),
            &self.kdf.passes.to_string(),
            &self.kdf.lanes.to_string(),
            &self.kdf.salt,
            &self.cipher,
        ])
    }
}

/// Blocks for Argon2. Closes `content` with a new passphrase.
pub fn close_file(
    content: &[u8],
    passphrase: &SecretString,
    cost: KdfCost,
) -> Result<String, Error> {
    wrap::long_enough(passphrase)?;
    let salt = wrap::new_salt()?;
    let key =
        wrap::derive(passphrase, &salt, cost).ok_or(Error::Damaged("the cost is out of range"))?;
    let mut file = ClosedFile {
        format: FORMAT.into(),
        version: VERSION,
        kdf: Kdf {
            name: KDF.into(),
            memory_kib: cost.memory_kib,
            passes: cost.passes,
            lanes: cost.lanes,
            salt: BASE64.encode(salt),
        },
        cipher: CIPHER.into(),
        data: String::new(),
    };
    file.data = BASE64.encode(encrypt(key.as_slice(), &file.context(), content)?);
    serde_json::to_string(&file).map_err(|_| Error::FileDamaged)
}

/// Whether a file says that it is a closed one. Cheap, and no promise that it opens.
pub fn is_closed_file(text: &str) -> bool {
    let text = start(text);
    // The beginning is enough: a file that was cut shall be called damaged, not unknown.
    let first = ["{", "\"format\"", ":", "\"", FORMAT, "\""]
        .iter()
        .try_fold(text, |rest, token| rest.trim_start().strip_prefix(token));
    first.is_some()
        || serde_json::from_str::<Envelope>(text).is_ok_and(|file| file.format == FORMAT)
}

/// Blocks for Argon2. Opens what [`close_file`] made.
pub fn open_file(text: &str, passphrase: &SecretString) -> Result<Zeroizing<Vec<u8>>, Error> {
    let text = start(text);
    let envelope: Envelope = serde_json::from_str(text).map_err(|_| Error::FileDamaged)?;
    if envelope.format != FORMAT || envelope.version == 0 {
        return Err(Error::FileDamaged);
    }
    if envelope.version > VERSION {
        return Err(Error::FileTooNew {
            version: envelope.version,
        });
    }
    let file: ClosedFile = serde_json::from_str(text).map_err(|_| Error::FileDamaged)?;
    if file.kdf.name != KDF || file.cipher != CIPHER {
        return Err(Error::FileDamaged);
    }
    let decoded = |base64: &str| BASE64.decode(base64).map_err(|_| Error::FileDamaged);
    let (salt, data) = (decoded(&file.kdf.salt)?, decoded(&file.data)?);
    let cost = KdfCost {
        memory_kib: file.kdf.memory_kib,
        passes: file.kdf.passes,
        lanes: file.kdf.lanes,
    };
    let key = wrap::derive(passphrase, &salt, cost).ok_or(Error::FileDamaged)?;
    decrypt(key.as_slice(), &file.context(), &data).map_err(|_| Error::WrongPassphrase)
}

/// Editors and mail programs put a byte order mark and blank lines around.
fn start(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: KdfCost = KdfCost {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };

    fn words(text: &str) -> SecretString {
        SecretString::from(text)
    }

    fn right() -> SecretString {
        words("correct horse battery")
    }

    fn closed() -> String {
        close_file(b"the connectors", &right(), CHEAP).expect("closed")
    }

    /// The file with one value in its head replaced.
    fn with(path: &[&str], value: impl Into<serde_json::Value>) -> String {
        let mut file: serde_json::Value = serde_json::from_str(&closed()).expect("JSON");
        let place = path.iter().fold(&mut file, |at, key| &mut at[*key]);
        *place = value.into();
        file.to_string()
    }

    #[test]
    fn a_closed_file_opens_with_its_passphrase_alone() {
        let file = closed();
        assert!(is_closed_file(&file));
        assert!(!file.contains("connectors\"]"), "{file}");
        let opened = open_file(&file, &right()).expect("opened");
        assert_eq!(opened.as_slice(), b"the connectors");
        for wrong in ["", "correct horse batterz", "correct horse battery "] {
            assert_eq!(
                open_file(&file, &words(wrong)).err(),
                Some(Error::WrongPassphrase)
            );
        }
        assert_ne!(file, closed(), "salt and nonce are new each time");
    }

    #[test]
    fn the_content_is_not_readable_in_it() {
        let secret = b"sk-canary-value";
        let file = close_file(secret, &right(), CHEAP).expect("closed");
        assert!(!file.contains("sk-canary-value"));
        assert!(!file.contains(&BASE64.encode(secret)[..16]));
    }

    #[test]
    fn every_changed_bit_and_every_cut_is_noticed() {
        let file = closed();
        for place in 0..file.len() {
            for bit in 0..7 {
                let mut changed = file.clone().into_bytes();
                changed[place] ^= 1 << bit;
                let changed = String::from_utf8(changed).expect("ASCII stays ASCII");
                let outcome = open_file(&changed, &right());
                assert!(outcome.is_err(), "{place}.{bit}: {changed}");
            }
            let cut = open_file(&file[..place], &right());
            assert_eq!(cut.err(), Some(Error::FileDamaged), "cut at {place}");
        }
    }

    #[test]
    fn a_head_that_was_changed_for_another_valid_one_is_noticed() {
        for (path, value) in [
            (["kdf", "lanes"], 1),
            (["kdf", "passes"], 2),
            (["kdf", "memory_kib"], 9),
        ] {
            let expected = (value != 1).then_some(Error::WrongPassphrase);
            assert_eq!(open_file(&with(&path, value), &right()).err(), expected);
        }
        for extra in ["note", "kdf2"] {
            let outcome = open_file(&with(&[extra], "x"), &right());
            assert_eq!(
                outcome.err(),
                Some(Error::FileDamaged),
                "nothing rides along"
            );
        }
    }

    #[test]
    fn a_newer_file_is_named_as_such_whatever_else_is_new_in_it() {
        let newer = r#"{"format":"patchbay-sealed-connectors","version":7,"kdf":"post-quantum"}"#;
        assert!(is_closed_file(newer));
        assert_eq!(
            open_file(newer, &right()).err(),
            Some(Error::FileTooNew { version: 7 })
        );
        assert_eq!(
            open_file(&with(&["version"], 2), &right()).err(),
            Some(Error::FileTooNew { version: 2 })
        );
        assert_eq!(
            open_file(&with(&["version"], 0), &right()).err(),
            Some(Error::FileDamaged)
        );
    }

    #[test]
    fn a_file_cannot_make_us_spend_more_than_we_are_willing_to() {
        for (path, value) in [
            (["kdf", "memory_kib"], u32::MAX),
            (["kdf", "memory_kib"], 1024 * 1024 + 1),
            (["kdf", "memory_kib"], 0),
            (["kdf", "passes"], 1_000_000),
            (["kdf", "lanes"], 4096),
        ] {
            let start = std::time::Instant::now();
            let outcome = open_file(&with(&path, value), &right());
            assert_eq!(outcome.err(), Some(Error::FileDamaged), "{path:?} {value}");
            assert!(start.elapsed().as_secs() < 1);
        }
        assert_eq!(
            open_file(&with(&["kdf", "salt"], ""), &right()).err(),
            Some(Error::FileDamaged)
        );
    }

    #[test]
    fn a_short_passphrase_closes_nothing() {
        assert_eq!(
            close_file(b"x", &words("short"), CHEAP).err(),
            Some(Error::PassphraseTooShort { least: 12 })
        );
    }

    #[test]
    fn what_an_editor_puts_around_a_file_does_no_harm() {
        let file = format!("\u{feff}\r\n {}\r\n\r\n", closed());
        assert!(is_closed_file(&file));
        assert!(open_file(&file, &right()).is_ok());
        let pretty: serde_json::Value = serde_json::from_str(&closed()).expect("JSON");
        let pretty = serde_json::to_string_pretty(&pretty).expect("JSON");
        assert!(is_closed_file(&pretty));
        assert!(open_file(&pretty, &right()).is_ok());
    }

    #[test]
    fn other_files_are_told_apart_and_a_cut_one_is_still_recognised() {
        let file = closed();
        assert!(is_closed_file(&file[..60]));
        let sorted = format!(r#"{{"version":1,"format":"{FORMAT}"}}"#);
        assert!(is_closed_file(&sorted));
        for other in [
            "",
            "{}",
            "[]",
            "not JSON",
            r#"{"format":"patchbay-connectors","version":1}"#,
            r#"{"attributes":{"name":"patchbay-sealed-connectors"},"type":"action"}"#,
            "{\"type\":\"action\"}\n{\"format\":\"patchbay-sealed-connectors\",\"version\":1}",
        ] {
            assert!(!is_closed_file(other), "{other}");
            assert_eq!(open_file(other, &right()).err(), Some(Error::FileDamaged));
        }
    }
}
