/** What the settings come to for this connector: each value with where it came from. */
import { EuiAccordion, EuiCallOut, EuiDescriptionList, EuiLink, EuiLoadingSpinner, EuiSpacer, EuiText, useGeneratedHtmlId } from "@elastic/eui";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useFormContext, useFormState, useWatch } from "react-hook-form";
import { RouterLink } from "../../../components/router_link";
import { useSettled } from "../../../components/use_settled";
import { useMay } from "../../../host/access";
import { useHost } from "../../../host/context";
import type { CommandError } from "../../../host/host";
import { useCommandQuery } from "../../../host/use_command";
import { urlOrigin } from "../../../lib/url_host";
import type { EffectiveNetworking, EffectiveValue } from "../../../wire/types";
import { useConnectorForm } from "./connector_form_context";
import type { Draft } from "./draft";
import { toDraft } from "./request";

export function EffectiveSettings() {
  const { stored, read_only } = useConnectorForm();
  const { isDirty } = useFormState<Draft>();
  const may_ask = useMay("connectors_networking_draft");
  const id = useGeneratedHtmlId();
  const [was_open, setOpen] = useState(false);
  const is_draft = may_ask && !read_only && (stored === null || isDirty);
  return (
    <EuiAccordion
      id={id}
      buttonContent="Effective settings"
      buttonProps={{ "data-test-subj": "effectiveSettingsButton" }}
      paddingSize="s"
      onToggle={(is_open) => setOpen(was_open || is_open)}
    >
      {!was_open ? null : is_draft ? <OfDraft /> : stored ? <OfStored connector_id={stored.id} /> : null}
    </EuiAccordion>
  );
}

function OfStored({ connector_id }: { connector_id: string }) {
  return <Answer query={useCommandQuery("connectors_networking", { id: connector_id })} />;
}

function OfDraft() {
  const { spec, stored } = useConnectorForm();
  const { getValues } = useFormContext<Draft>();
  const host = useHost();
  const instance = useId();
  const settled = useSettled(useWatch<Draft>());
  const has_url = urlOrigin(String(getValues("config.apiUrl" as "config") ?? "")) !== null;
  const query = useQuery<EffectiveNetworking, CommandError>({
    // A count in the place of the draft: keys of a cache are no place for a secret.
    queryKey: ["connectors_networking_draft", instance, settled],
    queryFn: () => host.call("connectors_networking_draft", toDraft(spec, getValues(), stored)),
    enabled: has_url,
    placeholderData: (before) => before,
    gcTime: 0,
  });
  if (!has_url) {
    return (
      <EuiText size="s" color="subdued">
        <p>Enter the URL to see them.</p>
      </EuiText>
    );
  }
  return <Answer query={query} />;
}

function Answer({ query: { data, error, refetch } }: { query: UseQueryResult<EffectiveNetworking, CommandError> }) {
  if (error) {
    return (
      <EuiText size="s" color="danger" css={{ overflowWrap: "anywhere" }}>
        <p>
          {error.fields[0]?.message ?? error.message} <EuiLink onClick={() => void refetch()}>Try again</EuiLink>
        </p>
      </EuiText>
    );
  }
  if (!data) return <EuiLoadingSpinner size="m" aria-label="Loading" />;
  return (
    <>
      {data.problem === null ? null : (
        <>
          <EuiCallOut
            size="s"
            color="danger"
            iconType="error"
            title={data.problem}
            css={{ overflowWrap: "anywhere" }}
            data-test-subj="effectiveProblem"
          />
          <EuiSpacer size="s" />
        </>
      )}
      <EuiDescriptionList
        compressed
        type="column"
        columnWidths={[1, 2]}
        listItems={data.values.map((value) => ({ title: value.label, description: <Value value={value} /> }))}
        data-test-subj="effectiveSettings"
      />
    </>
  );
}

function Value({ value: { value, note, ...from } }: { value: EffectiveValue }) {
  return (
    <div css={{ overflowWrap: "anywhere" }}>
      {value}
      <EuiText size="xs" color="subdued">
        <Source value={from} />
        {note ? ` · ${note}` : null}
      </EuiText>
    </div>
  );
}

function Source({ value: { source, place } }: { value: Pick<EffectiveValue, "source" | "place"> }) {
  switch (source) {
    case "connector":
      return "This connector";
    case "host":
      return `Host ${place ?? ""}`.trim();
    case "file":
      return place ?? "Configuration file";
    case "settings":
      return <RouterLink to="/networking">Networking page</RouterLink>;
    case "default":
      return "Default";
  }
}
