/** One way to the host, as its layers in order, from this machine to the answer. */
import { EuiTitle, useEuiTheme, useGeneratedHtmlId } from "@elastic/eui";
import { css } from "@emotion/react";
import type { Certificate } from "../../wire/types";
import { layerState, type Diagnosis, type Way } from "./diagnosis";
import { LayerItem } from "./layer_item";

type Props = {
  way: Way;
  /** All of them, of which this is one. */
  ways: Way[];
  phase: Diagnosis["phase"];
  /** Fingerprint of the certificate that was trusted since the start. */
  trusted: string | null;
  /** Null where the key may not trust. */
  on_trust: ((certificate: Certificate) => void) | null;
};

export function WayLayers({ way, ways, phase, trusted, on_trust }: Props) {
  const { euiTheme } = useEuiTheme();
  const title_id = useGeneratedHtmlId();
  const list = css`
    margin: ${euiTheme.size.m} 0 0;
    padding: 0;
    list-style: none;
  `;
  return (
    <section aria-labelledby={title_id} css={{ minInlineSize: 0 }} data-test-subj={`way-${way.way}`}>
      <EuiTitle size="xxs">
        <h3 id={title_id} css={{ overflowWrap: "anywhere" }}>
          {way.label}
        </h3>
      </EuiTitle>
      <ol css={list}>
        {way.layers.map((layer) => (
          <LayerItem
            key={layer}
            layer={layer}
            state={layerState(phase, ways, way, layer)}
            step={way.steps[layer]}
            trusted={trusted}
            on_trust={on_trust}
          />
        ))}
      </ol>
    </section>
  );
}
