import { EuiButton, EuiButtonEmpty, EuiFlexGroup, EuiFlexItem, EuiFlyoutFooter } from "@elastic/eui";

type Props = {
  form_id: string;
  /** Which button is waiting for the answer. */
  saving: "save" | "test" | null;
  on_back: () => void;
  on_save_and_test: () => void;
};

export function CreateFooter({ form_id, saving, on_back, on_save_and_test }: Props) {
  return (
    <EuiFlyoutFooter>
      <EuiFlexGroup justifyContent="spaceBetween" alignItems="center" responsive={false}>
        <EuiFlexItem grow={false}>
          <EuiButtonEmpty flush="left" onClick={on_back} data-test-subj="backButton">
            Back
          </EuiButtonEmpty>
        </EuiFlexItem>
        <EuiFlexItem grow={false}>
          <EuiFlexGroup gutterSize="s" responsive={false}>
            <EuiButton
              onClick={on_save_and_test}
              isLoading={saving === "test"}
              isDisabled={saving !== null}
              data-test-subj="saveAndTestButton"
            >
              Save &amp; test
            </EuiButton>
            <EuiButton
              fill
              type="submit"
              form={form_id}
              isLoading={saving === "save"}
              isDisabled={saving !== null}
              data-test-subj="saveButton"
            >
              Save
            </EuiButton>
          </EuiFlexGroup>
        </EuiFlexItem>
      </EuiFlexGroup>
    </EuiFlyoutFooter>
  );
}
