//! PEM as people have it: with text around it, with the line breaks of another system, or pasted
//! from a field that lost them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// The largest bundle of a system's authorities is a quarter of it.
const LIMIT_BYTES: usize = 1024 * 1024;
const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// Why certificates or a key were not taken. Holds nothing of the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PemError {
    /// No block begins anywhere.
    #[error(
        "this is not PEM text: choose a file that holds a line such as -----BEGIN CERTIFICATE-----"
    )]
    NotPem,
    /// A block without its end, or with characters that are not Base64.
    #[error("the block {label:?} is damaged or cut off: choose the file again, or export it anew")]
    Damaged {
        /// The block's.
        label: String,
    },
    /// More than certificates can be.
    #[error("the text is larger than 1 MiB: choose a file that holds only certificates")]
    TooLarge,
    /// Blocks of other kinds alone, such as the key.
    #[error(
        "there is no certificate here, only {found:?}: choose the file with -----BEGIN CERTIFICATE-----"
    )]
    NoCertificate {
        /// The first block's label.
        found: String,
    },
    /// The block is complete, and its content is no certificate.
    #[error("certificate {position} in this text cannot be read: export it anew as PEM (X.509)")]
    BadCertificate {
        /// Counted from 1.
        position: usize,
    },
    /// Blocks of other kinds alone, such as a certificate.
    #[error(
        "there is no private key here, only {found:?}: choose the file with -----BEGIN PRIVATE KEY-----"
    )]
    NoPrivateKey {
        /// The first block's label.
        found: String,
    },
    /// It needs a password.
    #[error(
        "the private key is protected with a password: remove it first, for example with: openssl pkey -in KEY -out NEW_KEY"
    )]
    EncryptedKey,
    /// A kind, size or curve that TLS does not use, or a damaged key.
    #[error(
        "this private key cannot be used: it must be RSA (2048 bits or more), EC (P-256, P-384, P-521) or Ed25519"
    )]
    UnsupportedKey,
    /// Both are fine, but of different pairs.
    #[error(
        "the private key does not belong to the certificate: choose the two files that were made together"
    )]
    KeyDoesNotMatch,
}

pub(crate) struct Block {
    pub(crate) label: String,
    pub(crate) content: Content,
}

pub(crate) enum Content {
    Der(Zeroizing<Vec<u8>>),
    /// Of the old kind, with its headers inside the block.
    Encrypted,
}

/// All blocks, at least one.
pub(crate) fn blocks(text: &str) -> Result<Vec<Block>, PemError> {
    if text.len() > LIMIT_BYTES {
        return Err(PemError::TooLarge);
    }
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(BEGIN) {
        let (label, after) = after.split_once(DASHES).unwrap_or((after, ""));
        // What follows a damaged first line may be anything, even the key.
        let is_label = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ';
        if label.len() > 40 || !label.chars().all(is_label) {
            return Err(PemError::Damaged {
                label: String::new(),
            });
        }
        let damaged = || PemError::Damaged {
            label: label.to_owned(),
        };
        let end = format!("{DASHES}END {label}{DASHES}");
        let (body, after) = after.split_once(&end).ok_or_else(damaged)?;
        blocks.push(Block {
            label: label.to_owned(),
            content: decode(body).ok_or_else(damaged)?,
        });
        rest = after;
    }
    if blocks.is_empty() {
        return Err(PemError::NotPem);
    }
    Ok(blocks)
}

fn decode(body: &str) -> Option<Content> {
    if body.contains("Proc-Type:") && body.contains("ENCRYPTED") {
        return Some(Content::Encrypted);
    }
    let mut base64 = Zeroizing::new(String::with_capacity(body.len()));
    // A variable or a JSON text often holds the two characters `\n` instead of a line break.
    for line in body.split("\\n").flat_map(|part| part.split("\\r")) {
        base64.extend(line.chars().filter(|c| !c.is_whitespace()));
    }
    let mut der = Zeroizing::new(vec![0; base64::decoded_len_estimate(base64.len())]);
    let length = STANDARD.decode_slice(base64.as_bytes(), &mut der).ok()?;
    der.truncate(length);
    (length > 0).then_some(Content::Der(der))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Label and bytes; none when they are encrypted.
    type Read = (String, Option<Vec<u8>>);

    fn read(text: &str) -> Result<Vec<Read>, PemError> {
        let read = blocks(text)?.into_iter().map(|block| {
            let der = match block.content {
                Content::Der(der) => Some(der.to_vec()),
                Content::Encrypted => None,
            };
            (block.label, der)
        });
        Ok(read.collect())
    }

    #[test]
    fn a_block_is_found_however_its_lines_were_broken() {
        let long: Vec<u8> = (0..100).collect();
        let base64 = STANDARD.encode(&long);
        let (first, second) = base64.split_at(64);
        for body in [
            format!("\n{first}\n{second}\n"),
            format!("\r\n{first}\r\n{second}\r\n"),
            format!(" {first} {second} "),
            format!("{first}{second}"),
            format!("\\n{first}\\n{second}\\n"),
            format!("\\r\\n{first}\\r\\n{second}\\r\\n"),
            format!("\n\n  {first}\n\t{second}\n\n"),
        ] {
            let block = format!("-----BEGIN CERTIFICATE-----{body}-----END CERTIFICATE-----");
            let text = format!("subject=é\n{block}\nBag Attributes\n{block} after");
            let expected = ("CERTIFICATE".to_owned(), Some(long.clone()));
            assert_eq!(read(&text), Ok(vec![expected.clone(), expected]), "{body}");
        }
    }

    #[test]
    fn a_block_that_is_not_whole_is_refused_without_showing_what_is_in_it() {
        for text in [
            "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5",
            "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END CERTIFICATE-----",
            "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5Y\n-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY\nY2FuYXJ5\n-----END PRIVATE KEY-----",
            "-----BEGIN Y2FuYXJ5",
        ] {
            let error = read(text).expect_err(text);
            assert!(matches!(error, PemError::Damaged { .. }), "{error:?}");
            assert!(!format!("{error:?}{error}").contains("Y2F"), "{error:?}");
        }
        assert_eq!(read(""), Err(PemError::NotPem));
        assert_eq!(read("Y2FuYXJ5"), Err(PemError::NotPem));
        assert_eq!(read(&"x".repeat(LIMIT_BYTES + 1)), Err(PemError::TooLarge));
    }

    #[test]
    fn the_old_kind_of_encryption_is_recognised() {
        let text = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nY2FuYXJ5\n-----END RSA PRIVATE KEY-----";
        assert_eq!(read(text), Ok(vec![("RSA PRIVATE KEY".into(), None)]));
    }
}
