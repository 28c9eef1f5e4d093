import { EuiButtonIcon, EuiContextMenuItem, EuiContextMenuPanel, EuiPopover } from "@elastic/eui";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useMay } from "../../../host/access";
import { useExportConnectors } from "../transfer/use_export_connectors";
import { useSealedExport, WINDOW_ONLY } from "../transfer/use_sealed_export";

/** What is done with the whole list. */
export function PageMenu() {
  const navigate = useNavigate();
  const may_import = useMay("connectors_import");
  const { export_connectors, is_exporting } = useExportConnectors();
  const sealed = useSealedExport();
  const [is_open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
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
  if (sealed.offer !== "absent") {
    items.push(
      <EuiContextMenuItem
        key="export_sealed"
        icon="lock"
        hasAriaDisabled
        disabled={sealed.offer === "window_only"}
        toolTipContent={sealed.offer === "window_only" ? WINDOW_ONLY : undefined}
        data-test-subj="exportSealed"
        onClick={() => {
          close();
          // A modal remembers where the focus came from; the menu is gone when it gives it back.
          setTimeout(() => {
            button.current?.focus();
            sealed.ask(null);
          });
        }}
      >
        Export with secrets…
      </EuiContextMenuItem>,
    );
  }
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
    <>
      <EuiPopover
        isOpen={is_open}
        closePopover={close}
        panelPaddingSize="none"
        anchorPosition="downRight"
        aria-label="More actions"
        button={
          <EuiButtonIcon
            buttonRef={button}
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
      {sealed.modal}
    </>
  );
}
