/** A text area for a curl command or an address. Its text is read once and kept nowhere. */
import {
  EuiButton,
  EuiButtonEmpty,
  EuiFormRow,
  EuiModal,
  EuiModalBody,
  EuiModalFooter,
  EuiModalHeader,
  EuiModalHeaderTitle,
  EuiTextArea,
  useGeneratedHtmlId,
} from "@elastic/eui";
import { useRef, useState } from "react";
import { useFormContext } from "react-hook-form";
import { useConnectorForm } from "../form/connector_form_context";
import type { Draft } from "../form/draft";
import { fillForm, type PasteReport } from "./fill_form";
import { PASTE_PROBLEMS, readPasted, type PasteProblem } from "./read_pasted";

type Props = { on_filled: (report: PasteReport) => void; on_close: () => void };

export default function PasteModal({ on_filled, on_close }: Props) {
  const title_id = useGeneratedHtmlId();
  const { spec, start } = useConnectorForm();
  const form = useFormContext<Draft>();
  // Not React's: a key in it must not become part of any state.
  const area = useRef<HTMLTextAreaElement | null>(null);
  const [problem, setProblem] = useState<PasteProblem | null>(null);

  const fill = () => {
    const pasted = readPasted(area.current?.value ?? "");
    if (area.current) area.current.value = "";
    if (typeof pasted === "string") {
      setProblem(pasted);
      area.current?.focus();
      return;
    }
    on_filled(fillForm(form, spec, pasted, start));
  };

  return (
    <EuiModal onClose={on_close} aria-labelledby={title_id} initialFocus="[name=pasted]" data-test-subj="pasteModal">
      <EuiModalHeader>
        <EuiModalHeaderTitle id={title_id}>Paste a curl command</EuiModalHeaderTitle>
      </EuiModalHeader>
      <EuiModalBody>
        <EuiFormRow
          fullWidth
          label="Command or address"
          helpText="A curl command from a provider's page or a browser, or an Azure target URI. A key in it goes into the key field and nowhere else, and a header that may be a secret is kept as one."
          isInvalid={problem !== null}
          error={problem ? PASTE_PROBLEMS[problem] : undefined}
        >
          <EuiTextArea
            name="pasted"
            inputRef={area}
            fullWidth
            rows={8}
            resize="vertical"
            isInvalid={problem !== null}
            autoComplete="off"
            spellCheck={false}
            css={{ fontFamily: "'Roboto Mono', monospace", fontSize: 13 }}
            data-test-subj="pasteArea"
          />
        </EuiFormRow>
      </EuiModalBody>
      <EuiModalFooter>
        <EuiButtonEmpty onClick={on_close}>Cancel</EuiButtonEmpty>
        <EuiButton fill onClick={fill} data-test-subj="fillFormButton">
          Fill the form
        </EuiButton>
      </EuiModalFooter>
    </EuiModal>
  );
}
