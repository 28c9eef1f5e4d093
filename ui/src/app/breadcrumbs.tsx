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
  const trailOf = (): EuiBreadcrumb[] => {
    if (path.startsWith("/usage")) return [{ text: "Token usage" }];
    if (path.startsWith("/networking")) return [{ text: "Networking" }];
    if (path.startsWith("/settings")) return [{ text: "Settings" }];
    if (path.startsWith("/get-started")) return [{ text: "Get started" }];
    if (path.startsWith("/connectors/_create")) return [list, { text: "Create connector" }];
    if (path.startsWith("/connectors/_import")) return [list, { text: "Import connectors" }];
    if (connector_id) return [list, { text: open?.name ?? "Connector" }];
    return path.startsWith("/connectors") ? [{ text: "Connectors" }] : [];
  };

  return <EuiHeaderBreadcrumbs aria-label="Breadcrumbs" breadcrumbs={trailOf()} data-test-subj="breadcrumbs" />;
}
