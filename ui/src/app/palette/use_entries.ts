/** Everything that can be opened or done, as far as the role allows it. */
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { THEME_CHOICES, THEME_LABELS, useTheme } from "../../components/theme";
import { useExportConnectors } from "../../features/connectors";
import { mayCall, useAppInfo } from "../../host/access";
import { useCommandQuery } from "../../host/use_command";
import { plural } from "../../lib/numbers";
import { urlHost } from "../../lib/url_host";
import type { TAGS } from "../../wire/commands";
import type { Connector } from "../../wire/types";
import { findConnectors, findFixed, type Entry, type Group } from "./find_entries";

/** What fits without scrolling past everything else. */
const MOST_CONNECTORS = 8;
const MOST_UNASKED = 4;

const SANDBOX_ID = "sandbox";

type Fixed = Entry & { needs: keyof typeof TAGS };

function useFixedEntries(has_sandbox: boolean) {
  const navigate = useNavigate();
  const { choose } = useTheme();
  const { export_connectors } = useExportConnectors();
  return useMemo(() => {
    const create = (kind: string) => () => void navigate({ to: "/connectors/_create/$kind", params: { kind } });
    const setting = (hash: string) => () => void navigate({ to: "/settings", hash });
    const pages: Fixed[] = [
      {
        id: "page-connectors",
        label: "Connectors",
        icon: "plugs",
        needs: "connectors_list",
        run: () => void navigate({ to: "/connectors" }),
      },
      {
        id: "page-start",
        label: "Get started",
        words: "guide tutorial help first",
        icon: "listCheck",
        needs: "connectors_create",
        run: () => void navigate({ to: "/get-started" }),
      },
      {
        id: "page-usage",
        label: "Token usage",
        words: "dashboard cost",
        icon: "chartBarVerticalStack",
        needs: "usage_summary",
        run: () => void navigate({ to: "/usage" }),
      },
      {
        id: "page-networking",
        label: "Networking",
        words: "network connection internet",
        icon: "globe",
        needs: "networking_get",
        run: () => void navigate({ to: "/networking" }),
      },
      {
        id: "page-settings",
        label: "Settings",
        icon: "gear",
        needs: "connectors_list",
        run: () => void navigate({ to: "/settings" }),
      },
    ];
    const actions: Fixed[] = [
      {
        id: "create",
        label: "Create connector",
        words: "new add",
        icon: "plusCircle",
        needs: "connectors_create",
        run: () => void navigate({ to: "/connectors/_create" }),
      },
      {
        id: "create-openai",
        label: "Create an OpenAI connector",
        words: "new add gpt",
        icon: "plusCircle",
        needs: "connectors_create",
        run: create("openai"),
      },
      {
        id: "create-azure",
        label: "Create an Azure OpenAI connector",
        words: "new add microsoft",
        icon: "plusCircle",
        needs: "connectors_create",
        run: create("azure-openai"),
      },
      {
        id: "create-other",
        label: "Create a connector to a compatible service",
        words: "new add other local ollama llama vllm lm studio",
        icon: "plusCircle",
        needs: "connectors_create",
        run: create("other"),
      },
      {
        id: "import",
        label: "Import connectors",
        words: "ndjson kibana saved objects upload",
        icon: "upload",
        needs: "connectors_import",
        run: () => void navigate({ to: "/connectors/_import" }),
      },
      {
        id: "export",
        label: "Export all connectors",
        words: "ndjson kibana saved objects download backup",
        icon: "download",
        needs: "connectors_export",
        run: () => export_connectors(null),
      },
      ...(has_sandbox
        ? [
            {
              id: "sandbox",
              label: "Run Sandbox",
              words: "test try",
              icon: "play",
              needs: "connectors_run" as const,
              run: () =>
                void navigate({ to: "/connectors/$connector_id/test", params: { connector_id: SANDBOX_ID } }),
            },
          ]
        : []),
      ...THEME_CHOICES.map((choice) => ({
        id: `theme-${choice}`,
        label: `Theme: ${THEME_LABELS[choice]}`,
        words: "appearance colour color mode",
        icon: choice === "dark" ? "moon" : choice === "light" ? "sun" : "display",
        needs: "app_info" as const,
        run: () => choose(choice),
      })),
    ];
    const part = (hash: string) => () => void navigate({ to: "/networking", hash });
    const networking: Fixed[] = [
      { id: "net-proxy", label: "Proxy", words: "networking socks NO_PROXY bypass", hash: "proxy" },
      { id: "net-tls", label: "Trusted certificates", words: "networking tls ssl ca authorities verification", hash: "tls" },
      { id: "net-hosts", label: "Settings of one host", words: "networking custom client certificate mtls", hash: "hosts" },
      { id: "net-limits", label: "Limits", words: "networking allowed hosts timeout rate response size", hash: "limits" },
    ].map(({ hash, ...entry }) => ({ ...entry, icon: "globe", needs: "networking_get", run: part(hash) }));
    const settings: Fixed[] = [
      { id: "set-sandbox", label: "Show or hide the Sandbox", words: "settings connectors", hash: "sandbox" },
      { id: "set-theme", label: "Appearance", words: "settings theme", hash: "appearance" },
      { id: "set-security", label: "Security", words: "settings vault keychain passphrase", hash: "security" },
      { id: "set-about", label: "About", words: "settings version licence data directory config file", hash: "about" },
    ].map(({ hash, ...entry }) => ({ ...entry, icon: "gear", needs: "connectors_list", run: setting(hash) }));
    return { pages, actions, settings: [...networking, ...settings] };
  }, [navigate, choose, export_connectors, has_sandbox]);
}

function useConnectorEntry() {
  const navigate = useNavigate();
  return (connector: Connector): Entry => {
    const { id, name, config, is_missing_secrets } = connector;
    const params = { connector_id: id };
    return {
      id: `connector-${id}`,
      label: name,
      detail: [config.apiProvider, urlHost(config.apiUrl), config.defaultModel].filter(Boolean).join(" · "),
      icon: "plugs",
      run: () => void navigate({ to: "/connectors/$connector_id", params }),
      ...(is_missing_secrets
        ? {}
        : { second: { label: "Test", run: () => void navigate({ to: "/connectors/$connector_id/test", params }) } }),
    };
  };
}

export function useEntries(text: string) {
  const info = useAppInfo();
  const navigate = useNavigate();
  const allows = (command: keyof typeof TAGS) => info !== undefined && mayCall(info.role, command);
  const sees_connectors = allows("connectors_list");
  const list = useCommandQuery("connectors_list", {}, { enabled: sees_connectors });
  const connectors = list.data;
  const fixed = useFixedEntries(connectors?.some(({ id }) => id === SANDBOX_ID) ?? false);
  const toEntry = useConnectorEntry();
  const asked = text.trim();
  const found = useMemo(() => findConnectors(connectors ?? [], asked), [connectors, asked]);

  const of = (entries: Fixed[]) =>
    findFixed(
      entries.filter(({ needs }) => allows(needs)),
      asked,
    );
  const most = asked === "" ? MOST_UNASKED : MOST_CONNECTORS;
  const shown = found.slice(0, most).map(toEntry);
  const hidden = found.length - shown.length;
  if (hidden > 0) {
    shown.push({
      id: "more-connectors",
      label: `and ${plural(hidden, "more", "more")}`,
      detail: "Show all in the list",
      icon: "return",
      run: () =>
        void navigate({
          to: "/connectors",
          search: { q: asked === "" ? undefined : asked, type: undefined, status: undefined, page: undefined },
        }),
    });
  }
  const connector_group = { id: "connectors", label: "Connectors", entries: shown };
  const others = [
    { id: "pages", label: "Pages", entries: of(fixed.pages) },
    { id: "actions", label: "Actions", entries: of(fixed.actions) },
    { id: "settings", label: "Settings", entries: of(fixed.settings) },
  ];
  const groups: Group[] = asked === "" ? [...others, connector_group] : [connector_group, ...others];
  return {
    groups: groups.filter(({ entries }) => entries.length > 0),
    is_loading: sees_connectors && list.isPending,
    error: list.error,
  };
}
