/** Says that the configuration file decides, and where it does. */
import { EuiIcon } from "@elastic/eui";
import { useNetworkingForm } from "./networking_form_context";

export function LockNote({ place }: { place: string | null | undefined }) {
  const { status } = useNetworkingForm();
  return (
    <span css={{ display: "flex", gap: 4, alignItems: "center" }} data-test-subj="lockNote">
      <EuiIcon type="lock" size="s" aria-hidden />
      {`Set in ${place ?? status.file ?? "the configuration file"}`}
    </span>
  );
}
