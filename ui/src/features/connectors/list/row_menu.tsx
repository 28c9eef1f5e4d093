import { EuiButtonIcon, EuiContextMenuItem, EuiContextMenuPanel, EuiPopover } from "@elastic/eui";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import type { Connector } from "../../../wire/types";
import { WINDOW_ONLY } from "../transfer/use_sealed_export";
import { kindOf } from "./connector_kind";
import type { RowActions } from "./connector_row";

type Props = { connector: Connector; actions: RowActions };

export function RowMenu({ connector, actions }: Props) {
  const navigate = useNavigate();
  const [is_open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { id, name, is_preconfigured } = connector;
  const { may_create, may_delete, on_delete, on_export, sealed_export, on_export_sealed } = actions;

  const item = (label: string, icon: string, subject: string, on_click: () => void, obstacle?: string) => (
    <EuiContextMenuItem
      key={subject}
      icon={icon}
      hasAriaDisabled={obstacle !== undefined}
      disabled={obstacle !== undefined}
      toolTipContent={obstacle}
      data-test-subj={subject}
      onClick={() => {
        setOpen(false);
        // A modal remembers where the focus came from; the menu is gone when it gives it back.
        setTimeout(() => {
          button.current?.focus();
          on_click();
        });
      }}
    >
      {label}
    </EuiContextMenuItem>
  );

  const may_edit = may_create && !is_preconfigured;
  const items = [
    item(may_edit ? "Edit" : "View", may_edit ? "pencil" : "eye", "rowMenuEdit", () => {
      void navigate({ to: "/connectors/$connector_id", params: { connector_id: id } });
    }),
  ];
  items.push(
    item("Diagnose", "inspect", "rowMenuDiagnose", () => {
      void navigate({ to: "/connectors/$connector_id/diagnose", params: { connector_id: id } });
    }),
  );
  if (may_create) {
    items.push(
      item("Duplicate", "copy", "rowMenuDuplicate", () => {
        void navigate({ to: "/connectors/_create/$kind", params: { kind: kindOf(connector) }, search: { from: id } });
      }),
    );
  }
  if (!is_preconfigured) {
    items.push(item("Export", "download", "rowMenuExport", () => on_export([id])));
    if (sealed_export !== "absent") {
      const obstacle = sealed_export === "window_only" ? WINDOW_ONLY : undefined;
      items.push(item("Export with secrets…", "lock", "rowMenuExportSealed", () => on_export_sealed([id]), obstacle));
    }
    if (may_delete) items.push(item("Delete", "trash", "rowMenuDelete", () => on_delete(connector)));
  }

  return (
    <EuiPopover
      isOpen={is_open}
      closePopover={() => setOpen(false)}
      panelPaddingSize="none"
      anchorPosition="downRight"
      aria-label={`Actions for "${name}"`}
      button={
        <EuiButtonIcon
          buttonRef={button}
          iconType="ellipsis"
          color="text"
          aria-label={`More actions for "${name}"`}
          aria-haspopup="true"
          aria-expanded={is_open}
          data-test-subj="rowMenuButton"
          onClick={() => setOpen(!is_open)}
        />
      }
    >
      <EuiContextMenuPanel items={items} />
    </EuiPopover>
  );
}
