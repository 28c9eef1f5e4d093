/** The vault in facts: who holds the key, whether it lasts, and what it seals. */
import { EuiDescriptionList } from "@elastic/eui";
import type { ReactNode } from "react";
import { RouterLink } from "../../components/router_link";
import { BACKEND_LABELS, KEYCHAIN_STATES } from "../../components/vault/vault_words";
import { formatCount } from "../../lib/numbers";
import { formatMoment } from "../../lib/relative_time";
import type { VaultStatus } from "../../wire/types";

function fact(title: string, subject: string, description: ReactNode) {
  return {
    title,
    description: (
      <span css={{ overflowWrap: "anywhere" }} data-test-subj={subject}>
        {description}
      </span>
    ),
  };
}

export function SecurityFacts({ status }: { status: VaultStatus }) {
  const { backend, is_persistent, key_made_at_ms, written_by, keychain } = status;
  const kept_by = backend
    ? [BACKEND_LABELS[backend], backend === "keychain" ? written_by : null].filter(Boolean).join(" · ")
    : "Nobody yet";
  const keychain_now = [KEYCHAIN_STATES[keychain.state], keychain.name].filter(Boolean).join(" · ");
  return (
    <EuiDescriptionList
      compressed
      type="column"
      columnWidths={[1, 2]}
      listItems={[
        fact("Kept by", "vaultKeptBy", kept_by),
        ...(backend ? [fact("Survives a restart", "vaultPersists", is_persistent ? "Yes" : "No")] : []),
        ...(key_made_at_ms === null ? [] : [fact("Key made", "vaultKeyMade", formatMoment(key_made_at_ms))]),
        fact("Sealed secrets", "vaultSealed", formatCount(status.sealed_secrets)),
        fact("From environment variables", "vaultReferences", formatCount(status.references)),
        ...(status.lost_secrets > 0
          ? [
              fact(
                "To enter again",
                "vaultLost",
                <RouterLink
                  to="/connectors"
                  search={{ status: "missing", q: undefined, type: undefined, page: undefined }}
                >
                  {formatCount(status.lost_secrets)}
                </RouterLink>,
              ),
            ]
          : []),
        fact(
          "This machine's keychain",
          "vaultKeychain",
          keychain.message ? `${keychain_now} (${keychain.message})` : keychain_now,
        ),
      ]}
    />
  );
}
