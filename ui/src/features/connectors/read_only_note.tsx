import { EuiCallOut, EuiDescriptionList, EuiSpacer } from "@elastic/eui";
import type { Connector } from "../../wire/types";

export function ReadOnlyNote({ connector }: { connector: Connector }) {
  const { config } = connector;
  return (
    <>
      <EuiCallOut
        size="s"
        iconType="lock"
        title="This connector is read-only."
        data-test-subj="readOnlyNote"
      >
        <p>It comes with Patchbay and needs no API key. You can test it, and hide it in Settings.</p>
      </EuiCallOut>
      <EuiSpacer size="l" />
      <EuiDescriptionList
        type="column"
        columnWidths={[1, 3]}
        compressed
        listItems={[
          { title: "Provider", description: config.apiProvider },
          { title: "URL", description: <span css={{ overflowWrap: "anywhere" }}>{config.apiUrl}</span> },
          { title: "Default model", description: config.defaultModel ?? "–" },
        ]}
      />
    </>
  );
}
