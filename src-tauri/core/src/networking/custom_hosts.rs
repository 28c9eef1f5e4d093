//! `customHostSettings`, from JSON.

use serde_json::{Map, Value};
use url::Url;

use super::hosts::Target;
use super::items::{AUTHORITIES, Findings, Object, flag, value_of, verification_mode};
use super::settings::{ClientCertificateAt, CustomHost, Given};

pub(super) const CUSTOM_HOSTS: &str = "customHostSettings";

/// Reads the list; what is wrong in a host stays marked in it.
pub(super) fn custom_hosts(root: Object<'_>, found: &mut Findings) -> Given<Vec<CustomHost>> {
    let items = match found.list(root, CUSTOM_HOSTS, "[{\"url\": \"https://…\"}]", |item| {
        Ok(item.clone())
    }) {
        Given::Absent => return Given::Absent,
        Given::Broken(problem) => return Given::Broken(problem),
        Given::Value(items) => items,
    };
    let mut hosts: Vec<CustomHost> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let path = format!("{CUSTOM_HOSTS}[{at}]");
        let Value::Object(map) = item else {
            found.problem(&path, "must be a map with a url and ssl settings");
            continue;
        };
        let object = Object { path: &path, map };
        let Some(host) = custom_host(object, found) else {
            continue;
        };
        if hosts.iter().any(|known| known.target == host.target) {
            // Kibana's rule.
            let rest =
                "names a host that another item has, and only the first counts: remove one of them";
            found.warn(&object.path_of("url"), rest);
        } else {
            hosts.push(host);
        }
    }
    Given::Value(hosts)
}

/// `None` for a host of mail, and for one whose URL cannot be read: it could be no connection's.
fn custom_host(object: Object<'_>, found: &mut Findings) -> Option<CustomHost> {
    let path = object.path_of("url");
    let Some(url) = object.get("url").and_then(Value::as_str) else {
        found.problem(
            &path,
            "is missing: write the host's URL, such as https://llm.example:8443",
        );
        return None;
    };
    let url = match Url::parse(url) {
        Ok(url) => url,
        Err(error) => {
            found.problem(
                &path,
                format!("is an invalid URL ({error}): write one such as https://llm.example:8443"),
            );
            return None;
        }
    };
    let target = match (url.scheme(), Target::of(&url)) {
        ("https", Some(target)) => target,
        // Kibana's other protocol. Whoever reads the file has named it as of no use here.
        ("smtp", _) => return None,
        // Kibana's "unsupported protocol".
        _ => {
            found.problem(
                &path,
                "must begin with https://: other connections have no certificate to check",
            );
            return None;
        }
    };
    // Kibana ignores these with a warning, too, but repeats the URL with its password.
    for (is_there, part) in [
        (
            !url.username().is_empty() || url.password().is_some(),
            "a user name or password",
        ),
        (url.path() != "/", "a path"),
        (url.query().is_some(), "a query"),
        (url.fragment().is_some(), "a hash"),
    ] {
        if is_there {
            let rest = format!(
                "contains {part}, which is ignored: settings hold for the whole host; remove it"
            );
            found.warn(&path, rest);
        }
    }
    let mut broken = found.refuse_unknown(object, &["url", "ssl", "smtp"]);
    let empty = Map::new();
    let ssl = match found.object(object, "ssl") {
        Ok(ssl) => ssl.unwrap_or(&empty),
        Err(problem) => {
            broken.get_or_insert(problem);
            &empty
        }
    };
    let ssl_path = object.path_of("ssl");
    let ssl = Object {
        path: &ssl_path,
        map: ssl,
    };
    let known = [
        "verificationMode",
        "clientCertificate",
        "clientCertificateFile",
        "clientKeyFile",
    ];
    let unknown = found.refuse_unknown(ssl, &[&known[..], &AUTHORITIES[..]].concat());
    let mode = found.read(ssl, "verificationMode", verification_mode);
    let authorities = found.authorities(ssl);
    let certificate = client_certificate(ssl, found);
    broken = broken.or(unknown);
    for problem in [mode.problem(), authorities.problem(), certificate.problem()] {
        broken = broken.or(problem.cloned());
    }
    Some(CustomHost {
        target,
        verification_mode: value_of(mode),
        authorities: value_of(authorities).unwrap_or_default(),
        client_certificate: value_of(certificate),
        broken,
    })
}

fn client_certificate(ssl: Object<'_>, found: &mut Findings) -> Given<ClientCertificateAt> {
    let (certificate_key, key_key) = ("clientCertificateFile", "clientKeyFile");
    let path_of_file = |value: &Value| {
        let text = value.as_str().filter(|text| !text.is_empty());
        text.map(str::to_owned)
            .ok_or_else(|| "must be the path of a PEM file".to_owned())
    };
    let in_vault = found.read(ssl, "clientCertificate", flag);
    let certificate = found.read(ssl, certificate_key, path_of_file);
    let key = found.read(ssl, key_key, path_of_file);
    match (in_vault, certificate, key) {
        (Given::Broken(problem), _, _)
        | (_, Given::Broken(problem), _)
        | (_, _, Given::Broken(problem)) => Given::Broken(problem),
        (Given::Value(true), Given::Absent, Given::Absent) => {
            Given::Value(ClientCertificateAt::Vault)
        }
        (Given::Value(true), _, _) => {
            let rest = "stands beside files of another certificate: keep one of the two";
            Given::Broken(found.problem(&ssl.path_of("clientCertificate"), rest))
        }
        (_, Given::Value(certificate), Given::Value(key)) => {
            Given::Value(ClientCertificateAt::Files { certificate, key })
        }
        (_, Given::Absent, Given::Absent) => Given::Absent,
        (_, Given::Absent, Given::Value(_)) => {
            let rest = "is missing: a key needs its certificate";
            Given::Broken(found.problem(&ssl.path_of(certificate_key), rest))
        }
        (_, Given::Value(_), Given::Absent) => {
            let rest = "is missing: a certificate needs its key";
            Given::Broken(found.problem(&ssl.path_of(key_key), rest))
        }
    }
}
