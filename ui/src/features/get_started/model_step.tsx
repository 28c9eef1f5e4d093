import { EuiLoadingSpinner, EuiSpacer, EuiText } from "@elastic/eui";
import { ExternalLink } from "../../components/external_link";
import { LoadError } from "../../components/load_error";
import { useCommandQuery } from "../../host/use_command";
import { ModelTable } from "./model_table";

const PROVIDERS = { openai: "OpenAI", azure: "Azure OpenAI" } as const;

type Props = { guide: "openai" | "azure"; chosen: string | null };

export function ModelStep({ guide, chosen }: Props) {
  const { data, error, refetch } = useCommandQuery("models_known", {});
  const provider = PROVIDERS[guide];
  const own = data?.models.filter((model) => model.provider === provider) ?? [];
  // Azure deploys OpenAI's models under names of one's own, so a list of its own is not a must.
  const models = own.length > 0 ? own : (data?.models.filter((model) => model.provider === "OpenAI") ?? []);
  return (
    <>
      <EuiText size="s">
        {guide === "openai" ? (
          <p>
            A larger model answers better and costs more. The one you choose goes into the form as the default; each
            request may still name another.{" "}
            <ExternalLink href="https://platform.openai.com/docs/models">All models of OpenAI</ExternalLink>
          </p>
        ) : (
          <>
            <p>
              On Azure you deploy a model in a resource of your own before it can be called. Open your resource, choose{" "}
              <strong>Deployments</strong>, deploy a base model, and give the deployment a name.{" "}
              <ExternalLink href="https://ai.azure.com/">Open Azure AI Foundry</ExternalLink>
            </p>
            <p>The deployment decides which model answers. The default model in the form may stay empty.</p>
          </>
        )}
      </EuiText>
      <EuiSpacer size="m" />
      {data ? (
        <ModelTable models={models} source={data.source} chosen={chosen} guide={guide} />
      ) : error ? (
        <LoadError title="Unable to load the known models" error={error} on_retry={() => void refetch()} />
      ) : (
        <EuiLoadingSpinner aria-label="Loading models" />
      )}
    </>
  );
}
