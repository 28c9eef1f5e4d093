/** Labelled numbers in a row, as a definition list. */
import { EuiIconTip, useEuiTheme } from "@elastic/eui";
import { css } from "@emotion/react";
import { Fragment, type ReactNode } from "react";

export type Figure = {
  label: string;
  value: ReactNode;
  /** Said in a tooltip beside the value. */
  note?: string;
  subject: string;
};

type Props = { figures: Figure[]; size?: "m" | "l" };

export function Figures({ figures, size = "m" }: Props) {
  const { euiTheme } = useEuiTheme();
  const styles = css`
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(${size === "l" ? 140 : 130}px, 1fr));
    gap: ${euiTheme.size.m};
    margin: 0;
    & > div {
      min-width: 0;
      padding: ${euiTheme.size.m};
      border: 1px solid ${euiTheme.colors.borderBaseSubdued};
      border-radius: ${euiTheme.border.radius.medium};
      background: ${euiTheme.colors.backgroundBasePlain};
    }
    dt {
      font-size: 12px;
      line-height: 16px;
      color: ${euiTheme.colors.textSubdued};
    }
    dd {
      margin: ${euiTheme.size.xs} 0 0;
      font-size: ${size === "l" ? 22 : 16}px;
      line-height: ${size === "l" ? 28 : 24}px;
      font-weight: ${euiTheme.font.weight.semiBold};
      font-variant-numeric: tabular-nums;
      color: ${euiTheme.colors.textHeading};
      overflow-wrap: anywhere;
    }
  `;
  return (
    <dl css={styles}>
      {figures.map(({ label, value, note, subject }) => (
        <div key={subject}>
          <dt>{label}</dt>
          <dd>
            <span data-test-subj={subject}>{value}</span>
            {note ? (
              <Fragment>
                {" "}
                <EuiIconTip type="info" color="subdued" content={note} aria-label={`About ${label}`} />
              </Fragment>
            ) : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
