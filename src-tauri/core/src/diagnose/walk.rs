//! One diagnosis: the settings, then each way.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use patchbay_model::{Connector, SecretField};
use patchbay_network::{Layer as Below, Outcome, Outgoing, Proxy, Seen};
use patchbay_openai::{Shaped, shape};
use secrecy::SecretString;
use tokio::sync::mpsc;

use super::findings::Judge;
use super::http::{Flow, judged};
use super::layers::{body, on_the_way};
use super::report::{About, report};
use super::verdict::{Walked, stopped, verdict};
use super::{
    DiagnosisEvent, DiagnosisLayer as Layer, DiagnosisPlan, DiagnosisState as State, DiagnosisStep,
    DiagnosisWay, Hidden, origin_of,
};
use crate::connections::mode_shown;
use crate::networking::Target;
use crate::run::{Probe, RunSecrets, Running, hint_for_failure};
use crate::spec::sentence;
use crate::{Core, Error};

pub(super) struct Diagnosis {
    pub(super) core: Core,
    pub(super) user: String,
    pub(super) connector: Connector,
    pub(super) secrets: RunSecrets,
    pub(super) running: Arc<Running>,
    pub(super) events: mpsc::Sender<DiagnosisEvent>,
}

/// What was told so far; a diagnosis that is stopped reports it, too.
#[derive(Default)]
struct Told {
    ways: Vec<DiagnosisPlan>,
    steps: Vec<(DiagnosisWay, DiagnosisStep)>,
    hidden: Hidden,
}

impl Diagnosis {
    pub(super) async fn carry_out(self) {
        let mut told = Told::default();
        let found = tokio::select! {
            biased;
            () = self.running.stopped() => stopped(),
            () = self.events.closed() => stopped(),
            found = self.examine(&mut told) => found,
        };
        let url = &self.connector.config.api_url;
        let about = About {
            name: self.connector.name.clone(),
            url: origin_of(url),
            path: url.path().to_owned(),
            at: Timestamp::from_millisecond(self.core.inner.environment.now_ms())
                .map(|at| at.to_string())
                .unwrap_or_default(),
        };
        let mut report = report(&about, &told.ways, &told.steps, &found);
        let mut verdict = found;
        told.hidden.hide(&mut report);
        told.hidden.hide(&mut verdict.text);
        let finished = DiagnosisEvent::Finished { verdict, report };
        // Not awaited: a reader that has stopped reading must not hold up the program's end.
        let events = self.events;
        tokio::spawn(async move { events.send(finished).await });
    }

    async fn examine(&self, told: &mut Told) -> super::DiagnosisVerdict {
        let began = Instant::now();
        let url = self.connector.config.api_url.clone();
        let (body, streams) = body(&url);
        let prepared = self.prepare(&body, streams, told).await;
        let (shaped, outgoing) = match prepared {
            Ok(ready) => ready,
            Err(error) => {
                let layers = on_the_way(&url, false, streams);
                self.start(
                    told,
                    vec![self.plan(DiagnosisWay::Configured, "Directly".into(), layers)],
                )
                .await;
                let step = DiagnosisStep::new(
                    Layer::Settings,
                    State::Failed,
                    sentence(&error.to_string()),
                );
                let step = step.advise(error.hint()).took(began.elapsed());
                let walked = self.end_at(told, step).await;
                return verdict(&walked, None);
            }
        };
        let proxy = outgoing.route.proxy.clone();
        let mut ways = vec![self.plan(
            DiagnosisWay::Configured,
            proxy.as_ref().map_or_else(|| "Directly".into(), through),
            on_the_way(&url, proxy.is_some(), shaped.streamed),
        )];
        if proxy.is_some() {
            ways.push(self.plan(
                DiagnosisWay::Direct,
                "Directly, past the proxy".into(),
                on_the_way(&url, false, shaped.streamed),
            ));
        }
        self.start(told, ways).await;
        let settings = self.settings(&outgoing, began);
        self.tell(told, DiagnosisWay::Configured, settings.clone())
            .await;
        let past = proxy.is_some().then(|| {
            let mut past = outgoing.clone();
            past.route.proxy = None;
            past
        });
        let way = DiagnosisWay::Configured;
        let mut configured = self.walk(told, way, shaped.clone(), outgoing).await;
        configured.steps.insert(0, settings);
        let direct = match past {
            Some(past) => Some(self.walk(told, DiagnosisWay::Direct, shaped, past).await),
            None => None,
        };
        verdict(&configured, direct.as_ref())
    }

    /// All that must be at hand before anything is sent.
    async fn prepare(
        &self,
        body: &str,
        streams: bool,
        told: &mut Told,
    ) -> Result<(Shaped, Outgoing), Error> {
        let shaped = shape(&self.connector.config, body, streams)
            .map_err(|error| Error::BadRequest(error.to_string()))?;
        let secrets: BTreeMap<SecretField, SecretString> =
            self.secrets.open(&self.core, &self.connector).await?;
        told.hidden = Hidden::of(&secrets);
        let outgoing = self
            .core
            .outgoing(&self.connector, &secrets, &shaped)
            .await?;
        if let Some(proxy) = &outgoing.route.proxy {
            told.hidden.add_those_of(proxy);
        }
        Ok((shaped, outgoing))
    }

    fn settings(&self, outgoing: &Outgoing, began: Instant) -> DiagnosisStep {
        let mut step = DiagnosisStep::new(
            Layer::Settings,
            State::Passed,
            "The connector is complete, and the networking settings let it go out.",
        );
        let route = &outgoing.route;
        if outgoing.url.scheme() == "https" {
            let mode = match route.tls.verification {
                patchbay_network::Verification::Full => patchbay_model::VerificationMode::Full,
                patchbay_network::Verification::Certificate => {
                    patchbay_model::VerificationMode::Certificate
                }
                patchbay_network::Verification::None => patchbay_model::VerificationMode::None,
            };
            step.facts.push(("Verification", mode_shown(mode)));
        }
        let proxy = route
            .proxy
            .as_ref()
            .map_or_else(|| "None".into(), Proxy::authority);
        step.facts.push(("Proxy", proxy));
        let url = &outgoing.url;
        let is_here = Target::of(url).is_some_and(|target| target.is_loopback());
        if url.scheme() == "http" && !is_here && !self.connector.stored_secrets.is_empty() {
            step.state = State::Warning;
            step.summary =
                "The URL begins with http://, so the key travels unencrypted: everybody on the way can read it."
                    .into();
            step.hint = Some("Use https:// if the server has it.".into());
        }
        step.took(began.elapsed())
    }

    fn plan(&self, way: DiagnosisWay, label: String, layers: Vec<Layer>) -> DiagnosisPlan {
        let mut all = Vec::with_capacity(layers.len() + 1);
        all.extend((way == DiagnosisWay::Configured).then_some(Layer::Settings));
        all.extend(layers);
        DiagnosisPlan {
            way,
            label,
            layers: all,
        }
    }

    async fn walk(
        &self,
        told: &mut Told,
        way: DiagnosisWay,
        shaped: Shaped,
        outgoing: Outgoing,
    ) -> Walked {
        let streamed = shaped.streamed;
        let judge = Judge {
            connector: &self.connector,
            verification: outgoing.route.tls.verification,
            now_ms: self.core.inner.environment.now_ms(),
            proxy: outgoing.route.proxy.as_ref().map(Proxy::authority),
        };
        let probe = Probe::new(
            &self.core,
            &self.user,
            self.connector.clone(),
            shaped,
            self.running.clone(),
        );
        let mut walked = Walked::default();
        let mut probing = probe.send(outgoing);
        while let Some(step) = probing.next().await {
            if let Some(mut below) = judge.below(&step) {
                told.hidden.hide_in(&mut below);
                walked.put(below.clone());
                self.tell(told, way, below).await;
                continue;
            }
            let above = match (&step.outcome, &step.seen) {
                (Outcome::NotReached, _) => not_reached(streamed),
                (Outcome::Failed(failure), seen) if !matches!(seen, Seen::Http(_)) => {
                    debug_assert_eq!(step.layer, Below::Http);
                    let hint = hint_for_failure(failure, &self.connector);
                    let failed = DiagnosisStep::new(
                        Layer::Authentication,
                        State::Failed,
                        sentence(&failure.to_string()),
                    );
                    let mut steps = vec![failed.advise(hint).took(step.elapsed)];
                    steps.extend(not_reached(streamed).into_iter().skip(1));
                    steps
                }
                (_, Seen::Http(seen)) => {
                    let result = probing.conclude(seen, &step.outcome).await;
                    walked.flow = streamed.then(|| Flow::of(seen));
                    judged(&self.connector, seen, &result, streamed)
                }
                _ => not_reached(streamed),
            };
            for mut step in above {
                told.hidden.hide_in(&mut step);
                walked.put(step.clone());
                self.tell(told, way, step).await;
            }
        }
        walked
    }

    async fn start(&self, told: &mut Told, ways: Vec<DiagnosisPlan>) {
        told.ways.clone_from(&ways);
        let url = origin_of(&self.connector.config.api_url);
        // A caller that has gone away is noticed where the diagnosis is carried out.
        let _ = self
            .events
            .send(DiagnosisEvent::Started { url, ways })
            .await;
    }

    async fn tell(&self, told: &mut Told, way: DiagnosisWay, step: DiagnosisStep) {
        told.steps
            .retain(|(known, seen)| (*known, seen.layer) != (way, step.layer));
        told.steps.push((way, step.clone()));
        told.steps.sort_by_key(|(_, step)| step.layer);
        let step = Box::new(step);
        let _ = self.events.send(DiagnosisEvent::Step { way, step }).await;
    }

    /// The settings do not let anything out.
    async fn end_at(&self, told: &mut Told, mut step: DiagnosisStep) -> Walked {
        told.hidden.hide_in(&mut step);
        let way = DiagnosisWay::Configured;
        let rest: Vec<_> = told
            .ways
            .iter()
            .flat_map(|plan| plan.layers.iter().skip(1).copied())
            .collect();
        let mut walked = Walked::default();
        let rest = rest.into_iter().map(DiagnosisStep::not_reached);
        for step in std::iter::once(step).chain(rest) {
            walked.steps.push(step.clone());
            self.tell(told, way, step).await;
        }
        walked
    }
}

fn through(proxy: &Proxy) -> String {
    format!("Through the proxy {}", proxy.authority())
}

fn not_reached(streamed: bool) -> Vec<DiagnosisStep> {
    let mut layers = vec![Layer::Authentication, Layer::Model];
    layers.extend(streamed.then_some(Layer::Streaming));
    layers.into_iter().map(DiagnosisStep::not_reached).collect()
}
