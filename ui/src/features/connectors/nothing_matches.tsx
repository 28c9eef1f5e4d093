import { EuiButtonEmpty, EuiEmptyPrompt } from "@elastic/eui";

export function NothingMatches({ search, on_clear }: { search: string; on_clear: () => void }) {
  return (
    <EuiEmptyPrompt
      data-test-subj="connectorsNoMatch"
      iconType="search"
      titleSize="s"
      title={<h2>No connector matches</h2>}
      body={<p>Nothing has “{search}” in its name, provider, host or model.</p>}
      actions={<EuiButtonEmpty onClick={on_clear}>Clear the search</EuiButtonEmpty>}
    />
  );
}
