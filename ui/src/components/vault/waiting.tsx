/** Keychains may take their time, and may ask their user: that is said once it is noticed. */
import { EuiFlexGroup, EuiFlexItem, EuiLoadingSpinner, EuiText } from "@elastic/eui";
import { useEffect, useState } from "react";

const PATIENCE_MS = 1_000;

/** Whether it has been rendered for a while. */
export function useIsLate(): boolean {
  const [is_late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return is_late;
}

export function Waiting({ for_keychain }: { for_keychain: boolean }) {
  const is_late = useIsLate();
  return (
    <EuiFlexGroup gutterSize="s" alignItems="center" responsive={false} role="status" data-test-subj="vaultWaiting">
      <EuiFlexItem grow={false}>
        <EuiLoadingSpinner size="m" />
      </EuiFlexItem>
      <EuiFlexItem>
        <EuiText size="s">
          <p>
            {for_keychain ? "Waiting for the keychain…" : "Working…"}
            {for_keychain && is_late ? " Your system may be asking for a password." : null}
          </p>
        </EuiText>
      </EuiFlexItem>
    </EuiFlexGroup>
  );
}
