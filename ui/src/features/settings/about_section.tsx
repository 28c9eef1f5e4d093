import { EuiDescriptionList, EuiSpacer, EuiText } from "@elastic/eui";
import { useAppInfo } from "../../host/access";
import { Section } from "../../components/section";

export function AboutSection() {
  const info = useAppInfo();
  return (
    <Section title="About" anchor="about">
      <EuiDescriptionList
        compressed
        type="column"
        columnWidths={[1, 3]}
        listItems={[
          { title: "Version", description: <span data-test-subj="appVersion">{info?.version ?? "—"}</span> },
          {
            title: "Data directory",
            description: (
              <span css={{ overflowWrap: "anywhere" }} data-test-subj="dataDirectory">
                {info?.data_dir ?? "—"}
              </span>
            ),
          },
          {
            title: "Configuration file",
            description: (
              <span css={{ overflowWrap: "anywhere" }} data-test-subj="configFile">
                {info ? (info.config_file ?? "None") : "—"}
              </span>
            ),
          },
        ]}
      />
      <EuiSpacer size="m" />
      <EuiText size="s" color="subdued">
        <p>
          Patchbay's own code is licensed under Apache-2.0. It ships Elastic UI (EUI) and Elastic Charts, which are
          licensed under the Elastic License 2.0. Patchbay is not made or endorsed by Elastic or OpenAI.
        </p>
      </EuiText>
    </Section>
  );
}
