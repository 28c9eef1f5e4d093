import { EuiBadge, EuiButtonIcon, EuiIconTip, EuiTableRow, EuiTableRowCell, EuiToolTip } from "@elastic/eui";
import { css } from "@emotion/react";
import { useNavigate } from "@tanstack/react-router";
import { memo } from "react";
import { RouterButtonEmpty, RouterLink } from "../../components/router_link";
import { urlHost } from "../../lib/url_host";
import type { Connector } from "../../wire/types";

type Props = {
  connector: Connector;
  is_narrow: boolean;
  may_delete: boolean;
  on_delete: (connector: Connector) => void;
};

const truncated = css`
  display: block;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
`;
const name_cell = css`
  display: flex;
  align-items: center;
  gap: 6px;
  min-width: 0;
  a {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;
const action_cell = css`
  display: flex;
  align-items: center;
  justify-content: flex-end;
  gap: 4px;
  width: 100%;
  /* Fix is wider than the icon it stands in for. */
  & > :last-child {
    display: inline-flex;
    justify-content: center;
    inline-size: 40px;
  }
`;

function Text({ children }: { children: string }) {
  return (
    <span css={truncated} title={children}>
      {children}
    </span>
  );
}

export const ConnectorRow = memo(function ConnectorRow({ connector, is_narrow, may_delete, on_delete }: Props) {
  const navigate = useNavigate();
  const { id, name, config, is_missing_secrets, is_preconfigured } = connector;
  const params = { connector_id: id };
  return (
    <EuiTableRow data-test-subj="connectorRow">
      <EuiTableRowCell textOnly={false} setScopeRow>
        <span css={name_cell}>
          <RouterLink to="/connectors/$connector_id" params={params} title={name} data-test-subj="connectorNameLink">
            {name}
          </RouterLink>
          {is_missing_secrets ? (
            <EuiIconTip type="warning" color="warning" content="The API key is missing" aria-label="The API key is missing" />
          ) : null}
        </span>
      </EuiTableRowCell>
      <EuiTableRowCell textOnly={false}>
        <Text>{config.apiProvider}</Text>
      </EuiTableRowCell>
      {is_narrow ? null : (
        <EuiTableRowCell textOnly={false}>
          <Text>{urlHost(config.apiUrl) ?? config.apiUrl}</Text>
        </EuiTableRowCell>
      )}
      <EuiTableRowCell textOnly={false}>
        <Text>{config.defaultModel ?? "–"}</Text>
      </EuiTableRowCell>
      <EuiTableRowCell textOnly={false} align="right">
        <span css={action_cell}>
          {is_preconfigured ? (
            <EuiToolTip content="This connector can't be deleted.">
              <EuiBadge color="hollow" tabIndex={0} data-test-subj="preconfiguredBadge">
                Preconfigured
              </EuiBadge>
            </EuiToolTip>
          ) : (
            <EuiToolTip
              content={may_delete ? "Delete this connector" : "Unable to delete connectors"}
              disableScreenReaderOutput
            >
              <EuiButtonIcon
                iconType="trash"
                color="danger"
                aria-label={`Delete "${name}"`}
                isDisabled={!may_delete}
                data-test-subj="deleteConnectorButton"
                onClick={() => on_delete(connector)}
              />
            </EuiToolTip>
          )}
          {is_missing_secrets ? (
            <RouterButtonEmpty
              to="/connectors/$connector_id"
              params={params}
              size="xs"
              aria-label={`Fix "${name}"`}
              title="Fix connector configuration"
              data-test-subj="fixConnectorButton"
            >
              Fix
            </RouterButtonEmpty>
          ) : (
            <EuiToolTip content="Test this connector" disableScreenReaderOutput>
              <EuiButtonIcon
                iconType="play"
                aria-label={`Test "${name}"`}
                data-test-subj="testConnectorButton"
                onClick={() => void navigate({ to: "/connectors/$connector_id/test", params })}
              />
            </EuiToolTip>
          )}
        </span>
      </EuiTableRowCell>
    </EuiTableRow>
  );
});
