//! From a tree to settings: `a.b: 1`, `a: {b: 1}` and every mixture are the same setting.

use std::collections::HashMap;
use std::rc::Rc;

use crate::error::{Fault, Mark, Problem, Warnings, shown};
use crate::tree::{Budget, LEVELS, Node, Pair, Value};

const ROOT: [&str; 3] = ["xpack", "actions", "preconfigured"];
/// Path of an entry's headers, counted with the entry's id at its place.
const HEADERS: (usize, [&str; 2]) = (ROOT.len() + 1, ["config", "headers"]);
/// The most names a warning lists.
const NAMES: usize = 20;

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
    pub(crate) fn children(&self) -> &[Child<'t>] {
        &self.children
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Child<'t>> {
        self.children.get(*self.index.get(name)?)
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

/// All that stands below `xpack.actions.preconfigured`.
pub(crate) fn collect<'t>(
    root: Option<&Node<'t>>,
    warnings: &mut Warnings<'_>,
) -> Result<Branch<'t>, Fault> {
    let mut collector = Collector {
        entries: Branch::default(),
        foreign: Vec::new(),
        budget: Budget::new(),
    };
    match root.map(|node| (node.mark, &node.value)) {
        None => {}
        Some((_, Value::Scalar(scalar))) if scalar.is_null() => {}
        Some((_, Value::Map(pairs))) => collector.map(&[], pairs)?,
        Some((mark, _)) => {
            return Err(Problem::WrongType {
                setting: ROOT.join("."),
                expected: "a map at the top of the file",
            }
            .at(mark));
        }
    }
    collector.warn(warnings);
    Ok(collector.entries)
}

struct Collector<'t> {
    entries: Branch<'t>,
    foreign: Vec<(String, Mark)>,
    budget: Budget,
}

impl<'t> Collector<'t> {
    fn map(&mut self, path: &[String], pairs: &[Pair<'t>]) -> Result<(), Fault> {
        for pair in pairs {
            self.budget.take(pair.key_mark)?;
            let mut path = path.to_vec();
            extend(&mut path, &pair.key);
            // As deep as brackets may go: a name can hold more dots than the stack has room for.
            if path.len() > LEVELS {
                return Err(Problem::TooDeep { limit: LEVELS }.at(pair.key_mark));
            }
            self.setting(&path, pair)?;
        }
        Ok(())
    }

    fn setting(&mut self, path: &[String], pair: &Pair<'t>) -> Result<(), Fault> {
        if path.iter().zip(ROOT).any(|(name, ours)| name != ours) {
            self.foreign.push((path.join("."), pair.key_mark));
            return Ok(());
        }
        if path.len() > ROOT.len() {
            self.place(path, pair)?;
        }
        match &pair.node.value {
            Value::Map(pairs) => self.map(path, pairs),
            Value::Scalar(scalar) if path.len() <= ROOT.len() && scalar.is_null() => Ok(()),
            _ if path.len() <= ROOT.len() => Err(Problem::WrongType {
                setting: path.join("."),
                expected: "a map",
            }
            .at(pair.key_mark)),
            _ => Ok(()),
        }
    }

    /// Puts the value in its place; for a map only the place is made, its settings follow.
    fn place(&mut self, path: &[String], pair: &Pair<'t>) -> Result<(), Fault> {
        let mark = pair.key_mark;
        let twice = |first: Mark| {
            Problem::Duplicate {
                setting: shown(&path.join(".")),
                first_line: first.line,
            }
            .at(mark)
        };
        let below = path.get(ROOT.len()..).unwrap_or_default();
        let Some((last, parents)) = below.split_last() else {
            return Ok(());
        };
        let mut branch = &mut self.entries;
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

    fn warn(&self, warnings: &mut Warnings<'_>) {
        let Some((_, first)) = self.foreign.first() else {
            return;
        };
        let mut names: Vec<_> = self
            .foreign
            .iter()
            .take(NAMES)
            .map(|(name, mark)| format!("{:?} (line {})", shown(name), mark.line))
            .collect();
        let more = self.foreign.len().saturating_sub(NAMES);
        if more > 0 {
            names.push(format!("and {more} more"));
        }
        let names = names.join(", ");
        warnings.add(
            first.line,
            format_args!("only xpack.actions.preconfigured is read; ignored: {names}"),
        );
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

/// Splits a name at its dots, except below `config.headers`: a header's name may hold dots.
fn extend(path: &mut Vec<String>, key: &str) {
    let mut rest = key;
    loop {
        let (at, names) = HEADERS;
        let is_header = path.len() == at + names.len() && path[at..] == names;
        match rest.split_once('.').filter(|_| !is_header) {
            Some((name, more)) => {
                path.push(name.to_owned());
                rest = more;
            }
            None => return path.push(rest.to_owned()),
        }
    }
}
