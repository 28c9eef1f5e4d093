//! Secrets that are not entered but named: `${env:NAME}`.

use secrecy::SecretString;

const OPENS: &str = "${env:";

/// Names that are Patchbay's own, among them the one that opens the vault.
const RESERVED: &str = "PATCHBAY_";

const MAX_NAME_CHARS: usize = 128;

/// The variable a text names; `None` for an ordinary secret.
pub(crate) fn variable(text: &str) -> Option<&str> {
    text.trim().strip_prefix(OPENS)?.strip_suffix('}')
}

/// The reverse of [`variable`].
pub(crate) fn reference_to(variable: &str) -> SecretString {
    SecretString::from(format!("{OPENS}{variable}}}"))
}

/// Whether a text is a reference; an error when it tries to be one and is none.
pub(crate) fn is_reference(text: &str) -> Result<bool, String> {
    if !text.trim().starts_with(OPENS) {
        return Ok(false);
    }
    let name = variable(text).unwrap_or_default();
    let mut letters = name.chars();
    let starts = letters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
    let goes_on = letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if !starts || !goes_on || name.len() > MAX_NAME_CHARS {
        return Err(
            "An environment variable is named like this: ${env:OPENAI_API_KEY}, with letters, digits and underscores."
                .into(),
        );
    }
    if name.starts_with(RESERVED) {
        return Err(format!(
            "Variables that begin with {RESERVED} are Patchbay's own. Choose another one."
        ));
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn a_reference_names_one_variable_and_nothing_else() {
        for good in ["${env:OPENAI_API_KEY}", " ${env:_a1} "] {
            assert_eq!(is_reference(good), Ok(true), "{good}");
        }
        let reference = reference_to("OPENAI_API_KEY");
        assert_eq!(variable(reference.expose_secret()), Some("OPENAI_API_KEY"));
        for bad in [
            "${env:}",
            "${env:A",
            "${env:1A}",
            "${env:A B}",
            "${env:A}}",
            "${env:A}x",
            "${env:PATCHBAY_VAULT_PASSPHRASE}",
            "${env:ä}",
        ] {
            assert!(is_reference(bad).is_err(), "{bad}");
        }
        for ordinary in ["sk-1", "$env:A", "", "x${env:A}"] {
            assert_eq!(is_reference(ordinary), Ok(false), "{ordinary}");
        }
    }
}
