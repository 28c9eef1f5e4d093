import { EuiFormRow, EuiSwitch, EuiText } from "@elastic/eui";
import { useMay } from "../../host/access";
import { useCommandQuery } from "../../host/use_command";
import { Section } from "../../components/section";
import { useUpdateSettings } from "./use_update_settings";

export function SandboxSection() {
  const may_update = useMay("settings_update");
  const { data, error } = useCommandQuery("settings_get", {});
  const { update, is_saving } = useUpdateSettings();
  return (
    <Section title="Connectors" anchor="sandbox">
      {error ? (
        <EuiText size="s" color="danger">
          <p>{error.message}</p>
        </EuiText>
      ) : (
        <EuiFormRow
          fullWidth
          helpText="A responder inside Patchbay that needs no account and no network. It is not a language model."
        >
          <EuiSwitch
            label="Show the Sandbox connector"
            checked={data?.show_sandbox ?? true}
            disabled={!data || !may_update || is_saving}
            onChange={(event) => update({ show_sandbox: event.target.checked })}
            data-test-subj="showSandboxSwitch"
          />
        </EuiFormRow>
      )}
    </Section>
  );
}
