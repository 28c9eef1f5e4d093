//! A server's certificate that was itself given as a root.
//!
//! Tools that make a certificate for a server at home usually mark it as an authority's. Such a
//! one is refused by the rules for chains, though whoever names it means exactly this server. Its
//! bytes are known, so all that is left to ask is its time and its host.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// Asks `otherwise` about every certificate that is not among `known`.
#[derive(Debug)]
pub(crate) struct Pinned {
    pub(crate) known: Vec<CertificateDer<'static>>,
    pub(crate) asks_name: bool,
    pub(crate) otherwise: Arc<dyn ServerCertVerifier>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let is_known = self.known.iter().any(|known| known == end_entity);
        let validity = is_known.then(|| validity(end_entity)).flatten();
        let Some(validity) = validity else {
            return self.otherwise.verify_server_cert(
                end_entity,
                intermediates,
                server_name,
                ocsp_response,
                now,
            );
        };
        let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        if seconds < validity.not_before {
            return Err(CertificateError::NotValidYet.into());
        }
        if seconds > validity.not_after {
            return Err(CertificateError::Expired.into());
        }
        if self.asks_name {
            verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.otherwise
            .verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.otherwise
            .verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.otherwise.supported_verify_schemes()
    }
}

/// In Unix seconds.
#[derive(Debug, PartialEq, Eq)]
struct Validity {
    not_before: i64,
    not_after: i64,
}

fn validity(certificate: &[u8]) -> Option<Validity> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    let validity = certificate.validity();
    Some(Validity {
        not_before: validity.not_before.timestamp(),
        not_after: validity.not_after.timestamp(),
    })
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    /// The two years are written in the two ways that X.509 has for a time.
    #[test]
    fn the_validity_is_found_and_a_cut_certificate_has_none() {
        let mut params = CertificateParams::default();
        params.not_before = date_time_ymd(2001, 2, 3);
        params.not_after = date_time_ymd(2060, 12, 31);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        let der = certificate.der();
        let expected = Validity {
            not_before: params.not_before.unix_timestamp(),
            not_after: params.not_after.unix_timestamp(),
        };
        assert_eq!(validity(der), Some(expected));
        for length in 0..der.len() {
            assert_eq!(validity(&der[..length]), None, "{length} bytes");
        }
    }
}
