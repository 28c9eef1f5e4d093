/** Finds the layer at which the way to an answer is broken: starts it, shows what is found, and what to do. */
import { EuiSpacer } from "@elastic/eui";
import { css } from "@emotion/react";
import { lazy, Suspense, useLayoutEffect, useRef, useState } from "react";
import { useMay } from "../../host/access";
import type { Certificate } from "../../wire/types";
import type { RunTarget } from "../open_connector";
import { Controls } from "./controls";
import { Summary } from "./summary";
import { useDiagnosis } from "./use_diagnosis";
import { WayLayers } from "./way_layers";

const TrustModal = lazy(() => import("./trust_modal"));

/** How long a modal that closes may take to give the focus back to what had opened it. */
const MODAL_CLOSES_MS = 100;

/** Side by side where there is room, so that two ways can be compared layer by layer. */
const ways_grid = css`
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 272px), 1fr));
  gap: 24px;
`;

type Props = {
  target: RunTarget;
  /** By the form: what is above says why. */
  is_blocked?: boolean;
};

export function DiagnosePanel({ target, is_blocked = false }: Props) {
  const { state, start, stop } = useDiagnosis(target);
  const may_diagnose = useMay(target.kind === "stored" ? "connectors_diagnose" : "connectors_diagnose_draft");
  const may_trust = useMay("networking_trust");
  const [to_trust, setToTrust] = useState<Certificate | null>(null);
  const [trusted, setTrusted] = useState<string | null>(null);
  const place = useRef<HTMLElement>(null);
  const start_button = useRef<HTMLButtonElement>(null);
  const found = state.phase === "idle" ? null : state.found;
  const has_begun = state.phase !== "idle";

  useLayoutEffect(() => {
    // Below a test's result it grows under the fold, where nobody would see it.
    if (has_begun) place.current?.scrollIntoView?.({ block: "nearest" });
  }, [has_begun]);

  return (
    <section ref={place} aria-label="Diagnosis" data-test-subj="diagnosePanel">
      <Summary state={state} />
      <EuiSpacer size="m" />
      <Controls
        state={state}
        start_button={start_button}
        reason={may_diagnose ? null : "Your key may not diagnose connectors."}
        is_blocked={is_blocked}
        is_due={trusted !== null}
        on_start={() => {
          setTrusted(null);
          void start();
        }}
        on_stop={stop}
      />
      {found ? (
        <>
          <EuiSpacer size="l" />
          <div css={ways_grid}>
            {found.ways.map((way) => (
              <WayLayers
                key={way.way}
                way={way}
                ways={found.ways}
                phase={state.phase}
                trusted={trusted}
                on_trust={may_trust ? setToTrust : null}
              />
            ))}
          </div>
        </>
      ) : null}
      {to_trust && found ? (
        <Suspense fallback={null}>
          <TrustModal
            url={found.url}
            certificate={to_trust}
            on_close={() => setToTrust(null)}
            on_trusted={() => {
              setTrusted(to_trust.sha256);
              setToTrust(null);
              // What had opened the window is gone; what it is good for is to run again.
              setTimeout(() => start_button.current?.focus(), MODAL_CLOSES_MS);
            }}
          />
        </Suspense>
      ) : null}
    </section>
  );
}
