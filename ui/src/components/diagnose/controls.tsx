/** Start, stop, run again, copy the report. */
import { copyToClipboard, EuiButton, EuiButtonEmpty, EuiFlexGroup, EuiFlexItem, EuiText, useGeneratedHtmlId } from "@elastic/eui";
import { useLayoutEffect, useRef, type RefObject } from "react";
import { toCommandError } from "../../host/host";
import { useToasts } from "../toasts";
import type { Diagnosis } from "./diagnosis";

type Props = {
  state: Diagnosis;
  start_button: RefObject<HTMLButtonElement>;
  /** Why it cannot be started, in words; null when it can. */
  reason: string | null;
  is_blocked: boolean;
  /** It would find something else now. */
  is_due: boolean;
  on_start: () => void;
  on_stop: () => void;
};

const START_LABELS: Record<Diagnosis["phase"], string> = {
  idle: "Diagnose connection",
  running: "Diagnosing",
  finished: "Run again",
  stopped: "Run again",
  failed: "Run again",
};

export function Controls({ state, start_button, reason, is_blocked, is_due, on_start, on_stop }: Props) {
  const reason_id = useGeneratedHtmlId();
  const is_running = state.phase === "running";
  return (
    <EuiFlexGroup alignItems="center" gutterSize="s" responsive={false} wrap>
      <EuiFlexItem grow={false}>
        {/* One button through all phases, which keeps the focus while it cannot be pressed. */}
        <EuiButton
          buttonRef={start_button}
          fill={state.phase === "idle" || is_due}
          size="s"
          iconType={state.phase === "idle" ? "inspect" : "refresh"}
          isLoading={is_running}
          isDisabled={reason !== null || is_blocked}
          hasAriaDisabled={is_running}
          aria-describedby={reason ? reason_id : undefined}
          onClick={on_start}
          data-test-subj="diagnoseButton"
        >
          {START_LABELS[state.phase]}
        </EuiButton>
      </EuiFlexItem>
      {is_running ? (
        <EuiFlexItem grow={false}>
          <StopButton
            is_stopping={state.is_stopping}
            on_stop={on_stop}
            on_gone={() => start_button.current?.focus()}
          />
        </EuiFlexItem>
      ) : null}
      {state.phase === "finished" ? (
        <EuiFlexItem grow={false}>
          <CopyButton report={state.report} />
        </EuiFlexItem>
      ) : null}
      {reason ? (
        <EuiFlexItem grow={false}>
          <EuiText size="s" color="subdued" id={reason_id} data-test-subj="diagnoseDisabledReason">
            {reason}
          </EuiText>
        </EuiFlexItem>
      ) : null}
    </EuiFlexGroup>
  );
}

type StopProps = { is_stopping: boolean; on_stop: () => void; on_gone: () => void };

function StopButton({ is_stopping, on_stop, on_gone }: StopProps) {
  const button = useRef<HTMLButtonElement>(null);
  const gone = useRef(on_gone);
  useLayoutEffect(() => {
    gone.current = on_gone;
  }, [on_gone]);
  useLayoutEffect(() => {
    const element = button.current;
    return () => {
      // It goes when the diagnosis ends: whoever stands on it must not fall to the top of the page.
      if (element !== null && element === document.activeElement) gone.current();
    };
  }, []);
  return (
    <EuiButton
      buttonRef={button}
      iconType="stop"
      color="danger"
      size="s"
      isLoading={is_stopping}
      hasAriaDisabled
      onClick={on_stop}
      data-test-subj="stopDiagnosisButton"
    >
      {is_stopping ? "Stopping" : "Stop"}
    </EuiButton>
  );
}

const NOT_COPIED = toCommandError({
  code: "internal",
  message: "The clipboard did not take it.",
  hint: "Try again.",
  fields: [],
});

function CopyButton({ report }: { report: string }) {
  const toasts = useToasts();
  const copy = () => {
    if (copyToClipboard(report)) toasts.success("Report copied");
    else toasts.failure("The report was not copied", NOT_COPIED);
  };
  return (
    <EuiButtonEmpty size="s" iconType="copy" onClick={copy} data-test-subj="copyReportButton">
      Copy report
    </EuiButtonEmpty>
  );
}
