import { EuiFlexGroup, EuiFlexItem, EuiLoadingSpinner, EuiSpacer } from "@elastic/eui";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { LoadError } from "../../components/load_error";
import { PageTitle } from "../../components/page_title";
import { useCommandQuery } from "../../host/use_command";
import { timeRangeBounds, type TimeRange } from "../../lib/time_range";
import { ConnectorFilter } from "./connector_filter";
import { NoUsage } from "./no_usage";
import { RangeChoice } from "./range_choice";
import { UsageOverDays } from "./usage_over_days";
import { readUsageSearch } from "./usage_search";
import { UsageTotals } from "./usage_totals";

const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function UsagePage() {
  const { connector_id = null, range = "7d" } = readUsageSearch(useSearch({ from: "/usage" }));
  const navigate = useNavigate();
  const [now, setNow] = useState(() => new Date());
  const bounds = useMemo(() => timeRangeBounds(range, now), [range, now]);
  const { data, error, refetch, isPlaceholderData } = useCommandQuery(
    "usage_summary",
    { connector_id, ...bounds, time_zone },
    // Another range or connector changes the numbers in place, without a blank page between.
    { placeholderData: (previous) => previous },
  );

  const show = (search: { connector_id?: string; range?: TimeRange }) => {
    // Somebody who left the page open overnight asks about today, not about yesterday.
    setNow(new Date());
    void navigate({ to: "/usage", search });
  };
  const with_connector = connector_id ? { connector_id } : {};

  return (
    <>
      <PageTitle title="Token usage" description="Prompt and completion tokens of every run, whoever started it." />
      <EuiFlexGroup gutterSize="m" alignItems="flexEnd" wrap>
        <EuiFlexItem>
          <ConnectorFilter
            connector_id={connector_id}
            on_choose={(id) => show({ range, ...(id ? { connector_id: id } : {}) })}
          />
        </EuiFlexItem>
        <EuiFlexItem grow={false}>
          <RangeChoice range={range} on_choose={(next) => show({ ...with_connector, range: next })} />
        </EuiFlexItem>
      </EuiFlexGroup>
      <EuiSpacer size="l" />
      {data ? (
        data.totals.requests === 0 ? (
          <NoUsage
            now={now}
            last_event_at_ms={data.last_event_at_ms}
            range={range}
            is_filtered={connector_id !== null}
            on_range={(next) => show({ ...with_connector, range: next })}
            on_all={() => show({ range })}
          />
        ) : (
          <div css={{ opacity: isPlaceholderData ? 0.6 : 1 }} aria-busy={isPlaceholderData}>
            <UsageTotals totals={data.totals} />
            <EuiSpacer size="l" />
            <UsageOverDays days={data.days} />
          </div>
        )
      ) : error ? (
        <LoadError title="Unable to load token usage" error={error} on_retry={() => void refetch()} />
      ) : (
        <EuiLoadingSpinner size="l" aria-label="Loading token usage" />
      )}
    </>
  );
}
