import { EuiLoadingSpinner, EuiSteps, type EuiStepsProps } from "@elastic/eui";
import { useMemo, useState } from "react";
import { DraftNote } from "../../components/draft_note";
import { LoadError } from "../../components/load_error";
import { useOpenConnector } from "../../components/open_connector";
import { useMay } from "../../host/access";
import { useCommandQuery } from "../../host/use_command";
import { findJsonProblem, formatJson } from "../../lib/json_text";
import { sampleBody } from "../../lib/sample_body";
import { ActionStep } from "./action_step";
import { NetworkingNote } from "./networking_note";
import { ResultStep } from "./result_step";
import { RunStep } from "./run_step";
import { useRun } from "./use_run";

export function TestTab() {
  const { data: spec, error, refetch } = useCommandQuery("connectors_spec", {});
  if (error) return <LoadError title="Unable to load the test" error={error} on_retry={() => void refetch()} />;
  if (!spec) return <EuiLoadingSpinner size="l" aria-label="Loading" />;
  return <TestForm samples={Object.fromEntries(spec.providers.map(({ id, sample_body }) => [id, sample_body]))} />;
}

type StepStatus = EuiStepsProps["steps"][number]["status"];

function resultStatus(phase: ReturnType<typeof useRun>["state"]["phase"]): StepStatus {
  switch (phase) {
    case "idle":
      return "incomplete";
    case "running":
      return "loading";
    case "failed":
      return "danger";
    default:
      return undefined;
  }
}

function TestForm({ samples }: { samples: Record<string, string> }) {
  const { connector, target, provider, default_model, to_fix, show_configuration } = useOpenConnector();
  const may_run = useMay(target.kind === "stored" ? "connectors_run" : "connectors_run_draft");
  const [body, setBody] = useState(() => sampleBody(samples[provider] ?? "{}", provider, default_model));
  const [is_streaming, setStreaming] = useState(true);
  const { state, run, stop } = useRun(target);
  const problem = useMemo(() => findJsonProblem(body), [body]);

  const is_blocked = to_fix.length > 0;
  const reason = !may_run
    ? "Your key may not run connectors."
    : problem
      ? body.trim() === ""
        ? "Body is required."
        : "Body does not have a valid JSON format."
      : null;

  return (
    <>
      {target.kind === "draft" || is_blocked ? (
        <DraftNote verb="test" doing="Testing" to_fix={to_fix} on_configure={show_configuration} />
      ) : null}
      {connector && target.kind === "stored" ? <NetworkingNote connector={connector} /> : null}
      <EuiSteps
        titleSize="xs"
        headingElement="h3"
        steps={[
          {
            title: "Create an action",
            status: problem ? "warning" : undefined,
            children: (
              <ActionStep
                body={body}
                problem={problem}
                is_streaming={is_streaming}
                on_body={setBody}
                on_streaming={setStreaming}
                on_format={() => setBody(formatJson(body))}
                on_run={() => {
                  if (!reason && !is_blocked && state.phase !== "running") void run(body, is_streaming);
                }}
              />
            ),
          },
          {
            title: "Run the test",
            children: (
              <RunStep
                started_at_ms={state.phase === "running" ? state.started_at_ms : null}
                is_stopping={state.phase === "running" && state.is_stopping}
                reason={reason}
                is_blocked={is_blocked}
                on_run={() => void run(body, is_streaming)}
                on_stop={stop}
              />
            ),
          },
          { title: "Results", status: resultStatus(state.phase), children: <ResultStep state={state} target={target} /> },
        ]}
      />
    </>
  );
}
