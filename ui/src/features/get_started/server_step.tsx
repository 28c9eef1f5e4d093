import { EuiButtonGroup, EuiLoadingSpinner, EuiSpacer, EuiText } from "@elastic/eui";
import { useNavigate } from "@tanstack/react-router";
import { ExternalLink } from "../../components/external_link";
import { LoadError } from "../../components/load_error";
import { useCommandQuery } from "../../host/use_command";

export function ServerStep({ chosen }: { chosen: string | null }) {
  const navigate = useNavigate();
  const { data: spec, error, refetch } = useCommandQuery("connectors_spec", {});
  if (error) return <LoadError title="Unable to load the servers" error={error} on_retry={() => void refetch()} />;
  if (!spec) return <EuiLoadingSpinner aria-label="Loading servers" />;

  const server = spec.presets.find(({ id }) => id === chosen) ?? spec.presets[0];
  if (!server) {
    return (
      <EuiText size="s">
        <p>Start any server that speaks OpenAI's API, and note its address.</p>
      </EuiText>
    );
  }
  return (
    <>
      <EuiText size="s">
        <p>
          A server on this machine, or in your network, answers without an account: no prompt leaves the machine it runs
          on. Which one do you use?
        </p>
      </EuiText>
      <EuiSpacer size="m" />
      <EuiButtonGroup
        legend="Server"
        buttonSize="compressed"
        options={spec.presets.map(({ id, label }) => ({ id, label }))}
        idSelected={server.id}
        onChange={(id) => void navigate({ to: "/get-started", search: { guide: "local", server: id }, replace: true })}
        data-test-subj="serverChoice"
      />
      <EuiSpacer size="m" />
      <EuiText size="s" css={{ overflowWrap: "anywhere" }} data-test-subj="serverHelp">
        <p>{server.description}</p>
        <p css={{ whiteSpace: "pre-line" }}>{server.help}</p>
        <p>
          Its address, unless you changed it: <code>{server.api_url}</code>
        </p>
        <p>
          <ExternalLink href={server.docs_url}>{server.label} documentation</ExternalLink>
        </p>
      </EuiText>
    </>
  );
}
