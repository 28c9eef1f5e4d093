import { EuiFlyout, useGeneratedHtmlId } from "@elastic/eui";
import { Navigate, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { mayCall, useAppInfo } from "../../../host/access";
import { useCommandQuery } from "../../../host/use_command";
import type { Connector, ConnectorSpec } from "../../../wire/types";
import { copyOf, emptyDraft, presetDraft, type Draft } from "../form/draft";
import { kindOf } from "../form/fields";
import { FlyoutNotice } from "../form/flyout_notice";
import { ChooseKind } from "./choose_kind";
import { CreateForm } from "./create_form";
import { readCreateSearch } from "./create_search";

/** What a kind of the address begins with; null where there is no such kind. */
function startOf(spec: ConnectorSpec, kind: string): Draft | null {
  const preset = spec.presets.find(({ id }) => id === kind);
  if (preset) return presetDraft(spec, preset);
  const provider = spec.providers.find(({ id }) => kindOf(id) === kind);
  return provider ? emptyDraft(spec, provider) : null;
}

export function CreateFlyout() {
  const title_id = useGeneratedHtmlId();
  const { kind } = useParams({ strict: false });
  const { from, model, paste } = readCreateSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const info = useAppInfo();
  const { data: spec, error, refetch } = useCommandQuery("connectors_spec", {});
  // The ids that are taken, and the connector to copy, are among them.
  const connectors = useCommandQuery("connectors_list", {});
  const close = () => void navigate({ to: "/connectors" });

  if (info && !mayCall(info.role, "connectors_create")) return <Navigate to="/connectors" replace />;
  const retry = () => Promise.all([refetch(), connectors.refetch()]);

  const content = () => {
    if (!spec || !connectors.data) {
      const title = kind === undefined ? "Select a connector" : "Create connector";
      return (
        <FlyoutNotice title={title} title_id={title_id} error={error ?? connectors.error} on_retry={retry} />
      );
    }
    if (kind === undefined) return <ChooseKind spec={spec} title_id={title_id} on_close={close} />;
    const begun = begin(spec, kind, connectors.data, { from, model });
    if (!begun) return <Navigate to="/connectors/_create" replace />;
    return (
      <CreateForm
        key={JSON.stringify([kind, from, model])}
        spec={spec}
        kind={kind}
        begun={begun}
        search={{ ...(from ? { from } : {}), ...(model ? { model } : {}) }}
        is_pasting={paste === true}
        title_id={title_id}
      />
    );
  };
  return (
    // One flyout for both steps: a second one would forget where the focus came from.
    <EuiFlyout size="m" onClose={close} aria-labelledby={title_id} data-test-subj="createConnectorFlyout">
      {content()}
    </EuiFlyout>
  );
}

type Wish = { from: string | undefined; model: string | undefined };

function begin(spec: ConnectorSpec, kind: string, connectors: Connector[], { from, model }: Wish) {
  const start = startOf(spec, kind);
  if (!start) return null;
  if (model !== undefined) start.config.defaultModel = model;
  const original = from === undefined ? undefined : connectors.find(({ id }) => id === from);
  const preset = spec.presets.find(({ id }) => id === kind) ?? null;
  return original
    ? { draft: copyOf(spec, original), start: null, copied_from: original, preset: null }
    : { draft: start, start, copied_from: null, preset };
}

export type Begun = NonNullable<ReturnType<typeof begin>>;
