//! From what the network saw below HTTP to steps in words.

use std::net::IpAddr;
use std::time::Duration;

use jiff::Timestamp;
use patchbay_model::{Connector, UnixMs};
use patchbay_network::{
    Failure, Layer as Below, Outcome, PresentedCertificate, ProxySeen, Seen, Step as NetworkStep,
    TlsFault, TlsSeen, Verification,
};

use super::{DiagnosisLayer as Layer, DiagnosisState as State, DiagnosisStep};
use crate::run::hint_for_failure;
use crate::spec::sentence;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Certificates are renewed a month or a week before they end.
const SOON_DAYS: i64 = 7;

/// What a step is judged by.
pub(super) struct Judge<'a> {
    pub(super) connector: &'a Connector,
    pub(super) verification: Verification,
    pub(super) now_ms: UnixMs,
    /// Whose name is looked up and who is connected to, when it is not the host.
    pub(super) proxy: Option<String>,
}

impl DiagnosisStep {
    pub(super) fn new(layer: Layer, state: State, summary: impl Into<String>) -> Self {
        Self {
            layer,
            state,
            elapsed: None,
            summary: summary.into(),
            hint: None,
            facts: Vec::new(),
            certificates: Vec::new(),
            trust: None,
        }
    }

    pub(super) fn not_reached(layer: Layer) -> Self {
        Self::new(layer, State::NotReached, "")
    }

    pub(super) fn took(mut self, elapsed: Duration) -> Self {
        self.elapsed = Some(elapsed);
        self
    }

    pub(super) fn advise(mut self, hint: impl Into<Option<String>>) -> Self {
        self.hint = hint.into();
        self
    }
}

impl Judge<'_> {
    /// `None` for HTTP, which is three layers here.
    pub(super) fn below(&self, step: &NetworkStep) -> Option<DiagnosisStep> {
        let layer = match step.layer {
            Below::Dns => Layer::Dns,
            Below::Tcp => Layer::Tcp,
            Below::Proxy => Layer::Proxy,
            Below::Tls => Layer::Tls,
            Below::Http => return None,
        };
        let mut told = match &step.outcome {
            Outcome::NotReached => return Some(DiagnosisStep::not_reached(layer)),
            Outcome::Passed => DiagnosisStep::new(layer, State::Passed, self.passed(layer)),
            Outcome::Failed(failure) => {
                let message = match failure.tls {
                    Some(fault) => self.tls_failed(fault, failure),
                    None => sentence(&failure.to_string()),
                };
                let hint = hint_for_failure(failure, self.connector);
                DiagnosisStep::new(layer, State::Failed, message).advise(hint)
            }
        };
        match &step.seen {
            Seen::Addresses { host, addresses } => {
                told.facts.push(("Name", host.clone()));
                told.facts.push(("Addresses", joined(addresses)));
            }
            Seen::Peer { remote, local } => {
                told.facts.push(("Address", remote.to_string()));
                told.facts.push(("From", local.ip().to_string()));
            }
            Seen::Proxy(seen) => proxy(&mut told, seen),
            Seen::Tls(seen) => self.tls(&mut told, seen, &step.outcome),
            Seen::Http(_) | Seen::Nothing => {}
        }
        Some(told.took(step.elapsed))
    }

    /// What the library says is for those who know its source; it stays in the facts.
    fn tls_failed(&self, fault: TlsFault, failure: &Failure) -> String {
        let host = self.connector.config.api_url.host_str().unwrap_or_default();
        match fault {
            TlsFault::Untrusted => format!(
                "The certificate of {host:?} is signed by somebody this machine does not trust."
            ),
            TlsFault::WrongHost => format!("The certificate is not for {host:?}."),
            TlsFault::Expired => format!("The certificate of {host:?} has expired."),
            TlsFault::NotYetValid => format!("The certificate of {host:?} is not valid yet."),
            TlsFault::Revoked => format!("The certificate of {host:?} was taken back."),
            TlsFault::Authority => {
                format!("{host:?} shows the certificate of an authority as its own.")
            }
            TlsFault::Unusable => format!("The certificate of {host:?} cannot be used."),
            TlsFault::ClientCertificateRequired => {
                format!("{host:?} asks for a client certificate, and there is none.")
            }
            TlsFault::ClientCertificateRefused => {
                format!("{host:?} does not accept the client certificate.")
            }
            TlsFault::NotTls | TlsFault::Handshake => sentence(&failure.to_string()),
        }
    }

    fn passed(&self, layer: Layer) -> String {
        let who = self.proxy.as_ref();
        match layer {
            Layer::Dns => match (who, self.connector.config.api_url.domain()) {
                (Some(_), _) => "The proxy has an address.".into(),
                (None, Some(_)) => "The name of the host has an address.".into(),
                (None, None) => "The URL holds an address, not a name.".into(),
            },
            Layer::Tcp => match who {
                Some(proxy) => format!("The proxy {proxy} answers."),
                None => "The host answers.".into(),
            },
            Layer::Proxy => "The proxy opens the way to the host.".into(),
            _ => "The certificate is valid, trusted and for this host.".into(),
        }
    }

    fn tls(&self, told: &mut DiagnosisStep, seen: &TlsSeen, outcome: &Outcome) {
        told.facts.extend(tls_facts(seen));
        told.certificates.clone_from(&seen.chain);
        let Some(checks) = &seen.checks else { return };
        match outcome {
            Outcome::Passed => {
                let faults: Vec<_> = [checks.chain, checks.host, checks.time]
                    .into_iter()
                    .filter_map(Result::err)
                    .map(fault)
                    .collect();
                if self.verification != Verification::Full {
                    told.state = State::Warning;
                    let mode = match self.verification {
                        Verification::Certificate => "The host name is not checked",
                        _ => "Nothing is checked: whoever answers gets the key",
                    };
                    told.summary = match faults.as_slice() {
                        [] => format!("{mode}, and full verification would pass, too."),
                        faults => {
                            let faults = faults.join("; ");
                            format!("{mode}. Full verification would fail: {faults}.")
                        }
                    };
                    let is_only_distrust = checks.host.is_ok() && checks.time.is_ok();
                    told.trust =
                        trustable(seen).filter(|_| checks.chain.is_err() && is_only_distrust);
                    let hint = match (faults.is_empty(), told.trust) {
                        (true, _) => "Set the verification mode back to full.",
                        (false, Some(_)) => {
                            "Trust the certificate of this host instead, if you know it, and set the verification mode back to full."
                        }
                        (false, None) => {
                            "Whoever runs the server should give it a certificate for this name and time."
                        }
                    };
                    told.hint = Some(hint.into());
                } else if let Some(days) = self.days_left(&seen.chain).filter(|d| *d <= SOON_DAYS) {
                    told.state = State::Warning;
                    told.summary = format!("The certificate is valid for {days} more days only.");
                    told.hint = Some("Whoever runs the server must renew it.".into());
                }
            }
            Outcome::Failed(_) => {
                let is_only_distrust = checks.time.is_ok()
                    && (checks.host.is_ok() || self.verification == Verification::Certificate);
                if checks.chain.is_err() && is_only_distrust {
                    told.trust = trustable(seen);
                    told.hint = Some(
                        "If the server is one you know, trust its certificate for this host, or choose the CA certificate file of its issuer. On the public internet somebody may be reading along: do not go on."
                            .into(),
                    );
                }
            }
            Outcome::NotReached => {}
        }
    }

    fn days_left(&self, chain: &[PresentedCertificate]) -> Option<i64> {
        let facts = chain.first()?.facts.as_ref()?;
        Some((facts.not_after_ms - self.now_ms).max(0) / DAY_MS)
    }
}

/// The authority at the end of the chain, when the server sends it; else the server's own, which
/// may stand for itself.
fn trustable(seen: &TlsSeen) -> Option<usize> {
    let last = seen.chain.len().checked_sub(1)?;
    let is_authority = |at: usize| {
        let facts = seen.chain.get(at).and_then(|shown| shown.facts.as_ref());
        facts.is_some_and(|facts| facts.is_authority)
    };
    Some(if last > 0 && is_authority(last) {
        last
    } else {
        0
    })
}

fn proxy(told: &mut DiagnosisStep, seen: &ProxySeen) {
    told.facts.push(("Proxy", seen.authority.clone()));
    if let Some(status) = seen.status {
        told.facts.push(("Answer to CONNECT", status.to_string()));
    }
    for (name, value) in &seen.headers {
        told.facts
            .push(("Header of the answer", format!("{name}: {value}")));
    }
    if let Some(tls) = &seen.tls {
        told.facts.extend(tls_facts(tls));
        told.certificates.clone_from(&tls.chain);
    }
}

fn tls_facts(seen: &TlsSeen) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    let parts = [
        ("Version", &seen.version),
        ("Cipher", &seen.cipher),
        ("Protocol", &seen.alpn),
    ];
    for (label, value) in parts {
        if let Some(value) = value {
            facts.push((label, value.clone()));
        }
    }
    let own = seen.chain.first().and_then(|shown| shown.facts.as_ref());
    if let Some(own) = own {
        facts.push(("Certificate of", own.subject.clone()));
        facts.push(("For the names", own.names.join(", ")));
        facts.push(("Signed by", own.issuer.clone()));
        facts.push(("Valid until", date(own.not_after_ms)));
    }
    if let Some(checks) = &seen.checks {
        for (label, check) in [
            ("Chain", checks.chain),
            ("Host name", checks.host),
            ("Time", checks.time),
        ] {
            facts.push((label, check.map_or_else(fault, |()| "passed").to_owned()));
        }
    }
    facts
}

fn fault(fault: TlsFault) -> &'static str {
    match fault {
        TlsFault::Untrusted => "nobody who is trusted has signed it",
        TlsFault::WrongHost => "it is for another host",
        TlsFault::Expired => "it has expired",
        TlsFault::NotYetValid => "it is not valid yet",
        TlsFault::Revoked => "it was taken back",
        TlsFault::Authority => "it is an authority's certificate, shown as a server's",
        _ => "it cannot be used",
    }
}

/// Such as `2026-11-22`.
pub(super) fn date(at_ms: UnixMs) -> String {
    Timestamp::from_millisecond(at_ms)
        .map(|at| at.strftime("%Y-%m-%d").to_string())
        .unwrap_or_default()
}

fn joined(addresses: &[IpAddr]) -> String {
    let all: Vec<_> = addresses.iter().map(ToString::to_string).collect();
    all.join(", ")
}
