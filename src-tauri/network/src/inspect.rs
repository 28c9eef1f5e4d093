//! What a server showed in a handshake, in words. X.509 is read by `x509-parser`: the library that
//! judges chains (`rustls-webpki`) keeps subject and issuer to itself, and refuses to look at
//! certificates of version 1, which is when somebody wants to see them most.

use std::fmt::Write as _;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::ClientConnection;
use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::ParsedCertificate;
use sha2::{Digest as _, Sha256};
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer as _, X509Certificate};

use crate::PemError;
use crate::handshake::{Handshake, Shown, Witness};
use crate::report::{CertificateFacts, Checks, PresentedCertificate, TlsSeen};
use crate::tls::certificates;
use crate::tls_fault::TlsFault;

/// `connection` is there when the handshake was finished.
pub(crate) fn tls_seen(handshake: &Handshake, connection: Option<&ClientConnection>) -> TlsSeen {
    let mut seen = TlsSeen::default();
    if let Some(connection) = connection {
        seen.version = connection.protocol_version().map(|v| format!("{v:?}"));
        let suite = connection.negotiated_cipher_suite();
        seen.cipher = suite.map(|suite| format!("{:?}", suite.suite()));
        let alpn = connection.alpn_protocol();
        seen.alpn = alpn.map(|name| String::from_utf8_lossy(name).into_owned());
    }
    if let Some(shown) = handshake.witness.shown() {
        seen.chain = shown.chain.iter().map(presented).collect();
        seen.checks = Some(checks(&handshake.witness, &shown, &seen.chain));
    }
    seen
}

fn checks(witness: &Witness, shown: &Shown, chain: &[PresentedCertificate]) -> Checks {
    let now_ms = i64::try_from(shown.at.as_secs()).unwrap_or(i64::MAX / 1000) * 1000;
    let facts = || chain.iter().filter_map(|shown| shown.facts.as_ref());
    let time = facts().try_for_each(|facts| {
        if now_ms < facts.not_before_ms {
            Err(TlsFault::NotYetValid)
        } else if now_ms > facts.not_after_ms {
            Err(TlsFault::Expired)
        } else {
            Ok(())
        }
    });
    let at = if time.is_ok() {
        shown.at
    } else {
        // The moment before the first of them ran out is one at which all could have been valid.
        let end = facts().map(|facts| facts.not_after_ms).min();
        let seconds = u64::try_from(end.unwrap_or(now_ms) / 1000).unwrap_or_default();
        UnixTime::since_unix_epoch(Duration::from_secs(seconds))
    };
    Checks {
        chain: leads_to_authority(witness, shown, at),
        host: is_for_host(shown),
        time,
    }
}

fn leads_to_authority(witness: &Witness, shown: &Shown, at: UnixTime) -> Result<(), TlsFault> {
    let (own, others) = shown.chain.split_first().ok_or(TlsFault::Unusable)?;
    if witness.known.contains(own) {
        return Ok(());
    }
    let authorities = witness.authorities.as_ref().ok_or(TlsFault::Untrusted)?;
    let chain = authorities.chain(own, others, at);
    chain.map_err(|error| TlsFault::of(&error, false))
}

fn is_for_host(shown: &Shown) -> Result<(), TlsFault> {
    let own = shown.chain.first().ok_or(TlsFault::Unusable)?;
    ParsedCertificate::try_from(own)
        .and_then(|own| verify_server_name(&own, &shown.name))
        .map_err(|error| TlsFault::of(&error, false))
}

/// What the certificates of a PEM text say, in their order.
pub fn read_certificates(pem: &[u8]) -> Result<Vec<PresentedCertificate>, PemError> {
    Ok(certificates(pem)?.iter().map(presented).collect())
}

fn presented(der: &CertificateDer<'_>) -> PresentedCertificate {
    PresentedCertificate {
        sha256: fingerprint(der),
        pem: pem(der),
        facts: facts(der),
    }
}

fn fingerprint(der: &[u8]) -> String {
    let pairs: Vec<_> = Sha256::digest(der)
        .iter()
        .map(|byte| format!("{byte:02X}"))
        .collect();
    pairs.join(":")
}

/// Lines of 64 characters (RFC 7468).
fn pem(der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let mut text = String::from("-----BEGIN CERTIFICATE-----\n");
    for line in base64.as_bytes().chunks(64) {
        let _ = writeln!(text, "{}", String::from_utf8_lossy(line));
    }
    text.push_str("-----END CERTIFICATE-----\n");
    text
}

fn facts(der: &[u8]) -> Option<CertificateFacts> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let names = certificate.subject_alternative_name().ok().flatten();
    let names = names.map(|names| &names.value.general_names[..]);
    let validity = certificate.validity();
    Some(CertificateFacts {
        subject: certificate.subject().to_string(),
        issuer: certificate.issuer().to_string(),
        names: names.unwrap_or_default().iter().filter_map(name).collect(),
        not_before_ms: validity.not_before.timestamp() * 1000,
        not_after_ms: validity.not_after.timestamp() * 1000,
        is_authority: certificate.is_ca(),
        is_self_issued: certificate.subject().as_raw() == certificate.issuer().as_raw(),
    })
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => {
            let four = <[u8; 4]>::try_from(*bytes).map(|bytes| bytes.into());
            let sixteen = <[u8; 16]>::try_from(*bytes).map(|bytes| bytes.into());
            let address: std::net::IpAddr = four.or(sixteen).ok()?;
            Some(address.to_string())
        }
        _ => None,
    }
}
