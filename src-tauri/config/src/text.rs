//! From a path to text that is safe to parse.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use zeroize::Zeroizing;

use crate::error::{Fault, Mark, Problem};

/// Far above any real file, and small enough that the worst text is still parsed in no time.
const LIMIT_BYTES: usize = 1024 * 1024;

/// The text holds keys, so it is wiped after use.
pub(crate) fn load(path: &Path) -> Result<Zeroizing<String>, Fault> {
    let unreadable = |error: std::io::Error| Problem::Unreadable(error.kind()).anywhere();
    // Opening a folder works on one system and is "permission denied" on another.
    if path.is_dir() {
        return Err(Problem::Folder.anywhere());
    }
    let file = File::open(path).map_err(unreadable)?;
    // Room for everything at once: a buffer that grows leaves copies behind. A pipe says 0.
    let length = file.metadata().map_err(unreadable)?.len();
    let room = usize::try_from(length)
        .unwrap_or(LIMIT_BYTES)
        .min(LIMIT_BYTES);
    let mut bytes = Zeroizing::new(Vec::with_capacity(room + 1));
    file.take(LIMIT_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() > LIMIT_BYTES {
        return Err(Problem::TooLarge {
            limit_bytes: LIMIT_BYTES,
        }
        .anywhere());
    }
    check(&bytes)
}

fn check(bytes: &[u8]) -> Result<Zeroizing<String>, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        Problem::NotUtf8.at(end_of(&String::from_utf8_lossy(valid)))
    })?;
    // The parser takes NUL for the end of the text: what follows would be ignored silently.
    let forbidden = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
    if let Some((before, c)) = text
        .char_indices()
        .find(|(_, c)| forbidden(*c))
        .map(|(at, c)| (text.split_at(at).0, c))
    {
        return Err(Problem::ControlCharacter(c).at(end_of(before)));
    }
    Ok(Zeroizing::new(text.to_owned()))
}

fn end_of(text: &str) -> Mark {
    let last = text.rsplit('\n').next().unwrap_or_default();
    Mark {
        line: text.matches('\n').count() + 1,
        column: last.chars().count() + 1,
    }
}
