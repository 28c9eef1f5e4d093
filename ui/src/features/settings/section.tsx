import { EuiPanel, EuiSpacer, EuiTitle, useGeneratedHtmlId } from "@elastic/eui";
import type { ReactNode } from "react";

export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useGeneratedHtmlId();
  return (
    <EuiPanel hasBorder hasShadow={false} paddingSize="l" role="region" aria-labelledby={id}>
      <EuiTitle size="xs">
        <h2 id={id}>{title}</h2>
      </EuiTitle>
      <EuiSpacer size="m" />
      {children}
    </EuiPanel>
  );
}
