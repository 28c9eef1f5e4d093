import { EuiProvider } from "@elastic/eui";
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useLayoutEffect, type ReactNode } from "react";
import { ErrorBoundary } from "../components/error_boundary";
import { ThemeProvider, useTheme } from "../components/theme";
import { ToastsProvider } from "../components/toasts";
import { HostContext } from "../host/context";
import type { Host } from "../host/host";
import { Failed } from "./failed";
import type { makeRouter } from "./router";

type Props = { host: Host; query_client: QueryClient; router: ReturnType<typeof makeRouter> };

function ThemedEui({ children }: { children: ReactNode }) {
  const { mode } = useTheme();
  useLayoutEffect(() => {
    // Native controls, scroll bars and the area behind the page follow this.
    document.documentElement.style.colorScheme = mode;
  }, [mode]);
  return <EuiProvider colorMode={mode}>{children}</EuiProvider>;
}

export function App({ host, query_client, router }: Props) {
  return (
    <HostContext.Provider value={host}>
      <QueryClientProvider client={query_client}>
        <ThemeProvider>
          <ThemedEui>
            <ErrorBoundary Fallback={Failed}>
              <ToastsProvider>
                <RouterProvider router={router} />
              </ToastsProvider>
            </ErrorBoundary>
          </ThemedEui>
        </ThemeProvider>
      </QueryClientProvider>
    </HostContext.Provider>
  );
}
