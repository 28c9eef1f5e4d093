import { EuiCallOut, EuiSpacer, EuiText } from "@elastic/eui";
import { ExternalLink } from "../../components/external_link";
import { useAppInfo } from "../../host/access";
import type { Guide } from "./start_search";

function Instructions({ guide }: { guide: Guide }) {
  switch (guide) {
    case "openai":
      return (
        <>
          <ol>
            <li>
              Sign in to OpenAI's platform and open{" "}
              <ExternalLink href="https://platform.openai.com/api-keys">API keys</ExternalLink>. An account there is not
              the same as a ChatGPT subscription, and needs credit of its own.
            </li>
            <li>
              Choose <strong>Create new secret key</strong>, and name it after this machine, so that you know later which
              one to revoke.
            </li>
            <li>Copy it at once: it is shown only this time.</li>
          </ol>
          <p>Patchbay seals it when the connector is saved, and never shows it again.</p>
        </>
      );
    case "azure":
      return (
        <>
          <ol>
            <li>
              In the <ExternalLink href="https://portal.azure.com/">Azure portal</ExternalLink>, open your resource and
              choose <strong>Keys and Endpoint</strong>. Either of the two keys will do.
            </li>
            <li>
              Open the deployment and copy its <strong>Target URI</strong>. It names the resource, the deployment and the
              API version.
            </li>
          </ol>
          <p>Paste the Target URI into the form's URL as it is.</p>
        </>
      );
    case "local":
      return (
        <p>
          Most servers on one's own machine ask for no key, and the field stays empty. If you started yours with a key or
          it stands behind a gateway, have the key ready.
        </p>
      );
  }
}

export function KeyStep({ guide }: { guide: Guide }) {
  const vault = useAppInfo()?.vault;
  return (
    <>
      {vault?.state === "unavailable" ? (
        <>
          <EuiCallOut
            size="s"
            color="warning"
            iconType="warning"
            title="API keys cannot be saved yet"
            data-test-subj="guideVault"
          >
            {vault.message ? <p>{vault.message}</p> : null}
            {vault.hint ? <p>{vault.hint}</p> : null}
          </EuiCallOut>
          <EuiSpacer size="m" />
        </>
      ) : null}
      <EuiText size="s">
        <Instructions guide={guide} />
      </EuiText>
    </>
  );
}
