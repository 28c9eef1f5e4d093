import { EuiButton, EuiFlexGroup, EuiFlexItem, EuiText, useGeneratedHtmlId } from "@elastic/eui";
import { useEffect, useState } from "react";
import { formatElapsed } from "../../lib/numbers";

type Props = {
  /** On the clock of `performance.now()`; null while nothing runs. */
  started_at_ms: number | null;
  is_stopping: boolean;
  /** Why it cannot be run, in words; null when it can. */
  reason: string | null;
  /** By the form: the note above says why. */
  is_blocked: boolean;
  on_run: () => void;
  on_stop: () => void;
};

const TICK_MS = 100;

function useElapsed(started_at_ms: number | null): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    if (started_at_ms === null) return;
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [started_at_ms]);
  return started_at_ms === null ? 0 : Math.max(0, now - started_at_ms);
}

export function RunStep({ started_at_ms, is_stopping, reason, is_blocked, on_run, on_stop }: Props) {
  const reason_id = useGeneratedHtmlId();
  const elapsed_ms = useElapsed(started_at_ms);
  const is_running = started_at_ms !== null;
  return (
    <EuiFlexGroup alignItems="center" gutterSize="m" responsive={false} wrap>
      <EuiFlexItem grow={false}>
        <EuiButton
          iconType="play"
          fill
          size="s"
          isLoading={is_running}
          isDisabled={reason !== null || is_blocked}
          aria-describedby={reason ? reason_id : undefined}
          onClick={on_run}
          data-test-subj="runButton"
        >
          {is_running ? "Running" : "Run"}
        </EuiButton>
      </EuiFlexItem>
      {is_running ? (
        <>
          <EuiFlexItem grow={false}>
            <EuiButton
              iconType="stop"
              color="danger"
              size="s"
              isLoading={is_stopping}
              onClick={on_stop}
              data-test-subj="stopButton"
            >
              {is_stopping ? "Stopping" : "Stop"}
            </EuiButton>
          </EuiFlexItem>
          <EuiFlexItem grow={false}>
            <EuiText size="s" color="subdued" css={{ fontVariantNumeric: "tabular-nums" }}>
              <span role="timer" aria-label="Time since the start" data-test-subj="elapsedTime">
                {formatElapsed(elapsed_ms)}
              </span>
            </EuiText>
          </EuiFlexItem>
        </>
      ) : null}
      {reason ? (
        <EuiFlexItem grow={false}>
          <EuiText size="s" color="subdued" id={reason_id} data-test-subj="runDisabledReason">
            {reason}
          </EuiText>
        </EuiFlexItem>
      ) : null}
    </EuiFlexGroup>
  );
}
