import { EuiBadge, EuiFlexGroup, EuiFlexItem, EuiFlyoutHeader, EuiSpacer, EuiText, EuiTitle } from "@elastic/eui";
import { Mark } from "../../../components/brand";
import type { ConnectorSpec } from "../../../wire/types";
import { FlyoutTabs } from "../form/flyout_tabs";

type Props = {
  spec: ConnectorSpec;
  title_id: string;
  is_testing: boolean;
  on_configure: () => void;
  on_test: () => void;
};

export function CreateHeader({ spec, title_id, is_testing, on_configure, on_test }: Props) {
  return (
    <EuiFlyoutHeader hasBorder>
      <EuiFlexGroup alignItems="flexStart" gutterSize="m" responsive={false}>
        <EuiFlexItem grow={false}>
          <Mark size={32} />
        </EuiFlexItem>
        <EuiFlexItem>
          <EuiTitle size="s">
            <h2 id={title_id}>{spec.name} connector</h2>
          </EuiTitle>
          <EuiText size="s" color="subdued">
            {spec.description}
          </EuiText>
          {spec.compatibility.length > 0 ? (
            <>
              <EuiSpacer size="s" />
              <EuiFlexGroup gutterSize="xs" alignItems="center" responsive={false} wrap>
                <EuiFlexItem grow={false}>
                  <EuiText size="xs">Compatibility:</EuiText>
                </EuiFlexItem>
                {spec.compatibility.map((name) => (
                  <EuiFlexItem grow={false} key={name}>
                    <EuiBadge color="default">{name}</EuiBadge>
                  </EuiFlexItem>
                ))}
              </EuiFlexGroup>
            </>
          ) : null}
        </EuiFlexItem>
      </EuiFlexGroup>
      <FlyoutTabs
        tabs={[
          { label: "Configuration", is_selected: !is_testing, on_select: on_configure, subject: "configurationTab" },
          { label: "Test", is_selected: is_testing, on_select: on_test, subject: "testTab" },
        ]}
      />
    </EuiFlyoutHeader>
  );
}
