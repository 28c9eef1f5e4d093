/** The connector's way: as on the Networking page, none, or a proxy of its own. */
import { EuiFieldText, EuiSelect } from "@elastic/eui";
import { useWatch } from "react-hook-form";
import { FieldRow } from "../../../components/fields/field_row";
import type { SecretState } from "../../../components/fields/secret_note";
import { SecretRow } from "../../../components/fields/secret_row";
import { referenceOf } from "../../../lib/secret_paths";
import { useConnectorForm } from "./connector_form_context";
import type { Draft } from "./draft";
import { hasProxyMoved, PROXY_SECRET_LABELS, PROXY_SECRETS, readOwn, type ProxySecret } from "./own_networking";
import { StoredSecretAction } from "./stored_secret";
import { useField } from "./use_field";

const CHOICES = [
  { value: "inherit", text: "As on the Networking page" },
  { value: "none", text: "None: connect directly" },
  { value: "own", text: "Its own" },
];

export function OwnProxy() {
  const { read_only } = useConnectorForm();
  const { input, error } = useField("networking.proxy");
  const choice = String(input.value);
  return (
    <>
      <FieldRow label="Proxy" error={error} may_fail={false}>
        <EuiSelect
          fullWidth
          inputRef={input.ref}
          options={CHOICES}
          value={choice}
          disabled={read_only}
          onChange={input.onChange}
          onBlur={input.onBlur}
          data-test-subj="proxyChoiceField"
        />
      </FieldRow>
      {choice === "own" ? (
        <>
          <ProxyUrl />
          {PROXY_SECRETS.map((path) => (
            <Credential key={path} path={path} />
          ))}
        </>
      ) : null}
    </>
  );
}

function ProxyUrl() {
  const { read_only } = useConnectorForm();
  const { input, error } = useField("networking.proxyUrl", true);
  return (
    <FieldRow
      label="Proxy URL"
      error={error}
      help="http, https, socks5 or socks5h. Without user name and password: they have fields of their own."
    >
      <EuiFieldText
        fullWidth
        inputRef={input.ref}
        name={input.name}
        value={String(input.value ?? "")}
        placeholder="http://proxy.example:3128"
        isInvalid={error !== undefined}
        readOnly={read_only}
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        onChange={input.onChange}
        onBlur={input.onBlur}
        data-test-subj="ownProxyUrlField"
      />
    </FieldRow>
  );
}

function useCredentialState(path: ProxySecret): SecretState {
  const { stored } = useConnectorForm();
  const [networking, forgotten] = useWatch<Draft, ["networking", "forgotten"]>({ name: ["networking", "forgotten"] });
  const is_lost = stored?.lost_secrets.includes(path) ?? false;
  if (!is_lost && stored?.missing_secrets.includes(path)) return "missing";
  if (!is_lost && !stored?.stored_secrets.includes(path)) return "none";
  if (hasProxyMoved(stored, networking)) return "ask_again";
  if (forgotten.includes(path)) return "forgotten";
  return is_lost ? "lost" : "kept";
}

function Credential({ path }: { path: ProxySecret }) {
  const { stored, read_only } = useConnectorForm();
  const { input, error } = useField(path);
  const state = useCredentialState(path);
  const label = PROXY_SECRET_LABELS[path];
  const what = path === "secrets.proxyUsername" ? "user name" : "password";
  const entered_for = stored ? readOwn(stored.networking).proxyUrl : "";
  return (
    <SecretRow
      label={label}
      state={state}
      reference={referenceOf(stored, path)}
      value={String(input.value ?? "")}
      error={error}
      is_optional
      read_only={read_only}
      moved={`The stored ${what} is for ${entered_for} and is removed when you save. If this proxy wants one, too, enter it.`}
      // Of another proxy it goes by itself.
      action={<StoredSecretAction path={path} what={what} state={state} is_required={state === "ask_again"} />}
      subject={`${path.slice("secrets.".length)}Field`}
      name={input.name}
      input_ref={input.ref}
      on_change={input.onChange}
      on_blur={input.onBlur}
    />
  );
}
