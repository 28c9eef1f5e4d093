import { EuiCallOut, EuiSpacer } from "@elastic/eui";
import { useConnectorForm } from "./connector_form_context";
import { allFields } from "./fields";
import { listLabels } from "../../../lib/list_labels";

/** After an import, which never brings secrets. */
export function MissingSecretsNote() {
  const { spec, stored } = useConnectorForm();
  const missing = stored?.missing_secrets ?? [];
  const labels = allFields(spec)
    .filter(({ name }) => missing.includes(name))
    .map(({ label }) => label);
  if (labels.length === 0) return null;
  const what = labels.length === 1 ? "value for the following field" : "values for the following fields";
  return (
    <>
      <EuiCallOut
        size="s"
        color="warning"
        iconType="warning"
        title={`Sensitive information is not imported. Please enter ${what} ${listLabels(labels)}.`}
        data-test-subj="missingSecretsNote"
      />
      <EuiSpacer size="m" />
    </>
  );
}
