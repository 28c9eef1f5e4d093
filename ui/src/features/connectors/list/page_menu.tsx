import { EuiButtonIcon, EuiContextMenuItem, EuiContextMenuPanel, EuiPopover } from "@elastic/eui";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "../../../host/access";
import { useExportConnectors } from "../transfer/use_export_connectors";

/** What is done with the whole list. */
export function PageMenu() {
  const navigate = useNavigate();
  const may_import = useMay("connectors_import");
  const { export_connectors, is_exporting } = useExportConnectors();
  const [is_open, setOpen] = useState(false);
  const close = () => setOpen(false);

  const items = [
    <EuiContextMenuItem
      key="export"
      icon="download"
      disabled={is_exporting}
      data-test-subj="exportAll"
      onClick={() => {
        close();
        export_connectors(null);
      }}
    >
      Export all
    </EuiContextMenuItem>,
  ];
  if (may_import) {
    items.unshift(
      <EuiContextMenuItem
        key="import"
        icon="upload"
        data-test-subj="importConnectors"
        onClick={() => {
          close();
          void navigate({ to: "/connectors/_import" });
        }}
      >
        Import
      </EuiContextMenuItem>,
    );
  }
  return (
    <EuiPopover
      isOpen={is_open}
      closePopover={close}
      panelPaddingSize="none"
      anchorPosition="downRight"
      aria-label="More actions"
      button={
        <EuiButtonIcon
          iconType="ellipsis"
          size="m"
          color="text"
          display="base"
          aria-label="More actions"
          aria-haspopup="true"
          aria-expanded={is_open}
          data-test-subj="pageMenuButton"
          onClick={() => setOpen(!is_open)}
        />
      }
    >
      <EuiContextMenuPanel items={items} />
    </EuiPopover>
  );
}
