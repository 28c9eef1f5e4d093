/** User name and password for the proxy. They belong to it and to no other. */
import { SecretRow } from "../../components/fields/secret_row";
import type { SecretState } from "../../components/fields/secret_note";
import { StoredSecretLink } from "../../components/fields/stored_secret_link";
import { isSameProxy } from "../../lib/proxy_address";
import { about } from "./findings";
import { CREDENTIALS, type Credential } from "./form_values";
import { storedSecret, useNetworkingForm } from "./networking_form_context";
import { proxyOf } from "./request";

const LABELS: Record<Credential, string> = { proxyUsername: "User name", proxyPassword: "Password" };

export function ProxyCredentials() {
  const { status, values, change, read_only, errors } = useNetworkingForm();
  const { proxy_credentials_for: entered_for } = status;
  const { forgotten, credentials } = values;
  const has_moved = entered_for !== null && !isSameProxy(entered_for, proxyOf(status, values));

  const stateOf = (name: Credential): SecretState => {
    const { is_stored, is_lost } = storedSecret(status, name);
    if (!is_stored && !is_lost) return "none";
    if (has_moved) return "ask_again";
    if (forgotten.includes(name)) return "forgotten";
    return is_lost ? "lost" : "kept";
  };
  return (
    <>
      {CREDENTIALS.map((name) => {
        const state = stateOf(name);
        const label = LABELS[name];
        const what = label.toLowerCase();
        const toggle = () => {
          const others = forgotten.filter((each) => each !== name);
          change({ forgotten: state === "forgotten" ? others : [...others, name] });
        };
        return (
          <SecretRow
            key={name}
            label={label}
            state={state}
            reference={storedSecret(status, name).reference}
            value={credentials[name]}
            error={about(errors, `secrets.${name}`)[0]?.message}
            is_optional
            read_only={read_only}
            moved={`The stored ${what} is for ${entered_for ?? "another proxy"} and is removed when you save. If this proxy wants one, too, enter it.`}
            action={
              <StoredSecretLink
                state={state}
                what={what}
                // It goes by itself.
                is_required={has_moved}
                read_only={read_only}
                on_toggle={toggle}
              />
            }
            subject={`${name}Field`}
            on_change={(text) => change({ credentials: { ...credentials, [name]: text } })}
          />
        );
      })}
    </>
  );
}
