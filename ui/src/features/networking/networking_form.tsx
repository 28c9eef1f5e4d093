import { EuiForm, EuiSpacer, useGeneratedHtmlId } from "@elastic/eui";
import { useLocation } from "@tanstack/react-router";
import { useCallback, useLayoutEffect, useMemo, useState } from "react";
import { focusFirstError } from "../../components/fields/focus_first_error";
import { FormError } from "../../components/fields/form_error";
import { useDiscardGuard } from "../../components/use_discard_guard";
import { useMay } from "../../host/access";
import { useHost } from "../../host/context";
import { toCommandError, type CommandError } from "../../host/host";
import type { FieldError, NetworkingProblem, NetworkingStatus } from "../../wire/types";
import { asFinding, localFindings, unplaced } from "./findings";
import { readFile, type FormValues } from "./form_values";
import { HostsSection } from "./hosts_section";
import { LimitsSection } from "./limits_section";
import { NetworkingFormContext } from "./networking_form_context";
import { ProxySection } from "./proxy_section";
import { toDraft } from "./request";
import { SaveBar } from "./save_bar";
import { StatusNotes } from "./status_notes";
import { TlsSection } from "./tls_section";
import { useEdits } from "./use_edits";
import { useNetworkingCheck } from "./use_networking_check";
import { useSaveNetworking } from "./use_save_networking";

const PATH = "/networking";

const ofPage = (problems: NetworkingProblem[]): FieldError[] =>
  problems.flatMap(({ key, message, source }) => (source === "settings" ? [{ field: key, message }] : []));

/** The button that was pressed is gone with the changes. */
function keepFocusOnPage(): void {
  setTimeout(() => {
    if (document.activeElement === document.body) document.getElementById("main")?.focus({ preventScroll: true });
  });
}

/** A link to a part of the page: when it was followed, the part was not there yet. */
function useScrollToPart(): void {
  const part = useLocation({ select: ({ hash }) => hash });
  useLayoutEffect(() => {
    if (part !== "") document.getElementById(part)?.scrollIntoView();
  }, [part]);
}

export function NetworkingForm({ status }: { status: NetworkingStatus }) {
  useScrollToPart();
  const form_id = useGeneratedHtmlId();
  const host = useHost();
  const may_save = useMay("networking_save");
  const { before, values, is_dirty, settled, has_paused, change, keep, discard } = useEdits(status);
  const { save, is_saving } = useSaveNetworking();
  const [refused, setRefused] = useState<CommandError | null>(null);
  const [was_tried, setTried] = useState(false);
  const checked = useNetworkingCheck(() => toDraft(status, before, values), settled, may_save && is_dirty && has_paused);
  const discard_question = useDiscardGuard("networking settings", is_dirty, (path) => path === PATH);

  const in_file = useMemo(() => readFile(status), [status]);
  const local = useMemo(() => localFindings(values, in_file), [values, in_file]);
  const errors = useMemo(() => {
    const told = refused?.fields ?? checked?.fields ?? (is_dirty ? [] : ofPage(status.problems));
    return [...(was_tried ? local : []), ...told.map(asFinding)];
  }, [refused, checked, is_dirty, status, was_tried, local]);
  const warnings = useMemo(
    () => (checked?.warnings ?? (is_dirty ? [] : ofPage(status.warnings))).map(asFinding),
    [checked, is_dirty, status],
  );

  const edit = useCallback(
    (part: Partial<FormValues>) => {
      setRefused(null);
      change(part);
    },
    [change],
  );
  const check = useCallback(
    async (part: Partial<FormValues>) => {
      const { fields } = await host.call("networking_check", toDraft(status, before, { ...values, ...part }));
      return fields.map(asFinding);
    },
    [host, status, before, values],
  );
  const context = useMemo(
    () => ({ status, values, in_file, change: edit, read_only: !may_save, errors, warnings, check }),
    [status, values, in_file, edit, may_save, errors, warnings, check],
  );

  const submit = async () => {
    if (!is_dirty || is_saving) return;
    setTried(true);
    setRefused(null);
    if (local.length > 0) return focusFirstError(form_id);
    try {
      await save(toDraft(status, before, values));
      keep(values);
      setTried(false);
      keepFocusOnPage();
    } catch (error) {
      setRefused(toCommandError(error));
      focusFirstError(form_id);
    }
  };
  const reset = () => {
    discard();
    setRefused(null);
    setTried(false);
    keepFocusOnPage();
  };
  // What no field can say.
  const homeless = unplaced(errors);
  const is_unplaced = refused !== null && (refused.fields.length === 0 || homeless.length > 0);

  return (
    <NetworkingFormContext.Provider value={context}>
      <EuiForm
        component="form"
        id={form_id}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {is_unplaced ? <FormError error={refused} /> : null}
        <StatusNotes status={status} />
        <ProxySection />
        <EuiSpacer size="l" />
        <TlsSection />
        <EuiSpacer size="l" />
        <HostsSection />
        <EuiSpacer size="l" />
        <LimitsSection />
        {is_dirty && may_save ? (
          <SaveBar
            is_saving={is_saving}
            has_errors={errors.length > 0}
            messages={homeless.map(({ message }) => message)}
            on_discard={reset}
          />
        ) : null}
      </EuiForm>
      {discard_question}
    </NetworkingFormContext.Provider>
  );
}
