/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const BACKEND = process.env.PATCHBAY_URL ?? "http://127.0.0.1:5199";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * Keeps out of the bundle what EUI brings and this screen never uses: a chunk for each of its 600
 * icons, and moment. Together they cost more than a third of the first chunk.
 */
function leanEui(): Plugin {
  const stand_ins: Record<string, string> = {
    "./icon_map": path("./src/components/icon_map.ts"),
    moment: path("./src/components/no_moment.ts"),
  };
  return {
    name: "patchbay:lean-eui",
    enforce: "pre",
    resolveId(source, importer) {
      return importer?.includes("/@elastic/eui/") ? (stand_ins[source] ?? null) : null;
    },
  };
}

export default defineConfig(({ mode }) => ({
  plugins: [leanEui(), react({ jsxImportSource: "@emotion/react" })],
  resolve: {
    alias:
      mode === "test"
        ? // Node takes EUI's CommonJS build as it is. (EUI's own test build gives every field the same id.)
          []
        : [
            // The build without prop types, which TypeScript has checked already.
            { find: /^@elastic\/eui$/, replacement: "@elastic/eui/optimize/es/index.js" },
            // The same functions as modules, so that only those in use are shipped.
            { find: /^lodash(?=\/|$)/, replacement: "lodash-es" },
          ],
  },
  server: {
    // `npm run dev` beside a running `patchbay serve`. The server answers only to its own origin.
    proxy: Object.fromEntries(
      ["/rpc", "/rpc_stream", "/session"].map((route) => [
        route,
        { target: BACKEND, changeOrigin: true, headers: { origin: BACKEND } },
      ]),
    ),
  },
  build: {
    target: "safari16",
    sourcemap: false,
    // Files, not data URLs: fonts and pictures are cached and allowed by the page's policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // All that the first paint needs, as one file: the splitter would make a dozen of it.
          groups: [{ name: "first", test: /\/src\/main\.tsx$/ }],
        },
      },
    },
  },
  test: {
    environment: "jsdom",
    // Vitest keeps one core for itself, which is half of a small machine.
    maxWorkers: "100%",
    setupFiles: ["./src/test_setup.ts"],
    restoreMocks: true,
    css: false,
    // A slow machine is no failure.
    testTimeout: 90_000,
  },
}));
