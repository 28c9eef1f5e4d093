import { EuiSpacer, EuiText } from "@elastic/eui";
import { RouterButton } from "../../components/router_link";
import { useCommandQuery } from "../../host/use_command";
import type { Guide } from "./start_search";

const KINDS = { openai: "openai", azure: "azure-openai" } as const;

const WORDS: Record<Guide, string> = {
  openai: "The address is filled in. What is missing is a name and the API key.",
  azure: "Give it a name, and paste the Target URI and the key.",
  local: "The address of your server is filled in. Add a name and the model that the server has loaded.",
};

type Props = { guide: Guide; model: string | null; server: string | null; may_create: boolean };

export function FormStep({ guide, model, server, may_create }: Props) {
  const { data: spec } = useCommandQuery("connectors_spec", {}, { enabled: guide === "local" });
  const preset = spec?.presets.find(({ id }) => id === server) ?? spec?.presets[0];
  const kind = guide === "local" ? (preset?.id ?? "other") : KINDS[guide];
  return (
    <>
      <EuiText size="s">
        <p>{WORDS[guide]}</p>
      </EuiText>
      {may_create ? (
        <>
          <EuiSpacer size="m" />
          <RouterButton
            to="/connectors/_create/$kind"
            params={{ kind }}
            search={model ? { model } : {}}
            iconType="plusCircle"
            data-test-subj="guideCreate"
          >
            {model ? `Create a connector for ${model}` : "Create connector"}
          </RouterButton>
        </>
      ) : null}
    </>
  );
}
