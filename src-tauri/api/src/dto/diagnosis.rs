use patchbay_core::{
    DiagnosisEvent, DiagnosisLayer, DiagnosisPlan, DiagnosisState, DiagnosisStep, DiagnosisVerdict,
    DiagnosisWay,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::{CertificateDto, ConnectorDraftDto};

/// Asks for a diagnosis of a connector that is saved.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorsDiagnose {
    /// Chosen by the caller, to stop it with `connectors_run_stop`.
    pub run_id: Uuid,
    /// Which connector.
    pub connector_id: String,
}

/// Asks for a diagnosis of a connector as it is in a form.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConnectorsDiagnoseDraft {
    /// Chosen by the caller, to stop it with `connectors_run_stop`.
    pub run_id: Uuid,
    /// What is in the form.
    pub draft: ConnectorDraftDto,
}

macro_rules! mirrored {
    ($(#[$doc:meta])* $name:ident of $core:ident as $wire:literal { $($variant:ident)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
        #[serde(rename_all = "snake_case")]
        #[ts(rename = $wire)]
        #[expect(missing_docs, reason = "the core documents them")]
        pub enum $name {
            $($variant,)*
        }

        impl From<$core> for $name {
            fn from(one: $core) -> Self {
                match one {
                    $($core::$variant => Self::$variant,)*
                }
            }
        }
    };
}

mirrored! {
    /// A way to the host.
    DiagnosisWayDto of DiagnosisWay as "DiagnosisWay" { Configured Direct }
}
mirrored! {
    /// A part of the way.
    DiagnosisLayerDto of DiagnosisLayer as "DiagnosisLayer" {
        Settings Dns Tcp Proxy Tls Authentication Model Streaming
    }
}
mirrored! {
    /// What became of a layer, or of all of them.
    DiagnosisStateDto of DiagnosisState as "DiagnosisState" { Passed Warning Failed NotReached }
}

/// Something that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DiagnosisFact {
    /// For people, e.g. `Address`.
    pub label: String,
    /// What was seen.
    pub value: String,
}

/// One layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "DiagnosisStep")]
pub struct DiagnosisStepDto {
    /// Which layer.
    pub layer: DiagnosisLayerDto,
    /// What became of it.
    pub state: DiagnosisStateDto,
    /// How long this layer alone took; `null` when it was not reached.
    pub elapsed_ms: Option<u64>,
    /// One sentence: what was seen.
    pub summary: String,
    /// What to do.
    pub hint: Option<String>,
    /// More of what was seen.
    pub facts: Vec<DiagnosisFact>,
    /// The chain the server showed, its own certificate first.
    pub certificates: Vec<CertificateDto>,
    /// Which of `certificates` can be trusted for this host so that the layer passes.
    pub trust: Option<usize>,
}

impl From<DiagnosisStep> for DiagnosisStepDto {
    fn from(step: DiagnosisStep) -> Self {
        let facts = step.facts.into_iter();
        Self {
            layer: step.layer.into(),
            state: step.state.into(),
            elapsed_ms: step.elapsed.map(|elapsed| elapsed.as_millis() as u64),
            summary: step.summary,
            hint: step.hint,
            facts: facts
                .map(|(label, value)| DiagnosisFact {
                    label: label.to_owned(),
                    value,
                })
                .collect(),
            certificates: step.certificates.into_iter().map(Into::into).collect(),
            trust: step.trust,
        }
    }
}

/// A way and its layers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "DiagnosisPlan")]
pub struct DiagnosisPlanDto {
    /// As configured, or past the proxy.
    pub way: DiagnosisWayDto,
    /// For people, e.g. `Through http://proxy.example:3128`.
    pub label: String,
    /// In order. Every one gets a `step`.
    pub layers: Vec<DiagnosisLayerDto>,
}

impl From<DiagnosisPlan> for DiagnosisPlanDto {
    fn from(plan: DiagnosisPlan) -> Self {
        Self {
            way: plan.way.into(),
            label: plan.label,
            layers: plan.layers.into_iter().map(Into::into).collect(),
        }
    }
}

/// What it all comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(rename = "DiagnosisVerdict")]
pub struct DiagnosisVerdictDto {
    /// Of the whole. `not_reached`: it was stopped.
    pub state: DiagnosisStateDto,
    /// One line.
    pub title: String,
    /// What it means, and what to do first.
    pub text: String,
    /// The first layer that is not as it should be.
    pub layer: Option<DiagnosisLayerDto>,
    /// Whether the proxy is to blame; `null` where there is none, or it cannot be told.
    pub proxy_to_blame: Option<bool>,
}

impl From<DiagnosisVerdict> for DiagnosisVerdictDto {
    fn from(verdict: DiagnosisVerdict) -> Self {
        Self {
            state: verdict.state.into(),
            title: verdict.title,
            text: verdict.text,
            layer: verdict.layer.map(Into::into),
            proxy_to_blame: verdict.proxy_to_blame,
        }
    }
}

/// What the caller of a diagnosis sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(rename = "DiagnosisEvent")]
pub enum DiagnosisEventDto {
    /// What will be looked at.
    Started {
        /// The host's URL: scheme, host and port.
        url: String,
        /// One, or two where a proxy is set.
        ways: Vec<DiagnosisPlanDto>,
    },
    /// A layer is known.
    Step {
        /// Which way.
        way: DiagnosisWayDto,
        /// What became of a layer of it.
        step: Box<DiagnosisStepDto>,
    },
    /// Always the last one.
    Finished {
        /// What it comes to.
        verdict: DiagnosisVerdictDto,
        /// To be copied; holds no secret.
        report: String,
    },
}

impl From<DiagnosisEvent> for DiagnosisEventDto {
    fn from(event: DiagnosisEvent) -> Self {
        match event {
            DiagnosisEvent::Started { url, ways } => Self::Started {
                url,
                ways: ways.into_iter().map(Into::into).collect(),
            },
            DiagnosisEvent::Step { way, step } => Self::Step {
                way: way.into(),
                step: Box::new((*step).into()),
            },
            DiagnosisEvent::Finished { verdict, report } => Self::Finished {
                verdict: verdict.into(),
                report,
            },
        }
    }
}
