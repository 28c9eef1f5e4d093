import { EuiPanel, EuiSpacer, EuiTitle, useGeneratedHtmlId } from "@elastic/eui";
import type { ReactNode } from "react";

type Props = {
  title: string;
  /** Where a link to this section leads. */
  anchor: string;
  children: ReactNode;
};

export function Section({ title, anchor, children }: Props) {
  const id = useGeneratedHtmlId();
  return (
    <EuiPanel
      id={anchor}
      hasBorder
      hasShadow={false}
      paddingSize="l"
      role="region"
      aria-labelledby={id}
      // Below the header, which stays where it is.
      css={{ scrollMarginBlockStart: "calc(var(--euiFixedHeadersOffset, 48px) + 16px)" }}
    >
      <EuiTitle size="xs">
        <h2 id={id}>{title}</h2>
      </EuiTitle>
      <EuiSpacer size="m" />
      {children}
    </EuiPanel>
  );
}
