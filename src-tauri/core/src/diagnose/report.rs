//! The diagnosis as plain text, to be sent to whoever runs the server or the proxy.

use std::fmt::Write as _;

use super::findings::date;
use super::{
    DiagnosisPlan, DiagnosisState as State, DiagnosisStep, DiagnosisVerdict, DiagnosisWay,
};

pub(super) struct About {
    /// Of the connector.
    pub(super) name: String,
    /// Scheme, host and port.
    pub(super) url: String,
    /// Without query.
    pub(super) path: String,
    /// Such as `2026-11-22T10:11:12Z`.
    pub(super) at: String,
}

pub(super) fn report(
    about: &About,
    ways: &[DiagnosisPlan],
    steps: &[(DiagnosisWay, DiagnosisStep)],
    verdict: &DiagnosisVerdict,
) -> String {
    let mut text = format!(
        "Patchbay {} connection report\nWhen: {}\nConnector: {}\nURL: {}{}\n\n{}\n{}\n",
        env!("CARGO_PKG_VERSION"),
        about.at,
        about.name,
        about.url,
        about.path,
        verdict.title,
        verdict.text,
    );
    for plan in ways {
        let _ = writeln!(text, "\n{}", plan.label);
        for (_, step) in steps.iter().filter(|(way, _)| *way == plan.way) {
            write_step(&mut text, step);
        }
    }
    text
}

fn write_step(text: &mut String, step: &DiagnosisStep) {
    let state = match step.state {
        State::Passed => "passed",
        State::Warning => "WARNING",
        State::Failed => "FAILED",
        State::NotReached => "not reached",
    };
    let elapsed = step
        .elapsed
        .map(|elapsed| format!(", {} ms", elapsed.as_millis()))
        .unwrap_or_default();
    let _ = writeln!(text, "  {}: {state}{elapsed}", step.layer.name());
    if step.state == State::NotReached {
        return;
    }
    let _ = writeln!(text, "    {}", step.summary);
    if let Some(hint) = &step.hint {
        let _ = writeln!(text, "    What to do: {hint}");
    }
    for (label, value) in &step.facts {
        let _ = writeln!(text, "    {label}: {value}");
    }
    for (at, certificate) in step.certificates.iter().enumerate() {
        let _ = writeln!(
            text,
            "    Certificate {}: SHA-256 {}",
            at + 1,
            certificate.sha256
        );
        if let Some(facts) = &certificate.facts {
            let _ = writeln!(
                text,
                "      {} signed by {}, valid {} to {}",
                facts.subject,
                facts.issuer,
                date(facts.not_before_ms),
                date(facts.not_after_ms)
            );
        }
    }
}
