//! From settings to entries.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use secrecy::SecretString;
use serde_json::{Map, Value as Json};

use crate::branch::{Branch, Child, Setting};
use crate::error::{Fault, Mark, Problem, TEXT, Warnings, shown};
use crate::scalar::Scalar;
use crate::tree::{Budget, Node, Value};
use crate::values::Values;

const GEN_AI: &str = ".gen-ai";
const ID_CHARACTERS: usize = 36;
const KNOWN: [&str; 5] = ["name", "actionTypeId", "config", "secrets", "exposeConfig"];

/// A connector as the file describes it. Its shape is right; whether its URL is one and its
/// fields fit its provider is not this room's to say.
pub struct PreconfiguredEntry {
    /// `[a-z0-9-]`, 1 to 36 characters.
    pub id: String,
    /// Where the entry begins, counted from 1.
    pub line: usize,
    /// As written; may be empty.
    pub name: String,
    /// Always `.gen-ai`: entries of other types are skipped.
    pub action_type_id: String,
    /// With variables put in. Header values are text however they are written.
    pub config: Map<String, Json>,
    /// With variables put in. Digits keep their spelling.
    pub secrets: BTreeMap<String, SecretString>,
    /// Whether the screen may show `config`.
    pub expose_config: bool,
    /// By field path.
    lines: HashMap<String, usize>,
}

impl PreconfiguredEntry {
    /// The line of a field such as `config.apiUrl`, counted from 1. For one that the file does
    /// not give, that of the nearest setting around it.
    pub fn line_of(&self, field: &str) -> usize {
        let mut field = field;
        loop {
            if let Some(line) = self.lines.get(field) {
                return *line;
            }
            match field.rsplit_once('.') {
                Some((around, _)) => field = around,
                None => return self.line,
            }
        }
    }
}

/// Values are left out: a header or a misplaced field may hold a key.
impl fmt::Debug for PreconfiguredEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PreconfiguredEntry")
            .field("id", &self.id)
            .field("line", &self.line)
            .field("name", &self.name)
            .field("config", &self.config.keys().collect::<Vec<_>>())
            .field("secrets", &self.secrets.len())
            .field("expose_config", &self.expose_config)
            .finish_non_exhaustive()
    }
}

pub(crate) fn read_all(
    entries: &Branch<'_>,
    env: &dyn Fn(&str) -> Option<String>,
    warnings: &mut Warnings<'_>,
) -> Result<Vec<PreconfiguredEntry>, Fault> {
    let mut budget = Budget::new();
    let mut read = Vec::new();
    for child in entries.children() {
        let reader = Reader {
            child,
            values: Values {
                env,
                warnings,
                budget: &mut budget,
                around: &child.name,
            },
        };
        read.extend(reader.entry()?);
    }
    Ok(read)
}

struct Reader<'a, 't, 'w> {
    child: &'a Child<'t>,
    values: Values<'a, 'w>,
}

impl<'t> Reader<'_, 't, '_> {
    /// `None` for an entry of another type.
    fn entry(mut self) -> Result<Option<PreconfiguredEntry>, Fault> {
        let Child { name: id, mark, .. } = self.child;
        check_reserved(id).map_err(|problem| problem.at(*mark))?;
        let none = Branch::default();
        let fields = match &self.child.setting {
            Setting::Branch(fields) => fields,
            Setting::Leaf(_) if self.child.is_null() => &none,
            Setting::Leaf(_) => return Err(self.wrong_type("", "a map", *mark)),
        };
        let action_type_id = self.text(fields, "actionTypeId")?;
        if action_type_id != GEN_AI {
            self.values.warnings.add(
                mark.line,
                format_args!(
                    "the connector {:?} is skipped, because its actionTypeId is {:?} and only {GEN_AI:?} is supported",
                    shown(id),
                    shown(&action_type_id)
                ),
            );
            return Ok(None);
        }
        check_characters(id).map_err(|problem| problem.at(*mark))?;
        for unknown in fields.children() {
            if !KNOWN.contains(&unknown.name.as_str()) {
                self.values.warnings.add(
                    unknown.mark.line,
                    format_args!(
                        "the connector {id:?} has an unknown setting, which is ignored: {:?}",
                        shown(&unknown.name)
                    ),
                );
            }
        }
        let mut lines = HashMap::new();
        note_lines(fields, "", &mut lines);
        Ok(Some(PreconfiguredEntry {
            id: id.clone(),
            line: mark.line,
            name: self.text(fields, "name")?,
            action_type_id,
            config: self.config(fields)?,
            secrets: self.secrets(fields)?,
            expose_config: self.expose_config(fields)?,
            lines,
        }))
    }

    fn text(&mut self, fields: &Branch<'t>, field: &'static str) -> Result<String, Fault> {
        let missing = || Problem::Missing {
            id: shown(&self.child.name),
            field,
        };
        let Some(child) = fields.get(field) else {
            return Err(missing().at(self.child.mark));
        };
        if child.is_null() {
            return Err(missing().at(child.mark));
        }
        let scalar = self.scalar(child, field)?;
        let text = scalar
            .and_then(Scalar::as_text)
            .ok_or_else(|| self.wrong_type(field, TEXT, child.mark))?;
        Ok(self.values.expanded(text, field, child.mark)?.to_string())
    }

    fn expose_config(&mut self, fields: &Branch<'t>) -> Result<bool, Fault> {
        const FIELD: &str = "exposeConfig";
        let Some(child) = fields.get(FIELD).filter(|child| !child.is_null()) else {
            return Ok(false);
        };
        let scalar = self.scalar(child, FIELD)?;
        if let Some(value) = scalar.and_then(Scalar::as_bool) {
            return Ok(value);
        }
        // Text counts too: a variable can hold nothing else.
        let text = scalar.map_or("", |scalar| &scalar.text);
        match self.values.expanded(text, FIELD, child.mark)?.as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.wrong_type(FIELD, "true or false", child.mark)),
        }
    }

    fn config(&mut self, fields: &Branch<'t>) -> Result<Map<String, Json>, Fault> {
        match self.group(fields, "config")? {
            Some(branch) => self.object(branch, "config"),
            None => Ok(Map::new()),
        }
    }

    fn secrets(&mut self, fields: &Branch<'t>) -> Result<BTreeMap<String, SecretString>, Fault> {
        let mut secrets = BTreeMap::new();
        let Some(branch) = self.group(fields, "secrets")? else {
            return Ok(secrets);
        };
        for child in branch.children() {
            let field = format!("secrets.{}", name_of_secret(&child.name));
            let scalar = self.scalar(child, &field)?.filter(|s| !s.is_null());
            let text = scalar.ok_or_else(|| self.wrong_type(&field, TEXT, child.mark))?;
            let secret = self.values.expanded(&text.text, &field, child.mark)?;
            secrets.insert(child.name.clone(), SecretString::from(secret.as_str()));
        }
        Ok(secrets)
    }

    /// `config` or `secrets`; `None` when there is nothing in it.
    fn group<'b>(
        &self,
        fields: &'b Branch<'t>,
        field: &'static str,
    ) -> Result<Option<&'b Branch<'t>>, Fault> {
        match fields.get(field) {
            None => Ok(None),
            Some(child) if child.is_null() => Ok(None),
            Some(child) => match &child.setting {
                Setting::Branch(branch) => Ok(Some(branch)),
                Setting::Leaf(_) => Err(self.wrong_type(field, "a map", child.mark)),
            },
        }
    }

    fn object(&mut self, branch: &Branch<'t>, path: &str) -> Result<Map<String, Json>, Fault> {
        let mut object = Map::new();
        for child in branch.children() {
            let field = format!("{path}.{}", child.name);
            let value = match &child.setting {
                Setting::Branch(below) => Json::Object(self.object(below, &field)?),
                Setting::Leaf(node) => {
                    let as_text = path == "config.headers";
                    self.json(node, &field, child.mark, as_text)?
                }
            };
            object.insert(child.name.clone(), value);
        }
        Ok(object)
    }

    fn json(
        &mut self,
        node: &Node<'t>,
        field: &str,
        mark: Mark,
        as_text: bool,
    ) -> Result<Json, Fault> {
        self.values.budget.take(mark)?;
        match &node.value {
            Value::Scalar(scalar) => self.values.json(scalar, field, mark, as_text),
            Value::List(items) => items
                .iter()
                .map(|item| self.json(item, field, item.mark, false))
                .collect::<Result<_, _>>()
                .map(Json::Array),
            Value::Map(pairs) => {
                let mut object = Map::new();
                for pair in pairs {
                    let value = self.json(&pair.node, field, pair.key_mark, false)?;
                    object.insert(pair.key.to_string(), value);
                }
                Ok(Json::Object(object))
            }
        }
    }

    /// `None` for a list or a map.
    fn scalar<'c>(
        &self,
        child: &'c Child<'t>,
        field: &str,
    ) -> Result<Option<&'c Scalar<'t>>, Fault> {
        let Setting::Leaf(node) = &child.setting else {
            return Ok(None);
        };
        let Value::Scalar(scalar) = &node.value else {
            return Ok(None);
        };
        self.values.tagged(scalar, field, child.mark).map(Some)
    }

    fn wrong_type(&self, field: &str, expected: &'static str, mark: Mark) -> Fault {
        Problem::WrongType {
            setting: self.values.full_name(field),
            expected,
        }
        .at(mark)
    }
}

/// `secrets: {sk-123}` makes a key the name of a setting. Real names are words.
fn name_of_secret(name: &str) -> &str {
    if name.len() <= 32 && name.chars().all(|c| c.is_ascii_alphabetic()) {
        name
    } else {
        "…"
    }
}

fn note_lines(branch: &Branch<'_>, path: &str, lines: &mut HashMap<String, usize>) {
    for child in branch.children() {
        let field = match path {
            "" => child.name.clone(),
            _ => format!("{path}.{}", child.name),
        };
        if let Setting::Branch(below) = &child.setting {
            note_lines(below, &field, lines);
        }
        lines.insert(field, child.mark.line);
    }
}

/// Ids that no type of connector may have.
fn check_reserved(id: &str) -> Result<(), Problem> {
    let reason = match id {
        "" => "it is empty",
        "__proto__" | "constructor" => "this word is reserved",
        _ => return Ok(()),
    };
    Err(Problem::InvalidId {
        id: id.to_owned(),
        reason,
    })
}

fn check_characters(id: &str) -> Result<(), Problem> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let reason = if !id.chars().all(fits) {
        "only lowercase letters, digits and hyphens are allowed"
    } else if id.len() > ID_CHARACTERS {
        "it has more than 36 characters"
    } else {
        return Ok(());
    };
    Err(Problem::InvalidId {
        id: shown(id),
        reason,
    })
}
