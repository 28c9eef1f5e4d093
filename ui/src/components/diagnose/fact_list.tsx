/** Labels and what was seen, as text and nothing else: a server chooses some of these words. */
import { useEuiTheme } from "@elastic/eui";
import { css } from "@emotion/react";
import type { ReactNode } from "react";

export type Fact = { label: string; value: ReactNode };

export function FactList({ facts }: { facts: Fact[] }) {
  const { euiTheme } = useEuiTheme();
  const styles = css`
    display: grid;
    grid-template-columns: minmax(72px, max-content) 1fr;
    gap: 2px ${euiTheme.size.s};
    margin: 0;
    /* Within a text of EUI, which has looks of its own for such lists. */
    && dt,
    && dd {
      margin: 0;
      font-size: 12px;
      line-height: 18px;
      font-weight: ${euiTheme.font.weight.regular};
    }
    dt {
      max-inline-size: 128px;
      color: ${euiTheme.colors.textSubdued};
    }
    dd {
      min-inline-size: 0;
      color: ${euiTheme.colors.textParagraph};
      overflow-wrap: anywhere;
      white-space: pre-line;
    }
  `;
  return (
    <dl css={styles}>
      {facts.map(({ label, value }, at) => (
        // A label may come twice, as a name may have two addresses.
        <div key={at} css={{ display: "contents" }}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
