//! What the steps come to, and whether the proxy is to blame.

use std::time::Duration;

use super::http::{BUFFERS, Flow};
use super::{DiagnosisLayer as Layer, DiagnosisState as State, DiagnosisStep, DiagnosisVerdict};

/// What one way came to.
#[derive(Debug, Clone, Default)]
pub(super) struct Walked {
    pub(super) steps: Vec<DiagnosisStep>,
    /// Of a stream that came.
    pub(super) flow: Option<Flow>,
}

impl Walked {
    /// A server may take back what it let pass: of two steps for a layer the last one counts.
    pub(super) fn put(&mut self, step: DiagnosisStep) {
        self.steps.retain(|known| known.layer != step.layer);
        self.steps.push(step);
        self.steps.sort_by_key(|step| step.layer);
    }

    fn trouble(&self) -> Option<&DiagnosisStep> {
        self.steps.iter().find(|step| step.state == State::Failed)
    }
}

/// A direct stream that took so long shows what a proxy makes of it.
const TELLING: Duration = Duration::from_millis(200);

/// `direct` is the way past the proxy, where there is a proxy.
pub(super) fn verdict(configured: &Walked, direct: Option<&Walked>) -> DiagnosisVerdict {
    match (configured.trouble(), direct) {
        (Some(step), Some(direct)) => with_proxy(step, direct),
        (Some(step), None) => failed(step, None, ""),
        (None, Some(direct)) => {
            if let Some(buffered) = held_back(configured, direct) {
                return buffered;
            }
            let mut verdict = passed(configured, Some(false));
            if let Some(step) = direct
                .trouble()
                .filter(|step| step.layer < Layer::Authentication)
            {
                verdict.text.push_str(&format!(
                    " Without the proxy it fails ({}): the host can be reached through the proxy only.",
                    step.layer.name()
                ));
            }
            verdict
        }
        (None, None) => passed(configured, None),
    }
}

fn passed(configured: &Walked, proxy_to_blame: Option<bool>) -> DiagnosisVerdict {
    let warnings: Vec<_> = configured
        .steps
        .iter()
        .filter(|step| step.state == State::Warning)
        .collect();
    let Some(first) = warnings.first() else {
        return DiagnosisVerdict {
            state: State::Passed,
            title: "The connection works".into(),
            text: "Every layer is as it should be.".into(),
            layer: None,
            proxy_to_blame,
        };
    };
    let names: Vec<_> = warnings.iter().map(|step| step.layer.name()).collect();
    let texts: Vec<_> = warnings.iter().map(|step| sentences(step)).collect();
    DiagnosisVerdict {
        state: State::Warning,
        title: format!("The connection works. Look at: {}", names.join(", ")),
        text: texts.join(" "),
        layer: Some(first.layer),
        proxy_to_blame,
    }
}

fn failed(step: &DiagnosisStep, proxy_to_blame: Option<bool>, more: &str) -> DiagnosisVerdict {
    let title = match proxy_to_blame {
        Some(true) => match step.layer {
            Layer::Dns | Layer::Tcp => "The proxy cannot be reached".to_owned(),
            Layer::Proxy => "The proxy does not let it through".to_owned(),
            Layer::Tls => "The proxy is to blame: it breaks TLS".to_owned(),
            layer => format!("The proxy is to blame: {}", layer.name()),
        },
        _ => format!("It breaks here: {}", step.layer.name()),
    };
    DiagnosisVerdict {
        state: State::Failed,
        title,
        text: format!("{}{more}", sentences(step)),
        layer: Some(step.layer),
        proxy_to_blame,
    }
}

fn with_proxy(step: &DiagnosisStep, direct: &Walked) -> DiagnosisVerdict {
    // Nothing was sent either way.
    if step.layer == Layer::Settings {
        return failed(step, None, "");
    }
    let reaches_proxy = matches!(step.layer, Layer::Dns | Layer::Tcp | Layer::Proxy);
    let Some(trouble) = direct.trouble() else {
        let more = match step.layer {
            Layer::Tls => {
                " Without the proxy it works: the proxy shows a certificate of its own, and reads along."
            }
            _ => " Without the proxy it works.",
        };
        return failed(step, Some(true), more);
    };
    if reaches_proxy {
        let more = format!(
            " Without the proxy it fails, too ({}).",
            trouble.layer.name()
        );
        return failed(step, Some(true), &more);
    }
    if trouble.layer < step.layer {
        let more = format!(
            " Whether the proxy is to blame cannot be told: without it, the host cannot be reached from here ({}).",
            trouble.layer.name()
        );
        return failed(step, None, &more);
    }
    if trouble.layer == step.layer {
        let more = " It fails without the proxy, too: the proxy is not to blame.";
        return failed(step, Some(false), more);
    }
    let more = format!(
        " Without the proxy it comes further ({}).",
        trouble.layer.name()
    );
    failed(step, Some(true), &more)
}

/// A proxy that collects a stream, or cuts it anew. Seen by comparison: a fast answer comes at
/// once by itself.
fn held_back(configured: &Walked, direct: &Walked) -> Option<DiagnosisVerdict> {
    let (through, past) = (configured.flow?, direct.flow?);
    let streams_past = past.spread >= TELLING && through.events > 1;
    let collected = through.spread * 5 < past.spread;
    let cut_anew = through.pieces * 4 < past.pieces;
    if !streams_past || !(collected || cut_anew) {
        return None;
    }
    let figures = format!(
        "Through the proxy the stream came in {} over {} ms, without it in {} over {} ms.",
        pieces(through.pieces),
        through.spread.as_millis(),
        pieces(past.pieces),
        past.spread.as_millis()
    );
    let (title, what) = if collected {
        (
            "The proxy holds the stream back",
            "It collects the answer and hands it on at once: first and last byte arrive together.",
        )
    } else {
        (
            "The proxy hands the stream on in larger pieces",
            "The text appears in leaps.",
        )
    };
    Some(DiagnosisVerdict {
        state: State::Warning,
        title: title.into(),
        text: format!("{what} {figures} {BUFFERS}"),
        layer: Some(Layer::Streaming),
        proxy_to_blame: Some(true),
    })
}

fn pieces(count: usize) -> String {
    match count {
        1 => "1 piece".to_owned(),
        count => format!("{count} pieces"),
    }
}

/// A provider's own words may lack the stop at their end.
fn sentences(step: &DiagnosisStep) -> String {
    let mut text = step.summary.clone();
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    if let Some(hint) = &step.hint {
        text.push(' ');
        text.push_str(hint);
    }
    text
}

/// It was stopped.
pub(super) fn stopped() -> DiagnosisVerdict {
    DiagnosisVerdict {
        state: State::NotReached,
        title: "Stopped".into(),
        text: "The diagnosis was stopped before its end.".into(),
        layer: None,
        proxy_to_blame: None,
    }
}
