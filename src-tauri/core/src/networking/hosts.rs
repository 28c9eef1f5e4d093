//! Which hosts a list means.
//!
//! Kibana compares exact names only. Wildcards, ports, addresses and ranges are ours; a list that
//! works in Kibana means the same here.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use url::{Host, Url};

/// The longest name that DNS has, in bytes.
const MAX_NAME_BYTES: usize = 253;

/// An entry of a list of hosts.
///
/// `api.openai.com` is this name alone; `*.example.com` is every name below it, at any depth, and
/// not `example.com` itself; `*` is everything. Addresses are written in full, ranges as
/// `10.0.0.0/8` or `fd00::/8`. Behind each may stand a port, with brackets around IPv6.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPattern {
    text: String,
    shape: Shape,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Shape {
    Any,
    Exactly(Host<String>),
    Below(String),
    Range { first: IpAddr, bits: u8 },
}

/// A host and a port, in the one spelling they are compared in: lowercase, without the dot at the
/// end, international names as `xn--`, an IPv4 address inside IPv6 as what it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    host: Host<String>,
    port: u16,
}

impl Target {
    /// Where a URL leads; `None` for one without a host or with a scheme that has no port.
    pub fn of(url: &Url) -> Option<Self> {
        Some(Self {
            host: plain(url.host()?.to_owned()),
            port: url.port_or_known_default()?,
        })
    }

    pub(super) fn new(host: Host<String>, port: u16) -> Self {
        let host = plain(host);
        Self { host, port }
    }

    /// Whether this is the machine itself. What listens on every address counts, too: systems
    /// connect `0.0.0.0` to themselves.
    pub fn is_loopback(&self) -> bool {
        match &self.host {
            Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(address) => address.is_loopback() || address.is_unspecified(),
            Host::Ipv6(address) => address.is_loopback() || address.is_unspecified(),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl HostPattern {
    /// Reads an entry. The error says what is wrong and what to write instead, as the end of a
    /// sentence about the entry.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("is empty: write a host name, or remove it".into());
        }
        if text.contains("://") {
            return Err("is a URL: write the host name alone".into());
        }
        if text.contains('@') {
            return Err("holds a user name: write the host name alone".into());
        }
        let odd = |c: char| c.is_whitespace() || c.is_control() || c == '%' || c == ',';
        if text.contains(odd) {
            return Err(
                "holds a character that no host name has: write one host name for each entry"
                    .into(),
            );
        }
        let (host, port) = split_port(text)?;
        Ok(Self {
            text: text.to_owned(),
            shape: shape(host)?,
            port,
        })
    }

    /// Whether the entry means this host.
    pub fn matches(&self, target: &Target) -> bool {
        if self.port.is_some_and(|port| port != target.port) {
            return false;
        }
        match (&self.shape, &target.host) {
            (Shape::Any, _) => true,
            (Shape::Exactly(own), host) => own == host,
            (Shape::Below(domain), Host::Domain(name)) => name
                .strip_suffix(domain.as_str())
                .and_then(|below| below.strip_suffix('.'))
                .is_some_and(|label| !label.is_empty()),
            (Shape::Range { first, bits }, Host::Ipv4(address)) => {
                same_start(*first, IpAddr::V4(*address), *bits)
            }
            (Shape::Range { first, bits }, Host::Ipv6(address)) => {
                same_start(*first, IpAddr::V6(*address), *bits)
            }
            (Shape::Below(_) | Shape::Range { .. }, _) => false,
        }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn split_port(text: &str) -> Result<(&str, Option<u16>), String> {
    let (host, port) = if let Some(inside) = text.strip_prefix('[') {
        let (host, after) = inside
            .split_once(']')
            .ok_or("has no closing bracket: write [::1]:8080")?;
        if host.parse::<Ipv6Addr>().is_err() && !host.contains('/') {
            return Err("has brackets around something that is no IPv6 address".into());
        }
        match after.strip_prefix(':') {
            Some(port) => (host, port),
            None if after.is_empty() => return Ok((host, None)),
            None => {
                return Err("goes on behind the bracket: only a port such as :8080 may".into());
            }
        }
    } else {
        match text.split_once(':') {
            Some((host, port)) if !port.contains(':') => (host, port),
            // An IPv6 address without brackets has no room for a port.
            _ => return Ok((text, None)),
        }
    };
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let number = port.parse().ok().filter(|number| digits && *number != 0);
    match number {
        Some(number) => Ok((host, Some(number))),
        None => Err("has no valid port behind the colon: use 1 to 65535".into()),
    }
}

fn shape(text: &str) -> Result<Shape, String> {
    if text == "*" {
        return Ok(Shape::Any);
    }
    if let Some((address, bits)) = text.split_once('/') {
        return range(address, bits);
    }
    if let Some(domain) = text.strip_prefix("*.") {
        return match host(domain)? {
            Host::Domain(name) => Ok(Shape::Below(name)),
            _ => Err("has a wildcard before an address: write a range such as 10.0.0.0/8".into()),
        };
    }
    if text.starts_with('.') {
        return Err(format!(
            "begins with a dot: write *{text} for the names below it"
        ));
    }
    host(text).map(Shape::Exactly)
}

fn host(text: &str) -> Result<Host<String>, String> {
    if text.contains('*') {
        return Err("has a * that is not at the beginning: write *.example.com".into());
    }
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(match address {
            IpAddr::V4(address) => Host::Ipv4(address),
            IpAddr::V6(address) => plain(Host::Ipv6(address)),
        });
    }
    let not_a_name = || "is not a host name: write one such as api.openai.com".to_owned();
    match Host::parse(text).map_err(|_| not_a_name())? {
        // Browsers read `10.1` and `0x7f000001` as addresses; nobody who writes a list does.
        Host::Ipv4(_) => Err("looks like an IPv4 address: write all four numbers".into()),
        Host::Ipv6(_) => Err(not_a_name()),
        domain @ Host::Domain(_) => {
            let Host::Domain(name) = plain(domain) else {
                return Err(not_a_name());
            };
            let is_name = !name.is_empty()
                && name.len() <= MAX_NAME_BYTES
                && name.split('.').all(|label| !label.is_empty());
            is_name.then_some(Host::Domain(name)).ok_or_else(not_a_name)
        }
    }
}

fn range(address: &str, bits: &str) -> Result<Shape, String> {
    let first: IpAddr = address.parse().map_err(
        |_| "has a / and is no range of addresses: write 10.0.0.0/8, or a host name without a path",
    )?;
    let width = if first.is_ipv4() { 32 } else { 128 };
    let digits = bits.bytes().all(|byte| byte.is_ascii_digit());
    let bits: u8 = bits
        .parse()
        .ok()
        .filter(|bits| digits && *bits <= width)
        .ok_or_else(|| format!("has no valid length behind the /: use 0 to {width}"))?;
    let lowest = match first {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(u32::from(width - bits)).unwrap_or(0);
            IpAddr::from((address.to_bits() & mask).to_be_bytes())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(u32::from(width - bits)).unwrap_or(0);
            IpAddr::from((address.to_bits() & mask).to_be_bytes())
        }
    };
    if lowest != first {
        return Err(format!(
            "is not the beginning of a range: write {lowest}/{bits}, or the address alone"
        ));
    }
    Ok(Shape::Range { first, bits })
}

fn same_start(first: IpAddr, address: IpAddr, bits: u8) -> bool {
    let differing = match (first, address) {
        (IpAddr::V4(a), IpAddr::V4(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros(),
        (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros(),
        _ => return false,
    };
    differing >= u32::from(bits)
}

fn plain(host: Host<String>) -> Host<String> {
    match host {
        Host::Domain(name) => {
            let name = name.strip_suffix('.').unwrap_or(&name);
            Host::Domain(name.to_lowercase())
        }
        Host::Ipv6(address) => match address.to_ipv4_mapped() {
            Some(inside) => Host::Ipv4(inside),
            None => Host::Ipv6(address),
        },
        address @ Host::Ipv4(_) => address,
    }
}

#[cfg(test)]
#[path = "hosts_tests.rs"]
mod tests;
