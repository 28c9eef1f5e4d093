/** What stays while the pages change: header, navigation, and the door that asks for a key. */
import { EuiSkipLink, useEuiTheme } from "@elastic/eui";
import { css } from "@emotion/react";
import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { VaultProvider } from "../components/vault/vault_setup";
import { useHost } from "../host/context";
import { useCommandQuery } from "../host/use_command";
import { Header } from "./header";
import { Navigation } from "./navigation";

const SignInPage = lazy(() => import("./sign_in_page"));

export function Frame() {
  const { euiTheme } = useEuiTheme();
  const host = useHost();
  const { data, error } = useCommandQuery("app_info", {});
  // Kept until an answer proves otherwise: asking again must not take the sign-in page away from
  // somebody who is typing a key into it.
  const [needs_key, setNeedsKey] = useState(false);
  const is_refused = error?.code === "unauthorized";
  if (is_refused && !needs_key) setNeedsKey(true);
  if (data && !is_refused && needs_key) setNeedsKey(false);

  if (host.sign_in && needs_key) {
    return (
      <Suspense fallback={null}>
        <SignInPage />
      </Suspense>
    );
  }
  return (
    <VaultProvider>
      <EuiSkipLink destinationId="main" position="fixed" overrideLinkBehavior>
        Skip to main content
      </EuiSkipLink>
      <Header />
      <div css={{ display: "flex", minHeight: "100vh", paddingTop: "var(--euiFixedHeadersOffset, 48px)" }}>
        <Navigation />
        <main
          id="main"
          tabIndex={-1}
          css={css`
            flex: 1;
            min-width: 0;
            padding: ${euiTheme.size.l};
            background: ${euiTheme.colors.backgroundBasePlain};
            outline: none;
          `}
        >
          <div css={{ maxWidth: 1400, margin: "0 auto" }}>
            <Outlet />
          </div>
        </main>
      </div>
    </VaultProvider>
  );
}
