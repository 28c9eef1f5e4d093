import { EuiButton, EuiCallOut, EuiSpacer, EuiText } from "@elastic/eui";
import { ExternalLink } from "../../components/external_link";
import { useVaultSetup, VaultNotice } from "../../components/vault";
import { useVaultStatus } from "../../components/vault/vault_status";
import { vaultWords } from "../../components/vault/vault_words";
import type { VaultStatus } from "../../wire/types";
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

/** Said before a key is fetched that then finds no place. */
function NoPlace({ vault }: { vault: VaultStatus }) {
  const { ask } = useVaultSetup();
  const { title, body } = vaultWords(vault);
  return (
    <>
      <EuiCallOut
        size="s"
        color="warning"
        iconType="warning"
        title={title}
        data-test-subj="guideVault"
      >
        <p>{body}</p>
        <EuiButton size="s" color="warning" data-test-subj="guideVaultPlace" onClick={() => void ask("place")}>
          Choose a place
        </EuiButton>
      </EuiCallOut>
      <EuiSpacer size="m" />
    </>
  );
}

export function KeyStep({ guide }: { guide: Guide }) {
  const { data: vault } = useVaultStatus();
  const has_no_place = vault?.state === "unset" && vault.first_backend === null;
  return (
    <>
      {has_no_place ? <NoPlace vault={vault} /> : <VaultNotice />}
      <EuiText size="s">
        <Instructions guide={guide} />
      </EuiText>
    </>
  );
}
