/** What is said above the list: trouble with the configuration file or the runs, and a hand for a first-timer. */
import { EuiCallOut, EuiLink, EuiSpacer } from "@elastic/eui";
import { useState } from "react";
import { RouterButtonEmpty } from "../../../components/router_link";
import { VaultNotice } from "../../../components/vault";
import { useAppInfo } from "../../../host/access";
import type { CommandError } from "../../../host/host";
import { keep, readKept, type KeptFor } from "../../../lib/kept";

const asText = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** Dismissed is one text; another text shows again. */
function useDismissed(name: string, text: string, how_long: KeptFor) {
  const [dismissed, setDismissed] = useState(() => readKept(name, asText, how_long));
  return {
    is_dismissed: dismissed === text,
    dismiss() {
      setDismissed(text);
      keep(name, text, how_long);
    },
  };
}

function ConfigNotices({ file, notices }: { file: string | null; notices: string[] }) {
  const { is_dismissed, dismiss } = useDismissed("config_notices", notices.join("\n"), "session");
  if (is_dismissed) return null;
  return (
    <>
      <EuiCallOut
        size="s"
        color="warning"
        iconType="warning"
        title={file ? `Not all of ${file} could be used` : "Not all of the configuration could be used"}
        onDismiss={dismiss}
        css={{ overflowWrap: "anywhere" }}
        data-test-subj="configNotices"
      >
        <ul>
          {notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      </EuiCallOut>
      <EuiSpacer size="m" />
    </>
  );
}

function GetStartedOffer() {
  const { is_dismissed, dismiss } = useDismissed("get_started_offer", "dismissed", "ever");
  if (is_dismissed) return null;
  return (
    <>
      <EuiCallOut
        size="s"
        iconType="play"
        title="New to Patchbay?"
        onDismiss={dismiss}
        data-test-subj="getStartedOffer"
      >
        <p>
          Four steps lead from an account, or a model on your own machine, to a connector that answers. The Sandbox below
          answers already, without either.
        </p>
        <RouterButtonEmpty to="/get-started" size="s" flush="left">
          Get started
        </RouterButtonEmpty>
      </EuiCallOut>
      <EuiSpacer size="m" />
    </>
  );
}

function RunsError({ error, on_retry }: { error: CommandError; on_retry: () => void }) {
  return (
    <>
      <EuiCallOut
        size="s"
        color="warning"
        iconType="warning"
        title="Unable to load the last runs"
        data-test-subj="activityError"
      >
        <p>
          {error.message} <EuiLink onClick={on_retry}>Try again</EuiLink>
        </p>
      </EuiCallOut>
      <EuiSpacer size="m" />
    </>
  );
}

type Props = { offers_start: boolean; runs_error: CommandError | null; on_retry_runs: () => void };

export default function PageNotices({ offers_start, runs_error, on_retry_runs }: Props) {
  const info = useAppInfo();
  return (
    <>
      <VaultNotice />
      {info && info.notices.length > 0 ? <ConfigNotices file={info.config_file} notices={info.notices} /> : null}
      {runs_error ? <RunsError error={runs_error} on_retry={on_retry_runs} /> : null}
      {offers_start ? <GetStartedOffer /> : null}
    </>
  );
}
