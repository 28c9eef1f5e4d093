import { EuiEmptyPrompt } from "@elastic/eui";
import { RouterButton, RouterButtonEmpty } from "../../../components/router_link";

export function NoConnectors({ may_create }: { may_create: boolean }) {
  if (!may_create) {
    return (
      <EuiEmptyPrompt
        data-test-subj="connectorsEmpty"
        iconType="plugs"
        title={<h2>No permissions to create connectors</h2>}
        body={<p>Contact your system administrator.</p>}
      />
    );
  }
  return (
    <EuiEmptyPrompt
      data-test-subj="connectorsEmpty"
      iconType="plugs"
      title={<h2>Create your first connector</h2>}
      body={<p>A connector holds the address of a service, its default model, and your API key, sealed.</p>}
      actions={[
        <RouterButton key="create" to="/connectors/_create" iconType="plusCircle" data-test-subj="createConnectorButton">
          Create connector
        </RouterButton>,
        <RouterButtonEmpty key="start" to="/get-started" data-test-subj="getStartedLink">
          Get started step by step
        </RouterButtonEmpty>,
        <RouterButtonEmpty key="import" to="/connectors/_import" data-test-subj="importLink">
          Import connectors
        </RouterButtonEmpty>,
      ]}
    />
  );
}
