import { EuiButton, EuiEmptyPrompt } from "@elastic/eui";

type Props = { search: string; is_filtered: boolean; on_clear: () => void };

export function NothingMatches({ search, is_filtered, on_clear }: Props) {
  return (
    <EuiEmptyPrompt
      data-test-subj="connectorsNoMatch"
      iconType="search"
      titleSize="s"
      title={<h2>No connector matches</h2>}
      body={
        <div css={{ overflowWrap: "anywhere" }}>
          {search === "" ? (
            <p>No connector is left by the chosen filters.</p>
          ) : (
            <p>
              Nothing is found for “<bdi>{search}</bdi>”{is_filtered ? " among what the filters leave" : ""}.
            </p>
          )}
          {search === "" ? null : (
            <p>
              Words are looked for in name, ID, type, host and model. Try <code>model:gpt-*</code> or{" "}
              <code>host:localhost</code>.
            </p>
          )}
        </div>
      }
      actions={
        <EuiButton onClick={on_clear} data-test-subj="clearFilters">
          Clear
        </EuiButton>
      }
    />
  );
}
