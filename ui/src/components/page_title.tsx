import { EuiFlexGroup, EuiFlexItem, EuiSpacer, EuiText, EuiTitle } from "@elastic/eui";
import { useEffect, type ReactNode } from "react";

type Props = { title: string; description?: string; actions?: ReactNode };

export function PageTitle({ title, description, actions }: Props) {
  useEffect(() => {
    document.title = `${title} - Patchbay`;
  }, [title]);
  return (
    <>
      <EuiFlexGroup alignItems="center" justifyContent="spaceBetween" gutterSize="m" responsive={false}>
        <EuiFlexItem>
          <EuiTitle size="l">
            <h1>{title}</h1>
          </EuiTitle>
        </EuiFlexItem>
        {actions ? <EuiFlexItem grow={false}>{actions}</EuiFlexItem> : null}
      </EuiFlexGroup>
      {description ? (
        <>
          <EuiSpacer size="s" />
          <EuiText color="subdued" size="s">
            <p>{description}</p>
          </EuiText>
        </>
      ) : null}
      <EuiSpacer size="l" />
    </>
  );
}
