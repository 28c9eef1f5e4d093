import { EuiButton, EuiButtonEmpty, EuiFlexGroup, EuiFlexItem, EuiFlyoutFooter } from "@elastic/eui";

type Props = {
  /** Null where there is nothing to save. */
  form_id: string | null;
  is_dirty: boolean;
  is_saving: boolean;
  was_saved: boolean;
  on_close: () => void;
};

export function EditFooter({ form_id, is_dirty, is_saving, was_saved, on_close }: Props) {
  const says_saved = was_saved && !is_dirty && !is_saving;
  return (
    <EuiFlyoutFooter>
      <EuiFlexGroup justifyContent="spaceBetween" alignItems="center" responsive={false}>
        <EuiFlexItem grow={false}>
          <EuiButtonEmpty flush="left" onClick={on_close} data-test-subj="closeButton">
            Close
          </EuiButtonEmpty>
        </EuiFlexItem>
        {form_id ? (
          <EuiFlexItem grow={false}>
            <EuiButton
              fill={!says_saved}
              type="submit"
              form={form_id}
              color={says_saved ? "success" : "primary"}
              iconType={says_saved ? "check" : undefined}
              isLoading={is_saving}
              isDisabled={!is_dirty}
              data-test-subj="saveButton"
            >
              {says_saved ? "Changes Saved" : "Save"}
            </EuiButton>
          </EuiFlexItem>
        ) : null}
      </EuiFlexGroup>
    </EuiFlyoutFooter>
  );
}
