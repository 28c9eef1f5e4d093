//! From how a run ended to what its caller is told and what the ledger keeps.

use patchbay_model::{Connector, Event, Outcome, SecretField, UnixMs, Usage};
use patchbay_network::{Failure, FailureKind, TlsFault};
use patchbay_openai::{estimate_usage, service_message};

use super::attempt::{AnswerSoFar, End, Progress};
use super::{Run, RunResult, RunStatus, hint};
use crate::Error;

/// A result, and the word for the kind of failure that only the ledger keeps.
pub(super) struct Concluded(pub(super) RunResult, Option<&'static str>);

const RUN_FAILED: &str = "an error occurred while running the action";

impl Run {
    pub(super) async fn conclude(
        &self,
        progress: Progress,
        end: End,
        duration_ms: u64,
    ) -> Concluded {
        let usage = self.usage(&progress, &end).await;
        let told = self.told(&progress, &end);
        let answer = progress.answer.get();
        let ok = told.outcome == Outcome::Success;
        let result = RunResult {
            event_id: self.event_id,
            status: if ok { RunStatus::Ok } else { RunStatus::Error },
            outcome: told.outcome,
            http_status: progress.status.map(|status| status.as_u16()),
            message: (!ok).then(|| told.message.unwrap_or(RUN_FAILED).to_owned()),
            service_message: told.service_message,
            hint: told.hint,
            answer: answer.text.clone(),
            raw: progress.raw.text,
            raw_format: progress.raw.format,
            request_model: self.shaped.model.clone(),
            response_model: answer.model.clone(),
            usage,
            ttft_ms: progress.ttft_ms,
            duration_ms,
        };
        Concluded(result, told.error_kind)
    }

    pub(super) fn event(&self, concluded: &Concluded, started_at_ms: UnixMs) -> Event {
        let Concluded(result, error_kind) = concluded;
        Event {
            id: self.event_id,
            connector_id: self.connector.id.clone(),
            connector_name: self.connector.name.clone(),
            user: self.user.clone(),
            started_at_ms,
            duration_ms: result.duration_ms,
            ttft_ms: result.ttft_ms,
            streamed: self.shaped.streamed,
            outcome: result.outcome,
            http_status: result.http_status,
            error_kind: *error_kind,
            request_model: result.request_model.clone(),
            response_model: result.response_model.clone(),
            usage: result.usage,
        }
    }

    /// The provider's number wherever there is one. Else an estimate, but only where the
    /// provider had begun to answer: what a refused or unanswered request used, nobody knows.
    async fn usage(&self, progress: &Progress, end: &End) -> Usage {
        let answer = progress.answer.get();
        if let Some(usage) = answer.usage {
            return usage;
        }
        let answering = progress.status.is_some_and(|status| status.is_success());
        let nothing_to_count = match end {
            End::Refused(_) | End::NoKey(_) | End::Unreadable(_) => true,
            End::Answered => false,
            End::Stopped | End::CutShort | End::Failed(_) => {
                // A buffered answer that never came in full shows nothing of what it cost.
                matches!(progress.answer, AnswerSoFar::Buffered(_))
            }
        };
        if !answering || nothing_to_count {
            return Usage::UNKNOWN;
        }
        let model = answer.model.clone().or_else(|| self.shaped.model.clone());
        let body = self.shaped.body.clone();
        let produced = answer.produced.clone();
        let counted = tokio::task::spawn_blocking(move || {
            estimate_usage(&model.unwrap_or_default(), &body, &produced)
        });
        counted.await.unwrap_or(Usage::UNKNOWN)
    }

    fn told(&self, progress: &Progress, end: &End) -> Told {
        match end {
            End::Answered => Told::of(Outcome::Success),
            End::Stopped => Told {
                message: Some("the run was stopped"),
                ..Told::of(Outcome::ClientAbort)
            },
            End::Refused(said) => {
                let status = progress.status.unwrap_or_default();
                let text = if status.is_success() {
                    let said = said.as_deref().unwrap_or("no reason given");
                    format!(
                        "Status code: {}. Message: API Error: {said}",
                        status.as_u16()
                    )
                } else {
                    service_message(status, said.as_deref())
                };
                Told {
                    service_message: Some(text),
                    hint: hint::for_status(status, &self.connector),
                    error_kind: Some("http"),
                    ..Told::of(Outcome::Failure)
                }
            }
            End::Unreadable(reason) => Told {
                service_message: Some(format!("Unexpected API Error: {reason}")),
                hint: Some(hint::NOT_THE_API.into()),
                error_kind: Some("unreadable"),
                ..Told::of(Outcome::Failure)
            },
            End::CutShort => Told {
                service_message: Some(
                    "Unexpected API Error: the stream ended before it was complete".into(),
                ),
                hint: Some(hint::CUT.into()),
                error_kind: Some(FailureKind::Cut.as_str()),
                ..Told::of(Outcome::UpstreamCut)
            },
            End::Failed(failure) => {
                let outcome = match failure.kind {
                    FailureKind::Timeout => Outcome::Timeout,
                    FailureKind::Cut => Outcome::UpstreamCut,
                    _ => Outcome::Failure,
                };
                Told {
                    service_message: Some(failed(failure, &self.connector)),
                    hint: hint::for_failure(failure, &self.connector),
                    error_kind: Some(failure.kind.as_str()),
                    ..Told::of(outcome)
                }
            }
            End::NoKey(error) => Told {
                service_message: Some(error.to_string()),
                hint: error.hint(),
                error_kind: Some(match error {
                    Error::Vault(_)
                    | Error::SecretUnreadable { .. }
                    | Error::SecretLost { .. }
                    | Error::VariableUnset { .. } => "vault",
                    Error::Networking(_) | Error::NetworkingUnusable { .. } => "networking",
                    _ => "request",
                }),
                ..Told::of(Outcome::Failure)
            },
        }
    }
}

/// Kibana has words of its own for a connector with PKI whose handshake fails.
fn failed(failure: &Failure, connector: &Connector) -> String {
    let has_certificate = connector
        .stored_secrets
        .contains(&SecretField::CertificateData);
    match failure.tls {
        Some(TlsFault::WrongHost | TlsFault::NotTls | TlsFault::Handshake) if has_certificate => {
            format!(
                "TLS handshake failed: {failure}. Verify server certificate hostname and CA configuration."
            )
        }
        Some(_) if has_certificate => format!(
            "Certificate error: {failure}. Please check if your PKI certificates are valid or adjust SSL verification mode."
        ),
        _ => format!("Unexpected API Error: {failure}"),
    }
}

struct Told {
    outcome: Outcome,
    message: Option<&'static str>,
    service_message: Option<String>,
    hint: Option<String>,
    error_kind: Option<&'static str>,
}

impl Told {
    fn of(outcome: Outcome) -> Self {
        Self {
            outcome,
            message: None,
            service_message: None,
            hint: None,
            error_kind: None,
        }
    }
}
