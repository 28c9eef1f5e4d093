/** One cell of a row, by column. */
import { EuiBadge, EuiIcon, EuiScreenReaderOnly } from "@elastic/eui";
import { css } from "@emotion/react";
import type { ReactNode } from "react";
import { NetworkingWarning } from "../../../components/networking_warning";
import { RouterLink } from "../../../components/router_link";
import { useNow } from "../../../components/use_now";
import { WeakVerificationBadge } from "../../../components/weak_verification_badge";
import { formatCompact, formatCount } from "../../../lib/numbers";
import { formatAgo, formatMoment } from "../../../lib/relative_time";
import { urlHost } from "../../../lib/url_host";
import type { Connector, ConnectorActivity } from "../../../wire/types";
import type { ColumnId } from "./columns";
import { OUTCOMES } from "./outcomes";
import { SecretWarning } from "./secret_warning";

/** Null: it never ran. Undefined: not known yet, or not to be had. */
export type Activity = ConnectorActivity | null | undefined;

const truncated = css`
  display: block;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
`;
const name_cell = css`
  display: flex;
  align-items: center;
  gap: 6px;
  min-width: 0;
  a {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;
const run_cell = css`
  display: flex;
  align-items: center;
  gap: 6px;
  min-width: 0;
`;
const numeric = css`
  font-variant-numeric: tabular-nums;
`;

function Text({ children }: { children: string }) {
  return (
    <span css={truncated} title={children}>
      <bdi>{children}</bdi>
    </span>
  );
}

/** Nothing to show, which a reader hears as such. */
function Nothing({ label }: { label: string }) {
  return (
    <>
      <span aria-hidden>–</span>
      <EuiScreenReaderOnly>
        <span>{label}</span>
      </EuiScreenReaderOnly>
    </>
  );
}

export function NameCell({ connector }: { connector: Connector }) {
  const { id, name, weak_verification, networking_problem } = connector;
  return (
    <span css={name_cell}>
      <RouterLink
        to="/connectors/$connector_id"
        params={{ connector_id: id }}
        title={name}
        data-test-subj="connectorNameLink"
      >
        <bdi>{name}</bdi>
      </RouterLink>
      <SecretWarning connector={connector} />
      {networking_problem === null ? null : <NetworkingWarning problem={networking_problem} />}
      <WeakVerificationBadge mode={weak_verification} />
    </span>
  );
}

function LastRun({ activity }: { activity: ConnectorActivity }) {
  const now_ms = useNow();
  const { label, icon, color } = OUTCOMES[activity.last_outcome];
  return (
    <span css={run_cell} title={`${label}, ${formatMoment(activity.last_run_at_ms)}`} data-test-subj="lastRun">
      <EuiIcon type={icon} color={color} aria-hidden css={{ flex: "none" }} />
      <EuiScreenReaderOnly>
        <span>{label}, </span>
      </EuiScreenReaderOnly>
      <time css={truncated} dateTime={new Date(activity.last_run_at_ms).toISOString()}>
        {formatAgo(activity.last_run_at_ms, now_ms)}
      </time>
    </span>
  );
}

function Tokens({ activity }: { activity: ConnectorActivity }) {
  const is_unsure = activity.unsure_requests_7d > 0;
  const exact = formatCount(activity.total_tokens_7d);
  return (
    <span css={numeric} title={is_unsure ? `About ${exact}: some are estimated or unknown` : exact}>
      {is_unsure ? (
        <>
          <span aria-hidden>≈ </span>
          <EuiScreenReaderOnly>
            <span>about </span>
          </EuiScreenReaderOnly>
        </>
      ) : null}
      {formatCompact(activity.total_tokens_7d)}
    </span>
  );
}

export function cellOf(column: ColumnId, connector: Connector, activity: Activity): ReactNode {
  const { config, compatibility, api_keys } = connector;
  switch (column) {
    case "type":
      return <Text>{config.apiProvider}</Text>;
    case "compatibility":
      return compatibility.length > 0 ? (
        <span css={truncated}>
          {compatibility.map((name) => (
            <EuiBadge key={name} color="default" title={name}>
              {name}
            </EuiBadge>
          ))}
        </span>
      ) : (
        <Nothing label="Unknown" />
      );
    case "host":
      return <Text>{urlHost(config.apiUrl) ?? config.apiUrl}</Text>;
    case "model":
      return config.defaultModel ? <Text>{config.defaultModel}</Text> : <Nothing label="None" />;
    case "last_run":
      if (activity) return <LastRun activity={activity} />;
      return activity === null ? <span css={truncated}>Never</span> : <Nothing label="Not known yet" />;
    case "runs":
      if (activity === undefined) return <Nothing label="Not known yet" />;
      return <span css={numeric}>{formatCount(activity?.requests_7d ?? 0)}</span>;
    case "tokens":
      if (activity === undefined) return <Nothing label="Not known yet" />;
      return activity ? <Tokens activity={activity} /> : <span css={numeric}>0</span>;
    case "api_keys":
      return <span css={numeric}>{formatCount(api_keys)}</span>;
  }
}
