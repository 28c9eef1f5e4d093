import { EuiHeaderBreadcrumbs, type EuiBreadcrumb } from "@elastic/eui";
import { useLocation, useNavigate, useParams } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import { useCommandQuery } from "../host/use_command";

export function Breadcrumbs() {
  const navigate = useNavigate();
  const path = useLocation({ select: (location) => location.pathname });
  const { connector_id } = useParams({ strict: false });
  // Shows what the flyout has fetched, and fetches nothing itself.
  const { data: open } = useCommandQuery("connectors_get", { id: connector_id ?? "" }, { enabled: false });

  const list: EuiBreadcrumb = {
    text: "Connectors",
    href: "/connectors",
    onClick: (event: MouseEvent) => {
      event.preventDefault();
      void navigate({ to: "/connectors" });
    },
  };
  const trail: EuiBreadcrumb[] = path.startsWith("/usage")
    ? [{ text: "Token usage" }]
    : path.startsWith("/settings")
      ? [{ text: "Settings" }]
      : path.startsWith("/connectors/create")
        ? [list, { text: "Create connector" }]
        : connector_id
          ? [list, { text: open?.name ?? "Connector" }]
          : path.startsWith("/connectors")
            ? [{ text: "Connectors" }]
            : [];

  return <EuiHeaderBreadcrumbs aria-label="Breadcrumbs" breadcrumbs={trail} data-test-subj="breadcrumbs" />;
}
