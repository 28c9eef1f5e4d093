import { RouterLink } from "../../../components/router_link";
import type { Connector } from "../../../wire/types";

export function UsageLink({ connector }: { connector: Connector }) {
  return (
    <RouterLink
      to="/usage"
      search={{ connector_id: connector.id }}
      css={{ overflowWrap: "anywhere" }}
      data-test-subj="usageDashboardLink"
    >
      {`View ${connector.config.apiProvider} Usage Dashboard for "${connector.name}" Connector`}
    </RouterLink>
  );
}
