import {
  EuiBadge,
  EuiFlexGroup,
  EuiFlexItem,
  EuiFlyoutHeader,
  EuiSpacer,
  EuiTab,
  EuiTabs,
  EuiText,
  EuiTitle,
  EuiToolTip,
} from "@elastic/eui";
import { useNavigate } from "@tanstack/react-router";
import { Mark } from "../../components/brand";
import type { Connector } from "../../wire/types";

type Props = { title_id: string; connector: Connector; is_testing: boolean };

export function EditHeader({ title_id, connector, is_testing }: Props) {
  const navigate = useNavigate();
  const params = { connector_id: connector.id };
  const { name, is_preconfigured } = connector;
  return (
    <EuiFlyoutHeader hasBorder>
      <EuiFlexGroup alignItems="center" gutterSize="m" responsive={false}>
        <EuiFlexItem grow={false}>
          <Mark size={32} />
        </EuiFlexItem>
        <EuiFlexItem css={{ minWidth: 0 }}>
          <EuiFlexGroup alignItems="center" gutterSize="s" responsive={false}>
            <EuiFlexItem grow={false} css={{ minWidth: 0 }}>
              <EuiTitle size="s">
                <h2 id={title_id} className="eui-textTruncate" title={is_preconfigured ? name : undefined}>
                  {is_preconfigured ? name : "Edit connector"}
                </h2>
              </EuiTitle>
            </EuiFlexItem>
            {is_preconfigured ? (
              <EuiFlexItem grow={false}>
                <EuiToolTip content="This connector is preconfigured and cannot be edited">
                  <EuiBadge color="hollow" tabIndex={0}>
                    Preconfigured
                  </EuiBadge>
                </EuiToolTip>
              </EuiFlexItem>
            ) : null}
          </EuiFlexGroup>
          <EuiText size="s" color="subdued" className={is_preconfigured ? undefined : "eui-textTruncate"}>
            {is_preconfigured ? connector.description : <span title={name}>{name}</span>}
          </EuiText>
        </EuiFlexItem>
      </EuiFlexGroup>
      <EuiSpacer size="s" />
      <EuiTabs bottomBorder={false} css={{ marginBottom: -24 }}>
        <EuiTab
          isSelected={!is_testing}
          data-test-subj="configurationTab"
          onClick={() => void navigate({ to: "/connectors/$connector_id", params })}
        >
          Configuration
        </EuiTab>
        <EuiTab
          isSelected={is_testing}
          data-test-subj="testTab"
          onClick={() => void navigate({ to: "/connectors/$connector_id/test", params })}
        >
          Test
        </EuiTab>
      </EuiTabs>
    </EuiFlyoutHeader>
  );
}
