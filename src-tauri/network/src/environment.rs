//! The proxy that the variables of a shell or a system name. Which variables there are is given, so
//! that the rule is one without a process around it; whether they count at all is a switch of the
//! route's maker.
//!
//! What the variables mean follows curl; the list of `NO_PROXY` is read by `hyper-util`, which knows
//! names with their subdomains, addresses and networks. Its reading of the URLs is not used: it
//! passes over one that is wrong, and the request would go out directly.

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use url::{Host, Url};

use crate::{Proxy, ProxyUrlError};

/// A variable holds no proxy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the environment variable {variable}: {reason}")]
pub struct EnvironmentProxyError {
    /// Its name.
    pub variable: &'static str,
    /// Why not. Nothing of its value.
    pub reason: ProxyUrlError,
}

impl Proxy {
    /// The proxy for a URL, if there is one, from `HTTPS_PROXY` or `HTTP_PROXY`, then `ALL_PROXY`,
    /// unless `NO_PROXY` names the host. Small letters come first. `HTTP_PROXY` does not count
    /// where there is a `REQUEST_METHOD`, because there a client may have set it (CVE-2016-5385).
    /// A URL without a scheme is one of HTTP. This machine itself is never behind a proxy.
    ///
    /// `variable` gives the value of a variable by its name. A variable that is there and is no
    /// proxy's URL is an error and not a direct connection.
    pub fn from_environment(
        url: &Url,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Self>, EnvironmentProxyError> {
        let set = |name: &str| {
            let value = variable(name).map(|value| value.trim().to_owned());
            value.filter(|value| !value.is_empty())
        };
        let first =
            |names: &[&'static str]| names.iter().find_map(|name| Some((*name, set(name)?)));
        let own: &[&str] = match url.scheme() {
            "https" => &["https_proxy", "HTTPS_PROXY"],
            "http" if variable("REQUEST_METHOD").is_some() => &["http_proxy"],
            "http" => &["http_proxy", "HTTP_PROXY"],
            _ => return Ok(None),
        };
        let Some((name, value)) = first(own).or_else(|| first(&["all_proxy", "ALL_PROXY"])) else {
            return Ok(None);
        };
        let except = first(&["no_proxy", "NO_PROXY"]).map(|(_, list)| list);
        if is_this_machine(url) || is_excepted(url, &except.unwrap_or_default()) {
            return Ok(None);
        }
        let value = if value.contains("://") {
            value
        } else {
            format!("http://{value}")
        };
        Self::new(&value)
            .map(Some)
            .map_err(|reason| EnvironmentProxyError {
                variable: name,
                reason,
            })
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Entries are separated by commas or spaces; `*.example.com` is what others write for
/// `.example.com`, and one with a port counts for that port alone.
fn is_excepted(url: &Url, list: &str) -> bool {
    let port = url.port_or_known_default();
    let entries = list
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|entry| !entry.is_empty())
        .filter_map(|entry| {
            let (name, only) = with_port(entry);
            (only.is_none() || only == port).then_some(name)
        })
        .map(|name| {
            name.strip_prefix('*')
                .filter(|rest| rest.starts_with('.'))
                .unwrap_or(name)
        })
        .map(|name| name.trim_end_matches('.'));
    let list = entries.collect::<Vec<_>>().join(",");
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let Ok(uri) = format!("http://{host}/").parse::<Uri>() else {
        return false;
    };
    // What it would go through does not matter; whether it is passed by does.
    let matcher = Matcher::builder()
        .all("http://any.invalid")
        .no(list)
        .build();
    matcher.intercept(&uri).is_none()
}

/// An address of IPv6 has colons of its own, and may be in brackets.
fn with_port(entry: &str) -> (&str, Option<u16>) {
    if let Some((address, rest)) = entry.strip_prefix('[').and_then(|e| e.split_once(']')) {
        return (
            address,
            rest.strip_prefix(':').and_then(|port| port.parse().ok()),
        );
    }
    match entry.split_once(':') {
        Some((name, port)) => match port.parse() {
            Ok(port) => (name, Some(port)),
            Err(_) => (entry, None),
        },
        None => (entry, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy_for(url: &str, variables: &[(&str, &str)]) -> Result<Option<String>, String> {
        let url = Url::parse(url).expect("a URL");
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let proxy = Proxy::from_environment(&url, variable);
        proxy
            .map(|proxy| proxy.map(|proxy| proxy.authority()))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn each_scheme_has_its_variable_and_all_proxy_is_for_the_rest() {
        let all = ("ALL_PROXY", "http://all.test:1");
        let http = ("HTTP_PROXY", "http://http.test:2");
        let https = ("HTTPS_PROXY", "http://https.test:3");
        let small = ("https_proxy", "http://small.test:4");
        let cgi = ("REQUEST_METHOD", "GET");
        let some = |text: &str| Ok(Some(text.to_owned()));
        for (url, variables, expected) in [
            ("https://a.test", &[][..], Ok(None)),
            ("https://a.test", &[http], Ok(None)),
            ("http://a.test", &[https], Ok(None)),
            ("https://a.test", &[all, http, https], some("https.test:3")),
            ("http://a.test", &[all, http, https], some("http.test:2")),
            ("https://a.test", &[all, http], some("all.test:1")),
            ("https://a.test", &[https, small], some("small.test:4")),
            ("http://a.test", &[http, cgi], Ok(None)),
            ("http://a.test", &[http, cgi, all], some("all.test:1")),
            ("https://a.test", &[https, cgi], some("https.test:3")),
            (
                "https://a.test",
                &[("HTTPS_PROXY", "bare.test:8")],
                some("bare.test:8"),
            ),
            ("https://a.test", &[("HTTPS_PROXY", " ")], Ok(None)),
            (
                "https://a.test",
                &[("HTTPS_PROXY", "socks5h://s.test")],
                some("s.test:1080"),
            ),
            ("https://localhost", &[all], Ok(None)),
            ("https://127.3.2.1", &[all], Ok(None)),
            ("https://[::1]:8443", &[all], Ok(None)),
        ] {
            assert_eq!(proxy_for(url, variables), expected, "{url} {variables:?}");
        }
    }

    #[test]
    fn what_no_proxy_names_is_reached_directly_and_nothing_else_is() {
        for (list, url, is_direct) in [
            ("a.test", "https://a.test", true),
            ("a.test", "https://deep.a.test", true),
            ("a.test", "https://nota.test", false),
            (".a.test", "https://a.test", true),
            ("*.a.test", "https://deep.a.test", true),
            ("A.Test", "https://a.test", true),
            ("a.test.", "https://a.test", true),
            ("a.test", "https://a.test.", true),
            ("x.test, a.test", "https://a.test", true),
            ("x.test a.test", "https://a.test", true),
            ("a.test:443", "https://a.test", true),
            ("a.test:8443", "https://a.test", false),
            ("a.test:8443", "https://a.test:8443", true),
            ("10.0.0.0/8", "https://10.9.8.7", true),
            ("10.0.0.0/8", "https://11.9.8.7", false),
            ("10.0.0.1", "https://10.0.0.1", true),
            ("[2001:db8::1]:443", "https://[2001:db8::1]", true),
            ("2001:db8::/32", "https://[2001:db8::9]", true),
            ("2001:db8::/32", "https://[2001:db9::9]", false),
            ("*", "https://any.test", true),
            ("", "https://a.test", false),
            (",,", "https://a.test", false),
        ] {
            let variables = [("ALL_PROXY", "http://p.test:1"), ("NO_PROXY", list)];
            let proxy = proxy_for(url, &variables).expect("a proxy or none");
            assert_eq!(proxy.is_none(), is_direct, "{list} {url}");
        }
    }

    #[test]
    fn a_wrong_proxy_is_an_error_that_names_the_variable_and_not_its_value() {
        for value in [
            "http://",
            "ftp://canary.test",
            "http://canary.test/path",
            "socks5://canary@s.test",
            "http://user:canary@[::1",
        ] {
            let error = proxy_for("https://a.test", &[("https_proxy", value)]);
            let error = error.expect_err(value);
            assert!(error.contains("https_proxy"), "{error}");
            assert!(!error.contains("canary"), "{error}");
        }
    }
}
