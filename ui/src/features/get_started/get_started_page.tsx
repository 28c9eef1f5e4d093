import { EuiCallOut, EuiLoadingSpinner, EuiProgress, EuiSpacer, EuiTab, EuiTabs, EuiText } from "@elastic/eui";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { LoadError } from "../../components/load_error";
import { PageTitle } from "../../components/page_title";
import { useMay } from "../../host/access";
import { useCommandQuery } from "../../host/use_command";
import { GuideSteps } from "./guide_steps";
import { countDone, progressOf, STEPS } from "./progress";
import { readStartSearch, GUIDES, type Guide } from "./start_search";

const TABS: Record<Guide, string> = { openai: "OpenAI", azure: "Azure OpenAI", local: "On your machine" };

export function GetStartedPage() {
  const { guide = "openai" } = readStartSearch(useSearch({ from: "/get-started" }));
  const navigate = useNavigate();
  const may_create = useMay("connectors_create");
  const connectors = useCommandQuery("connectors_list", {});
  const activity = useCommandQuery("connectors_activity", {});
  const progress = useMemo(
    () => progressOf(guide, connectors.data ?? [], activity.data ?? []),
    [guide, connectors.data, activity.data],
  );
  const done = countDone(progress);

  return (
    <div css={{ maxWidth: 880 }}>
      <PageTitle
        title="Get started"
        description="From nothing to a connector that answers. Each step ticks itself off once it is done."
      />
      <EuiTabs aria-label="Where the model runs">
        {GUIDES.map((id) => (
          <EuiTab
            key={id}
            id={`guide-${id}`}
            isSelected={id === guide}
            aria-controls="guide"
            data-test-subj={`guide-${id}`}
            onClick={() => void navigate({ to: "/get-started", search: { guide: id } })}
          >
            {TABS[id]}
          </EuiTab>
        ))}
      </EuiTabs>
      <EuiSpacer size="l" />
      <div id="guide" role="tabpanel" aria-labelledby={`guide-${guide}`}>
        {connectors.data ? (
          <>
            {may_create ? null : (
              <>
                <EuiCallOut size="s" iconType="lock" title="Your key may look and run, but not create connectors." />
                <EuiSpacer size="l" />
              </>
            )}
            <EuiText size="s" aria-live="polite" data-test-subj="guideProgress">
              <p>
                {done} of {STEPS.length} done
              </p>
            </EuiText>
            <EuiSpacer size="s" />
            <EuiProgress
              value={done}
              max={STEPS.length}
              size="s"
              color={done === STEPS.length ? "success" : "primary"}
              aria-label="Steps done"
            />
            <EuiSpacer size="l" />
            <GuideSteps guide={guide} progress={progress} may_create={may_create} />
          </>
        ) : connectors.error ? (
          <LoadError
            title="Unable to load connectors"
            error={connectors.error}
            on_retry={() => void connectors.refetch()}
          />
        ) : (
          <EuiLoadingSpinner size="l" aria-label="Loading" />
        )}
      </div>
    </div>
  );
}
