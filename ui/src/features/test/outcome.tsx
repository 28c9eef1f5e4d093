import { EuiCallOut, EuiText } from "@elastic/eui";

type Props = {
  kind: "success" | "failure" | "stopped";
  message: string | null;
  service_message: string | null;
  hint: string | null;
};

export function Outcome({ kind, message, service_message, hint }: Props) {
  if (kind === "success") {
    return (
      <EuiCallOut
        announceOnMount
        color="success"
        iconType="check"
        title="Test was successful"
        data-test-subj="testSuccess"
      >
        <p>Ensure the results are what you expect.</p>
      </EuiCallOut>
    );
  }
  if (kind === "stopped") {
    return (
      <EuiCallOut announceOnMount iconType="stop" title="Stopped" data-test-subj="testStopped">
        <p>You stopped this run. What had arrived by then is kept, and counted in Token usage.</p>
      </EuiCallOut>
    );
  }
  return (
    <EuiCallOut announceOnMount color="danger" iconType="error" title="Test failed to run" data-test-subj="testFailure">
      <EuiText size="s" css={{ overflowWrap: "anywhere" }}>
        <p>The following error was found:</p>
        <p>
          <strong>{message ?? "Unknown reason"}</strong>
        </p>
        {service_message ? (
          <p>
            Details: <span css={{ whiteSpace: "pre-wrap" }}>{service_message}</span>
          </p>
        ) : null}
        {hint ? <p>{hint}</p> : null}
      </EuiText>
    </EuiCallOut>
  );
}
