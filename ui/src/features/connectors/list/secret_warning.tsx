/** Beside the name of a connector that lacks a secret: which one, and why. */
import { EuiIconTip } from "@elastic/eui";
import { listLabels } from "../../../lib/list_labels";
import { headerOfPath, unsetReferences } from "../../../lib/secret_paths";
import type { Connector } from "../../../wire/types";

const API_KEY = "secrets.apiKey";

function labelsOf(paths: string[]): string[] {
  const headers = paths.flatMap((path) => headerOfPath(path) ?? []);
  const has_key = paths.includes(API_KEY);
  const has_files = paths.length > headers.length + (has_key ? 1 : 0);
  return [
    ...(has_key ? ["API key"] : []),
    ...(has_files ? ["PKI files"] : []),
    ...headers.map((name) => `header ${name}`),
  ];
}

function Warning({ title, content }: { title: string; content: string | undefined }) {
  return <EuiIconTip type="warning" color="warning" title={title} content={content} aria-label={title} />;
}

export function SecretWarning({ connector }: { connector: Connector }) {
  const { is_missing_secrets, missing_secrets, lost_secrets } = connector;
  if (lost_secrets.length > 0) {
    const lost = listLabels(labelsOf(lost_secrets));
    return <Warning title="Re-enter key" content={`What was sealed cannot be opened any more. Enter again: ${lost}.`} />;
  }
  if (is_missing_secrets) {
    const missing = labelsOf(missing_secrets);
    return (
      <Warning
        title="Sensitive information was not imported"
        content={missing.length > 0 ? `Missing: ${listLabels(missing)}.` : undefined}
      />
    );
  }
  const variables = Array.from(new Set(unsetReferences(connector).map(({ variable }) => variable)));
  if (variables.length === 0) return null;
  const title = variables.length === 1 ? "An environment variable is not set" : "Environment variables are not set";
  return (
    <Warning
      title={title}
      content={`Patchbay does not have ${listLabels(variables)}. Set ${variables.length === 1 ? "it" : "them"} before Patchbay is started.`}
    />
  );
}
