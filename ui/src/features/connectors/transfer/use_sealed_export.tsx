/** Export with secrets: never a switch of the plain export, always this act of its own, and in the window only. */
import { lazy, Suspense, useCallback, useState } from "react";
import { useAppInfo, useMay } from "../../../host/access";

const SealedExportModal = lazy(() => import("./sealed_export_modal"));

export type SealedExport = {
  /** `absent` for those who may not; `window_only` for a browser. */
  offer: "open" | "window_only" | "absent";
  /** `null` is all that are not preconfigured. */
  ask: (ids: string[] | null) => void;
};

export const WINDOW_ONLY = "The Patchbay window can do this, a browser cannot.";

export function useSealedExport() {
  const may_export = useMay("connectors_export_sealed");
  const face = useAppInfo()?.face;
  const [asked, setAsked] = useState<{ ids: string[] | null } | null>(null);
  const ask = useCallback((ids: string[] | null) => setAsked({ ids }), []);
  const offer: SealedExport["offer"] = !may_export ? "absent" : face === "window" ? "open" : "window_only";
  return {
    offer,
    ask,
    modal: asked ? (
      <Suspense fallback={null}>
        <SealedExportModal ids={asked.ids} on_close={() => setAsked(null)} />
      </Suspense>
    ) : null,
  };
}
