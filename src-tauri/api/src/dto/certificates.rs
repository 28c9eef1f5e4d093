use patchbay_core::PresentedCertificate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A certificate, as far as a person needs to know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "Certificate")]
pub struct CertificateDto {
    /// Whose it is, e.g. `CN=api.example.com`.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// DNS names and IP addresses it is for.
    pub names: Vec<String>,
    /// UTC Unix milliseconds; `null` when it cannot be read.
    pub not_before_ms: Option<i64>,
    /// UTC Unix milliseconds; `null` when it cannot be read.
    pub not_after_ms: Option<i64>,
    /// Fingerprint: pairs of hexadecimal digits with colons between them.
    pub sha256: String,
    /// Whether it may sign others.
    pub is_authority: bool,
    /// Whether it names itself as the one who signed it.
    pub is_self_issued: bool,
    /// Its text.
    pub pem: String,
}

impl From<PresentedCertificate> for CertificateDto {
    fn from(shown: PresentedCertificate) -> Self {
        let PresentedCertificate { sha256, pem, facts } = shown;
        match facts {
            Some(facts) => Self {
                subject: facts.subject,
                issuer: facts.issuer,
                names: facts.names,
                not_before_ms: Some(facts.not_before_ms),
                not_after_ms: Some(facts.not_after_ms),
                sha256,
                is_authority: facts.is_authority,
                is_self_issued: facts.is_self_issued,
                pem,
            },
            None => Self {
                subject: String::new(),
                issuer: String::new(),
                names: Vec::new(),
                not_before_ms: None,
                not_after_ms: None,
                sha256,
                is_authority: false,
                is_self_issued: false,
                pem,
            },
        }
    }
}

/// Certificates to look at.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CertificatesRead {
    /// A PEM text with one certificate or more.
    pub pem: String,
}
