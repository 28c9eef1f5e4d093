/** Requests of a program that has put a secret where none belongs. The answer may say what is wrong, not repeat it. */

type Misplacement = { what: string; path: string; method: "GET" | "POST"; headers?: Record<string, string>; body?: string };

export function misplacements(key: string, passphrase: string, url: string): Misplacement[] {
  const config = { apiProvider: "Other", apiUrl: url, defaultModel: "m" };
  const good = { id: "misplaced", name: "Misplaced", config, secrets: {} };
  const draft = { stored_id: null, ...good };
  const rpc = (what: string, command: string, request: unknown): Misplacement => ({
    what,
    path: `/rpc/${command}`,
    method: "POST",
    body: typeof request === "string" ? request : JSON.stringify(request),
  });
  const create = (what: string, request: unknown) => rpc(`connectors_create with ${what}`, "connectors_create", request);
  const quoted = encodeURIComponent(key);
  return [
    create("a string for secrets", { ...good, secrets: key }),
    create("a list for secrets", { ...good, secrets: [key] }),
    create("an object for a secret", { ...good, secrets: { apiKey: { value: key } } }),
    create("a list for a secret", { ...good, secrets: { apiKey: [key] } }),
    create("the key as name of a secret", { ...good, secrets: { [key]: "x" } }),
    create("the key as name of a secret header", { ...good, secrets: { [`secretHeaders.${key}`]: "x" } }),
    create("a line break in the key", { ...good, secrets: { apiKey: `${key}\n${key}` } }),
    create("a line break in a secret header", { ...good, secrets: { "secretHeaders.X-Team-Token": `${key}\r\n` } }),
    create("a broken reference", { ...good, secrets: { apiKey: `\${env:${key}}` } }),
    create("no certificate but a key", { ...good, secrets: { certificateData: key, privateKeyData: key } }),
    create("the key among the configuration", { ...good, config: { ...config, apiKey: key } }),
    create("the key for a number", { ...good, config: { ...config, temperature: key } }),
    create("the key for a switch", { ...good, config: { ...config, enableNativeFunctionCalling: key } }),
    create("the key for the provider", { ...good, config: { ...config, apiProvider: key } }),
    create("the key for a verification mode", { ...good, config: { ...config, verificationMode: key } }),
    create("the key for the headers", { ...good, config: { ...config, headers: key } }),
    create("the key in the address", { ...good, config: { ...config, apiUrl: `https://me:${quoted}@127.0.0.1/v1` } }),
    create("an unknown field", { ...good, api_key: key }),
    create("the key for the id", { ...good, id: key }),
    create("the key for the configuration", { ...good, config: key }),
    create("a body that is cut", JSON.stringify({ ...good, secrets: { apiKey: key } }).slice(0, -6)),
    create("a body that is the key", JSON.stringify(key)),
    create("a body that is no JSON", key),
    rpc("connectors_update with the key for forget_secrets", "connectors_update", { ...good, forget_secrets: key }),
    rpc("connectors_update of nothing", "connectors_update", { ...good, secrets: { apiKey: key } }),
    rpc("connectors_check with the key for an id", "connectors_check", { ...draft, stored_id: 5, secrets: { apiKey: key } }),
    rpc("connectors_models with a string for secrets", "connectors_models", { ...draft, secrets: key }),
    rpc("connectors_delete with the key for ids", "connectors_delete", { ids: key }),
    rpc("connectors_export with the key for ids", "connectors_export", { ids: key }),
    rpc("connectors_import with the key for conflicts", "connectors_import_preview", { ndjson: "", conflicts: key }),
    rpc("connectors_import with the passphrase for conflicts", "connectors_import", { ndjson: "", passphrase, conflicts: passphrase, plan_id: "x" }),
    rpc("settings_update with the key", "settings_update", { show_sandbox: key }),
    rpc("vault_unlock with a list", "vault_unlock", { passphrase: [passphrase] }),
    rpc("vault_unlock with another field", "vault_unlock", { pass: passphrase }),
    rpc("vault_unlock with a bare passphrase", "vault_unlock", JSON.stringify(passphrase)),
    rpc("vault_unlock that is cut", "vault_unlock", JSON.stringify({ passphrase }).slice(0, -1)),
    rpc("vault_change with the passphrase for the backend", "vault_change", { backend: passphrase }),
    rpc("vault_change with an object", "vault_change", { backend: "passphrase", passphrase: { old: passphrase } }),
    rpc("vault_change with the passphrase for a switch", "vault_change", { backend: "passphrase", give_up: passphrase }),
    rpc("usage_summary with the key", "usage_summary", { connector_id: null, from_ms: key, to_ms: 1, time_zone: "UTC" }),
    rpc("usage_summary with the key for a time zone", "usage_summary", { connector_id: null, from_ms: 0, to_ms: 1, time_zone: key }),
    { what: "a command named by the key", path: `/rpc/${quoted}`, method: "POST", body: "{}" },
    { what: "a passphrase in the address", path: `/rpc/vault_unlock?passphrase=${encodeURIComponent(passphrase)}`, method: "GET" },
    { what: "another content type", path: "/rpc/connectors_create", method: "POST", headers: { "content-type": "text/plain" }, body: key },
    { what: "the key of a provider as ours", path: "/rpc/app_info", method: "POST", headers: { authorization: `Bearer ${key}` }, body: "{}" },
    { what: "the key of a provider to sign in", path: "/session", method: "POST", headers: { authorization: `Bearer ${key}` } },
    {
      what: "a run with the key for the connector",
      path: "/rpc_stream/connectors_run",
      method: "POST",
      body: JSON.stringify({ run_id: key, connector_id: "parrot", body: "{}", stream: false }),
    },
  ];
}
