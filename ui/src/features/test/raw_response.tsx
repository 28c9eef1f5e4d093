import { EuiAccordion, EuiButtonEmpty, EuiCopy, EuiText, useEuiTheme, useGeneratedHtmlId } from "@elastic/eui";
import { css } from "@emotion/react";
import { useMemo } from "react";
import { formatJson } from "../../lib/json_text";
import type { RunResult } from "../../wire/types";

type Props = { raw: string; format: RunResult["raw_format"] };

const LABELS: Record<Props["format"], string> = {
  json: "Raw response (JSON)",
  events: "Raw response (events, one per line)",
  text: "Raw response",
};

/** A plain block: EUI's code block would bring a highlighter of every language. */
export function RawResponse({ raw, format }: Props) {
  const { euiTheme } = useEuiTheme();
  const id = useGeneratedHtmlId();
  const shown = useMemo(() => (format === "json" ? formatJson(raw, 2) : raw), [raw, format]);
  const styles = css`
    max-height: 300px;
    margin: ${euiTheme.size.s} 0 0;
    padding: ${euiTheme.size.m};
    overflow: auto;
    border: 1px solid ${euiTheme.colors.borderBaseSubdued};
    border-radius: ${euiTheme.border.radius.medium};
    background: ${euiTheme.colors.backgroundBaseSubdued};
    color: ${euiTheme.colors.textParagraph};
    font-family: ${euiTheme.font.familyCode};
    font-size: 12px;
    line-height: 18px;
    white-space: pre;
    &:focus-visible {
      outline: 2px solid ${euiTheme.colors.borderStrongPrimary};
    }
  `;
  if (raw === "") {
    return (
      <EuiText size="s" color="subdued">
        <p>The service sent no body.</p>
      </EuiText>
    );
  }
  return (
    <EuiAccordion
      id={id}
      buttonContent={LABELS[format]}
      data-test-subj="rawResponseToggle"
      extraAction={
        <EuiCopy textToCopy={raw} beforeMessage="Copy" afterMessage="Copied">
          {(copy) => (
            <EuiButtonEmpty size="xs" iconType="copy" onClick={copy} data-test-subj="copyRawButton">
              Copy
            </EuiButtonEmpty>
          )}
        </EuiCopy>
      }
    >
      <pre css={styles} role="region" aria-label={LABELS[format]} tabIndex={0} data-test-subj="rawResponse">
        {shown}
      </pre>
    </EuiAccordion>
  );
}
