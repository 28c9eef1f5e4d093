import { EuiLink } from "@elastic/eui";
import type { MouseEvent, ReactNode } from "react";
import { useHost } from "../host/context";

/** A link out of the app: the window hands it to the system's browser, a browser opens a tab. */
export function ExternalLink({ href, children }: { href: string; children: ReactNode }) {
  const host = useHost();
  const onClick = (event: MouseEvent) => {
    if (host.kind === "http") return;
    event.preventDefault();
    void host.open_external(href);
  };
  return (
    <EuiLink color="primary" href={href} target="_blank" rel="noreferrer" external onClick={onClick}>
      {children}
    </EuiLink>
  );
}
