import { EuiCallOut, EuiDescriptionList, EuiSpacer } from "@elastic/eui";
import { RouterButtonEmpty } from "../../../components/router_link";
import { useMay } from "../../../host/access";
import { headerOfPath, referenceOf, secretHeaderPath } from "../../../lib/secret_paths";
import type { Connector, ConnectorSpec, FieldSpec } from "../../../wire/types";
import { EffectiveSettings } from "../form/effective_settings";
import { fieldsOf, kindOf, providerSpec } from "../form/fields";
import { PROXY_SECRET_LABELS, PROXY_SECRETS } from "../form/own_networking";

/** What a field holds, in words; null where it holds nothing. */
function shown(field: FieldSpec, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (field.kind === "headers") {
    return Object.entries(value as Record<string, string>)
      .map(([name, text]) => `${name}: ${text}`)
      .join("\n");
  }
  if (field.kind === "switch") return value === true ? "On" : "Off";
  return field.options.find((option) => option.value === value)?.label ?? String(value);
}

/** Where a secret comes from. What it is, nobody is told. */
function sourceOf(connector: Connector, path: string): string {
  const reference = referenceOf(connector, path);
  if (!reference) return "Set";
  return `From the environment variable ${reference.variable}${reference.is_set ? "" : ", which Patchbay does not have now"}`;
}

export function ReadOnlyNote({ connector, spec }: { connector: Connector; spec: ConnectorSpec }) {
  const { config, id, stored_secrets } = connector;
  const provider = providerSpec(spec, config.apiProvider);
  const values = new Map<string, unknown>(Object.entries(config));
  const set = fieldsOf(provider, "config.").flatMap((field) => {
    const text = shown(field, values.get(field.name.slice("config.".length)));
    return text === null ? [] : [{ title: field.label, description: <Value>{text}</Value> }];
  });
  const secrets = fieldsOf(provider, "secrets.")
    .filter(({ name }) => stored_secrets.includes(name))
    .map(({ label, name }) => ({ title: label, description: <Value>{sourceOf(connector, name)}</Value> }));
  const headers = stored_secrets.flatMap((path) => headerOfPath(path) ?? []);
  if (headers.length > 0) {
    const lines = headers.map((name) => `${name}: ${sourceOf(connector, secretHeaderPath(name))}`);
    secrets.push({ title: "Secret HTTP headers", description: <Value>{lines.join("\n")}</Value> });
  }
  for (const path of PROXY_SECRETS.filter((each) => stored_secrets.includes(each))) {
    secrets.push({ title: PROXY_SECRET_LABELS[path], description: <Value>{sourceOf(connector, path)}</Value> });
  }
  const may_create = useMay("connectors_create");
  return (
    <>
      <EuiCallOut
        size="s"
        iconType="lock"
        title="This connector is read-only."
        data-test-subj="readOnlyNote"
      >
        <p>
          It cannot be changed here, but you can test it
          {may_create ? ", or duplicate it and change the copy" : ""}.
        </p>
        {may_create ? (
          <RouterButtonEmpty
            to="/connectors/_create/$kind"
            params={{ kind: kindOf(config.apiProvider) }}
            search={{ from: id }}
            iconType="copy"
            size="s"
            flush="left"
            data-test-subj="duplicateConnectorButton"
          >
            Duplicate
          </RouterButtonEmpty>
        ) : null}
      </EuiCallOut>
      <EuiSpacer size="l" />
      <EuiDescriptionList
        type="column"
        columnWidths={[1, 3]}
        compressed
        listItems={[
          { title: "Connector ID", description: id },
          { title: "Provider", description: provider.label },
          ...set,
          ...secrets,
        ]}
      />
      <EuiSpacer size="l" />
      <EffectiveSettings />
    </>
  );
}

function Value({ children }: { children: string }) {
  return <span css={{ overflowWrap: "anywhere", whiteSpace: "pre-line" }}>{children}</span>;
}
