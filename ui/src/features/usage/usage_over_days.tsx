import { EuiButtonGroup, EuiFlexGroup, EuiFlexItem, EuiLoadingChart, EuiPanel, EuiSpacer, EuiText, EuiTitle } from "@elastic/eui";
import { lazy, Suspense, useState } from "react";
import { ErrorBoundary } from "../../components/error_boundary";
import type { UsageDay } from "../../wire/types";
import { UsageDaysTable } from "./usage_days_table";

export const preloadChart = () => import("./usage_chart");
const UsageChart = lazy(preloadChart);

function NoChart() {
  return (
    <EuiText size="s" color="subdued">
      <p>The chart could not be drawn. The table shows the same numbers.</p>
    </EuiText>
  );
}

const CHART_HEIGHT_PX = 320;

const VIEWS = [
  { id: "chart", label: "Chart" },
  { id: "table", label: "Table" },
];

export function UsageOverDays({ days }: { days: UsageDay[] }) {
  const [view, setView] = useState("chart");
  return (
    <EuiPanel hasBorder hasShadow={false} paddingSize="m">
      <EuiFlexGroup alignItems="center" justifyContent="spaceBetween" responsive={false}>
        <EuiFlexItem>
          <EuiTitle size="xs">
            <h2>Prompt + completion tokens per day</h2>
          </EuiTitle>
        </EuiFlexItem>
        <EuiFlexItem grow={false}>
          <EuiButtonGroup
            legend="Show as"
            buttonSize="compressed"
            idSelected={view}
            options={VIEWS}
            onChange={setView}
            data-test-subj="usageView"
          />
        </EuiFlexItem>
      </EuiFlexGroup>
      <EuiSpacer size="m" />
      {view === "table" ? (
        <UsageDaysTable days={days} />
      ) : (
        <ErrorBoundary Fallback={NoChart}>
          <Suspense
            fallback={
              <div css={{ height: CHART_HEIGHT_PX, display: "grid", placeItems: "center" }}>
                <EuiLoadingChart size="l" aria-label="Loading the chart" />
              </div>
            }
          >
            <UsageChart days={days} height_px={CHART_HEIGHT_PX} />
          </Suspense>
        </ErrorBoundary>
      )}
    </EuiPanel>
  );
}
