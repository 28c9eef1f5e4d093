//! What a diagnosis tells.

#![allow(dead_code, reason = "each test file uses a part")]

use serde_json::{Value, json};

use crate::face::{Face, run_id};

/// All that was told.
pub(crate) struct Told {
    pub(crate) started: Value,
    /// Way, layer and state, in the order they came.
    pub(crate) steps: Vec<(String, String, String)>,
    pub(crate) verdict: Value,
    pub(crate) report: String,
    pub(crate) all: Vec<Value>,
}

impl Told {
    pub(crate) fn of(events: Vec<Value>) -> Self {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let steps = events.iter().filter(|event| event["type"] == "step");
        let steps = steps.map(|event| {
            let step = &event["step"];
            (
                text(&event["way"]),
                text(&step["layer"]),
                text(&step["state"]),
            )
        });
        let last = events.last().expect("an end");
        assert_eq!(last["type"], "finished", "{events:?}");
        Self {
            started: events[0].clone(),
            steps: steps.collect(),
            verdict: last["verdict"].clone(),
            report: text(&last["report"]),
            all: events,
        }
    }

    pub(crate) fn states(&self, way: &str) -> String {
        let steps = self.steps.iter().filter(|(of, ..)| of == way);
        let states: Vec<_> = steps
            .map(|(_, layer, state)| format!("{layer} {state}"))
            .collect();
        states.join(", ")
    }

    pub(crate) fn step(&self, layer: &str) -> &Value {
        let mut steps = self.all.iter().filter(|event| event["type"] == "step");
        let found = steps.find(|event| event["step"]["layer"] == layer);
        &found.expect("a step")["step"]
    }
}

pub(crate) async fn diagnose(face: &Face, key: &str, connector_id: &str) -> Told {
    let request = json!({ "run_id": run_id(), "connector_id": connector_id });
    Told::of(face.stream(key, "connectors_diagnose", request).await)
}
