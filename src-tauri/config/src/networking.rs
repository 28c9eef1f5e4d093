//! How connections are made, as the file says it: raw values with their places.

use std::collections::HashMap;
use std::fmt;

use serde_json::{Map, Value as Json};

use crate::branch::{Branch, PROXY_HEADERS, ROOT, Setting, joined};
use crate::error::{Fault, Mark, Warnings};
use crate::scalar::Scalar;
use crate::settings::Collected;
use crate::tree::{Budget, Node, Value};
use crate::values::Values;

const CUSTOM_HOSTS: &str = "customHostSettings";

/// The networking settings of the file. What they mean and whether they are valid is not this
/// room's to say.
#[derive(Default)]
pub struct NetworkingEntry {
    /// By Kibana's names, nested, with variables put in: `{"ssl": {"verificationMode": "full"}}`.
    /// A setting with nothing behind it is `null`. Values of `proxyHeaders` are text however they
    /// are written, and may be secrets.
    pub settings: Map<String, Json>,
    /// By path.
    lines: HashMap<String, usize>,
}

impl NetworkingEntry {
    /// The line of a setting such as `customHostSettings[1].ssl.verificationMode`, counted from 1.
    /// For one that the file does not give, that of the nearest setting around it; `None` for one
    /// that stands nowhere near.
    pub fn line_of(&self, path: &str) -> Option<usize> {
        let mut path = path;
        loop {
            if let Some(line) = self.lines.get(path) {
                return Some(*line);
            }
            path = path.get(..path.rfind(['.', '['])?)?;
        }
    }
}

/// Values are left out: a header for the proxy may hold a password.
impl fmt::Debug for NetworkingEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NetworkingEntry")
            .field("settings", &self.settings.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

pub(crate) fn read<'t>(
    found: &mut Collected<'t>,
    env: &dyn Fn(&str) -> Option<String>,
    warnings: &mut Warnings<'_>,
) -> Result<NetworkingEntry, Fault> {
    let mut budget = Budget::new();
    let mut reader = Reader {
        values: Values {
            env,
            warnings,
            budget: &mut budget,
            around: &ROOT.join("."),
        },
        lines: HashMap::new(),
        of_no_use: &mut found.of_no_use,
    };
    let settings = reader.object(&found.networking, &[])?;
    Ok(NetworkingEntry {
        settings,
        lines: reader.lines,
    })
}

struct Reader<'a, 'w> {
    values: Values<'a, 'w>,
    lines: HashMap<String, usize>,
    of_no_use: &'a mut Vec<(String, Mark)>,
}

impl Reader<'_, '_> {
    fn object(&mut self, branch: &Branch<'_>, path: &[String]) -> Result<Map<String, Json>, Fault> {
        let mut object = Map::new();
        for child in branch.children() {
            let mut path = path.to_vec();
            path.push(child.name.clone());
            if self.is_for_mail(&path, child.mark) {
                continue;
            }
            self.lines.insert(joined(&path), child.mark.line);
            let value = match &child.setting {
                Setting::Branch(below) => Json::Object(self.object(below, &path)?),
                Setting::Leaf(node) => self.json(node, &path, child.mark)?,
            };
            object.insert(child.name.clone(), value);
        }
        Ok(object)
    }

    fn json(&mut self, node: &Node<'_>, path: &[String], mark: Mark) -> Result<Json, Fault> {
        self.values.budget.take(mark)?;
        match &node.value {
            Value::Scalar(scalar) => self.scalar(scalar, path, mark),
            Value::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for (at, item) in items.iter().enumerate() {
                    let mut path = path.to_vec();
                    path.push(format!("[{at}]"));
                    self.lines.insert(joined(&path), item.mark.line);
                    list.push(self.json(item, &path, item.mark)?);
                }
                Ok(Json::Array(list))
            }
            // Kibana splits the names inside lists, too.
            Value::Map(pairs) => {
                let full: Vec<_> = ROOT.iter().copied().map(String::from).collect();
                let full = [full.as_slice(), path].concat();
                let branch = Branch::of_map(&full, pairs, self.values.budget)?;
                self.object(&branch, path).map(Json::Object)
            }
        }
    }

    fn scalar(&mut self, scalar: &Scalar<'_>, path: &[String], mark: Mark) -> Result<Json, Fault> {
        let as_text = path.first().is_some_and(|name| name == PROXY_HEADERS);
        let value = self.values.json(scalar, &joined(path), mark, as_text)?;
        if let ([hosts, _, name], Some(url)) = (path, value.as_str())
            && hosts == CUSTOM_HOSTS
            && name == "url"
            && is_smtp(url)
        {
            self.note(path, mark);
        }
        Ok(value)
    }

    /// `smtp` of a host: only a connector of another type would read it.
    fn is_for_mail(&mut self, path: &[String], mark: Mark) -> bool {
        let is = matches!(path, [hosts, _, name] if hosts == CUSTOM_HOSTS && name == "smtp");
        if is {
            self.note(path, mark);
        }
        is
    }

    fn note(&mut self, path: &[String], mark: Mark) {
        let name = format!("{}.{}", ROOT.join("."), joined(path));
        self.of_no_use.push((name, mark));
    }
}

/// A host for mail: Kibana's other protocol.
fn is_smtp(url: &str) -> bool {
    url.get(..5)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("smtp:"))
}
