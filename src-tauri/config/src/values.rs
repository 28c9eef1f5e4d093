//! From single values to JSON, with variables put in.

use serde_json::Value as Json;
use zeroize::Zeroizing;

use crate::environment::expand;
use crate::error::{Fault, Mark, Problem, Warnings, shown};
use crate::scalar::Scalar;
use crate::tree::Budget;

/// What reading a value takes.
pub(crate) struct Values<'a, 'w> {
    pub(crate) env: &'a dyn Fn(&str) -> Option<String>,
    pub(crate) warnings: &'a mut Warnings<'w>,
    pub(crate) budget: &'a mut Budget,
    /// Stands before every name in a message: a connector's id, or `xpack.actions`.
    pub(crate) around: &'a str,
}

impl Values<'_, '_> {
    /// `as_text` keeps the spelling of numbers and the like.
    pub(crate) fn json(
        &mut self,
        scalar: &Scalar<'_>,
        field: &str,
        mark: Mark,
        as_text: bool,
    ) -> Result<Json, Fault> {
        let scalar = self.tagged(scalar, field, mark)?;
        match scalar.as_json() {
            Some(value) if !as_text || value.is_null() => Ok(value),
            _ => {
                let text = self.expanded(&scalar.text, field, mark)?;
                Ok(Json::String(text.to_string()))
            }
        }
    }

    /// Refuses a tag that would change the meaning.
    pub(crate) fn tagged<'s, 't>(
        &self,
        scalar: &'s Scalar<'t>,
        field: &str,
        mark: Mark,
    ) -> Result<&'s Scalar<'t>, Fault> {
        if scalar.unknown_tag {
            let setting = self.full_name(field);
            return Err(Problem::Tag { setting }.at(mark));
        }
        Ok(scalar)
    }

    pub(crate) fn expanded(
        &mut self,
        text: &str,
        field: &str,
        mark: Mark,
    ) -> Result<Zeroizing<String>, Fault> {
        let expanded = expand(text, self.env).map_err(|problem| problem.at(mark))?;
        if expanded.has_stray {
            let setting = self.full_name(field);
            self.warnings.add(
                mark.line,
                format_args!(
                    "{setting:?} holds \"${{\" without the name of a variable; it is kept as it is"
                ),
            );
        }
        Ok(expanded.text)
    }

    pub(crate) fn full_name(&self, field: &str) -> String {
        let name = format!("{}.{field}", self.around);
        shown(name.strip_suffix('.').unwrap_or(&name))
    }
}
