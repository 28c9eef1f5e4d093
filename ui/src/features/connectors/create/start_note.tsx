/** Above the form: where it starts from, and how to start from something else. */
import { EuiButton, EuiCallOut, EuiSpacer, EuiText } from "@elastic/eui";
import { ExternalLink } from "../../../components/external_link";
import { listLabels } from "../../../lib/list_labels";
import type { Connector, ConnectorPreset } from "../../../wire/types";
import type { PasteReport } from "../paste/fill_form";

type Props = {
  copied_from: Connector | null;
  preset: ConnectorPreset | null;
  pasted: PasteReport | null;
  on_paste: () => void;
};

export function StartNote({ copied_from, preset, pasted, on_paste }: Props) {
  return (
    <>
      {copied_from ? (
        <EuiText size="s" color="subdued" css={{ overflowWrap: "anywhere" }} data-test-subj="copyNote">
          <p>{`A copy of "${copied_from.name}". Keys, certificates and secret headers are not copied: enter them here.`}</p>
        </EuiText>
      ) : (
        <EuiButton size="s" iconType="code" onClick={on_paste} data-test-subj="pasteButton">
          Paste a curl command
        </EuiButton>
      )}
      <EuiSpacer size="m" />
      {preset ? (
        <>
          <EuiText size="s" color="subdued" data-test-subj="presetHelp">
            <p>
              {preset.help} <ExternalLink href={preset.docs_url}>{`${preset.label} documentation`}</ExternalLink>
            </p>
          </EuiText>
          <EuiSpacer size="m" />
        </>
      ) : null}
      {/* There from the start, so that what appears in it is spoken. */}
      <div role="status">{pasted ? <Pasted report={pasted} /> : null}</div>
    </>
  );
}

function Pasted({ report: { filled, left_out, needs_key, empty_headers } }: { report: PasteReport }) {
  const needs_more = needs_key || empty_headers.length > 0;
  const lines = [
    needs_key ? "It holds no key, only a placeholder or nothing at all: enter the API key yourself." : null,
    empty_headers.length > 0 ? `It holds only placeholders for headers: enter the value of ${listLabels(empty_headers)}.` : null,
    left_out.length > 0 ? `Left out: ${listLabels(left_out)}.` : null,
  ].filter((line) => line !== null);
  return (
    <>
      <EuiCallOut
        size="s"
        color={needs_more ? "warning" : "success"}
        iconType={needs_more ? "warning" : "check"}
        title={`Filled in: ${listLabels(filled)}.`}
        css={{ overflowWrap: "anywhere" }}
        data-test-subj="pasteReport"
      >
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </EuiCallOut>
      <EuiSpacer size="m" />
    </>
  );
}
