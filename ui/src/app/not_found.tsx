import { EuiEmptyPrompt } from "@elastic/eui";
import { RouterButton } from "../components/router_link";

export function NotFound() {
  return (
    <EuiEmptyPrompt
      iconType="search"
      title={<h1>There is no such page</h1>}
      body={<p>The address may be from another version of Patchbay.</p>}
      actions={<RouterButton to="/">Go to the start</RouterButton>}
    />
  );
}
