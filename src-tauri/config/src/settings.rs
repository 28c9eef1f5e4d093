//! From a tree to settings: `a.b: 1`, `a: {b: 1}` and every mixture are the same setting.

use crate::branch::{Branch, PRECONFIGURED, PROXY_HEADERS, RATE_LIMITER, ROOT, extended};
use crate::error::{Fault, Mark, Problem, Warnings, shown};
use crate::tree::{Budget, Node, Pair, Value};

/// Settings of `xpack.actions` that decide how a connection is made, by Kibana's names; the last
/// one is ours.
const NETWORKING: [&str; 12] = [
    "allowedHosts",
    "customHostSettings",
    "proxyUrl",
    PROXY_HEADERS,
    "proxyBypassHosts",
    "proxyOnlyHosts",
    "ssl",
    "responseTimeout",
    "maxResponseContentLength",
    "enabledActionTypes",
    RATE_LIMITER,
    "useSystemProxy",
];

/// Settings of `xpack.actions` that Kibana knows and that mean nothing to a connector here: mail,
/// other services, rules, and how Elastic bills. `microsoft…` is told by its beginning.
const OF_NO_USE: [&str; 9] = [
    "auth",
    "email",
    "enableFooterInEmail",
    "preconfiguredAlertHistoryEsIndex",
    "queued",
    "relay",
    "run",
    "usage",
    "webhook",
];

/// The most names a warning lists.
const NAMES: usize = 20;

/// What stands below `xpack.actions`.
#[derive(Default)]
pub(crate) struct Collected<'t> {
    /// By the connectors' ids.
    pub(crate) entries: Branch<'t>,
    /// By Kibana's names.
    pub(crate) networking: Branch<'t>,
    /// Kibana's, and of no use here.
    pub(crate) of_no_use: Vec<(String, Mark)>,
    /// Nobody's, or of another part of Kibana.
    foreign: Vec<(String, Mark)>,
}

/// Everything that is read, and the names of what is not.
pub(crate) fn collect<'t>(root: Option<&Node<'t>>) -> Result<Collected<'t>, Fault> {
    let mut collector = Collector {
        found: Collected::default(),
        budget: Budget::new(),
    };
    match root.map(|node| (node.mark, &node.value)) {
        None => {}
        Some((_, Value::Scalar(scalar))) if scalar.is_null() => {}
        Some((_, Value::Map(pairs))) => collector.map(&[], pairs)?,
        Some((mark, _)) => {
            return Err(Problem::WrongType {
                setting: format!("{}.{PRECONFIGURED}", ROOT.join(".")),
                expected: "a map at the top of the file",
            }
            .at(mark));
        }
    }
    Ok(collector.found)
}

impl Collected<'_> {
    /// One warning for what is of no use here, and one for what nobody knows.
    pub(crate) fn warn(&self, warnings: &mut Warnings<'_>) {
        if let Some((line, names)) = listed(&self.of_no_use) {
            warnings.add(
                line,
                format_args!("these settings have no use for connectors here; ignored: {names}"),
            );
        }
        if let Some((line, names)) = listed(&self.foreign) {
            warnings.add(
                line,
                format_args!(
                    "only connectors and networking are read, from xpack.actions; ignored: {names}"
                ),
            );
        }
    }
}

/// The first line, and the names with their lines.
fn listed(settings: &[(String, Mark)]) -> Option<(usize, String)> {
    let first = settings.iter().map(|(_, mark)| mark.line).min()?;
    let mut names: Vec<_> = settings
        .iter()
        .take(NAMES)
        .map(|(name, mark)| format!("{:?} (line {})", shown(name), mark.line))
        .collect();
    let more = settings.len().saturating_sub(NAMES);
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    Some((first, names.join(", ")))
}

struct Collector<'t> {
    found: Collected<'t>,
    budget: Budget,
}

impl<'t> Collector<'t> {
    fn map(&mut self, path: &[String], pairs: &[Pair<'t>]) -> Result<(), Fault> {
        for pair in pairs {
            self.budget.take(pair.key_mark)?;
            let path = extended(path, pair)?;
            self.setting(&path, pair)?;
        }
        Ok(())
    }

    fn setting(&mut self, path: &[String], pair: &Pair<'t>) -> Result<(), Fault> {
        let mark = pair.key_mark;
        let is_outside = path.iter().zip(ROOT).any(|(name, ours)| name != ours);
        let group = path.get(ROOT.len()).map(String::as_str);
        let is_map_always = match group {
            _ if is_outside => {
                self.found.foreign.push((path.join("."), mark));
                return Ok(());
            }
            None => true,
            Some(PRECONFIGURED) => {
                self.found.entries.insert(path, ROOT.len() + 1, pair)?;
                path.len() == ROOT.len() + 1
            }
            Some(name) if NETWORKING.contains(&name) => {
                self.found.networking.insert(path, ROOT.len(), pair)?;
                false
            }
            Some(name) if OF_NO_USE.contains(&name) || name.starts_with("microsoft") => {
                self.found.of_no_use.push((path.join("."), mark));
                return Ok(());
            }
            Some(_) => {
                self.found.foreign.push((path.join("."), mark));
                return Ok(());
            }
        };
        match &pair.node.value {
            Value::Map(pairs) => self.map(path, pairs),
            Value::Scalar(scalar) if is_map_always && scalar.is_null() => Ok(()),
            _ if is_map_always => Err(Problem::WrongType {
                setting: path.join("."),
                expected: "a map",
            }
            .at(mark)),
            _ => Ok(()),
        }
    }
}
