import { EuiCallOut, EuiLoadingSpinner } from "@elastic/eui";
import { useAppInfo } from "../../host/access";
import type { VaultStatus } from "../../wire/types";
import { Section } from "./section";

type Look = { title: string; body: string; color: "success" | "primary" | "warning"; icon: string };

const PLACES = { keychain: "this machine's keychain", passphrase: "a key made from your passphrase" };

function look({ state, backend }: VaultStatus): Look {
  const place = backend ? PLACES[backend] : "this machine";
  switch (state) {
    case "open":
      return {
        title: "The vault is open",
        body: `API keys are sealed with ${place}.`,
        color: "success",
        icon: "lock",
      };
    case "unset":
      return {
        title: "The vault is empty",
        body: `Nothing is sealed yet. Saving the first API key makes the vault, with ${place}.`,
        color: "primary",
        icon: "lock",
      };
    case "unavailable":
      return {
        title: "The vault is not available",
        body: "API keys cannot be saved or used. Everything else works.",
        color: "warning",
        icon: "warning",
      };
  }
}

export function SecuritySection() {
  const info = useAppInfo();
  if (!info) {
    return (
      <Section title="Security" anchor="security">
        <EuiLoadingSpinner aria-label="Loading" />
      </Section>
    );
  }
  const { title, body, color, icon } = look(info.vault);
  return (
    <Section title="Security" anchor="security">
      <EuiCallOut size="s" color={color} iconType={icon} title={title} data-test-subj="vaultStatus">
        <p>{body}</p>
        {info.vault.message ? <p>{info.vault.message}</p> : null}
        {info.vault.hint ? <p>{info.vault.hint}</p> : null}
      </EuiCallOut>
    </Section>
  );
}
