import {
  EuiBadge,
  EuiButtonIcon,
  EuiCheckbox,
  EuiTableRow,
  EuiTableRowCell,
  EuiTableRowCellCheckbox,
  EuiToolTip,
} from "@elastic/eui";
import { css } from "@emotion/react";
import { useNavigate } from "@tanstack/react-router";
import { memo } from "react";
import { RouterButtonEmpty } from "../../../components/router_link";
import type { Connector } from "../../../wire/types";
import { COLUMNS, type ColumnId } from "./columns";
import { cellOf, NameCell, type Activity } from "./row_cells";
import type { SealedExport } from "../transfer/use_sealed_export";
import { RowMenu } from "./row_menu";
import { isSelectable } from "./use_selection";

export type RowActions = {
  may_create: boolean;
  may_delete: boolean;
  on_delete: (connector: Connector) => void;
  on_export: (ids: string[]) => void;
  sealed_export: SealedExport["offer"];
  on_export_sealed: (ids: string[]) => void;
  on_select: (ids: string[], is_on: boolean) => void;
};

type Props = {
  connector: Connector;
  activity: Activity;
  columns: readonly ColumnId[];
  is_selected: boolean;
  actions: RowActions;
};

const action_cell = css`
  display: flex;
  align-items: center;
  justify-content: flex-end;
  gap: 4px;
  width: 100%;
`;
/* Fix is wider than the icon it stands in for, and other words may be wider still. */
const test_slot = css`
  display: inline-flex;
  justify-content: center;
  min-inline-size: 32px;
`;

function TestOrFix({ connector }: { connector: Connector }) {
  const navigate = useNavigate();
  const params = { connector_id: connector.id };
  if (connector.is_missing_secrets) {
    const is_lost = connector.lost_secrets.length > 0;
    const label = is_lost ? "Re-enter key" : "Fix";
    return (
      <EuiToolTip
        content={is_lost ? "Enter again what cannot be opened any more" : "Fix connector configuration"}
        disableScreenReaderOutput
      >
        <RouterButtonEmpty
          to="/connectors/$connector_id"
          params={params}
          size="xs"
          aria-label={is_lost ? `${label} of "${connector.name}"` : `${label} "${connector.name}"`}
          data-test-subj="fixConnectorButton"
        >
          {label}
        </RouterButtonEmpty>
      </EuiToolTip>
    );
  }
  return (
    <EuiToolTip content="Test this connector" disableScreenReaderOutput>
      <EuiButtonIcon
        iconType="play"
        aria-label={`Test "${connector.name}"`}
        data-test-subj="testConnectorButton"
        onClick={() => void navigate({ to: "/connectors/$connector_id/test", params })}
      />
    </EuiToolTip>
  );
}

export const ConnectorRow = memo(function ConnectorRow({ connector, activity, columns, is_selected, actions }: Props) {
  const { id, name, is_preconfigured } = connector;
  const { may_delete, on_delete, on_select } = actions;
  return (
    <EuiTableRow data-test-subj="connectorRow" isSelected={is_selected}>
      {may_delete ? (
        <EuiTableRowCellCheckbox>
          {isSelectable(connector) ? (
            <EuiCheckbox
              id={`select-${id}`}
              aria-label={`Select "${name}"`}
              checked={is_selected}
              data-test-subj="selectConnector"
              onChange={(event) => on_select([id], event.target.checked)}
            />
          ) : null}
        </EuiTableRowCellCheckbox>
      ) : null}
      <EuiTableRowCell textOnly={false} setScopeRow>
        <NameCell connector={connector} />
      </EuiTableRowCell>
      {columns.map((column) => (
        <EuiTableRowCell key={column} textOnly={false} align={COLUMNS[column].align}>
          {cellOf(column, connector, activity)}
        </EuiTableRowCell>
      ))}
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
          <span css={test_slot}>
            <TestOrFix connector={connector} />
          </span>
          <RowMenu connector={connector} actions={actions} />
        </span>
      </EuiTableRowCell>
    </EuiTableRow>
  );
});
