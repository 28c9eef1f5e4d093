//! `${NAME}` and `${NAME:default}` inside a value.

use zeroize::Zeroizing;

use crate::error::Problem;

/// A variable that is used often must not make gigabytes of a small file.
const LIMIT_BYTES: usize = 1024 * 1024;

/// A value with its variables put in.
pub(crate) struct Expanded {
    pub(crate) text: Zeroizing<String>,
    /// A `${` that begins no reference and was left as it is.
    pub(crate) has_stray: bool,
}

/// What a variable holds is not looked through again.
pub(crate) fn expand(
    value: &str,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Expanded, Problem> {
    let mut text = Zeroizing::new(String::with_capacity(value.len()));
    let mut has_stray = false;
    let mut rest = value;
    // Behind the last end there is no reference; to look for one at each start would take long.
    let last_end = value.rfind('}').unwrap_or(0);
    while let Some((before, after)) = rest.split_once("${") {
        text.push_str(before);
        if text.len() > LIMIT_BYTES {
            return Err(Problem::ValueTooLong {
                limit_bytes: LIMIT_BYTES,
            });
        }
        let may_end = value.len() - after.len() <= last_end;
        let reference = may_end.then(|| Reference::parse(after)).flatten();
        let Some(reference) = reference else {
            has_stray = true;
            text.push_str("${");
            rest = after;
            continue;
        };
        match (env(reference.name).map(Zeroizing::new), reference.default) {
            (Some(found), _) => text.push_str(&found),
            (None, Some(default)) => text.push_str(default),
            (None, None) => {
                return Err(Problem::VariableNotSet {
                    variable: reference.name.to_owned(),
                });
            }
        }
        rest = reference.rest;
    }
    text.push_str(rest);
    Ok(Expanded { text, has_stray })
}

struct Reference<'t> {
    name: &'t str,
    default: Option<&'t str>,
    rest: &'t str,
}

impl<'t> Reference<'t> {
    /// Reads on from behind `${`.
    fn parse(text: &'t str) -> Option<Self> {
        let (name, after) = text.split_at(
            text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .filter(|length| *length > 0)?,
        );
        if let Some(rest) = after.strip_prefix('}') {
            let default = None;
            return Some(Self {
                name,
                default,
                rest,
            });
        }
        let (default, rest) = after.strip_prefix(':')?.split_once('}')?;
        Some(Self {
            name,
            default: Some(default),
            rest,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(name: &str) -> Option<String> {
        match name {
            "A" => Some("one".into()),
            "NESTED" => Some("${A}".into()),
            "EMPTY" => Some(String::new()),
            _ => None,
        }
    }

    #[test]
    fn references_are_replaced_once_and_all_else_is_kept() {
        for (value, expected, stray) in [
            ("", "", false),
            ("plain", "plain", false),
            ("${A}", "one", false),
            ("x${A}y${A}z", "xoneyonez", false),
            ("${NESTED}", "${A}", false),
            ("${EMPTY:unused}", "", false),
            ("${NONE:8080}", "8080", false),
            ("${NONE:}", "", false),
            ("${NONE:http://host:1/}", "http://host:1/", false),
            ("${not-a-name}", "${not-a-name}", true),
            ("${}", "${}", true),
            ("${A", "${A", true),
            ("$A {A} $ {A}", "$A {A} $ {A}", false),
            ("${ ${A}", "${ one", true),
        ] {
            let expanded = expand(value, &env).expect("all set");
            assert_eq!(*expanded.text, expected, "{value}");
            assert_eq!(expanded.has_stray, stray, "{value}");
        }
    }

    #[test]
    fn a_value_that_grows_without_end_is_refused() {
        let large = |_: &str| Some("x".repeat(100_000));
        assert!(expand(&"${A}".repeat(5), &large).is_ok());
        let problem = expand(&"${A}".repeat(100_000), &large).err();
        assert!(matches!(problem, Some(Problem::ValueTooLong { .. })));
    }

    #[test]
    fn a_variable_that_is_not_set_is_named() {
        let problem = expand("a${NONE}b", &env).err().expect("fails");
        assert_eq!(
            problem.to_string(),
            "the environment variable NONE is not set"
        );
    }
}
