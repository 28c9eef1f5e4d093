/** At the lower edge as long as something differs from what is saved. */
import { EuiButton, EuiButtonEmpty, EuiFlexGroup, EuiFlexItem, EuiText, useEuiTheme } from "@elastic/eui";
import { css } from "@emotion/react";

type Props = {
  is_saving: boolean;
  has_errors: boolean;
  /** What is wrong and has no field. */
  messages: string[];
  on_discard: () => void;
};

export function SaveBar({ is_saving, has_errors, messages, on_discard }: Props) {
  const { euiTheme } = useEuiTheme();
  return (
    <div
      role="region"
      aria-label="Unsaved changes"
      css={css`
        position: sticky;
        inset-block-end: 0;
        z-index: ${euiTheme.levels.header};
        margin-block-start: ${euiTheme.size.l};
        padding: ${euiTheme.size.m} ${euiTheme.size.l};
        border: 1px solid ${euiTheme.colors.borderBasePlain};
        border-radius: ${euiTheme.border.radius.medium};
        background: ${euiTheme.colors.backgroundBasePlain};
        box-shadow: 0 -2px 8px ${euiTheme.colors.shadow}22;
      `}
      data-test-subj="saveBar"
    >
      <EuiFlexGroup justifyContent="spaceBetween" alignItems="center" gutterSize="s" responsive={false} wrap>
        <EuiFlexItem css={{ minInlineSize: 240, overflowWrap: "anywhere" }}>
          <EuiText size="s" color={has_errors ? "danger" : "subdued"}>
            {has_errors ? ["Some changes need to be put right.", ...messages].join(" ") : "Changes are not saved yet."}
          </EuiText>
        </EuiFlexItem>
        <EuiFlexItem grow={false}>
          <EuiFlexGroup gutterSize="s" responsive={false}>
            <EuiButtonEmpty size="s" isDisabled={is_saving} onClick={on_discard} data-test-subj="discardButton">
              Discard
            </EuiButtonEmpty>
            <EuiButton fill size="s" type="submit" isLoading={is_saving} data-test-subj="saveButton">
              Save changes
            </EuiButton>
          </EuiFlexGroup>
        </EuiFlexItem>
      </EuiFlexGroup>
    </div>
  );
}
