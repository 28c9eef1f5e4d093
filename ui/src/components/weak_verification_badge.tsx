/** On a connector whose server need not fully prove who it is. */
import { EuiBadge, EuiToolTip } from "@elastic/eui";
import type { VerificationMode } from "../wire/types";

const UNCHECKED: Record<Exclude<VerificationMode, "full">, string> = {
  certificate: "The host name in the server's certificate is not checked.",
  none: "The server's certificate is not checked at all: anybody on the way can read the key.",
};

const WHERE =
  "To change it, see Networking in the connector's configuration, which says where it is set, or the Networking page.";

export function WeakVerificationBadge({ mode }: { mode: VerificationMode | null }) {
  if (mode === null || mode === "full") return null;
  return (
    <EuiToolTip content={`${UNCHECKED[mode]} ${WHERE}`} anchorProps={{ css: { flex: "none" } }}>
      <EuiBadge color={mode === "none" ? "danger" : "warning"} tabIndex={0} data-test-subj="weakVerificationBadge">
        TLS: {mode}
      </EuiBadge>
    </EuiToolTip>
  );
}
