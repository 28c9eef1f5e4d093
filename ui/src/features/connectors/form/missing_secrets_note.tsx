import { EuiCallOut, EuiSpacer } from "@elastic/eui";
import { listLabels } from "../../../lib/list_labels";
import { headerOfPath } from "../../../lib/secret_paths";
import type { ConnectorSpec } from "../../../wire/types";
import { useConnectorForm } from "./connector_form_context";
import { allFields } from "./fields";
import { PROXY_SECRET_LABELS, PROXY_SECRETS } from "./own_networking";

/** In the order of the form, the headers last. */
function labelsOf(spec: ConnectorSpec, paths: string[]): string[] {
  const fields = allFields(spec).filter(({ name }) => paths.includes(name));
  const headers = paths.flatMap((path) => headerOfPath(path) ?? []);
  const of_proxy = PROXY_SECRETS.filter((path) => paths.includes(path)).map((path) => PROXY_SECRET_LABELS[path]);
  return [...fields.map(({ label }) => label), ...of_proxy, ...headers.map((name) => `header "${name}"`)];
}

/** Why secrets are asked for: an import did not bring them, or what sealed them is gone. */
export function MissingSecretsNote() {
  const { spec, stored } = useConnectorForm();
  const lost = stored?.lost_secrets ?? [];
  const lost_labels = labelsOf(spec, lost);
  const labels = labelsOf(
    spec,
    (stored?.missing_secrets ?? []).filter((path) => !lost.includes(path)),
  );
  const fields = labels.length === 1 ? "value for the following field" : "values for the following fields";
  return (
    <>
      {lost_labels.length > 0 ? (
        <Note
          subject="lostSecretsNote"
          title={`The key that sealed ${lost_labels.length === 1 ? "this" : "these"} is gone. Enter ${listLabels(lost_labels)} again.`}
        />
      ) : null}
      {labels.length > 0 ? (
        <Note
          subject="missingSecretsNote"
          title={`Sensitive information is not imported. Please enter ${fields} ${listLabels(labels)}.`}
        />
      ) : null}
    </>
  );
}

function Note({ subject, title }: { subject: string; title: string }) {
  return (
    <>
      <EuiCallOut
        size="s"
        color="warning"
        iconType="warning"
        title={title}
        css={{ overflowWrap: "anywhere" }}
        data-test-subj={subject}
      />
      <EuiSpacer size="m" />
    </>
  );
}
