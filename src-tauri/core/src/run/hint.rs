//! What a person can do about a failed run, in one sentence.

use http::StatusCode;

use patchbay_model::{Connector, Provider, SecretField};
use patchbay_network::{Failure, FailureKind, ProxyFault, TlsFault};

pub(super) const CUT: &str = "What had arrived is kept. A proxy with a time limit, or the provider itself, closed the connection: run it again.";
pub(super) const NOT_THE_API: &str = "Check that the URL is the full address of the API, such as one that ends in /v1/chat/completions.";

pub(super) fn for_status(status: StatusCode, connector: &Connector) -> Option<String> {
    let azure = connector.config.provider == Provider::AzureOpenAi;
    let hint = match status.as_u16() {
        401 if !connector.stored_secrets.contains(&SecretField::ApiKey) => {
            "The server asks for an API key: edit the connector and enter one."
        }
        401 => "The API key was refused: edit the connector and enter a valid one.",
        403 => "The API key is valid, but may not do this: check its permissions and the region.",
        404 if azure => "Check the deployment name and the api-version in the URL.",
        404 => "Check the path of the URL and that the model exists.",
        400 | 422 => "The provider does not accept the body: compare it with the message above.",
        413 => "The body is too large for the provider.",
        429 => "Too many requests, or the quota is used up: wait, or check the account's limits.",
        300..=399 => {
            "The server points to another address, and redirects are not followed so that the key stays with its host: enter the final URL."
        }
        500..=599 => "The provider has a problem of its own: try again later.",
        _ => return None,
    };
    Some(hint.to_owned())
}

pub(crate) fn for_failure(failure: &Failure, connector: &Connector) -> Option<String> {
    let url = &connector.config.api_url;
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    Some(match failure.kind {
        FailureKind::Dns => format!(
            "No address is known for the host {host:?}: check its spelling and your network."
        ),
        FailureKind::Blocked => {
            "Enter the address of a model server: addresses that give out a machine's own credentials are never used."
                .to_owned()
        }
        FailureKind::Connect => {
            format!(
                "Nothing answers at {host}:{port}: check the port, and that the server is running."
            )
        }
        FailureKind::Proxy => for_proxy(failure.proxy.unwrap_or(ProxyFault::BrokenOff), host),
        FailureKind::Tls => for_tls(failure.tls.unwrap_or(TlsFault::Handshake), host),
        FailureKind::Timeout => {
            "The server took too long: try a shorter request, or check that it is not overloaded."
                .to_owned()
        }
        FailureKind::TooLarge => "Ask for less in one request.".to_owned(),
        FailureKind::Cut => CUT.to_owned(),
        FailureKind::Unreadable => NOT_THE_API.to_owned(),
        FailureKind::Request => return None,
    })
}

fn for_proxy(fault: ProxyFault, host: &str) -> String {
    match fault {
        ProxyFault::NoAddress | ProxyFault::Unreachable | ProxyFault::TimedOut => {
            "Check the host and port of the proxy, and whether your network is the one it is for."
                .to_owned()
        }
        ProxyFault::Tls(_) => {
            "Check that the proxy's URL should begin with https://, and choose the CA certificate of its issuer."
                .to_owned()
        }
        ProxyFault::CredentialsRequired => {
            "Enter the user name and password of the proxy.".to_owned()
        }
        ProxyFault::CredentialsRefused => {
            "Enter a valid user name and password of the proxy, or ask whoever runs it which sign-in it takes."
                .to_owned()
        }
        ProxyFault::Refused(_) => {
            format!("Ask whoever runs the proxy to allow {host:?}, or let {host:?} bypass it.")
        }
        ProxyFault::NoWayOn(_) => {
            format!("Check the host and port of the URL; if they are right, the proxy cannot look up or reach {host:?}.")
        }
        ProxyFault::BrokenOff | ProxyFault::NotAProxy => {
            "Check the proxy's URL: its port, and whether it begins with http://, https:// or socks5://."
                .to_owned()
        }
    }
}

fn for_tls(fault: TlsFault, host: &str) -> String {
    match fault {
        TlsFault::Untrusted => format!(
            "Nobody your system trusts has signed the certificate of {host:?}: choose the CA certificate file of its issuer."
        ),
        TlsFault::WrongHost => format!(
            "The certificate is not for {host:?}: use the name it is for, or check only the certificate if the server is yours."
        ),
        TlsFault::Expired | TlsFault::Revoked => {
            "The server's certificate is no longer valid: whoever runs the server must renew it."
                .to_owned()
        }
        TlsFault::NotYetValid => {
            "The server's certificate is not valid yet: check the clock of this machine.".to_owned()
        }
        TlsFault::Authority => {
            "The server shows an authority's certificate as its own: choose that certificate as the CA certificate file."
                .to_owned()
        }
        TlsFault::Unusable => {
            "The server's certificate is not made for a server: whoever runs it must replace it."
                .to_owned()
        }
        TlsFault::ClientCertificateRequired => {
            "The server asks who you are: enable PKI authentication and choose your certificate and key."
                .to_owned()
        }
        TlsFault::ClientCertificateRefused => {
            "The server does not accept your certificate: check that it is valid and issued for this server."
                .to_owned()
        }
        TlsFault::NotTls => {
            format!("What answers at {host:?} does not speak TLS: the URL should begin with http://.")
        }
        TlsFault::Handshake => {
            format!("No secure connection to {host:?} could be agreed on: check the port, and that the server takes TLS 1.2 or newer.")
        }
    }
}
