import {
  EuiBadge,
  EuiFlexGroup,
  EuiFlexItem,
  EuiFlyoutHeader,
  EuiText,
  EuiTitle,
  EuiToolTip,
} from "@elastic/eui";
import { useNavigate } from "@tanstack/react-router";
import { Mark } from "../../../components/brand";
import { NetworkingWarning } from "../../../components/networking_warning";
import { WeakVerificationBadge } from "../../../components/weak_verification_badge";
import type { Connector } from "../../../wire/types";
import { FlyoutTabs } from "../form/flyout_tabs";
import type { EditTab } from "./use_edit_tab";

type Props = { title_id: string; connector: Connector; tab: EditTab };

export function EditHeader({ title_id, connector, tab }: Props) {
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
            {connector.weak_verification ? (
              <EuiFlexItem grow={false}>
                <WeakVerificationBadge mode={connector.weak_verification} />
              </EuiFlexItem>
            ) : null}
            {connector.networking_problem ? (
              <EuiFlexItem grow={false}>
                <NetworkingWarning problem={connector.networking_problem} />
              </EuiFlexItem>
            ) : null}
          </EuiFlexGroup>
          <EuiText size="s" color="subdued" className={is_preconfigured ? undefined : "eui-textTruncate"}>
            {is_preconfigured ? connector.description : <span title={name}>{name}</span>}
          </EuiText>
        </EuiFlexItem>
      </EuiFlexGroup>
      <FlyoutTabs
        tabs={[
          {
            label: "Configuration",
            is_selected: tab === "configuration",
            on_select: () => void navigate({ to: "/connectors/$connector_id", params }),
            subject: "configurationTab",
          },
          {
            label: "Usage",
            is_selected: tab === "usage",
            on_select: () => void navigate({ to: "/connectors/$connector_id/usage", params }),
            subject: "usageTab",
          },
          {
            label: "Test",
            is_selected: tab === "test",
            on_select: () => void navigate({ to: "/connectors/$connector_id/test", params }),
            subject: "testTab",
          },
          {
            label: "Diagnose",
            is_selected: tab === "diagnose",
            on_select: () => void navigate({ to: "/connectors/$connector_id/diagnose", params }),
            subject: "diagnoseTab",
          },
        ]}
      />
    </EuiFlyoutHeader>
  );
}
