//! Settings by their names, whichever way the names were spelled.

use std::collections::HashMap;
use std::rc::Rc;

use crate::error::{Fault, Mark, Problem, shown};
use crate::tree::{Budget, LEVELS, Node, Pair, Value};

/// The names around every setting that is read.
pub(crate) const ROOT: [&str; 2] = ["xpack", "actions"];
/// The connectors of the file.
pub(crate) const PRECONFIGURED: &str = "preconfigured";
/// Sent to the proxy; below it stand names of headers.
pub(crate) const PROXY_HEADERS: &str = "proxyHeaders";
/// Below it stand types of connectors.
pub(crate) const RATE_LIMITER: &str = "rateLimiter";

/// Settings below one name, in the order of the file.
#[derive(Default)]
pub(crate) struct Branch<'t> {
    children: Vec<Child<'t>>,
    index: HashMap<String, usize>,
}

pub(crate) struct Child<'t> {
    pub(crate) name: String,
    pub(crate) mark: Mark,
    pub(crate) setting: Setting<'t>,
}

pub(crate) enum Setting<'t> {
    Branch(Branch<'t>),
    /// A single value, or a list.
    Leaf(Rc<Node<'t>>),
}

impl<'t> Branch<'t> {
    /// The settings of a map that stands in a list; `path` is the item's.
    pub(crate) fn of_map(
        path: &[String],
        pairs: &[Pair<'t>],
        budget: &mut Budget,
    ) -> Result<Self, Fault> {
        let mut branch = Self::default();
        branch.add_map(path, path.len(), pairs, budget)?;
        Ok(branch)
    }

    fn add_map(
        &mut self,
        path: &[String],
        own: usize,
        pairs: &[Pair<'t>],
        budget: &mut Budget,
    ) -> Result<(), Fault> {
        for pair in pairs {
            budget.take(pair.key_mark)?;
            let path = extended(path, pair)?;
            self.insert(&path, own, pair)?;
            if let Value::Map(pairs) = &pair.node.value {
                self.add_map(&path, own, pairs, budget)?;
            }
        }
        Ok(())
    }

    pub(crate) fn children(&self) -> &[Child<'t>] {
        &self.children
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Child<'t>> {
        self.children.get(*self.index.get(name)?)
    }

    /// Puts the value in its place; for a map only the place is made, its settings follow. The
    /// first `own` names of the path are this branch's.
    pub(crate) fn insert(
        &mut self,
        path: &[String],
        own: usize,
        pair: &Pair<'t>,
    ) -> Result<(), Fault> {
        let mark = pair.key_mark;
        let twice = |first: Mark| {
            Problem::Duplicate {
                setting: shown(&joined(path)),
                first_line: first.line,
            }
            .at(mark)
        };
        let below = path.get(own..).unwrap_or_default();
        let Some((last, parents)) = below.split_last() else {
            return Ok(());
        };
        let mut branch = self;
        for name in parents {
            let (child, _) = branch.get_or_add(name, mark);
            branch = child.as_branch().map_err(twice)?;
        }
        let (child, is_new) = branch.get_or_add(last, mark);
        let is_map = matches!(pair.node.value, Value::Map(_));
        let is_empty = matches!(&pair.node.value, Value::Scalar(s) if s.is_null());
        match &child.setting {
            _ if is_new && !is_map => child.setting = Setting::Leaf(Rc::clone(&pair.node)),
            _ if is_map => {
                child.as_branch().map_err(twice)?;
            }
            // `config:` with nothing behind it, and its settings given elsewhere.
            Setting::Branch(_) if is_empty => {}
            _ => return Err(twice(child.mark)),
        }
        Ok(())
    }

    fn get_or_add(&mut self, name: &str, mark: Mark) -> (&mut Child<'t>, bool) {
        let next = self.children.len();
        let at = *self.index.entry(name.to_owned()).or_insert(next);
        if at == next {
            self.children.push(Child {
                name: name.to_owned(),
                mark,
                setting: Setting::Branch(Branch::default()),
            });
        }
        (&mut self.children[at], at == next)
    }
}

impl<'t> Child<'t> {
    /// Fails with the place of the value that is in the way.
    fn as_branch(&mut self) -> Result<&mut Branch<'t>, Mark> {
        if self.is_null() {
            self.setting = Setting::Branch(Branch::default());
        }
        match &mut self.setting {
            Setting::Branch(branch) => Ok(branch),
            Setting::Leaf(_) => Err(self.mark),
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        let Setting::Leaf(node) = &self.setting else {
            return false;
        };
        matches!(&node.value, Value::Scalar(scalar) if scalar.is_null())
    }
}

/// The path of a setting below `path`.
pub(crate) fn extended(path: &[String], pair: &Pair<'_>) -> Result<Vec<String>, Fault> {
    let mut path = path.to_vec();
    extend(&mut path, &pair.key);
    // As deep as brackets may go: a name can hold more dots than the stack has room for.
    if path.len() > LEVELS {
        return Err(Problem::TooDeep { limit: LEVELS }.at(pair.key_mark));
    }
    Ok(path)
}

/// `a.b[0].c`: an item of a list is a name that begins with a bracket.
pub(crate) fn joined(path: &[String]) -> String {
    path.join(".").replace(".[", "[")
}

/// Splits a name at its dots, except where names are not ours: a header's name may hold dots.
fn extend(path: &mut Vec<String>, key: &str) {
    let mut rest = key;
    loop {
        let name = match place_below(path) {
            Place::Header => None,
            // The dot before a type of connector is part of it: `.gen-ai`.
            Place::ConnectorType if rest.starts_with('.') => rest
                .match_indices('.')
                .nth(1)
                .map(|(at, _)| (&rest[..at], &rest[at + 1..])),
            Place::ConnectorType | Place::Setting => rest.split_once('.'),
        };
        match name {
            Some((name, more)) => {
                path.push(name.to_owned());
                rest = more;
            }
            None => return path.push(rest.to_owned()),
        }
    }
}

/// What a name at the end of a path stands for.
enum Place {
    Setting,
    Header,
    ConnectorType,
}

fn place_below(path: &[String]) -> Place {
    // No longer path matters, and a long name makes many steps.
    let mut names = [""; 6];
    if path.len() > names.len() || path.get(..ROOT.len()).is_none_or(|around| around != ROOT) {
        return Place::Setting;
    }
    for (name, known) in names.iter_mut().zip(path) {
        *name = known;
    }
    match names.get(ROOT.len()..path.len()).unwrap_or_default() {
        [PRECONFIGURED, _, "config", "headers"] | [PROXY_HEADERS] => Place::Header,
        [RATE_LIMITER] => Place::ConnectorType,
        _ => Place::Setting,
    }
}
