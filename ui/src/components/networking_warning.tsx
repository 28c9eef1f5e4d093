/** On a connector through which nothing can be sent, whatever it holds itself. */
import { EuiIconTip } from "@elastic/eui";

export const NETWORKING_PROBLEM = "Networking settings let nothing through";

export function NetworkingWarning({ problem }: { problem: string }) {
  return (
    <EuiIconTip
      type="warning"
      color="warning"
      title={NETWORKING_PROBLEM}
      content={problem}
      aria-label={NETWORKING_PROBLEM}
    />
  );
}
