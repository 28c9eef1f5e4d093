import { EuiEmptyPrompt } from "@elastic/eui";
import { RouterButton } from "../../components/router_link";

export function NoConnectors({ may_create }: { may_create: boolean }) {
  if (!may_create) {
    return (
      <EuiEmptyPrompt
        data-test-subj="connectorsEmpty"
        iconType="plugs"
        title={<h2>No connectors yet</h2>}
        body={<p>Your key may not create connectors. Ask whoever gave it to you.</p>}
      />
    );
  }
  return (
    <EuiEmptyPrompt
      data-test-subj="connectorsEmpty"
      iconType="plugs"
      title={<h2>Create your first connector</h2>}
      body={<p>A connector holds the address of a service, its default model, and your API key, sealed.</p>}
      actions={
        <RouterButton to="/connectors/create" iconType="plusCircle" data-test-subj="createConnectorButton">
          Create connector
        </RouterButton>
      }
    />
  );
}
