//! Which certificate, name or time it was, out of what the TLS library says.

use std::error::Error;
use std::io;

/// Why the handshake failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsFault {
    /// No authority that is trusted stands behind the server's certificate; also when it stands
    /// for itself.
    Untrusted,
    /// The server's certificate is for other hosts; the message names them.
    WrongHost,
    /// The time of the server's certificate, or of one above it, has passed.
    Expired,
    /// It has not come, or this machine's clock is wrong.
    NotYetValid,
    /// An authority took the server's certificate back.
    Revoked,
    /// The server shows an authority's certificate as its own, and it is not among the extra
    /// roots. Tools that make a certificate for one server often mark it so.
    Authority,
    /// The server's certificate is malformed, or made for another purpose.
    Unusable,
    /// The server asks for a client certificate, and none was given.
    ClientCertificateRequired,
    /// The server does not accept the client certificate that was given.
    ClientCertificateRefused,
    /// What answers does not speak TLS.
    NotTls,
    /// No agreement on a version or method, or the server broke off.
    Handshake,
}

/// The reason among the causes, and its text alone: what wraps it says nothing more.
pub(crate) fn tls_fault(
    error: &(dyn Error + 'static),
    shows_certificate: bool,
) -> Option<(TlsFault, String)> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            let fault = TlsFault::of(tls, shows_certificate);
            return Some((fault, tls.to_string()));
        }
        let text = error.to_string();
        if text == "tls handshake eof" {
            let message = "the server broke off the handshake".to_owned();
            return Some((TlsFault::Handshake, message));
        }
        // HTTP/2 keeps only the text of what broke its connection.
        if let Some((_, alert)) = text.split_once(ALERT) {
            let name = alert.split(|c: char| !c.is_alphanumeric()).next()?;
            let fault = TlsFault::of_alert(name, shows_certificate);
            return Some((fault, format!("{ALERT}{name}")));
        }
        cause = beneath(error);
    }
    None
}

/// The next cause. An I/O error's `source` passes over the error inside it.
pub(crate) fn beneath<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().map(io::Error::get_ref) {
        Some(Some(inner)) => Some(inner),
        _ => error.source(),
    }
}

const ALERT: &str = "received fatal alert: ";

impl TlsFault {
    pub(crate) fn of(error: &rustls::Error, shows_certificate: bool) -> Self {
        use rustls::{CertificateError as Certificate, Error, InvalidMessage};
        match error {
            Error::InvalidCertificate(reason) => match reason {
                Certificate::UnknownIssuer | Certificate::BadSignature => Self::Untrusted,
                Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
                    Self::WrongHost
                }
                Certificate::Expired | Certificate::ExpiredContext { .. } => Self::Expired,
                Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
                    Self::NotYetValid
                }
                Certificate::Revoked => Self::Revoked,
                // Inside is a type of a crate that is not ours to name.
                Certificate::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => {
                    Self::Authority
                }
                _ => Self::Unusable,
            },
            Error::AlertReceived(alert) => Self::of_alert(&format!("{alert:?}"), shows_certificate),
            Error::InvalidMessage(InvalidMessage::InvalidContentType) => Self::NotTls,
            _ => Self::Handshake,
        }
    }

    /// What a server says about a certificate can only mean ours.
    fn of_alert(name: &str, shows_certificate: bool) -> Self {
        match name {
            "CertificateRequired" | "NoCertificate" => Self::ClientCertificateRequired,
            "BadCertificate"
            | "UnsupportedCertificate"
            | "CertificateRevoked"
            | "CertificateExpired"
            | "CertificateUnknown"
            | "UnknownCA"
            | "AccessDenied" => {
                if shows_certificate {
                    Self::ClientCertificateRefused
                } else {
                    Self::ClientCertificateRequired
                }
            }
            _ => Self::Handshake,
        }
    }
}
