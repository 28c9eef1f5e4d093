import { EuiCallOut, EuiSpacer } from "@elastic/eui";
import { useEffect, useRef } from "react";
import type { CommandError } from "../../host/host";

/** What the server refused without naming a field. */
export function FormError({ error }: { error: CommandError }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that was pressed is at the other end of the form.
    place.current?.scrollIntoView?.({ block: "center" });
  }, []);
  return (
    <div ref={place}>
      <EuiCallOut
        announceOnMount
        color="danger"
        iconType="error"
        title={error.message}
        data-test-subj="formError"
      >
        {error.hint ? <p>{error.hint}</p> : null}
      </EuiCallOut>
      <EuiSpacer size="m" />
    </div>
  );
}
