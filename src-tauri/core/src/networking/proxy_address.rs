//! Where a proxy is.

use std::fmt;

use url::{Host, Url};

use super::hosts::Target;

/// The port of a SOCKS proxy that names none (RFC 1928).
const SOCKS_PORT: u16 = 1080;

/// How a proxy is spoken to. Kibana knows the first two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProxyScheme {
    /// In the clear; `https` targets are tunnelled.
    Http,
    /// Over TLS.
    Https,
    /// SOCKS 5; names are resolved here.
    Socks5,
    /// SOCKS 5; names are resolved by the proxy.
    Socks5h,
}

impl ProxyScheme {
    const ALL: [Self; 4] = [Self::Http, Self::Https, Self::Socks5, Self::Socks5h];

    /// As in a URL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Socks5 => "socks5",
            Self::Socks5h => "socks5h",
        }
    }
}

/// A proxy: scheme, host and port. It never holds credentials; those are bound to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProxyAddress {
    scheme: ProxyScheme,
    host: Host<String>,
    port: u16,
}

impl ProxyAddress {
    /// Reads a URL. The error says what is wrong and what to write instead, as the end of a
    /// sentence about the setting; it never repeats the text, which may hold a password.
    ///
    /// Kibana ignores a URL that it cannot read and connects directly; here it is an error.
    pub fn parse(text: &str) -> Result<Self, String> {
        let not_a_url = || {
            "is not a valid proxy URL: write one such as http://proxy.example:3128 (http, https, socks5 or socks5h)"
                .to_owned()
        };
        let (scheme, rest) = text.split_once("://").ok_or_else(not_a_url)?;
        let scheme = ProxyScheme::ALL
            .into_iter()
            .find(|known| known.as_str().eq_ignore_ascii_case(scheme))
            .ok_or("has a scheme that no proxy here speaks: use http, https, socks5 or socks5h")?;
        if rest.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(not_a_url());
        }
        if rest.starts_with('/') {
            return Err(not_a_url());
        }
        // Only for a scheme it knows does the parser check a host, and it drops the default port
        // of that scheme: read as both, an explicit port is never lost.
        let http = Url::parse(&format!("http://{rest}")).map_err(|_| not_a_url())?;
        let https = Url::parse(&format!("https://{rest}")).map_err(|_| not_a_url())?;
        if !http.username().is_empty() || http.password().is_some() {
            return Err(
                "holds a user name or password: remove them; they have fields of their own".into(),
            );
        }
        if http.path() != "/" || http.query().is_some() || http.fragment().is_some() {
            return Err("must end after the port: remove the path, query and hash".into());
        }
        let port = match (http.port().or(https.port()), scheme) {
            (Some(0), _) => return Err("has port 0: use 1 to 65535".into()),
            (Some(port), _) => port,
            (None, ProxyScheme::Http) => 80,
            (None, ProxyScheme::Https) => 443,
            (None, ProxyScheme::Socks5 | ProxyScheme::Socks5h) => SOCKS_PORT,
        };
        let host = http.host().ok_or_else(not_a_url)?.to_owned();
        Ok(Self { scheme, host, port })
    }

    /// How it is spoken to.
    pub fn scheme(&self) -> ProxyScheme {
        self.scheme
    }

    /// Its host and port.
    pub fn target(&self) -> Target {
        Target::new(self.host.clone(), self.port)
    }
}

/// A URL that [`ProxyAddress::parse`] reads back, always with its port.
impl fmt::Display for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", self.scheme.as_str(), self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_proxy_is_read_with_its_port() {
        for (text, shown) in [
            ("http://proxy.example", "http://proxy.example:80"),
            ("http://proxy.example:3128/", "http://proxy.example:3128"),
            ("HTTP://Proxy.Example:443", "http://proxy.example:443"),
            ("https://proxy.example", "https://proxy.example:443"),
            ("https://proxy.example:80", "https://proxy.example:80"),
            ("socks5://127.0.0.1", "socks5://127.0.0.1:1080"),
            ("socks5://127.0.0.1:80", "socks5://127.0.0.1:80"),
            ("socks5h://[::1]:443", "socks5h://[::1]:443"),
            ("http://bücher.example:1", "http://xn--bcher-kva.example:1"),
        ] {
            let address = ProxyAddress::parse(text).expect(text);
            assert_eq!(address.to_string(), shown, "{text}");
            assert_eq!(ProxyAddress::parse(shown), Ok(address), "{text}");
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused_without_repeating_it() {
        for (text, part) in [
            ("", "not a valid proxy URL"),
            ("canary", "not a valid proxy URL"),
            ("canary:3128", "not a valid proxy URL"),
            ("http:canary", "not a valid proxy URL"),
            ("http://", "not a valid proxy URL"),
            ("http:///canary", "not a valid proxy URL"),
            ("http://can ary", "not a valid proxy URL"),
            ("http://\\canary", "not a valid proxy URL"),
            ("http://canary:99999", "not a valid proxy URL"),
            ("http://canary:0", "port 0"),
            ("ftp://canary", "scheme"),
            ("socks4://canary", "scheme"),
            ("http://me:canary@proxy.example", "user name"),
            ("http://canary@proxy.example", "user name"),
            ("http://proxy.example/canary", "path"),
            ("http://proxy.example?canary", "path"),
            ("http://proxy.example#canary", "path"),
        ] {
            let error = ProxyAddress::parse(text).expect_err(text);
            assert!(error.contains(part), "{text}: {error}");
            assert!(!error.contains("canary"), "{error}");
        }
    }
}
