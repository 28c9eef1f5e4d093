//! From JSON to settings. The same check is made of the configuration file and of the screen.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::custom_hosts::{CUSTOM_HOSTS, custom_hosts};
use super::items::{AUTHORITIES, Findings, Object, flag, value_of, verification_mode};
use super::proxy_address::ProxyAddress;
use super::quantities::{count, duration, size};
use super::settings::{
    ConnectorNetworking, Given, NetworkingLayer, ProxyChoice, RateLimit, Timeouts,
};
use crate::FieldError;

/// Kibana's keys, then ours.
const SETTINGS: [&str; 13] = [
    "allowedHosts",
    CUSTOM_HOSTS,
    "proxyUrl",
    "proxyHeaders",
    "proxyBypassHosts",
    "proxyOnlyHosts",
    "ssl",
    "responseTimeout",
    "maxResponseContentLength",
    "enabledActionTypes",
    "rateLimiter",
    "useSystemProxy",
    "proxyCredentialsFor",
];

/// What a place says, and what is wrong with it.
#[derive(Debug)]
pub struct CheckedNetworking {
    /// All that can be read; what cannot is marked as broken, not left out.
    pub settings: NetworkingLayer,
    /// By path, such as `customHostSettings[1].ssl.verificationMode`. Each message names the
    /// setting and says what to do. Values that may be secret are not in it.
    pub problems: Vec<FieldError>,
    /// What is read and partly ignored, as Kibana does.
    pub warnings: Vec<FieldError>,
}

/// Checks networking settings by Kibana's keys, without `xpack.actions` before them.
pub fn check_networking(settings: &Map<String, Value>) -> CheckedNetworking {
    let root = Object {
        path: "",
        map: settings,
    };
    let mut found = Findings::default();
    found.refuse_unknown(root, &SETTINGS);
    let empty = Map::new();
    let (ssl, ssl_problem) = match found.object(root, "ssl") {
        Ok(ssl) => (ssl.unwrap_or(&empty), None),
        Err(problem) => (&empty, Some(problem)),
    };
    let ssl = Object {
        path: "ssl",
        map: ssl,
    };
    let known = ["verificationMode", "proxyVerificationMode"];
    found.refuse_unknown(ssl, &[&known[..], &AUTHORITIES[..]].concat());
    let mut checked = NetworkingLayer {
        allowed_hosts: found.hosts(root, "allowedHosts"),
        custom_hosts: custom_hosts(root, &mut found),
        proxy: found.read(root, "proxyUrl", proxy_address),
        proxy_headers: found.headers(root, "proxyHeaders"),
        proxy_credentials_for: found.read(root, "proxyCredentialsFor", proxy_address),
        bypass_hosts: found.hosts(root, "proxyBypassHosts"),
        only_hosts: found.hosts(root, "proxyOnlyHosts"),
        use_system_proxy: found.read(root, "useSystemProxy", flag),
        verification_mode: found.read(ssl, "verificationMode", verification_mode),
        proxy_verification_mode: found.read(ssl, "proxyVerificationMode", verification_mode),
        authorities: found.authorities(ssl),
        response_timeout: found.read(root, "responseTimeout", duration),
        max_response_bytes: found.read(root, "maxResponseContentLength", size),
        enabled_types: found.list(root, "enabledActionTypes", "[\".gen-ai\"]", |item| {
            let text = item.as_str().filter(|text| !text.is_empty());
            text.map(str::to_owned)
                .ok_or_else(|| "must be the id of a type, such as \".gen-ai\", or \"*\"".into())
        }),
        rate_limits: rate_limits(root, &mut found),
    };
    if let Some(problem) = ssl_problem {
        checked.verification_mode = Given::Broken(problem.clone());
        checked.proxy_verification_mode = Given::Broken(problem.clone());
        checked.authorities = Given::Broken(problem);
    }
    if checked.bypass_hosts.is_given() && checked.only_hosts.is_given() {
        // Kibana's rule and, but for the prefix, its words.
        let rest = "and proxyBypassHosts can not be used at the same time: proxyOnlyHosts is ignored; remove one of them";
        found.warn("proxyOnlyHosts", rest);
        checked.only_hosts = Given::Absent;
    }
    if checked.proxy_headers.is_given() && !checked.proxy.is_given() {
        found.warn(
            "proxyHeaders",
            "is ignored, because no proxyUrl stands beside it: add one, or remove the headers",
        );
    }
    CheckedNetworking {
        settings: checked,
        problems: found.problems,
        warnings: found.warnings,
    }
}

/// Checks what a connector has of its own, by our keys (Kibana has none): `timeouts` with
/// `connect`, `firstByte`, `idle` and `total`; `proxy` as `"inherit"`, `"none"` or
/// `{"url", "hasCredentials"}`; `verificationMode` and the keys of authorities. A problem's path
/// begins with its key.
pub fn check_connector_networking(
    settings: &Map<String, Value>,
) -> Result<ConnectorNetworking, Vec<FieldError>> {
    let root = Object {
        path: "",
        map: settings,
    };
    let mut found = Findings::default();
    let known = ["timeouts", "proxy", "verificationMode"];
    found.refuse_unknown(root, &[&known[..], &AUTHORITIES[..]].concat());
    let timeouts = timeouts(root, &mut found);
    let proxy = match root.get("proxy") {
        None => ProxyChoice::Inherit,
        Some(value) => proxy_choice(value, &mut found),
    };
    let mode = found.read(root, "verificationMode", verification_mode);
    let authorities = found.authorities(root);
    if !found.problems.is_empty() {
        return Err(found.problems);
    }
    Ok(ConnectorNetworking {
        timeouts,
        proxy,
        verification_mode: value_of(mode),
        authorities: value_of(authorities).unwrap_or_default(),
        pki: None,
    })
}

fn timeouts(root: Object<'_>, found: &mut Findings) -> Timeouts {
    let Ok(Some(map)) = found.object(root, "timeouts") else {
        return Timeouts::default();
    };
    let object = Object {
        path: "timeouts",
        map,
    };
    found.refuse_unknown(object, &["connect", "firstByte", "idle", "total"]);
    let mut read = |key| value_of(found.read(object, key, duration));
    let timeouts = Timeouts {
        connect: read("connect"),
        first_byte: read("firstByte"),
        idle: read("idle"),
        total: read("total"),
    };
    if let Some(total) = timeouts.total {
        for (key, part) in [
            ("connect", timeouts.connect),
            ("firstByte", timeouts.first_byte),
            ("idle", timeouts.idle),
        ] {
            if part.is_some_and(|part| part > total) {
                let rest = "is longer than timeouts.total and would never pass: make it shorter";
                found.problem(&object.path_of(key), rest);
            }
        }
    }
    timeouts
}

fn proxy_choice(value: &Value, found: &mut Findings) -> ProxyChoice {
    match value {
        Value::String(text) if text == "inherit" => ProxyChoice::Inherit,
        Value::String(text) if text == "none" => ProxyChoice::None,
        Value::Object(map) => {
            let object = Object { path: "proxy", map };
            found.refuse_unknown(object, &["url", "hasCredentials"]);
            let has_credentials =
                value_of(found.read(object, "hasCredentials", flag)).unwrap_or_default();
            match found.read(object, "url", proxy_address) {
                Given::Value(address) => {
                    return ProxyChoice::Own {
                        address,
                        has_credentials,
                    };
                }
                Given::Absent => {
                    found.problem("proxy.url", "is missing: write the proxy's URL");
                }
                Given::Broken(_) => {}
            }
            ProxyChoice::Inherit
        }
        _ => {
            found.problem(
                "proxy",
                "must be \"inherit\", \"none\" or the URL of a proxy",
            );
            ProxyChoice::Inherit
        }
    }
}

/// By type, with or without the dot before it. The shape `{lookbackWindow, limit}` is Kibana's.
fn rate_limits(root: Object<'_>, found: &mut Findings) -> Given<BTreeMap<String, RateLimit>> {
    const KEY: &str = "rateLimiter";
    let map = match found.object(root, KEY) {
        Ok(None) => return Given::Absent,
        Ok(Some(map)) => map,
        Err(problem) => return Given::Broken(problem),
    };
    let types = Object { path: KEY, map };
    let mut limits = BTreeMap::new();
    let before = found.problems.len();
    for name in map.keys() {
        let Ok(Some(map)) = found.object(types, name) else {
            continue;
        };
        let path = types.path_of(name);
        let object = Object { path: &path, map };
        found.refuse_unknown(object, &["lookbackWindow", "limit"]);
        let lookback = found.read(object, "lookbackWindow", duration);
        let limit = found.read(object, "limit", |value| {
            let limit = count(value).filter(|limit| *limit > 0);
            limit.ok_or_else(|| "must be a whole number of at least 1".into())
        });
        for (key, is_given) in [
            ("lookbackWindow", lookback.is_given()),
            ("limit", limit.is_given()),
        ] {
            if !is_given {
                let rest = "is missing: a limit needs a lookbackWindow and a limit";
                found.problem(&object.path_of(key), rest);
            }
        }
        if let (Given::Value(lookback), Given::Value(limit)) = (lookback, limit) {
            let name = name.strip_prefix('.').unwrap_or(name);
            limits.insert(name.to_owned(), RateLimit { lookback, limit });
        }
    }
    match found.problems.get(before) {
        Some(first) => Given::Broken(first.clone()),
        None => Given::Value(limits),
    }
}

fn proxy_address(value: &Value) -> Result<ProxyAddress, String> {
    ProxyAddress::parse(value.as_str().ok_or("must be a text in quotes")?)
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
