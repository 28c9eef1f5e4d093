import {
  EuiButton,
  EuiButtonEmpty,
  EuiFlexGroup,
  EuiFlexItem,
  EuiFlyoutBody,
  EuiFlyoutFooter,
  EuiFlyoutHeader,
  EuiForm,
  EuiText,
  EuiTitle,
  useGeneratedHtmlId,
} from "@elastic/eui";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { FormProvider, useForm } from "react-hook-form";
import { Mark } from "../../components/brand";
import { toCommandError } from "../../host/host";
import type { ConnectorSpec, ProviderSpec } from "../../wire/types";
import { ConnectorForm } from "./connector_form";
import { emptyDraft, toRequest, type Draft } from "./draft";
import { useCreateConnector } from "./use_create_connector";
import { useDiscardGuard } from "./use_discard_guard";
import { useSaveErrors } from "./use_save_errors";

type Props = { spec: ConnectorSpec; title_id: string; on_close: () => void };

export function CreateForm({ spec, title_id, on_close }: Props) {
  const form_id = useGeneratedHtmlId();
  const navigate = useNavigate();
  const { create, is_saving } = useCreateConnector();
  const [pressed, setPressed] = useState<"save" | "test">("save");
  const form = useForm<Draft>({ defaultValues: emptyDraft(spec.providers[0] as ProviderSpec) });
  const errors = useSaveErrors(form);
  const discard_question = useDiscardGuard(form.formState.isDirty, (path) => path.startsWith("/connectors/create"));

  const save = (then: "save" | "test") => {
    setPressed(then);
    return form.handleSubmit(async (draft) => {
      errors.clear();
      try {
        const { id } = await create(toRequest(draft));
        // The changes are saved, so the guard has nothing to guard.
        if (then === "save") await navigate({ to: "/connectors", ignoreBlocker: true });
        else
          await navigate({
            to: "/connectors/$connector_id/test",
            params: { connector_id: id },
            ignoreBlocker: true,
          });
      } catch (error) {
        errors.place(toCommandError(error));
      }
    })();
  };

  return (
    <>
      <EuiFlyoutHeader hasBorder>
        <EuiFlexGroup alignItems="center" gutterSize="m" responsive={false}>
          <EuiFlexItem grow={false}>
            <Mark size={32} />
          </EuiFlexItem>
          <EuiFlexItem>
            <EuiTitle size="s">
              <h2 id={title_id}>{spec.name} connector</h2>
            </EuiTitle>
            <EuiText size="s" color="subdued">
              {spec.description}
            </EuiText>
          </EuiFlexItem>
        </EuiFlexGroup>
      </EuiFlyoutHeader>
      <EuiFlyoutBody>
        <FormProvider {...form}>
          <EuiForm
            component="form"
            id={form_id}
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void save("save");
            }}
          >
            <ConnectorForm spec={spec} stored={null} unplaced_error={errors.unplaced} />
          </EuiForm>
        </FormProvider>
      </EuiFlyoutBody>
      <EuiFlyoutFooter>
        <EuiFlexGroup justifyContent="spaceBetween" alignItems="center" responsive={false}>
          <EuiFlexItem grow={false}>
            <EuiButtonEmpty flush="left" onClick={on_close} data-test-subj="cancelButton">
              Cancel
            </EuiButtonEmpty>
          </EuiFlexItem>
          <EuiFlexItem grow={false}>
            <EuiFlexGroup gutterSize="s" responsive={false}>
              <EuiButton
                onClick={() => void save("test")}
                isLoading={is_saving && pressed === "test"}
                isDisabled={is_saving}
                data-test-subj="saveAndTestButton"
              >
                Save &amp; test
              </EuiButton>
              <EuiButton
                fill
                type="submit"
                form={form_id}
                isLoading={is_saving && pressed === "save"}
                isDisabled={is_saving}
                data-test-subj="saveButton"
              >
                Save
              </EuiButton>
            </EuiFlexGroup>
          </EuiFlexItem>
        </EuiFlexGroup>
      </EuiFlyoutFooter>
      {discard_question}
    </>
  );
}
