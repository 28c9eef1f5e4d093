//! What a line of text may hold.

/// Checks a line for people: any script, no line breaks, and nothing that turns the text around
/// it backwards, so that a name cannot look like another one.
pub(super) fn check_line(text: &str, label: &str, max_chars: usize) -> Result<(), String> {
    if text.chars().count() > max_chars {
        return Err(format!("{label} must be {max_chars} characters or less."));
    }
    if text.chars().any(char::is_control) {
        return Err(format!(
            "{label} must not contain line breaks or other control characters."
        ));
    }
    if text.chars().any(turns_direction) {
        return Err(format!(
            "{label} must not contain invisible characters that change the writing direction."
        ));
    }
    Ok(())
}

/// Checks a text that travels in an HTTP header.
pub(super) fn check_header_text(text: &str, label: &str, max_bytes: usize) -> Result<(), String> {
    if text.len() > max_bytes {
        return Err(format!("{label} must be {max_bytes} characters or less."));
    }
    if !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Err(format!(
            "{label} must not contain line breaks, accents or other characters that an HTTP header cannot hold."
        ));
    }
    Ok(())
}

/// Unicode's embeddings, overrides, isolates and marks of direction; letters that are written
/// from right to left are not among them.
pub(super) fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_script_is_welcome_and_its_direction_cannot_be_forged() {
        for good in ["Work", "مساعد", "עוזר 2", "日本語", "naïve – ok"] {
            assert_eq!(check_line(good, "Name", 20), Ok(()), "{good}");
        }
        for bad in ["a\nb", "a\u{0}b", "a\u{202e}b", "a\u{2066}b"] {
            assert!(check_line(bad, "Name", 20).is_err(), "{bad:?}");
        }
        assert!(check_line(&"é".repeat(20), "Name", 20).is_ok());
        assert!(check_line(&"é".repeat(21), "Name", 20).is_err());
    }
}
