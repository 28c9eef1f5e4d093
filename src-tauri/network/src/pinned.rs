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

/// X.509's fields before the validity: an optional version, serial number, algorithm, issuer.
fn validity(certificate: &[u8]) -> Option<Validity> {
    const SEQUENCE: u8 = 0x30;
    const VERSION: u8 = 0xa0;
    let (_, certificate, _) = element(certificate).filter(|(tag, ..)| *tag == SEQUENCE)?;
    let (_, mut rest, _) = element(certificate).filter(|(tag, ..)| *tag == SEQUENCE)?;
    if let Some((VERSION, _, after)) = element(rest) {
        rest = after;
    }
    for _ in 0..3 {
        (_, _, rest) = element(rest)?;
    }
    let (_, both, _) = element(rest).filter(|(tag, ..)| *tag == SEQUENCE)?;
    let (tag, text, rest) = element(both)?;
    let not_before = unix_seconds(tag, text)?;
    let (tag, text, _) = element(rest)?;
    let not_after = unix_seconds(tag, text)?;
    Some(Validity {
        not_before,
        not_after,
    })
}

/// Tag, content, and what follows.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let bytes = usize::from(first & 0x7f);
        if bytes == 0 || bytes > 4 {
            return None;
        }
        let (length, rest) = rest.split_at_checked(bytes)?;
        let length = length.iter().fold(0, |sum, b| sum << 8 | usize::from(*b));
        (length, rest)
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// `YYMMDDhhmmssZ`, or with four digits for the year.
fn unix_seconds(tag: u8, text: &[u8]) -> Option<i64> {
    let digits = text.strip_suffix(b"Z")?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |part: &[u8]| part.iter().fold(0, |n, d| n * 10 + i64::from(d - b'0'));
    let (year, rest) = match (tag, digits.len()) {
        (0x17, 12) => {
            let (year, rest) = digits.split_at(2);
            let year = number(year);
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        (0x18, 14) => {
            let (year, rest) = digits.split_at(4);
            (number(year), rest)
        }
        _ => return None,
    };
    let mut parts = rest.chunks(2).map(number);
    let (month, day) = (parts.next()?, parts.next()?);
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    if !(1..=12).contains(&month) {
        return None;
    }
    // Days since 1970, in years that begin with March, so that a leap day comes last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leaps = year / 4 - year / 100 + year / 400;
    let days = 365 * year + leaps + (153 * month + 2) / 5 + day - 719_469;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    #[test]
    fn times_of_both_kinds_are_understood() {
        for (tag, text, seconds) in [
            (0x17, "700101000000Z", 0),
            (0x17, "000301000001Z", 951_868_801),
            (0x17, "491231235959Z", 2_524_607_999),
            (0x17, "500101000000Z", -631_152_000),
            (0x18, "20240229120000Z", 1_709_208_000),
            (0x18, "99991231235959Z", 253_402_300_799),
        ] {
            assert_eq!(unix_seconds(tag, text.as_bytes()), Some(seconds), "{text}");
        }
        for (tag, text) in [
            (0x17, "700101000000"),
            (0x17, "20240229120000Z"),
            (0x18, "700101000000Z"),
            (0x17, "701301000000Z"),
            (0x17, "70010100000+Z"),
            (0x17, ""),
        ] {
            assert_eq!(unix_seconds(tag, text.as_bytes()), None, "{text}");
        }
    }

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
